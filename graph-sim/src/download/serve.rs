//! Answering download URLs.

use std::ops::Range;
use std::sync::Arc;

use futures_util::StreamExt as _;
use http::header::{self, HeaderName, HeaderValue};
use http::{HeaderMap, Method, StatusCode};
use jiff::Timestamp;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::json;

use super::range::{self, Wanted};
use super::ticket::{self, Ticket, TicketFault};
use crate::content::Blob;
use crate::doors;
use crate::net::{Call, Reply, empty, lacking, stream};
use crate::state::State;
use crate::switches::{
    ContentAuthorization, ContentETag, ContentSwitches, ExpiredUrl, HeadSupport, RangeSupport,
};
use crate::world::{Item, Kind};
use crate::{previews, thumbnails};

/// The route of downloads in the journal.
const DOWNLOAD_ROUTE: &str = "GET /download.aspx";
/// The route of thumbnails in the journal.
const THUMBNAIL_ROUTE: &str = "GET /thumbnail";
/// The route of previews in the journal.
const PREVIEW_ROUTE: &str = "GET /embed.aspx";
/// RFC 8187: what may stand unencoded in `filename*`.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'.').remove(b'-').remove(b'_');

/// The route's name in the journal.
pub(crate) fn route_name(method: &Method, path: &str) -> &'static str {
    if thumbnails::is_thumbnail(path) {
        return THUMBNAIL_ROUTE;
    }
    if previews::is_preview(path) {
        return PREVIEW_ROUTE;
    }
    match (method, is_download(path)) {
        (&Method::GET, true) => DOWNLOAD_ROUTE,
        (&Method::HEAD, true) => "HEAD /download.aspx",
        _ => "unknown",
    }
}

/// A file that may be delivered.
struct File {
    blob: Arc<Blob>,
    headers: HeaderMap,
}

/// Why a file is not delivered.
enum Refusal {
    Status(StatusCode, &'static str, &'static str),
    Expired,
    Infected(String),
    /// An uploaded file of which only size and hashes were kept.
    Forgotten,
}

/// `GET` of a `@microsoft.graph.downloadUrl`: "Download driveItem content", second half. Left out:
/// several ranges in one request, `If-Range` and other conditions (not documented for this host),
/// CORS.
pub(crate) fn respond(state: &Arc<State>, call: &Call) -> Reply {
    let switches = state.switches.current().content;
    let mut reply = match (&call.method, is_download(call.path())) {
        (&Method::GET, true) => match admit(state, call, &switches) {
            Ok(file) => deliver(state, call, &switches, file),
            Err(refusal) => refuse(state, refusal),
        },
        (&Method::HEAD, true) => match (switches.head, admit(state, call, &switches)) {
            (HeadSupport::Refused, _) => empty(StatusCode::METHOD_NOT_ALLOWED),
            (HeadSupport::Answered, Ok(file)) => {
                let length = file.blob.size();
                with_headers(empty(StatusCode::OK), file.headers, length)
            }
            (HeadSupport::Answered, Err(refusal)) => refuse(state, refusal),
        },
        (&Method::OPTIONS, true) => empty(StatusCode::METHOD_NOT_ALLOWED),
        _ if thumbnails::is_thumbnail(call.path()) => thumbnails::respond(state, call),
        _ if previews::is_preview(call.path()) => previews::respond(state, call),
        _ => lacking("this address of the content host"),
    };
    decorate(reply.headers_mut());
    reply
}

fn is_download(path: &str) -> bool {
    path.ends_with("/_layouts/15/download.aspx")
}

/// Checks the URL and finds the file.
fn admit(state: &State, call: &Call, switches: &ContentSwitches) -> Result<File, Refusal> {
    let authorized = call.headers.contains_key(header::AUTHORIZATION);
    if authorized && switches.authorization == ContentAuthorization::Refused {
        let text = "A pre-authenticated URL must come without a token.";
        return Err(Refusal::Status(
            StatusCode::UNAUTHORIZED,
            "unauthenticated",
            text,
        ));
    }
    let ticket = ticket::check(state, call.path(), call.query()).map_err(|fault| match fault {
        TicketFault::Expired => Refusal::Expired,
        TicketFault::Forged => Refusal::Status(
            StatusCode::UNAUTHORIZED,
            "unauthenticated",
            "The token does not fit the address.",
        ),
    })?;
    let overridden = call.query().split('&').any(|pair| pair == "AVOverride=1");
    let infected_too = switches.antivirus_override && overridden;
    find_file(state, &ticket, infected_too, switches.etag)
}

fn find_file(
    state: &State,
    ticket: &Ticket,
    infected_too: bool,
    etag: ContentETag,
) -> Result<File, Refusal> {
    let gone = || Refusal::Status(StatusCode::NOT_FOUND, "itemNotFound", "Item not found");
    let world = state.world();
    let drive = world.find_drive(&ticket.drive_id).ok_or_else(gone)?;
    let item = drive.item(drive.find_guid(ticket.item).ok_or_else(gone)?);
    let Kind::File {
        blob,
        mime_type,
        malware,
        history,
    } = &item.kind
    else {
        return Err(gone());
    };
    if !blob.is_kept() {
        return Err(Refusal::Forgotten);
    }
    match malware {
        Some(name) if !infected_too => Err(Refusal::Infected(name.to_string())),
        Some(_) | None => Ok(File {
            blob: match ticket.version {
                None => Arc::clone(blob),
                Some(number) => Arc::clone(&history.find(number).ok_or_else(gone)?.blob),
            },
            headers: file_headers(item, mime_type, etag),
        }),
    }
}

fn deliver(state: &Arc<State>, call: &Call, switches: &ContentSwitches, file: File) -> Reply {
    let length = file.blob.size();
    let wanted = match switches.range {
        RangeSupport::Honored => range::parse(call.header(header::RANGE), length),
        RangeSupport::Ignored => Wanted::Whole,
    };
    match wanted {
        Wanted::Whole => {
            let body = paced(state, switches, file.blob, 0..length);
            with_headers(stream(StatusCode::OK, body), file.headers, length)
        }
        Wanted::Part(part) => {
            let content_range = format!("bytes {}-{}/{length}", part.start, part.end - 1);
            let size = part.end - part.start;
            let body = paced(state, switches, file.blob, part);
            let reply = stream(StatusCode::PARTIAL_CONTENT, body);
            insert(
                with_headers(reply, file.headers, size),
                header::CONTENT_RANGE,
                &content_range,
            )
        }
        Wanted::Unsatisfiable => {
            let reply = empty(StatusCode::RANGE_NOT_SATISFIABLE);
            insert(reply, header::CONTENT_RANGE, &format!("bytes */{length}"))
        }
    }
}

fn paced(
    state: &Arc<State>,
    switches: &ContentSwitches,
    blob: Arc<Blob>,
    range: Range<u64>,
) -> impl futures_core::Stream<Item = std::io::Result<bytes::Bytes>> + Send + 'static {
    let state = Arc::clone(state);
    let rate = switches.bytes_per_second;
    blob.stream(range).then(move |piece| {
        let state = Arc::clone(&state);
        async move {
            if let (Ok(bytes), Some(rate)) = (&piece, rate) {
                state.pace.allow(bytes.len(), rate).await;
            }
            piece
        }
    })
}

fn file_headers(item: &Item, mime_type: &str, etag: ContentETag) -> HeaderMap {
    let name = utf8_percent_encode(&item.name, PLAIN);
    let etag = match etag {
        ContentETag::OfItem => Some(item.e_tag()),
        ContentETag::OfContent => item.c_tag(),
        ContentETag::Missing => None,
    };
    let pairs = [
        (header::CONTENT_TYPE, mime_type.to_owned()),
        (header::LAST_MODIFIED, http_date(item.times.modified)),
        (header::ACCEPT_RANGES, "bytes".to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment;filename*=UTF-8''{name}"),
        ),
        (header::CACHE_CONTROL, "private,max-age=0".to_owned()),
    ];
    let ascii = |value: String| HeaderValue::from_str(&value).expect("written in ASCII");
    let etag = etag.map(|etag| (header::ETAG, etag));
    pairs
        .into_iter()
        .chain(etag)
        .map(|(name, value)| (name, ascii(value)))
        .collect()
}

fn http_date(time: Timestamp) -> String {
    time.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string()
}

fn refuse(state: &State, refusal: Refusal) -> Reply {
    let error = |status, body| crate::net::json(status, &json!({ "error": body }));
    match refusal {
        Refusal::Status(status, code, message) => {
            error(status, json!({ "code": code, "message": message }))
        }
        Refusal::Expired => error(
            match state.switches.current().content.expired {
                ExpiredUrl::Unauthorized => StatusCode::UNAUTHORIZED,
                ExpiredUrl::Forbidden => StatusCode::FORBIDDEN,
                ExpiredUrl::NotFound => StatusCode::NOT_FOUND,
            },
            json!({
                "innerError": { "code": "expiredToken" },
                "code": "unauthenticated",
                "message": ticket::validity(state.clock.now()),
            }),
        ),
        Refusal::Forgotten => lacking("bytes that were uploaded and not kept"),
        Refusal::Infected(virus) => {
            let text = "The file is infected with a virus.";
            let body = json!({ "code": "malwareDetected", "message": text });
            let name = HeaderName::from_static("x-virus-infected");
            insert(error(StatusCode::FORBIDDEN, body), name, &virus)
        }
    }
}

fn with_headers(mut reply: Reply, headers: HeaderMap, length: u64) -> Reply {
    reply.headers_mut().extend(headers);
    reply
        .headers_mut()
        .insert(header::CONTENT_LENGTH, length.into());
    reply
}

fn insert(mut reply: Reply, name: HeaderName, value: &str) -> Reply {
    let value = HeaderValue::from_str(value).expect("written in ASCII");
    reply.headers_mut().insert(name, value);
    reply
}

/// The headers every answer of the content host has.
pub(crate) fn decorate(headers: &mut HeaderMap) {
    let id = doors::random_guid().to_string();
    headers.insert(
        "SPRequestGuid",
        HeaderValue::from_str(&id).expect("a GUID is ASCII"),
    );
    let version = HeaderValue::from_static("16.0.0.26000");
    headers.insert("MicrosoftSharePointTeamServices", version);
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
}
