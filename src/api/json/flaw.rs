//! What is wrong with a body, and where.

use std::fmt;

use serde::de::{Error, Expected, Unexpected};

use crate::domain::Invalid;

/// A value that is not what it should be. Holds nothing of the value itself, which may be a secret.
#[derive(Debug)]
pub(in crate::api) struct Flaw {
    /// Pointer to the value; `None` until a level of the body knows where it is.
    pointer: Option<String>,
    /// A key below the pointer, where one is missing.
    missing: Option<&'static str>,
    code: &'static str,
    reason: String,
}

impl Flaw {
    fn new(code: &'static str, reason: impl Into<String>) -> Self {
        Self {
            pointer: None,
            missing: None,
            code,
            reason: reason.into(),
        }
    }

    /// Says where it is, unless a deeper level has said so already.
    pub(super) fn at(mut self, pointer: &str) -> Self {
        if self.pointer.is_none() {
            self.pointer = Some(match self.missing {
                Some(key) => child(pointer, key),
                None => pointer.to_owned(),
            });
        }
        self
    }
}

/// The pointer to a member of what `pointer` points to (RFC 6901, section 3).
pub(super) fn child(pointer: &str, key: &str) -> String {
    format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1"))
}

impl From<Flaw> for Invalid {
    fn from(flaw: Flaw) -> Self {
        Self::new(flaw.pointer.unwrap_or_default(), flaw.code, flaw.reason)
    }
}

impl std::error::Error for Flaw {}

impl fmt::Display for Flaw {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.reason)
    }
}

impl Error for Flaw {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::new("invalid_value", message.to_string())
    }

    fn invalid_type(_: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::new("wrong_type", format!("must be {expected}"))
    }

    fn invalid_value(_: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::new("invalid_value", format!("must be {expected}"))
    }

    fn unknown_variant(_: &str, expected: &'static [&'static str]) -> Self {
        let reason = format!("must be one of {}", expected.join(", "));
        Self::new("unknown_value", reason)
    }

    fn unknown_field(_: &str, expected: &'static [&'static str]) -> Self {
        let reason = match expected {
            [] => "is not a key here; there are none".to_owned(),
            known => format!("is not a key here; known are {}", known.join(", ")),
        };
        Self::new("unknown_key", reason)
    }

    fn missing_field(key: &'static str) -> Self {
        Self {
            missing: Some(key),
            ..Self::new("missing_key", "is missing")
        }
    }
}
