//! Upload sessions: what goes in, and how the service's answers are read.
//!
//! Source: Graph documentation, "driveItem: createUploadSession".

use bytes::Bytes;
use http::StatusCode;

use crate::domain::{Diagnosis, IfExists, Segment, Service, Times, Timestamp, UpstreamFailure};

use super::call::Call;
use super::change::WrittenItem;
use super::error::{Error, ErrorKind};
use super::refusal::host;
use super::transport::Answer;
use super::trusted::UploadUrl;
use super::wire::{self, OneItem};

/// A session to be made.
#[derive(Clone, Debug)]
pub struct SessionRequest {
    /// What happens where the name is taken; always said, since the service's own choice is disputed.
    pub if_exists: IfExists,
    /// The name in the address; `None` where the address is that of a file.
    pub name: Option<Segment>,
    /// Length of the whole in bytes, not 0: the service refuses it, or a session for which there is no
    /// room.
    pub size: u64,
    /// The client's times.
    pub times: Option<Times>,
}

/// A session that was made.
#[derive(Clone, Debug)]
pub struct UploadSession {
    /// Where the bytes go.
    pub url: UploadUrl,
    /// Where it stands: at the beginning.
    pub status: UploadStatus,
}

/// Where a session stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UploadStatus {
    /// Which bytes the service awaits. May name only some of what is missing.
    pub expected: Vec<ExpectedRange>,
    /// When it ends unless more bytes come, where the service says so.
    pub expires_at: Option<Timestamp>,
}

impl UploadStatus {
    /// The first byte that is awaited; `None` where nothing is.
    pub fn next(&self) -> Option<u64> {
        self.expected.iter().map(|range| range.first).min()
    }
}

/// Bytes that are awaited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExpectedRange {
    /// The first.
    pub first: u64,
    /// The last; `None` for all that follow.
    pub last: Option<u64>,
}

impl ExpectedRange {
    /// Reads `26-` or `12345-55232`.
    fn parse(text: &str) -> Option<Self> {
        let digits = |text: &str| {
            let plain = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
            plain.then(|| text.parse().ok()).flatten()
        };
        let (first, last) = text.trim().split_once('-')?;
        let first = digits(first)?;
        let last = if last.is_empty() {
            None
        } else {
            Some(digits(last)?)
        };
        let in_order = last.is_none_or(|last| last >= first);
        in_order.then_some(Self { first, last })
    }
}

/// Some bytes of a file, not none.
#[derive(Clone, Debug)]
pub struct Piece {
    /// Position of the first.
    pub first: u64,
    /// Length of the whole; the same for all pieces.
    pub total: u64,
    /// The bytes; a multiple of [`FRAGMENT_UNIT`](crate::domain::FRAGMENT_UNIT) but at the end.
    pub bytes: Bytes,
}

impl Piece {
    /// `bytes first-last/total` (RFC 9110, section 14.4).
    pub(super) fn content_range(&self) -> String {
        let last = (self.first + self.bytes.len() as u64).saturating_sub(1);
        format!("bytes {}-{last}/{}", self.first, self.total)
    }
}

/// What the service says to a fragment.
#[derive(Clone, Debug)]
pub enum Fragment {
    /// More are awaited.
    More(UploadStatus),
    /// It was the last: this is the file.
    Done(Box<WrittenItem>),
}

/// What came of the wish for a session: its URL, still to be checked, and where it stands.
pub(super) fn made(
    call: &Call,
    session: wire::upload::Session,
) -> Result<(String, UploadStatus), Error> {
    let status = status_of(&session);
    let url = session.upload_url.filter(|url| !url.is_empty());
    url.zip(status)
        .ok_or_else(|| malformed(call, Service::Graph, StatusCode::OK))
}

/// Reads what a session says of itself.
pub(super) fn status(call: &Call, answer: &Answer) -> Result<UploadStatus, Error> {
    match answer.status {
        StatusCode::OK | StatusCode::ACCEPTED => standing(call, answer),
        _ => Err(host::refusal(call.operation, answer)),
    }
}

/// Reads the answer to a fragment.
pub(super) fn fragment(call: &Call, answer: &Answer) -> Result<Fragment, Error> {
    match answer.status {
        StatusCode::ACCEPTED => standing(call, answer).map(Fragment::More),
        StatusCode::OK | StatusCode::CREATED => {
            let OneItem(item) = wire::object(&answer.body)
                .map_err(|_| malformed(call, Service::Content, answer.status))?;
            let created = answer.status == StatusCode::CREATED;
            Ok(Fragment::Done(Box::new(WrittenItem { item, created })))
        }
        _ => Err(host::refusal(call.operation, answer)),
    }
}

/// The session is thrown away, or there is none any more.
pub(super) fn cancelled(call: &Call, answer: &Answer) -> Result<(), Error> {
    match answer.status {
        StatusCode::NO_CONTENT | StatusCode::OK => Ok(()),
        _ => match host::refusal(call.operation, answer) {
            error if error.kind == ErrorKind::SessionGone => Ok(()),
            error => Err(error),
        },
    }
}

fn standing(call: &Call, answer: &Answer) -> Result<UploadStatus, Error> {
    wire::object(&answer.body)
        .ok()
        .and_then(|session| status_of(&session))
        .ok_or_else(|| malformed(call, Service::Content, answer.status))
}

fn status_of(session: &wire::upload::Session) -> Option<UploadStatus> {
    let ranges = session.next_expected_ranges.iter();
    let expected = ranges
        .map(|range| ExpectedRange::parse(range))
        .collect::<Option<_>>()?;
    let expires_at = wire::time(session.expiration_date_time.as_deref());
    Some(UploadStatus {
        expected,
        expires_at,
    })
}

fn malformed(call: &Call, service: Service, status: StatusCode) -> Error {
    let failure = UpstreamFailure {
        status: Some(status.as_u16()),
        ..UpstreamFailure::new(service, Diagnosis::UpstreamMalformed)
    };
    Error::failed(call.operation, failure)
}

#[cfg(test)]
mod tests {
    use http::{HeaderMap, Method};

    use super::*;

    fn answer(status: u16, body: &str) -> Answer {
        Answer {
            status: StatusCode::from_u16(status).expect("a status"),
            headers: HeaderMap::new(),
            body: body.as_bytes().to_vec(),
        }
    }

    fn said(status: u16, body: &str) -> Result<Fragment, Error> {
        let call = Call::of_host("upload fragment", Method::PUT);
        fragment(&call, &answer(status, body))
    }

    #[test]
    fn awaited_bytes_are_read_in_both_forms() {
        let body = r#"{"expirationDateTime":"2026-11-20T17:01:09.123Z","nextExpectedRanges":["655360-","10-19"]}"#;
        let Ok(Fragment::More(status)) = said(202, body) else {
            panic!("more is awaited");
        };
        let expected = [(655_360, None), (10, Some(19))];
        let expected = expected.map(|(first, last)| ExpectedRange { first, last });
        assert_eq!(status.expected, expected);
        assert_eq!(status.next(), Some(10));
        let expires_at = Timestamp::from_unix_ms(1_795_194_069_123);
        assert_eq!(status.expires_at, Some(expires_at));
    }

    #[test]
    fn ranges_that_make_no_sense_are_no_progress() {
        for range in [
            "",
            "-",
            "-5",
            "a-",
            "5",
            "9-3",
            "+1-",
            "99999999999999999999-",
        ] {
            let body = format!(r#"{{"nextExpectedRanges":["{range}"]}}"#);
            let error = said(202, &body).expect_err("unreadable");
            assert_eq!(error.diagnosis(), Diagnosis::UpstreamMalformed, "{range}");
            assert!(error.leaves_doubt(), "{range}");
        }
    }

    #[test]
    fn a_file_is_there_only_with_its_description() {
        let done = said(201, r#"{"id":"01AB","name":"a"}"#).expect("done");
        assert!(matches!(done, Fragment::Done(it) if it.created && it.item.id == "01AB"));
        let done = said(200, r#"{"id":"01AB","name":"a"}"#).expect("done");
        assert!(matches!(done, Fragment::Done(it) if !it.created));
        for body in ["", "{}", "<html>", r#"{"id":""}"#, r#"{"id":"01AB""#] {
            assert!(
                said(201, body).expect_err("unreadable").leaves_doubt(),
                "{body}"
            );
        }
    }

    #[test]
    fn a_session_that_is_gone_needs_no_cancelling() {
        let call = Call::of_host("cancel upload", Method::DELETE);
        for status in [204, 200, 404, 410] {
            assert!(cancelled(&call, &answer(status, "")).is_ok(), "{status}");
        }
        for status in [401, 429, 503] {
            assert!(cancelled(&call, &answer(status, "")).is_err(), "{status}");
        }
    }

    #[test]
    fn a_piece_says_where_it_belongs() {
        let piece = Piece {
            first: 10,
            total: 13,
            bytes: Bytes::from_static(b"abc"),
        };
        assert_eq!(piece.content_range(), "bytes 10-12/13");
    }
}
