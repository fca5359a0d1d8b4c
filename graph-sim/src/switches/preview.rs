//! Previews (4.12, 8.5).

use serde::{Deserialize, Serialize};

/// Switches of previews (4.12).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PreviewSwitches {
    /// How long the address of a preview works; documented as "short-lived".
    pub url_life_seconds: u64,
    /// Which of the two documented ways the answer names.
    pub way: PreviewWay,
}

impl Default for PreviewSwitches {
    fn default() -> Self {
        Self {
            url_life_seconds: 900,
            way: PreviewWay::default(),
        }
    }
}

/// How a preview is fetched; either may be `null`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PreviewWay {
    /// `getUrl`
    #[default]
    Get,
    /// `postUrl` with `postParameters`.
    Post,
}
