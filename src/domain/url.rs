//! The one kind of URL that the core knows.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::clock::Timestamp;

/// Microsoft's pre-authenticated URL of a file's bytes. Whoever holds it can read the file, so it is
/// never printed beyond its path. Kept byte for byte: its token signs the exact query
/// (Graph documentation, "Download driveItem content").
#[derive(Clone, PartialEq, Eq)]
pub struct DownloadUrl {
    url: Arc<str>,
    issued_at: Timestamp,
}

impl DownloadUrl {
    /// How long such a URL lives: its token is good for an hour.
    pub const LIFE: Duration = Duration::from_hours(1);

    /// Wraps a URL whose scheme and host have been checked against the cloud's content hosts.
    /// `graph::Cloud` is the one caller outside tests. `issued_at` is when it was asked for.
    pub fn trusted(url: &str, issued_at: Timestamp) -> Self {
        Self {
            url: Arc::from(url),
            issued_at,
        }
    }

    /// The URL with its token, for the request or the `Location` header that needs it.
    pub fn expose(&self) -> &str {
        &self.url
    }

    /// When it was asked for.
    pub const fn issued_at(&self) -> Timestamp {
        self.issued_at
    }

    /// What is left of it; nothing where it has ended.
    pub fn life_left(&self, now: Timestamp) -> Duration {
        Self::LIFE.saturating_sub(now.since(self.issued_at))
    }

    /// Whether at least `life` is left of it.
    pub fn lives(&self, now: Timestamp, life: Duration) -> bool {
        now.since(self.issued_at) + life <= Self::LIFE
    }
}

impl fmt::Debug for DownloadUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = self.url.split(['?', '#']).next().unwrap_or_default();
        write!(formatter, "DownloadUrl({shown}?***)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn issued_at_zero() -> DownloadUrl {
        DownloadUrl::trusted(
            "https://contoso-my.sharepoint.com/download.aspx?tempauth=v1.abc",
            Timestamp::default(),
        )
    }

    #[test]
    fn the_query_of_a_download_url_is_never_printed() {
        let shown = "DownloadUrl(https://contoso-my.sharepoint.com/download.aspx?***)";
        assert_eq!(format!("{:?}", issued_at_zero()), shown);
    }

    #[test]
    fn a_url_is_given_away_only_with_life_left() {
        let quarter = Duration::from_mins(15);
        assert!(
            issued_at_zero().lives(Timestamp::default().after(Duration::from_mins(45)), quarter)
        );
        assert!(
            !issued_at_zero().lives(Timestamp::default().after(Duration::from_mins(46)), quarter)
        );
    }
}
