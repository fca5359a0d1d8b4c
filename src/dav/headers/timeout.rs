//! `Timeout` (RFC 4918, section 10.7).

use std::time::Duration;

use http::HeaderMap;

/// How long a lock is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Timeout {
    /// Until it is taken away.
    Infinite,
    /// For that long.
    For(Duration),
}

impl Timeout {
    /// The first wish of the request's list that can be understood. A client may ask for anything, and the
    /// server may grant what it likes: nonsense is no reason to refuse a lock, it is no wish.
    pub fn of(headers: &HeaderMap) -> Option<Self> {
        let lines = headers.get_all("timeout").iter();
        lines
            .filter_map(|line| line.to_str().ok())
            .find_map(Self::parse)
    }

    /// The first member of a list that can be understood.
    pub fn parse(list: &str) -> Option<Self> {
        list.split(',').find_map(Self::one)
    }

    /// How long the lock lives: what is wanted, `usual` where nothing is, never more than `longest`.
    pub fn granted(wish: Option<Self>, usual: Duration, longest: Duration) -> Duration {
        match wish {
            None => usual.min(longest),
            Some(Self::Infinite) => longest,
            Some(Self::For(duration)) => duration.min(longest),
        }
    }

    /// `Infinite`, or `Second-` with digits. A lock of no seconds would be none, so it is not understood;
    /// more seconds than fit a number are as good as for ever.
    fn one(member: &str) -> Option<Self> {
        let member = member.trim();
        if member.eq_ignore_ascii_case("infinite") {
            return Some(Self::Infinite);
        }
        let (unit, seconds) = member.split_once('-')?;
        let plain = !seconds.is_empty() && seconds.bytes().all(|byte| byte.is_ascii_digit());
        if !unit.eq_ignore_ascii_case("second") || !plain {
            return None;
        }
        match seconds.parse() {
            Ok(0) => None,
            Ok(seconds) => Some(Self::For(Duration::from_secs(seconds))),
            Err(_) => Some(Self::Infinite),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::single::headers;
    use super::*;

    const USUAL: Duration = Duration::from_mins(10);
    const LONGEST: Duration = Duration::from_hours(1);

    #[test]
    fn the_first_wish_that_is_understood_is_granted_up_to_the_longest() {
        for (list, seconds) in [
            ("Second-2", 2),
            ("second-1800", 1_800),
            ("Second-3601", 3_600),
            ("Infinite", 3_600),
            ("Infinite, Second-4100000000", 3_600),
            ("Second-99999999999999999999999", 3_600),
            ("Extend, Second-5, Second-7", 5),
            ("Second-x,Second-7", 7),
            ("", 600),
            ("Second-", 600),
            ("Second-0", 600),
            ("Second--5", 600),
            ("Second-+5", 600),
            ("Minute-5", 600),
            ("5", 600),
        ] {
            let granted = Timeout::granted(Timeout::parse(list), USUAL, LONGEST);
            assert_eq!(granted, Duration::from_secs(seconds), "{list}");
        }
    }

    #[test]
    fn a_list_may_come_in_several_lines() {
        let of = |lines: &[_]| Timeout::of(&headers(lines));
        assert_eq!(of(&[]), None);
        let lines = [("timeout", "nonsense"), ("timeout", "Second-9")];
        assert_eq!(of(&lines), Some(Timeout::For(Duration::from_secs(9))));
    }
}
