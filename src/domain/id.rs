//! Identifiers. Each kind is its own type, so that one can't stand in for another.

use std::fmt;
use std::sync::Arc;

use super::error::{Error, Invalid};

/// Ids of Microsoft's, checked against what may stand in a Graph URL: `[A-Za-z0-9!_.,-]{1,256}` and
/// never `.` or `..` (design, section 4). Letter case is kept: ids are case-sensitive.
macro_rules! graph_id {
    ($(#[$doc:meta])* $name:ident, $field:literal) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(Arc<str>);

        impl $name {
            /// Accepts an id as Microsoft writes it; anything else is [`Error::Invalid`].
            pub fn parse(text: &str) -> Result<Self, Error> {
                if is_graph_id(text) {
                    Ok(Self(Arc::from(text)))
                } else {
                    Err(Invalid::new($field, "invalid_id", "is not an id as Microsoft writes them").into())
                }
            }
        }

        text_id!($name);
    };
}

/// Ids of ours: a prefix that names the kind, and a UUID that is opaque to everybody.
macro_rules! own_id {
    ($(#[$doc:meta])* $name:ident, $prefix:literal) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(Arc<str>);

        impl $name {
            /// What every id of this kind begins with.
            pub const PREFIX: &'static str = $prefix;

            /// Accepts an id of this kind; anything else is [`Error::NotFound`], because no such row can exist.
            pub fn parse(text: &str) -> Result<Self, Error> {
                let rest = text.strip_prefix(Self::PREFIX).ok_or(Error::NotFound)?;
                let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
                if rest.is_empty() || rest.len() > 64 || !rest.bytes().all(plain) {
                    return Err(Error::NotFound);
                }
                Ok(Self(Arc::from(text)))
            }

            /// The id of this kind with the given unique part.
            pub fn from_unique(unique: impl fmt::Display) -> Self {
                Self(Arc::from(format!("{}{unique}", Self::PREFIX)))
            }
        }

        text_id!($name);
    };
}

macro_rules! text_id {
    ($name:ident) => {
        impl $name {
            /// The id as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(formatter, "{}({})", stringify!($name), self.0)
            }
        }
    };
}

graph_id!(
    /// A Microsoft drive: a user's OneDrive or a document library.
    DriveId,
    "drive_id"
);
graph_id!(
    /// An item of a drive. Survives rename and move inside its drive.
    ItemId,
    "item_id"
);
graph_id!(
    /// A SharePoint site: `host,siteCollectionGuid,webGuid`.
    SiteId,
    "site_id"
);
own_id!(
    /// A tenant as registered here.
    TenantId,
    "tnt_"
);
own_id!(
    /// A mount.
    MountId,
    "mnt_"
);
own_id!(
    /// An account.
    AccountId,
    "acc_"
);
own_id!(
    /// A group of accounts.
    GroupId,
    "grp_"
);
own_id!(
    /// A grant of rights.
    GrantId,
    "gnt_"
);
own_id!(
    /// A folder rule.
    RuleId,
    "rul_"
);
own_id!(
    /// A session.
    SessionId,
    "ses_"
);
own_id!(
    /// A password made for one program.
    AppPasswordId,
    "apw_"
);
own_id!(
    /// An API token.
    TokenId,
    "tok_"
);
own_id!(
    /// A credential of a tenant.
    CredentialId,
    "cre_"
);
own_id!(
    /// An upload that is not finished.
    UploadId,
    "upl_"
);
own_id!(
    /// An entry that is being put in the place of another.
    ExchangeId,
    "exc_"
);

/// The Entra directory (Microsoft's "tenant id"): a GUID or a verified domain name.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DirectoryId(Arc<str>);

impl DirectoryId {
    /// Accepts a GUID or a domain name; the names that stand for many directories (`common`,
    /// `organizations`, `consumers`) have no dot and are refused with everything else.
    pub fn parse(text: &str) -> Result<Self, Error> {
        if is_guid(text) || is_domain(text) {
            Ok(Self(Arc::from(text.to_ascii_lowercase())))
        } else {
            Err(Invalid::new(
                "directory_id",
                "invalid_directory_id",
                "is neither a GUID nor a domain name",
            )
            .into())
        }
    }
}

text_id!(DirectoryId);

/// The application (client) id of an app registration: a GUID.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ClientId(Arc<str>);

impl ClientId {
    /// Accepts a GUID.
    pub fn parse(text: &str) -> Result<Self, Error> {
        if is_guid(text) {
            Ok(Self(Arc::from(text.to_ascii_lowercase())))
        } else {
            Err(Invalid::new("client_id", "invalid_client_id", "is not a GUID").into())
        }
    }
}

text_id!(ClientId);

fn is_graph_id(text: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"!_.,-".contains(&byte);
    (1..=256).contains(&text.len()) && text.bytes().all(allowed) && text != "." && text != ".."
}

fn is_guid(text: &str) -> bool {
    let mut groups = text.split('-');
    [8, 4, 4, 4, 12].iter().all(|length| {
        groups.next().is_some_and(|group| {
            group.len() == *length && group.bytes().all(|byte| byte.is_ascii_hexdigit())
        })
    }) && groups.next().is_none()
}

pub(super) fn is_domain(text: &str) -> bool {
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    text.len() <= 253 && text.contains('.') && text.split('.').all(label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn graph_ids_take_what_microsoft_writes_and_nothing_that_climbs() {
        for good in [
            "b!orXUERxqjkuaVQ1-WwyaAbPG5S_",
            "01LIPQY52RRIHTWL",
            "host.example,1-2,3-4",
            "A",
        ] {
            assert!(DriveId::parse(good).is_ok(), "{good}");
        }
        let long = "a".repeat(257);
        for bad in [
            "",
            ".",
            "..",
            "a/b",
            "a b",
            "a%2f",
            "ä",
            "a?b",
            "a\n",
            long.as_str(),
        ] {
            assert!(ItemId::parse(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn own_ids_keep_their_kind() {
        let id = TenantId::from_unique("0198");
        assert_eq!(TenantId::parse(id.as_str()).expect("it is one"), id);
        assert!(matches!(MountId::parse(id.as_str()), Err(Error::NotFound)));
        assert!(matches!(TenantId::parse("tnt_"), Err(Error::NotFound)));
        assert!(matches!(TenantId::parse("tnt_a/b"), Err(Error::NotFound)));
    }

    #[test]
    fn a_directory_is_a_guid_or_a_domain() {
        for good in [
            "8c1d3a60-7f1e-4a8e-9c55-0d7e5b0c9a01",
            "contoso.onmicrosoft.com",
        ] {
            assert!(DirectoryId::parse(good).is_ok(), "{good}");
        }
        for bad in [
            "common",
            "consumers",
            "",
            "a..b",
            "-a.b",
            "a/b.c",
            "8c1d3a60-7f1e-4a8e-9c55",
        ] {
            assert!(DirectoryId::parse(bad).is_err(), "{bad}");
        }
    }
}
