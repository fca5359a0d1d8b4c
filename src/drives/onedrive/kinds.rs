//! What can be done with an item of a kind.

use crate::domain::{
    Diagnosis, Entry, EntryKind, Error, Result, Segment, Service, UpstreamFailure,
};

pub(in crate::drives) fn check_folder(entry: &Entry) -> Result<()> {
    match entry.kind {
        EntryKind::Folder => Ok(()),
        EntryKind::File => Err(Error::not_a_folder()),
        EntryKind::Package | EntryKind::Shortcut => Err(Error::opaque()),
    }
}

/// Whether the file may rightly be announced as a page: so says its media type, or its name's ending.
pub(super) fn is_page(entry: &Entry) -> bool {
    const PAGES: [&str; 2] = ["text/html", "application/xhtml+xml"];
    let told = entry.mime_type.as_deref().unwrap_or_default();
    let told = told.split(';').next().unwrap_or_default().trim();
    let name = entry.name.as_ref().map_or("", Segment::as_str);
    let mut guesses = mime_guess::from_path(name).iter();
    PAGES.iter().any(|page| told.eq_ignore_ascii_case(page))
        || guesses.any(|guess| PAGES.contains(&guess.essence_str()))
}

/// Whether the entry's bytes can be had at all. Where the service names a host that is not trusted, asking
/// once more would bring the same.
pub(in crate::drives) fn check_file(entry: &Entry) -> Result<()> {
    match entry.kind {
        EntryKind::File if entry.infected => {
            Err(UpstreamFailure::new(Service::Graph, Diagnosis::Malware).into())
        }
        EntryKind::File => match &entry.download_url {
            Some(Err(refusal)) => Err(refusal.clone()),
            Some(Ok(_)) | None => Ok(()),
        },
        EntryKind::Folder => Err(Error::not_a_file()),
        EntryKind::Package | EntryKind::Shortcut => Err(Error::opaque()),
    }
}

#[cfg(test)]
mod tests {
    use crate::domain::{ItemId, Timestamp};

    use super::*;

    fn file(name: &str, mime_type: Option<&str>) -> Entry {
        Entry {
            id: ItemId::parse("1").expect("an id"),
            parent_id: None,
            name: Some(Segment::parse(name).expect("a name")),
            kind: EntryKind::File,
            size: None,
            created_at: None,
            modified_at: Some(Timestamp::default()),
            mime_type: mime_type.map(str::to_owned),
            etag: None,
            content_tag: None,
            quick_xor_hash: None,
            found_at: None,
            download_url: None,
            infected: false,
            remote: None,
        }
    }

    #[test]
    fn a_page_is_known_by_type_or_name() {
        for (name, mime_type) in [
            ("a.html", None),
            ("A.HTM", Some("application/octet-stream")),
            ("a.xhtml", None),
            ("a", Some("Text/HTML; charset=utf-8")),
        ] {
            assert!(is_page(&file(name, mime_type)), "{name}");
        }
        for (name, mime_type) in [
            ("a.txt", None),
            ("html", None),
            ("a.html.zip", Some("application/zip")),
            ("a", Some("text/plain")),
        ] {
            assert!(!is_page(&file(name, mime_type)), "{name}");
        }
    }
}
