//! The part of `$filter` that is understood: `eq` and `startswith`, joined by `and`.

use crate::graph::fault::{self, Failure};
use crate::graph::literal;
use crate::world::UserRecord;

/// Conditions that all must hold.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Filter(Vec<Condition>);

#[derive(Debug, PartialEq, Eq)]
enum Condition {
    Equals(Property, String),
    StartsWith(Property, String),
    Enabled(bool),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Property {
    Id,
    PrincipalName,
    Mail,
    DisplayName,
}

impl Filter {
    pub(crate) fn everyone() -> Self {
        Self(Vec::new())
    }

    /// Reads a filter. What needs `ConsistencyLevel` is refused without it; the rest that Graph
    /// understands is lacking.
    pub(crate) fn parse(text: &str, advanced: bool) -> Result<Self, Failure> {
        let conditions: Option<Vec<_>> = text.split(" and ").map(Condition::parse).collect();
        let needs_advanced = ["endswith(", " ne ", "not(", "not ", "/$count"]
            .iter()
            .any(|word| text.contains(word));
        match conditions {
            Some(conditions) => Ok(Self(conditions)),
            None if needs_advanced && !advanced => Err(fault::unsupported_query().into()),
            None => Err(Failure::Lacking("this filter of users")),
        }
    }

    pub(crate) fn matches(&self, record: &UserRecord) -> bool {
        self.0.iter().all(|condition| condition.matches(record))
    }
}

impl Condition {
    fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if let Some(arguments) = text.strip_prefix("startswith(") {
            let (property, value) = arguments.strip_suffix(')')?.split_once(',')?;
            return Some(Self::StartsWith(
                Property::parse(property)?,
                literal(value)?,
            ));
        }
        let (property, value) = text.split_once(" eq ")?;
        if property.trim() == "accountEnabled" {
            return value.trim().parse().ok().map(Self::Enabled);
        }
        Some(Self::Equals(Property::parse(property)?, literal(value)?))
    }

    /// The directory compares without regard to case.
    fn matches(&self, record: &UserRecord) -> bool {
        match self {
            Self::Equals(property, value) => property.of(record).to_lowercase() == *value,
            Self::StartsWith(property, value) => property
                .of(record)
                .to_lowercase()
                .starts_with(value.as_str()),
            Self::Enabled(enabled) => *enabled != record.user.disabled,
        }
    }
}

impl Property {
    fn parse(name: &str) -> Option<Self> {
        match name.trim() {
            "id" => Some(Self::Id),
            "userPrincipalName" => Some(Self::PrincipalName),
            "mail" => Some(Self::Mail),
            "displayName" => Some(Self::DisplayName),
            _ => None,
        }
    }

    fn of(self, record: &UserRecord) -> String {
        match self {
            Self::Id => record.id.to_string(),
            Self::PrincipalName | Self::Mail => record.principal_name.clone(),
            Self::DisplayName => record.user.display_name.clone(),
        }
    }
}

/// A string in quotes, lower-cased for comparison.
fn literal(text: &str) -> Option<String> {
    literal::parse(text).map(|text| text.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::{Condition, Filter, Property};

    #[test]
    fn equality_and_beginnings_are_understood() {
        let text =
            "displayName eq 'O''Neil' and startswith(mail, 'Ada') and accountEnabled eq true";
        let expected = Filter(vec![
            Condition::Equals(Property::DisplayName, "o'neil".to_owned()),
            Condition::StartsWith(Property::Mail, "ada".to_owned()),
            Condition::Enabled(true),
        ]);
        assert_eq!(Filter::parse(text, false).unwrap(), expected);
    }

    #[test]
    fn other_filters_are_not_taken_for_something_else() {
        assert!(Filter::parse("surname eq 'x'", false).is_err());
        assert!(Filter::parse("mail eq 'x' or mail eq 'y'", true).is_err());
    }
}
