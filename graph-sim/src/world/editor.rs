//! Putting things into a drive and changing them, by path.

use std::sync::Arc;

use jiff::Timestamp;

use super::conflict::{Conflict, Spot};
use super::drive::Drive;
use super::item::{Item, Kind, Lock, ShortcutTarget};
use super::times::{AskedTimes, FileTimes};
use super::{ItemKey, RecycleBin, UserHandle};
use crate::content::{Blob, Content, Fingerprint};

/// The signature the scanner reports for an infected file.
const MALWARE: &str = "EICAR_Test_File";

/// Changes one drive. Paths are plain text such as `/Documents/a.txt`; folders on the way are made
/// as needed.
///
/// # Panics
///
/// All methods panic when a path names nothing, a name is taken or a file on disk can't be read:
/// a test's own world is always right.
#[derive(Debug)]
pub struct DriveEditor<'a> {
    drive: &'a mut Drive,
}

impl<'a> DriveEditor<'a> {
    pub(crate) fn new(drive: &'a mut Drive) -> Self {
        Self { drive }
    }

    /// Adds a file that was created and last changed at `modified`.
    pub fn add_file(
        &mut self,
        path: &str,
        content: impl Into<Content>,
        modified: Timestamp,
    ) -> &mut Self {
        let blob = Blob::new(content.into()).expect("the content can be read");
        let key = self.insert(path, Kind::file(path, Arc::new(blob)));
        let item = self.drive.item_mut(key);
        (item.created, item.modified) = (modified, modified);
        item.times = FileTimes {
            created: modified,
            modified,
        };
        self
    }

    /// Adds a folder, or nothing if it is there already.
    pub fn add_folder(&mut self, path: &str) -> &mut Self {
        self.folder(&split(path));
        self
    }

    /// Adds a shortcut to an item of another user's drive.
    pub fn add_shortcut(&mut self, path: &str, owner: &UserHandle, item_id: &str) -> &mut Self {
        let target = ShortcutTarget {
            drive_id: owner.drive_id.clone(),
            item_id: item_id.to_owned(),
        };
        self.insert(path, Kind::Shortcut(target));
        self
    }

    /// Lets a shortcut point to something else.
    pub fn point_shortcut(&mut self, path: &str, owner: &UserHandle, item_id: &str) -> &mut Self {
        self.item_mut(path).kind = Kind::Shortcut(ShortcutTarget {
            drive_id: owner.drive_id.clone(),
            item_id: item_id.to_owned(),
        });
        self
    }

    /// Adds a `OneNote` notebook.
    pub fn add_package(&mut self, path: &str) -> &mut Self {
        self.insert(
            path,
            Kind::Package {
                kind: "oneNote".into(),
            },
        );
        self
    }

    /// Adds `count` small files, named by their number, to a folder.
    pub fn fill(&mut self, path: &str, count: u64, name: impl Fn(u64) -> String) -> &mut Self {
        let folder = self.folder(&split(path));
        for number in 0..count {
            let name = name(number);
            let content = Content::Generated {
                seed: number,
                size: number % 97,
            };
            let blob = Blob::new(content).expect("generated content can always be read");
            let kind = Kind::file(&name, Arc::new(blob));
            self.drive
                .insert(folder, &name, kind, AskedTimes::default())
                .expect("each name is used once");
        }
        self
    }

    /// Lets the scanner find something in the file.
    pub fn mark_malware(&mut self, path: &str) -> &mut Self {
        let item = self.item_mut(path);
        if let Kind::File { malware, .. } = &mut item.kind {
            *malware = Some(MALWARE.into());
        }
        self
    }

    /// Adds the `shared` facet.
    pub fn mark_shared(&mut self, path: &str) -> &mut Self {
        self.item_mut(path).shared = true;
        self
    }

    /// Gives a file other bytes: both its tags change, and there is a version more. A lock doesn't
    /// hold a test back.
    pub fn replace_content(&mut self, path: &str, content: impl Into<Content>) -> &mut Self {
        let blob = Blob::new(content.into()).expect("the content can be read");
        let key = self.key(path);
        let lock = self.drive.item_mut(key).lock.take();
        self.drive
            .replace_file(key, Arc::new(blob), AskedTimes::default())
            .expect("the path names a file");
        self.drive.item_mut(key).lock = lock;
        self
    }

    /// Gives an item another name in the same folder.
    pub fn rename(&mut self, path: &str, name: &str) -> &mut Self {
        let key = self.key(path);
        let folder = self
            .drive
            .item(key)
            .parent
            .expect("the root has no other name");
        self.relocate(key, folder, name);
        self
    }

    /// Moves an item into another folder of the drive under its old name.
    pub fn move_into(&mut self, path: &str, folder: &str) -> &mut Self {
        let key = self.key(path);
        let folder = self.folder(&split(folder));
        let name = self.drive.item(key).name.clone();
        self.relocate(key, folder, &name);
        self
    }

    /// Deletes an item and all below it.
    pub fn remove(&mut self, path: &str) -> &mut Self {
        let key = self.key(path);
        self.drive.remove(key);
        self
    }

    /// The id of the item at a path.
    pub fn id_of(&self, path: &str) -> String {
        self.drive.id_of(self.drive.item(self.key(path)))
    }

    /// The eTag of the item at a path, with its quotes.
    pub fn e_tag_of(&self, path: &str) -> String {
        self.drive.item(self.key(path)).e_tag()
    }

    /// Size and hashes of the file at a path. Reads the whole file unless it was uploaded.
    pub fn fingerprint_of(&self, path: &str) -> Fingerprint {
        let blob = self.drive.item(self.key(path)).blob();
        let fingerprint = blob.expect("the path names a file").fingerprint();
        fingerprint.expect("the content can be read")
    }

    /// Opens the file in Office: until it is unlocked, writers get 423.
    pub fn lock(&mut self, path: &str) -> &mut Self {
        self.item_mut(path).lock = Some(Lock::Open);
        self
    }

    /// Ends a lock or a check-out.
    pub fn unlock(&mut self, path: &str) -> &mut Self {
        self.item_mut(path).lock = None;
        self
    }

    /// Sets how many bytes the drive may hold, its recycle bin included; one tebibyte at first.
    pub fn set_total_bytes(&mut self, total: u64) -> &mut Self {
        self.drive.total_bytes = total;
        self
    }

    /// What is in the recycle bin.
    pub fn recycle_bin(&self) -> RecycleBin {
        self.drive.recycle_bin
    }

    /// Sizes of all versions of a file in bytes, the oldest first and the current one last.
    pub fn version_sizes(&self, path: &str) -> Vec<u64> {
        let item = self.drive.item(self.key(path));
        let earlier = item.history().map(|history| &history.earlier);
        let earlier = earlier.into_iter().flatten();
        let sizes = earlier.map(|version| version.blob.size());
        sizes.chain([item.size]).collect()
    }

    /// Whether there is something at a path.
    pub fn exists(&self, path: &str) -> bool {
        self.find(path).is_some()
    }

    /// What lies in a folder: names, and sizes in bytes of files; none where there is no such folder.
    pub fn children_of(&self, path: &str) -> Option<Vec<(String, Option<u64>)>> {
        let children = self.drive.item(self.find(path)?).children()?;
        let items = children.values().map(|key| self.drive.item(*key));
        let described = items.map(|item| {
            let size = matches!(item.kind, Kind::File { .. }).then_some(item.size);
            (item.name.to_string(), size)
        });
        Some(described.collect())
    }

    fn find(&self, path: &str) -> Option<ItemKey> {
        split(path)
            .into_iter()
            .try_fold(Drive::ROOT, |folder, name| {
                self.drive.find_child(folder, name)
            })
    }

    fn item_mut(&mut self, path: &str) -> &mut Item {
        let key = self.key(path);
        self.drive.item_mut(key)
    }

    fn key(&self, path: &str) -> ItemKey {
        split(path).into_iter().fold(Drive::ROOT, |folder, name| {
            self.drive
                .find_child(folder, name)
                .expect("the path names an item")
        })
    }

    fn folder(&mut self, names: &[&str]) -> ItemKey {
        names.iter().fold(Drive::ROOT, |folder, name| {
            self.drive.find_child(folder, name).unwrap_or_else(|| {
                self.drive
                    .insert(folder, name, Kind::empty_folder(), AskedTimes::default())
                    .expect("folders hold folders")
            })
        })
    }

    fn relocate(&mut self, key: ItemKey, folder: ItemKey, name: &str) {
        let conflict = Conflict::Fail;
        let spot = Spot {
            folder,
            name,
            conflict,
        };
        self.drive
            .relocate(key, spot)
            .expect("the name is free there and the item is not locked");
    }

    fn insert(&mut self, path: &str, kind: Kind) -> ItemKey {
        let mut names = split(path);
        let name = names.pop().expect("a path names something");
        let folder = self.folder(&names);
        self.drive
            .insert(folder, name, kind, AskedTimes::default())
            .expect("the name is free in a folder")
    }
}

fn split(path: &str) -> Vec<&str> {
    path.split('/').filter(|name| !name.is_empty()).collect()
}
