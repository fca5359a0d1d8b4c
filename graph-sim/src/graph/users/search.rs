//! `$search` of users: `"displayName:ada"`, joined by `AND` and `OR`.

use serde_json::Value;

use super::shape;
use crate::graph::fault::{self, Failure};
use crate::world::UserRecord;

/// What can be searched; `displayName` by its words, the others from their beginning.
const SEARCHED: [&str; 5] = [
    "displayName",
    "givenName",
    "mail",
    "surname",
    "userPrincipalName",
];

/// Alternatives, in each of which all clauses must hold.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Search(Vec<Vec<Clause>>);

#[derive(Debug, PartialEq, Eq)]
struct Clause {
    property: &'static str,
    start: String,
}

impl Search {
    /// Reads a search; each clause stands in double quotes.
    pub(super) fn parse(text: &str) -> Result<Self, Failure> {
        let alternatives = text.split(" OR ").map(|alternative| {
            let clauses = alternative.split(" AND ").map(clause);
            clauses.collect::<Option<Vec<_>>>()
        });
        let alternatives = alternatives.collect::<Option<Vec<_>>>();
        alternatives
            .map(Self)
            .ok_or_else(|| fault::bad_query("Syntax error in the search clause").into())
    }

    pub(super) fn matches(&self, record: &UserRecord) -> bool {
        let holds = |clause: &Clause| clause.holds(record);
        self.0.iter().any(|clauses| clauses.iter().all(holds))
    }
}

fn clause(text: &str) -> Option<Clause> {
    let inner = text.trim().strip_prefix('"')?.strip_suffix('"')?;
    let (property, start) = inner.split_once(':')?;
    let known = SEARCHED.into_iter();
    let mut known = known.filter(|known| known.eq_ignore_ascii_case(property));
    Some(Clause {
        property: known.next()?,
        start: start.to_lowercase(),
    })
}

impl Clause {
    fn holds(&self, record: &UserRecord) -> bool {
        let value = shape::property(record, self.property);
        let text = value.as_str().map(str::to_lowercase).unwrap_or_default();
        let by_word = self.property == "displayName"
            && text.split(' ').any(|word| word.starts_with(&self.start));
        by_word || text.starts_with(&self.start) && value != Value::Null
    }
}
