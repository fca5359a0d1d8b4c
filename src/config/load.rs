//! All settings together.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use ipnet::IpNet;
use url::Url;

use crate::domain::{Secret, UploadOptions};

use super::clouds::{self, CloudSettings};
use super::delivery;
use super::environment::{self, Overlay};
use super::error::ConfigError;
use super::file::File;
use super::mounts::{self, MountSettings};
use super::place::{Flaw, Place};
use super::reach::{self, ProxyHeaders, TlsSettings, WorkerOrigin};
use super::server::{self, CacheSettings, LogSettings, MasterKeySource};
use super::tenants::{self, TenantSettings};
use super::uploads;
use super::upstream::{self, UpstreamSettings};

/// Everything that file and environment say, checked, with defaults filled in.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where to listen.
    pub listen: SocketAddr,
    /// Where the database and everything else that is ours lies.
    pub data_dir: PathBuf,
    /// The origin under which visitors reach us; unset means relative links only.
    pub public_url: Option<Url>,
    /// The certificate that we show ourselves; unset means plain HTTP.
    pub tls: Option<TlsSettings>,
    /// Who may tell us on whose behalf he asks: networks in their shortest form, never all the world.
    pub trusted_proxies: Vec<IpNet>,
    /// In which headers they tell it.
    pub proxy_headers: ProxyHeaders,
    /// Passwords may come over plain HTTP from other machines.
    pub allow_plain_http: bool,
    /// Guests may read over WebDAV what they may read at all.
    pub dav_anonymous: bool,
    /// Where downloads may be handed over to.
    pub workers: Vec<WorkerOrigin>,
    /// So many downloads of one account, or of one address of guests and of holders of links, may go through
    /// us at a time.
    pub streams_per_caller: usize,
    /// So many connections one address may hold, unless it is a trusted proxy's.
    pub connections_per_address: usize,
    /// Where the master key comes from.
    pub master_key: MasterKeySource,
    /// What a program must send to read the figures from another machine; none can, unset.
    pub metrics_token: Option<Secret<String>>,
    /// How we introduce ourselves to Microsoft.
    pub user_agent: String,
    /// What is logged, and how.
    pub log: LogSettings,
    /// What is kept in memory.
    pub cache: CacheSettings,
    /// How patient we are with Microsoft, and how much of its patience we use.
    pub upstream: UpstreamSettings,
    /// How much uploads may take up.
    pub uploads: UploadOptions,
    /// Clouds beside the built-in ones.
    pub clouds: Vec<CloudSettings>,
    /// Declared tenants.
    pub tenants: Vec<TenantSettings>,
    /// Declared mounts.
    pub mounts: Vec<MountSettings>,
    /// Variables that begin like ours and mean nothing: worth a warning once logs work.
    pub unknown_variables: Vec<String>,
}

impl Config {
    /// Reads the file, where one is given, and lays `environment` over it (pairs of name and value;
    /// [`read_environment`](super::read_environment) gives the real ones).
    ///
    /// Relative paths in the file are relative to the file's folder; those of the environment and
    /// of the defaults, to the working folder.
    pub fn load(
        path: Option<&Path>,
        environment: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, ConfigError> {
        let in_file = |flaw: Flaw| ConfigError::new(path, &flaw);
        let mut file = match path {
            Some(path) => read(path).map_err(in_file)?,
            None => File::default(),
        };
        let overlay = environment::lay_over(&mut file, environment);
        let folder = path.and_then(Path::parent).unwrap_or(Path::new(""));
        Self::build(&file, overlay, folder).map_err(in_file)
    }

    fn build(file: &File, overlay: Overlay, folder: &Path) -> Result<Self, Flaw> {
        let clouds = clouds::clouds(file.clouds.as_ref())?;
        let tls = reach::tls(file.tls.as_ref(), folder)?;
        let tenants = tenants::tenants(file.tenants.as_ref(), &clouds, folder)?;
        let workers = reach::workers(&file.workers)?;
        Ok(Self {
            listen: server::listen(&file.listen)?,
            data_dir: server::data_dir(&file.data_dir, folder),
            public_url: reach::public_url(&file.public_url, tls.is_some())?,
            tls,
            trusted_proxies: reach::trusted_proxies(&file.trusted_proxies)?,
            proxy_headers: reach::proxy_headers(&file.proxy_headers)?,
            allow_plain_http: reach::allow_plain_http(&file.allow_plain_http)?,
            dav_anonymous: reach::dav_anonymous(file.dav.as_ref())?,
            streams_per_caller: delivery::streams(&file.streams_per_caller)?,
            connections_per_address: delivery::connections(&file.connections_per_address)?,
            master_key: server::master_key(overlay.master_key, &file.master_key_file, folder),
            metrics_token: server::metrics_token(&file.metrics_token_file, folder)?,
            user_agent: server::user_agent(&file.user_agent)?,
            log: server::log(file.log.as_ref())?,
            cache: server::cache(file.cache.as_ref())?,
            upstream: upstream::upstream(file.upstream.as_ref())?,
            uploads: uploads::uploads(file.uploads.as_ref())?,
            mounts: mounts::mounts(file.mounts.as_ref(), &tenants, &workers)?,
            workers,
            clouds,
            tenants,
            unknown_variables: overlay.unknown,
        })
    }
}

fn read(path: &Path) -> Result<File, Flaw> {
    let flaw = |reason: String| Flaw {
        place: Place::Whole,
        reason,
    };
    let bytes = std::fs::read(path).map_err(|error| flaw(format!("can't be read: {error}")))?;
    let text = String::from_utf8(bytes).map_err(|_| flaw("is not UTF-8".to_owned()))?;
    File::parse(&text)
}
