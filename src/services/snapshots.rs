//! The snapshots that somebody may still be paging through.

use std::sync::Arc;
use std::time::Duration;

use moka::policy::EvictionPolicy;
use moka::sync::Cache as Memory;

use crate::domain::{PathKey, Sort, Timestamp};

use super::cursor::Version;
use super::snapshot::Snapshot;

/// Which snapshot.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct SnapshotKey {
    pub(super) folder: PathKey,
    pub(super) sort: Sort,
    pub(super) version: Version,
}

/// Snapshots under way, bounded by weight.
#[derive(Debug)]
pub(super) struct Snapshots(Memory<SnapshotKey, Arc<Snapshot>>);

/// How long one may page through a listing.
const LIFE: Duration = Duration::from_mins(10);

impl Snapshots {
    /// None yet, and never more than `capacity` bytes. The one used longest ago goes first: a snapshot
    /// whose cursor was just given out must never be the one that is not let in.
    pub(super) fn bounded_by(capacity: u64) -> Self {
        // A snapshot heavier than all the room takes all the room: else it could not be paged through.
        let weigh = move |_: &SnapshotKey, snapshot: &Arc<Snapshot>| {
            let weight = (snapshot.weight() as u64).min(capacity);
            u32::try_from(weight).unwrap_or(u32::MAX)
        };
        let memory = Memory::builder()
            .max_capacity(capacity)
            .eviction_policy(EvictionPolicy::lru())
            .weigher(weigh);
        Self(memory.build())
    }

    /// Keeps a snapshot for those who hold a cursor of it.
    pub(super) fn keep(&self, key: SnapshotKey, snapshot: &Arc<Snapshot>) {
        self.0.insert(key, Arc::clone(snapshot));
    }

    /// The snapshot, if it is still there and not too old.
    pub(super) fn find(&self, key: &SnapshotKey, now: Timestamp) -> Option<Arc<Snapshot>> {
        let kept = self.0.get(key)?;
        if now.since(kept.made_at) < LIFE {
            return Some(kept);
        }
        self.0.invalidate(key);
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Entry, EntryKind, ItemId, Listing, Segment};
    use crate::services::ground::Ground;

    fn key(version: u64) -> SnapshotKey {
        SnapshotKey {
            folder: PathKey::root(),
            sort: Sort::default(),
            version: Version {
                fetched_at: None,
                edition: 0,
                revision: version,
            },
        }
    }

    fn snapshot(children: usize) -> Arc<Snapshot> {
        let file = |number: usize| {
            let id = ItemId::parse(&format!("01{number}")).expect("an id");
            let name = Segment::parse(&format!("file {number}.txt")).ok();
            Arc::new(Entry::of(id, EntryKind::File, name))
        };
        let listing = Listing {
            folder_id: None,
            found_at: None,
            entries: (0..children).map(file).collect(),
            fetched_at: Timestamp::default(),
            edition: 0,
        };
        let listing = Some(Arc::new(listing));
        Arc::new(Snapshot::new(
            (listing, None),
            (Ground::none(), Vec::new()),
            Sort::default(),
            Timestamp::default(),
        ))
    }

    #[test]
    fn old_listings_do_not_pile_up_behind_snapshots() {
        let snapshots = Snapshots::bounded_by(1_000_000);
        let one = snapshot(300);
        for version in 0..100 {
            snapshots.keep(key(version), &one);
            snapshots.0.run_pending_tasks();
        }
        let kept = (0..100).filter(|version| snapshots.0.contains_key(&key(*version)));
        assert!(kept.count() < 5, "each holds a listing of 200 kB and more");
    }

    #[test]
    fn a_cursor_just_given_out_is_good_however_popular_the_others_are() {
        let snapshots = Snapshots::bounded_by(1_000_000);
        for version in 0..100 {
            snapshots.keep(key(version), &snapshot(10));
            for _ in 0..5 {
                snapshots.find(&key(version), Timestamp::default());
            }
            snapshots.0.run_pending_tasks();
        }
        for (version, children) in [(100, 300), (101, 10_000)] {
            snapshots.keep(key(version), &snapshot(children));
            snapshots.0.run_pending_tasks();
            let found = snapshots.find(&key(version), Timestamp::default());
            assert!(found.is_some(), "{children} children");
        }
    }

    #[test]
    fn a_snapshot_lives_for_ten_minutes() {
        let snapshots = Snapshots::bounded_by(1_000_000);
        snapshots.keep(key(1), &snapshot(1));
        let after = |minutes| Timestamp::default().after(Duration::from_mins(minutes));
        assert!(snapshots.find(&key(1), after(9)).is_some());
        assert!(snapshots.find(&key(1), after(10)).is_none());
    }
}
