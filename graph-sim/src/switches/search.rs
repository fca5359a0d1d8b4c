//! Search (4.10, 8.7).

use serde::{Deserialize, Serialize};

/// Switches of search (4.10, 8.7 no. 30).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SearchSwitches {
    /// How many seconds the index is behind: new items are missed, and what is gone or had another
    /// name is found as it was. Only what came to be after the simulator started is late.
    pub index_lag_seconds: u32,
    /// What a slash in the text gets, encoded or not.
    pub slash: SearchedSlash,
    /// What the answers tell of the folders that what was found lies in.
    pub parent: FoundParent,
    /// What a search in a folder finds.
    pub folder_scope: FolderScope,
    /// How words of the text are compared with those of a name.
    pub matching: WordMatching,
    /// Whether the text of files is searched too.
    pub contents: SearchedContents,
    /// Whether `POST /search/query` of an application must name a region.
    pub region: RegionRule,
    /// Whether `POST /search/query` finds what lies in people's own drives without being told to.
    pub private_content: PrivateContent,
}

impl Default for SearchSwitches {
    fn default() -> Self {
        Self {
            index_lag_seconds: 10,
            slash: SearchedSlash::default(),
            parent: FoundParent::default(),
            folder_scope: FolderScope::default(),
            matching: WordMatching::default(),
            contents: SearchedContents::default(),
            region: RegionRule::default(),
            private_content: PrivateContent::default(),
        }
    }
}

/// A slash in the text of a search.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SearchedSlash {
    /// 400 `invalidRequest`
    #[default]
    Refused,
    /// It stands between words, as a blank does.
    Blank,
}

/// `parentReference` of what was found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FoundParent {
    /// It has no `path`.
    #[default]
    WithoutPath,
    /// It is absent, and so is `createdBy`.
    Missing,
}

/// A search that begins at a folder.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FolderScope {
    /// What lies below it.
    #[default]
    Respected,
    /// What lies anywhere in the drive, as was reported.
    WholeDrive,
    /// What lies below it, but nothing if its path has an ampersand, as was reported, too.
    EmptyForAmpersand,
}

/// When a word of the text is one of a name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WordMatching {
    /// When it begins a word of the name.
    #[default]
    Beginnings,
    /// When it stands anywhere in the name.
    Anywhere,
}

/// Which files are found by their text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SearchedContents {
    /// Those of plain text that are held in memory and have no more than 64 KiB.
    #[default]
    PlainText,
    /// None: names only.
    Nothing,
}

/// `region` in `POST /search/query`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RegionRule {
    /// 400 without one.
    #[default]
    Required,
    /// Without one, the tenant's.
    Optional,
}

/// People's own drives in `POST /search/query`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PrivateContent {
    /// They are searched if `includeContent` says so.
    #[default]
    OnRequest,
    /// They are always searched.
    Included,
}
