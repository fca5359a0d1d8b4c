//! The page of a folder.

use std::sync::Arc;

use askama::Template;
use axum::response::Response;
use http::StatusCode;

use crate::domain::{Caller, Result, Sort, SortKey, Timestamp, View};
use crate::services::{Overview, Page};
use crate::web::html::page as answer;
use crate::web::view::{Crumb, DrivesView, RowView, Shell, StaleView, ago, crumbs, grouped};

/// Rows of one `<tbody>`: a browser lays out only the blocks that are in sight, which makes 10,000
/// rows settle six times as fast (facts: web UI, section 2.4).
const BLOCK: usize = 100;

#[derive(Template)]
#[template(path = "browse.html")]
struct BrowsePage {
    shell: Shell,
    title: String,
    crumbs: Vec<Crumb>,
    /// Said over a copy that is older than it should be.
    stale: Option<StaleView>,
    /// What its administrators say above it, and below.
    header: Option<Arc<str>>,
    readme: Option<Arc<str>>,
    /// How it is to be drawn; the style sheet knows a list so far.
    view: &'static str,
    columns: Vec<Column>,
    blocks: Vec<Block>,
    empty: Option<&'static str>,
    drives: Option<DrivesView>,
    /// Not all rows are here, so that they say their number.
    paged: bool,
    total: usize,
    summary: String,
    fetched: Option<String>,
    first_page: Option<String>,
    next_page: Option<String>,
}

/// A column's head: its name is a link that sorts by it, or turns the order round.
struct Column {
    name: &'static str,
    class: &'static str,
    href: String,
    order: Option<&'static str>,
}

/// Rows that are laid out together.
struct Block {
    /// Number of the first row, the table's head being row 1.
    first: usize,
    full: bool,
    rows: Vec<RowView>,
}

/// Renders a part of a listing.
pub(super) fn render(
    page: &Page,
    drives: Option<&Overview>,
    caller: &Caller,
    now: Timestamp,
) -> Result<Response> {
    let drives = drives.and_then(DrivesView::of);
    answer(StatusCode::OK, &BrowsePage::of(page, drives, caller, now))
}

impl BrowsePage {
    fn of(page: &Page, drives: Option<DrivesView>, caller: &Caller, now: Timestamp) -> Self {
        let address = format!("{}/", page.path.to_url());
        let sort = page.sort.to_text();
        let next_page = page.next_cursor.as_ref().map(|cursor| {
            let query = url::form_urlencoded::Serializer::new(String::new())
                .append_pair("sort", &sort)
                .append_pair("cursor", cursor)
                .finish();
            format!("{address}?{query}")
        });
        let beginning = format!("{address}?sort={sort}");
        Self {
            shell: Shell::at(&page.path, caller),
            title: page.path.name().unwrap_or("All files").to_owned(),
            crumbs: crumbs(&page.path),
            stale: page
                .stale
                .map(|stale| StaleView::of(stale, beginning.clone())),
            header: page.notes.header.clone(),
            readme: page.notes.readme.clone(),
            view: page.notes.view.unwrap_or(View::List).name(),
            columns: columns(&address, page.sort),
            blocks: blocks(page),
            empty: page.rows.is_empty().then(|| words_for_nothing(page)),
            drives,
            paged: page.rows.len() < page.total,
            total: page.total + 1,
            summary: summary(page),
            fetched: page.fetched_at.map(|at| ago(now.since(at))),
            first_page: (page.offset > 0).then_some(beginning),
            next_page,
        }
    }
}

fn blocks(page: &Page) -> Vec<Block> {
    let folder = page.path.to_url();
    let blocks = page
        .rows
        .chunks(BLOCK)
        .enumerate()
        .map(|(index, rows)| Block {
            first: page.offset + index * BLOCK + 2,
            full: rows.len() == BLOCK,
            rows: rows.iter().map(|row| RowView::of(&folder, row)).collect(),
        });
    blocks.collect()
}

fn columns(address: &str, sort: Sort) -> Vec<Column> {
    let column = |name, class, key| {
        let active = sort.key == key;
        let next = Sort {
            key,
            descending: active && !sort.descending,
        };
        let order = if sort.descending {
            "descending"
        } else {
            "ascending"
        };
        Column {
            name,
            class,
            href: format!("{address}?sort={}", next.to_text()),
            order: active.then_some(order),
        }
    };
    vec![
        column("Name", "name", SortKey::Name),
        column("Type", "type", SortKey::Kind),
        column("Size", "size", SortKey::Size),
        column("Modified (UTC)", "modified", SortKey::ModifiedAt),
    ]
}

fn summary(page: &Page) -> String {
    if page.rows.len() == page.total {
        let unit = if page.total == 1 { "item" } else { "items" };
        return format!("{} {unit}", grouped(page.total));
    }
    let first = page.offset + 1;
    let last = page.offset + page.rows.len();
    format!(
        "rows {}–{} of {}",
        grouped(first),
        grouped(last),
        grouped(page.total)
    )
}

fn words_for_nothing(page: &Page) -> &'static str {
    if page.path.is_root() {
        "No drive is mounted yet. An administrator mounts one by POST /api/v1/admin/mounts."
    } else if page.stale.is_some() {
        "This folder was empty then."
    } else {
        "This folder is empty."
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::domain::{Delivery, Diagnosis, EntryKind, Segment, State, VirtualPath};
    use crate::services::{FolderNotes, MountState, Overview, Row, Stale, Tally};

    const FETCHED_AT: Timestamp = Timestamp::from_unix_ms(1_700_000_000_000);

    fn row(name: &str, kind: EntryKind) -> Row {
        Row {
            name: Segment::parse(name).expect("a name"),
            kind,
            size: Some(421_888),
            modified_at: Some(FETCHED_AT),
            created_at: None,
            mime_type: None,
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

    fn page(rows: Vec<Row>, offset: usize, total: usize) -> Page {
        Page {
            path: VirtualPath::parse("/contoso/a b").expect("a path"),
            rows,
            offset,
            total,
            next_cursor: (offset + 1 < total).then(|| "a+b&c".to_owned()),
            sort: Sort::default(),
            notes: FolderNotes::default(),
            fetched_at: Some(FETCHED_AT),
            stale: None,
        }
    }

    fn html(rows: Vec<Row>, offset: usize, total: usize) -> String {
        let page = page(rows, offset, total);
        let now = FETCHED_AT.after(Duration::from_secs(40));
        let page = BrowsePage::of(&page, None, &Caller::anonymous(), now);
        page.render().expect("it renders")
    }

    #[test]
    fn hostile_names_are_text_and_their_links_stay_below_the_folder() {
        let names = [
            "<img src=x onerror=alert(1)>.png",
            "\"><script>alert(1)<script>",
            "' onmouseover='x",
            "a#b?c%41&amp;.txt",
            "javascript:alert(1)",
            "\u{202e}gpj.exe",
            "@login",
            "{{ 7*7 }}",
        ];
        let rows = names.iter().map(|name| row(name, EntryKind::File));
        let html = html(rows.collect(), 0, names.len());
        for tag in ["<img src=x", "<script", " onmouseover='x", "&amp;.txt\""] {
            assert!(!html.contains(tag), "{tag} in {html}");
        }
        let hrefs = html.split("href=\"").skip(1);
        let hrefs = hrefs.map(|rest| rest.split('"').next().unwrap_or_default());
        for href in hrefs {
            let ours = href.starts_with('/') && !href.starts_with("//") || href == "#content";
            assert!(ours, "{href}");
        }
        assert!(html.contains("href=\"/contoso/a%20b/a%23b%3Fc%2541%26amp%3B.txt\""));
        assert!(html.contains("href=\"/contoso/a%20b/javascript%3Aalert%281%29\""));
        assert!(html.contains("<bdi>{{ 7*7 }}</bdi>"));
    }

    #[test]
    fn a_page_says_which_rows_it_shows_and_leads_on() {
        let first = html(vec![row("a", EntryKind::Folder)], 0, 50_000);
        assert!(first.contains("rows 1–1 of 50,000"), "{first}");
        let next = "href=\"/contoso/a%20b/?sort=name&#38;cursor=a%2Bb%26c\"";
        assert!(first.contains(next), "{first}");
        assert!(
            first.contains("href=\"/contoso/a%20b/a/\""),
            "a folder ends in a slash"
        );
        assert!(first.contains("fetched 40 s ago"));
        assert!(!first.contains("First page"));
        let last = html(vec![row("a", EntryKind::Folder)], 49_999, 50_000);
        assert!(last.contains("rows 50,000–50,000 of 50,000"));
        assert!(last.contains("First page") && !last.contains("Next page"));
    }

    #[test]
    fn only_the_column_in_use_has_an_order_and_its_link_turns_it_round() {
        let columns = columns(
            "/",
            Sort {
                key: SortKey::Size,
                descending: false,
            },
        );
        let orders: Vec<_> = columns.iter().map(|column| column.order).collect();
        assert_eq!(orders, [None, None, Some("ascending"), None]);
        let hrefs: Vec<_> = columns.iter().map(|column| column.href.as_str()).collect();
        assert_eq!(
            hrefs,
            [
                "/?sort=name",
                "/?sort=kind",
                "/?sort=-size",
                "/?sort=modified_at"
            ]
        );
    }

    #[test]
    fn a_mount_in_trouble_says_so_in_its_row() {
        let mut mount = row("broken", EntryKind::Folder);
        mount.trouble = Some(Diagnosis::SecretExpired);
        let html = html(vec![mount], 0, 1);
        assert!(
            html.contains("The application&#39;s secret has expired"),
            "{html}"
        );
    }

    #[test]
    fn a_virtual_folder_tells_of_the_drives_below_it() {
        let mount = |path: &str, state: State, hint| MountState {
            path: VirtualPath::parse(path).expect("a path"),
            delivery: Delivery::Redirect,
            state,
            tenant: None,
            hint,
        };
        let trouble = State::Trouble(Diagnosis::SecretExpired);
        let overview = Overview {
            mounts: vec![
                mount("/a/<b>", trouble, Some("Mend it.")),
                mount("/a/c", State::Unchecked, None),
            ],
            tally: Tally {
                mounts: 1_002,
                in_trouble: 1,
            },
        };
        let page = page(vec![row("a", EntryKind::Folder)], 0, 1);
        let drives = DrivesView::of(&overview);
        let page = BrowsePage::of(&page, drives, &Caller::anonymous(), FETCHED_AT);
        let html = page.render().expect("it renders");
        assert!(html.contains("href=\"/a/%3Cb%3E/\"") && !html.contains("<b>"));
        assert!(html.contains("Mend it. <a href=\"/@problems/secret_expired\""));
        assert!(html.contains("Not tried yet"));
        assert!(html.contains("1,002 drives, 1 in trouble"), "{html}");
        assert!(html.contains("and 1,000 more"));
    }

    #[test]
    fn an_old_copy_says_its_age_its_reason_and_when_to_try_again() {
        let stale = |retry_after| Stale {
            age: Duration::from_secs(185),
            cause: Diagnosis::Throttled,
            retry_after,
        };
        let html = |rows, retry_after| {
            let mut page = page(rows, 0, 1);
            page.stale = Some(stale(retry_after));
            let page = BrowsePage::of(&page, None, &Caller::anonymous(), FETCHED_AT);
            page.render().expect("it renders")
        };
        let known = html(
            vec![row("a", EntryKind::File)],
            Some(Duration::from_secs(42)),
        );
        for words in [
            "role=\"status\"",
            "This copy was fetched 3 min ago.",
            "href=\"/@problems/throttled\">Microsoft asks for a pause</a>",
            "may be asked again in 42 s",
            "href=\"/contoso/a%20b/?sort=name\">Try again</a>",
        ] {
            assert!(known.contains(words), "{words} in {known}");
        }
        let empty = html(Vec::new(), None);
        assert!(!empty.contains("asked again in") && empty.contains("Try again"));
        assert!(!empty.contains("is empty") && empty.contains("was empty then"));
    }

    #[test]
    fn what_administrators_say_of_a_folder_stands_around_it_as_text() {
        let mut page = page(vec![row("a", EntryKind::File)], 0, 1);
        page.notes = FolderNotes {
            header: Some("# <script>alert(1)</script>\nSecond line".into()),
            readme: Some("**below**".into()),
            view: Some(View::Gallery),
            sort: None,
        };
        let page = BrowsePage::of(&page, None, &Caller::anonymous(), FETCHED_AT);
        let html = page.render().expect("it renders");
        let at = |words: &str| {
            html.find(words)
                .unwrap_or_else(|| panic!("{words}: {html}"))
        };
        let header = at("# &#60;script&#62;alert(1)&#60;/script&#62;\nSecond line</section>");
        let table = at("<table class=\"listing view-gallery\"");
        assert!(header < table && table < at("**below**</section>"));
        assert!(!html.contains("<script"), "{html}");
    }

    #[test]
    fn a_folder_of_which_nothing_is_said_has_a_plain_list() {
        let html = html(vec![row("a", EntryKind::File)], 0, 1);
        assert!(html.contains("class=\"listing view-list\"") && !html.contains("<section"));
    }

    #[test]
    fn an_empty_folder_says_so() {
        assert!(html(Vec::new(), 0, 0).contains("This folder is empty."));
    }
}
