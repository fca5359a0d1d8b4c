//! What lies at a place: itself, and what is in it.

use crate::domain::EntryKind;
use crate::services::{ListQuery, Row};

use super::ask::Ask;
use super::headers::Depth;
use super::refusal::{Refusal, Trouble};

/// A place, and its members where they were asked for.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) row: Row,
    pub(super) members: Vec<Row>,
}

impl Found {
    pub(super) fn is_folder(&self) -> bool {
        is_folder(&self.row)
    }
}

/// Whether something has members, and a slash behind its address. A notebook or a shortcut has none.
pub(super) fn is_folder(row: &Row) -> bool {
    row.kind == EntryKind::Folder
}

/// All that was asked for, or an error: no part of a listing is ever shown as the whole.
///
/// Who does not say how far he wants to look means everything below, by the RFC; the clients of which that is known
/// want the folder and its members.
pub(super) async fn find(ask: &Ask, depth: Option<Depth>) -> Result<Found, Trouble> {
    let row = ask.services().browse.stat(&ask.caller, ask.path()).await?;
    let folder = is_folder(&row);
    ask.check_slash(folder)?;
    let members = match depth {
        Some(Depth::Infinity) if folder => return Err(Refusal::InfiniteDepth.into()),
        Some(Depth::One) | None if folder => members(ask).await?,
        Some(_) | None => Vec::new(),
    };
    Ok(Found { row, members })
}

async fn members(ask: &Ask) -> Result<Vec<Row>, Trouble> {
    let mut rows = Vec::new();
    let mut cursor = None;
    loop {
        let query = ListQuery {
            limit: ListQuery::MAX_LIMIT,
            cursor,
            sort: None,
        };
        let browse = &ask.services().browse;
        let page = browse.list(&ask.caller, ask.path(), &query).await?;
        rows.extend(page.rows);
        cursor = page.next_cursor;
        if cursor.is_none() {
            return Ok(rows);
        }
    }
}
