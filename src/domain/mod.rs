//! What the product is about: values, entities, rules, the error, and the two ports that are
//! answered elsewhere ([`Clock`], [`Drive`]).
//!
//! Pure: no input or output, no serialization, no framework. Every other layer may name this one; it
//! names none. Values are parsed at the border ([`VirtualPath::from_raw`], [`DriveId::parse`]) and
//! trusted from there on.

mod account;
mod check;
mod clock;
mod conditions;
mod credential;
mod diagnosis;
mod drive;
mod entry;
mod error;
mod health;
mod id;
mod mount;
mod path;
mod quick_xor;
mod range;
mod sealed;
mod secret;
mod source;
mod tag;
mod tenant;
mod urgency;
mod url;

pub use account::{Account, Caller, Role, Username};
pub use check::{Check, CheckState, Ladder};
pub use clock::{Clock, Timestamp};
pub use conditions::{Conditions, IfRange, TagCondition, Verdict};
pub use credential::{Certificate, CredentialFacts, CredentialKind, CredentialRole, Thumbprints};
pub use diagnosis::{Diagnosis, Kind};
pub use drive::{
    Anchor, ByteSource, ByteStream, Capabilities, Capability, Change, ChangeMark, Changes,
    ChangesSince, ContentFacts, CopyOptions, CopyProgress, CopyTask, Deletion, Download, Drive,
    Holder, IfExists, Likeness, Link, LinkKind, LinkOptions, LinkScope, Listing, Opened,
    Permission, PutOptions, Quota, QuotaState, Replaced, Reread, Swap, Target, Thumbnail,
    ThumbnailSize, Times, Update, Updated, UploadKeeper, UploadState, Version, VersionId, Written,
};
pub use entry::{Entry, EntryKind};
pub use error::{Error, Invalid, Result, Service, UpstreamFailure};
pub use health::{Health, State};
pub use id::{
    AccountId, ClientId, CredentialId, DirectoryId, DriveId, ItemId, MountId, SiteId, TenantId,
    UploadId,
};
pub use mount::{Delivery, Mount, MountRoot, Origin};
pub use path::{
    DrivePath, NameFault, PathError, PathKey, RawPath, Segment, VirtualPath, check_new_name,
    encode_segment,
};
pub use quick_xor::QuickXor;
pub use range::{ByteRange, RangeRequest};
pub use sealed::Sealed;
pub use secret::Secret;
pub use source::{
    AppRootOf, LibraryName, LibraryTitle, MountSource, SiteAddress, SiteName, SourcePlace,
};
pub use tag::{ContentTag, ETag};
pub use tenant::{CloudName, Tenant};
pub use urgency::Urgency;
pub use url::DownloadUrl;
