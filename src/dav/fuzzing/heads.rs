//! Headers.

use std::fmt::Write as _;
use std::time::Duration;

use http::{HeaderMap, HeaderValue};

use crate::dav::headers::{
    Condition, Depth, If, List, Overwrite, Reference, State, States, Upload, destination_of,
    lock_token_of, timeout_of,
};
use crate::domain::{Error, Lock, RangeRequest, VirtualPath};

use super::blamed;

/// The input as the value of a header, where a header can hold it.
fn header(name: &'static str, input: &[u8]) -> Option<HeaderMap> {
    let value = HeaderValue::from_bytes(input).ok()?;
    Some(HeaderMap::from_iter([(
        http::HeaderName::from_static(name),
        value,
    )]))
}

/// `If`: judging ends, agrees with what the lists say one by one, and what is written again reads the same.
pub fn conditions(input: &[u8]) {
    let Some(headers) = header("if", input) else {
        return;
    };
    let Some(Some(read)) = blamed(If::of(&headers)) else {
        return;
    };
    let text = written(&read);
    let again = If::parse(&text).expect("what we write, we read");
    assert_eq!(again, read);
    let tokens = read.tokens();
    assert!(!tokens.contains(&"DAV:no-lock"));
    for all in [true, false] {
        let world = World { all };
        let of_list = |list: &List| {
            let asked = |it: &Condition| {
                let no_lock = matches!(&it.state, State::Token(token) if token == "DAV:no-lock");
                (all && !no_lock) != it.negated
            };
            list.conditions.iter().all(asked)
        };
        for list in read.lists() {
            assert_eq!(list.holds(&world), of_list(list));
        }
    }
}

/// A world in which every state is as asked, or none.
struct World {
    all: bool,
}

impl States for World {
    fn has_tag(&self, _: Option<&Reference>, _: &str) -> bool {
        self.all
    }

    fn has_lock(&self, _: Option<&Reference>, token: &str) -> bool {
        assert_ne!(token, "DAV:no-lock", "nobody is asked for what nobody has");
        self.all
    }
}

fn written(header: &If) -> String {
    let mut text = String::new();
    for list in header.lists() {
        if let Some(resource) = &list.resource {
            write!(text, "<{resource}>").expect("memory takes it");
        }
        text.push('(');
        for condition in &list.conditions {
            text += if condition.negated { "Not " } else { "" };
            match &condition.state {
                State::Token(token) => write!(text, "<{token}>"),
                State::Tag(tag) => write!(text, "[{tag}]"),
            }
            .expect("memory takes it");
        }
        text.push(')');
    }
    text
}

/// `Destination`, and the small headers: what is read is written the same, and never climbs.
pub fn destination(input: &[u8]) {
    if let Some(headers) = header("destination", input)
        && let Some(place) = blamed(destination_of(&headers))
    {
        assert!(place.path().starts_with('/') && !place.path().starts_with("//"));
        let again = Reference::parse("Destination", &place.to_string());
        assert_eq!(again.expect("what we write, we read"), place);
        if let Some(below) = place.below("/dav") {
            let whole = format!("/dav{below}");
            assert!(place.path() == whole || (place.path() == "/dav" && below == "/"));
            if let Ok(raw) = VirtualPath::from_raw(below) {
                assert!(
                    raw.path
                        .segments()
                        .all(|it| it != ".." && !it.contains('/'))
                );
            }
        }
    }
    if let Some(headers) = header("lock-token", input)
        && let Some(Some(token)) = blamed(lock_token_of(&headers))
    {
        assert!(!token.contains(['<', '>', ' ']));
    }
    for name in [
        "depth",
        "overwrite",
        "x-oc-mtime",
        "oc-checksum",
        "content-length",
    ] {
        if let Some(headers) = header(name, input) {
            blamed(Depth::of(&headers));
            blamed(Overwrite::of(&headers));
            if let Some(upload) = blamed(Upload::of(&headers)) {
                let kinds = upload.checksums.iter().map(|sum| sum.digest().len());
                assert!(kinds.into_iter().all(|length| length >= 4));
            }
        }
    }
}

/// `Timeout`, and what is granted of it: whole seconds, never more than the longest, never none at all.
pub fn timeout(input: &[u8]) {
    let Some(headers) = header("timeout", input) else {
        return;
    };
    let wish = timeout_of(&headers);
    let granted = Lock::granted(wish);
    assert!((Duration::from_secs(1)..=Lock::LONGEST).contains(&granted));
    assert_eq!(granted.subsec_nanos(), 0);
    let is_possible = |wish: &Duration| (Duration::from_secs(1)..=Lock::LONGEST).contains(wish);
    if let Some(wish) = wish.filter(is_possible) {
        assert_eq!(granted, wish, "it could have been granted");
    }
}

/// `Range`: what is asked for again is the same, and lies within the file.
pub fn range(input: &[u8]) {
    let Some(request) = std::str::from_utf8(input)
        .ok()
        .and_then(RangeRequest::parse)
    else {
        return;
    };
    assert_eq!(RangeRequest::parse(&request.to_header()), Some(request));
    for length in [0, 1, 1_000, u64::MAX] {
        let resolved = request.resolve(length);
        if let Ok(range) = resolved {
            assert!(range.first() <= range.last() && range.last() < length);
            assert!((1..=length).contains(&range.length()));
            continue;
        }
        let nothing =
            matches!(resolved, Err(Error::RangeNotSatisfiable { length: it }) if it == length);
        assert!(nothing, "a range is answered with {resolved:?}");
    }
}
