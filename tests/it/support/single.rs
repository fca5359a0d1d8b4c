//! One drive of the simulator's, without a server over it.

use std::sync::Arc;

use graph_sim::{App, DriveHandle, Options, Sim, Site, SiteHandle, Switches, Tenant, World};
use onefold::domain::{
    Anchor, ClientId, DirectoryId, DriveId, DrivePath, Target, TenantId, Timestamp, UploadOptions,
    Urgency,
};
use onefold::doors::{ManualClock, Tasks};
use onefold::drives::{OneDrive, UploadRoom};
use onefold::graph::{Transport, TransportOptions};
use tempfile::TempDir;

use super::client::client_of;

/// The default library of a site, reached by an application that may write.
pub(crate) struct Single {
    pub(crate) sim: Sim,
    pub(crate) drive: OneDrive,
    pub(crate) team: DriveHandle,
    _spool: TempDir,
}

impl Single {
    /// Starts the simulator, its library filled.
    pub(crate) async fn start(
        switches: Switches,
        fill: impl FnOnce(&mut World, &SiteHandle),
    ) -> Self {
        let mut world = World::new(1);
        let tenant = world.add_tenant(Tenant::new("contoso", "contoso.example"));
        let app = world.add_app(&tenant, App::writer("Onefold", "a secret"));
        let site = world.add_site(&tenant, Site::team("sites/team", "Team"));
        fill(&mut world, &site);
        let options = Options {
            switches,
            ..Options::default()
        };
        let sim = Sim::start(world, options).await.expect("free ports");
        let now = sim.clock().now().as_millisecond();
        let clock = Arc::new(ManualClock::at(Timestamp::from_unix_ms(now)));
        let transport = Transport::new(&TransportOptions::default()).expect("a transport");
        let directory = DirectoryId::parse(&tenant.directory_id).expect("an id");
        let client = ClientId::parse(&app.client_id).expect("an id");
        let client = client_of(&sim, &clock, (directory, client), transport);
        let id = DriveId::parse(&site.drive.id).expect("an id");
        let spool = tempfile::tempdir().expect("a folder");
        let options = UploadOptions::default();
        let uploads = UploadRoom::new(spool.path().into(), options, Tasks::default());
        let ids = (TenantId::from_unique("1"), id);
        Self {
            drive: OneDrive::new(client, ids, clock, uploads),
            sim,
            team: site.drive,
            _spool: spool,
        }
    }

    /// Stops the simulator; a request that it does not know fails the test.
    pub(crate) async fn stop(self) {
        let defects = self.sim.journal().defects();
        assert!(defects.is_empty(), "{defects:?}");
        self.sim.shutdown().await;
    }
}

/// The item at a path from the drive's root.
pub(crate) fn at(path: &str) -> Target {
    Target::At(Anchor::Root, DrivePath::parse(path).expect("a path"))
}

/// Nobody waits.
pub(crate) const CALMLY: Urgency = Urgency::Background;
