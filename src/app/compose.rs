//! How the layers are put together.

use std::sync::Arc;

use crate::applications::{Applications, ApplicationsParts, KeyRings, KeyStore};
use crate::config::{CloudSettings, Config, ContentHost, MasterKeySource, WorkerOrigin};
use crate::domain::{Actor, AuditEntry, Clock, Deed};
use crate::doors::{Random, SystemClock, Tasks};
use crate::drives::{Cache, CacheOptions, Registry, UploadRoom};
use crate::graph::{ClientParts, Cloud, HostPattern, Limits, Transport, TransportOptions};
use crate::services::{Accounts, Rotation, Services, ServicesParts};
use crate::store::Store;
use crate::vault::{KeyFile, MasterKey, Vault};

use super::declared::Declared;
use super::error::StartError;

/// The doors to the world outside: real ones in a server, held ones in a test.
#[derive(Clone, Debug)]
pub struct Doors {
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub random: Random,
    /// Background work.
    pub tasks: Tasks,
}

impl Default for Doors {
    fn default() -> Self {
        Self {
            clock: Arc::new(SystemClock),
            random: Random,
            tasks: Tasks::default(),
        }
    }
}

/// The layers up to the use cases.
#[derive(Debug)]
pub(super) struct Layers {
    pub(super) store: Store,
    pub(super) services: Services,
}

/// Opens the database, takes over what the file declares, and puts the layers together.
pub(super) async fn compose(config: &Config, doors: &Doors) -> Result<Layers, StartError> {
    let store = Store::open(&config.data_dir).await?;
    let now = doors.clock.now();
    let declared = Declared::of(config, now)?;
    let audit = AuditEntry::new(now, Actor::default(), Deed::Declare);
    store
        .declare(&declared.tenants, &declared.mounts, &audit)
        .await?;
    let vault = vault(config, doors.random)?;
    let applications = Arc::new(applications(config, doors, (&store, &vault), declared)?);
    let registry = registry(config, doors, &store, &applications);
    let services = Services::new(ServicesParts {
        workers: config.workers.iter().map(WorkerOrigin::origin).collect(),
        streams_per_caller: config.streams_per_caller,
        store: store.clone(),
        vault,
        applications,
        registry: Arc::new(registry),
        paged_bytes: config.cache.max_bytes,
        clock: Arc::clone(&doors.clock),
        random: doors.random,
        tasks: doors.tasks.clone(),
    });
    Ok(Layers {
        store,
        services: services.await?,
    })
}

/// What signs in to Microsoft.
pub(super) fn applications(
    config: &Config,
    doors: &Doors,
    (store, vault): (&Store, &Vault),
    declared: Declared,
) -> Result<Applications, StartError> {
    let upstream = config.upstream;
    let transport = Transport::new(&TransportOptions {
        user_agent: config.user_agent.clone(),
        connect_timeout: upstream.connect_timeout,
        call_timeout: upstream.call_timeout,
        read_timeout: upstream.read_timeout,
    })?;
    let limits = Limits {
        units_per_minute: upstream.units_per_minute,
        units_per_day: upstream.units_per_day,
        drive_calls_per_5_minutes: upstream.drive_calls_per_five_minutes,
        drive_burst: upstream.drive_calls_per_five_minutes / 6,
        concurrency: upstream.concurrency,
    };
    let client = ClientParts {
        transport,
        clock: Arc::clone(&doors.clock),
        tasks: doors.tasks.clone(),
        random: doors.random,
    };
    Ok(Applications::new(ApplicationsParts {
        client,
        limits,
        clouds: clouds(&config.clouds)?,
        store: store.clone(),
        vault: vault.clone(),
        declared: declared.credentials,
    }))
}

/// What makes drives ready.
pub(super) fn registry(
    config: &Config,
    doors: &Doors,
    store: &Store,
    applications: &Arc<Applications>,
) -> Registry {
    let options = CacheOptions {
        lifetime: config.cache.lifetime,
        capacity: config.cache.max_bytes,
    };
    Registry::new(
        Arc::clone(applications),
        store.clone(),
        (Cache::new(options), uploads(config, doors)),
        Arc::clone(&doors.clock),
        doors.tasks.clone(),
    )
}

fn uploads(config: &Config, doors: &Doors) -> UploadRoom {
    let spool = config.data_dir.join("spool");
    UploadRoom::new(spool, config.uploads, doors.tasks.clone())
}

/// The vault, opened with the key that the configuration names.
pub(super) fn vault(config: &Config, random: Random) -> Result<Vault, StartError> {
    let master = match &config.master_key {
        MasterKeySource::Text(text) => MasterKey::from_text(text.expose())?,
        MasterKeySource::File(path) => MasterKey::load(path)?,
        MasterKeySource::DataDir => {
            let path = config.data_dir.join(MasterKey::FILE_NAME);
            let (master, found) = MasterKey::load_or_create(&path, random)?;
            if found == KeyFile::Made {
                tracing::warn!(
                    path = %path.display(),
                    "a master key was made beside the data it protects; keep it elsewhere with master_key_file or ONEFOLD_MASTER_KEY"
                );
            }
            master
        }
    };
    Ok(Vault::new(&master, random))
}

/// Microsoft's clouds and the declared ones.
fn clouds(declared: &[CloudSettings]) -> Result<Vec<Cloud>, StartError> {
    let mut clouds = Cloud::known();
    for settings in declared {
        clouds.push(cloud(settings, &clouds)?);
    }
    Ok(clouds)
}

fn cloud(settings: &CloudSettings, known: &[Cloud]) -> Result<Cloud, StartError> {
    let base = settings
        .extends
        .as_ref()
        .and_then(|name| known.iter().find(|cloud| cloud.name == *name));
    let lacking = |what: &str| StartError::Cloud {
        name: settings.name.to_string(),
        reason: format!("`{what}` is missing and no cloud is extended"),
    };
    let inherited = base
        .map(|base| base.content_hosts.clone())
        .unwrap_or_default();
    let own = settings
        .content_hosts
        .iter()
        .map(host_pattern)
        .collect::<Result<Vec<_>, _>>()?;
    Ok(Cloud {
        name: settings.name.clone(),
        login: settings
            .login
            .clone()
            .or(base.map(|base| base.login.clone()))
            .ok_or_else(|| lacking("login"))?,
        graph: settings
            .graph
            .clone()
            .or(base.map(|base| base.graph.clone()))
            .ok_or_else(|| lacking("graph"))?,
        scope: settings
            .scope
            .clone()
            .or(base.map(|base| base.scope.clone()))
            .ok_or_else(|| lacking("scope"))?,
        content_hosts: inherited.into_iter().chain(own).collect(),
        insecure_http: settings.insecure_http,
    })
}

fn host_pattern(host: &ContentHost) -> Result<HostPattern, StartError> {
    let text = match host {
        ContentHost::Exact {
            host,
            port: Some(port),
        } => format!("{host}:{port}"),
        ContentHost::Exact { host, port: None } => host.clone(),
        ContentHost::Below(domain) => format!("*.{domain}"),
    };
    Ok(HostPattern::parse(&text)?)
}

/// The accounts alone, for commands that run beside a server and must not take over what the file
/// declares.
pub(super) async fn compose_accounts(
    config: &Config,
    doors: &Doors,
) -> Result<Accounts, StartError> {
    let store = Store::open(&config.data_dir).await?;
    Ok(Accounts::new(
        store,
        &doors.tasks,
        (Arc::clone(&doors.clock), doors.random),
    ))
}

/// The credentials of organizations alone, in the same way.
pub(super) async fn compose_rotation(
    config: &Config,
    doors: &Doors,
) -> Result<Rotation, StartError> {
    let store = Store::open(&config.data_dir).await?;
    let vault = vault(config, doors.random)?;
    Ok(Rotation::new(
        (store, vault),
        &doors.tasks,
        (Arc::clone(&doors.clock), doors.random),
    ))
}

/// Our own keys alone, in the same way.
pub(super) async fn compose_keys(config: &Config, doors: &Doors) -> Result<KeyRings, StartError> {
    let keys = KeyStore {
        store: Store::open(&config.data_dir).await?,
        vault: vault(config, doors.random)?,
        clock: Arc::clone(&doors.clock),
        random: doors.random,
    };
    Ok(KeyRings::load(keys).await?)
}
