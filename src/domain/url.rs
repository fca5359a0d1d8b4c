//! The one kind of URL that the core knows.

use std::fmt;
use std::sync::Arc;

/// Microsoft's pre-authenticated URL of a file's bytes. Whoever holds it can read the file, so it is
/// never printed beyond its path. Kept byte for byte: its token signs the exact query
/// (facts: Graph `driveItem` download, "use the URL as is").
#[derive(Clone, PartialEq, Eq)]
pub struct DownloadUrl(Arc<str>);

impl DownloadUrl {
    /// Wraps a URL whose scheme and host have been checked against the cloud's content hosts.
    /// `graph::Cloud` is the one caller outside tests.
    pub fn trusted(url: &str) -> Self {
        Self(Arc::from(url))
    }

    /// The URL with its token, for the request or the `Location` header that needs it.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for DownloadUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = self.0.split(['?', '#']).next().unwrap_or_default();
        write!(formatter, "DownloadUrl({shown}?***)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_query_of_a_download_url_is_never_printed() {
        let url =
            DownloadUrl::trusted("https://contoso-my.sharepoint.com/download.aspx?tempauth=v1.abc");
        assert_eq!(
            format!("{url:?}"),
            "DownloadUrl(https://contoso-my.sharepoint.com/download.aspx?***)"
        );
    }
}
