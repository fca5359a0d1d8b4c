//! What every drive promises, as tests that any implementation can be put through.
//!
//! The world they need is [`World`]; each implementation brings it about in its own way.

use std::sync::Arc;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use futures_util::TryStreamExt as _;

use crate::domain::{
    Anchor, ByteRange, Download, Drive, DrivePath, Entry, EntryKind, Error, Listing, Opened,
    RangeRequest, Result, Target, Urgency,
};

/// What the drive under test holds, path by path.
#[derive(Clone, Copy, Debug)]
pub struct World;

impl World {
    /// Files and their bytes.
    pub const FILES: [(&'static str, &'static str); 5] = [
        ("/readme.txt", "hello, drive"),
        ("/Docs/Deep/Deeper/note.md", "# deep down"),
        ("/Docs/100% #1 + more.txt", "odd name"),
        ("/Docs/\u{e9}t\u{e9}.txt", "composed"),
        ("/Docs/empty.bin", ""),
    ];
    /// A folder without children.
    pub const EMPTY_FOLDER: &'static str = "/Nothing here";
    /// Something that can't be opened.
    pub const PACKAGE: &'static str = "/Notebook";
}

/// What a service may withhold. Where it does, nothing is told rather than something wrong, and all
/// else holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Promises {
    /// Where an item is: else `found_at` is `None` for all but the root.
    pub places: bool,
    /// That the size of a description is that of the bytes.
    pub sizes: bool,
    /// That a part of the bytes can be had: else the whole comes, and says so.
    pub ranges: bool,
}

impl Promises {
    /// Nothing is withheld.
    pub const ALL: Self = Self {
        places: true,
        sizes: true,
        ranges: true,
    };

    fn place(self, path: &str) -> Option<DrivePath> {
        self.places.then(|| path_of(path))
    }
}

fn at(path: &str) -> Target {
    Target::At(Anchor::Root, path_of(path))
}

fn path_of(path: &str) -> DrivePath {
    DrivePath::parse(path).expect("the world's paths are sound")
}

/// Puts `drive`, which holds [`World`], through everything that a reader may rely on.
pub async fn reads(drive: &dyn Drive, promises: Promises) {
    let drive = Reader(drive);
    stat_finds_items(drive, promises).await;
    names_are_found_without_regard_to_case_and_normal_form(drive, promises).await;
    listings_are_complete(drive, promises).await;
    what_is_missing_is_not_found(drive).await;
    kinds_are_told_apart(drive).await;
    bytes_are_right(drive).await;
    ranges_are_right(drive, promises).await;
    items_are_found_below_an_anchor_and_by_id(drive, promises).await;
}

/// A drive, asked by somebody who is in no hurry.
#[derive(Clone, Copy)]
struct Reader<'a>(&'a dyn Drive);

impl Reader<'_> {
    async fn stat(self, target: &Target) -> Result<Arc<Entry>> {
        self.0.stat(target, Urgency::Background).await
    }

    async fn list(self, target: &Target) -> Result<Arc<Listing>> {
        self.0.list(target, Urgency::Background).await
    }

    async fn download(self, target: &Target) -> Result<Download> {
        let life = Duration::ZERO;
        self.0.download(target, life, Urgency::Background).await
    }

    async fn open(self, download: &Download, range: Option<RangeRequest>) -> Result<Opened> {
        self.0.open(download, range, Urgency::Background).await
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
    assert_eq!(names, ["Docs", "Notebook", "Nothing here", "readme.txt"]);
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

async fn bytes_are_right(drive: Reader<'_>) {
    for (path, expected) in World::FILES {
        let (length, bytes) = read(drive, path, None).await.expect(path);
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
        let (length, bytes) = read(drive, "/readme.txt", Some(range))
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
    let beyond = read(drive, "/readme.txt", Some(beyond)).await;
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

async fn read(drive: Reader<'_>, path: &str, range: Option<RangeRequest>) -> Result<(u64, Bytes)> {
    let download = drive.download(&at(path)).await?;
    let opened = drive.open(&download, range).await?;
    let part = opened.range.map_or(opened.length, ByteRange::length);
    let bytes: BytesMut = opened
        .bytes
        .try_collect::<Vec<_>>()
        .await?
        .concat()
        .as_slice()
        .into();
    assert_eq!(bytes.len() as u64, part, "as many as announced");
    Ok((opened.length, bytes.freeze()))
}
