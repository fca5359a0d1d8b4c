//! Whether the lists of an `If` header hold (RFC 4918, section 10.4).

use super::if_header::{Condition, List, NO_LOCK, State};
use super::reference::Reference;

/// What is known of the resources that a header names.
///
/// A resource that is unmapped, lies on another server or may not be seen by the caller has no tag and no lock.
pub trait States {
    /// Whether the resource's entity tag is this one, quotes included, by strong comparison.
    fn has_tag(&self, resource: Option<&Reference>, tag: &str) -> bool;

    /// Whether a lock with this token covers the resource.
    fn has_lock(&self, resource: Option<&Reference>, token: &str) -> bool;
}

impl List {
    /// Whether the list holds. A header does where one of its lists does; 412 where none does. Whether the tokens of
    /// all locks were submitted is the next question, and another (423): see [`If::tokens`](super::If::tokens).
    pub fn holds(&self, states: &impl States) -> bool {
        let resource = self.resource.as_ref();
        let holds = |condition: &Condition| condition.holds(resource, states);
        self.conditions.iter().all(holds)
    }
}

impl Condition {
    fn holds(&self, resource: Option<&Reference>, states: &impl States) -> bool {
        let is = match &self.state {
            State::Token(token) => token != NO_LOCK && states.has_lock(resource, token),
            State::Tag(tag) => states.has_tag(resource, tag),
        };
        is != self.negated
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dav::headers::If;

    /// The request's resource has tag `"1,2"` and lock `urn:uuid:own`; `/other` lock `urn:uuid:other`.
    struct World;

    impl States for World {
        fn has_tag(&self, resource: Option<&Reference>, tag: &str) -> bool {
            resource.is_none() && tag == "\"1,2\""
        }

        fn has_lock(&self, resource: Option<&Reference>, token: &str) -> bool {
            match resource.map(Reference::path) {
                None => token == "urn:uuid:own",
                Some("/other") => token == "urn:uuid:other",
                Some(_) => false,
            }
        }
    }

    #[test]
    fn lists_are_alternatives_and_conditions_add_up() {
        for (text, holds) in [
            ("(<urn:uuid:own>)", true),
            ("(<urn:uuid:own> [\"1,2\"])", true),
            ("(<urn:uuid:own> [\"3\"])", false),
            ("(<urn:uuid:own> [\"3\"]) ([\"1,2\"])", true),
            ("([W/\"1,2\"])", false),
            ("([1,2])", false),
            ("(Not [1,2])", true),
            ("(<urn:uuid:strange>)", false),
            ("(Not <urn:uuid:strange>)", true),
            ("</other> (<urn:uuid:other>)", true),
            ("</other> (<urn:uuid:own>)", false),
            ("</nowhere> (Not <urn:uuid:own>)", true),
            ("</nowhere> ([\"1,2\"])", false),
            (
                "</nowhere> (<urn:uuid:own>) </other> (<urn:uuid:other>)",
                true,
            ),
            // What litmus asks.
            ("(<DAV:no-lock>)", false),
            ("(<DAV:no-lock> [\"1,2\"])", false),
            ("(<urn:uuid:own>) (Not <DAV:no-lock>)", true),
            ("(<urn:uuid:ownx>) (Not <DAV:no-lock>)", true),
            (
                "(<urn:uuid:own> [\"1,2\"]) (Not <DAV:no-lock> [\"1,2\"])",
                true,
            ),
            (
                "(<urn:uuid:own> [\"3\"]) (Not <DAV:no-lock> [\"3\"])",
                false,
            ),
        ] {
            let header = If::parse(text).expect("it is sound");
            let is = header.lists().iter().any(|list| list.holds(&World));
            assert_eq!(is, holds, "{text}");
        }
    }
}
