//! Names of items: which may exist, and which are the same.

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
    use super::{FoldedName, NameFault, check_path};

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
