//! Tenants and mounts that the configuration file declares, as rows.

use std::collections::HashMap;

use aws_lc_rs::digest;

use crate::applications::DeclaredCredential;
use crate::config::{Config, CredentialSettings, MountSettings, TenantSettings};
use crate::domain::{
    Health, Mount, MountId, Mountable, Origin, State, Tenant, TenantId, Timestamp,
};
use crate::vault::CertifiedKey;

use super::error::StartError;

/// The rows that a configuration file brings, and the credentials that stay in it.
#[derive(Debug)]
pub(super) struct Declared {
    pub(super) tenants: Vec<Tenant>,
    pub(super) mounts: Vec<Mount>,
    pub(super) credentials: HashMap<TenantId, DeclaredCredential>,
}

impl Declared {
    pub(super) fn of(config: &Config, now: Timestamp) -> Result<Self, StartError> {
        let health = Health {
            state: State::Unchecked,
            since: now,
        };
        Ok(Self {
            tenants: config
                .tenants
                .iter()
                .map(|settings| tenant(settings, health))
                .collect(),
            mounts: config
                .mounts
                .iter()
                .map(|settings| mount(settings, health))
                .collect(),
            credentials: config
                .tenants
                .iter()
                .map(|settings| Ok((tenant_id(&settings.key), credential(settings)?)))
                .collect::<Result<_, StartError>>()?,
        })
    }
}

fn credential(settings: &TenantSettings) -> Result<DeclaredCredential, StartError> {
    match &settings.credential {
        CredentialSettings::ClientSecret(secret) => {
            Ok(DeclaredCredential::ClientSecret(secret.clone()))
        }
        CredentialSettings::Certificate {
            certificate,
            private_key,
        } => CertifiedKey::from_pem(certificate, private_key)
            .map(DeclaredCredential::Certificate)
            .map_err(|source| StartError::Certificate {
                tenant: settings.key.clone(),
                source,
            }),
    }
}

fn tenant(settings: &TenantSettings, health: Health) -> Tenant {
    Tenant {
        id: tenant_id(&settings.key),
        name: settings.name.clone(),
        cloud: settings.cloud.clone(),
        directory_id: settings.directory_id.clone(),
        client_id: settings.client_id.clone(),
        path_prefix: settings.path_prefix.clone(),
        mountable: Mountable::default(),
        origin: Origin::File,
        health,
    }
}

fn mount(settings: &MountSettings, health: Health) -> Mount {
    Mount {
        id: MountId::from_unique(unique(settings.path.key().as_str())),
        path: settings.path.clone(),
        tenant_id: tenant_id(&settings.tenant),
        source: settings.source.clone(),
        root: settings.root.clone(),
        delivery: settings.delivery,
        read_only: settings.read_only,
        options: settings.options.clone(),
        origin: Origin::File,
        place: None,
        health,
    }
}

fn tenant_id(key: &str) -> TenantId {
    TenantId::from_unique(unique(key))
}

/// The same id for the same key at every start: 128 bits of its hash, marked as coming from a file.
fn unique(key: &str) -> String {
    let hash = digest::digest(&digest::SHA256, key.as_bytes());
    let digits = hash
        .as_ref()
        .iter()
        .take(16)
        .fold(String::new(), |digits, byte| {
            digits + &format!("{byte:02x}")
        });
    format!("file-{digits}")
}
