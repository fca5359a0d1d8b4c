//! What is told of an upload session (Graph documentation, resource type `uploadSession`).

use serde::Deserialize;

/// A session, or where it stands. Its ranges must be there: without them the answer is of another kind.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::graph) struct Session {
    /// Where the bytes go; told once, when the session is made.
    pub(in crate::graph) upload_url: Option<String>,
    /// When it ends unless more bytes come.
    pub(in crate::graph) expiration_date_time: Option<String>,
    /// Which bytes are awaited, as `26-` or `12345-55232`.
    pub(in crate::graph) next_expected_ranges: Vec<String>,
}
