//! Tenants and mounts that the configuration file declares, as rows.

use std::collections::HashMap;

use aws_lc_rs::digest;

use crate::config::{Config, MountSettings, TenantSettings};
use crate::domain::{Health, Mount, MountId, Origin, Secret, State, Tenant, TenantId, Timestamp};

/// The rows that a configuration file brings, and the secrets that stay in it.
#[derive(Debug)]
pub(super) struct Declared {
    pub(super) tenants: Vec<Tenant>,
    pub(super) mounts: Vec<Mount>,
    pub(super) secrets: HashMap<TenantId, Secret<String>>,
}

impl Declared {
    pub(super) fn of(config: &Config, now: Timestamp) -> Self {
        let health = Health {
            state: State::Unchecked,
            since: now,
        };
        let secret =
            |settings: &TenantSettings| (tenant_id(&settings.key), settings.client_secret.clone());
        Self {
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
            secrets: config.tenants.iter().map(secret).collect(),
        }
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
