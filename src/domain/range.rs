//! Byte ranges (RFC 9110, section 14).

use super::error::Error;

/// A range of bytes that lies within a known length: never empty, never beyond the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ByteRange {
    first: u64,
    last: u64,
}

impl ByteRange {
    /// The bytes `first..=last`; `None` when `last` comes before `first`.
    pub fn new(first: u64, last: u64) -> Option<Self> {
        (first <= last).then_some(Self { first, last })
    }

    /// Position of the first byte.
    pub const fn first(self) -> u64 {
        self.first
    }

    /// Position of the last byte, inclusive.
    pub const fn last(self) -> u64 {
        self.last
    }

    /// How many bytes the range holds, at least one.
    pub const fn length(self) -> u64 {
        self.last - self.first + 1
    }
}

/// A `Range` header as asked, before the length is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RangeRequest {
    /// `bytes=first-` or `bytes=first-last`.
    From {
        /// Position of the first byte wanted.
        first: u64,
        /// Position of the last byte wanted, or to the end.
        last: Option<u64>,
    },
    /// `bytes=-length`: that many bytes at the end.
    Suffix {
        /// How many bytes at the end are wanted.
        length: u64,
    },
}

impl RangeRequest {
    /// Reads a `Range` header. `None` means "answer with the whole": another unit, several ranges or
    /// a malformed header, each of which a server may ignore (RFC 9110, section 14.2).
    pub fn parse(header: &str) -> Option<Self> {
        let (unit, set) = header.split_once('=')?;
        if !unit.trim().eq_ignore_ascii_case("bytes") {
            return None;
        }
        let (first, last) = set.trim().split_once('-')?;
        match (digits(first)?, digits(last)?) {
            (Some(first), Some(last)) if first > last => None,
            (Some(first), last) => Some(Self::From { first, last }),
            (None, Some(length)) => Some(Self::Suffix { length }),
            (None, None) => None,
        }
    }

    /// The header that asks for the same.
    pub fn to_header(self) -> String {
        match self {
            Self::From {
                first,
                last: Some(last),
            } => format!("bytes={first}-{last}"),
            Self::From { first, last: None } => format!("bytes={first}-"),
            Self::Suffix { length } => format!("bytes=-{length}"),
        }
    }

    /// The bytes meant, given the `length` of the whole; [`Error::RangeNotSatisfiable`] where none of
    /// them exists.
    pub fn resolve(self, length: u64) -> Result<ByteRange, Error> {
        let end = length.checked_sub(1);
        let range = match self {
            Self::From { first, last } => {
                end.and_then(|end| ByteRange::new(first, last.map_or(end, |last| last.min(end))))
            }
            Self::Suffix { length: wanted } => end
                .filter(|_| wanted > 0)
                .and_then(|end| ByteRange::new(length.saturating_sub(wanted), end)),
        };
        range.ok_or(Error::RangeNotSatisfiable { length })
    }
}

/// `Some(None)` for no digits at all, `None` for anything that is not a number.
fn digits(text: &str) -> Option<Option<u64>> {
    let text = text.trim();
    if text.is_empty() {
        return Some(None);
    }
    let plain = text.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| text.parse().ok()).flatten().map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resolve(header: &str, length: u64) -> Result<(u64, u64), u64> {
        let request = RangeRequest::parse(header).expect("a range");
        match request.resolve(length) {
            Ok(range) => Ok((range.first(), range.last())),
            Err(_) => Err(length),
        }
    }

    #[test]
    fn a_range_can_be_asked_for_again() {
        for header in ["bytes=2-", "bytes=2-9", "bytes=-3"] {
            assert_eq!(
                RangeRequest::parse(header)
                    .map(RangeRequest::to_header)
                    .as_deref(),
                Some(header)
            );
        }
    }

    #[test]
    fn ranges_are_cut_to_the_length() {
        assert_eq!(resolve("bytes=0-0", 10), Ok((0, 0)));
        assert_eq!(resolve("bytes=2-", 10), Ok((2, 9)));
        assert_eq!(resolve("bytes=2-100", 10), Ok((2, 9)));
        assert_eq!(resolve("bytes=-3", 10), Ok((7, 9)));
        assert_eq!(resolve("bytes=-30", 10), Ok((0, 9)));
        assert_eq!(resolve("BYTES = 1-2", 10), Ok((1, 2)));
    }

    #[test]
    fn ranges_beyond_the_end_are_not_satisfiable() {
        assert_eq!(resolve("bytes=10-", 10), Err(10));
        assert_eq!(resolve("bytes=-0", 10), Err(10));
        assert_eq!(resolve("bytes=0-", 0), Err(0));
        assert_eq!(resolve("bytes=-5", 0), Err(0));
    }

    #[test]
    fn what_is_no_single_range_is_ignored() {
        for header in [
            "",
            "bytes",
            "bytes=",
            "bytes=-",
            "items=0-1",
            "bytes=5-2",
            "bytes=0-1,3-4",
            "bytes=a-b",
            "bytes=+1-2",
            "bytes=99999999999999999999-",
        ] {
            assert_eq!(RangeRequest::parse(header), None, "{header}");
        }
    }
}
