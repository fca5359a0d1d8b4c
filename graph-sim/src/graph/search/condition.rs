//! The `$filter` of a search: one comparison of `createdDateTime`, as was observed.

use jiff::Timestamp;

use crate::graph::fault::{self, Failure};
use crate::world::Item;

/// Which items a search lets through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Condition {
    comparison: Comparison,
    created: Timestamp,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

impl Condition {
    /// Reads it; everything else is 400.
    pub(super) fn parse(text: &str) -> Result<Self, Failure> {
        Self::read(text).ok_or_else(|| fault::invalid_request("Invalid request").into())
    }

    fn read(text: &str) -> Option<Self> {
        let mut words = text.split_whitespace();
        let (property, comparison) = (words.next()?, words.next()?);
        let (created, end) = (words.next()?, words.next());
        if property != "createdDateTime" || end.is_some() {
            return None;
        }
        Some(Self {
            comparison: match comparison {
                "eq" => Comparison::Equal,
                "ne" => Comparison::NotEqual,
                "lt" => Comparison::Less,
                "le" => Comparison::LessOrEqual,
                "gt" => Comparison::Greater,
                "ge" => Comparison::GreaterOrEqual,
                _ => return None,
            },
            created: created.parse().ok()?,
        })
    }

    pub(super) fn admits(self, item: &Item) -> bool {
        let (item, wanted) = (item.created.as_second(), self.created.as_second());
        match self.comparison {
            Comparison::Equal => item == wanted,
            Comparison::NotEqual => item != wanted,
            Comparison::Less => item < wanted,
            Comparison::LessOrEqual => item <= wanted,
            Comparison::Greater => item > wanted,
            Comparison::GreaterOrEqual => item >= wanted,
        }
    }
}
