//! A person's small tool: puts a file into a drive, and goes on where it was when it is started again.
//!
//! ```text
//! uploader --settings settings.json --name film.mkv --file film.mkv
//! ```
//!
//! It shows the layers below the server at work: the database, the vault, a Graph client, a drive. The
//! tests kill it and measure it; for that it can make bytes up, and send several files at once.

use std::fmt;
use std::io::{self, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use async_trait::async_trait;
use bytes::{Bytes, BytesMut};
use clap::Parser;
use futures_util::{StreamExt as _, stream};
use onefold::domain::{
    Actor, Anchor, AuditEntry, ByteSource, ByteStream, ClientId, Clock, CloudName, Deed,
    DirectoryId, Drive as _, DriveId, DrivePath, Error, Health, IfExists, Mountable, Origin,
    PutOptions, Reread, Result, Secret, Target, Tenant, TenantId, UploadOptions, Urgency,
    VirtualPath, Written,
};
use onefold::doors::{Random, SystemClock, Tasks};
use onefold::drives::{OneDrive, UploadRoom};
use onefold::graph::{
    Application, Budget, Client, ClientParts, Cloud, Credential, Credentials, HostPattern, Limits,
    Transport, TransportOptions,
};
use onefold::services::KeptUploads;
use onefold::store::{ServerLock, Store};
use onefold::vault::{MasterKey, Vault};
use serde::Deserialize;
use tokio::fs::File;
use tokio::io::AsyncSeekExt as _;
use tokio_util::io::ReaderStream;

/// Puts a file into a drive, and goes on where it was when it is started again.
#[derive(Parser)]
struct Arguments {
    /// Where the services and the drive are, as JSON.
    #[arg(long)]
    settings: PathBuf,
    /// The name of the file in the drive's root.
    #[arg(long)]
    name: String,
    /// The file to be put there.
    #[arg(long, conflicts_with = "made_up", required_unless_present = "made_up")]
    file: Option<PathBuf>,
    /// So many bytes are made up instead, the same ones each time.
    #[arg(long)]
    made_up: Option<u64>,
    /// So many files at once; each has its number before its name.
    #[arg(long, default_value_t = 1)]
    times: u32,
    /// Bytes of fragments in memory.
    #[arg(long, default_value_t = UploadOptions::default().memory)]
    memory: usize,
}

/// Where everything is.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Settings {
    data_dir: PathBuf,
    login: String,
    graph: String,
    scope: String,
    content_host: String,
    directory_id: String,
    client_id: String,
    client_secret: String,
    drive_id: String,
    /// Resource units that the application may use in a minute: organizations of more licenses have more
    /// (SharePoint documentation, "Avoid getting throttled or blocked in SharePoint Online").
    units_per_minute: Option<u32>,
}

#[tokio::main]
async fn main() -> std::result::Result<(), Box<dyn std::error::Error>> {
    let arguments = Arguments::parse();
    let settings = std::fs::read(&arguments.settings)?;
    let settings: Settings = serde_json::from_slice(&settings)?;
    let source: Arc<dyn Reread> = match (&arguments.file, arguments.made_up) {
        (Some(path), _) => Arc::new(OnDisk::open(path).await?),
        (None, size) => Arc::new(MadeUp(size.unwrap_or(0))),
    };
    let desk = Arc::new(Desk::open(settings, arguments.memory).await?);
    let names = (1..=arguments.times).map(|number| match arguments.times {
        1 => arguments.name.clone(),
        _ => format!("{number} {}", arguments.name),
    });
    let puts = names.map(|name| {
        let (desk, source) = (Arc::clone(&desk), Arc::clone(&source));
        desk.tasks
            .clone()
            .spawn(async move { desk.put(&name, source).await })
    });
    for put in puts.collect::<Vec<_>>() {
        let written = put.await??;
        let size = written.entry.size.unwrap_or_default();
        writeln!(io::stdout(), "{} {size}", written.entry.id)?;
    }
    Ok(())
}

/// What an upload needs.
struct Desk {
    uploads: KeptUploads,
    drive: OneDrive,
    ids: (TenantId, DriveId),
    tasks: Tasks,
    _lock: ServerLock,
}

impl Desk {
    async fn open(
        settings: Settings,
        memory: usize,
    ) -> std::result::Result<Self, Box<dyn std::error::Error>> {
        let clock: Arc<dyn Clock> = Arc::new(SystemClock);
        let tasks = Tasks::default();
        let lock = ServerLock::acquire(&settings.data_dir)?;
        let store = Store::open(&settings.data_dir).await?;
        let tenant = tenant(&settings)?;
        if store.find_tenant(&tenant.id).await?.is_none() {
            let audit = AuditEntry::new(clock.now(), Actor::default(), Deed::TenantCreate);
            store.insert_tenant(&tenant, &[], &audit).await?;
        }
        let key = settings.data_dir.join(MasterKey::FILE_NAME);
        let (master, _) = MasterKey::load_or_create(&key, Random)?;
        let vault = Vault::new(&master, Random);
        let ids = (tenant.id.clone(), DriveId::parse(&settings.drive_id)?);
        let options = UploadOptions {
            memory,
            ..UploadOptions::default()
        };
        let spool = settings.data_dir.join("spool");
        let room = UploadRoom::new(spool, options, tasks.clone());
        let client = client(&settings, tenant, (&clock, &tasks))?;
        let uploads = KeptUploads::new((store, vault), (Arc::clone(&clock), Random));
        // The lock says so: a process that was at work on them before is gone.
        uploads.leave_all().await?;
        Ok(Self {
            uploads,
            drive: OneDrive::new(client, ids.clone(), clock, room),
            ids,
            tasks,
            _lock: lock,
        })
    }

    /// Goes on with an upload of this file, or begins one.
    async fn put(&self, name: &str, source: Arc<dyn Reread>) -> Result<Written> {
        let urgency = Urgency::Background;
        for unfinished in self.uploads.unfinished().await? {
            let Some(state) = self.uploads.find(&unfinished.id).await? else {
                continue;
            };
            if state.name.as_str() == name && state.size == source.size() {
                let (state, keeper) = self.uploads.take(&unfinished).await?;
                let keeper = Some(keeper);
                let source = ByteSource::Again(source);
                return self.drive.resume(state, source, keeper, urgency).await;
            }
        }
        let (tenant, drive) = &self.ids;
        let options = PutOptions {
            keeper: Some(self.uploads.keeper(tenant, drive)),
            ..PutOptions::new(IfExists::Replace)
        };
        let target = Target::At(Anchor::Root, DrivePath::parse(&format!("/{name}"))?);
        let source = ByteSource::Again(source);
        self.drive.put(&target, source, &options, urgency).await
    }
}

fn tenant(settings: &Settings) -> Result<Tenant> {
    Ok(Tenant {
        id: TenantId::from_unique("uploader"),
        name: "Uploader".to_owned(),
        cloud: CloudName::parse("lab")?,
        directory_id: DirectoryId::parse(&settings.directory_id)?,
        client_id: ClientId::parse(&settings.client_id)?,
        path_prefix: VirtualPath::parse("/uploads")?,
        mountable: Mountable::default(),
        origin: Origin::Database,
        health: Health::default(),
    })
}

fn client(
    settings: &Settings,
    tenant: Tenant,
    (clock, tasks): (&Arc<dyn Clock>, &Tasks),
) -> std::result::Result<Arc<Client>, Box<dyn std::error::Error>> {
    let cloud = Cloud {
        name: tenant.cloud,
        login: settings.login.parse()?,
        graph: settings.graph.parse()?,
        scope: settings.scope.clone(),
        content_hosts: vec![HostPattern::parse(&settings.content_host)?],
        insecure_http: true,
    };
    let parts = ClientParts {
        transport: Transport::new(&TransportOptions::default())?,
        clock: Arc::clone(clock),
        tasks: tasks.clone(),
        random: Random,
    };
    let application = Application {
        cloud,
        directory: tenant.directory_id,
        client: tenant.client_id,
    };
    let secret = Secret::new(settings.client_secret.clone());
    let credentials = Credentials::only(Credential::ClientSecret(secret));
    let default = Limits::default();
    let limits = Limits {
        units_per_minute: settings
            .units_per_minute
            .unwrap_or(default.units_per_minute),
        ..default
    };
    let budget = Arc::new(Budget::new(limits, Arc::clone(clock)));
    Ok(Arc::new(Client::new(
        parts,
        (application, credentials),
        budget,
    )))
}

/// A file on disk.
#[derive(Debug)]
struct OnDisk {
    path: PathBuf,
    size: u64,
}

impl OnDisk {
    async fn open(path: &Path) -> io::Result<Self> {
        Ok(Self {
            path: path.to_owned(),
            size: tokio::fs::metadata(path).await?.len(),
        })
    }
}

#[async_trait]
impl Reread for OnDisk {
    fn size(&self) -> u64 {
        self.size
    }

    async fn read_from(&self, from: u64) -> Result<ByteStream> {
        let mut file = File::open(&self.path).await.map_err(Error::internal)?;
        let position = file.seek(SeekFrom::Start(from)).await;
        position.map_err(Error::internal)?;
        let chunks = ReaderStream::with_capacity(file, 64 * 1024);
        Ok(Box::pin(chunks.map(|chunk| chunk.map_err(Error::internal))))
    }
}

/// So many bytes: the numbers from 0 on, scrambled, of eight bytes each.
struct MadeUp(u64);

/// So many bytes are made up at a time.
const CHUNK: u64 = 64 * 1024;

#[async_trait]
impl Reread for MadeUp {
    fn size(&self) -> u64 {
        self.0
    }

    async fn read_from(&self, from: u64) -> Result<ByteStream> {
        let size = self.0;
        let chunks = stream::iter(from / CHUNK..size.div_ceil(CHUNK)).map(move |number| {
            let (first, end) = (number * CHUNK, size.min((number + 1) * CHUNK));
            let skipped = usize::try_from(from.saturating_sub(first)).map_err(Error::internal)?;
            Ok(made_up(first, end).split_off(skipped))
        });
        Ok(Box::pin(chunks))
    }
}

/// The bytes from `first`, a multiple of eight, to `end`.
fn made_up(first: u64, end: u64) -> Bytes {
    let length = usize::try_from(end - first).expect("a chunk fits into memory");
    let mut bytes = BytesMut::with_capacity(length + 8);
    for number in first / 8..end.div_ceil(8) {
        // SplitMix64 (Steele, Lea, Flood, 2014): one number becomes another, as if by chance.
        let mut mixed = number.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bytes.extend_from_slice(&(mixed ^ (mixed >> 31)).to_le_bytes());
    }
    bytes.truncate(length);
    bytes.freeze()
}

impl fmt::Debug for MadeUp {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "MadeUp({} bytes)", self.0)
    }
}
