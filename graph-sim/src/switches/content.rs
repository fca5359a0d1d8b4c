//! The host of the download URLs (4.5).

use serde::{Deserialize, Serialize};

/// Switches of the content host (4.5).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ContentSwitches {
    /// How long a download URL works; documented as "a few minutes" and as an hour.
    pub url_life_seconds: u64,
    /// What a URL that is too old gets.
    pub expired: ExpiredUrl,
    /// What an `Authorization` header does.
    pub authorization: ContentAuthorization,
    /// Whether `Range` counts.
    pub range: RangeSupport,
    /// What HEAD gets.
    pub head: HeadSupport,
    /// Which tag the answer names; that it is Graph's is inferred from observed answers.
    pub etag: ContentETag,
    /// Whether `AVOverride=1` delivers an infected file.
    pub antivirus_override: bool,
    /// Bytes per second of all downloads together; unbounded if absent.
    pub bytes_per_second: Option<u64>,
}

impl Default for ContentSwitches {
    fn default() -> Self {
        Self {
            url_life_seconds: 3600,
            expired: ExpiredUrl::default(),
            authorization: ContentAuthorization::default(),
            range: RangeSupport::default(),
            head: HeadSupport::default(),
            etag: ContentETag::default(),
            antivirus_override: false,
            bytes_per_second: None,
        }
    }
}

/// The status of a URL that is too old; all were seen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExpiredUrl {
    /// 401
    #[default]
    Unauthorized,
    /// 403
    Forbidden,
    /// 404
    NotFound,
}

/// An `Authorization` header at the content host.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ContentAuthorization {
    /// 401
    #[default]
    Refused,
    /// As if it weren't there.
    Ignored,
}

/// A `Range` header at the content host.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RangeSupport {
    /// 206
    #[default]
    Honored,
    /// 200 with everything.
    Ignored,
}

/// HEAD at the content host.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HeadSupport {
    /// 405
    #[default]
    Refused,
    /// The headers of GET.
    Answered,
}

/// `ETag` of the content host.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ContentETag {
    /// The item's, as Graph names it.
    #[default]
    OfItem,
    /// One of the bytes alone, in another form.
    OfContent,
    /// No tag.
    Missing,
}
