//! A listing in one order, kept while somebody pages through it.

use std::cmp::Ordering;
use std::collections::HashSet;
use std::sync::Arc;

use crate::domain::{
    Entry, EntryKind, Listing, PathKey, Segment, Sort, SortKey, Timestamp, VirtualPath,
};
use crate::tree::{NameKey, NameOrder};

use super::authority::Shown;
use super::ground::Ground;
use super::page::Row;

/// A folder's rows in order. Holds the listing itself and positions in it, not a copy of its rows;
/// clones share all of it.
#[derive(Clone, Debug)]
pub(super) struct Snapshot {
    listing: Option<Arc<Listing>>,
    shadows: Arc<[Row]>,
    order: Arc<[Position]>,
    weight: usize,
    /// What the rows stand on.
    ground: Ground,
    /// Where the service says the folder is, as a place of the tree; rights are decided on it, too.
    pub(super) found: Option<VirtualPath>,
    pub(super) made_at: Timestamp,
}

/// A part of a snapshot, as somebody may see it.
#[derive(Debug)]
pub(super) struct Cut {
    /// The rows, those that mounts bring about marked as such by their missing id.
    pub(super) rows: Vec<Row>,
    /// How many rows that he sees come before these.
    pub(super) before: usize,
    /// How many rows he sees in all.
    pub(super) total: usize,
    /// Position, among all rows, of the next one that he sees.
    pub(super) next: Option<usize>,
}

/// Where a row comes from.
#[derive(Clone, Copy, Debug)]
enum Position {
    /// A child that the drive has.
    Child(u32),
    /// A folder that mounts bring about.
    Shadow(u32),
}

/// What a row is sorted by, borrowed from wherever it lies.
struct Facts<'a> {
    name: NameKey<'a>,
    kind: EntryKind,
    size: Option<u64>,
    modified_at: Option<Timestamp>,
    mime_type: Option<&'a str>,
}

impl Snapshot {
    /// Puts a folder's rows in order. A shadow hides the drive's child of the same key: the mount stands
    /// in front of it.
    pub(super) fn new(
        (listing, found): (Option<Arc<Listing>>, Option<VirtualPath>),
        (ground, shadows): (Ground, Vec<Row>),
        sort: Sort,
        made_at: Timestamp,
    ) -> Self {
        let hidden: HashSet<String> = shadows
            .iter()
            .map(|row| PathKey::of_name(row.name.as_str()))
            .collect();
        let shown = |entry: &Entry| match &entry.name {
            Some(name) => hidden.is_empty() || !hidden.contains(&PathKey::of_name(name.as_str())),
            None => false,
        };
        let entries = listing
            .as_deref()
            .map(|listing| listing.entries.as_slice())
            .unwrap_or_default();
        let children = entries.iter().enumerate().filter(|(_, entry)| shown(entry));
        let children =
            children.filter_map(|(index, _)| u32::try_from(index).ok().map(Position::Child));
        let virtual_folders =
            (0..shadows.len()).filter_map(|index| u32::try_from(index).ok().map(Position::Shadow));
        let order = children.chain(virtual_folders).collect();
        let mut snapshot = Self {
            listing,
            shadows: shadows.into(),
            order,
            weight: 0,
            ground,
            found,
            made_at,
        };
        snapshot.sort(sort);
        snapshot.weight = snapshot.weigh();
        snapshot
    }

    /// Whether the rows may still be shown at a place that stands on this by now.
    pub(super) fn stands_on(&self, ground: &Ground) -> bool {
        let names = self.order.iter().map(|position| self.name(*position));
        self.ground.holds(ground, names)
    }

    /// The same rows for somebody who begins to read them now.
    pub(super) fn begun_at(&self, now: Timestamp) -> Self {
        Self {
            made_at: now,
            ..self.clone()
        }
    }

    /// The rows from the position `offset` on, at most `limit`, as far as they are `shown`.
    pub(super) fn cut(
        &self,
        (offset, limit): (usize, usize),
        shown: impl Fn(&str) -> Shown,
    ) -> Cut {
        let mut cut = Cut {
            rows: Vec::new(),
            before: 0,
            total: 0,
            next: None,
        };
        for (index, position) in self.order.iter().enumerate() {
            let shown = shown(self.name(*position));
            if shown == Shown::Absent {
                continue;
            }
            cut.total += 1;
            if index < offset {
                cut.before += 1;
            } else if cut.rows.len() < limit {
                let row = self.row(*position);
                cut.rows.extend(row.map(|row| row.reduced_to(shown)));
            } else if cut.next.is_none() {
                cut.next = Some(index);
            }
        }
        cut
    }

    /// The same where everything is shown: costs the rows of the cut alone.
    pub(super) fn whole_cut(&self, (offset, limit): (usize, usize)) -> Cut {
        let positions = self.order.iter().skip(offset).take(limit);
        let rows: Vec<_> = positions
            .filter_map(|position| self.row(*position))
            .collect();
        let end = offset + rows.len();
        Cut {
            before: offset.min(self.order.len()),
            total: self.order.len(),
            next: Some(end).filter(|end| *end < self.order.len()),
            rows,
        }
    }

    /// About how many bytes it holds. The listing counts: when the drive's memory has let it go, it lives
    /// on in here alone.
    pub(super) const fn weight(&self) -> usize {
        self.weight
    }

    fn weigh(&self) -> usize {
        const ROW: usize = 512;
        let listing = self.listing.as_ref().map_or(0, |listing| listing.weight());
        listing + self.order.len() * size_of::<Position>() + self.shadows.len() * ROW + ROW
    }

    /// When the listing was fetched; `None` for a folder that only mounts bring about.
    pub(super) fn fetched_at(&self) -> Option<Timestamp> {
        self.listing.as_ref().map(|listing| listing.fetched_at)
    }

    fn row(&self, position: Position) -> Option<Row> {
        match position {
            Position::Shadow(index) => self.shadows.get(index as usize).cloned(),
            Position::Child(index) => Row::of(self.child(index)?),
        }
    }

    fn child(&self, index: u32) -> Option<&Entry> {
        Some(self.listing.as_ref()?.entries.get(index as usize)?.as_ref())
    }

    fn name(&self, position: Position) -> &str {
        let name = match position {
            Position::Shadow(index) => self.shadows.get(index as usize).map(|row| &row.name),
            Position::Child(index) => self.child(index).and_then(|entry| entry.name.as_ref()),
        };
        name.map(Segment::as_str).unwrap_or_default()
    }

    fn facts<'a>(&'a self, position: Position, name: NameKey<'a>) -> Option<Facts<'a>> {
        match position {
            Position::Shadow(index) => self.shadows.get(index as usize).map(|row| Facts {
                name,
                kind: row.kind,
                size: row.size,
                modified_at: row.modified_at,
                mime_type: None,
            }),
            Position::Child(index) => self.child(index).map(|entry| Facts {
                name,
                kind: entry.kind,
                size: entry.size,
                modified_at: entry.modified_at,
                mime_type: entry.mime_type.as_deref(),
            }),
        }
    }

    fn sort(&mut self, sort: Sort) {
        let names = self.order.iter().map(|position| self.name(*position));
        let keys = NameOrder::new().keys(names);
        let rows = self.order.iter().zip(keys.iter());
        let rows =
            rows.filter_map(|(position, name)| Some((self.facts(*position, name)?, *position)));
        let mut rows: Vec<_> = rows.collect();
        // No two rows have one name, so a stable sort and its room would gain nothing.
        rows.sort_unstable_by(|(one, _), (other, _)| compare(sort, one, other));
        self.order = rows.into_iter().map(|(_, position)| position).collect();
    }
}

/// Folders stand first in the order by name, whichever its direction; ties are broken by name.
fn compare(sort: Sort, one: &Facts<'_>, other: &Facts<'_>) -> Ordering {
    let by_name = || one.name.cmp(&other.name);
    let folders_first = || (other.kind == EntryKind::Folder).cmp(&(one.kind == EntryKind::Folder));
    let directed = |ordering: Ordering| {
        if sort.descending {
            ordering.reverse()
        } else {
            ordering
        }
    };
    match sort.key {
        SortKey::Name => folders_first().then_with(|| directed(by_name())),
        SortKey::Size => directed(one.size.cmp(&other.size)).then_with(by_name),
        SortKey::ModifiedAt => directed(one.modified_at.cmp(&other.modified_at)).then_with(by_name),
        SortKey::Kind => directed(
            one.kind
                .cmp(&other.kind)
                .then_with(|| one.mime_type.cmp(&other.mime_type)),
        )
        .then_with(by_name),
    }
}
