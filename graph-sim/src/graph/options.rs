//! Query options: "Use query parameters to customize responses".

use super::fault::{self, Failure};
use super::selection::Selection;

/// The query options of a request, unchecked until a handler asks for them.
#[derive(Debug, Default)]
pub(crate) struct Options {
    pairs: Vec<(String, String)>,
}

/// System options that some route of Graph understands and no route here.
const LACKING: [&str; 6] = [
    "$expand",
    "$filter",
    "$search",
    "$count",
    "$format",
    "$deltatoken",
];

impl Options {
    pub(crate) fn parse(query: &str) -> Self {
        let pairs = url::form_urlencoded::parse(query.as_bytes()).into_owned();
        Self {
            pairs: pairs.collect(),
        }
    }

    /// Refuses system options outside `supported`: those Graph has elsewhere as lacking, others
    /// (`$skip` among them) as Graph itself does. Unknown names without a dollar pass.
    pub(crate) fn permit(&self, supported: &[&str]) -> Result<(), Failure> {
        for (name, _) in &self.pairs {
            let canonical = canonical(name);
            if !canonical.starts_with('$') || supported.contains(&canonical.as_str()) {
                continue;
            }
            if LACKING.contains(&canonical.as_str()) {
                return Err(Failure::Lacking("this query option"));
            }
            return Err(fault::unsupported_option(name).into());
        }
        Ok(())
    }

    /// The value of a system option, with or without its dollar.
    pub(crate) fn value(&self, option: &str) -> Option<&str> {
        let found = self
            .pairs
            .iter()
            .find(|(name, _)| canonical(name) == option);
        found.map(|(_, value)| value.as_str())
    }

    /// The value of a parameter of exactly this name, such as an alias `@a1`.
    pub(crate) fn parameter(&self, name: &str) -> Option<&str> {
        self.pairs
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    /// `$top`, a number from 1.
    pub(crate) fn top(&self) -> Result<Option<usize>, Failure> {
        let Some(text) = self.value("$top") else {
            return Ok(None);
        };
        match text.parse() {
            Ok(top) if top > 0 => Ok(Some(top)),
            Ok(_) | Err(_) => Err(fault::unsupported_option("$top").into()),
        }
    }

    /// `$select`; how it is spelled makes a difference to the download URL.
    pub(crate) fn selection(&self) -> Selection {
        match self
            .pairs
            .iter()
            .find(|(name, _)| canonical(name) == "$select")
        {
            Some((name, value)) if !value.trim().is_empty() => {
                Selection::of(value, name.starts_with('$'))
            }
            Some(_) | None => Selection::everything(),
        }
    }
}

/// System options may be written without their dollar and in any case.
fn canonical(name: &str) -> String {
    let lower = name.to_ascii_lowercase();
    match lower.as_str() {
        "select" | "top" | "expand" | "orderby" | "filter" | "count" | "search" | "skiptoken" => {
            format!("${lower}")
        }
        _ => lower,
    }
}
