//! `$batch` (4.16).

use serde::{Deserialize, Serialize};

use super::transport::HeaderNames;

/// Switches of `$batch` (4.16).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BatchSwitches {
    /// The most requests in a batch: 20; 15 was reported in 2019.
    pub limit: usize,
    /// In which order the answers come.
    pub order: BatchOrder,
    /// What becomes of a batch with the whole address of a request in it.
    pub absolute_urls: AbsoluteUrls,
    /// How the names of headers are written in the answers.
    pub header_names: HeaderNames,
}

impl Default for BatchSwitches {
    fn default() -> Self {
        Self {
            limit: 20,
            order: BatchOrder::default(),
            absolute_urls: AbsoluteUrls::default(),
            header_names: HeaderNames::Title,
        }
    }
}

/// The order of the answers; any is allowed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BatchOrder {
    /// That of the requests.
    #[default]
    AsAsked,
    /// Another one, the same each time.
    Shuffled,
}

/// Whole addresses in a batch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AbsoluteUrls {
    /// The batch is refused: 400 "Invalid batch payload format."
    #[default]
    Refused,
    /// Those of Graph itself, version and all, are taken.
    Accepted,
}
