//! A drive on the simulator, seen through the port, with clocks that make no wait long.

use std::sync::Arc;
use std::time::Duration;

use graph_sim::{
    App, DriveEditor, DriveHandle, Fingerprint, Options, Sim, Site, Switches, Tenant, User,
    UserHandle, World,
};
use onefold::domain::{
    Anchor, ByteSource, ClientId, DirectoryId, Drive as _, DriveId, DrivePath, IfExists,
    PutOptions, Result, Target, TenantId, Timestamp, UploadOptions, Urgency, Written,
};
use onefold::doors::{ManualClock, Tasks};
use onefold::drives::{OneDrive, UploadRoom};
use onefold::graph::{Transport, TransportOptions};
use tempfile::TempDir;

use crate::support::client::client_of;

/// The smallest fragment but for a file's last: 320 KiB.
pub(super) const UNIT: usize = 320 * 1024;

/// What lies at a path before it is written.
pub(super) const OLD: &[u8] = b"the old file, which must not be lost";

/// What a ground is to be like.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) switches: Switches,
    /// Bytes of fragments in memory; the largest a fragment can be.
    pub(super) memory: usize,
    /// How long a line may be silent, in real time.
    pub(super) silence: Duration,
    /// A library of a site rather than a person's drive.
    pub(super) in_library: bool,
}

impl Default for Plan {
    fn default() -> Self {
        Self {
            switches: Switches::default(),
            memory: UNIT,
            silence: Duration::from_secs(20),
            in_library: false,
        }
    }
}

/// Whose drive it is.
#[derive(Clone, Debug)]
enum Home {
    Person(UserHandle),
    Library(DriveHandle),
}

impl Home {
    fn edit<T>(&self, sim: &Sim, change: impl FnOnce(&mut DriveEditor<'_>) -> T) -> T {
        sim.change(|world| match self {
            Self::Person(user) => change(&mut world.drive_of(user)),
            Self::Library(library) => change(&mut world.drive_by(library)),
        })
    }
}

/// A running simulator with one drive.
pub(super) struct Ground {
    pub(super) sim: Arc<Sim>,
    pub(super) drive: OneDrive,
    pub(super) clock: Arc<ManualClock>,
    home: Home,
    _spool: TempDir,
}

impl Ground {
    pub(super) async fn new() -> Self {
        Self::of(Plan::default()).await
    }

    pub(super) async fn of(plan: Plan) -> Self {
        let mut world = World::new(1);
        let tenant = world.add_tenant(Tenant::new("contoso", "contoso.example"));
        let app = world.add_app(&tenant, App::writer("Onefold", "a secret"));
        let ada = world.add_user(&tenant, User::new("ada", "Ada Example"));
        let team = world.add_site(&tenant, Site::team("sites/team", "The Team"));
        let library = world.add_library(&team, "Archive");
        let (id, home) = if plan.in_library {
            (library.id.clone(), Home::Library(library))
        } else {
            (ada.drive_id.clone(), Home::Person(ada))
        };
        let options = Options {
            switches: plan.switches.clone(),
            ..Options::default()
        };
        let sim = Sim::start(world, options).await.expect("free ports");
        let now = sim.clock().now().as_millisecond();
        let clock = Arc::new(ManualClock::at(Timestamp::from_unix_ms(now)));
        clock.skip_back_offs_up_to(Duration::from_mins(5));
        let directory = DirectoryId::parse(&tenant.directory_id).expect("an id");
        let application = ClientId::parse(&app.client_id).expect("an id");
        let patience = TransportOptions {
            read_timeout: plan.silence,
            call_timeout: plan.silence,
            ..TransportOptions::default()
        };
        let transport = Transport::new(&patience).expect("a transport");
        let client = client_of(&sim, &clock, (directory, application), transport);
        let spool = tempfile::tempdir().expect("a folder");
        let options = UploadOptions {
            memory: plan.memory,
            ..UploadOptions::default()
        };
        let uploads = UploadRoom::new(spool.path().into(), options, Tasks::default());
        let ids = (
            TenantId::from_unique("1"),
            DriveId::parse(&id).expect("an id"),
        );
        Self {
            drive: OneDrive::new(client, ids, Arc::clone(&clock) as _, uploads),
            sim: Arc::new(sim),
            clock,
            home,
            _spool: spool,
        }
    }

    /// Something happens in the drive.
    pub(super) fn edit<T>(&self, change: impl FnOnce(&mut DriveEditor<'_>) -> T) -> T {
        self.home.edit(&self.sim, change)
    }

    /// The same, done later by whoever has the result.
    pub(super) fn deed(
        &self,
        change: impl Fn(&mut DriveEditor<'_>) + Send + Sync + 'static,
    ) -> impl Fn() + Send + Sync + 'static {
        let (sim, home) = (Arc::clone(&self.sim), self.home.clone());
        move || home.edit(&sim, &change)
    }

    pub(super) fn add_old(&self, name: &str) {
        self.edit(|drive| {
            drive.add_file(&path(name), OLD.to_vec(), World::BEGINNING);
        });
    }

    pub(super) async fn put(&self, name: &str, source: ByteSource) -> Result<Written> {
        self.put_with(name, source, &PutOptions::new(IfExists::Replace))
            .await
    }

    pub(super) async fn put_with(
        &self,
        name: &str,
        source: ByteSource,
        options: &PutOptions,
    ) -> Result<Written> {
        let urgency = Urgency::Background;
        let target = target(name);
        self.drive.put(&target, source, options, urgency).await
    }

    /// What is wrong with the file if it should be these bytes in so many versions.
    pub(super) fn fault_in(&self, name: &str, bytes: &[u8], versions: usize) -> Option<String> {
        let path = path(name);
        let (found, kept) = self.edit(|drive| {
            let found = drive.exists(&path).then(|| drive.fingerprint_of(&path));
            let kept = found
                .as_ref()
                .map_or(0, |_| drive.version_sizes(&path).len());
            (found, kept)
        });
        if found.as_ref() != Some(&Fingerprint::of(bytes)) {
            return Some(format!("{name} is {found:?}"));
        }
        (kept != versions).then(|| format!("{name} has {kept} versions"))
    }

    #[track_caller]
    pub(super) fn assert_file(&self, name: &str, bytes: &[u8], versions: usize) {
        assert_eq!(self.fault_in(name, bytes, versions), None);
    }

    /// The old file is as it was, nothing is left open, and nothing was asked that the simulator can't.
    #[track_caller]
    pub(super) fn assert_unharmed(&self, name: &str) {
        self.assert_file(name, OLD, 1);
        self.assert_clean();
    }

    #[track_caller]
    pub(super) fn assert_clean(&self) {
        let open = self.sim.uploads().open();
        assert!(open.is_empty(), "left open: {open:?}");
        let defects = self.sim.journal().defects();
        assert!(defects.is_empty(), "{defects:?}");
    }

    /// Lets so much time pass on both sides.
    pub(super) fn wait(&self, time: Duration) {
        self.clock.advance(time);
        self.sim.clock().advance(time);
    }
}

pub(super) fn path(name: &str) -> String {
    format!("/{name}")
}

pub(super) fn target(name: &str) -> Target {
    let path = DrivePath::parse(&path(name)).expect("a path");
    Target::At(Anchor::Root, path)
}

/// Bytes without a period that any fragment could share.
pub(super) fn bytes_of(length: usize) -> Vec<u8> {
    let mut state = 0x2545_f491_4f6c_dd1d_u64 ^ length as u64;
    let mut bytes = Vec::with_capacity(length + 8);
    while bytes.len() < length {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        bytes.extend_from_slice(&state.to_le_bytes());
    }
    bytes.truncate(length);
    bytes
}
