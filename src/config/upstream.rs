//! How we deal with Microsoft: patience and moderation.

use std::ops::RangeInclusive;
use std::str::FromStr;
use std::time::Duration;

use super::file::{Text, UpstreamFile};
use super::place::Flaw;

/// How patient we are with Microsoft, and how much of its patience each application uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UpstreamSettings {
    /// Longest wait for a connection.
    pub connect_timeout: Duration,
    /// Longest time for one call to login or Graph.
    pub call_timeout: Duration,
    /// Longest silence within a download.
    pub read_timeout: Duration,
    /// Resource units that an application may use in a minute.
    pub units_per_minute: u32,
    /// Resource units that an application may use in a day.
    pub units_per_day: u64,
    /// Calls to one drive in five minutes.
    pub drive_calls_per_five_minutes: u32,
    /// Calls of an application under way at once.
    pub concurrency: usize,
}

/// Those of organizations with up to 1,000 licenses (SharePoint documentation, "Avoid getting throttled
/// or blocked in SharePoint Online"); the others are allowed more.
impl Default for UpstreamSettings {
    fn default() -> Self {
        Self {
            connect_timeout: Duration::from_secs(5),
            call_timeout: Duration::from_secs(30),
            read_timeout: Duration::from_secs(30),
            units_per_minute: 1_250,
            units_per_day: 1_200_000,
            drive_calls_per_five_minutes: 3_000,
            concurrency: 16,
        }
    }
}

pub(super) fn upstream(file: Option<&UpstreamFile>) -> Result<UpstreamSettings, Flaw> {
    let Some(file) = file else {
        return Ok(UpstreamSettings::default());
    };
    let default = UpstreamSettings::default();
    Ok(UpstreamSettings {
        connect_timeout: seconds(
            &file.connect_timeout_seconds,
            "upstream.connect_timeout_seconds",
            default.connect_timeout,
        )?,
        call_timeout: seconds(
            &file.call_timeout_seconds,
            "upstream.call_timeout_seconds",
            default.call_timeout,
        )?,
        read_timeout: seconds(
            &file.read_timeout_seconds,
            "upstream.read_timeout_seconds",
            default.read_timeout,
        )?,
        units_per_minute: number(
            &file.units_per_minute,
            ("upstream.units_per_minute", 10..=100_000),
            "must be a number from 10 to 100000",
        )?
        .unwrap_or(default.units_per_minute),
        units_per_day: number(
            &file.units_per_day,
            ("upstream.units_per_day", 1_000..=100_000_000),
            "must be a number from 1000 to 100000000",
        )?
        .unwrap_or(default.units_per_day),
        drive_calls_per_five_minutes: number(
            &file.drive_calls_per_five_minutes,
            ("upstream.drive_calls_per_five_minutes", 60..=10_000_000),
            "must be a number from 60 to 10000000",
        )?
        .unwrap_or(default.drive_calls_per_five_minutes),
        concurrency: number(
            &file.concurrency,
            ("upstream.concurrency", 1..=256),
            "must be a number from 1 to 256",
        )?
        .unwrap_or(default.concurrency),
    })
}

fn seconds(text: &Text, key: &'static str, default: Duration) -> Result<Duration, Flaw> {
    let seconds = number(
        text,
        (key, 1..=600),
        "must be a number of seconds from 1 to 600",
    )?;
    Ok(seconds.map_or(default, Duration::from_secs))
}

pub(super) fn number<N: FromStr + PartialOrd>(
    text: &Text,
    (key, range): (&'static str, RangeInclusive<N>),
    rule: &'static str,
) -> Result<Option<N>, Flaw> {
    let parse = |text: &String| {
        let number = text.parse().ok();
        number.filter(|number| range.contains(number)).ok_or(rule)
    };
    text.as_ref().map(|text| text.parse(key, parse)).transpose()
}
