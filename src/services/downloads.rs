//! Bytes: by a 302 to Microsoft, or through us.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::domain::{
    ByteRange, ByteStream, Caller, Clock, Conditions, ContentTag, Download, DownloadUrl, ETag,
    Entry, Error, RangeRequest, Result, Right, Secret, Segment, Timestamp, Urgency, Verdict,
    VirtualPath,
};

use crate::drives::Mounted;

use super::authority::Authority;
use super::delivery::{Route, settled};
use super::links::Links;
use super::reach::Reach;
use super::shortcuts::{Errand, Told};
use super::streams::{Admitted, Streams};
use super::workers::Workers;

/// By which way the bytes are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// As the mount says.
    ByMount,
    /// As the mount says for network disks, and as far as the program can cope with it.
    ByClient(Habit),
    /// Through us, whatever the mount says.
    Proxy,
    /// As if the mount said that visitors are redirected: a download proxy asks, to which one was sent.
    ForWorker,
}

/// How a program that reads over WebDAV behaves when it is sent elsewhere for the bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Habit {
    /// It follows, whenever it is told to.
    Follows,
    /// It follows where it may remember for a while to where: each of its seeks goes there by itself.
    Remembers,
    /// It does not follow, or loses its way; or nobody knows.
    Stays,
}

/// A question for bytes.
#[derive(Clone, Debug)]
pub struct FetchRequest {
    /// The file.
    pub path: VirtualPath,
    /// By which way.
    pub way: Way,
    /// Only the facts are wanted, not the bytes (`HEAD`).
    pub head: bool,
    /// The conditions.
    pub conditions: Conditions,
    /// The range, as asked.
    pub range: Option<RangeRequest>,
    /// When the signed link ends that is asked with.
    pub until: Option<Timestamp>,
    /// The host, perhaps with its port, to which a password or a token was shown along with the request by a program
    /// that may show it again where it is sent.
    pub shown_to: Option<String>,
}

/// What a face needs to describe a file.
#[derive(Clone, Debug)]
pub struct FileFacts {
    /// Its name.
    pub name: Segment,
    /// Media type as the service or the name's ending tells it.
    pub mime_type: Option<String>,
    /// Tag of the item.
    pub etag: Option<ETag>,
    /// Tag of the bytes.
    pub content_tag: Option<ContentTag>,
    /// Last change.
    pub modified_at: Option<Timestamp>,
}

/// What the face is to do.
pub enum Fetched {
    /// Send the visitor to Microsoft.
    Redirect {
        /// To where; it has at least 15 minutes left.
        url: DownloadUrl,
        /// So long the visitor may remember it; `None` for not at all.
        keep_for: Option<Duration>,
    },
    /// Send the visitor to the mount's download worker, with a link by which it fetches the file from us.
    Worker(Secret<String>),
    /// Send these bytes (none for `head`).
    Stream {
        /// The file.
        file: FileFacts,
        /// Length of the whole in bytes.
        length: u64,
        /// Which of them are sent: `Some` is a 206.
        range: Option<ByteRange>,
        /// The bytes; `None` for `head`.
        bytes: Option<ByteStream>,
    },
    /// The client's copy is current.
    NotModified(FileFacts),
}

impl fmt::Debug for Fetched {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Redirect { url, keep_for } => formatter
                .debug_struct("Redirect")
                .field("url", url)
                .field("keep_for", keep_for)
                .finish(),
            Self::Worker(link) => formatter.debug_tuple("Worker").field(link).finish(),
            Self::Stream {
                file,
                length,
                range,
                ..
            } => formatter
                .debug_struct("Stream")
                .field("file", file)
                .field("length", length)
                .field("range", range)
                .finish_non_exhaustive(),
            Self::NotModified(file) => formatter.debug_tuple("NotModified").field(file).finish(),
        }
    }
}

/// Bytes.
#[derive(Debug)]
pub struct Downloads {
    pub(super) authority: Arc<Authority>,
    pub(super) reach: Arc<Reach>,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) streams: Arc<Streams>,
    pub(super) workers: Workers,
    pub(super) links: Arc<Links>,
}

/// What a URL must have left when it is given away (design, section 7).
const REDIRECT_LIFE: Duration = Duration::from_mins(15);

/// What a URL must have left when we open it ourselves: long enough to get the answer's head.
const PROXY_LIFE: Duration = Duration::from_mins(1);

impl Downloads {
    /// Decides how a file reaches the caller. `PreconditionFailed`, `RangeNotSatisfiable`, `WrongKind`
    /// (`not_a_file`, `opaque`).
    pub async fn fetch(&self, caller: &Caller, request: FetchRequest) -> Result<Fetched> {
        let urgency = Urgency::visitor(self.clock.now());
        let errand = Errand {
            mandate: &self.authority.mandate(caller),
            right: Right::Read,
            urgency,
        };
        let ask = async |path| {
            let request = FetchRequest {
                path,
                ..request.clone()
            };
            match self.attempt(caller, &request, urgency).await {
                // What was remembered of the file is forgotten by now; conditions and ranges are judged anew.
                Err(error) if error.is_file_changed() => {
                    self.attempt(caller, &request, urgency).await
                }
                fetched => fetched,
            }
        };
        self.reach.follow(&errand, &request.path, ask).await
    }

    async fn attempt(
        &self,
        caller: &Caller,
        request: &FetchRequest,
        urgency: Urgency,
    ) -> Result<Fetched> {
        let mandate = self.authority.mandate(caller);
        mandate.allow(Right::Read, &request.path)?;
        let (chart, place) = self.reach.place(&request.path);
        if place.is_virtual {
            return Err(Error::not_a_file());
        }
        let mounted = place.mount.ok_or(Error::NotFound)?;
        let route = self.route(&mandate, &mounted.mount, request)?;
        let mount = Arc::clone(&mounted.mount);
        let reached = self.reach.open(&chart, mounted, urgency).await?;
        let redirects = route == Route::Redirect && !request.head;
        let life = if redirects { REDIRECT_LIFE } else { PROXY_LIFE };
        let found = reached.mounted.download(&reached.target(), life).await;
        let download = self.reach.noted(&reached, found).await?;
        reached
            .decide_again(&mandate, Right::Read, download.entry.found_at.as_ref())
            .await?;
        let file = FileFacts::of(&download.entry).ok_or(Error::NotFound)?;
        match request
            .conditions
            .judge(file.etag.as_ref(), file.modified_at)
        {
            Verdict::PreconditionFailed => Err(Error::PreconditionFailed),
            Verdict::NotModified => Ok(Fetched::NotModified(file)),
            Verdict::Proceed if request.head => describe(&reached.mounted, &download, file).await,
            Verdict::Proceed => match settled(route, request, (&mount, &download)) {
                Route::Redirect => Ok(self.send_away(request.way, download.url)),
                Route::Worker(worker) => Ok(self.hand_over(caller, request, &worker)),
                Route::Proxy => {
                    let admitted = self.streams.admit(caller)?;
                    let opened = stream(&reached.mounted, &download, file, request).await?;
                    Ok(opened.counted_by(admitted))
                }
            },
        }
    }
}

/// Answers `HEAD`. The true length is what the host of the bytes says: a listing's size differs for
/// some kinds of files. It is asked for one byte, which is not read.
async fn describe(mounted: &Mounted, download: &Download, file: FileFacts) -> Result<Fetched> {
    let first_byte = RangeRequest::From {
        first: 0,
        last: Some(0),
    };
    let length = match mounted.open(download, Some(first_byte)).await {
        Ok(opened) => opened.length,
        Err(Error::RangeNotSatisfiable { length }) => length,
        Err(error) => return Err(error),
    };
    Ok(Fetched::Stream {
        file,
        length,
        range: None,
        bytes: None,
    })
}

async fn stream(
    mounted: &Mounted,
    download: &Download,
    file: FileFacts,
    request: &FetchRequest,
) -> Result<Fetched> {
    let applies = request
        .conditions
        .range_applies(file.etag.as_ref(), file.modified_at);
    let opened = mounted
        .open(download, request.range.filter(|_| applies))
        .await?;
    Ok(Fetched::Stream {
        file,
        length: opened.length,
        range: opened.range,
        bytes: Some(opened.bytes),
    })
}

impl Told for Fetched {}

impl Fetched {
    /// The same; a stream counts until it ends.
    fn counted_by(self, admitted: Admitted) -> Self {
        match self {
            Self::Stream {
                file,
                length,
                range,
                bytes,
            } => Self::Stream {
                file,
                length,
                range,
                bytes: bytes.map(|bytes| admitted.watch(bytes)),
            },
            other => other,
        }
    }
}

impl FileFacts {
    fn of(entry: &Entry) -> Option<Self> {
        let name = entry.name.clone()?;
        let guessed = || {
            mime_guess::from_path(name.as_str())
                .first()
                .map(|guess| guess.to_string())
        };
        Some(Self {
            mime_type: entry.mime_type.clone().or_else(guessed),
            etag: entry.etag.clone(),
            content_tag: entry.content_tag.clone(),
            modified_at: entry.modified_at,
            name,
        })
    }
}
