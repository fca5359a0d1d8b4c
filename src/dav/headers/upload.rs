//! What a `PUT` says about its bytes.

use http::{HeaderMap, header};

use super::checksum::Checksum;
use super::single::{malformed, single};
use crate::domain::{Result, Timestamp};

/// Headers that announce the length. The first is HTTP's; Finder sends the second with a chunked body,
/// ownCloud's clients the third, `AList`'s the last.
const LENGTHS: [&str; 4] = [
    "content-length",
    "x-expected-entity-length",
    "oc-total-length",
    "x-file-size",
];

/// What the headers of a `PUT` announce.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Upload {
    /// How many bytes come; `None` where nobody says.
    pub length: Option<u64>,
    /// `X-OC-Mtime`: when the content was changed.
    pub modified_at: Option<Timestamp>,
    /// `X-OC-Ctime`: when the file was made.
    pub created_at: Option<Timestamp>,
    /// `OC-Checksum`: what the bytes come to, at most one of each kind.
    pub checksums: Vec<Checksum>,
}

impl Upload {
    /// Reads the headers. Refused are lengths that contradict each other, checksums that are none, and
    /// `Content-Range`: who ignores it replaces the whole by the part (RFC 9110, section 14.5). A time that
    /// can't be read is no reason to lose the bytes; it is left out, and so is the answer `accepted`.
    pub fn of(headers: &HeaderMap) -> Result<Self> {
        if headers.contains_key(header::CONTENT_RANGE) {
            return Err(malformed("Content-Range", "is not taken with PUT").into());
        }
        let checksums = single(headers, "oc-checksum")?.unwrap_or_default();
        Ok(Self {
            length: length_of(headers)?,
            modified_at: single(headers, "x-oc-mtime")?.and_then(time_of),
            created_at: single(headers, "x-oc-ctime")?.and_then(time_of),
            checksums: Checksum::parse_list(checksums)?,
        })
    }
}

fn length_of(headers: &HeaderMap) -> Result<Option<u64>> {
    let mut known = None;
    for name in LENGTHS {
        let Some(text) = single(headers, name)? else {
            continue;
        };
        let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let length = digits.then(|| text.parse().ok()).flatten();
        let length: u64 = length.ok_or_else(|| malformed(name, "is no length"))?;
        if known.is_some_and(|known| known != length) {
            return Err(malformed(name, "contradicts another length").into());
        }
        known = Some(length);
    }
    Ok(known)
}

/// Seconds since the Unix epoch, with a fraction where one is given (kept to the millisecond), or as
/// hexadecimal digits after `0x`, as old clients of ownCloud send them. `None` for anything else, and outside
/// the years 1601 to 9999, between which every file system's times lie.
pub(in crate::dav) fn time_of(text: &str) -> Option<Timestamp> {
    const FIRST: i64 = -11_644_473_600;
    const LAST: i64 = 253_402_300_799;
    let (negative, text) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let hexadecimal = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X"));
    let (seconds, milliseconds) = match hexadecimal {
        Some(digits) => (number(digits, 16)?, 0),
        None => decimal(text)?,
    };
    let total = seconds.checked_mul(1_000)?.checked_add(milliseconds)?;
    let total = if negative { -total } else { total };
    let within = (FIRST..=LAST).contains(&total.div_euclid(1_000));
    within.then(|| Timestamp::from_unix_ms(total))
}

/// Whole seconds, and the milliseconds of a fraction, which has at least one digit.
fn decimal(text: &str) -> Option<(i64, i64)> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let sound = !fraction.is_empty() && fraction.bytes().all(|byte| byte.is_ascii_digit());
    let padded: String = fraction.chars().chain("000".chars()).take(3).collect();
    Some((number(whole, 10)?, number(&padded, 10).filter(|_| sound)?))
}

/// Digits only: no sign, no space, at least one.
fn number(digits: &str, radix: u32) -> Option<i64> {
    let all = digits.chars().all(|digit| digit.is_digit(radix));
    (all && !digits.is_empty())
        .then(|| i64::from_str_radix(digits, radix).ok())
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::super::single::headers;
    use super::*;

    fn length(lines: &[(&'static str, &str)]) -> Option<Option<u64>> {
        Upload::of(&headers(lines)).ok().map(|upload| upload.length)
    }

    #[test]
    fn the_length_comes_from_whoever_says_it() {
        assert_eq!(length(&[]), Some(None));
        for name in LENGTHS {
            assert_eq!(length(&[(name, "7")]), Some(Some(7)), "{name}");
        }
        let agreeing = [("content-length", "7"), ("oc-total-length", "7")];
        assert_eq!(length(&agreeing), Some(Some(7)));
    }

    #[test]
    fn lengths_that_contradict_each_other_or_are_none_are_refused() {
        let two = [("content-length", "7"), ("oc-total-length", "8")];
        assert_eq!(length(&two), None);
        for text in ["", "-1", "+1", "x", "1.5", "99999999999999999999"] {
            assert_eq!(
                length(&[("x-expected-entity-length", text)]),
                None,
                "{text}"
            );
        }
        let part = [("content-length", "2"), ("content-range", "bytes 1-2/*")];
        assert_eq!(length(&part), None, "a part never replaces the whole");
    }

    #[test]
    fn times_are_unix_seconds_in_the_spellings_of_old_clients() {
        for (text, milliseconds) in [
            ("1700000000", Some(1_700_000_000_000)),
            ("1700000000.5", Some(1_700_000_000_500)),
            ("1700000000.123456789", Some(1_700_000_000_123)),
            ("0x6553F100", Some(1_700_000_000_000)),
            ("0", Some(0)),
            ("-1.5", Some(-1_500)),
            ("", None),
            ("-", None),
            (".5", None),
            ("5.", None),
            ("5.x", None),
            ("5.-5", None),
            ("+5", None),
            ("0x", None),
            ("0x+5", None),
            ("1e9", None),
            ("1700000000.ä", None),
            ("1700000000000", None),
            ("99999999999999999999", None),
            ("Tue, 14 Nov 2023 22:13:20 GMT", None),
        ] {
            let time = time_of(text).map(Timestamp::unix_ms);
            assert_eq!(time, milliseconds, "{text}");
        }
    }

    #[test]
    fn a_time_that_can_not_be_read_does_not_refuse_the_bytes() {
        let lines = [
            ("x-oc-mtime", "yesterday"),
            ("x-oc-ctime", "5"),
            ("oc-checksum", "ADLER32:00000001"),
        ];
        let upload = Upload::of(&headers(&lines)).expect("it can be taken");
        assert_eq!(upload.modified_at, None);
        assert_eq!(upload.created_at, Some(Timestamp::from_unix_ms(5_000)));
        assert_eq!(upload.checksums.len(), 1);
        assert!(Upload::of(&headers(&[("oc-checksum", "MD5:0")])).is_err());
    }
}
