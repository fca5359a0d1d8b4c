//! What is told of a copy (Graph documentation, "Working with APIs that take a long time to complete").

use serde::Deserialize;

use super::{ErrorBody, excerpt};

/// How far an operation is. Its status must be there: without it the answer is of another kind.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::graph) struct Operation {
    /// `inProgress`, `completed`, `failed` and others.
    pub(in crate::graph) status: String,
    /// 0 to 100.
    pub(in crate::graph) percentage_complete: Option<f64>,
    /// What it has made.
    pub(in crate::graph) resource_id: Option<String>,
    error_code: Option<String>,
    #[serde(flatten)]
    error: ErrorBody,
}

impl Operation {
    /// Why it failed, in Microsoft's code: the most specific.
    pub(in crate::graph) fn code(&self) -> Option<String> {
        let codes = self.error.codes();
        let named = self.error_code.as_deref().filter(|code| !code.is_empty());
        named
            .map(excerpt)
            .or_else(|| codes.into_iter().rfind(|code| !code.is_empty()))
    }

    /// Why it failed, in Microsoft's words.
    pub(in crate::graph) fn message(&self) -> Option<String> {
        self.error.message()
    }
}
