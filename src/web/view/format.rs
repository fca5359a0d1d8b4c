//! Sizes, dates and numbers.

use std::fmt::Display;
use std::time::Duration;

use crate::domain::Timestamp;

/// Three digits and a unit, 1 KB being 1,024 bytes as OneDrive's own pages count.
#[expect(clippy::cast_precision_loss, reason = "three digits are shown")]
pub(in crate::web) fn size(bytes: u64) -> String {
    const UNITS: [&str; 6] = ["KB", "MB", "GB", "TB", "PB", "EB"];
    if bytes < 1_000 {
        return format!("{bytes} B");
    }
    let mut value = bytes as f64 / 1024.0;
    let mut units = UNITS.iter();
    let mut unit = units.next();
    // 999.5 would be shown with four digits; the next unit follows.
    while value >= 999.5 {
        value /= 1024.0;
        unit = units.next();
    }
    let decimals = match value {
        _ if value < 9.995 => 2,
        _ if value < 99.95 => 1,
        _ => 0,
    };
    format!("{value:.decimals$} {}", unit.unwrap_or(&"EB"))
}

/// Every byte: `1,234,567 bytes`.
pub(in crate::web) fn exact_size(bytes: u64) -> String {
    let unit = if bytes == 1 { "byte" } else { "bytes" };
    format!("{} {unit}", grouped(bytes))
}

/// A number with its thousands apart.
pub(in crate::web) fn grouped(number: impl Display) -> String {
    let digits = number.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// `2026-11-18 14:02`, in UTC: the server can't know where the visitor is. `None` beyond the years that
/// a calendar of four digits holds.
pub(in crate::web) fn date(time: Timestamp) -> Option<String> {
    let time = jiff::Timestamp::from_millisecond(time.unix_ms()).ok()?;
    Some(time.strftime("%Y-%m-%d %H:%M").to_string())
}

/// How long ago: `just now`, `40 s ago`, `3 min ago`, `2 h ago`.
pub(in crate::web) fn ago(time: Duration) -> String {
    match time.as_secs() {
        0 => "just now".to_owned(),
        seconds @ 1..60 => format!("{seconds} s ago"),
        seconds @ 60..3_600 => format!("{} min ago", seconds / 60),
        seconds => format!("{} h ago", seconds / 3_600),
    }
}

/// How long still: `40 s`, `3 min`, `2 h`. Rounded up: coming too early is worse than coming late.
pub(in crate::web) fn wait(time: Duration) -> String {
    let seconds = time.as_millis().div_ceil(1_000).max(1);
    match seconds {
        1..100 => format!("{seconds} s"),
        100..7_200 => format!("{} min", seconds.div_ceil(60)),
        _ => format!("{} h", seconds.div_ceil(3_600)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_have_three_digits() {
        for (bytes, expected) in [
            (0, "0 B"),
            (999, "999 B"),
            (1_000, "0.98 KB"),
            (1_024, "1.00 KB"),
            (10_240, "10.0 KB"),
            (10_235, "10.0 KB"),
            (421_888, "412 KB"),
            (1_023_488, "0.98 MB"),
            (1_234_567, "1.18 MB"),
            (5 << 30, "5.00 GB"),
            (u64::MAX, "16.0 EB"),
        ] {
            assert_eq!(size(bytes), expected, "{bytes}");
        }
    }

    #[test]
    fn numbers_are_grouped() {
        for (number, expected) in [(0_u64, "0"), (999, "999"), (1_000, "1,000")] {
            assert_eq!(grouped(number), expected);
        }
        assert_eq!(exact_size(1_234_567), "1,234,567 bytes");
        assert_eq!(exact_size(1), "1 byte");
    }

    #[test]
    fn dates_are_in_utc_and_impossible_ones_are_left_out() {
        let at = |milliseconds| date(Timestamp::from_unix_ms(milliseconds));
        assert_eq!(at(0).as_deref(), Some("1970-01-01 00:00"));
        assert_eq!(at(1_700_000_000_000).as_deref(), Some("2023-11-14 22:13"));
        assert_eq!(at(i64::MAX), None);
    }

    #[test]
    fn waits_are_rounded_up() {
        for (milliseconds, expected) in [
            (0, "1 s"),
            (12_300, "13 s"),
            (99_000, "99 s"),
            (99_001, "2 min"),
            (120_000, "2 min"),
            (120_001, "3 min"),
            (7_200_000, "2 h"),
            (7_200_001, "3 h"),
        ] {
            assert_eq!(wait(Duration::from_millis(milliseconds)), expected);
        }
    }

    #[test]
    fn ages_are_rounded_down() {
        for (seconds, expected) in [
            (0, "just now"),
            (40, "40 s ago"),
            (119, "1 min ago"),
            (7_300, "2 h ago"),
        ] {
            assert_eq!(ago(Duration::from_secs(seconds)), expected);
        }
    }
}
