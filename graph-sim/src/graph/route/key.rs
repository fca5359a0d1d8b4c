//! Keys in parentheses: "`OData` Version 4.01, URL Conventions", section 4.3.

use super::Stop;
use super::reader::Reader;
use super::words::decode;
use crate::graph::literal;

/// The collections whose entries may be named in parentheses. `children` is none of them: there
/// the key is a name, and a step of its own.
const KEYED: [&str; 11] = [
    "drives",
    "groups",
    "items",
    "permissions",
    "shares",
    "sites",
    "special",
    "subscriptions",
    "thumbnails",
    "users",
    "versions",
];

impl<'a> Reader<'a> {
    /// Keeps the key of `items('01A')` for later and answers the word without it.
    pub(super) fn part_from_key(&mut self, word: &'a str) -> &'a str {
        let Some((name, key)) = word.strip_suffix(')').and_then(|word| word.split_once('(')) else {
            return word;
        };
        if !KEYED.contains(&name.trim_start_matches('/')) {
            return word;
        }
        self.key_ahead = Some(key);
        name
    }

    /// The value of a key such as `'01A'` or, by way of the query, `@id`.
    pub(super) fn read_key(&self, key: &str) -> Result<String, Stop> {
        self.read_literal(&decode(key)?)
    }

    /// The value of a decoded literal or alias. One that the query doesn't tell stands for itself,
    /// since routes are named before the query is read.
    pub(super) fn read_literal(&self, text: &str) -> Result<String, Stop> {
        let bare = text.trim_matches('\'');
        if bare.starts_with('@') {
            let value = self.options.parameter(bare);
            return match value.map(literal::parse) {
                None => Ok(bare.to_owned()),
                Some(value) => value.ok_or(Stop::Malformed),
            };
        }
        literal::parse(text).ok_or(Stop::Malformed)
    }
}
