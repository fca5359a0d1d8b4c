//! The switches that touch writing, and the rest of what a drive knows.

use graph_sim::switches::{
    AnonymousLinks, ChangeTracking, ConflictFound, CopyAcknowledgment, CopyPace, DefaultConflict,
    DeleteIfMatch, DeletedDescendants, Duplicates, ExistingFolder, ExpectedRanges, ExpiredToken,
    FailureStatus, FinalStatus, FolderTimes, GoneSession, LinkFeature, LinkForm, MissingParents,
    MovedTimes, OfficeRewrite, PermanentDelete, ProgressStatus, Recreated, ReplacedStatus,
    SessionIfMatch, SessionTag, Telling, UnknownToken, UpdateConflict, UploadAuthorization,
};

use super::Turn;

/// The switches of writing, each in the positions that are not the usual ones. That new items are not
/// found at first is for the races: what the service itself has made, nobody can remember.
pub(super) const WRITING: &[Turn] = &[
    ("a folder replaced by itself", |all| {
        all.writing.existing_folder = ExistingFolder::Answered;
    }),
    ("times of new folders kept", |all| {
        all.writing.folder_times = FolderTimes::Honored;
    }),
    ("times without a version", |all| {
        all.writing.times_make_version = false;
    }),
    ("times kept by a move", |all| {
        all.writing.moved_times = MovedTimes::Kept;
    }),
    ("conflicts of updates ignored", |all| {
        all.writing.update_conflict = UpdateConflict::Ignored;
    }),
    ("no deletion under a tag", |all| {
        all.writing.delete_if_match = DeleteIfMatch::AlwaysFails;
    }),
    ("no deletion for good", |all| {
        all.writing.permanent_delete = PermanentDelete::Unsupported;
    }),
    ("copies acknowledged by 200", |all| {
        all.copying.acknowledgment = CopyAcknowledgment::EmptyOk;
    }),
    ("copies without a monitor", |all| {
        all.copying.acknowledgment = CopyAcknowledgment::WithoutMonitor;
    }),
    ("copies that are there at once", |all| {
        all.copying.pace = CopyPace::Polls(0);
    }),
    ("copies that take time", |all| {
        all.copying.pace = CopyPace::Seconds(30);
    }),
    ("progress told by 200", |all| {
        all.copying.progress_status = ProgressStatus::Ok;
    }),
    ("the end of a copy told by 202", |all| {
        all.copying.final_status = FinalStatus::Accepted;
    }),
    ("the end of a copy told by 303", |all| {
        all.copying.final_status = FinalStatus::SeeOther;
    }),
    ("a failed copy told by 400", |all| {
        all.copying.failure_status = FailureStatus::BadRequest;
    }),
    ("listings some seconds late", |all| {
        all.lag.listing_seconds = 5;
    }),
    ("replaced files told as created", |all| {
        all.uploads.replaced = ReplacedStatus::Created;
    }),
    ("missing parents not made", |all| {
        all.uploads.missing_parents = MissingParents::NotFound;
    }),
    ("sessions that replace by themselves", |all| {
        all.uploads.session_conflict = DefaultConflict::Replace;
    }),
    ("conflicts found when a session is made", |all| {
        all.uploads.conflict_found = ConflictFound::AtCreation;
    }),
    ("tags that break sessions", |all| {
        all.uploads.if_match = SessionIfMatch::Breaks;
    }),
    ("sessions that change tags", |all| {
        all.uploads.session_tag = SessionTag::Changed;
    }),
    ("no applications told", |all| {
        all.shape.applications = Telling::Omitted;
    }),
    ("no kinds of drives told", |all| {
        all.shape.drive_type = Telling::Omitted;
    }),
    ("fragments with a token", |all| {
        all.uploads.authorization = UploadAuthorization::Ignored;
    }),
    ("closed ranges expected", |all| {
        all.uploads.expected_ranges = ExpectedRanges::Closed;
    }),
    ("several ranges expected", |all| {
        all.uploads.expected_ranges = ExpectedRanges::Several;
    }),
    ("sessions gone by their own word", |all| {
        all.uploads.gone = GoneSession::UploadSessionNotFound;
    }),
    ("office files rewritten in libraries", |all| {
        all.uploads.office_rewrite = OfficeRewrite::Libraries;
    }),
    ("no changes told", |all| {
        all.delta.tracking = ChangeTracking::Unsupported;
    }),
    ("marks expired: apply differences", |all| {
        all.delta.expired = ExpiredToken::ApplyDifferences;
    }),
    ("marks expired: upload differences", |all| {
        all.delta.expired = ExpiredToken::UploadDifferences;
    }),
    ("marks expired: changes, apply", |all| {
        all.delta.expired = ExpiredToken::ChangesApplyDifferences;
    }),
    ("marks expired: changes, upload", |all| {
        all.delta.expired = ExpiredToken::ChangesUploadDifferences;
    }),
    ("marks expired: no such state", |all| {
        all.delta.expired = ExpiredToken::SyncStateNotFound;
    }),
    ("unknown marks gone", |all| {
        all.delta.unknown_token = UnknownToken::Gone;
    }),
    ("links of changes as functions", |all| {
        all.delta.link_form = LinkForm::Function;
    }),
    ("every second answer of changes empty", |all| {
        all.delta.empty_page_every = Some(2);
    }),
    ("changes told twice", |all| {
        all.delta.duplicates = Duplicates::Repeated;
    }),
    ("all below what is deleted told", |all| {
        all.delta.deleted_descendants = DeletedDescendants::Listed;
    }),
    ("what is made again told without its end", |all| {
        all.delta.recreated = Recreated::DeletionOmitted;
    }),
    ("no anonymous links", |all| {
        all.sharing.anonymous_links = AnonymousLinks::Forbidden;
    }),
    ("anonymous links invalid", |all| {
        all.sharing.anonymous_links = AnonymousLinks::Invalid;
    }),
    ("no passwords of links", |all| {
        all.sharing.passwords = LinkFeature::Refused;
    }),
];
