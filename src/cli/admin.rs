//! `onefold admin`: making accounts, and helping those who are locked out.

use std::fs;
use std::io::{self, BufRead as _, Write};

use crate::app;
use crate::config::Config;
use crate::domain::{Error, Secret};

use super::arguments::{AccountArguments, PasswordFile};
use super::outcome::{Failure, Outcome};
use super::output::Output;

/// Makes an administrator.
pub(super) async fn create<O: Write, E: Write>(
    config: &Config,
    arguments: &AccountArguments,
    output: &mut Output<O, E>,
) -> Result<Outcome, Failure> {
    let password = Password::of(arguments)?;
    let name = arguments.username.as_str();
    app::create_administrator(config, name, password.secret.clone())
        .await
        .map_err(|error| refused(&error))?;
    output.line(&format!("{name} may sign in now"));
    password.show_if_made(output);
    Ok(Outcome::Done)
}

/// Gives an account a new password.
pub(super) async fn reset_password<O: Write, E: Write>(
    config: &Config,
    arguments: &AccountArguments,
    output: &mut Output<O, E>,
) -> Result<Outcome, Failure> {
    let password = Password::of(arguments)?;
    let name = arguments.username.as_str();
    app::reset_password(config, name, password.secret.clone())
        .await
        .map_err(|error| refused(&error))?;
    output.line(&format!(
        "{name} has a new password, and all sessions have ended"
    ));
    password.show_if_made(output);
    Ok(Outcome::Done)
}

/// A password, and whether we made it: then it is shown, once.
struct Password {
    secret: Secret<String>,
    made: bool,
}

impl Password {
    fn of(arguments: &AccountArguments) -> Result<Self, Failure> {
        let read = match &arguments.password_file {
            None => {
                return Ok(Self {
                    secret: app::fresh_password(),
                    made: true,
                });
            }
            Some(PasswordFile::Path(path)) => fs::read_to_string(path),
            Some(PasswordFile::StandardInput) => {
                let mut line = String::new();
                io::stdin().lock().read_line(&mut line).map(|_| line)
            }
        };
        let text = read
            .map_err(|error| Failure::new(error, "name a file whose one line is the password"))?;
        Ok(Self {
            secret: Secret::new(text.trim_end_matches(['\r', '\n']).to_owned()),
            made: false,
        })
    }

    fn show_if_made<O: Write, E: Write>(&self, output: &mut Output<O, E>) {
        if self.made {
            output.line(&format!("password: {}", self.secret.expose()));
        }
    }
}

fn refused(error: &app::StartError) -> Failure {
    let remedy = match error {
        app::StartError::Domain(Error::NotFound) => {
            "there is no account of that name; make it with `onefold admin create`"
        }
        app::StartError::Domain(Error::Conflict { .. }) => {
            "choose another name, or use `onefold admin reset-password`"
        }
        app::StartError::Domain(Error::Invalid(_)) => "choose another password",
        _ => "look at data_dir: who owns it, and who else uses it",
    };
    Failure::new(error.chain(), remedy)
}
