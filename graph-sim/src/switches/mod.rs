//! Switches: one for every fact about Microsoft's services that is inferred or disputed.
//!
//! A client is right only if it works at every position. The defaults are what is most likely true.
//! References are to the sections of the project's notes on Microsoft Graph.
//! [`Switches`] holds them all, grouped by what they touch; [`SwitchBoard`] those of a running
//! simulator.

mod addressing;
mod board;
mod content;
mod copying;
mod delta;
mod errors;
mod lag;
mod listing;
mod login;
mod shape;
mod sharing;
mod sites;
mod special;
mod thumbnails;
mod transport;
mod uploads;
mod writing;

pub use addressing::{AddressingSwitches, ColonPaths, Normalization, Plus, ReservedStems};
pub use board::{SwitchBoard, Switches};
pub use content::{ContentAuthorization, ContentETag, ContentSwitches, HeadSupport, RangeSupport};
pub use copying::{
    CopyAcknowledgment, CopyPace, CopyingSwitches, FailureStatus, FinalStatus, ProgressStatus,
};
pub use delta::{
    ChangeTracking, DeletedDescendants, DeltaSwitches, Duplicates, ExpiredToken, LinkForm,
    Recreated, UnknownToken,
};
pub use errors::{ErrorSwitches, ForeignDrive, InnerErrorKey, MalformedDriveId, UnknownUsersDrive};
pub use lag::LagSwitches;
pub use listing::{
    FileChildren, ListingSwitches, OverCap, PageFill, SelectedDownloadUrl, Unsupported,
};
pub use login::{LoginErrorStatus, LoginSwitches, NumberStyle};
pub use shape::{ShapeSwitches, Telling};
pub use sharing::{AnonymousLinks, DefaultScope, LinkFeature, SharingSwitches};
pub use sites::{LibraryQuota, ListedRoles, SiteSwitches};
pub use special::{MissingSpecialFolder, SpecialSwitches};
pub use thumbnails::{CustomByPath, ExpandedSize, ThumbnailSwitches};
pub use transport::{HeaderNames, TransportSwitches};
pub use uploads::{
    Chunked, ConflictFound, DefaultConflict, ExpectedRanges, GoneSession, Keep, MissingParents,
    OfficeReplace, OfficeRewrite, ReplacedStatus, SessionIfMatch, SessionTag, UploadAuthorization,
    UploadSwitches,
};
pub use writing::{
    DeleteIfMatch, ExistingFolder, FolderTimes, MovedTimes, PermanentDelete, UpdateConflict,
    WritingSwitches,
};
