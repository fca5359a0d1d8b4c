//! What a reader may rely on.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_util::TryStreamExt as _;

use crate::domain::{
    Anchor, ByteRange, Download, Drive, DrivePath, Entry, EntryKind, Error, Listing, Opened,
    RangeRequest, Result, Target, Urgency,
};

use super::promises::Promises;
use super::world::{World, at, path_of};

/// Puts `drive`, which holds [`World`], through everything that a reader may rely on.
pub async fn reads(drive: &dyn Drive, promises: Promises) {
    let drive = Reader(drive);
    stat_finds_items(drive, promises).await;
    names_are_found_without_regard_to_case_and_normal_form(drive, promises).await;
    listings_are_complete(drive, promises).await;
    what_is_missing_is_not_found(drive).await;
    kinds_are_told_apart(drive).await;
    a_shortcut_names_its_target_and_is_none(drive).await;
    bytes_are_right(drive).await;
    ranges_are_right(drive, promises).await;
    items_are_found_below_an_anchor_and_by_id(drive, promises).await;
}

/// A drive, asked by somebody who is in no hurry.
#[derive(Clone, Copy)]
pub(super) struct Reader<'a>(pub(super) &'a dyn Drive);

impl Reader<'_> {
    pub(super) async fn stat(self, target: &Target) -> Result<Arc<Entry>> {
        self.0.stat(target, Urgency::Background).await
    }

    pub(super) async fn list(self, target: &Target) -> Result<Arc<Listing>> {
        self.0.list(target, Urgency::Background).await
    }

    pub(super) async fn download(self, target: &Target) -> Result<Download> {
        let life = Duration::ZERO;
        self.0.download(target, life, Urgency::Background).await
    }

    pub(super) async fn open(
        self,
        download: &Download,
        range: Option<RangeRequest>,
    ) -> Result<Opened> {
        self.0.open(download, range, Urgency::Background).await
    }

    /// The length that was announced, and the bytes that came.
    pub(super) async fn read(
        self,
        target: &Target,
        range: Option<RangeRequest>,
    ) -> Result<(u64, Bytes)> {
        let opened = self.open(&self.download(target).await?, range).await?;
        let part = opened.range.map_or(opened.length, ByteRange::length);
        let length = opened.length;
        let bytes = collect(opened).await?;
        assert_eq!(bytes.len() as u64, part, "as many as announced");
        Ok((length, bytes))
    }
}

async fn stat_finds_items(drive: Reader<'_>, promises: Promises) {
    let root = drive.stat(&at("/")).await.expect("a drive has a root");
    assert_eq!(
        (root.kind, root.name.as_ref(), root.parent_id.as_ref()),
        (EntryKind::Folder, None, None)
    );
    for (path, bytes) in World::FILES {
        let entry = drive.stat(&at(path)).await.expect(path);
        assert_eq!(entry.kind, EntryKind::File, "{path}");
        let size = Some(bytes.len() as u64);
        assert!(entry.size == size || !promises.sizes, "{path}");
        assert_eq!(entry.found_at, promises.place(path), "{path}");
        assert!(
            entry.etag.is_some() && entry.content_tag.is_some(),
            "{path}"
        );
    }
}

async fn names_are_found_without_regard_to_case_and_normal_form(
    drive: Reader<'_>,
    promises: Promises,
) {
    let entry = drive
        .stat(&at("/docs/DEEP/deeper/NOTE.MD"))
        .await
        .expect("case does not matter");
    assert_eq!(
        entry.found_at,
        promises.place("/Docs/Deep/Deeper/note.md"),
        "it is reported as stored"
    );
    let decomposed = drive
        .stat(&at("/Docs/e\u{301}te\u{301}.txt"))
        .await
        .expect("the other normal form is tried");
    assert_eq!(
        decomposed.found_at,
        promises.place("/Docs/\u{e9}t\u{e9}.txt")
    );
}

async fn listings_are_complete(drive: Reader<'_>, promises: Promises) {
    let root = drive.list(&at("/")).await.expect("the root can be listed");
    let mut names: Vec<_> = root
        .entries
        .iter()
        .filter_map(|entry| Some(entry.name.as_ref()?.as_str()))
        .collect();
    names.sort_unstable();
    assert_eq!(
        names,
        [
            "Docs",
            "Notebook",
            "Nothing here",
            "Team files",
            "readme.txt"
        ]
    );
    assert!(root.found_at == Some(DrivePath::root()) || !promises.places);
    let docs = drive
        .list(&at("/docs"))
        .await
        .expect("a folder can be listed");
    assert_eq!(
        (docs.entries.len(), docs.found_at.clone()),
        (4, promises.place("/Docs"))
    );
    assert!(
        docs.entries
            .iter()
            .all(|entry| entry.parent_id == docs.folder_id)
    );
    let empty = drive
        .list(&at(World::EMPTY_FOLDER))
        .await
        .expect("an empty folder is a folder");
    assert!(empty.entries.is_empty());
}

async fn what_is_missing_is_not_found(drive: Reader<'_>) {
    for path in ["/no", "/Docs/no", "/no/no/no", "/readme.txt/no"] {
        assert!(
            matches!(drive.stat(&at(path)).await, Err(Error::NotFound)),
            "{path}"
        );
        assert!(
            matches!(drive.list(&at(path)).await, Err(Error::NotFound)),
            "{path}"
        );
        assert!(
            matches!(drive.download(&at(path)).await, Err(Error::NotFound)),
            "{path}"
        );
    }
}

async fn kinds_are_told_apart(drive: Reader<'_>) {
    let code = |error: Error| error.code();
    let list_of_file = drive.list(&at("/readme.txt")).await.map(drop);
    assert_eq!(list_of_file.map_err(code), Err("not_a_folder"));
    let bytes_of_folder = drive.download(&at("/Docs")).await.map(drop);
    assert_eq!(bytes_of_folder.map_err(code), Err("not_a_file"));
    let bytes_of_package = drive.download(&at(World::PACKAGE)).await.map(drop);
    assert_eq!(bytes_of_package.map_err(code), Err("opaque"));
}

async fn a_shortcut_names_its_target_and_is_none(drive: Reader<'_>) {
    let place = at(World::SHORTCUT);
    let shortcut = drive.stat(&place).await.expect("it is there");
    assert_eq!(shortcut.kind, EntryKind::Shortcut);
    let remote = shortcut.remote.as_ref().expect("it names its target");
    assert_ne!(remote.id, shortcut.id);
    let root = drive.list(&at("/")).await.expect("the root can be listed");
    let listed = root.entries.iter().find(|entry| entry.id == shortcut.id);
    assert_eq!(listed.and_then(|entry| entry.remote.as_ref()), Some(remote));
    let others = root.entries.iter().filter(|entry| entry.id != shortcut.id);
    assert!(others.into_iter().all(|entry| entry.remote.is_none()));
    let code = |error: Error| error.code();
    let listed = drive.list(&place).await.map(drop);
    assert_eq!(listed.map_err(code), Err("opaque"), "it has no children");
    let bytes = drive.download(&place).await.map(drop);
    assert_eq!(bytes.map_err(code), Err("opaque"), "it has no bytes");
    let below = drive.stat(&at(&format!("{}/x", World::SHORTCUT))).await;
    assert!(matches!(below, Err(Error::NotFound)), "no path leads on");
}

async fn bytes_are_right(drive: Reader<'_>) {
    for (path, expected) in World::FILES {
        let (length, bytes) = drive.read(&at(path), None).await.expect(path);
        assert_eq!(
            (length, bytes.as_ref()),
            (expected.len() as u64, expected.as_bytes()),
            "{path}"
        );
    }
}

async fn ranges_are_right(drive: Reader<'_>, promises: Promises) {
    let first_five = RangeRequest::From {
        first: 0,
        last: Some(4),
    };
    for (range, expected) in [
        (first_five, "hello"),
        (
            RangeRequest::From {
                first: 7,
                last: None,
            },
            "drive",
        ),
        (RangeRequest::Suffix { length: 5 }, "drive"),
        (
            RangeRequest::From {
                first: 7,
                last: Some(1_000),
            },
            "drive",
        ),
    ] {
        let (length, bytes) = drive
            .read(&at("/readme.txt"), Some(range))
            .await
            .expect("a part");
        let expected = if promises.ranges {
            expected
        } else {
            "hello, drive"
        };
        assert_eq!(
            (length, bytes.as_ref()),
            (12, expected.as_bytes()),
            "{range:?}"
        );
    }
    let beyond = RangeRequest::From {
        first: 12,
        last: None,
    };
    let beyond = drive.read(&at("/readme.txt"), Some(beyond)).await;
    match beyond {
        Err(Error::RangeNotSatisfiable { length }) => assert_eq!(length, 12),
        whole => assert!(whole.is_ok() && !promises.ranges),
    }
}

async fn items_are_found_below_an_anchor_and_by_id(drive: Reader<'_>, promises: Promises) {
    let docs = drive.stat(&at("/Docs")).await.expect("it is there");
    let below = |path: &str| Target::At(Anchor::Folder(docs.id.clone()), path_of(path));
    let note = drive
        .stat(&below("/Deep/Deeper/note.md"))
        .await
        .expect("it is below");
    assert_eq!(note.found_at, promises.place("/Docs/Deep/Deeper/note.md"));
    assert_eq!(
        drive
            .stat(&Target::Id(note.id.clone()))
            .await
            .expect("by id")
            .id,
        note.id
    );
    assert_eq!(
        drive
            .list(&below("/"))
            .await
            .expect("the anchor itself")
            .entries
            .len(),
        4
    );
    assert!(matches!(
        drive.stat(&below("/readme.txt")).await,
        Err(Error::NotFound)
    ));
}

/// All bytes that an open file gives.
pub(super) async fn collect(opened: Opened) -> Result<Bytes> {
    let parts: Vec<Bytes> = opened.bytes.try_collect().await?;
    Ok(Bytes::from(parts.concat()))
}
