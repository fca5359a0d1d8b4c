//! What the faces show of a folder's children, in one form each.

use std::collections::BTreeMap;

use serde_json::Value;

use super::truth::Node;

/// What a page shows of a child: that it is a folder, or how large it is.
pub(super) fn on_page(node: &Node) -> String {
    match node {
        Node::Folder => "folder".to_owned(),
        Node::File(file) if file.size < 1_000 => format!("{} B", file.size),
        Node::File(_) => LARGE.to_owned(),
    }
}

/// Any size that a page shows in other units than bytes.
const LARGE: &str = "large";

/// What the API tells of a child.
pub(super) fn in_api(node: &Node) -> String {
    match node {
        Node::Folder => "folder".to_owned(),
        Node::File(file) => format!("{} {} {}", file.size, file.etag, file.id),
    }
}

/// The rows of a page.
pub(super) fn of_page(page: &str) -> BTreeMap<String, String> {
    let rows = page.split("<tr role=\"row\"").skip(2);
    rows.map(|row| {
        let name = between(row, "<bdi>", "</bdi>");
        let size = between(row, "class=\"size\" dir=\"ltr\">", "</td>");
        let shown = match size {
            _ if row.contains("class=\"name is-folder\"") => "folder",
            size if size.ends_with(" B") => size,
            _ => LARGE,
        };
        (name.to_owned(), shown.to_owned())
    })
    .collect()
}

/// Adds the rows of a part of a listing; gives how many they are.
pub(super) fn add_of_listing(part: &Value, rows: &mut BTreeMap<String, String>) -> u64 {
    let items = part["items"].as_array().map(Vec::as_slice);
    let items = items.unwrap_or_default();
    rows.extend(items.iter().map(|item| {
        let name = item["name"].as_str().unwrap_or_default();
        (name.to_owned(), of_entry(item))
    }));
    items.len() as u64
}

/// One entry of the API.
pub(super) fn of_entry(entry: &Value) -> String {
    let text = |key: &str| entry[key].as_str().unwrap_or_default().replace('"', "");
    match text("kind").as_str() {
        "file" => format!("{} {} {}", entry["size"], text("etag"), text("id")),
        kind => kind.to_owned(),
    }
}

/// The code of a problem.
pub(super) fn code(text: &str) -> String {
    let problem: Value = serde_json::from_str(text).unwrap_or_default();
    problem["code"].as_str().unwrap_or_default().to_owned()
}

/// The code in the line that tells programs of a failure to give bytes.
pub(super) fn code_in_line(line: &str) -> String {
    between(line, "(", ").").to_owned()
}

/// The code of a page that tells of a failure.
pub(super) fn code_on_page(page: &str) -> String {
    between(page, "<dt>Code</dt>", "</dd>")
        .split(['<', '>'])
        .find(|text| {
            !text.is_empty() && !text.contains(['"', '/']) && *text != "dd" && *text != "code"
        })
        .unwrap_or_default()
        .to_owned()
}

fn between<'a>(text: &'a str, start: &str, end: &str) -> &'a str {
    let rest = text.split_once(start).map(|(_, rest)| rest);
    rest.and_then(|rest| rest.split(end).next())
        .unwrap_or_default()
}
