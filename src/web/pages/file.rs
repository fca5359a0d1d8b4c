//! The page of a file, and of what is neither folder nor file.

use askama::Template;
use axum::response::Response;
use http::StatusCode;

use crate::domain::{Caller, EntryKind, Result, VirtualPath};
use crate::services::{Row, Services};
use crate::web::html::page;
use crate::web::view::{Crumb, Shell, crumbs, date, exact_size, size, type_words};

use super::preview::Preview;

#[derive(Template)]
#[template(path = "file.html")]
struct FilePage {
    shell: Shell,
    title: String,
    path: Vec<String>,
    crumbs: Vec<Crumb>,
    note: Option<&'static str>,
    kind: String,
    size: Option<Size>,
    modified: Option<String>,
    created: Option<String>,
    mime_type: Option<String>,
    hash: Option<String>,
    links: Option<Links>,
    preview: Preview,
}

/// How long the file is.
struct Size {
    rounded: String,
    /// To the byte, where that is not said already.
    exact: Option<String>,
}

/// The ways to the bytes.
struct Links {
    download: String,
    through_us: String,
}

/// Shows the file at `path`.
pub(super) async fn show(
    services: &Services,
    caller: &Caller,
    path: &VirtualPath,
    row: &Row,
) -> Result<Response> {
    let preview = match note(row) {
        None => Preview::load(services, caller, path, row).await,
        Some(_) => Preview::None,
    };
    page(StatusCode::OK, &FilePage::of(caller, path, row, preview))
}

impl FilePage {
    fn of(caller: &Caller, path: &VirtualPath, row: &Row, preview: Preview) -> Self {
        let note = note(row);
        let links = note.is_none().then(|| Links {
            download: format!("/d{}", path.to_url()),
            through_us: format!("/p{}", path.to_url()),
        });
        Self {
            shell: Shell::at(path, caller),
            title: row.name.to_string(),
            path: path.segments().map(str::to_owned).collect(),
            crumbs: crumbs(path),
            note,
            kind: type_words(row),
            size: row.size.map(|bytes| Size {
                rounded: size(bytes),
                exact: (bytes >= 1_000).then(|| exact_size(bytes)),
            }),
            modified: row.modified_at.and_then(date),
            created: row.created_at.and_then(date),
            mime_type: row.mime_type.clone(),
            hash: row.quick_xor_hash.clone(),
            links,
            preview,
        }
    }
}

/// Why there are no bytes to be had.
fn note(row: &Row) -> Option<&'static str> {
    match row.kind {
        _ if row.infected => {
            Some("Microsoft holds this file to be infected. It is not handed out.")
        }
        EntryKind::File => None,
        EntryKind::Folder => Some("This is a folder."),
        EntryKind::Package => {
            Some("This is a notebook or another package. It opens in OneDrive only.")
        }
        EntryKind::Shortcut => Some(
            "This is a shortcut into another drive. It leads to nothing that you can open here.",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Segment, Timestamp};
    use crate::services::Tally;

    fn row(name: &str, mime_type: &str) -> Row {
        Row {
            name: Segment::parse(name).expect("a name"),
            kind: EntryKind::File,
            size: Some(1_234_567),
            modified_at: Some(Timestamp::from_unix_ms(1_700_000_000_000)),
            created_at: None,
            mime_type: Some(mime_type.to_owned()),
            etag: None,
            content_tag: None,
            id: None,
            quick_xor_hash: None,
            infected: false,
            mount: None,
            trouble: None,
            below: Tally::default(),
            shortcut: None,
        }
    }

    fn html(row: &Row, preview: Preview) -> String {
        let folder = VirtualPath::parse("/contoso").expect("a path");
        let page = FilePage::of(&Caller::anonymous(), &folder.join(&row.name), row, preview);
        page.render().expect("it renders")
    }

    #[test]
    fn a_file_is_shown_with_exact_facts_and_both_ways_to_its_bytes() {
        let html = html(&row("a b.zip", "application/zip"), Preview::None);
        assert!(html.contains("href=\"/d/contoso/a%20b.zip\""), "{html}");
        assert!(html.contains("href=\"/p/contoso/a%20b.zip\""));
        assert!(html.contains("1.18 MB") && html.contains("1,234,567 bytes"));
        assert!(html.contains("2023-11-14 22:13"));
    }

    #[test]
    fn an_infected_file_has_no_link_to_its_bytes() {
        let mut infected = row("a.exe", "application/octet-stream");
        infected.infected = true;
        let html = html(&infected, Preview::None);
        assert!(!html.contains("href=\"/d/") && !html.contains("href=\"/p/"));
        assert!(html.contains("infected"));
    }

    #[test]
    fn hostile_text_stays_text() {
        let text = "</pre><script>alert(1)</script>".to_owned();
        let preview = Preview::Text { text, cut: false };
        let html = html(&row("<b>.txt", "text/plain\"><script>"), preview);
        assert!(
            !html.contains("<script") && !html.contains("<b>.txt"),
            "{html}"
        );
    }
}
