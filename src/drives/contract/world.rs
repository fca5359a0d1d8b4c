//! What the drive under test holds.

use crate::domain::{Anchor, DrivePath, FRAGMENT_UNIT, Target};

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
    /// Drives under test send longer files in several parts. Elsewhere it is more; here it is little, so that
    /// long files can be many.
    pub const AT_ONCE: u64 = FRAGMENT_UNIT as u64;
    /// A folder without children.
    pub const EMPTY_FOLDER: &'static str = "/Nothing here";
    /// Something that can't be opened.
    pub const PACKAGE: &'static str = "/Notebook";
    /// A shortcut to a folder, which another drive has.
    pub const SHORTCUT: &'static str = "/Team files";
}

/// What lies at a path from the drive's root.
pub(super) fn at(path: &str) -> Target {
    Target::At(Anchor::Root, path_of(path))
}

pub(super) fn path_of(path: &str) -> DrivePath {
    DrivePath::parse(path).expect("the paths of the contract are sound")
}
