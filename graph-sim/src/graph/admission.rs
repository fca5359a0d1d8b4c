//! Which children a listing shows: its `$filter`, and whether shortcuts are asked for.

use super::fault::{self, Failure};
use super::inquiry::Inquiry;
use super::literal;
use crate::switches::{ShortcutListing, Unsupported};
use crate::world::{Item, Kind};

/// What clients prefer who want to see shortcuts.
const SHORTCUTS: &str = "include-feature=addtoonedrive";

/// Decides which items are shown.
#[derive(Debug)]
pub(crate) struct Admission {
    name: Option<NameCondition>,
    shortcuts: bool,
}

/// Names are compared without regard to case.
#[derive(Debug, PartialEq, Eq)]
enum NameCondition {
    Is(String),
    StartsWith(String),
}

impl Admission {
    /// Without a filter.
    pub(crate) fn of(inquiry: &Inquiry<'_>) -> Self {
        let preferred = inquiry.call.header("prefer").unwrap_or_default();
        let asked = preferred.to_ascii_lowercase().contains(SHORTCUTS);
        let shown = inquiry.switches.listing.shortcuts == ShortcutListing::Shown;
        Self {
            name: None,
            shortcuts: shown || asked,
        }
    }

    /// With the `$filter` of the request: `name eq 'a'` or `startswith(name,'a')`; others are
    /// refused or ignored.
    pub(crate) fn filtered(inquiry: &Inquiry<'_>) -> Result<Self, Failure> {
        let Some(text) = inquiry.options.value("$filter") else {
            return Ok(Self::of(inquiry));
        };
        let name = parse(text);
        if name.is_none() && inquiry.switches.listing.unsupported_filter == Unsupported::Refused {
            return Err(fault::invalid_request("Invalid request").into());
        }
        Ok(Self {
            name,
            ..Self::of(inquiry)
        })
    }

    /// Whether everything is shown.
    pub(crate) fn is_open(&self) -> bool {
        self.shortcuts && self.name.is_none()
    }

    pub(crate) fn admits(&self, item: &Item) -> bool {
        let name = item.name.to_lowercase();
        let named = match &self.name {
            None => true,
            Some(NameCondition::Is(wanted)) => name == *wanted,
            Some(NameCondition::StartsWith(wanted)) => name.starts_with(wanted.as_str()),
        };
        named && (self.shortcuts || !matches!(item.kind, Kind::Shortcut(_)))
    }
}

fn parse(text: &str) -> Option<NameCondition> {
    let text = text.trim();
    let value = |text: &str| literal::parse(text).map(|text| text.to_lowercase());
    if let Some(arguments) = text.strip_prefix("startswith(") {
        let (property, wanted) = arguments.strip_suffix(')')?.split_once(',')?;
        let wanted = value(wanted).map(NameCondition::StartsWith);
        return wanted.filter(|_| property.trim() == "name");
    }
    let (property, wanted) = text.split_once(" eq ")?;
    let wanted = value(wanted).map(NameCondition::Is);
    wanted.filter(|_| property.trim() == "name")
}

#[cfg(test)]
mod tests {
    use super::{NameCondition, parse};

    #[test]
    fn only_names_are_conditions() {
        let is = |name: &str| Some(NameCondition::Is(name.to_owned()));
        assert_eq!(parse("name eq 'It''s'"), is("it's"));
        let starts = NameCondition::StartsWith("a".to_owned());
        assert_eq!(parse("startswith(name, 'A')"), Some(starts));
        assert_eq!(parse("size eq 'a'"), None);
        assert_eq!(parse("name eq 'a' or name eq 'b'"), None);
    }
}
