//! The command line: arguments become a [`Command`], which is done, and an [`Outcome`] becomes an exit
//! code.

mod admin;
mod arguments;
mod check;
#[cfg(feature = "demo")]
mod demo;
mod keys;
mod outcome;
mod output;
mod run;
mod tenant;

pub use arguments::{
    AccountArguments, AdminCommand, CertificateArguments, Command, ConfigFile, KeysCommand, Parsed,
    PasswordFile, Probe, TenantArguments, TenantCommand, parse,
};
pub use outcome::{Failure, Outcome};
pub use output::Output;
pub use run::run;
