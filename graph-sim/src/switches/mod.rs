//! Switches: one for every fact about Microsoft's services that is inferred or disputed.
//!
//! A client is right only if it works at every position. The defaults are what is most likely true.
//! References are to the sections of the project's notes on Microsoft Graph.
//! [`Switches`] holds them all, grouped by what they touch; [`SwitchBoard`] those of a running
//! simulator.

mod addressing;
mod batch;
mod board;
mod content;
mod copying;
mod delta;
mod directory;
mod errors;
mod lag;
mod listing;
mod login;
mod preview;
mod search;
mod shape;
mod sharing;
mod sites;
mod special;
mod subscriptions;
mod throttling;
mod thumbnails;
mod transport;
mod uploads;
mod writing;

pub use addressing::{AddressingSwitches, ColonPaths, Normalization, Plus, ReservedStems};
pub use batch::{AbsoluteUrls, BatchOrder, BatchSwitches};
pub use board::{SwitchBoard, Switches};
pub use content::{
    ContentAuthorization, ContentETag, ContentSwitches, ExpiredUrl, HeadSupport, RangeSupport,
};
pub use copying::{
    CopyAcknowledgment, CopyPace, CopyingSwitches, FailureStatus, FinalStatus, NamedHistory,
    ProgressStatus,
};
pub use delta::{
    ChangeTracking, DeletedDescendants, DeltaSwitches, Duplicates, ExpiredToken, LinkForm,
    Recreated, UnknownToken,
};
pub use directory::{AdvancedQueries, DirectorySwitches};
pub use errors::{
    Denied, Envelope, ErrorSwitches, ExpiredTokenChallenge, ForeignDrive, GatewayBody,
    InnerErrorKey, MalformedDriveId, MeRefusal, RevokedTokenChallenge, UnknownUsersDrive,
    WithoutRoles,
};
pub use lag::LagSwitches;
pub use listing::{
    FileChildren, ListingSwitches, OverCap, PageFill, PagePosition, SelectedDownloadUrl,
    ShortcutListing, Unsupported,
};
pub use login::{BlockedApp, Consent, LoginErrorStatus, LoginOutage, LoginSwitches, NumberStyle};
pub use preview::{PreviewSwitches, PreviewWay};
pub use search::{
    FolderScope, FoundParent, PrivateContent, RegionRule, SearchSwitches, SearchedContents,
    SearchedSlash, WordMatching,
};
pub use shape::{ShapeSwitches, Telling};
pub use sharing::{
    AnonymousLinks, AppOnlyShares, DefaultScope, ExternalRecipients, LinkFeature, SharingSwitches,
};
pub use sites::{LibraryQuota, ListedRoles, SiteSwitches};
pub use special::{MissingSpecialFolder, OtherSpecialFolders, SpecialSwitches};
pub use subscriptions::{
    FailedValidation, LongestSubscription, NotificationBatching, PlainHttp, ResourceData,
    SubscriptionPermission, SubscriptionSwitches, UnauthorizedFlow,
};
pub use throttling::{
    RetryAfterStyle, ThrottlingCode, ThrottlingLimits, ThrottlingRefusal, ThrottlingSwitches,
};
pub use thumbnails::{CustomByPath, ExpandedSize, ThumbnailSwitches};
pub use transport::{CacheControl, HeaderNames, TransportSwitches};
pub use uploads::{
    Chunked, ConflictFound, DefaultConflict, ExpectedRanges, GoneSession, Keep, MissingParents,
    OfficeReplace, OfficeRewrite, ReplacedStatus, SessionIfMatch, SessionTag, UploadAuthorization,
    UploadSwitches,
};
pub use writing::{
    DeleteIfMatch, ExistingFolder, FolderTimes, MovedTimes, ParentPaths, PermanentDelete,
    UpdateConflict, WritingSwitches,
};
