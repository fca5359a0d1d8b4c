//! Uploads (4.6, 4.7, 7, 10).

use serde::{Deserialize, Serialize};

use super::listing::Unsupported;

/// Switches of uploads (4.6, 4.7, 7).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UploadSwitches {
    /// What the simulator remembers of uploaded files.
    pub keep: Keep,
    /// The most bytes of one file that are kept; of a larger one only size and hashes are.
    pub keep_limit: u64,
    /// The most bytes `PUT …/content` takes; documented as 250 MB, formerly as 4 MB.
    pub largest_put: u64,
    /// The most bytes of a fragment.
    pub largest_fragment: u64,
    /// The most bytes of a file.
    pub largest_file: u64,
    /// The status when `PUT …/content` or a session replaced a file; the documents disagree.
    pub replaced: ReplacedStatus,
    /// What `PUT …/content` without `Content-Length` gets.
    pub chunked: Chunked,
    /// What becomes of folders that a path names and that aren't there; not verified.
    pub missing_parents: MissingParents,
    /// What a session does to a file of its name unless told; documents and rclone disagree (10).
    pub session_conflict: DefaultConflict,
    /// When a session that may not replace learns that the name is taken.
    pub conflict_found: ConflictFound,
    /// What `If-Match` does when a session is made.
    pub if_match: SessionIfMatch,
    /// What becomes of a file's eTag when a session without `If-Match` is made for it.
    pub session_tag: SessionTag,
    /// What members of a session's request get that Graph doesn't know.
    pub unknown_members: Unsupported,
    /// What an `Authorization` header does at an upload URL.
    pub authorization: UploadAuthorization,
    /// How the bytes still expected are told.
    pub expected_ranges: ExpectedRanges,
    /// What a session is called that has ended.
    pub gone: GoneSession,
    /// How long a session lives without a fragment; observed, about fifteen minutes.
    pub session_life_seconds: u64,
    /// How long the token in an upload URL works, whatever the session does.
    pub url_life_seconds: u64,
    /// Where Office files are rewritten after their upload, so that size and hash differ.
    pub office_rewrite: OfficeRewrite,
    /// What the end of a session gets that replaces an Office file.
    pub office_replace: OfficeReplace,
}

impl Default for UploadSwitches {
    fn default() -> Self {
        Self {
            keep: Keep::default(),
            keep_limit: 64 << 20,
            largest_put: 250 << 20,
            largest_fragment: 60 << 20,
            largest_file: 250 << 30,
            replaced: ReplacedStatus::default(),
            chunked: Chunked::default(),
            missing_parents: MissingParents::default(),
            session_conflict: DefaultConflict::default(),
            conflict_found: ConflictFound::default(),
            if_match: SessionIfMatch::default(),
            session_tag: SessionTag::default(),
            unknown_members: Unsupported::Refused,
            authorization: UploadAuthorization::default(),
            expected_ranges: ExpectedRanges::default(),
            gone: GoneSession::default(),
            session_life_seconds: 15 * 60,
            url_life_seconds: 24 * 60 * 60,
            office_rewrite: OfficeRewrite::default(),
            office_replace: OfficeReplace::default(),
        }
    }
}

/// What is remembered of uploaded files.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Keep {
    /// Their bytes, so that they can be downloaded.
    #[default]
    Bytes,
    /// Size and hashes only: a download is then more than the simulator can do.
    Hashes,
}

/// The status of a replacement.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReplacedStatus {
    /// 200
    #[default]
    Ok,
    /// 201, as for a new file.
    Created,
}

/// A body of unsaid length.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Chunked {
    /// 411
    #[default]
    LengthRequired,
    /// It is taken.
    Accepted,
}

/// Folders on the way that aren't there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MissingParents {
    /// They are made.
    #[default]
    Created,
    /// 404 `itemNotFound`
    NotFound,
}

/// What a session does without `@microsoft.graph.conflictBehavior`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DefaultConflict {
    /// 409, as the documents say.
    Fail,
    /// The file is replaced: rclone asks for nothing, and it replaces files every day.
    #[default]
    Replace,
}

/// When a taken name is noticed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConflictFound {
    /// With the last fragment.
    #[default]
    AtCommit,
    /// Before any byte, and again with the last fragment.
    AtCreation,
}

/// `If-Match` of a session.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SessionIfMatch {
    /// 412 if another version is there when the session is made.
    #[default]
    Honored,
    /// As business drives were seen to do: making the session changes the eTag, the first fragment
    /// is stored and yet answered 412, and sent again it gets 416.
    Breaks,
}

/// The eTag of a file for which a session is made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SessionTag {
    /// It stays.
    #[default]
    Kept,
    /// It is another one, as was reported of business drives; the cTag stays.
    Changed,
}

/// An `Authorization` header at an upload URL.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UploadAuthorization {
    /// 401
    #[default]
    Refused,
    /// As if it weren't there.
    Ignored,
}

/// `nextExpectedRanges`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExpectedRanges {
    /// `26-`
    #[default]
    Open,
    /// `26-1000`
    Closed,
    /// Several, one after the other: `26-512`, `513-1000`.
    Several,
}

/// A session that isn't there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GoneSession {
    /// 404 `itemNotFound` with the inner code `uploadSessionNotFound`.
    #[default]
    ItemNotFound,
    /// 404 `uploadSessionNotFound`
    UploadSessionNotFound,
}

/// Where SharePoint writes its own properties into Office files.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OfficeRewrite {
    /// Nowhere.
    #[default]
    Never,
    /// In document libraries, as has been reported.
    Libraries,
    /// In all drives.
    Everywhere,
}

/// The end of a session that replaces an Office file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OfficeReplace {
    /// It is replaced.
    #[default]
    Replaced,
    /// 404 `itemNotFound`; the old file stays, the session is gone. Reported of SharePoint.
    NotFound,
}
