//! `onefold tenant`: certificates for organizations, and the change to the next credential.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::Path;
use std::time::{Duration, SystemTime};

use crate::app::{self, StartError};
use crate::config::Config;
use crate::domain::{Certificate, Error};
use crate::services::{MadeCertificate, Placement};

use super::arguments::{CertificateArguments, TenantArguments};
use super::outcome::{Failure, Outcome};
use super::output::Output;

/// Makes a key and a certificate, keeps the key, and hands out the certificate.
pub(super) async fn new_certificate<O: Write, E: Write>(
    config: &Config,
    arguments: &CertificateArguments,
    output: &mut Output<O, E>,
) -> Result<Outcome, Failure> {
    check_not_declared(config, &arguments.tenant)?;
    let rotation = app::rotation(config)
        .await
        .map_err(|error| refused(&error))?;
    let placement = arguments.placement();
    let life = Duration::from_hours(24 * u64::from(arguments.days));
    let made = rotation
        .make_certificate(&arguments.tenant, placement, life)
        .await
        .map_err(|error| refused(&error.into()))?;
    // The file first: a certificate that nobody can upload must not take the place of what works.
    if let Some(path) = &arguments.out {
        write_new(path, &made.pem)?;
    }
    if let Err(error) = rotation.keep(&made).await {
        if let Some(path) = &arguments.out {
            let _ = fs::remove_file(path);
        }
        return Err(refused(&error.into()));
    }
    describe(&made, arguments.out.as_deref(), output);
    advise(&made, placement, output);
    Ok(Outcome::Done)
}

/// Makes the next credential the current one.
pub(super) async fn promote<O: Write, E: Write>(
    config: &Config,
    arguments: &TenantArguments,
    output: &mut Output<O, E>,
) -> Result<Outcome, Failure> {
    check_not_declared(config, &arguments.tenant)?;
    let rotation = app::rotation(config)
        .await
        .map_err(|error| refused(&error))?;
    let promoted = rotation.promote(&arguments.tenant).await;
    let tenant = promoted.map_err(|error| refused(&error.into()))?;
    output.line(&format!(
        "{} signs in with its next credential from now on; the one before is forgotten here and can be removed in Entra",
        tenant.name
    ));
    Ok(Outcome::Done)
}

/// A tenant may be declared in the file and not be in the database yet.
fn check_not_declared(config: &Config, tenant: &str) -> Result<(), Failure> {
    let declared = config.tenants.iter().any(|settings| {
        settings.key == tenant || settings.name == tenant || settings.path_prefix.as_str() == tenant
    });
    if declared {
        let declared = Error::conflict(
            "declared_in_file",
            "it is declared in the configuration file",
        );
        return Err(refused(&declared.into()));
    }
    Ok(())
}

fn describe<O: Write, E: Write>(
    made: &MadeCertificate,
    out: Option<&Path>,
    output: &mut Output<O, E>,
) {
    let thumbprints = &made.certificate.thumbprints;
    output.line(&format!("certificate of {}", made.tenant.name));
    output.line(&format!("SHA-1 thumbprint: {}", thumbprints.sha1_text()));
    output.line(&format!(
        "SHA-256 thumbprint: {}",
        thumbprints.sha256_text()
    ));
    output.line(&format!("good until: {}", end_of(&made.certificate)));
    match out {
        Some(path) => output.line(&format!("written to: {}", path.display())),
        None => made.pem.lines().for_each(|line| output.line(line)),
    }
}

fn advise<O: Write, E: Write>(
    made: &MadeCertificate,
    placement: Placement,
    output: &mut Output<O, E>,
) {
    output.line(&format!(
        "upload it now: Entra → App registrations → {} → Certificates & secrets → Certificates → Upload certificate",
        made.tenant.client_id
    ));
    output.line(match placement {
        Placement::First => "until then Microsoft refuses it (certificate_unknown)",
        Placement::Replacing => {
            "until then nobody reaches this organization's drives: the credential it had is gone"
        }
        Placement::Next => {
            "then nothing else need be done: it takes over when Microsoft refuses the current credential, or at once with `onefold tenant promote`"
        }
    });
}

/// RFC 3339; a certificate knows whole seconds.
fn end_of(certificate: &Certificate) -> String {
    let end: SystemTime = certificate.not_after.to_system_time();
    jiff::Timestamp::try_from(end).map_or_else(|_| "never".to_owned(), |end| end.to_string())
}

/// What is there is not overwritten: it may be the certificate that Entra is to be given next.
fn write_new(path: &Path, text: &str) -> Result<(), Failure> {
    let written = OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(path)
        .and_then(|mut file| file.write_all(text.as_bytes()));
    written.map_err(|error| {
        let what = format!("{} can't be written: {error}", path.display());
        Failure::new(what, "name a new file with --out")
    })
}

fn refused(error: &StartError) -> Failure {
    let remedy = match error {
        StartError::Domain(Error::NotFound) => {
            return Failure::new(
                "there is no organization of that id, path prefix or name",
                "register it first: POST /api/v1/admin/tenants",
            );
        }
        StartError::Domain(Error::Conflict { code, reason }) => {
            let remedy = match *code {
                "declared_in_file" => {
                    "its credential stays there: give it certificate_file and private_key_file, made with openssl, say"
                }
                "has_credential" => {
                    "add --next to keep it until Microsoft refuses it, or --replace to lose it"
                }
                "credentials_changed" => {
                    "run the command again to promote the one that is next now"
                }
                "no_next_credential" => "make one with `onefold tenant new-certificate --next`",
                _ => "name it by its id (tnt_…)",
            };
            return Failure::new(reason, remedy);
        }
        _ => "look at data_dir: who owns it, and who else uses it",
    };
    Failure::new(error.chain(), remedy)
}
