//! What programs can't do, by the name they give themselves.
//!
//! Each row has been seen or is reported by its users: it does not follow a redirect, follows it and fails where it
//! seeks, or sends its password along to Microsoft, who refuses it then.

use http::{HeaderMap, header};

use crate::services::Habit;

/// Programs that can't be sent elsewhere for their bytes.
const STAYING: &[&str] = &[
    "Microsoft-",
    "WebDAVFS",
    "davfs2",
    "neon",
    "cadaver",
    "WinSCP",
    "davix",
    "libmpv",
    "IINA",
    "PotPlayer",
    "KeePass",
    "Joplin",
    "Zotero",
    "RetroArch",
    "Nextcloud",
];

/// The player's library since ffmpeg 9, which remembers to where it was sent if it may. Older ones come back without
/// their password for each seek.
const REMEMBERING: u32 = 63;

/// What whoever has sent these headers does when he is sent elsewhere. Who does not say what he is stays.
pub(super) fn habit_of(headers: &HeaderMap) -> Habit {
    let name = name_of(headers);
    if name.trim().is_empty() || STAYING.iter().any(|it| name.contains(it)) {
        return Habit::Stays;
    }
    let Some((_, version)) = name.split_once("Lavf/") else {
        return Habit::Follows;
    };
    let major = version.split('.').next();
    let major = major.and_then(|digits| digits.parse::<u32>().ok());
    if major.is_some_and(|major| major >= REMEMBERING) {
        Habit::Remembers
    } else {
        Habit::Stays
    }
}

/// Whether it is a program of Microsoft's, which reads no more than a million bytes of a listing: it is told no
/// property of locks that it has not asked for.
pub(super) fn wants_little(headers: &HeaderMap) -> bool {
    name_of(headers).starts_with("Microsoft-")
}

/// How a program calls itself; nothing where it does not.
fn name_of(headers: &HeaderMap) -> &str {
    let name = headers.get(header::USER_AGENT);
    name.and_then(|name| name.to_str().ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn named(name: &'static str) -> HeaderMap {
        let name = (header::USER_AGENT, HeaderValue::from_static(name));
        [name].into_iter().collect()
    }

    /// For each row how a program is named that it is there for: as it was seen here, or as makers and users write it.
    const NAMED: &[(&str, &str)] = &[
        ("Microsoft-", "Microsoft-WebDAV-MiniRedir/10.0.19045"),
        (
            "WebDAVFS",
            "WebDAVFS/3.0.0 (03008000) Darwin/21.6.0 (x86_64)",
        ),
        ("davfs2", "davfs2/1.6.1 neon/0.32.4"),
        ("neon", "sitecopy/0.16.6 neon/0.32.4"),
        ("cadaver", "cadaver/0.24 neon/0.32.4"),
        ("WinSCP", "WinSCP/5.9.4 neon/0.30.2"),
        ("davix", "libdavix/0.7.6 neon/0.0.29"),
        ("libmpv", "libmpv"),
        ("IINA", "IINA/1.3.3 (Macintosh; Intel Mac OS X 14.5.0)"),
        ("PotPlayer", "PotPlayer/230502 (Windows NT 10.0; x64)"),
        ("KeePass", "KeePass/2.57"),
        ("Joplin", "Joplin/1.0"),
        (
            "Zotero",
            "Mozilla/5.0 (X11; Linux x86_64; rv:115.0) Gecko/20100101 Zotero/7.0.8",
        ),
        ("RetroArch", "RetroArch/1.19.1 (Linux 6.1)"),
        ("Nextcloud", "Nextcloud-Server-Crawler/31.0.0"),
    ];

    #[test]
    fn each_row_is_there_for_a_program_that_stays() {
        let rows: Vec<_> = NAMED.iter().map(|(row, _)| *row).collect();
        assert_eq!(rows, STAYING);
        for (row, name) in NAMED {
            assert!(name.contains(row), "{name}");
            assert_eq!(habit_of(&named(name)), Habit::Stays, "{name}");
        }
    }

    #[test]
    fn whoever_can_not_follow_gets_the_bytes_through_us() {
        assert_eq!(habit_of(&HeaderMap::new()), Habit::Stays);
        for name in ["Lavf/59.27.100", "Lavf/62.3.100", "Lavf/x", "", " "] {
            assert_eq!(habit_of(&named(name)), Habit::Stays, "{name}");
        }
        for name in [
            "rclone/v1.75.2",
            "curl/7.88.1",
            "gvfs/1.50.3",
            "VLC/3.0.24 LibVLC/3.0.24",
        ] {
            assert_eq!(habit_of(&named(name)), Habit::Follows, "{name}");
        }
        assert_eq!(habit_of(&named("Lavf/63.1.100")), Habit::Remembers);
    }
}
