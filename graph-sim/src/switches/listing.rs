//! Listings and their pages (3.5, 4.3, 8.4).

use serde::{Deserialize, Serialize};

/// Switches of listings (4.3, 8.4).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListingSwitches {
    /// Page size of children without `$top`.
    pub default_page_size: usize,
    /// The largest page of children; undocumented, 1000 in practice.
    pub page_size_cap: usize,
    /// What a larger `$top` gets.
    pub over_cap: OverCap,
    /// Whether pages are as long as asked for.
    pub pages: PageFill,
    /// Each time so many pages were sent, the last of them is empty and yet has a next link (3.5).
    pub empty_page_every: Option<u32>,
    /// How long a next link works.
    pub next_link_life_seconds: u64,
    /// What the children of a file are; documented nowhere.
    pub file_children: FileChildren,
    /// How a listing goes on when something changed between its pages.
    pub position: PagePosition,
    /// Whether shortcuts are shown to those who don't ask for them.
    pub shortcuts: ShortcutListing,
    /// What `$filter` other than by name gets.
    pub unsupported_filter: Unsupported,
    /// What `$orderby` other than by name gets.
    pub unsupported_order: Unsupported,
    /// Whether `$select=@microsoft.graph.downloadUrl`, with the dollar, loses the URL.
    pub selected_download_url: SelectedDownloadUrl,
}

impl Default for ListingSwitches {
    fn default() -> Self {
        Self {
            default_page_size: 200,
            page_size_cap: 1000,
            over_cap: OverCap::default(),
            pages: PageFill::default(),
            empty_page_every: None,
            next_link_life_seconds: 3600,
            file_children: FileChildren::default(),
            position: PagePosition::default(),
            shortcuts: ShortcutListing::default(),
            unsupported_filter: Unsupported::Refused,
            unsupported_order: Unsupported::default(),
            selected_download_url: SelectedDownloadUrl::default(),
        }
    }
}

/// What a page size over the cap gets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OverCap {
    /// The cap.
    #[default]
    Capped,
    /// 400
    Refused,
}

/// How full pages are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PageFill {
    /// As full as asked for.
    #[default]
    Full,
    /// Half as full, which the service may do at will.
    Short,
}

/// The answer to a listing of a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FileChildren {
    /// 400 `invalidRequest`
    #[default]
    BadRequest,
    /// 404 `itemNotFound`
    NotFound,
    /// 200 with nothing in it.
    EmptyList,
    /// 422 `notSupported`, as was seen in 2026.
    Unprocessable,
}

/// Where the next page of a listing begins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PagePosition {
    /// After the last name: nothing is missed or repeated but what changed itself.
    #[default]
    ByName,
    /// After so many entries: one that came before them repeats another, one that went makes another
    /// be missed.
    ByNumber,
}

/// Shortcuts in listings and delta; since March 2025 they were reported to need
/// `Prefer: Include-Feature=AddToOneDrive`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ShortcutListing {
    /// They are shown.
    #[default]
    Shown,
    /// They are shown to those who prefer it.
    OnRequest,
}

/// What an option the service doesn't support gets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unsupported {
    /// As if it weren't there.
    #[default]
    Ignored,
    /// 400
    Refused,
}

/// What becomes of the URL when `$select` names it in full.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SelectedDownloadUrl {
    /// It is missing, as was reported in 2023.
    #[default]
    Lost,
    /// It is there.
    Kept,
}
