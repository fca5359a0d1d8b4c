//! Organizations declared in the file.

use std::path::Path;

use crate::domain::{ClientId, CloudName, DirectoryId, Error, Secret, Tenant, VirtualPath};

use super::clouds::{CloudSettings, known_cloud};
use super::environment::resolve_path;
use super::file::{Entries, TenantFile, Text};
use super::place::{Flaw, Located};
use super::secrets::{read_pem_file, read_secret_file};

/// A declared tenant.
#[derive(Clone, Debug)]
pub struct TenantSettings {
    /// Its name in the file: `[a-z0-9-]{1,40}`. Its id is made of it, so it must not change.
    pub key: String,
    /// What people call it.
    pub name: String,
    /// The cloud it lives in, built in or declared.
    pub cloud: CloudName,
    /// Microsoft's id of the organization.
    pub directory_id: DirectoryId,
    /// The app registration to sign in as.
    pub client_id: ClientId,
    /// With what it proves itself.
    pub credential: CredentialSettings,
    /// Its part of the tree.
    pub path_prefix: VirtualPath,
}

/// With what a declared tenant's application proves itself.
#[derive(Clone, Debug)]
pub enum CredentialSettings {
    /// The one line of `client_secret_file`.
    ClientSecret(Secret<String>),
    /// What `certificate_file` and `private_key_file` hold, in PEM; whether they fit is not known here.
    Certificate {
        /// The public half, which Entra knows.
        certificate: String,
        /// The private one.
        private_key: Secret<String>,
    },
}

/// All declared tenants.
pub(super) fn tenants(
    entries: Option<&Entries<TenantFile>>,
    clouds: &[CloudSettings],
    folder: &Path,
) -> Result<Vec<TenantSettings>, Flaw> {
    let mut tenants: Vec<TenantSettings> = Vec::new();
    for (key, file) in entries.map_or(&[][..], |entries| &entries.0) {
        let tenant = tenant(key, file, clouds, folder)?;
        let nested = |other: &&TenantSettings| other.path_prefix.overlaps(&tenant.path_prefix);
        if let Some(other) = tenants.iter().find(nested) {
            let place = file.path_prefix.as_ref().unwrap_or(key);
            return Err(place.flaw(format!(
                "tenants.{}.path_prefix must not lie inside that of {}, or around it",
                tenant.key, other.key
            )));
        }
        tenants.push(tenant);
    }
    Ok(tenants)
}

fn prefix(text: &str) -> Result<VirtualPath, String> {
    let prefix = VirtualPath::parse(text).map_err(|error| error.to_string())?;
    Tenant::check_prefix(&prefix).map_err(|invalid| invalid.reason)?;
    Ok(prefix)
}

fn tenant(
    key: &Located<String>,
    file: &TenantFile,
    clouds: &[CloudSettings],
    folder: &Path,
) -> Result<TenantSettings, Flaw> {
    let path = format!("tenants.{}", key.value);
    let full = |field: &str| format!("{path}.{field}");
    key.parse("tenants:", |key| tenant_key(key))?;
    Ok(TenantSettings {
        key: key.value.clone(),
        name: name(file, key)?,
        cloud: known_cloud(&file.cloud, &full("cloud"), clouds)?,
        directory_id: required(file.directory_id.as_ref(), key, &full("directory_id"))?
            .parse(&full("directory_id"), |text| {
                DirectoryId::parse(text).map_err(|error| reason(&error))
            })?,
        client_id: required(file.client_id.as_ref(), key, &full("client_id"))?
            .parse(&full("client_id"), |text| {
                ClientId::parse(text).map_err(|error| reason(&error))
            })?,
        credential: credential(file, key, folder)?,
        path_prefix: required(file.path_prefix.as_ref(), key, &full("path_prefix"))?
            .parse(&full("path_prefix"), |text| prefix(text))?,
    })
}

fn tenant_key(key: &str) -> Result<(), String> {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    if (1..=40).contains(&key.len()) && key.bytes().all(plain) {
        Ok(())
    } else {
        Err(format!("`{key}` must be 1 to 40 of a-z, 0-9 and -"))
    }
}

fn name(file: &TenantFile, key: &Located<String>) -> Result<String, Flaw> {
    let name = file.name.as_ref().unwrap_or(key);
    name.parse(&format!("tenants.{}.name", key.value), |name| {
        Tenant::parse_name(name).map_err(|invalid| invalid.reason)
    })
}

fn credential(
    file: &TenantFile,
    key: &Located<String>,
    folder: &Path,
) -> Result<CredentialSettings, Flaw> {
    let full = |field: &str| format!("tenants.{}.{field}", key.value);
    let pem = |text: &Located<String>, field: &str| {
        text.parse(&full(field), |_| read_pem_file(&resolve_path(text, folder)))
    };
    let (secret, certificate) = ("client_secret_file", "certificate_file");
    match (
        &file.client_secret_file,
        &file.certificate_file,
        &file.private_key_file,
    ) {
        (Some(text), None, None) => text
            .parse(&full(secret), |_| {
                read_secret_file(&resolve_path(text, folder))
            })
            .map(CredentialSettings::ClientSecret),
        (None, Some(public), private) => {
            let private = required(private.as_ref(), key, &full("private_key_file"))?;
            Ok(CredentialSettings::Certificate {
                certificate: pem(public, certificate)?.expose().clone(),
                private_key: pem(private, "private_key_file")?,
            })
        }
        (None, None, Some(_)) => Err(key.flaw(format!("{} is missing", full(certificate)))),
        (Some(_), Some(other), _) | (Some(_), None, Some(other)) => Err(other.flaw(format!(
            "{} stands beside a certificate; only one of the two can be used",
            full(secret)
        ))),
        (None, None, None) => Err(key.flaw(format!(
            "{} is missing, and {certificate} with private_key_file, too",
            full(secret)
        ))),
    }
}

/// A setting without which nothing can be done.
pub(super) fn required<'a, T>(
    setting: Option<&'a Located<T>>,
    owner: &Located<String>,
    key: &str,
) -> Result<&'a Located<T>, Flaw> {
    setting.ok_or_else(|| owner.flaw(format!("{key} is missing")))
}

/// Why a value of the domain was refused, without the field's name, which the file knows better.
pub(super) fn reason(error: &Error) -> String {
    match error {
        Error::Invalid(invalid) => invalid.reason.clone(),
        other => other.to_string(),
    }
}

/// The tenant that a mount names.
pub(super) fn declared<'a>(
    text: &Text,
    owner: &Located<String>,
    key: &str,
    tenants: &'a [TenantSettings],
) -> Result<&'a TenantSettings, Flaw> {
    required(text.as_ref(), owner, key)?.parse(key, |name| {
        let found = tenants.iter().find(|tenant| tenant.key == *name);
        found.ok_or_else(|| format!("names `{name}`, which is not one of `tenants`"))
    })
}
