//! URLs of Microsoft's that are as good as a key: whoever has one may use it without signing in.

use std::fmt;
use std::sync::Arc;

use crate::domain::Secret;

/// Where the bytes of an upload go. Its query holds a token, so it is never printed beyond its path.
#[derive(Clone, PartialEq, Eq)]
pub struct UploadUrl(Arc<str>);

/// Where a copy tells how far it is. Its path is the key, so only its host is printed.
#[derive(Clone, PartialEq, Eq)]
pub struct MonitorUrl(Arc<str>);

impl UploadUrl {
    /// Wraps a URL that the cloud has checked.
    pub(super) fn trusted(url: &str) -> Self {
        Self(Arc::from(url))
    }

    /// The URL, to be called.
    pub(super) fn expose(&self) -> &str {
        &self.0
    }

    /// The URL, to be kept.
    pub fn to_secret(&self) -> Secret<String> {
        Secret::new(self.0.to_string())
    }
}

impl MonitorUrl {
    /// Wraps a URL that the cloud has checked.
    pub(super) fn trusted(url: &str) -> Self {
        Self(Arc::from(url))
    }

    /// The URL, to be called.
    pub(super) fn expose(&self) -> &str {
        &self.0
    }

    /// The URL, to be kept.
    pub fn to_secret(&self) -> Secret<String> {
        Secret::new(self.0.to_string())
    }
}

impl fmt::Debug for UploadUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = self.0.split(['?', '#']).next().unwrap_or_default();
        write!(formatter, "UploadUrl({shown}?***)")
    }
}

impl fmt::Debug for MonitorUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = self.0.split(['/', '?', '#']).nth(2).unwrap_or_default();
        write!(formatter, "MonitorUrl({shown}/***)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_not_printed() {
        let url = "https://a.sharepoint.com/_api/monitor/guid?tempauth=v1";
        let shown = "UploadUrl(https://a.sharepoint.com/_api/monitor/guid?***)";
        assert_eq!(format!("{:?}", UploadUrl::trusted(url)), shown);
        let shown = "MonitorUrl(a.sharepoint.com/***)";
        assert_eq!(format!("{:?}", MonitorUrl::trusted(url)), shown);
    }
}
