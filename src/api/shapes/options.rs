//! Options of a mount.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::{self, Invalid, JunkPolicy, MountOptions, WorkerUrl};
use crate::services::OptionsChange;

use super::text::if_present;

/// How a mount behaves.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Options {
    proxy: Proxy,
    /// Visitors without an account are redirected as others are. Otherwise their bytes go through this server:
    /// Microsoft's URL names the drive's owner, and can't be taken back.
    guest_redirect: bool,
    follow_shortcuts: FollowShortcuts,
    /// Entries may be deleted past the recycle bin.
    permanent_delete: bool,
    /// The download proxy that serves it where `delivery` is `worker`.
    #[schema(example = "https://dl.example.org/files")]
    worker_url: Option<String>,
    dav: DavDelivery,
    junk: Junk,
}

/// What is to change; what is left out stays.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct OptionsPatch {
    #[serde(default, deserialize_with = "if_present")]
    #[schema(nullable = false)]
    proxy: Option<Proxy>,
    #[serde(default, deserialize_with = "if_present")]
    #[schema(nullable = false)]
    guest_redirect: Option<bool>,
    #[serde(default, deserialize_with = "if_present")]
    #[schema(nullable = false)]
    follow_shortcuts: Option<FollowShortcuts>,
    #[serde(default, deserialize_with = "if_present")]
    #[schema(nullable = false)]
    permanent_delete: Option<bool>,
    /// At one of the origins that the configuration file lists (`unknown_worker`); null for none.
    #[serde(default, deserialize_with = "if_present")]
    #[schema(value_type = Option<String>, example = "https://dl.example.org/files")]
    worker_url: Option<Option<String>>,
    #[serde(default, deserialize_with = "if_present")]
    #[schema(nullable = false)]
    dav: Option<DavDelivery>,
    #[serde(default, deserialize_with = "if_present")]
    #[schema(nullable = false)]
    junk: Option<Junk>,
}

/// Whether bytes may go through this server.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum Proxy {
    /// They may.
    Allowed,
    /// None do; whoever may not be redirected gets 409 `proxy_not_allowed`.
    Never,
}

/// What is done with shortcuts into other drives.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum FollowShortcuts {
    /// They are listed, not followed.
    Never,
    /// They are followed where a mount covers the target, with the caller's rights there.
    Mounted,
}

/// How network disks get the bytes of files of 1 MiB and more.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum DavDelivery {
    /// Programs that follow a redirect well get one, all others get the bytes through this server.
    Auto,
    /// Every program is sent to where `delivery` says.
    Redirect,
    /// Every program gets the bytes through this server.
    Proxy,
}

/// What is done with files that programs leave behind, such as `.DS_Store`, `Thumbs.db` and `._name`.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum Junk {
    /// They are written like anything else.
    Pass,
    /// They are not written: 409 `junk_name`.
    Reject,
}

impl From<domain::DavDelivery> for DavDelivery {
    fn from(choice: domain::DavDelivery) -> Self {
        match choice {
            domain::DavDelivery::Auto => Self::Auto,
            domain::DavDelivery::Redirect => Self::Redirect,
            domain::DavDelivery::Proxy => Self::Proxy,
        }
    }
}

impl From<DavDelivery> for domain::DavDelivery {
    fn from(choice: DavDelivery) -> Self {
        match choice {
            DavDelivery::Auto => Self::Auto,
            DavDelivery::Redirect => Self::Redirect,
            DavDelivery::Proxy => Self::Proxy,
        }
    }
}

impl From<JunkPolicy> for Junk {
    fn from(choice: JunkPolicy) -> Self {
        match choice {
            JunkPolicy::Pass => Self::Pass,
            JunkPolicy::Reject => Self::Reject,
        }
    }
}

impl From<Junk> for JunkPolicy {
    fn from(choice: Junk) -> Self {
        match choice {
            Junk::Pass => Self::Pass,
            Junk::Reject => Self::Reject,
        }
    }
}

impl From<domain::FollowShortcuts> for FollowShortcuts {
    fn from(choice: domain::FollowShortcuts) -> Self {
        match choice {
            domain::FollowShortcuts::Never => Self::Never,
            domain::FollowShortcuts::Mounted => Self::Mounted,
        }
    }
}

impl From<FollowShortcuts> for domain::FollowShortcuts {
    fn from(choice: FollowShortcuts) -> Self {
        match choice {
            FollowShortcuts::Never => Self::Never,
            FollowShortcuts::Mounted => Self::Mounted,
        }
    }
}

impl From<MountOptions> for Options {
    fn from(options: MountOptions) -> Self {
        Self {
            proxy: if options.proxy_allowed {
                Proxy::Allowed
            } else {
                Proxy::Never
            },
            guest_redirect: options.guest_redirect,
            follow_shortcuts: options.follow_shortcuts.into(),
            permanent_delete: options.permanent_delete,
            worker_url: options.worker.map(|worker| worker.as_str().to_owned()),
            dav: options.dav.into(),
            junk: options.junk.into(),
        }
    }
}

impl TryFrom<OptionsPatch> for OptionsChange {
    type Error = Invalid;

    fn try_from(patch: OptionsPatch) -> Result<Self, Invalid> {
        let worker = |text: String| {
            let parsed = WorkerUrl::parse(&text);
            parsed.map_err(|invalid| {
                Invalid::new("/options/worker_url", invalid.code, invalid.reason)
            })
        };
        let worker = patch.worker_url.map(|url| url.map(worker).transpose());
        Ok(Self {
            proxy_allowed: patch.proxy.map(|proxy| matches!(proxy, Proxy::Allowed)),
            guest_redirect: patch.guest_redirect,
            follow_shortcuts: patch.follow_shortcuts.map(Into::into),
            permanent_delete: patch.permanent_delete,
            worker: worker.transpose()?,
            dav: patch.dav.map(Into::into),
            junk: patch.junk.map(Into::into),
        })
    }
}
