//! Queries and forms: names and values, each name known and given at most once.

use percent_encoding::percent_decode_str;

use crate::domain::{Invalid, Result};

/// The parameters of a query or of a form.
///
/// Stricter than `axum::extract::Query`, which lets unknown names pass, takes the last of repeated
/// ones and mends what is not UTF-8: here a misspelt name is an error that can be seen, and a path
/// never turns into another one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parameters(Vec<(&'static str, String)>);

impl Parameters {
    /// Reads `application/x-www-form-urlencoded` text. Malformed (400) where a name is not among
    /// `known`, comes twice, or an escape does not decode to UTF-8.
    pub fn parse(text: &str, known: &[&'static str]) -> Result<Self> {
        let mut found: Vec<(&'static str, String)> = Vec::new();
        for pair in text.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let name = decode("query", name)?;
            let Some(known) = known.iter().find(|known| **known == name) else {
                let name: String = name.chars().take(64).collect();
                let reason = "is not a parameter here";
                return Err(Invalid::malformed(name, "unknown_parameter", reason).into());
            };
            if found.iter().any(|(earlier, _)| earlier == known) {
                let reason = "is given more than once";
                return Err(Invalid::malformed(*known, "repeated_parameter", reason).into());
            }
            found.push((known, decode(known, value)?));
        }
        Ok(Self(found))
    }

    /// The value of this name, an empty one included.
    pub fn find(&self, name: &str) -> Option<&str> {
        let mut found = self.0.iter().filter(|(known, _)| *known == name);
        found.next().map(|(_, value)| value.as_str())
    }

    /// The value of a name that must be there: malformed (400) where it is not.
    pub fn require(&self, name: &'static str) -> Result<&str> {
        let missing = || Invalid::malformed(name, "missing_parameter", "is missing");
        Ok(self.find(name).ok_or_else(missing)?)
    }
}

fn decode(field: &str, text: &str) -> Result<String> {
    let spaced = text.replace('+', " ");
    let decoded = percent_decode_str(&spaced).decode_utf8();
    let decoded = decoded.map_err(|_| Invalid::malformed(field, "not_utf8", "is not UTF-8"))?;
    Ok(decoded.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const KNOWN: [&str; 2] = ["path", "sort"];

    #[test]
    fn names_and_values_are_decoded_once() {
        let found = Parameters::parse("path=%2Fa+b%2525&sort=&", &KNOWN).expect("parameters");
        assert_eq!(found.find("path"), Some("/a b%25"));
        assert_eq!(found.find("sort"), Some(""));
        let none = Parameters::parse("", &KNOWN).expect("parameters");
        assert_eq!(none.find("path"), None);
        let missing = none.require("path").expect_err("it is missing");
        assert_eq!(missing.code(), "missing_parameter");
    }

    #[test]
    fn unknown_repeated_and_broken_parameters_are_refused() {
        for (text, code) in [
            ("pth=/a", "unknown_parameter"),
            ("Path=/a", "unknown_parameter"),
            ("path=/a&path=/b", "repeated_parameter"),
            ("path=/a&pat%68=/b", "repeated_parameter"),
            ("path=%ff", "not_utf8"),
        ] {
            let error = Parameters::parse(text, &KNOWN).expect_err(text);
            assert_eq!(error.code(), code, "{text}");
        }
    }
}
