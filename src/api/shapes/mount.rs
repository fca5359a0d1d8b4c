//! Drives in the tree.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::{self, DrivePath, Invalid, MountOptions, MountRoot, MountSource, TenantId};
use crate::services::{MountChange, MountView, NewMount, OptionsChange};

use super::options::{Options, OptionsPatch};
use super::source::{Root, Source};
use super::state::State;
use super::text::{if_present, tree_path};

/// A drive, or a folder in it, at a path of the tree.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::api) struct Mount {
    #[schema(example = "mnt_0198f3a2-5c1e-7d7a-9f00-6c2f5f7d1b11")]
    id: String,
    #[schema(example = "/contoso/alice")]
    path: String,
    tenant_id: String,
    source: Source,
    root: Root,
    delivery: Delivery,
    read_only: bool,
    options: Options,
    state: State,
}

/// All mounts.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::api) struct MountList {
    items: Vec<Mount>,
    /// Always null: the list is whole.
    next_cursor: Option<String>,
}

/// A drive to be mounted.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct MountCreation {
    /// Where it is to stand, at or below its tenant's `path_prefix`.
    #[schema(example = "/contoso/alice")]
    path: String,
    tenant_id: String,
    source: Source,
    /// The drive's root, where it is left out.
    root: Option<Root>,
    #[serde(default)]
    delivery: Delivery,
    #[serde(default)]
    read_only: bool,
    #[serde(default)]
    options: OptionsPatch,
}

/// What is to change; what is left out stays. `source` and `root` are replaced as a whole, `options` one by
/// one.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct MountPatch {
    #[serde(default, deserialize_with = "if_present")]
    #[schema(nullable = false)]
    path: Option<String>,
    #[serde(default, deserialize_with = "if_present")]
    #[schema(nullable = false)]
    source: Option<Source>,
    #[serde(default, deserialize_with = "if_present")]
    #[schema(nullable = false)]
    root: Option<Root>,
    #[serde(default, deserialize_with = "if_present")]
    #[schema(nullable = false)]
    delivery: Option<Delivery>,
    #[serde(default, deserialize_with = "if_present")]
    #[schema(nullable = false)]
    read_only: Option<bool>,
    #[serde(default, deserialize_with = "if_present")]
    #[schema(nullable = false)]
    options: Option<OptionsPatch>,
}

/// How bytes reach the visitor.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum Delivery {
    /// 302 to Microsoft's own URL.
    #[default]
    Redirect,
    /// Streamed through this server.
    Proxy,
    /// An external download proxy, at `options.worker_url`.
    Worker,
}

impl From<domain::Delivery> for Delivery {
    fn from(delivery: domain::Delivery) -> Self {
        match delivery {
            domain::Delivery::Redirect => Self::Redirect,
            domain::Delivery::Proxy => Self::Proxy,
            domain::Delivery::Worker => Self::Worker,
        }
    }
}

impl From<Delivery> for domain::Delivery {
    fn from(delivery: Delivery) -> Self {
        match delivery {
            Delivery::Redirect => Self::Redirect,
            Delivery::Proxy => Self::Proxy,
            Delivery::Worker => Self::Worker,
        }
    }
}

impl From<MountView> for Mount {
    fn from(view: MountView) -> Self {
        let mount = view.mount;
        Self {
            id: mount.id.to_string(),
            path: mount.path.as_str().to_owned(),
            tenant_id: mount.tenant_id.to_string(),
            source: Source::from(&mount.source),
            root: Root::from(&mount.root),
            delivery: mount.delivery.into(),
            read_only: mount.read_only,
            options: mount.options.into(),
            state: mount.health.into(),
        }
    }
}

impl From<Vec<MountView>> for MountList {
    fn from(views: Vec<MountView>) -> Self {
        Self {
            items: views.into_iter().map(Mount::from).collect(),
            next_cursor: None,
        }
    }
}

impl Mount {
    /// Where it can be found.
    pub(in crate::api) fn location(&self) -> String {
        format!("/api/v1/admin/mounts/{}", self.id)
    }
}

impl TryFrom<MountCreation> for NewMount {
    type Error = Invalid;

    fn try_from(body: MountCreation) -> Result<Self, Invalid> {
        let unknown = |_| Invalid::new("/tenant_id", "unknown_tenant", "is no tenant's id");
        Ok(Self {
            path: tree_path("/path", &body.path)?,
            tenant_id: TenantId::parse(&body.tenant_id).map_err(unknown)?,
            source: body.source.try_into()?,
            root: match body.root {
                Some(root) => root.try_into()?,
                None => MountRoot::Path(DrivePath::root()),
            },
            delivery: body.delivery.into(),
            read_only: body.read_only,
            options: OptionsChange::try_from(body.options)?.applied_to(&MountOptions::default()),
        })
    }
}

impl TryFrom<MountPatch> for MountChange {
    type Error = Invalid;

    fn try_from(body: MountPatch) -> Result<Self, Invalid> {
        let path = body.path.as_deref();
        Ok(Self {
            path: path.map(|text| tree_path("/path", text)).transpose()?,
            source: body.source.map(MountSource::try_from).transpose()?,
            root: body.root.map(MountRoot::try_from).transpose()?,
            delivery: body.delivery.map(domain::Delivery::from),
            read_only: body.read_only,
            options: body.options.map(OptionsChange::try_from).transpose()?,
        })
    }
}
