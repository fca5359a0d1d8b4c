//! What programs can't do, by the name they give themselves.
//!
//! Each row has been seen or is reported by its users: it does not follow a redirect, follows it and fails where it
//! seeks, or sends its password along to Microsoft, who refuses it then.

use http::{HeaderMap, header};

use crate::services::Way;

/// Programs that get their bytes through us.
const PROXIED: &[&str] = &[
    "Microsoft-",
    "WebDAVFS",
    "davfs2",
    "neon",
    "cadaver",
    "WinSCP",
    "davix",
    "Lavf",
    "libmpv",
    "IINA",
    "PotPlayer",
    "KeePass",
    "Joplin",
    "Zotero",
    "RetroArch",
    "Nextcloud",
];

/// By which way the bytes go to whoever has sent these headers. Who does not say what he is gets them through us.
pub(super) fn way_for(headers: &HeaderMap) -> Way {
    let name = headers.get(header::USER_AGENT);
    let name = name.and_then(|name| name.to_str().ok()).unwrap_or_default();
    if name.trim().is_empty() || PROXIED.iter().any(|it| name.contains(it)) {
        Way::Proxy
    } else {
        Way::ByMount
    }
}

/// Whether it is a program of Microsoft's, which reads no more than a million bytes of a listing: it is told no
/// property of locks that it has not asked for.
pub(super) fn wants_little(headers: &HeaderMap) -> bool {
    let name = headers.get(header::USER_AGENT);
    let name = name.and_then(|name| name.to_str().ok());
    name.is_some_and(|name| name.starts_with("Microsoft-"))
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn named(name: &'static str) -> HeaderMap {
        let name = (header::USER_AGENT, HeaderValue::from_static(name));
        [name].into_iter().collect()
    }

    #[test]
    fn whoever_can_not_follow_gets_the_bytes_through_us() {
        assert_eq!(way_for(&HeaderMap::new()), Way::Proxy);
        for name in [
            "Microsoft-WebDAV-MiniRedir/10.0.19045",
            "WebDAVFS/3.0.0 (03008000) Darwin/21.6.0 (x86_64)",
            "davfs2/1.6.1 neon/0.32.4",
            "Lavf/59.27.100",
            "",
        ] {
            assert_eq!(way_for(&named(name)), Way::Proxy, "{name}");
        }
        for name in ["rclone/v1.75.2", "curl/7.88.1", "gvfs/1.50.3", "VLC/3.0.24 LibVLC/3.0.24"] {
            assert_eq!(way_for(&named(name)), Way::ByMount, "{name}");
        }
    }
}
