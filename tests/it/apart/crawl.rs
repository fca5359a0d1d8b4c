//! Looking at everything that is linked or listed.

use std::collections::{HashSet, VecDeque};

use percent_encoding::percent_decode_str;
use serde_json::Value;

use super::ground::{KINDS, Side};
use super::traces::Traces;
use super::visitors::Visitor;
use crate::support::{Answer, encoded};

/// What somebody has come across.
#[derive(Default)]
pub(super) struct Seen {
    pub(super) pages: usize,
    /// Answers that speak of his own organization.
    pub(super) own: usize,
    pub(super) cursors: Vec<Cursor>,
}

/// Where a listing goes on.
#[derive(Clone, Debug)]
pub(super) struct Cursor {
    pub(super) address: String,
    pub(super) text: String,
}

/// The mounts through which visitors look into the two drives of a side. Five hundred mounts show the same two:
/// of the others each is looked at itself. Among these are mounts of people, of groups, and with rules.
const OPEN: [usize; 5] = [4, 7, 12, 302, 304];

/// The mount in which a listing comes in small parts; everywhere else it comes whole.
const IN_PARTS: usize = 4;

/// Whether an address is looked at: not what lies below a mount that is like others.
fn is_wanted(target: &str, side: Side) -> bool {
    let target = percent_decode_str(target).decode_utf8_lossy();
    let prefix = format!("/{}/{}-", side.plain(), side.word());
    let Some((_, rest)) = target.split_once(&prefix) else {
        return true;
    };
    let is_below = rest.trim_end_matches('/').contains('/');
    let number = rest.get(..4).and_then(|number| number.parse().ok());
    !is_below || number.is_some_and(|number| OPEN.contains(&number))
}

/// How much of a folder's listing is asked for at once.
fn limit(path: &str, side: Side) -> usize {
    let many = format!("{}/{}-many", side.mount(IN_PARTS), side.word());
    if path == encoded(&many) { 7 } else { 1_000 }
}

/// Looks at everything, beginning with what everybody knows.
///
/// Of his own side he must come across something, or nothing would be proved by what he does not find.
pub(super) async fn crawl(visitor: &Visitor, (own, traces): (&Traces, &Traces)) -> Seen {
    let mut seen = Seen::default();
    let mut known = HashSet::new();
    let mut waiting: VecDeque<String> = beginnings().collect();
    while let Some(target) = waiting.pop_front() {
        if !is_wanted(&target, visitor.side) || !known.insert(target.clone()) {
            continue;
        }
        let answer = visitor.actor.get(&target).await;
        assert!(
            answer.status < 500,
            "{} {target}: {}",
            visitor.name,
            answer.text()
        );
        traces.assert_none(&visitor.name, &target, &answer);
        seen.pages += 1;
        seen.own += usize::from(own.is_in(&answer));
        if target.starts_with("/api/") {
            waiting.extend(of_api((visitor.side, &target), &answer, &mut seen.cursors));
        } else if !target.starts_with("/d/") {
            waiting.extend(links(&answer));
        }
    }
    seen
}

fn beginnings() -> impl Iterator<Item = String> {
    let own = ["", "/sessions", "/tokens", "/app-passwords"].into_iter();
    let administration = KINDS.into_iter().chain(["audit?limit=100"]);
    [
        "/",
        "/@me",
        "/api/v1/fs/list?limit=1000&path=%2F",
        "/api/v1/fs/stat?path=%2F",
    ]
    .into_iter()
    .map(str::to_owned)
    .chain(own.map(|rest| format!("/api/v1/me{rest}")))
    .chain(administration.map(|list| format!("/api/v1/admin/{list}")))
}

/// What an answer of the API leads to: the rest of a list, what is in it, what is below a folder.
fn of_api((side, target): (Side, &str), answer: &Answer, cursors: &mut Vec<Cursor>) -> Vec<String> {
    if answer.status != 200 {
        return Vec::new();
    }
    let found = answer.json();
    let mut next = Vec::new();
    let (address, query) = target.split_once('?').unwrap_or((target, ""));
    if let Some(text) = found["next_cursor"].as_str() {
        let rest: Vec<_> = query
            .split('&')
            .filter(|pair| !pair.starts_with("cursor="))
            .collect();
        let address = format!("{address}?{}", rest.join("&"));
        next.push(format!("{address}&cursor={}", encoded(text)));
        cursors.push(Cursor {
            address,
            text: text.to_owned(),
        });
    }
    let items = found["items"].as_array().cloned().unwrap_or_default();
    if address == "/api/v1/fs/list" {
        let mut pairs = query
            .split('&')
            .filter_map(|pair| pair.strip_prefix("path="));
        let folder = pairs.next().unwrap_or_default().to_owned();
        next.extend(items.iter().flat_map(|item| below(side, &folder, item)));
    } else if address.starts_with("/api/v1/admin/") && items.len() > 1 {
        let ids = items.iter().filter_map(|item| item["id"].as_str());
        let one = |id: &str| format!("{address}/{id}");
        next.extend(ids.take(5).map(one));
    }
    next
}

fn below(side: Side, folder: &str, item: &Value) -> Vec<String> {
    let name = item["name"].as_str().unwrap_or_default();
    let folder = folder.trim_end_matches("%2F");
    let path = format!("{folder}%2F{}", encoded(name));
    let stat = format!("/api/v1/fs/stat?path={path}");
    let list = format!("/api/v1/fs/list?limit={}&path={path}", limit(&path, side));
    if item["kind"] == "folder" {
        vec![stat, list]
    } else {
        vec![stat]
    }
}

/// The addresses of ours that a page links.
fn links(answer: &Answer) -> Vec<String> {
    let text = answer.text();
    let links = text.split("href=\"").skip(1);
    let links = links.filter_map(|rest| rest.split('"').next());
    let ours = links.filter(|link| link.starts_with('/') && !link.starts_with("/@assets"));
    ours.map(|link| link.replace("&amp;", "&").replace("&#38;", "&"))
        .collect()
}
