//! What the product is about: values, entities, rules, the error, and the two ports that are
//! answered elsewhere ([`Clock`], [`Drive`]).
//!
//! Pure: no input or output, no serialization, no framework. Every other layer may name this one; it
//! names none. Values are parsed at the border ([`VirtualPath::from_raw`], [`DriveId::parse`]) and
//! trusted from there on.

mod account;
mod audit;
mod caller;
mod check;
mod clock;
mod conditions;
mod credential;
mod diagnosis;
mod drive;
mod entry;
mod error;
mod folder_rule;
mod grant;
mod health;
mod id;
mod invalid;
mod junk;
mod lock;
mod machine;
mod mount;
mod mount_options;
mod mountable;
mod path;
mod property;
mod quick_xor;
mod range;
mod rights;
mod scope;
mod sealed;
mod secret;
mod sort;
mod source;
mod tag;
mod tenant;
mod urgency;
mod url;

pub use account::{Account, Role, Username};
pub use audit::{Actor, AuditEntry, Deed, DeedEnd};
pub use caller::{AdminScope, Caller, Pass, Unlock, Visit};
pub use check::{Check, CheckState, Ladder};
pub use clock::{Clock, Timestamp};
pub use conditions::{Conditions, IfRange, TagCondition, Verdict};
pub use credential::{Certificate, CredentialFacts, CredentialKind, CredentialRole, Thumbprints};
pub use diagnosis::{Diagnosis, Kind};
pub use drive::{
    Anchor, ByteSource, ByteStream, Capabilities, Capability, Change, ChangeMark, Changes,
    ChangesSince, ContentFacts, CopyOptions, CopyProgress, CopyTask, Deletion, Download, Drive,
    FRAGMENT_UNIT, Holder, IfExists, LARGEST_FRAGMENT, Likeness, Link, LinkKind, LinkOptions,
    LinkScope, Listing, Opened, Permission, PutOptions, Quota, QuotaState, Replaced, Reread, Swap,
    Target, Thumbnail, ThumbnailSize, Times, Update, Updated, UploadKeeper, UploadOptions,
    UploadState, Version, VersionId, Written,
};
pub use entry::{Entry, EntryKind, RemoteItem};
pub use error::{Error, Invalid, Result, Service, UpstreamFailure};
pub use folder_rule::{FolderRule, HidePattern, View};
pub use grant::{Grant, Group, GroupName, Principal};
pub use health::{Health, State};
pub use id::{
    AccountId, AppPasswordId, ClientId, CredentialId, DirectoryId, DriveId, ExchangeId, GrantId,
    GroupId, ItemId, MountId, RuleId, SessionId, SiteId, TenantId, TokenId, UploadId,
};
pub use junk::{JunkPolicy, is_junk};
pub use lock::{Lock, LockDepth, LockRequest, LockScope, LockToken};
pub use machine::Machine;
pub use mount::{Delivery, Mount, MountRoot, Origin};
pub use mount_options::{DavDelivery, FollowShortcuts, MountOptions, WorkerUrl};
pub use mountable::{Allowance, Mountable};
pub use path::{
    DrivePath, NameFault, PathError, PathKey, RawPath, Segment, VirtualPath, check_new_name,
    encode_segment,
};
pub use property::{Checksums, Property, PropertyChange, PropertyName, PropertyValue};
pub use quick_xor::QuickXor;
pub use range::{ByteRange, RangeRequest};
pub use rights::{Right, Rights};
pub use scope::{Scope, Scopes};
pub use sealed::Sealed;
pub use secret::Secret;
pub use sort::{Sort, SortKey};
pub use source::{
    AppRootOf, LibraryName, LibraryTitle, MountSource, SiteAddress, SiteName, SourcePlace,
};
pub use tag::{ContentTag, ETag};
pub use tenant::{CloudName, Tenant};
pub use urgency::Urgency;
pub use url::DownloadUrl;
