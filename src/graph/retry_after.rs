//! How long Microsoft asks us to wait.

use std::time::{Duration, SystemTime};

use http::{HeaderMap, HeaderName, header};

/// The longest wait that is believed.
const LONGEST: Duration = Duration::from_hours(24);

/// `Retry-After`: whole seconds or a date (RFC 9110, section 10.2.3), or the decimal seconds that Graph's
/// gateway sends. A date is held against the answer's own `Date`, since our clock may differ.
pub(super) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let value = text(headers, header::RETRY_AFTER)?.trim();
    let wait = match value.parse::<f64>() {
        Ok(seconds) if seconds >= 0.0 => Duration::try_from_secs_f64(seconds).unwrap_or(LONGEST),
        Ok(_) => return None,
        Err(_) => {
            let then = httpdate::parse_http_date(value).ok()?;
            let asked_at: SystemTime =
                httpdate::parse_http_date(text(headers, header::DATE)?).ok()?;
            then.duration_since(asked_at).unwrap_or_default()
        }
    };
    Some(wait.min(LONGEST))
}

/// What is left of the minute's units, and when they are new (SharePoint documentation, "`RateLimit`
/// headers").
pub(super) fn units_left(headers: &HeaderMap) -> Option<(u32, Duration)> {
    let number = |name: &str| headers.get(name)?.to_str().ok()?.trim().parse::<u32>().ok();
    let (units, reset) = (number("ratelimit-remaining")?, number("ratelimit-reset")?);
    let reset = Duration::from_secs(u64::from(reset));
    Some((units, reset.min(LONGEST)))
}

/// How long Graph asks to be left alone: the larger of `Retry-After` and the end of a minute of which
/// nothing is left (SharePoint documentation, "Avoid getting throttled or blocked in SharePoint Online").
pub(super) fn wait_of_graph(headers: &HeaderMap) -> Option<Duration> {
    let used_up = units_left(headers).filter(|(units, _)| *units == 0);
    retry_after(headers).max(used_up.map(|(_, reset)| reset))
}

fn text(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    headers.get(name)?.to_str().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wait(value: &str) -> Option<Duration> {
        let mut headers = HeaderMap::new();
        headers.insert(header::RETRY_AFTER, value.parse().expect("a header"));
        let date = "Sat, 21 Nov 2026 09:00:00 GMT".parse().expect("a header");
        headers.insert(header::DATE, date);
        retry_after(&headers)
    }

    #[test]
    fn the_wait_may_be_decimal_and_is_bounded() {
        assert_eq!(wait("30"), Some(Duration::from_secs(30)));
        assert_eq!(wait("2.128"), Some(Duration::from_millis(2_128)));
        for endless in ["1e9", "1e300", "inf"] {
            assert_eq!(wait(endless), Some(LONGEST), "{endless}");
        }
        for senseless in ["-1", "NaN", "soon", ""] {
            assert_eq!(wait(senseless), None, "{senseless}");
        }
    }

    #[test]
    fn what_is_left_of_the_minute_is_believed_for_a_day_at_most() {
        let left = |units: &str, reset: &str| {
            let mut headers = HeaderMap::new();
            headers.insert("ratelimit-remaining", units.parse().expect("a header"));
            headers.insert("ratelimit-reset", reset.parse().expect("a header"));
            units_left(&headers)
        };
        assert_eq!(left("7", "31"), Some((7, Duration::from_secs(31))));
        assert_eq!(left("0", "4294967295"), Some((0, LONGEST)));
        assert_eq!(left("-1", "31"), None);
        assert_eq!(left("7", ""), None);
    }

    #[test]
    fn the_wait_may_be_a_date() {
        let seconds = |value| wait(value).map(|wait| wait.as_secs());
        assert_eq!(seconds("Sat, 21 Nov 2026 09:01:30 GMT"), Some(90));
        assert_eq!(seconds("Sat, 21 Nov 2026 08:00:00 GMT"), Some(0), "past");
        assert_eq!(seconds("Sat, 21 Nov 2099 08:00:00 GMT"), Some(86_400));
    }
}
