//! Points in time.

use jiff::Timestamp as Instant;

use crate::domain::Timestamp;

/// RFC 3339 in UTC and whole seconds, rounded down: `2026-11-21T03:04:05Z`.
pub(super) fn rfc3339(time: Timestamp) -> String {
    let seconds = time.unix_ms().div_euclid(1_000);
    let (first, last) = (Instant::MIN.as_second(), Instant::MAX.as_second());
    let instant = Instant::from_second(seconds.clamp(first, last));
    instant.expect("it lies in between").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

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
