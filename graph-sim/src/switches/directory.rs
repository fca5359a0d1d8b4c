//! Users of the directory (4.1).

use serde::{Deserialize, Serialize};

/// Switches of the directory (4.1).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DirectorySwitches {
    /// What it takes for advanced queries; of searches the documents disagree.
    pub advanced_queries: AdvancedQueries,
}

/// What makes a query an advanced one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AdvancedQueries {
    /// The header `ConsistencyLevel: eventual` and `$count=true`.
    #[default]
    HeaderAndCount,
    /// The header alone.
    Header,
}
