//! One row of a listing.

use crate::domain::{Diagnosis, EntryKind};
use crate::services::Row;

use super::format::{date, size};
use super::glyph::{glyph, type_words};
use super::mounts::trouble_below;

/// Characters of a name that fit into the column of a narrow window.
const SHORT: usize = 30;

/// A row as the template writes it.
pub(in crate::web) struct RowView {
    pub(in crate::web) name: String,
    pub(in crate::web) href: String,
    pub(in crate::web) glyph: &'static str,
    pub(in crate::web) kind: String,
    pub(in crate::web) size: Option<String>,
    pub(in crate::web) modified: Option<String>,
    /// What is the matter with it, in words.
    pub(in crate::web) trouble: Option<String>,
    /// The name, where it may be too long for its column.
    pub(in crate::web) title: Option<String>,
}

impl RowView {
    /// The row of a folder whose address, without a slash at its end, is `folder`. A folder's own address ends in a slash: the hint that spares a call.
    pub(in crate::web) fn of(folder: &str, row: &Row) -> Self {
        let slash = if row.kind == EntryKind::Folder {
            "/"
        } else {
            ""
        };
        let own = row.trouble.or(row.infected.then_some(Diagnosis::Malware));
        let trouble = own.map(|diagnosis| diagnosis.title().to_owned());
        let name = row.name.to_string();
        let long = name.chars().count() > SHORT;
        Self {
            title: long.then(|| name.clone()),
            name,
            href: format!("{folder}/{}{slash}", row.name.to_url()),
            glyph: glyph(row),
            kind: type_words(row),
            size: row.size.map(size),
            modified: row.modified_at.and_then(date),
            trouble: trouble.or_else(|| trouble_below(row.below)),
        }
    }
}
