//! Points in time.

use jiff::Timestamp as Instant;

use crate::domain::{Invalid, Timestamp};

/// RFC 3339 in UTC and whole seconds, rounded down: `2026-11-21T03:04:05Z`.
pub(super) fn rfc3339(time: Timestamp) -> String {
    let seconds = time.unix_ms().div_euclid(1_000);
    let (first, last) = (Instant::MIN.as_second(), Instant::MAX.as_second());
    let instant = Instant::from_second(seconds.clamp(first, last));
    instant.expect("it lies in between").to_string()
}

/// The point in time that a body names as `expires_at`, with whatever offset.
pub(super) fn parse_rfc3339(text: &str) -> Result<Timestamp, Invalid> {
    let refuse = |_| Invalid::new("/expires_at", "invalid_time", "is no time of RFC 3339");
    let instant: Instant = text.parse().map_err(refuse)?;
    Ok(Timestamp::from_unix_ms(instant.as_millisecond()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_read_with_its_offset() {
        let read = |text| parse_rfc3339(text).map(rfc3339);
        let noon = "2026-11-21T12:00:00Z";
        for text in [noon, "2026-11-21T13:30:00+01:30", "2026-11-21T12:00:00.5Z"] {
            assert_eq!(read(text).expect("a time"), noon, "{text}");
        }
        for text in [
            "",
            "tomorrow",
            "2026-11-21",
            "2026-11-21T12:00:00",
            "2026-13-01T00:00:00Z",
        ] {
            let refused = read(text).expect_err(text);
            assert_eq!(
                (refused.field.as_str(), refused.code),
                ("/expires_at", "invalid_time")
            );
        }
    }

    #[test]
    fn times_are_whole_seconds_of_utc_rounded_down() {
        for (milliseconds, text) in [
            (0, "1970-01-01T00:00:00Z"),
            (1_795_230_245_999, "2026-11-21T03:04:05Z"),
            (-1, "1969-12-31T23:59:59Z"),
            (i64::MAX, "9999-12-30T22:00:00Z"),
        ] {
            assert_eq!(rfc3339(Timestamp::from_unix_ms(milliseconds)), text);
        }
    }
}
