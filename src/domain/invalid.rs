//! What is wrong with a value.

/// A value that can't be accepted.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{field} {reason}")]
pub struct Invalid {
    /// Which value: a parameter's name, or a JSON pointer's last step.
    pub field: String,
    /// Stable code.
    pub code: &'static str,
    /// Why, in words that follow the field's name.
    pub reason: String,
    /// The request itself can't be read (400), rather than holding a value that we refuse (422).
    pub malformed: bool,
}

impl Invalid {
    /// A value that was understood and is refused.
    pub fn new(field: impl Into<String>, code: &'static str, reason: impl Into<String>) -> Self {
        Self {
            field: field.into(),
            code,
            reason: reason.into(),
            malformed: false,
        }
    }

    /// A value that can't even be read.
    pub fn malformed(
        field: impl Into<String>,
        code: &'static str,
        reason: impl Into<String>,
    ) -> Self {
        Self {
            field: field.into(),
            code,
            reason: reason.into(),
            malformed: true,
        }
    }
}
