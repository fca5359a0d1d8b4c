//! The one error of the core, named by what the caller can do about it.
//!
//! Each face translates it once (`web/error.rs`, `api/problem.rs`). `Display` never repeats the
//! cause; the chain is logged once, at the edge.

use std::error::Error as StdError;
use std::sync::Arc;
use std::time::Duration;

use super::diagnosis::Diagnosis;
use super::id::TenantId;
use super::path::VirtualPath;

pub use super::invalid::Invalid;

/// `Result` with the error of the core.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why something could not be done. `Clone`, because one flight answers many callers.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Error {
    /// No such thing, or the caller may not know of it.
    #[error("nothing is there")]
    NotFound,
    /// The caller must sign in, or the credentials are wrong.
    #[error("sign-in is needed")]
    Unauthenticated,
    /// The caller is known and not allowed; that the thing exists is no secret to him.
    #[error("this is not allowed")]
    Forbidden,
    /// The request makes no sense, or a value in it can't be accepted.
    #[error(transparent)]
    Invalid(#[from] Invalid),
    /// The path means two things: names that differ only in letter case, and neither is exact.
    #[error("the name is ambiguous")]
    AmbiguousName,
    /// The state of things forbids it; `code` says how.
    #[error("{reason}")]
    Conflict {
        /// Stable code, such as `in_use` or `path_taken`.
        code: &'static str,
        /// The reason in words.
        reason: String,
    },
    /// A condition of the request does not hold.
    #[error("a precondition does not hold")]
    PreconditionFailed,
    /// None of the bytes asked for exists.
    #[error("the range lies outside the file")]
    RangeNotSatisfiable {
        /// Length of the whole file in bytes.
        length: u64,
    },
    /// The cursor's snapshot is over.
    #[error("the listing has expired; start again")]
    CursorExpired,
    /// The thing is of another kind than the request needs (a folder has no bytes, a file no children).
    #[error("{what}")]
    WrongKind {
        /// Stable code: `not_a_folder`, `not_a_file` or `opaque`.
        code: &'static str,
        /// What it is instead, in words.
        what: &'static str,
    },
    /// The folder there, or one above, has a password that the caller has not given.
    #[error("a password is needed")]
    PasswordNeeded {
        /// The folder with the password.
        folder: VirtualPath,
    },
    /// Somebody has it open or checked out on Microsoft's side; it can't be changed now.
    #[error("somebody else is using it")]
    Locked,
    /// A lock that was set here stands in the way, and the caller has not shown a token of his own for it.
    #[error("it is locked")]
    LockHeld {
        /// What is locked, as far as the caller may know of it, each once.
        places: Vec<VirtualPath>,
    },
    /// There is no room left for it.
    #[error("there is not enough room")]
    InsufficientStorage,
    /// It is larger than can be taken.
    #[error("it is too large")]
    TooLarge {
        /// The most that is taken, in bytes.
        limit: u64,
    },
    /// The drive can't do this, whoever asks.
    #[error("{what} is not possible on this drive")]
    Unsupported {
        /// What was asked for, in words that begin the sentence.
        what: &'static str,
    },
    /// *Our* limit on this caller.
    #[error("too many requests")]
    RateLimited {
        /// When to come again.
        retry_after: Duration,
    },
    /// This server has too much to do for all of its callers at once.
    #[error("the server is busy")]
    Busy {
        /// When to come again.
        retry_after: Duration,
    },
    /// Microsoft's side failed, and how. Never shown as "not found" or as an empty folder.
    #[error(transparent)]
    Upstream(#[from] Arc<UpstreamFailure>),
    /// A bug, or our own machine failing.
    #[error("something went wrong here")]
    Internal(#[source] Arc<dyn StdError + Send + Sync>),
}

/// Which of Microsoft's services failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Service {
    /// The login service, where tokens come from.
    Login,
    /// Microsoft Graph.
    Graph,
    /// The hosts that hand out bytes.
    Content,
}

impl Service {
    /// `login`, `graph` or `content`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Login => "login",
            Self::Graph => "graph",
            Self::Content => "content",
        }
    }
}

/// A failure on Microsoft's side. All but `diagnosis` and `retry_after` is for administrators of the
/// tenant only.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{}{}", diagnosis.title(), doubt(*unclear))]
pub struct UpstreamFailure {
    /// What is the matter.
    pub diagnosis: Diagnosis,
    /// A change that may have been made all the same: looking for it failed too.
    pub unclear: bool,
    /// When to try again, where Microsoft said so.
    pub retry_after: Option<Duration>,
    /// Which service failed.
    pub service: Service,
    /// Its HTTP status, where there was an answer.
    pub status: Option<u16>,
    /// Its own code, such as `itemNotFound` or `AADSTS7000222`.
    pub code: Option<String>,
    /// Its own words.
    pub message: Option<String>,
    /// Its id of the request, for a support case with Microsoft.
    pub request_id: Option<String>,
    /// Whose application it was.
    pub tenant: Option<TenantId>,
    /// What lies beneath.
    #[source]
    pub source: Option<Arc<dyn StdError + Send + Sync>>,
}

impl UpstreamFailure {
    /// A failure of which only the diagnosis is known yet.
    pub const fn new(service: Service, diagnosis: Diagnosis) -> Self {
        Self {
            diagnosis,
            unclear: false,
            retry_after: None,
            service,
            status: None,
            code: None,
            message: None,
            request_id: None,
            tenant: None,
            source: None,
        }
    }
}

/// What a failure says where nobody knows whether the change was made.
const fn doubt(unclear: bool) -> &'static str {
    if unclear {
        "; whether it was done could not be found out"
    } else {
        ""
    }
}

impl From<UpstreamFailure> for Error {
    fn from(failure: UpstreamFailure) -> Self {
        Self::Upstream(Arc::new(failure))
    }
}

impl Error {
    /// Wraps a failure of our own machine.
    pub fn internal(source: impl StdError + Send + Sync + 'static) -> Self {
        Self::Internal(Arc::new(source))
    }

    /// A folder was needed, and it is none.
    pub const fn not_a_folder() -> Self {
        Self::WrongKind {
            code: "not_a_folder",
            what: "this is not a folder",
        }
    }

    /// A file was needed, and it is none.
    pub const fn not_a_file() -> Self {
        Self::WrongKind {
            code: "not_a_file",
            what: "this is not a file",
        }
    }

    /// It can neither be opened nor downloaded: a notebook, or a shortcut into another drive.
    pub const fn opaque() -> Self {
        Self::WrongKind {
            code: "opaque",
            what: "this can be neither opened nor downloaded here",
        }
    }

    /// Whether it says that something is neither file nor folder.
    pub fn is_opaque(&self) -> bool {
        self.code() == Self::opaque().code()
    }

    /// Whether it says that a cursor is of no listing there.
    pub fn is_foreign_cursor(&self) -> bool {
        matches!(self, Self::Invalid(invalid) if invalid.code == "invalid_cursor")
    }

    /// A conflict with the state of things.
    pub fn conflict(code: &'static str, reason: impl Into<String>) -> Self {
        Self::Conflict {
            code,
            reason: reason.into(),
        }
    }

    /// Something else bears the name.
    pub fn name_taken() -> Self {
        Self::conflict("name_taken", "something of this name is there already")
    }

    /// The folder it should lie in is not there, or is no folder.
    pub fn folder_missing() -> Self {
        Self::conflict("folder_missing", "the folder it should lie in is not there")
    }

    /// The service has forgotten the upload, and its first bytes can't be had again.
    pub fn upload_lost() -> Self {
        Self::conflict("upload_lost", "the upload was lost on the way; begin again")
    }

    /// A folder can't lie in itself.
    pub fn into_itself() -> Self {
        Self::conflict("into_itself", "a folder can't lie in itself")
    }

    /// The service gave up on a copy.
    pub fn copy_failed() -> Self {
        Self::conflict("copy_failed", "Microsoft's side gave up on the copy")
    }

    /// There is no lock with this token that covers the place.
    pub fn lock_token_mismatch() -> Self {
        Self::conflict("lock_token_mismatch", "no lock with this token covers it")
    }

    /// More or fewer bytes came than were announced.
    pub fn length_mismatch() -> Self {
        let reason = "has another length than was announced";
        Invalid::malformed("content", "length_mismatch", reason).into()
    }

    /// A client has stopped sending what it announced, and is not waited for any longer.
    pub fn content_stalled() -> Self {
        Invalid::malformed("content", "content_stalled", "has stopped coming").into()
    }

    /// Whether it is [`Error::content_stalled`]: the client may come back.
    pub fn is_content_stalled(&self) -> bool {
        matches!(self, Self::Invalid(invalid) if invalid.code == "content_stalled")
    }

    /// Whether it is a conflict of this code.
    pub fn is_conflict(&self, wanted: &str) -> bool {
        matches!(self, Self::Conflict { code, .. } if *code == wanted)
    }

    /// A file is no longer what it was described as.
    pub fn file_changed() -> Self {
        Self::conflict("file_changed", "the file has changed meanwhile; ask again")
    }

    /// Whether it is [`Error::file_changed`]: another look shows the file as it is now.
    pub fn is_file_changed(&self) -> bool {
        self.is_conflict("file_changed")
    }

    /// What is wrong on Microsoft's side, where it is Microsoft's side.
    pub fn diagnosis(&self) -> Option<Diagnosis> {
        match self {
            Self::Upstream(failure) => Some(failure.diagnosis),
            _ => None,
        }
    }

    /// Whether a change may have been made although it failed. Only such a failure leaves it open; after
    /// any other nothing was changed.
    pub fn is_unclear(&self) -> bool {
        matches!(self, Self::Upstream(failure) if failure.unclear)
    }

    /// The same failure of Microsoft's side, of which nobody knows what it has left done.
    #[must_use]
    pub fn unclear(self) -> Self {
        match self {
            Self::Upstream(failure) => UpstreamFailure {
                unclear: true,
                ..(*failure).clone()
            }
            .into(),
            other => other,
        }
    }

    /// The stable code that every face shows.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotFound => "not_found",
            Self::Unauthenticated => "unauthenticated",
            Self::Forbidden => "forbidden",
            Self::Invalid(invalid) => invalid.code,
            Self::AmbiguousName => "ambiguous_name",
            Self::Conflict { code, .. } | Self::WrongKind { code, .. } => code,
            Self::PreconditionFailed => "precondition_failed",
            Self::RangeNotSatisfiable { .. } => "range_not_satisfiable",
            Self::CursorExpired => "cursor_expired",
            Self::PasswordNeeded { .. } => "locked",
            Self::Locked => "locked_upstream",
            Self::LockHeld { .. } => "lock_held",
            Self::InsufficientStorage => "insufficient_storage",
            Self::TooLarge { .. } => "too_large",
            Self::Unsupported { .. } => "unsupported",
            Self::RateLimited { .. } => "rate_limited",
            Self::Busy { .. } => "busy",
            Self::Upstream(failure) => failure.diagnosis.code(),
            Self::Internal(_) => "internal",
        }
    }

    /// When to try again, where somebody said so.
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::RateLimited { retry_after } | Self::Busy { retry_after } => Some(*retry_after),
            Self::Upstream(failure) => failure.retry_after,
            _ => None,
        }
    }
}
