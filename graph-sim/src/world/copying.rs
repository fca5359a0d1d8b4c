//! Copies of whole trees, within a drive or into another.

use std::sync::Arc;

use super::conflict::Spot;
use super::drive::Drive;
use super::item::{Kind, ShortcutTarget};
use super::times::{AskedTimes, FileTimes};
use super::{DriveKey, History, ItemKey, PlaceError, World};
use crate::content::Blob;

/// The most items one copy takes: "driveItem: copy".
const MOST_COPIED: usize = 30_000;

/// Why a copy fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CopyError {
    TooManyItems,
    NoRoom,
    Place(PlaceError),
}

/// What is copied, and into which drive.
#[derive(Clone, Copy, Debug)]
pub(crate) struct CopyPlan {
    pub(crate) source: (DriveKey, ItemKey),
    pub(crate) target: DriveKey,
    /// Whether earlier contents go along.
    pub(crate) with_versions: bool,
}

/// A tree taken from a drive, ready to be planted. A parent always comes before its children, and
/// the first is what the copy was asked for.
struct Seedling {
    /// Place of the parent in the list; the first has none.
    parent: usize,
    name: Box<str>,
    what: What,
    times: FileTimes,
}

enum What {
    Folder,
    File {
        blob: Arc<Blob>,
        malware: Option<Box<str>>,
        history: History,
    },
    Package(Box<str>),
    Shortcut(ShortcutTarget),
}

impl World {
    /// Copies an item and all below it. Times of the client go along, and versions if they are
    /// asked for; tags and sharing don't. The copies have new ids.
    pub(crate) fn copy(&mut self, plan: CopyPlan, spot: Spot<'_>) -> Result<ItemKey, CopyError> {
        let CopyPlan {
            source,
            target,
            with_versions,
        } = plan;
        let (drive, key) = (self.drive(source.0), source.1);
        if source.0 == target && drive.is_within(spot.folder, key) {
            return Err(CopyError::Place(PlaceError::IntoItself));
        }
        if self.drive(target).room() < drive.item(key).size {
            return Err(CopyError::NoRoom);
        }
        let mut seedlings = drive.dig(key)?;
        if !with_versions {
            seedlings.iter_mut().for_each(Seedling::forget_versions);
        }
        let planted = self.drive_mut(target).plant(seedlings, spot);
        planted.map_err(CopyError::Place)
    }
}

impl Seedling {
    fn forget_versions(&mut self) {
        if let What::File { history, .. } = &mut self.what {
            *history = History::default();
        }
    }
}

impl Drive {
    fn dig(&self, key: ItemKey) -> Result<Vec<Seedling>, CopyError> {
        let mut dug = vec![self.seedling(key, 0)];
        let mut open = vec![(key, 0)];
        while let Some((key, parent)) = open.pop() {
            let children = self.item(key).children();
            for child in children.into_iter().flat_map(|children| children.values()) {
                if dug.len() == MOST_COPIED {
                    return Err(CopyError::TooManyItems);
                }
                open.push((*child, dug.len()));
                dug.push(self.seedling(*child, parent));
            }
        }
        Ok(dug)
    }

    fn seedling(&self, key: ItemKey, parent: usize) -> Seedling {
        let item = self.item(key);
        Seedling {
            parent,
            name: item.name.clone(),
            what: match &item.kind {
                Kind::Folder(_) => What::Folder,
                Kind::File {
                    blob,
                    malware,
                    history,
                    ..
                } => What::File {
                    blob: Arc::clone(blob),
                    malware: malware.clone(),
                    history: history.clone(),
                },
                Kind::Package { kind } => What::Package(kind.clone()),
                Kind::Shortcut(target) => What::Shortcut(target.clone()),
            },
            times: item.times,
        }
    }

    fn plant(&mut self, seedlings: Vec<Seedling>, spot: Spot<'_>) -> Result<ItemKey, PlaceError> {
        let mut planted: Vec<ItemKey> = Vec::with_capacity(seedlings.len());
        for seedling in seedlings {
            let asked = AskedTimes {
                created: Some(seedling.times.created),
                modified: Some(seedling.times.modified),
            };
            planted.push(match planted.get(seedling.parent) {
                Some(parent) => {
                    let kind = seedling.what.kind(&seedling.name);
                    self.insert(*parent, &seedling.name, kind, asked)?
                }
                None => self.store(spot, seedling.what.kind(spot.name), asked)?,
            });
        }
        Ok(*planted
            .first()
            .expect("a copy has at least what was asked for"))
    }
}

impl What {
    fn kind(self, name: &str) -> Kind {
        match self {
            Self::Folder => Kind::empty_folder(),
            Self::File {
                blob,
                malware: found,
                history: known,
            } => {
                let mut kind = Kind::file(name, blob);
                if let Kind::File {
                    malware, history, ..
                } = &mut kind
                {
                    *malware = found;
                    *history = known;
                }
                kind
            }
            Self::Package(kind) => Kind::Package { kind },
            Self::Shortcut(target) => Kind::Shortcut(target),
        }
    }
}
