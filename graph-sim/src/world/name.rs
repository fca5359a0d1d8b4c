//! Names of items: which may exist, and which are the same.

use super::conflict::Form;
use crate::switches::ReservedStems;

/// The most characters a whole decoded path may have.
const LONGEST_PATH: usize = 400;
/// The most characters one name may have.
const LONGEST_NAME: usize = 255;

/// Why Graph refuses to even look for a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NameFault {
    /// Inner code `invalidPath`.
    Invalid,
    /// Inner code `pathIsTooLong`.
    TooLong,
}

/// Checks the names of a path for what no drive can hold.
pub(crate) fn check_path<'a>(names: impl Iterator<Item = &'a str>) -> Result<(), NameFault> {
    let mut whole = 0;
    for name in names {
        let length = name.chars().count();
        whole += length + 1;
        if length > LONGEST_NAME || whole > LONGEST_PATH {
            return Err(NameFault::TooLong);
        }
        if name
            .chars()
            .any(|letter| "\"*:<>?\\|/".contains(letter) || letter.is_ascii_control())
        {
            return Err(NameFault::Invalid);
        }
    }
    Ok(())
}

/// Checks a name that is to be given, beyond what [`check_path`] checks: "Restrictions and
/// limitations in OneDrive and SharePoint".
pub(super) fn check_new(
    name: &str,
    form: Form,
    is_at_root: bool,
    stems: ReservedStems,
) -> Result<(), NameFault> {
    let lower = name.to_ascii_lowercase();
    let stem = match (stems, lower.split_once('.')) {
        (ReservedStems::Refused, Some((stem, _))) if !stem.is_empty() => stem,
        (ReservedStems::Refused | ReservedStems::Allowed, _) => lower.as_str(),
    };
    let is_refused = name.is_empty()
        || name.starts_with(' ')
        || name.ends_with([' ', '.'])
        || name.starts_with("~$")
        || lower.contains("_vti_")
        || form == Form::Folder && name.starts_with('~')
        || is_device(stem)
        || [".lock", "desktop.ini"].contains(&lower.as_str())
        || is_at_root && lower == "forms";
    if is_refused {
        Err(NameFault::Invalid)
    } else {
        Ok(())
    }
}

/// The names of Windows' devices.
fn is_device(stem: &str) -> bool {
    let numbered = |device: &str| {
        let mut rest = stem.strip_prefix(device).unwrap_or_default().chars();
        matches!((rest.next(), rest.next()), (Some('0'..='9'), None))
    };
    ["con", "prn", "aux", "nul"].contains(&stem) || numbered("com") || numbered("lpt")
}

/// The form under which a name is kept and compared: case is folded letter by letter, so that a
/// name never changes its number of letters (`ß` stays `ß`). Normalization forms stay apart.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct FoldedName(Box<str>);

impl FoldedName {
    pub(crate) fn new(name: &str) -> Self {
        if name.is_ascii() {
            return Self(name.to_ascii_lowercase().into());
        }
        Self(name.chars().map(fold).collect::<String>().into())
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

fn fold(letter: char) -> char {
    let mut lower = letter.to_lowercase();
    match (lower.next(), lower.next()) {
        (Some(only), None) => only,
        _ => letter,
    }
}

#[cfg(test)]
mod tests {
    use super::{FoldedName, Form, NameFault, ReservedStems, check_new, check_path};

    fn is_refused(name: &str, form: Form, stems: ReservedStems) -> bool {
        check_new(name, form, true, stems).is_err()
    }

    #[test]
    fn names_that_no_item_may_have_are_refused() {
        for name in [
            "",
            " a",
            "a ",
            "a.",
            "..",
            "~$a.docx",
            "x_VTI_y",
            "CON",
            "lpt9",
            "COM0.txt",
            ".lock",
            "Desktop.INI",
            "forms",
        ] {
            assert!(
                is_refused(name, Form::File, ReservedStems::Refused),
                "{name}"
            );
        }
        for name in [
            "~a",
            "con1",
            "com10",
            ".env",
            "console.log",
            "a.lock",
            "com.txt",
        ] {
            assert!(
                !is_refused(name, Form::File, ReservedStems::Refused),
                "{name}"
            );
        }
        assert!(is_refused("~a", Form::Folder, ReservedStems::Refused));
    }

    #[test]
    fn a_reserved_name_with_an_extension_may_be_allowed() {
        assert!(!is_refused("con.txt", Form::File, ReservedStems::Allowed));
        assert!(is_refused("con", Form::File, ReservedStems::Allowed));
    }

    #[test]
    fn forms_is_refused_at_the_root_only() {
        assert_eq!(
            check_new("forms", Form::Folder, false, ReservedStems::Refused),
            Ok(())
        );
    }

    #[test]
    fn names_differ_not_by_case_alone() {
        assert_eq!(FoldedName::new("Ärger.TXT"), FoldedName::new("ärger.txt"));
        assert_ne!(FoldedName::new("Straße"), FoldedName::new("STRASSE"));
    }

    #[test]
    fn a_path_no_drive_can_hold_is_refused() {
        let long = "x".repeat(256);
        assert_eq!(
            check_path(["a", "b<c"].into_iter()),
            Err(NameFault::Invalid)
        );
        assert_eq!(
            check_path([long.as_str()].into_iter()),
            Err(NameFault::TooLong)
        );
        let deep = ["x".repeat(200), "y".repeat(200)];
        assert_eq!(
            check_path(deep.iter().map(String::as_str)),
            Err(NameFault::TooLong)
        );
        assert_eq!(check_path(["#1 100%.txt", "a+b"].into_iter()), Ok(()));
    }
}
