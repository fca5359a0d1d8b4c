//! Files that programs leave beside everything they look at.

use super::path::PathKey;

/// What is done with them in a mount.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum JunkPolicy {
    /// They are written like anything else.
    #[default]
    Pass,
    /// They are not written. Those that are there can be read and deleted.
    Reject,
}

impl JunkPolicy {
    /// `pass` or `reject`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Reject => "reject",
        }
    }

    /// The choice of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        let mut all = [Self::Pass, Self::Reject].into_iter();
        all.find(|choice| choice.name() == name)
    }
}

/// Names, as [`PathKey`] folds them, of what programs write unasked: Finder's and Explorer's notes and pictures,
/// and those of disks that are plugged in.
const NAMES: &[&str] = &[
    ".ds_store",
    ".fseventsd",
    ".localized",
    ".metadata_never_index",
    ".spotlight-v100",
    ".temporaryitems",
    ".trashes",
    ".volumeicon.icns",
    "desktop.ini",
    "ehthumbs.db",
    "thumbs.db",
];

/// With these begin the names of the halves into which Finder splits files, and of the marks by which Office and
/// `LibreOffice` tell others that they have a file open.
const BEGINNINGS: &[&str] = &["._", "~$", ".~lock."];

/// Whether something of this name is junk: nobody chose it, and nobody misses it.
pub fn is_junk(name: &str) -> bool {
    let key = PathKey::of_name(name);
    NAMES.contains(&key.as_str()) || BEGINNINGS.iter().any(|start| key.starts_with(start))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_programs_leave_behind_is_junk_in_any_letter_case() {
        for name in [
            "._a.txt",
            ".DS_Store",
            ".ds_store",
            "Desktop.ini",
            "THUMBS.DB",
            "~$report.docx",
            ".~lock.report.odt#",
            ".Trashes",
            ".Spotlight-V100",
        ] {
            assert!(is_junk(name), "{name}");
        }
    }

    #[test]
    fn what_people_name_is_not() {
        for name in [
            "",
            ".",
            "_",
            "~",
            "$",
            "a._b",
            "a~$b",
            ".env",
            "DS_Store",
            "my desktop.ini",
            "thumbs",
            "thumbs.db.txt",
            ".gitignore",
        ] {
            assert!(!is_junk(name), "{name}");
        }
    }

    #[test]
    fn every_choice_has_a_name_of_its_own() {
        for choice in [JunkPolicy::Pass, JunkPolicy::Reject] {
            assert_eq!(JunkPolicy::from_name(choice.name()), Some(choice));
        }
    }
}
