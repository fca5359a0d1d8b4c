//! What the head of a content host's answer promises, held against what was asked.
//!
//! An answer is believed only if its length is said and everything it says fits together: what is
//! passed on without that may be a wrong or cut file that looks whole.

use http::header::{self, HeaderName};
use http::{HeaderMap, StatusCode};

use crate::domain::{ByteRange, RangeRequest};

/// Which bytes of how many an answer carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Extent {
    /// Length of the whole in bytes.
    pub(super) length: u64,
    /// Which bytes follow; `None` for the whole.
    pub(super) range: Option<ByteRange>,
}

/// Why an answer carries no bytes of the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// The host says no, in earnest.
    Refused,
    /// None of the bytes asked for exists in a file of so many.
    OutOfRange(u64),
    /// What the answer says does not fit together, or not with the question.
    Misfit,
}

/// What the answer with this head carries, if it fits the question for `asked` (`None`: for the whole).
pub(super) fn read(
    status: StatusCode,
    headers: &HeaderMap,
    asked: Option<RangeRequest>,
) -> Result<Extent, Fault> {
    match status {
        StatusCode::OK if is_plain(headers) => whole(headers).ok_or(Fault::Misfit),
        StatusCode::PARTIAL_CONTENT if is_plain(headers) => {
            let part = asked.and_then(|asked| part(headers, asked));
            part.ok_or(Fault::Misfit)
        }
        StatusCode::OK | StatusCode::PARTIAL_CONTENT => Err(Fault::Misfit),
        StatusCode::RANGE_NOT_SATISFIABLE => Err(unsatisfied(headers, asked)),
        _ => Err(Fault::Refused),
    }
}

/// Whether the answer is announced as a page for people.
pub(super) fn is_page(headers: &HeaderMap) -> bool {
    let announced = media_type(headers);
    announced.is_some_and(|announced| {
        ["text/html", "application/xhtml+xml"]
            .iter()
            .any(|page| announced.eq_ignore_ascii_case(page))
    })
}

/// The whole file. A range that was asked for may be ignored (RFC 9110, section 14.2). An answer in
/// chunks without a length is refused: whoever stands between may end it properly where the file was
/// cut, and then nobody could tell.
fn whole(headers: &HeaderMap) -> Option<Extent> {
    let length = number(headers, header::CONTENT_LENGTH)?;
    // Here a range means nothing (RFC 9110, section 14.4), but one that isn't all tells of a part.
    let is_whole = match headers.get(header::CONTENT_RANGE) {
        Some(_) => content_range(headers)
            .is_some_and(|(range, complete)| range.length() == complete && complete == length),
        None => true,
    };
    is_whole.then_some(Extent {
        length,
        range: None,
    })
}

/// Exactly the bytes asked for. Its length may be left out, since the range says it; several parts in
/// one body, each with a head of its own, were not asked for (RFC 9110, section 14.6).
fn part(headers: &HeaderMap, asked: RangeRequest) -> Option<Extent> {
    let (range, length) = content_range(headers)?;
    let fits = asked.resolve(length).is_ok_and(|meant| meant == range);
    let announced = match headers.get(header::CONTENT_LENGTH) {
        Some(_) => number(headers, header::CONTENT_LENGTH)?,
        None => range.length(),
    };
    let in_parts = media_type(headers)
        .is_some_and(|announced| announced.eq_ignore_ascii_case("multipart/byteranges"));
    (fits && announced == range.length() && !in_parts).then_some(Extent {
        length,
        range: Some(range),
    })
}

/// `bytes */length`, the answer to a range that lies outside (RFC 9110, section 15.5.17).
fn unsatisfied(headers: &HeaderMap, asked: Option<RangeRequest>) -> Fault {
    let length = only(headers, header::CONTENT_RANGE)
        .and_then(|value| digits(value.strip_prefix("bytes */")?));
    match (asked, length) {
        (Some(asked), Some(length)) if asked.resolve(length).is_err() => Fault::OutOfRange(length),
        (Some(_), None) => Fault::Refused,
        (None, _) | (Some(_), Some(_)) => Fault::Misfit,
    }
}

/// Whether the bytes come as they are: no coding was asked for, and under one neither length nor range
/// would be the file's.
fn is_plain(headers: &HeaderMap) -> bool {
    let codings = headers.get_all(header::CONTENT_ENCODING);
    codings
        .iter()
        .all(|coding| coding.as_bytes().eq_ignore_ascii_case(b"identity"))
}

/// `bytes first-last/length` (RFC 9110, section 14.4).
fn content_range(headers: &HeaderMap) -> Option<(ByteRange, u64)> {
    let value = only(headers, header::CONTENT_RANGE)?;
    let (range, length) = value.strip_prefix("bytes ")?.split_once('/')?;
    let (first, last) = range.split_once('-')?;
    let (range, length) = (
        ByteRange::new(digits(first)?, digits(last)?)?,
        digits(length)?,
    );
    (range.last() < length).then_some((range, length))
}

fn number(headers: &HeaderMap, name: HeaderName) -> Option<u64> {
    digits(only(headers, name)?)
}

/// A number without a sign, which `parse` would let pass.
fn digits(text: &str) -> Option<u64> {
    let plain = text.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| text.parse().ok()).flatten()
}

/// `type/subtype`, without parameters.
fn media_type(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::CONTENT_TYPE)?.to_str().ok()?;
    value.split(';').next().map(str::trim)
}

/// A header that says one thing once.
fn only(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    let mut values = headers.get_all(name).iter();
    match (values.next(), values.next()) {
        (Some(value), None) => value.to_str().ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head(lines: &[(&str, &str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            let name: HeaderName = name.parse().expect("a name");
            headers.append(name, value.parse().expect("a value"));
        }
        headers
    }

    /// What is made of an answer: the length of the whole, and first and last byte of a part.
    fn extent(
        status: u16,
        asked: &str,
        lines: &[(&str, &str)],
    ) -> Result<(u64, Option<(u64, u64)>), Fault> {
        let status = StatusCode::from_u16(status).expect("a status");
        let extent = read(status, &head(lines), RangeRequest::parse(asked))?;
        let part = extent.range.map(|range| (range.first(), range.last()));
        Ok((extent.length, part))
    }

    const LENGTH: (&str, &str) = ("content-length", "10");

    #[test]
    fn the_whole_must_have_a_length_and_be_whole() {
        let range = |value| ("content-range", value);
        assert_eq!(extent(200, "", &[LENGTH]), Ok((10, None)));
        assert_eq!(extent(200, "bytes=2-4", &[LENGTH]), Ok((10, None)));
        assert_eq!(
            extent(200, "", &[LENGTH, range("bytes 0-9/10")]),
            Ok((10, None))
        );
        for lines in [
            &[][..],
            &[("transfer-encoding", "chunked")],
            &[("content-length", "ten")],
            &[LENGTH, LENGTH],
            &[LENGTH, range("bytes 0-9/20")],
            &[LENGTH, range("bytes 0-4/5")],
            &[LENGTH, range("rubbish")],
        ] {
            assert_eq!(extent(200, "", lines), Err(Fault::Misfit), "{lines:?}");
        }
    }

    #[test]
    fn a_part_must_be_the_one_that_was_asked_for() {
        let good = [("content-range", "bytes 2-4/10"), ("content-length", "3")];
        for asked in ["bytes=2-4", "bytes=2-4 "] {
            assert_eq!(extent(206, asked, &good), Ok((10, Some((2, 4)))), "{asked}");
        }
        assert_eq!(
            extent(206, "bytes=2-4", &good[..1]),
            Ok((10, Some((2, 4)))),
            "the range says the length"
        );
        for asked in ["", "bytes=2-", "bytes=2-5", "bytes=1-4", "bytes=-3"] {
            assert_eq!(extent(206, asked, &good), Err(Fault::Misfit), "{asked}");
        }
        let end = [("content-range", "bytes 7-9/10"), ("content-length", "3")];
        for asked in ["bytes=-3", "bytes=7-", "bytes=7-99"] {
            assert_eq!(extent(206, asked, &end), Ok((10, Some((7, 9)))), "{asked}");
        }
    }

    #[test]
    fn a_part_that_does_not_say_which_is_refused() {
        let length = ("content-length", "3");
        let parts = ("content-type", "multipart/byteranges; boundary=x");
        let range = |value| ("content-range", value);
        for lines in [
            &[length][..],
            &[length, parts],
            &[length, parts, range("bytes 2-4/10")],
            &[length, range("bytes 2-4/10"), range("bytes 2-4/10")],
            &[("content-length", "4"), range("bytes 2-4/10")],
            &[("content-length", "x"), range("bytes 2-4/10")],
            &[length, range("bytes 2-4/*")],
            &[length, range("bytes */10")],
            &[length, range("bytes 4-2/10")],
            &[length, range("bytes 2-4/4")],
            &[length, range("bytes +2-4/10")],
            &[length, range("2-4/10")],
            &[length, range("")],
        ] {
            let found = extent(206, "bytes=2-4", lines);
            assert_eq!(found, Err(Fault::Misfit), "{lines:?}");
        }
    }

    #[test]
    fn coded_bytes_are_not_the_files() {
        for coding in ["gzip", "br", "identity, gzip", ""] {
            let coding = ("content-encoding", coding);
            assert_eq!(extent(200, "", &[LENGTH, coding]), Err(Fault::Misfit));
            let range = ("content-range", "bytes 2-4/10");
            let found = extent(206, "bytes=2-4", &[range, coding]);
            assert_eq!(found, Err(Fault::Misfit));
        }
        let plain = ("content-encoding", "Identity");
        assert_eq!(extent(200, "", &[LENGTH, plain]), Ok((10, None)));
    }

    #[test]
    fn out_of_range_is_only_what_lies_outside() {
        let length = |value| [("content-range", value)];
        let outside = Err(Fault::OutOfRange(10));
        assert_eq!(extent(416, "bytes=10-", &length("bytes */10")), outside);
        assert_eq!(extent(416, "bytes=-0", &length("bytes */10")), outside);
        let misfit = Err(Fault::Misfit);
        assert_eq!(extent(416, "bytes=9-", &length("bytes */10")), misfit);
        assert_eq!(extent(416, "", &length("bytes */10")), misfit);
        assert_eq!(extent(416, "bytes=10-", &[]), Err(Fault::Refused));
    }

    #[test]
    fn a_page_is_known_by_its_media_type() {
        let page = |value| is_page(&head(&[("content-type", value)]));
        assert!(page("text/html") && page("Text/HTML; charset=utf-8"));
        assert!(page("application/xhtml+xml"));
        assert!(!page("text/plain") && !page("text/html5") && !is_page(&head(&[])));
    }
}
