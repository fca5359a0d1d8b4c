//! Settings: read once at start from a YAML file and the environment, checked as a whole, and plain
//! values from then on.
//!
//! Precedence: environment, file, default. An unknown key or a bad value stops the start with one
//! message that names the file, the line and the reason ([`ConfigError`]). `config.example.yaml` shows
//! every key; a test holds it to that.
//!
//! - `file` is the shape of the YAML file, every value with its place
//! - `environment` lays variables over it, and is the one reader of the process environment
//! - `clouds`, `tenants`, `mounts`, `server`, `reach`, `upstream` turn sections into values that can't hold nonsense
//! - `load` puts them together and checks what no section can see alone

mod clouds;
mod delivery;
mod environment;
mod error;
mod file;
mod load;
mod mounts;
mod place;
mod reach;
mod secrets;
mod server;
mod tenants;
mod uploads;
mod upstream;

#[cfg(test)]
mod tests;

pub use clouds::{BUILT_IN_CLOUDS, CloudSettings, ContentHost};
pub use environment::{MASTER_KEY_VARIABLE, VARIABLES, read_environment};
pub use error::ConfigError;
pub use load::Config;
pub use mounts::MountSettings;
pub use place::Place;
pub use reach::{ProxyHeaders, TlsSettings, WorkerOrigin};
pub use server::{CacheSettings, LogFormat, LogSettings, MasterKeySource};
pub use tenants::{CredentialSettings, TenantSettings};
pub use upstream::UpstreamSettings;
