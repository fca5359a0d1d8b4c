//! Putting described items into a drive.

use std::path::Path;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;

use super::drive::{Drive, ItemKey};
use super::item::{Kind, Lock};
use super::item_description::{
    ContentDescription, FillDescription, ItemDescription, Items, LockDescription, Short,
    VersionDescription,
};
use super::load_error::LoadError;
use super::times::{AskedTimes, FileTimes};
use super::{World, check_path};
use crate::content::{Blob, Content};

/// What was put into a drive, with what must wait until the whole tenant is there.
pub(super) struct Planted {
    pub(super) key: String,
    pub(super) item: ItemKey,
    pub(super) description: ItemDescription,
}

/// Puts items into one drive.
pub(super) struct Planter<'a> {
    drive: &'a mut Drive,
    /// Where files on disk are looked for.
    base: &'a Path,
    /// The description's key of the items.
    key: &'a str,
}

impl<'a> Planter<'a> {
    pub(super) fn new(drive: &'a mut Drive, base: &'a Path, key: &'a str) -> Self {
        Self { drive, base, key }
    }

    /// Puts all items there but shortcuts, which may lead to what does not exist yet, and tells of
    /// all what is still to be done. Nothing is put where something else is.
    pub(super) fn plant(mut self, items: Items) -> Result<Vec<Planted>, LoadError> {
        let mut planted = Vec::new();
        let before = self.drive.now;
        for (path, Short(description)) in items {
            let key = format!("{}.{path}", self.key);
            let refuse = |reason: String| LoadError::meaning(&key, reason);
            description.check().map_err(refuse)?;
            let (folder, name) = self.place(&path).map_err(refuse)?;
            let item = match &description {
                ItemDescription {
                    shortcut: Some(_), ..
                } => folder,
                description => self.put(&key, folder, name, description)?,
            };
            if description.shortcut.is_none() {
                self.finish(item, &description);
            }
            planted.push(Planted {
                key,
                item,
                description,
            });
        }
        self.drive.now = before;
        Ok(planted)
    }

    /// The folder of a path, made as needed, and the last name.
    fn place<'p>(&mut self, path: &'p str) -> Result<(ItemKey, &'p str), String> {
        let names = split(path)?;
        let (name, folders) = names.split_last().ok_or("the path names nothing")?;
        let mut folder = Drive::ROOT;
        for name in folders {
            folder = match self.drive.find_child(folder, name) {
                Some(found) if self.drive.item(found).children().is_some() => found,
                Some(_) => return Err(format!("{name} is no folder")),
                None => self.insert(folder, name, Kind::empty_folder())?,
            };
        }
        Ok((folder, name))
    }

    fn put(
        &mut self,
        key: &str,
        folder: ItemKey,
        name: &str,
        description: &ItemDescription,
    ) -> Result<ItemKey, LoadError> {
        let refuse = |reason: String| LoadError::meaning(key, reason);
        if let Some(folder_description) = &description.folder {
            let existing = self.drive.find_child(folder, name);
            let existing = existing.filter(|item| self.drive.item(*item).children().is_some());
            let item = match existing {
                Some(item) => item,
                None => self
                    .insert(folder, name, Kind::empty_folder())
                    .map_err(refuse)?,
            };
            if let Some(fill) = &folder_description.fill {
                self.fill(item, fill).map_err(refuse)?;
            }
            return Ok(item);
        }
        let Some(Short(content)) = &description.content else {
            let kind = Kind::Package {
                kind: description.package.clone().unwrap_or_default().into(),
            };
            return self.insert(folder, name, kind).map_err(refuse);
        };
        let blob = self.blob(key, content)?;
        let Some((first, later)) = description.versions.split_first() else {
            return self
                .insert(folder, name, Kind::file(name, blob))
                .map_err(refuse);
        };
        let oldest = self.blob(key, &first.content.0)?;
        let item = self
            .insert(folder, name, Kind::file(name, oldest))
            .map_err(refuse)?;
        self.drive.item_mut(item).modified = first.modified.unwrap_or(World::BEGINNING);
        for VersionDescription { content, modified } in later {
            let blob = self.blob(key, &content.0)?;
            self.replace(item, blob, modified.unwrap_or(World::BEGINNING));
        }
        self.replace(item, blob, World::BEGINNING);
        Ok(item)
    }

    fn replace(&mut self, item: ItemKey, blob: Arc<Blob>, at: Timestamp) {
        self.drive.now = at;
        self.drive
            .replace_file(item, blob, AskedTimes::default())
            .expect("a file that was just made is not locked");
    }

    fn fill(&mut self, folder: ItemKey, fill: &FillDescription) -> Result<(), String> {
        for number in 0..fill.count {
            let name = fill.name.replace("{n}", &number.to_string());
            check(&[&name])?;
            let size = fill.size.unwrap_or(number % 97);
            let content = Content::Generated { seed: number, size };
            let blob = Blob::new(content).map_err(|error| error.to_string())?;
            self.insert(folder, &name, Kind::file(&name, Arc::new(blob)))?;
        }
        Ok(())
    }

    fn insert(&mut self, folder: ItemKey, name: &str, kind: Kind) -> Result<ItemKey, String> {
        let asked = AskedTimes::default();
        let inserted = self.drive.insert(folder, name, kind, asked);
        inserted.map_err(|_| format!("there is already something called {name}"))
    }

    fn blob(&self, key: &str, content: &ContentDescription) -> Result<Arc<Blob>, LoadError> {
        let content = match content {
            ContentDescription::Text(text) => Content::from(text.clone().into_bytes()),
            ContentDescription::Base64(text) => {
                let bytes = STANDARD.decode(text);
                bytes
                    .map_err(|error| LoadError::meaning(key, error.to_string()))?
                    .into()
            }
            ContentDescription::Generated { seed, size } => Content::Generated {
                seed: *seed,
                size: *size,
            },
            ContentDescription::Disk(path) => Content::Disk(self.base.join(path)),
        };
        let path = match &content {
            Content::Disk(path) => path.clone(),
            Content::Bytes(_) | Content::Generated { .. } => self.base.to_path_buf(),
        };
        let blob = Blob::new(content).map_err(|source| LoadError::Read { path, source })?;
        Ok(Arc::new(blob))
    }

    /// What an item has beside its content.
    fn finish(&mut self, key: ItemKey, description: &ItemDescription) {
        let item = self.drive.item_mut(key);
        let modified = description.modified.unwrap_or(World::BEGINNING);
        let created = description.created.unwrap_or(modified);
        (item.created, item.modified) = (created, modified);
        let said = description.file_system_info.as_ref();
        let asked = AskedTimes {
            created: said.and_then(|said| said.created).or(Some(created)),
            modified: said.and_then(|said| said.modified).or(Some(modified)),
        };
        item.times = FileTimes::new(asked, modified);
        item.shared |= description.shared;
        item.lock = description.lock.map(|lock| match lock {
            LockDescription::Open => Lock::Open,
            LockDescription::CheckedOut => Lock::CheckedOut,
        });
        if let (Kind::File { malware, .. }, Some(found)) = (&mut item.kind, &description.malware) {
            *malware = Some(found.as_str().into());
        }
    }
}

impl ItemDescription {
    /// An item is one thing, and has only what goes with that.
    fn check(&self) -> Result<(), String> {
        let kinds = [
            self.content.is_some(),
            self.folder.is_some(),
            self.package.is_some(),
            self.shortcut.is_some(),
        ];
        if kinds.into_iter().filter(|is| *is).count() != 1 {
            return Err("one of content, folder, package and shortcut is needed".to_owned());
        }
        let of_files = !self.versions.is_empty() || self.malware.is_some() || self.lock.is_some();
        if of_files && self.content.is_none() {
            return Err("only a file has versions, malware or a lock".to_owned());
        }
        Ok(())
    }
}

/// The names of a path, all of which a drive can hold.
pub(super) fn split(path: &str) -> Result<Vec<&str>, String> {
    let names: Vec<_> = path
        .strip_prefix('/')
        .ok_or("a path begins with a slash")?
        .split('/')
        .collect();
    check(&names)?;
    Ok(names)
}

fn check(names: &[&str]) -> Result<(), String> {
    let holdable = check_path(names.iter().copied()).is_ok();
    if !holdable || names.iter().any(|name| name.is_empty()) {
        return Err("no drive can hold such a name".to_owned());
    }
    Ok(())
}
