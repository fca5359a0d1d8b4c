//! A drive on the simulator without a server around it.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_util::stream;
use graph_sim::{App, DriveEditor, Options, Sim, Switches, Tenant, User, UserHandle, World};
use onefold::domain::{
    Anchor, ByteSource, ClientId, DirectoryId, DriveId, DrivePath, Segment, Target, TenantId,
    Timestamp, UploadOptions, Urgency,
};
use onefold::doors::{ManualClock, Tasks};
use onefold::drives::{Cache, CacheOptions, Cached, OneDrive, UploadRoom};
use onefold::graph::{Client, Transport, TransportOptions};
use tempfile::TempDir;

use super::client::client_of;

/// The bytes of a fragment here: the least that the service takes before the last one.
pub(crate) const FRAGMENT: usize = 320 * 1024;

/// Who uploads waits longer than who asks; nobody waits in real time.
const LONGEST_WAIT: Duration = Duration::from_mins(5);

/// A running simulator, Ada's drive in it, and the clock of those who write.
#[derive(Debug)]
pub(crate) struct Lab {
    pub(crate) sim: Sim,
    pub(crate) clock: Arc<ManualClock>,
    transport: Transport,
    application: (DirectoryId, ClientId),
    drive_id: DriveId,
    ada: UserHandle,
    spool: TempDir,
}

impl Lab {
    /// Starts with a drive that is filled like this; the usual patience.
    pub(crate) async fn start(fill: impl FnOnce(&mut DriveEditor<'_>)) -> Self {
        Self::start_with(Switches::default(), &TransportOptions::default(), fill).await
    }

    /// Starts with the switches at these positions, and a transport that is so patient.
    pub(crate) async fn start_with(
        switches: Switches,
        patience: &TransportOptions,
        fill: impl FnOnce(&mut DriveEditor<'_>),
    ) -> Self {
        let mut world = World::new(1);
        let tenant = world.add_tenant(Tenant::new("contoso", "contoso.example"));
        let app = world.add_app(&tenant, App::writer("Onefold", "a secret"));
        let ada = world.add_user(&tenant, User::new("ada", "Ada Example"));
        fill(&mut world.drive_of(&ada));
        let options = Options {
            switches,
            ..Options::default()
        };
        let sim = Sim::start(world, options).await.expect("free ports");
        let now = Timestamp::from_unix_ms(sim.clock().now().as_millisecond());
        let clock = Arc::new(ManualClock::at(now));
        clock.skip_back_offs_up_to(LONGEST_WAIT);
        let directory = DirectoryId::parse(&tenant.directory_id).expect("an id");
        let client = ClientId::parse(&app.client_id).expect("an id");
        Self {
            sim,
            clock,
            transport: Transport::new(patience).expect("a transport"),
            application: (directory, client),
            drive_id: DriveId::parse(&ada.drive_id).expect("an id"),
            ada,
            spool: tempfile::tempdir().expect("a folder"),
        }
    }

    /// The drive, with a client of its own: no token, pause or memory of another reaches it. Fragments are
    /// as small as they can be.
    pub(crate) fn drive(&self) -> OneDrive {
        let options = UploadOptions {
            memory: FRAGMENT,
            ..UploadOptions::default()
        };
        let uploads = UploadRoom::new(self.spool.path().into(), options, Tasks::default());
        OneDrive::new(
            self.client(),
            self.ids(),
            Arc::clone(&self.clock) as _,
            uploads,
        )
    }

    /// The drive with a memory.
    pub(crate) fn cached(&self) -> Cached {
        let cache = Cache::new(CacheOptions::default());
        let clock = Arc::clone(&self.clock) as _;
        let drive = Arc::new(self.drive());
        Cached::new(drive, self.ids(), cache, clock, &Tasks::default())
    }

    /// Changes or reads the truth.
    pub(crate) fn truth<T>(&self, look: impl FnOnce(&mut DriveEditor<'_>) -> T) -> T {
        self.sim
            .change(|world| look(&mut world.drive_of(&self.ada)))
    }

    /// Lets so much time pass on both sides.
    pub(crate) fn wait(&self, time: Duration) {
        self.clock.advance(time);
        self.sim.clock().advance(time);
    }

    /// Somebody who has just asked.
    pub(crate) fn visitor(&self) -> Urgency {
        use onefold::domain::Clock as _;
        Urgency::visitor(self.clock.now())
    }

    fn ids(&self) -> (TenantId, DriveId) {
        (TenantId::from_unique("1"), self.drive_id.clone())
    }

    fn client(&self) -> Arc<Client> {
        let transport = self.transport.clone();
        client_of(&self.sim, &self.clock, self.application.clone(), transport)
    }
}

/// The item at a path from the drive's root.
pub(crate) fn at(path: &str) -> Target {
    Target::At(Anchor::Root, DrivePath::parse(path).expect("a path"))
}

pub(crate) fn named(name: &str) -> Segment {
    Segment::parse(name).expect("a name")
}

/// Bytes that pass by once, announced as they are.
pub(crate) fn source(bytes: &Bytes) -> ByteSource {
    let whole = stream::iter([Ok(bytes.clone())]);
    ByteSource::once(Some(bytes.len() as u64), Box::pin(whole))
}

/// So many bytes, others for each seed.
pub(crate) fn noise(length: usize, seed: u8) -> Bytes {
    let bytes = (0..length).map(|n| (n % 251).to_le_bytes()[0] ^ seed);
    bytes.collect::<Vec<_>>().into()
}
