//! One drive of the simulator's, without a server over it.

use std::sync::Arc;

use graph_sim::{App, DriveHandle, Options, Sim, Site, SiteHandle, Switches, Tenant, World};
use onefold::domain::{
    Anchor, ClientId, CloudName, DirectoryId, DriveId, DrivePath, Secret, Target, TenantId,
    Timestamp, Urgency,
};
use onefold::doors::{ManualClock, Random, Tasks};
use onefold::drives::{OneDrive, UploadOptions, Uploads};
use onefold::graph::{
    Application, Budget, Client, ClientParts, Cloud, Credential, Credentials, HostPattern, Limits,
    Transport, TransportOptions,
};
use tempfile::TempDir;

/// The default library of a site, reached by an application that may write.
pub(crate) struct Single {
    pub(crate) sim: Sim,
    pub(crate) drive: OneDrive,
    pub(crate) library: DriveHandle,
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
        let directory = DirectoryId::parse(&tenant.directory_id).expect("an id");
        let client = ClientId::parse(&app.client_id).expect("an id");
        let client = client_of(&sim, &clock, (directory, client));
        let id = DriveId::parse(&site.drive.id).expect("an id");
        let spool = tempfile::tempdir().expect("a folder");
        let options = UploadOptions::default();
        let uploads = Uploads::new(spool.path().into(), options, Tasks::default());
        let ids = (TenantId::from_unique("1"), id);
        Self {
            drive: OneDrive::new(client, ids, clock, uploads),
            sim,
            library: site.drive,
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

fn client_of(
    sim: &Sim,
    clock: &Arc<ManualClock>,
    (directory, client): (DirectoryId, ClientId),
) -> Arc<Client> {
    let cloud = Cloud {
        name: CloudName::parse("lab").expect("a name"),
        login: sim.login_url().parse().expect("a URL"),
        graph: sim.graph_url().parse().expect("a URL"),
        scope: sim.graph_scope(),
        content_hosts: vec![HostPattern::parse(&sim.content_host()).expect("a host")],
        insecure_http: true,
    };
    let parts = ClientParts {
        transport: Transport::new(&TransportOptions::default()).expect("a transport"),
        clock: Arc::clone(clock) as _,
        tasks: Tasks::default(),
        random: Random,
    };
    let application = Application {
        cloud,
        directory,
        client,
    };
    let secret = Secret::new("a secret".to_owned());
    let credentials = Credentials::only(Credential::ClientSecret(secret));
    let budget = Arc::new(Budget::new(Limits::default(), Arc::clone(clock) as _));
    Arc::new(Client::new(parts, (application, credentials), budget))
}
