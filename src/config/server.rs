//! Settings of the server itself.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::time::Duration;

use tracing::Level;

use crate::domain::Secret;

use super::environment::resolve_path;
use super::file::{CacheFile, LogFile, Text};
use super::place::{Flaw, Located};
use super::secrets::read_secret_file;

/// Where the master key comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MasterKeySource {
    /// From the environment, as text.
    Text(Secret<String>),
    /// From this file.
    File(PathBuf),
    /// From a file in the data folder, made at the first start.
    DataDir,
}

/// How log lines are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum LogFormat {
    /// For people.
    #[default]
    Text,
    /// For machines: one JSON object a line.
    Json,
}

/// What is logged, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LogSettings {
    /// The least important level that is still written.
    pub level: Level,
    /// How.
    pub format: LogFormat,
}

/// How long, and how much of, Microsoft's answers are kept in memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CacheSettings {
    /// How long a listing is fresh.
    pub lifetime: Duration,
    /// The most bytes that all listings together may take; those that somebody pages through may take as
    /// many again.
    pub max_bytes: u64,
}

/// The address to listen on, where nobody says: reachable from this machine alone.
const DEFAULT_LISTEN: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 5244);
/// Decorated traffic is throttled later than undecorated (Graph: "How to decorate your HTTP traffic").
const DEFAULT_USER_AGENT: &str = concat!("NONISV|Onefold|Onefold/", env!("CARGO_PKG_VERSION"));
/// A minute: short enough not to be noticed, long enough for a walk through folders.
const DEFAULT_CACHE_LIFETIME: Duration = Duration::from_mins(1);
/// 128 MiB, some hundred thousand rows.
const DEFAULT_CACHE_BYTES: u64 = 128 * 1024 * 1024;
/// Longer than this, and people take the copy for the drive.
const MAX_CACHE_SECONDS: u64 = 3_600;

pub(super) fn listen(text: &Text) -> Result<SocketAddr, Flaw> {
    let Some(text) = text else {
        return Ok(DEFAULT_LISTEN);
    };
    text.parse("listen", |text| {
        text.parse()
            .map_err(|_| "must be an address and a port, such as 127.0.0.1:5244 or [::1]:5244")
    })
}

pub(super) fn data_dir(text: &Text, folder: &Path) -> PathBuf {
    text.as_ref().map_or_else(
        || PathBuf::from("./data"),
        |text| resolve_path(text, folder),
    )
}

/// The token that opens the figures from elsewhere. Its file is read at the start, so that a wrong path
/// is told then and not when somebody looks for the figures.
pub(super) fn metrics_token(file: &Text, folder: &Path) -> Result<Option<Secret<String>>, Flaw> {
    let read = |file: &Located<String>| {
        file.parse("metrics_token_file", |_| {
            read_secret_file(&resolve_path(file, folder))
        })
    };
    file.as_ref().map(read).transpose()
}

pub(super) fn master_key(variable: Option<String>, file: &Text, folder: &Path) -> MasterKeySource {
    match (variable, file) {
        (Some(text), _) => MasterKeySource::Text(Secret::new(text)),
        (None, Some(file)) => MasterKeySource::File(resolve_path(file, folder)),
        (None, None) => MasterKeySource::DataDir,
    }
}

pub(super) fn user_agent(text: &Text) -> Result<String, Flaw> {
    let Some(text) = text else {
        return Ok(DEFAULT_USER_AGENT.to_owned());
    };
    text.parse("user_agent", |text| {
        let printable = text
            .bytes()
            .all(|byte| byte == b' ' || byte.is_ascii_graphic());
        if printable && (1..=256).contains(&text.len()) && text.trim() == text {
            Ok(text.clone())
        } else {
            Err("must be 1 to 256 printable ASCII characters")
        }
    })
}

pub(super) fn log(file: Option<&LogFile>) -> Result<LogSettings, Flaw> {
    let level = match file.and_then(|file| file.level.as_ref()) {
        None => Level::INFO,
        Some(text) => text.parse("log.level", |text| match text.as_str() {
            "error" => Ok(Level::ERROR),
            "warn" => Ok(Level::WARN),
            "info" => Ok(Level::INFO),
            "debug" => Ok(Level::DEBUG),
            "trace" => Ok(Level::TRACE),
            _ => Err("must be error, warn, info, debug or trace"),
        })?,
    };
    let format = match file.and_then(|file| file.format.as_ref()) {
        None => LogFormat::default(),
        Some(text) => text.parse("log.format", |text| match text.as_str() {
            "text" => Ok(LogFormat::Text),
            "json" => Ok(LogFormat::Json),
            _ => Err("must be text or json"),
        })?,
    };
    Ok(LogSettings { level, format })
}

pub(super) fn cache(file: Option<&CacheFile>) -> Result<CacheSettings, Flaw> {
    let lifetime = match file.and_then(|file| file.lifetime_seconds.as_ref()) {
        None => DEFAULT_CACHE_LIFETIME,
        Some(text) => text.parse("cache.lifetime_seconds", |text| {
            let seconds = text.parse().ok();
            seconds
                .filter(|seconds| *seconds <= MAX_CACHE_SECONDS)
                .map(Duration::from_secs)
                .ok_or("must be a number of seconds from 0 to 3600")
        })?,
    };
    let max_bytes = match file.and_then(|file| file.max_bytes.as_ref()) {
        None => DEFAULT_CACHE_BYTES,
        Some(text) => text.parse("cache.max_bytes", |text| {
            text.parse().map_err(|_| "must be a number of bytes")
        })?,
    };
    Ok(CacheSettings {
        lifetime,
        max_bytes,
    })
}
