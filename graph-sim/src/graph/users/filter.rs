//! `$filter` of users: conditions joined by `and`, `or`, `not` and parentheses.

use serde_json::Value;

use super::expression;
use super::shape;
use crate::graph::fault::{self, Failure};
use crate::world::UserRecord;

/// Which users are wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Filter {
    Everyone,
    Both(Box<Self>, Box<Self>),
    Either(Box<Self>, Box<Self>),
    Not(Box<Self>),
    /// `displayName eq 'Ada'`, `accountEnabled eq true`
    Equals(String, Value),
    StartsWith(String, String),
    EndsWith(String, String),
    /// `assignedPlans/any(p:p/service eq 'SharePoint' and …)`: one entry has all of these.
    Any(String, Vec<(String, Value)>),
    /// `assignedLicenses/$count eq 0`
    Count(String, usize),
}

/// What can be asked for, lower-cased.
const TEXTS: [&str; 9] = [
    "id",
    "userprincipalname",
    "mail",
    "displayname",
    "givenname",
    "surname",
    "jobtitle",
    "usertype",
    "usagelocation",
];
const LISTS: [&str; 2] = ["assignedlicenses", "assignedplans"];

impl Filter {
    /// Reads a filter. What needs `ConsistencyLevel` is refused without it; the rest that Graph
    /// understands is lacking.
    pub(crate) fn parse(text: &str, advanced: bool) -> Result<Self, Failure> {
        let filter = expression::parse(text);
        let filter = filter.ok_or_else(|| fault::bad_query("Invalid filter clause"))?;
        if !advanced && filter.needs_advanced() {
            return Err(fault::unsupported_query().into());
        }
        if filter.is_known() {
            Ok(filter)
        } else {
            Err(Failure::Lacking("this property in filters of users"))
        }
    }

    /// "Advanced query capabilities on directory objects"
    fn needs_advanced(&self) -> bool {
        match self {
            Self::Not(_) | Self::EndsWith(..) | Self::Count(..) => true,
            Self::Both(one, other) | Self::Either(one, other) => {
                one.needs_advanced() || other.needs_advanced()
            }
            Self::Everyone | Self::Equals(..) | Self::StartsWith(..) | Self::Any(..) => false,
        }
    }

    fn is_known(&self) -> bool {
        let is_in = |known: &[&str], name: &str| known.contains(&name.to_lowercase().as_str());
        match self {
            Self::Everyone => true,
            Self::Not(inner) => inner.is_known(),
            Self::Both(one, other) | Self::Either(one, other) => one.is_known() && other.is_known(),
            Self::Equals(name, Value::Bool(_)) => name.eq_ignore_ascii_case("accountEnabled"),
            Self::Equals(name, _) | Self::StartsWith(name, _) | Self::EndsWith(name, _) => {
                is_in(&TEXTS, name)
            }
            Self::Any(name, _) | Self::Count(name, _) => is_in(&LISTS, name),
        }
    }

    pub(crate) fn matches(&self, record: &UserRecord) -> bool {
        match self {
            Self::Everyone => true,
            Self::Not(inner) => !inner.matches(record),
            Self::Both(one, other) => one.matches(record) && other.matches(record),
            Self::Either(one, other) => one.matches(record) || other.matches(record),
            Self::Equals(name, value) => same(&shape::property(record, name), value),
            Self::StartsWith(name, start) => {
                text(&shape::property(record, name)).starts_with(&start.to_lowercase())
            }
            Self::EndsWith(name, end) => {
                text(&shape::property(record, name)).ends_with(&end.to_lowercase())
            }
            Self::Any(name, fields) => {
                let list = shape::property(record, name);
                let has = |entry: &Value| {
                    fields
                        .iter()
                        .all(|(field, value)| same(&entry[field.as_str()], value))
                };
                list.as_array().is_some_and(|list| list.iter().any(has))
            }
            Self::Count(name, count) => {
                let list = shape::property(record, name);
                list.as_array().is_some_and(|list| list.len() == *count)
            }
        }
    }
}

/// The directory compares texts without regard to case.
fn same(known: &Value, wanted: &Value) -> bool {
    known == wanted || known.is_string() && text(known) == text(wanted)
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::Filter;
    use serde_json::json;

    fn equals(name: &str, value: &str) -> Filter {
        Filter::Equals(name.to_owned(), json!(value))
    }

    #[test]
    fn conditions_are_joined_as_they_bind() {
        let text = "mail eq 'a' or displayName eq 'O''Neil' and not(surname eq 'x')";
        let not = Filter::Not(Box::new(equals("surname", "x")));
        let both = Filter::Both(Box::new(equals("displayName", "O'Neil")), Box::new(not));
        let expected = Filter::Either(Box::new(equals("mail", "a")), Box::new(both));
        assert_eq!(Filter::parse(text, true).unwrap(), expected);
    }

    #[test]
    fn entries_of_lists_are_understood() {
        let text =
            "assignedPlans/any(p:p/service eq 'SharePoint' and p/capabilityStatus eq 'Enabled')";
        let fields = vec![
            ("service".to_owned(), json!("SharePoint")),
            ("capabilityStatus".to_owned(), json!("Enabled")),
        ];
        let expected = Filter::Any("assignedPlans".to_owned(), fields);
        assert_eq!(Filter::parse(text, false).unwrap(), expected);
    }

    #[test]
    fn what_needs_more_is_refused_without_it_and_the_rest_is_not_taken_for_something_else() {
        for text in [
            "endswith(mail,'x')",
            "mail ne 'x'",
            "not(mail eq 'x')",
            "assignedLicenses/$count ne 0",
        ] {
            assert!(Filter::parse(text, false).is_err(), "{text}");
            assert!(Filter::parse(text, true).is_ok(), "{text}");
        }
        assert!(Filter::parse("manager eq 'x'", true).is_err());
        assert!(Filter::parse("mail eq 'x' and", true).is_err());
    }
}
