//! `If` (RFC 4918, section 10.4): lists of conditions, each list perhaps about another resource.

use http::HeaderMap;

use super::if_scanner::Scanner;
use super::lock_token::is_token;
use super::reference::Reference;
use super::single::{malformed, single};
use crate::domain::{Invalid, Result};

/// More conditions than a client that holds a thousand locks sends for one request.
const MOST: usize = 1_000;

/// The header. It holds where one of its lists does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct If {
    lists: Vec<List>,
}

/// Conditions about one resource, all of which must hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct List {
    /// The resource; `None` is the one that the request is about.
    pub resource: Option<Reference>,
    /// At least one.
    pub conditions: Vec<Condition>,
}

/// A state that the resource must have or, negated, must not have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    /// `Not` stands before it.
    pub negated: bool,
    /// The state.
    pub state: State,
}

/// What a resource is compared with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// A lock's token, or another URI, which no resource has: `DAV:no-lock` is made for that.
    Token(String),
    /// An entity tag as written, quotes included.
    Tag(String),
}

impl If {
    /// What the request says. Only a header that breaks the grammar is refused (400); one that does not hold,
    /// names strange tokens or other servers is read like any other.
    pub fn of(headers: &HeaderMap) -> Result<Option<Self>> {
        single(headers, "if")?.map(Self::parse).transpose()
    }

    /// Reads the value.
    pub fn parse(text: &str) -> Result<Self> {
        let mut scanner = Scanner::new(text);
        let mut lists: Vec<List> = Vec::new();
        let mut resource = None;
        let mut room = MOST;
        while !scanner.is_done() {
            if let Some(tag) = scanner.take_coded() {
                resource = Some(Reference::parse("If", tag)?);
            }
            // A list must follow, also behind a resource.
            lists.push(list(&mut scanner, resource.as_ref(), &mut room)?);
        }
        if lists.is_empty() {
            return Err(refusal("holds no list").into());
        }
        Ok(Self { lists })
    }

    /// The lists, at least one.
    pub fn lists(&self) -> &[List] {
        &self.lists
    }

    /// Every token named anywhere in the header, each once. Naming a token submits it, whether its condition
    /// is negated or its list fails (section 10.4.1).
    pub fn tokens(&self) -> Vec<&str> {
        let mut tokens = Vec::new();
        for condition in self.lists.iter().flat_map(|list| &list.conditions) {
            if let State::Token(token) = &condition.state
                && token != NO_LOCK
            {
                tokens.push(token.as_str());
            }
        }
        tokens.sort_unstable();
        tokens.dedup();
        tokens
    }
}

/// The token that no resource ever has (section 10.4.8).
pub(super) const NO_LOCK: &str = "DAV:no-lock";

fn list(
    scanner: &mut Scanner<'_>,
    resource: Option<&Reference>,
    room: &mut usize,
) -> Result<List, Invalid> {
    if !scanner.take('(') {
        return Err(refusal("has something else where a list must begin"));
    }
    let mut conditions = Vec::new();
    while !scanner.take(')') {
        *room = room
            .checked_sub(1)
            .ok_or_else(|| refusal("holds more conditions than are taken"))?;
        conditions.push(condition(scanner)?);
    }
    if conditions.is_empty() {
        return Err(refusal("holds an empty list"));
    }
    let resource = resource.cloned();
    Ok(List {
        resource,
        conditions,
    })
}

fn condition(scanner: &mut Scanner<'_>) -> Result<Condition, Invalid> {
    let negated = scanner.take_not();
    let state = if let Some(token) = scanner.take_coded() {
        if !is_token(token) {
            return Err(refusal("holds something that is no token"));
        }
        State::Token(token.to_owned())
    } else if let Some(tag) = scanner.take_bracketed() {
        State::Tag(tag.to_owned())
    } else {
        return Err(refusal("holds a list that can't be read"));
    };
    Ok(Condition { negated, state })
}

fn refusal(reason: &str) -> Invalid {
    malformed("If", reason)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<Vec<String>> {
        let header = If::parse(text).ok()?;
        let condition = |it: &Condition| {
            let not = if it.negated { "!" } else { "" };
            match &it.state {
                State::Token(token) => format!("{not}<{token}>"),
                State::Tag(tag) => format!("{not}[{tag}]"),
            }
        };
        let list = |list: &List| {
            let conditions: Vec<_> = list.conditions.iter().map(condition).collect();
            let resource = list.resource.as_ref().map(ToString::to_string);
            format!("{}:{}", resource.unwrap_or_default(), conditions.join("&"))
        };
        Some(header.lists().iter().map(list).collect())
    }

    #[test]
    fn the_examples_of_the_rfc_are_read() {
        for (text, lists) in [
            (
                r#"(<urn:uuid:1> ["I am an ETag"]) (["I am another ETag"])"#,
                vec![
                    r#":<urn:uuid:1>&["I am an ETag"]"#,
                    r#":["I am another ETag"]"#,
                ],
            ),
            (
                "(Not <urn:uuid:1> <urn:uuid:2>)",
                vec![":!<urn:uuid:1>&<urn:uuid:2>"],
            ),
            (
                "(<urn:uuid:1>) (Not <DAV:no-lock>)",
                vec![":<urn:uuid:1>", ":!<DAV:no-lock>"],
            ),
            (
                r#"</resource1> (<urn:uuid:1> [W/"A weak ETag"]) (["strong ETag"])"#,
                vec![
                    r#"/resource1:<urn:uuid:1>&[W/"A weak ETag"]"#,
                    r#"/resource1:["strong ETag"]"#,
                ],
            ),
            (
                "<http://www.example.com/specs/> (<urn:uuid:1>)</x>([\"4217\"])",
                vec![
                    "http://www.example.com/specs/:<urn:uuid:1>",
                    "/x:[\"4217\"]",
                ],
            ),
        ] {
            let lists: Vec<_> = lists.into_iter().map(str::to_owned).collect();
            assert_eq!(read(text), Some(lists), "{text}");
        }
    }

    #[test]
    fn tags_may_hold_commas_and_brackets() {
        let tag = r#"(["{3B0F8A51},2"] ["a]b)c>"])"#;
        let expected = vec![r#":["{3B0F8A51},2"]&["a]b)c>"]"#.to_owned()];
        assert_eq!(read(tag), Some(expected));
        assert_eq!(
            read("( [ JoplinIgnore-1 ] )"),
            Some(vec![":[JoplinIgnore-1]".to_owned()])
        );
        assert_eq!(
            read("(nOt<a:b>NOT [\"x\"])\t"),
            Some(vec![":!<a:b>&![\"x\"]".to_owned()])
        );
    }

    #[test]
    fn only_what_breaks_the_grammar_is_refused() {
        let many = "(<a:b>)".repeat(MOST + 1);
        for text in [
            "",
            " ",
            "()",
            "(",
            "(Not)",
            "(<urn:uuid:1>",
            "<urn:uuid:1>",
            "</a>",
            "</a> </b> (<c:d>)",
            "<relative> (<c:d>)",
            "(<>)",
            "(<a b>)",
            "([\"x])",
            "(\"x\")",
            "(<a:b>) x",
            "(<a:b>),(<c:d>)",
            "(Not Not <a:b>)",
            &many,
        ] {
            assert_eq!(read(text), None, "{text}");
        }
        assert!(If::parse(&"(<a:b>)".repeat(MOST)).is_ok());
    }

    #[test]
    fn tokens_are_submitted_wherever_they_stand() {
        let header = If::parse(
            "</a> (<urn:uuid:2> Not <urn:uuid:1>) (Not <DAV:no-lock>) </b> (<urn:uuid:2> [\"x\"])",
        )
        .expect("it is sound");
        assert_eq!(header.tokens(), ["urn:uuid:1", "urn:uuid:2"]);
    }
}
