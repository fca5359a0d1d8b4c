//! Thumbnails (4.11).

use serde::{Deserialize, Serialize};

/// Switches of thumbnails (4.11).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ThumbnailSwitches {
    /// How long a thumbnail's URL works; documented nowhere.
    pub url_life_seconds: u64,
    /// Which size an expanded thumbnail says it has.
    pub expanded_size: ExpandedSize,
    /// What a size with measures gets in the path, not in `select`.
    pub custom_by_path: CustomByPath,
}

impl Default for ThumbnailSwitches {
    fn default() -> Self {
        Self {
            url_life_seconds: 900,
            expanded_size: ExpandedSize::default(),
            custom_by_path: CustomByPath::default(),
        }
    }
}

/// `width` and `height` of a thumbnail that came with `$expand`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExpandedSize {
    /// Those of the picture behind the URL.
    #[default]
    Real,
    /// Those of the box it fits in: 96, 176 or 800 squared.
    Bounds,
}

/// `thumbnails/0/c350x350`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CustomByPath {
    /// 500, as was seen.
    #[default]
    Fails,
    /// The thumbnail.
    Served,
}
