//! One thing in a drive.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use uuid::Uuid;

use super::ItemKey;
use super::app::AppKey;
use super::name::FoldedName;
use super::times::FileTimes;
use super::versions::{History, Version};
use crate::content::Blob;

/// An item: a file, a folder, a package or a shortcut.
#[derive(Clone, Debug)]
pub(crate) struct Item {
    pub(crate) guid: Uuid,
    pub(crate) name: Box<str>,
    /// `None` for the root alone.
    pub(crate) parent: Option<ItemKey>,
    pub(crate) kind: Kind,
    /// Bytes of a file; of a folder, the sum of all below it.
    pub(crate) size: u64,
    /// By the server's clock.
    pub(crate) created: Timestamp,
    /// By the server's clock.
    pub(crate) modified: Timestamp,
    /// What clients say: `fileSystemInfo`.
    pub(crate) times: FileTimes,
    /// When it came to be here, however old it says it is.
    pub(crate) appeared_at: Timestamp,
    /// The drive's sequence at its last change.
    pub(crate) changed_at_sequence: u64,
    /// Why nobody may change it, if so.
    pub(crate) lock: Option<Lock>,
    /// Counts changes of the item as a whole; the number in the eTag.
    pub(crate) version: u32,
    /// Counts changes of the content; the number in the cTag.
    pub(crate) content_version: u32,
    /// The application that wrote the content last; `None` where a person did.
    pub(crate) written_by: Option<AppKey>,
    /// Whether somebody else may see it; adds the `shared` facet.
    pub(crate) shared: bool,
}

/// Why an item can't be changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lock {
    /// Checked out; whoever did it doesn't matter here.
    CheckedOut,
    /// Open in Office.
    Open,
}

/// What an item is, with what only that kind has.
#[derive(Clone, Debug)]
pub(crate) enum Kind {
    /// Children in the order of their folded names, which is also the order of listings.
    Folder(BTreeMap<FoldedName, ItemKey>),
    File {
        blob: Arc<Blob>,
        mime_type: Box<str>,
        /// What the scanner found, if the file is infected.
        malware: Option<Box<str>>,
        history: History,
    },
    /// A `OneNote` notebook: neither file nor folder.
    Package { kind: Box<str> },
    /// A pointer to a folder or file of another drive.
    Shortcut(ShortcutTarget),
}

/// Where a shortcut points. The target may be gone; the shortcut doesn't know.
#[derive(Clone, Debug)]
pub(crate) struct ShortcutTarget {
    pub(crate) drive_id: String,
    pub(crate) item_id: String,
}

impl Kind {
    /// A file of that name in its first version.
    pub(crate) fn file(name: &str, blob: Arc<Blob>) -> Self {
        Self::File {
            blob,
            mime_type: mime_type(name),
            malware: None,
            history: History::default(),
        }
    }

    /// Adapts what comes from the name alone.
    pub(super) fn follow_name(&mut self, name: &str) {
        if let Self::File {
            mime_type: kept, ..
        } = self
        {
            *kept = mime_type(name);
        }
    }

    /// A folder with nothing in it.
    pub(crate) fn empty_folder() -> Self {
        Self::Folder(BTreeMap::new())
    }
}

impl Item {
    /// The children, if it is a folder.
    pub(crate) fn children(&self) -> Option<&BTreeMap<FoldedName, ItemKey>> {
        match &self.kind {
            Kind::Folder(children) => Some(children),
            Kind::File { .. } | Kind::Package { .. } | Kind::Shortcut(_) => None,
        }
    }

    pub(crate) fn children_mut(&mut self) -> Option<&mut BTreeMap<FoldedName, ItemKey>> {
        match &mut self.kind {
            Kind::Folder(children) => Some(children),
            Kind::File { .. } | Kind::Package { .. } | Kind::Shortcut(_) => None,
        }
    }

    /// The content, if it is a file.
    pub(crate) fn blob(&self) -> Option<&Arc<Blob>> {
        match &self.kind {
            Kind::File { blob, .. } => Some(blob),
            Kind::Folder(_) | Kind::Package { .. } | Kind::Shortcut(_) => None,
        }
    }

    /// The versions, if it is a file.
    pub(crate) fn history(&self) -> Option<&History> {
        match &self.kind {
            Kind::File { history, .. } => Some(history),
            Kind::Folder(_) | Kind::Package { .. } | Kind::Shortcut(_) => None,
        }
    }

    /// Makes what is there an earlier version, and these bytes, or the same again, the current
    /// one. False if it is no file.
    pub(super) fn keep_version(&mut self, replacement: Option<Arc<Blob>>) -> bool {
        let modified = self.modified;
        let Kind::File { blob, history, .. } = &mut self.kind else {
            return false;
        };
        let replacement = replacement.unwrap_or_else(|| Arc::clone(blob));
        history.earlier.push(Version {
            number: history.current,
            blob: std::mem::replace(blob, replacement),
            modified,
        });
        history.current += 1;
        true
    }

    /// The eTag with the quotes that belong to it, as business drives write it.
    pub(crate) fn e_tag(&self) -> String {
        format!("\"{{{:X}}},{}\"", self.guid.hyphenated(), self.version)
    }

    /// The cTag; business drives give none for folders.
    pub(crate) fn c_tag(&self) -> Option<String> {
        let number = self.content_version;
        self.blob()
            .map(|_| format!("\"c:{{{:X}}},{number}\"", self.guid.hyphenated()))
    }
}

fn mime_type(name: &str) -> Box<str> {
    let guess = mime_guess::from_path(name).first_or_octet_stream();
    guess.essence_str().into()
}
