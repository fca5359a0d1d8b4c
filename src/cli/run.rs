//! From a command to what it does.

use std::ffi::OsString;
use std::io::{self, Write};

use crate::app::{self, Doors, ProbeTarget, Server, StartError};
use crate::config::{Config, read_environment};

use super::arguments::{
    AdminCommand, Command, ConfigFile, KeysCommand, Parsed, Probe, TenantCommand, parse,
};
use super::outcome::{Failure, Outcome};
use super::output::Output;
use super::{admin, check, keys, tenant};

/// Reads the arguments and does what they say.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> Outcome {
    let mut output = Output::of_process();
    let command = match parse(arguments) {
        Parsed::Command(command) => command,
        Parsed::Text(text) => return output.text(&text),
        Parsed::Misuse(text) => return output.misuse(&text),
    };
    let runtime = match tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime,
        Err(error) => return output.failure(&Failure::new(error, "free some memory and threads")),
    };
    let done = runtime.block_on(perform(command, &mut output));
    done.unwrap_or_else(|failure| output.failure(&failure))
}

async fn perform<O: Write, E: Write>(
    command: Command,
    output: &mut Output<O, E>,
) -> Result<Outcome, Failure> {
    match command {
        Command::Serve { config } => serve(&load(&config)?, output).await,
        #[cfg(feature = "demo")]
        Command::Demo {
            listen,
            data_dir,
            json,
        } => super::demo::run(listen, &data_dir, json, output).await,
        Command::Check { config } => check::run(&load(&config)?, output).await,
        Command::Admin(AdminCommand::Create(arguments)) => {
            admin::create(&load(&arguments.config)?, &arguments, output).await
        }
        Command::Admin(AdminCommand::ResetPassword(arguments)) => {
            admin::reset_password(&load(&arguments.config)?, &arguments, output).await
        }
        Command::Tenant(TenantCommand::NewCertificate(arguments)) => {
            tenant::new_certificate(&load(&arguments.config)?, &arguments, output).await
        }
        Command::Tenant(TenantCommand::Promote(arguments)) => {
            tenant::promote(&load(&arguments.config)?, &arguments, output).await
        }
        Command::Keys(KeysCommand::Rotate { config }) => {
            keys::rotate(&load(&config)?, output).await
        }
        Command::Healthcheck(probe) => healthcheck(&probe, output).await,
    }
}

async fn serve<O: Write, E: Write>(
    config: &Config,
    output: &mut Output<O, E>,
) -> Result<Outcome, Failure> {
    app::start_log(config.log);
    let server = Server::start(config, Doors::default())
        .await
        .map_err(|error| cannot_start(&error))?;
    output.line(&format!("listening on {}", server.url()));
    if !server.anybody_may_sign_in().await {
        tracing::warn!(
            "nobody can sign in yet; make an administrator with `onefold admin create NAME`"
        );
    }
    wait_for_the_end().await?;
    server.stop().await;
    Ok(Outcome::Done)
}

async fn healthcheck<O: Write, E: Write>(
    probe: &Probe,
    output: &mut Output<O, E>,
) -> Result<Outcome, Failure> {
    let target = match &probe.url {
        Some(url) => ProbeTarget::parse(url)
            .map_err(|error| Failure::new(error, "give one like http://127.0.0.1:5244"))?,
        None => ProbeTarget::of(&load(&probe.config)?),
    };
    app::probe(target)
        .await
        .map_err(|error| Failure::new(error, "look at the server's log"))?;
    output.line("healthy");
    Ok(Outcome::Done)
}

/// Reads the settings: the file, with the environment over it.
fn load(file: &ConfigFile) -> Result<Config, Failure> {
    Ok(Config::load(file.path.as_deref(), read_environment()?)?)
}

pub(super) async fn wait_for_the_end() -> Result<(), Failure> {
    let told = |error: io::Error| Failure::new(error, "start it where signals can be received");
    app::asked_to_stop().await.map_err(told)
}

/// What to do about a server that can't start.
pub(super) fn cannot_start(error: &StartError) -> Failure {
    let remedy = match error {
        StartError::Listen { .. } => "choose another address with `listen`, or stop what uses it",
        StartError::Store(_) => "look at data_dir: who owns it, and who else uses it",
        StartError::Vault(_) => "give the key that sealed the stored secrets",
        StartError::Tls(_) => {
            "let `tls.cert` and `tls.key` name a certificate and its key, in PEM, that may be read"
        }
        StartError::Cloud { .. }
        | StartError::Certificate { .. }
        | StartError::ContentHost(_)
        | StartError::PublicUrl(_)
        | StartError::Domain(_) => "mend the configuration and start again",
        StartError::Transport(_) => "look at the machine's certificates",
    };
    Failure::new(error.chain(), remedy)
}
