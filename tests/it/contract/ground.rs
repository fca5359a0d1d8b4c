//! A drive on the simulator, and the clocks that both go by.

use std::sync::Arc;
use std::time::Duration;

use graph_sim::{App, Options, Sim, Switches, Tenant, User, World};
use onefold::domain::{ClientId, DirectoryId, DriveId, TenantId, Timestamp, UploadOptions};
use onefold::doors::{ManualClock, Tasks};
use onefold::drives::contract;
use onefold::drives::{Cache, CacheOptions, Cached, OneDrive, UploadRoom};
use onefold::graph::{Client, Transport, TransportOptions};
use tempfile::TempDir;

use crate::support::client::client_of;

/// A running simulator that holds the contract's world, and what is needed to reach its one drive.
pub(super) struct Ground {
    pub(super) sim: Sim,
    clock: Arc<ManualClock>,
    client: Arc<Client>,
    ids: (TenantId, DriveId),
    spool: TempDir,
}

impl Ground {
    pub(super) async fn prepare(switches: Switches) -> Self {
        let mut world = World::new(1);
        let tenant = world.add_tenant(Tenant::new("contoso", "contoso.example"));
        let app = world.add_app(&tenant, App::writer("Onefold", "a secret"));
        let ada = world.add_user(&tenant, User::new("ada", "Ada Example"));
        let team = world.add_user(&tenant, User::new("team", "Team"));
        let shared = world.drive_of(&team).add_folder("/Team").id_of("/Team");
        let mut drive = world.drive_of(&ada);
        for (path, text) in contract::World::FILES {
            drive.add_file(path, text, World::BEGINNING);
        }
        drive
            .add_folder(contract::World::EMPTY_FOLDER)
            .add_package(contract::World::PACKAGE)
            .add_shortcut(contract::World::SHORTCUT, &team, &shared);
        let options = Options {
            switches,
            ..Options::default()
        };
        let sim = Sim::start(world, options).await.expect("free ports");
        let clock = Arc::new(ManualClock::at(Timestamp::from_unix_ms(
            sim.clock().now().as_millisecond(),
        )));
        clock.skip_back_offs_up_to(Duration::from_secs(10));
        let transport = Transport::new(&TransportOptions::default()).expect("a transport");
        let directory = DirectoryId::parse(&tenant.directory_id).expect("an id");
        let client = ClientId::parse(&app.client_id).expect("an id");
        let client = client_of(&sim, &clock, (directory, client), transport);
        let drive = DriveId::parse(&ada.drive_id).expect("an id");
        Self {
            sim,
            clock,
            client,
            ids: (TenantId::from_unique("1"), drive),
            spool: tempfile::tempdir().expect("a folder"),
        }
    }

    pub(super) fn drive(&self) -> OneDrive {
        let folder = self.spool.path().into();
        let options = UploadOptions {
            at_once: contract::World::AT_ONCE,
            fragment: 1,
            ..UploadOptions::default()
        };
        let uploads = UploadRoom::new(folder, options, Tasks::default());
        let client = Arc::clone(&self.client);
        OneDrive::new(client, self.ids.clone(), self.clock(), uploads)
    }

    pub(super) fn cached(&self) -> Cached {
        let cache = Cache::new(CacheOptions::default());
        let drive = Arc::new(self.drive());
        Cached::new(
            drive,
            self.ids.clone(),
            cache,
            self.clock(),
            &Tasks::default(),
        )
    }

    fn clock(&self) -> Arc<ManualClock> {
        Arc::clone(&self.clock)
    }

    /// Lets so much time pass on both sides.
    pub(super) fn wait(&self, time: Duration) {
        self.clock.advance(time);
        self.sim.clock().advance(time);
    }

    pub(super) fn forget_changes(&self) {
        self.sim.change(World::expire_delta_tokens);
    }
}
