//! What a drive knows beside its items: versions, quota, small pictures, links, permissions.

use std::fmt;

use crate::domain::clock::Timestamp;
use crate::domain::error::{Invalid, Result};
use crate::domain::secret::Secret;
use crate::domain::url::DownloadUrl;

/// Which of its versions, as the service counts them: `3.0`.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct VersionId(Box<str>);

impl VersionId {
    /// Accepts what Microsoft gives: up to 64 letters, digits, dots and dashes, not dots alone.
    pub fn parse(text: &str) -> Result<Self> {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'.' || byte == b'-';
        let sound = (1..=64).contains(&text.len()) && text.bytes().all(plain);
        if sound && text.bytes().any(|byte| byte != b'.') {
            return Ok(Self(text.into()));
        }
        Err(Invalid::new("version", "invalid_id", "is not a version's id").into())
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for VersionId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "VersionId({})", self.0)
    }
}

/// A content that a file has or had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// Its id within the file.
    pub id: VersionId,
    /// Bytes.
    pub size: Option<u64>,
    /// When it was written.
    pub modified_at: Option<Timestamp>,
    /// Who wrote it, as people would say.
    pub author: Option<String>,
    /// It is what the file holds now.
    pub is_current: bool,
}

/// How much room a drive has. Administrators may hide any of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Quota {
    /// Bytes in all.
    pub total: Option<u64>,
    /// Bytes in use, without the recycle bin.
    pub used: Option<u64>,
    /// Bytes left.
    pub remaining: Option<u64>,
    /// Bytes in the recycle bin; they take room too.
    pub deleted: Option<u64>,
    /// How near the end is, in the service's own judgement.
    pub state: Option<QuotaState>,
}

/// How near the end of a drive's room is (Graph documentation, "quota resource type").
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum QuotaState {
    /// There is room.
    Normal,
    /// Less than a tenth is left.
    Nearing,
    /// Less than a hundredth is left.
    Critical,
    /// Nothing is left.
    Exceeded,
}

/// How large a small picture of a file should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ThumbnailSize {
    /// At most 96 pixels on the longer side.
    Small,
    /// At most 176.
    Medium,
    /// At most 800.
    Large,
    /// To fit into a box of so many pixels.
    Fit {
        /// Pixels across, 1 to 2,048.
        width: u16,
        /// Pixels down, 1 to 2,048.
        height: u16,
    },
}

/// A small picture of a file.
#[derive(Clone, Debug)]
pub struct Thumbnail {
    /// Where its bytes lie; needs no sign-in and does not live long.
    pub url: DownloadUrl,
    /// Pixels across, as the service says.
    pub width: Option<u32>,
    /// Pixels down.
    pub height: Option<u32>,
}

/// What a link of Microsoft's lets its holder do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LinkKind {
    /// See.
    View,
    /// See and change.
    Edit,
    /// Show it in a page; personal drives only.
    Embed,
}

/// For whom a link of Microsoft's works.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LinkScope {
    /// For whoever has it.
    Anonymous,
    /// For those who sign in to the organization.
    Organization,
    /// For those who have permission already.
    Users,
}

/// A link of Microsoft's to be made.
#[derive(Clone, Debug)]
pub struct LinkOptions {
    /// What it allows.
    pub kind: LinkKind,
    /// For whom; as the organization has it where it is `None`.
    pub scope: Option<LinkScope>,
    /// A password to ask for.
    pub password: Option<Secret<String>>,
    /// When it ends.
    pub expires_at: Option<Timestamp>,
}

/// A link of Microsoft's.
#[derive(Clone, Debug)]
pub struct Link {
    /// The permission behind it.
    pub id: String,
    /// The address to hand out; whoever has it may get in.
    pub url: Secret<String>,
    /// What it allows, where it is one of the known kinds.
    pub kind: Option<LinkKind>,
    /// For whom it works.
    pub scope: Option<LinkScope>,
    /// It asks for a password.
    pub has_password: bool,
    /// When it ends.
    pub expires_at: Option<Timestamp>,
    /// It was made now; otherwise one like it was there.
    pub created: bool,
}

/// Who may do what with an item, on Microsoft's side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Permission {
    /// Its id.
    pub id: String,
    /// `read`, `write`, `owner` and others that Microsoft may add.
    pub roles: Vec<String>,
    /// Who has it.
    pub holder: Holder,
    /// It comes from a folder above.
    pub is_inherited: bool,
    /// When it ends.
    pub expires_at: Option<Timestamp>,
}

/// Who has a permission.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Holder {
    /// People, groups or applications, as people would name them.
    Named(Vec<String>),
    /// Whoever has a link of this scope.
    Link(Option<LinkScope>),
    /// Microsoft does not say.
    Unknown,
}
