//! What changed in a drive since when.

use jiff::Timestamp;
use uuid::Uuid;

use super::ItemKey;
use super::drive::Drive;
use super::recycling::Tombstone;

/// When a drive had come how far: a sequence for each moment at which something changed.
#[derive(Debug, Default)]
pub(super) struct Moments(Vec<(Timestamp, u64)>);

impl Drive {
    /// Counts one more change, at the time that changes bear now.
    pub(super) fn step(&mut self) -> u64 {
        self.sequence += 1;
        let (now, sequence) = (self.now, self.sequence);
        match self.moments.0.last_mut() {
            Some((time, last)) if *time == now => *last = sequence,
            Some(_) | None => self.moments.0.push((now, sequence)),
        }
        sequence
    }

    /// How far the drive had come at that time.
    pub(crate) fn sequence_at(&self, time: Timestamp) -> u64 {
        let mut latest_first = self.moments.0.iter().rev();
        let found = latest_first.find(|(moment, _)| *moment <= time);
        found.map_or(0, |(_, sequence)| *sequence)
    }

    /// The items whose last change came after `since` and not after `until`, in that order.
    pub(crate) fn changed_between(&self, since: u64, until: u64) -> Vec<ItemKey> {
        if since >= until {
            return Vec::new();
        }
        let changed = |sequence: u64| since < sequence && sequence <= until;
        let items = self
            .items()
            .map(|(key, item)| (item.changed_at_sequence, key));
        let mut found: Vec<_> = items.filter(|(sequence, _)| changed(*sequence)).collect();
        found.sort_unstable();
        found.into_iter().map(|(_, key)| key).collect()
    }

    /// What went after `since` and not after `until`, in that order.
    pub(crate) fn gone_between(&self, since: u64, until: u64) -> &[Tombstone] {
        let end_of = |sequence| {
            self.tombstones
                .partition_point(|tombstone| tombstone.sequence <= sequence)
        };
        self.tombstones
            .get(end_of(since)..end_of(until))
            .unwrap_or_default()
    }

    /// Whether an item lies where the one that is gone was.
    pub(crate) fn is_retaken(&self, tombstone: &Tombstone) -> bool {
        let folder = self.find_guid(tombstone.parent);
        folder.is_some_and(|folder| self.find_child(folder, &tombstone.name).is_some())
    }

    /// The tombstone of what had this GUID.
    pub(crate) fn tombstone(&self, guid: Uuid) -> Option<&Tombstone> {
        let mut latest_first = self.tombstones.iter().rev();
        latest_first.find(|tombstone| tombstone.guid == guid)
    }

    /// All items, parents before children, the root first.
    pub(crate) fn tree(&self) -> Vec<ItemKey> {
        let mut found = vec![Self::ROOT];
        let mut next = 0;
        while let Some(key) = found.get(next) {
            let children = self.item(*key).children().into_iter();
            let children: Vec<_> = children.flat_map(|all| all.values().copied()).collect();
            found.extend(children);
            next += 1;
        }
        found
    }
}
