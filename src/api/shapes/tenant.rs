//! Organizations.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::{self, Invalid, Secret};
use crate::services::{NewTenant, TenantChange, TenantView};

use super::credential::Credential;
use super::mountable::Mountable;
use super::state::State;
use super::text::{if_present, secret_if_present, tree_path};

/// An organization as registered here. Its secrets are written and never shown.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::api) struct Tenant {
    #[schema(example = "tnt_0198f3a2-5c1e-7d7a-9f00-6c2f5f7d1b11")]
    id: String,
    #[schema(example = "Contoso")]
    name: String,
    #[schema(example = "global")]
    cloud: String,
    directory_id: String,
    client_id: String,
    #[schema(example = "/contoso")]
    path_prefix: String,
    /// What its own administrators may mount.
    mountable: Mountable,
    /// The one that signs in, and the next one while there is one.
    credentials: Vec<Credential>,
    state: State,
}

/// All organizations.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::api) struct TenantList {
    items: Vec<Tenant>,
    /// Always null: the list is whole.
    next_cursor: Option<String>,
}

/// An organization to be registered.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct TenantCreation {
    #[schema(example = "Contoso")]
    name: String,
    /// `global`, `us-gov`, `us-dod`, `china`, or one declared in the configuration file.
    #[serde(default = "global")]
    #[schema(default = "global")]
    cloud: String,
    /// Directory (tenant) id: a GUID or a verified domain.
    #[schema(example = "contoso.onmicrosoft.com")]
    directory_id: String,
    /// Application (client) id: a GUID.
    client_id: String,
    /// The secret's value, not its id. Left out where a certificate is to follow.
    #[serde(default, deserialize_with = "secret_if_present")]
    #[schema(value_type = Option<String>, write_only, nullable = false)]
    client_secret: Option<Secret<String>>,
    /// The organization's own part of the tree.
    #[schema(example = "/contoso")]
    path_prefix: String,
    /// What its own administrators may mount; nothing, where it is left out.
    #[serde(default)]
    mountable: Mountable,
}

/// What is to change; what is left out stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct TenantPatch {
    #[serde(default, deserialize_with = "if_present")]
    #[schema(nullable = false)]
    name: Option<String>,
    /// Can't change while mounts exist, as neither id can.
    #[serde(default, deserialize_with = "if_present")]
    #[schema(nullable = false)]
    cloud: Option<String>,
    #[serde(default, deserialize_with = "if_present")]
    #[schema(nullable = false)]
    directory_id: Option<String>,
    #[serde(default, deserialize_with = "if_present")]
    #[schema(nullable = false)]
    client_id: Option<String>,
    #[serde(default, deserialize_with = "secret_if_present")]
    #[schema(value_type = Option<String>, write_only, nullable = false)]
    client_secret: Option<Secret<String>>,
    /// Takes the place of the current credential once Microsoft refuses that.
    #[serde(default, deserialize_with = "secret_if_present")]
    #[schema(value_type = Option<String>, write_only, nullable = false)]
    next_client_secret: Option<Secret<String>>,
    #[serde(default, deserialize_with = "if_present")]
    #[schema(nullable = false)]
    path_prefix: Option<String>,
    /// Replaced as a whole.
    #[serde(default, deserialize_with = "if_present")]
    #[schema(nullable = false)]
    mountable: Option<Mountable>,
}

fn global() -> String {
    "global".to_owned()
}

impl From<TenantView> for Tenant {
    fn from(view: TenantView) -> Self {
        let tenant = view.tenant;
        Self {
            id: tenant.id.to_string(),
            name: tenant.name,
            cloud: tenant.cloud.to_string(),
            directory_id: tenant.directory_id.to_string(),
            client_id: tenant.client_id.to_string(),
            path_prefix: tenant.path_prefix.as_str().to_owned(),
            mountable: tenant.mountable.into(),
            credentials: view.credentials.into_iter().map(Credential::from).collect(),
            state: State::of(tenant.health, view.warning),
        }
    }
}

impl From<Vec<TenantView>> for TenantList {
    fn from(views: Vec<TenantView>) -> Self {
        Self {
            items: views.into_iter().map(Tenant::from).collect(),
            next_cursor: None,
        }
    }
}

impl Tenant {
    /// Where it can be found.
    pub(in crate::api) fn location(&self) -> String {
        format!("/api/v1/admin/tenants/{}", self.id)
    }
}

impl TryFrom<TenantCreation> for NewTenant {
    type Error = Invalid;

    fn try_from(body: TenantCreation) -> Result<Self, Invalid> {
        Ok(Self {
            path_prefix: tree_path("/path_prefix", &body.path_prefix)?,
            name: body.name,
            cloud: body.cloud,
            directory_id: body.directory_id,
            client_id: body.client_id,
            client_secret: body.client_secret,
            mountable: body.mountable.into(),
        })
    }
}

impl TryFrom<TenantPatch> for TenantChange {
    type Error = Invalid;

    fn try_from(body: TenantPatch) -> Result<Self, Invalid> {
        let path_prefix = body.path_prefix.as_deref();
        Ok(Self {
            path_prefix: path_prefix
                .map(|text| tree_path("/path_prefix", text))
                .transpose()?,
            name: body.name,
            cloud: body.cloud,
            directory_id: body.directory_id,
            client_id: body.client_id,
            client_secret: body.client_secret,
            next_client_secret: body.next_client_secret,
            mountable: body.mountable.map(domain::Mountable::from),
        })
    }
}
