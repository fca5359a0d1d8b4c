//! Composition: from settings to a running server. The only place that names every concrete type.

mod accept;
mod accounts;
mod activity;
mod check;
mod compose;
mod connection;
mod crowd;
mod declared;
mod error;
mod health;
mod held;
mod log;
mod probe;
mod router;
mod server;
mod signals;
mod tidy;
mod tls;
mod watched;

pub use accounts::{
    create_administrator, fresh_password, reset_password, rotate_keys, rotation, set_administrator,
};
pub use check::{TenantReport, check};
pub use compose::Doors;
pub use error::StartError;
pub use log::start_log;
pub use probe::{ProbeError, ProbeTarget, probe};
pub use server::{Server, claim};
pub use signals::asked_to_stop;
pub use tls::TlsError;
