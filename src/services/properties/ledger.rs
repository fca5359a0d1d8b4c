//! What is said of which items.

use std::collections::HashMap;

use tokio::sync::Mutex;

use crate::domain::{
    Anchor, AuditEntry, Checksums, ContentTag, DriveId, DrivePath, Entry, Error, ItemId, PathKey,
    Property, PropertyChange, Result, Target, Timestamp,
};
use crate::drives::Mounted;
use crate::store::{ItemBelow, PlacedItem, Store};

use super::known::Known;
use super::placed;

/// The database is asked for so many items at a time.
const CHUNK: usize = 100;

/// So much of what is said of the items of one folder is read at a time, in bytes: of ten thousand items, more than
/// programs are known to say.
const MOST_AT_ONCE: usize = 16 * 1024 * 1024;

/// So many items below a folder that the service has copied by itself are looked for at a time, to say of them what
/// is said of their originals. Each costs a call, as only the service knows the ids of the copies.
const PAGE: u32 = 100;

/// And so many pages of them at the most: a million calls would be a day's work.
const MOST_PAGES: usize = 100;

/// What is said of which items.
#[derive(Debug)]
pub(in crate::services) struct Ledger {
    store: Store,
    spoken_of: Known,
    summed_up: Known,
    /// One change at a time: what is known of an item and what is kept of it must not part.
    turn: Mutex<()>,
}

impl Ledger {
    /// Learns of which items anything is said.
    pub(in crate::services) async fn load(store: Store) -> Result<Self> {
        let spoken_of = store.list_items_with_properties().await?;
        let summed_up = store.list_items_with_checksums().await?;
        Ok(Self {
            store,
            spoken_of: spoken_of.into_iter().collect(),
            summed_up: summed_up.into_iter().collect(),
            turn: Mutex::default(),
        })
    }

    /// Whether anything is said of any item of a drive.
    pub(super) fn speaks_of_any(&self, drive: &DriveId) -> bool {
        self.spoken_of.has_any(drive)
    }

    pub(super) fn has_sums_of(&self, drive: &DriveId, item: &ItemId) -> bool {
        self.summed_up.has(drive, item)
    }

    pub(super) async fn of(&self, drive: &DriveId, item: &ItemId) -> Result<Vec<Property>> {
        if !self.spoken_of.has(drive, item) {
            return Ok(Vec::new());
        }
        Ok(self.store.list_properties(drive, item).await?)
    }

    pub(super) async fn of_several(
        &self,
        drive: &DriveId,
        items: impl IntoIterator<Item = &ItemId> + Send,
    ) -> Result<HashMap<ItemId, Vec<Property>>> {
        let items = self.spoken_of.among(drive, items);
        let mut said: HashMap<ItemId, Vec<Property>> = HashMap::new();
        let mut room = MOST_AT_ONCE;
        for chunk in items.chunks(CHUNK) {
            for (item, property) in self.store.list_properties_of(drive, chunk).await? {
                let weight = weight_of(&property);
                room = room.checked_sub(weight).ok_or_else(too_much_said)?;
                said.entry(item).or_default().push(property);
            }
        }
        Ok(said)
    }

    /// Whether what would be said of an item can be kept.
    ///
    /// # Errors
    /// [`Error::InsufficientStorage`].
    pub(in crate::services) async fn check(
        &self,
        of: &PlacedItem,
        changes: &[PropertyChange],
    ) -> Result<()> {
        if changes.is_empty() {
            return Ok(());
        }
        Ok(self.store.check_properties(of, changes).await?)
    }

    /// Changes what is said of an item, step by step in this order, all of it or nothing; noted in the audit log in
    /// the same transaction.
    pub(in crate::services) async fn change(
        &self,
        of: &PlacedItem,
        changes: &[PropertyChange],
        audit: &AuditEntry,
    ) -> Result<()> {
        let _turn = self.turn.lock().await;
        // First: whoever leaves in between leaves at most an item of which nothing is said.
        self.spoken_of.note(&of.drive, &of.item);
        if !self.store.change_properties(of, changes, audit).await? {
            self.spoken_of.forget(&of.drive, [&of.item]);
        }
        Ok(())
    }

    /// Keeps sums of an item's content for as long as it bears this tag.
    pub(in crate::services) async fn keep_checksums(
        &self,
        (drive, item): (&DriveId, &ItemId),
        (tag, sums): (&ContentTag, &Checksums),
        now: Timestamp,
    ) -> Result<()> {
        let _turn = self.turn.lock().await;
        self.summed_up.note(drive, item);
        let kept = self.store.keep_checksums((drive, item), tag, sums, now);
        Ok(kept.await?)
    }

    /// Sums of contents that bear these tags.
    pub(super) async fn checksums_of(
        &self,
        drive: &DriveId,
        tags: &HashMap<&ItemId, &ContentTag>,
    ) -> Result<HashMap<ItemId, Checksums>> {
        let items: Vec<_> = tags.keys().copied().collect();
        let mut found = HashMap::new();
        for chunk in items.chunks(CHUNK) {
            for known in self.store.list_checksums(drive, chunk).await? {
                let tag = tags.get(&known.item).map(|tag| tag.as_str());
                if tag == Some(&known.content_tag) {
                    found.insert(known.item, known.sums);
                }
            }
        }
        Ok(found)
    }
}

/// What becomes of it when items are copied, moved and deleted. That it fails undoes nothing: what is done to the
/// items is done.
impl Ledger {
    /// An item has a copy, of which is said what is said of it; and where the two are told to be of one content, the
    /// sums of the one are those of the other.
    pub(in crate::services) async fn copied(
        &self,
        original: (&Mounted, &Entry),
        copy: (&Mounted, &Entry),
    ) {
        self.say_the_same(original, copy).await;
        self.sum_up_the_same(original, copy).await;
    }

    /// A file's bytes were replaced, and with some services it has become another item by that: what was said of it is
    /// said of that one, unless something is already. The one before is kept in a bin, and what is said of it here.
    pub(in crate::services) async fn rewritten(
        &self,
        mounted: &Mounted,
        (before, after): (&Entry, &Entry),
    ) {
        let (_, drive) = mounted.ids();
        if before.id != after.id && !self.spoken_of.has(drive, &after.id) {
            self.say_the_same((mounted, before), (mounted, after)).await;
        }
    }

    async fn say_the_same(
        &self,
        (from, original): (&Mounted, &Entry),
        (to, copy): (&Mounted, &Entry),
    ) {
        let ((_, drive), copy) = (from.ids(), placed(to, copy));
        let has_said = self.spoken_of.has(drive, &original.id);
        if !has_said && !self.spoken_of.has(&copy.drive, &copy.item) {
            return;
        }
        let _turn = self.turn.lock().await;
        self.spoken_of.note(&copy.drive, &copy.item);
        match self
            .store
            .copy_properties((drive, &original.id), &copy)
            .await
        {
            Ok(true) => {}
            Ok(false) => self.spoken_of.forget(&copy.drive, [&copy.item]),
            Err(error) => warn(&error),
        }
    }

    async fn sum_up_the_same(
        &self,
        (from, original): (&Mounted, &Entry),
        (to, copy): (&Mounted, &Entry),
    ) {
        let ((_, drive), (_, to_drive)) = (from.ids(), to.ids());
        let tags = original.content_tag.as_ref().zip(copy.content_tag.as_ref());
        let tags = tags.filter(|_| are_of_one_content(original, copy));
        let Some((tag, to_tag)) = tags.filter(|_| self.has_sums_of(drive, &original.id)) else {
            return;
        };
        let _turn = self.turn.lock().await;
        let (item, to_item) = (&original.id, &copy.id);
        let ends = (((drive, item), tag), ((to_drive, to_item), to_tag));
        match self.store.copy_checksums(ends.0, ends.1).await {
            Ok(true) => self.summed_up.note(to_drive, to_item),
            // They are those of an older content.
            Ok(false) => {}
            Err(error) => warn(&error),
        }
    }

    /// The service has copied an item within a drive, with all below it. The first of what lies below are followed;
    /// the last of these, where there are more, for [`Ledger::copied_rest`].
    pub(in crate::services) async fn copied_tree(
        &self,
        mounted: &Mounted,
        (original, copy): (&Entry, &Entry),
    ) -> Option<ItemBelow> {
        self.copied((mounted, original), (mounted, copy)).await;
        self.copied_page(mounted, (original, copy), None).await
    }

    /// The others of what lies below a copy, for whoever has time.
    pub(in crate::services) async fn copied_rest(
        &self,
        mounted: &Mounted,
        (original, copy): (&Entry, &Entry),
        last: ItemBelow,
    ) {
        let mut last = Some(last);
        for _ in 1..MOST_PAGES {
            let Some(before) = last else {
                return;
            };
            last = self
                .copied_page(mounted, (original, copy), Some(&before))
                .await;
        }
        if last.is_some() {
            tracing::warn!("not all that is said below a folder could be said below its copy");
        }
    }

    /// One page of what lies below a copy; the last of it, where more may come.
    async fn copied_page(
        &self,
        mounted: &Mounted,
        (original, copy): (&Entry, &Entry),
        last: Option<&ItemBelow>,
    ) -> Option<ItemBelow> {
        let (_, drive) = mounted.ids();
        let places = original.found_at.as_ref().zip(copy.found_at.as_ref());
        let (from, to) = places.filter(|_| self.speaks_of_any(drive))?;
        let from = from.key();
        let below = self.store.list_properties_below((drive, &from), last, PAGE);
        let below = below.await.inspect_err(warn).unwrap_or_default();
        for it in &below {
            let Ok(rest) = DrivePath::parse(&it.rest) else {
                continue;
            };
            let target = Target::At(Anchor::Root, to.append(&rest));
            // What was moved away or deleted behind our back has no copy.
            if let Ok(copy) = mounted.stat(&target).await {
                let original = Entry::of(it.item.clone(), copy.kind, None);
                self.copied((mounted, &original), (mounted, &copy)).await;
            }
        }
        let is_full = below.len() >= PAGE as usize;
        below.into_iter().next_back().filter(|_| is_full)
    }

    /// An item lies elsewhere in its drive, or has another name there. What had that name is gone.
    pub(in crate::services) async fn moved(
        &self,
        mounted: &Mounted,
        before: &Entry,
        (occupant, after): (Option<&Entry>, &Entry),
    ) {
        let (_, drive) = mounted.ids();
        if !self.speaks_of_any(drive) {
            return;
        }
        if let Some(occupant) = occupant.filter(|occupant| occupant.id != after.id) {
            self.deleted(&placed(mounted, occupant)).await;
        }
        let from = before.found_at.as_ref().map(DrivePath::key);
        let from = from.filter(|from| !PathKey::is_root(from));
        let after = placed(mounted, after);
        if let Err(error) = self.store.move_properties(from.as_ref(), &after).await {
            warn(&error);
        }
    }

    /// An item is gone, with all below it. Of what is only said to lie below it, all is kept: it may have been moved
    /// away behind our back.
    pub(in crate::services) async fn deleted(&self, item: &PlacedItem) {
        let drive = &item.drive;
        if !self.speaks_of_any(drive) && !self.summed_up.has(drive, &item.item) {
            return;
        }
        let _turn = self.turn.lock().await;
        match self.store.forget_properties(item).await {
            Ok(()) => {
                self.spoken_of.forget(drive, [&item.item]);
                self.summed_up.forget(drive, [&item.item]);
            }
            Err(error) => warn(&error),
        }
    }
}

/// Whether two files are told to hold the same bytes. What tells no hash is not known to.
fn are_of_one_content(one: &Entry, other: &Entry) -> bool {
    let told = |entry: &Entry| entry.size.zip(entry.quick_xor_hash.clone());
    told(one).is_some_and(|content| told(other) == Some(content))
}

fn weight_of(property: &Property) -> usize {
    let name = &property.name;
    name.namespace().len() + name.local().len() + property.value.xml.len()
}

fn too_much_said() -> Error {
    let reason = "programs say more of what is in this folder than is told at once";
    Error::conflict("too_much_said", reason)
}

fn warn(error: &crate::store::StoreError) {
    tracing::warn!(
        error = error as &dyn std::error::Error,
        "what is said of an entry could not be kept up with it"
    );
}
