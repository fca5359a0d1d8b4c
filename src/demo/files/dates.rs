//! When the files of the demo world were last touched.

use std::time::{Duration, SystemTime};

const DAY: u64 = 24 * 60 * 60;
/// Monday, 5 January 2026, 08:00 UTC, in seconds of the Unix epoch.
const FIRST_MORNING: u64 = 1_767_600_000;
/// Days over which undated files are spread: January to September 2026.
const SPREAD_DAYS: u64 = 260;

/// Working hours of a day of 2026, counted from Monday, 5 January; `minute` from 08:00.
pub(super) fn on_day(day: u64, minute: u64) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(FIRST_MORNING + day * DAY + minute * 60)
}

/// A moment that depends on nothing but the path, for a file to which nobody gave a date.
pub(super) fn of_path(path: &str) -> SystemTime {
    let mark = fingerprint(path.as_bytes());
    on_day(mark % SPREAD_DAYS, (mark >> 32) % (10 * 60))
}

/// FNV-1a, 64 bits: a mark, not a secret.
pub(super) fn fingerprint(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}
