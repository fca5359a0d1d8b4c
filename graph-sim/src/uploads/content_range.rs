//! Which part of a file a request carries (RFC 9110 section 14.4).

/// A `Content-Range` of a known part of a file of known length.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ContentRange {
    /// Where the part begins.
    pub(super) first: u64,
    /// Where it ends; the byte after its last.
    pub(super) end: u64,
    /// The whole file's length.
    pub(super) total: u64,
}

impl ContentRange {
    /// Reads `bytes 0-25/128`. Nothing else is understood: no unknown length, no empty part.
    pub(super) fn parse(header: &str) -> Option<Self> {
        let (part, total) = header.trim().strip_prefix("bytes ")?.split_once('/')?;
        let (first, last) = part.split_once('-')?;
        let range = Self {
            first: number(first)?,
            end: number(last)?.checked_add(1)?,
            total: number(total)?,
        };
        (range.first < range.end && range.end <= range.total).then_some(range)
    }

    /// Bytes of the part.
    pub(super) fn length(self) -> u64 {
        self.end - self.first
    }

    /// Whether the file ends with it.
    pub(super) fn is_last(self) -> bool {
        self.end == self.total
    }
}

/// Digits only: `u64::from_str` would take a plus sign too.
fn number(text: &str) -> Option<u64> {
    let digits = text.bytes().all(|letter| letter.is_ascii_digit());
    if digits { text.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::ContentRange;

    #[test]
    fn a_content_range_is_read_as_rfc_9110_says() {
        let range = ContentRange::parse("bytes 26-127/128").unwrap();
        assert_eq!(
            (range.first, range.length(), range.is_last()),
            (26, 102, true)
        );
        for bad in [
            "bytes 0--1/0",
            "bytes 5-4/10",
            "bytes 0-10/10",
            "bytes 0-9/*",
            "bytes */10",
            "bytes +0-9/10",
            "items 0-9/10",
            "0-9/10",
            "",
        ] {
            assert_eq!(ContentRange::parse(bad), None, "{bad}");
        }
    }
}
