//! The command line: arguments become a [`Command`], an [`Outcome`] becomes an exit code.

mod arguments;
mod outcome;
mod output;

pub use arguments::{
    AccountArguments, AdminCommand, Command, ConfigFile, Parsed, PasswordFile, Probe, parse,
};
pub use outcome::{Failure, Outcome};
pub use output::Output;
