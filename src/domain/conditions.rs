//! Conditional requests (RFC 9110, section 13): headers as values, and the one place that judges them.

use super::clock::Timestamp;
use super::tag::ETag;

/// The tags of an `If-Match` or `If-None-Match` header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TagCondition {
    /// `*`: whatever exists.
    Any,
    /// These tags, as written, `W/` included.
    Tags(Vec<String>),
}

/// The validator of an `If-Range` header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IfRange {
    /// A tag, as written.
    Tag(String),
    /// A date.
    Date(Timestamp),
}

/// All conditions of one request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Conditions {
    /// `If-Match`.
    pub if_match: Option<TagCondition>,
    /// `If-None-Match`.
    pub if_none_match: Option<TagCondition>,
    /// `If-Modified-Since`.
    pub if_modified_since: Option<Timestamp>,
    /// `If-Unmodified-Since`.
    pub if_unmodified_since: Option<Timestamp>,
    /// `If-Range`.
    pub if_range: Option<IfRange>,
}

/// What the conditions say about a `GET` or `HEAD`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Answer as if there were no conditions.
    Proceed,
    /// The client's copy is current: 304.
    NotModified,
    /// A condition does not hold: 412.
    PreconditionFailed,
}

impl Conditions {
    /// Judges the conditions in the order of RFC 9110, section 13.2.2.
    pub fn judge(&self, etag: Option<&ETag>, modified_at: Option<Timestamp>) -> Verdict {
        let holds = match (&self.if_match, self.if_unmodified_since) {
            (Some(condition), _) => matches_strongly(condition, etag),
            (None, Some(since)) => {
                modified_at.is_none_or(|modified| seconds(modified) <= seconds(since))
            }
            (None, None) => true,
        };
        if !holds {
            return Verdict::PreconditionFailed;
        }
        let current = match (&self.if_none_match, self.if_modified_since) {
            (Some(condition), _) => matches_weakly(condition, etag),
            (None, Some(since)) => {
                modified_at.is_some_and(|modified| seconds(modified) <= seconds(since))
            }
            (None, None) => false,
        };
        if current {
            Verdict::NotModified
        } else {
            Verdict::Proceed
        }
    }

    /// Whether a `Range` is to be honored (section 13.1.5): without `If-Range` always, with it only if
    /// the validator still matches, strongly.
    pub fn range_applies(&self, etag: Option<&ETag>, modified_at: Option<Timestamp>) -> bool {
        match &self.if_range {
            None => true,
            Some(IfRange::Tag(tag)) => etag.is_some_and(|etag| etag.as_str() == tag),
            Some(IfRange::Date(date)) => {
                modified_at.is_some_and(|modified| seconds(modified) == seconds(*date))
            }
        }
    }
}

/// HTTP dates are whole seconds.
fn seconds(time: Timestamp) -> i64 {
    time.unix_ms().div_euclid(1_000)
}

fn matches_strongly(condition: &TagCondition, etag: Option<&ETag>) -> bool {
    match condition {
        TagCondition::Any => true,
        TagCondition::Tags(tags) => {
            etag.is_some_and(|etag| tags.iter().any(|tag| tag == etag.as_str()))
        }
    }
}

fn matches_weakly(condition: &TagCondition, etag: Option<&ETag>) -> bool {
    match condition {
        TagCondition::Any => true,
        TagCondition::Tags(tags) => {
            let opaque = |tag: &str| tag.strip_prefix("W/").unwrap_or(tag).to_owned();
            etag.is_some_and(|etag| tags.iter().any(|tag| opaque(tag) == etag.as_str()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tags(tags: &[&str]) -> TagCondition {
        TagCondition::Tags(tags.iter().map(|tag| (*tag).to_owned()).collect())
    }

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_unix_ms(seconds * 1_000 + 345)
    }

    fn verdict(conditions: &Conditions) -> Verdict {
        conditions.judge(ETag::requote("a,1").as_ref(), Some(at(100)))
    }

    #[test]
    fn tags_win_over_dates() {
        let none_match = Conditions {
            if_none_match: Some(tags(&["\"b\""])),
            if_modified_since: Some(at(200)),
            ..Conditions::default()
        };
        assert_eq!(verdict(&none_match), Verdict::Proceed);
        let matching = Conditions {
            if_match: Some(tags(&["\"a,1\""])),
            if_unmodified_since: Some(at(1)),
            ..Conditions::default()
        };
        assert_eq!(verdict(&matching), Verdict::Proceed);
    }

    #[test]
    fn a_current_copy_is_not_sent_again() {
        for tag in ["\"a,1\"", "W/\"a,1\""] {
            let conditions = Conditions {
                if_none_match: Some(tags(&["\"x\"", tag])),
                ..Conditions::default()
            };
            assert_eq!(verdict(&conditions), Verdict::NotModified);
        }
        let since = Conditions {
            if_modified_since: Some(Timestamp::from_unix_ms(100_000)),
            ..Conditions::default()
        };
        assert_eq!(
            verdict(&since),
            Verdict::NotModified,
            "HTTP dates have no milliseconds"
        );
    }

    #[test]
    fn a_condition_that_does_not_hold_fails_the_request() {
        for conditions in [
            Conditions {
                if_match: Some(tags(&["\"b\""])),
                ..Conditions::default()
            },
            Conditions {
                if_match: Some(tags(&["W/\"a,1\""])),
                ..Conditions::default()
            },
            Conditions {
                if_unmodified_since: Some(at(99)),
                ..Conditions::default()
            },
        ] {
            assert_eq!(verdict(&conditions), Verdict::PreconditionFailed);
        }
    }

    #[test]
    fn a_range_applies_only_to_the_same_bytes() {
        let etag = ETag::requote("a,1");
        let applies = |if_range| {
            Conditions {
                if_range: Some(if_range),
                ..Conditions::default()
            }
            .range_applies(etag.as_ref(), Some(at(100)))
        };
        assert!(applies(IfRange::Tag("\"a,1\"".to_owned())));
        assert!(!applies(IfRange::Tag("W/\"a,1\"".to_owned())));
        assert!(applies(IfRange::Date(at(100))));
        assert!(!applies(IfRange::Date(at(101))));
    }
}
