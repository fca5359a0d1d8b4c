//! A drive in memory: a double that behaves, for tests of what stands above and as the second
//! implementation that keeps the contract honest.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use futures_util::stream;

use crate::domain::{
    Anchor, Clock, ContentTag, Download, DownloadUrl, Drive, DrivePath, ETag, Entry, EntryKind,
    Error, ItemId, Listing, Opened, RangeRequest, Result, Segment, Target, Urgency,
};

use super::lookup;
use super::onedrive::check_file;

/// A drive whose items live in memory.
#[derive(Debug)]
pub struct MemoryDrive {
    items: Mutex<Items>,
    clock: Arc<dyn Clock>,
}

#[derive(Debug, Default)]
struct Items {
    by_id: BTreeMap<ItemId, Item>,
    last: u64,
}

#[derive(Clone, Debug)]
struct Item {
    entry: Arc<Entry>,
    bytes: Bytes,
}

impl MemoryDrive {
    /// A drive with nothing but its root.
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        let mut items = Items::default();
        items.insert(None, None, Content::Folder);
        Self {
            items: Mutex::new(items),
            clock,
        }
    }

    /// Puts a folder at `path`, and those above it where they are missing.
    pub fn put_folder(&self, path: &DrivePath) -> ItemId {
        self.lock().folder(path)
    }

    /// Puts a file at `path`, with the folders above it.
    pub fn put_file(&self, path: &DrivePath, bytes: impl Into<Bytes>) -> ItemId {
        self.put(path, Content::File(bytes.into()))
    }

    /// Puts something opaque at `path`: a notebook or a shortcut.
    pub fn put_opaque(&self, path: &DrivePath, kind: EntryKind) -> ItemId {
        self.put(path, Content::Opaque(kind))
    }

    fn put(&self, path: &DrivePath, content: Content) -> ItemId {
        let mut items = self.lock();
        let parent = items.folder(&path.parent().unwrap_or_else(DrivePath::root));
        let name = path.name().and_then(|name| Segment::parse(name).ok());
        items.insert(Some(parent), name, content)
    }

    fn lock(&self) -> MutexGuard<'_, Items> {
        self.items.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn find(&self, target: &Target) -> Result<Item> {
        self.lock().find(target)
    }
}

enum Content {
    Folder,
    File(Bytes),
    Opaque(EntryKind),
}

impl Items {
    fn root(&self) -> ItemId {
        self.by_id
            .keys()
            .next()
            .cloned()
            .expect("the root is put first and never taken away")
    }

    fn folder(&mut self, path: &DrivePath) -> ItemId {
        path.segments().fold(self.root(), |parent, name| {
            match lookup::child(&self.children(&parent), name) {
                Ok(folder) => folder.id.clone(),
                Err(_) => self.insert(Some(parent), Segment::parse(name).ok(), Content::Folder),
            }
        })
    }

    fn insert(
        &mut self,
        parent_id: Option<ItemId>,
        name: Option<Segment>,
        content: Content,
    ) -> ItemId {
        self.last += 1;
        let id = ItemId::parse(&format!("{:08}", self.last)).expect("digits are an id");
        let above = parent_id
            .as_ref()
            .and_then(|parent| self.by_id.get(parent))
            .and_then(|item| item.entry.found_at.clone());
        let found_at = above
            .zip(name.clone())
            .map_or_else(DrivePath::root, |(above, name)| above.join(&name));
        let (kind, bytes) = match content {
            Content::Folder => (EntryKind::Folder, Bytes::new()),
            Content::File(bytes) => (EntryKind::File, bytes),
            Content::Opaque(kind) => (kind, Bytes::new()),
        };
        let etag = ETag::requote(&format!("{id},1"));
        let entry = Entry {
            id: id.clone(),
            parent_id,
            name,
            kind,
            size: Some(bytes.len() as u64),
            created_at: None,
            modified_at: None,
            mime_type: None,
            content_tag: ContentTag::choose(None, None, etag.as_ref())
                .filter(|_| kind == EntryKind::File),
            etag,
            quick_xor_hash: None,
            found_at: Some(found_at),
            download_url: None,
            infected: false,
        };
        self.by_id.insert(
            id.clone(),
            Item {
                entry: Arc::new(entry),
                bytes,
            },
        );
        id
    }

    fn children(&self, parent: &ItemId) -> Listing {
        let of_parent = self
            .by_id
            .values()
            .filter(|item| item.entry.parent_id.as_ref() == Some(parent));
        let found_at = self
            .by_id
            .get(parent)
            .and_then(|item| item.entry.found_at.clone());
        let entries = of_parent.map(|item| Arc::clone(&item.entry)).collect();
        Listing {
            folder_id: Some(parent.clone()),
            found_at,
            entries,
            fetched_at: crate::domain::Timestamp::default(),
        }
    }

    fn find(&self, target: &Target) -> Result<Item> {
        let (start, path) = match target {
            Target::Id(id) => (id.clone(), DrivePath::root()),
            Target::At(Anchor::Root, path) => (self.root(), path.clone()),
            Target::At(Anchor::Folder(id), path) => (id.clone(), path.clone()),
        };
        let found = path.segments().try_fold(start, |parent, name| {
            lookup::child(&self.children(&parent), name).map(|entry| entry.id.clone())
        })?;
        self.by_id.get(&found).cloned().ok_or(Error::NotFound)
    }
}

#[async_trait]
impl Drive for MemoryDrive {
    async fn stat(&self, target: &Target, _urgency: Urgency) -> Result<Arc<Entry>> {
        Ok(self.find(target)?.entry)
    }

    async fn list(&self, target: &Target, _urgency: Urgency) -> Result<Arc<Listing>> {
        let folder = self.find(target)?.entry;
        match folder.kind {
            EntryKind::Folder => {
                let listing = self.lock().children(&folder.id);
                Ok(Arc::new(Listing {
                    fetched_at: self.clock.now(),
                    ..listing
                }))
            }
            EntryKind::File => Err(Error::not_a_folder()),
            EntryKind::Package | EntryKind::Shortcut => Err(Error::opaque()),
        }
    }

    async fn download(
        &self,
        target: &Target,
        _life: Duration,
        _urgency: Urgency,
    ) -> Result<Download> {
        let entry = self.find(target)?.entry;
        check_file(&entry)?;
        let url = DownloadUrl::trusted(&format!("memory:{}", entry.id), self.clock.now());
        Ok(Download { url, entry })
    }

    async fn open(
        &self,
        download: &Download,
        range: Option<RangeRequest>,
        _urgency: Urgency,
    ) -> Result<Opened> {
        let bytes = self.find(&Target::Id(download.entry.id.clone()))?.bytes;
        let length = bytes.len() as u64;
        let range = range.map(|range| range.resolve(length)).transpose()?;
        let bytes = match range {
            Some(range) => {
                let position = |position: u64| usize::try_from(position).map_err(Error::internal);
                bytes.slice(position(range.first())?..=position(range.last())?)
            }
            None => bytes,
        };
        Ok(Opened {
            length,
            range,
            etag: download.entry.etag.clone(),
            bytes: Box::pin(stream::iter([Ok(bytes)])),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Timestamp;
    use crate::doors::{ManualClock, Tasks};
    use crate::drives::contract::{self, Promises, World};
    use crate::drives::{Cache, CacheOptions, Cached};

    fn world() -> MemoryDrive {
        let drive = MemoryDrive::new(Arc::new(ManualClock::at(Timestamp::default())));
        let path = |path: &str| DrivePath::parse(path).expect("a path");
        for (place, bytes) in World::FILES {
            drive.put_file(&path(place), bytes);
        }
        drive.put_folder(&path(World::EMPTY_FOLDER));
        drive.put_opaque(&path(World::PACKAGE), EntryKind::Package);
        drive
    }

    #[tokio::test]
    async fn a_drive_in_memory_keeps_the_contract() {
        contract::reads(&world(), Promises::ALL).await;
    }

    #[tokio::test]
    async fn a_cached_drive_keeps_the_contract_cold_and_warm() {
        let ids = (
            crate::domain::TenantId::from_unique("1"),
            crate::domain::DriveId::parse("b!1").expect("an id"),
        );
        let clock = Arc::new(ManualClock::at(Timestamp::default()));
        let cache = Cache::new(CacheOptions::default());
        let drive = Cached::new(Arc::new(world()), ids, cache, clock, &Tasks::default());
        contract::reads(&drive, Promises::ALL).await;
        contract::reads(&drive, Promises::ALL).await;
    }
}
