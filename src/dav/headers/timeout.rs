//! `Timeout` (RFC 4918, section 10.7).

use std::time::Duration;

use http::HeaderMap;

/// How long a lock is wanted: the first wish of the request's list that can be understood. A client may ask for
/// anything, and the server may grant what it likes: nonsense is no reason to refuse a lock, it is no wish.
pub fn timeout_of(headers: &HeaderMap) -> Option<Duration> {
    let lines = headers.get_all("timeout").iter();
    let mut lines = lines.filter_map(|line| line.to_str().ok());
    lines.find_map(|list| list.split(',').find_map(wish))
}

/// `Infinite`, or `Second-` with digits. A lock of no seconds would be none, so it is not understood;
/// more seconds than fit a number are as good as for ever.
fn wish(member: &str) -> Option<Duration> {
    let member = member.trim();
    if member.eq_ignore_ascii_case("infinite") {
        return Some(Duration::MAX);
    }
    let (unit, seconds) = member.split_once('-')?;
    let plain = !seconds.is_empty() && seconds.bytes().all(|byte| byte.is_ascii_digit());
    if !unit.eq_ignore_ascii_case("second") || !plain {
        return None;
    }
    match seconds.parse() {
        Ok(0) => None,
        Ok(seconds) => Some(Duration::from_secs(seconds)),
        Err(_) => Some(Duration::MAX),
    }
}

#[cfg(test)]
mod tests {
    use super::super::single::headers;
    use super::*;

    #[test]
    fn the_first_wish_that_is_understood_counts() {
        let seconds = |seconds| Some(Duration::from_secs(seconds));
        let for_ever = Some(Duration::MAX);
        for (list, expected) in [
            ("Second-2", seconds(2)),
            ("second-1800", seconds(1_800)),
            ("Infinite", for_ever),
            ("Infinite, Second-4100000000", for_ever),
            ("Second-99999999999999999999999", for_ever),
            ("Extend, Second-5, Second-7", seconds(5)),
            ("Second-x,Second-7", seconds(7)),
            ("", None),
            ("Second-", None),
            ("Second-0", None),
            ("Second--5", None),
            ("Second-+5", None),
            ("Minute-5", None),
            ("5", None),
        ] {
            let read = timeout_of(&headers(&[("timeout", list)]));
            assert_eq!(read, expected, "{list}");
        }
    }

    #[test]
    fn a_list_may_come_in_several_lines() {
        assert_eq!(timeout_of(&headers(&[])), None);
        let lines = [("timeout", "nonsense"), ("timeout", "Second-9")];
        assert_eq!(timeout_of(&headers(&lines)), Some(Duration::from_secs(9)));
    }
}
