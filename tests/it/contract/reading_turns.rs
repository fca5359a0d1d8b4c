//! The switches that touch reading.

use graph_sim::switches::{
    ColonPaths, ContentAuthorization, ContentETag, FileChildren, ForeignDrive, HeadSupport,
    HeaderNames, InnerErrorKey, LoginErrorStatus, MalformedDriveId, Normalization, NumberStyle,
    OverCap, PageFill, Plus, RangeSupport, SelectedDownloadUrl, UnknownUsersDrive, Unsupported,
};

use super::Turn;

/// The switches that touch reading, each in the positions that are not the usual ones.
pub(super) const READING: &[Turn] = &[
    ("all as usual", |_| {}),
    ("a life of a token in words", |all| {
        all.login.expires_in = NumberStyle::Text;
    }),
    ("refusals of login as 400", |all| {
        all.login.error_status = LoginErrorStatus::BadRequest;
    }),
    ("refusals of login as 401", |all| {
        all.login.error_status = LoginErrorStatus::Unauthorized;
    }),
    ("one child a page", |all| all.listing.page_size_cap = 1),
    ("small pages unless asked", |all| {
        all.listing.default_page_size = 1;
    }),
    ("too large a page refused", |all| {
        all.listing.over_cap = OverCap::Refused;
    }),
    ("short pages", |all| {
        all.listing.page_size_cap = 2;
        all.listing.pages = PageFill::Short;
    }),
    ("every second page empty", |all| {
        all.listing.page_size_cap = 1;
        all.listing.empty_page_every = Some(2);
    }),
    ("a file's children not found", |all| {
        all.listing.file_children = FileChildren::NotFound;
    }),
    ("a file's children empty", |all| {
        all.listing.file_children = FileChildren::EmptyList;
    }),
    ("odd orders refused", |all| {
        all.listing.unsupported_order = Unsupported::Refused;
    }),
    ("selected URLs kept", |all| {
        all.listing.selected_download_url = SelectedDownloadUrl::Kept;
    }),
    ("no hashes", |all| all.shape.hashes = false),
    ("no places", |all| all.shape.parent_path = false),
    ("no times of the client", |all| {
        all.shape.file_system_info = false;
    }),
    ("times with three decimals", |all| {
        all.shape.time_decimals = 3;
    }),
    ("times with seven decimals", |all| {
        all.shape.time_decimals = 7;
    }),
    ("sizes too large", |all| all.shape.file_size_offset = 7),
    ("paths refused", |all| {
        all.addressing.colon_paths = ColonPaths::Refused;
    }),
    ("a plus read as a blank", |all| {
        all.addressing.plus = Plus::Blank;
    }),
    ("normal forms equal", |all| {
        all.addressing.normalization = Normalization::Equal;
    }),
    ("innererror", |all| {
        all.errors.inner_error = InnerErrorKey::Innererror;
    }),
    ("an unknown user's drive", |all| {
        all.errors.unknown_users_drive = UnknownUsersDrive::ItemNotFound;
    }),
    ("a foreign drive forbidden", |all| {
        all.errors.foreign_drive = ForeignDrive::Forbidden;
    }),
    ("a malformed drive id not found", |all| {
        all.errors.malformed_drive_id = MalformedDriveId::NotFound;
    }),
    ("bytes with a token", |all| {
        all.content.authorization = ContentAuthorization::Ignored;
    }),
    ("ranges ignored", |all| {
        all.content.range = RangeSupport::Ignored;
    }),
    ("HEAD of bytes", |all| {
        all.content.head = HeadSupport::Answered;
    }),
    ("bytes under a tag of their own", |all| {
        all.content.etag = ContentETag::OfContent;
    }),
    ("bytes without a tag", |all| {
        all.content.etag = ContentETag::Missing;
    }),
    ("no compression", |all| all.transport.gzip = false),
    ("names of headers in title case", |all| {
        all.transport.header_names = HeaderNames::Title;
    }),
];
