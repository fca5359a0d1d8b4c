//! Paths and names (2, 7).

use serde::{Deserialize, Serialize};

/// Switches of addressing (2, 7).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AddressingSwitches {
    /// Whether `root:/path:` works; reports from China disagree.
    pub colon_paths: ColonPaths,
    /// How `+` in a path is read.
    pub plus: Plus,
    /// Whether names of different normalization form are the same.
    pub normalization: Normalization,
    /// Whether a file may be called `con.txt`; clients refuse to.
    pub reserved_stems: ReservedStems,
}

/// Addressing by path.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ColonPaths {
    /// It works.
    #[default]
    Accepted,
    /// 400
    Refused,
}

/// A `+` in a path.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Plus {
    /// A plus.
    #[default]
    Literal,
    /// A blank, even as `%2B`, as was seen in the past.
    Blank,
}

/// Comparison of names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Normalization {
    /// NFC and NFD forms are two names.
    #[default]
    Distinct,
    /// They are one.
    Equal,
}

/// A name such as `con.txt`, reserved but for its extension.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReservedStems {
    /// 400, as for `con` itself.
    #[default]
    Refused,
    /// It may be given.
    Allowed,
}
