//! Which names a drive can hold.
//!
//! Source: Microsoft, "Restrictions and limitations in OneDrive and SharePoint". Checked before a call,
//! since Graph's refusal does not say which rule was broken. Reading knows no such rules: what is there
//! is shown, whatever it is called.

use crate::domain::error::{Error, Invalid};

use super::{DrivePath, Segment};

/// The longest path, in decoded characters, that a drive can hold.
pub(super) const LONGEST_PATH: usize = 400;

/// Why no item can have this name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NameFault {
    /// `" * : < > ? |`. Slashes, backslashes and control characters, which are refused too, are in no
    /// [`Segment`].
    #[error("holds a character that no name can have: \" * : < > ? / \\ |")]
    ForbiddenCharacter,
    /// A blank at the beginning or the end.
    #[error("begins or ends with a blank")]
    OuterBlank,
    /// A period at the end.
    #[error("ends with a period")]
    TrailingPeriod,
    /// A name that Windows or SharePoint keeps for itself, with or without an ending.
    #[error("is a name that Windows or SharePoint keeps for itself")]
    Reserved,
    /// `forms`, which every library has for its own pages.
    #[error("is a name that SharePoint keeps for itself at the root of a drive")]
    ReservedAtRoot,
    /// `~$` at the beginning, which marks files that Office has open.
    #[error("begins with ~$, as only files that Office has open do")]
    OfficeLock,
    /// `_vti_` anywhere.
    #[error("holds _vti_, which SharePoint keeps for itself")]
    Vti,
    /// The whole path has more than 400 characters.
    #[error("makes a path of more than 400 characters")]
    PathTooLong,
}

impl From<NameFault> for Error {
    fn from(fault: NameFault) -> Self {
        Invalid::new("name", "invalid_name", fault.to_string()).into()
    }
}

/// Names of devices and of SharePoint itself. With an ending they are refused too.
const RESERVED: [&str; 4] = ["con", "prn", "aux", "nul"];

/// Names that are refused as they stand.
const RESERVED_WHOLE: [&str; 2] = [".lock", "desktop.ini"];

/// The name that is refused at the root of a library; every drive of an organization is one.
const RESERVED_AT_ROOT: &str = "forms";

/// Refuses a name that no drive can hold, for an item that is to lie in the folder at `folder` (from the
/// drive's root, where it is known).
pub fn check_new_name(name: &Segment, folder: Option<&DrivePath>) -> Result<(), NameFault> {
    let text = name.as_str();
    if text.contains(['"', '*', ':', '<', '>', '?', '|']) {
        return Err(NameFault::ForbiddenCharacter);
    }
    if text.starts_with(' ') || text.ends_with(' ') {
        return Err(NameFault::OuterBlank);
    }
    if text.ends_with('.') {
        return Err(NameFault::TrailingPeriod);
    }
    if text.starts_with("~$") {
        return Err(NameFault::OfficeLock);
    }
    let lower = text.to_lowercase();
    if lower.contains("_vti_") {
        return Err(NameFault::Vti);
    }
    if is_reserved(&lower) {
        return Err(NameFault::Reserved);
    }
    if lower == RESERVED_AT_ROOT && folder.is_some_and(DrivePath::is_root) {
        return Err(NameFault::ReservedAtRoot);
    }
    let above = folder.map_or(0, |folder| folder.as_str().chars().count());
    if above + text.chars().count() >= LONGEST_PATH {
        return Err(NameFault::PathTooLong);
    }
    Ok(())
}

/// Takes the name in lower case.
fn is_reserved(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default();
    RESERVED_WHOLE.contains(&name) || RESERVED.contains(&stem) || is_port(stem)
}

/// `com0` to `com9` and `lpt0` to `lpt9`.
fn is_port(stem: &str) -> bool {
    let number = stem
        .strip_prefix("com")
        .or_else(|| stem.strip_prefix("lpt"));
    number
        .is_some_and(|number| number.len() == 1 && number.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &str) -> Result<(), NameFault> {
        check_new_name(&Segment::parse(name).expect("a segment"), None)
    }

    #[test]
    fn names_that_no_drive_can_hold_are_refused_with_the_rule() {
        for (name, fault) in [
            ("a:b", NameFault::ForbiddenCharacter),
            ("what?", NameFault::ForbiddenCharacter),
            (" a", NameFault::OuterBlank),
            ("a ", NameFault::OuterBlank),
            ("a.", NameFault::TrailingPeriod),
            ("~$letter.docx", NameFault::OfficeLock),
            ("x_VTI_y", NameFault::Vti),
            ("CON", NameFault::Reserved),
            ("con.txt", NameFault::Reserved),
            ("LPT9", NameFault::Reserved),
            ("Desktop.ini", NameFault::Reserved),
            (".lock", NameFault::Reserved),
        ] {
            assert_eq!(check(name), Err(fault), "{name}");
        }
        for name in [
            "a b.txt",
            "100% #1 + more",
            "console",
            "com10",
            "~a",
            "été",
            "x.lock",
        ] {
            assert_eq!(check(name), Ok(()), "{name}");
        }
    }

    #[test]
    fn forms_is_refused_at_the_root_of_a_drive_alone() {
        let (root, below) = (DrivePath::root(), DrivePath::parse("/x").expect("a path"));
        let check = |name: &str, folder: Option<&DrivePath>| {
            check_new_name(&Segment::parse(name).expect("a segment"), folder)
        };
        for name in ["forms", "Forms"] {
            let refused = check(name, Some(&root));
            assert_eq!(refused, Err(NameFault::ReservedAtRoot), "{name}");
            assert_eq!(check(name, Some(&below)), Ok(()), "{name}");
            assert_eq!(check(name, None), Ok(()), "where nobody knows: {name}");
        }
        assert_eq!(check("forms.txt", Some(&root)), Ok(()));
    }

    #[test]
    fn a_path_has_at_most_four_hundred_characters() {
        let folder = DrivePath::parse(&format!("/{}/{}", "a".repeat(200), "b".repeat(100)));
        let folder = folder.expect("a path");
        let check = |length: usize| {
            let name = Segment::parse(&"ü".repeat(length)).expect("a segment");
            check_new_name(&name, Some(&folder))
        };
        assert_eq!(check(97), Ok(()));
        assert_eq!(check(98), Err(NameFault::PathTooLong));
    }
}
