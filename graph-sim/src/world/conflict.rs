//! What happens when a name is taken: `@microsoft.graph.conflictBehavior`.

use super::drive::Drive;
use super::item::Kind;
use super::{ItemKey, PlaceError};

/// What a writer wants when the name is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Conflict {
    Fail,
    Replace,
    Rename,
}

impl Conflict {
    /// Reads the value of the annotation; case doesn't matter.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        match text.to_ascii_lowercase().as_str() {
            "fail" => Some(Self::Fail),
            "replace" => Some(Self::Replace),
            "rename" => Some(Self::Rename),
            _ => None,
        }
    }
}

/// Where something is to be put.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Spot<'a> {
    pub(crate) folder: ItemKey,
    pub(crate) name: &'a str,
    pub(crate) conflict: Conflict,
}

/// Files have their number before the extension, folders after all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    File,
    Folder,
}

impl Form {
    pub(crate) fn of(kind: &Kind) -> Self {
        match kind {
            Kind::Folder(_) => Self::Folder,
            Kind::File { .. } | Kind::Package { .. } | Kind::Shortcut(_) => Self::File,
        }
    }
}

/// What stands where something is to be put.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Ground {
    /// Nothing, under this name.
    Free(String),
    /// A file that is to be replaced.
    Occupied(ItemKey),
}

impl Drive {
    /// Looks at the spot and decides by the conflict behavior. `moving` doesn't stand in its own
    /// way, so that a change of case is no conflict. Folders are never replaced.
    pub(crate) fn survey(
        &self,
        spot: Spot<'_>,
        form: Form,
        moving: Option<ItemKey>,
    ) -> Result<Ground, PlaceError> {
        if self.item(spot.folder).children().is_none() {
            return Err(PlaceError::NotAFolder);
        }
        let occupant = self
            .find_child(spot.folder, spot.name)
            .filter(|key| Some(*key) != moving);
        let Some(occupant) = occupant else {
            return Ok(Ground::Free(spot.name.to_owned()));
        };
        match spot.conflict {
            Conflict::Rename => Ok(Ground::Free(self.free_name(spot, form))),
            Conflict::Fail => Err(PlaceError::NameTaken),
            Conflict::Replace if form == Form::Folder => Err(PlaceError::NameTaken),
            Conflict::Replace => match &self.item(occupant).kind {
                Kind::File { .. } if self.item(occupant).lock.is_some() => Err(PlaceError::Locked),
                Kind::File { .. } => Ok(Ground::Occupied(occupant)),
                Kind::Folder(_) | Kind::Package { .. } | Kind::Shortcut(_) => {
                    Err(PlaceError::NameTaken)
                }
            },
        }
    }

    fn free_name(&self, spot: Spot<'_>, form: Form) -> String {
        let is_free = |name: &String| self.find_child(spot.folder, name).is_none();
        (1..u32::MAX)
            .map(|number| numbered(spot.name, form, number))
            .find(is_free)
            .expect("a folder holds fewer than 2^32 items")
    }
}

/// `a 1.txt` for a file `a.txt`, `a.b 1` for a folder `a.b`.
fn numbered(name: &str, form: Form, number: u32) -> String {
    match name.rsplit_once('.') {
        Some((stem, extension)) if form == Form::File && !stem.is_empty() => {
            format!("{stem} {number}.{extension}")
        }
        Some(_) | None => format!("{name} {number}"),
    }
}

#[cfg(test)]
mod tests {
    use super::{Conflict, Form, numbered};

    #[test]
    fn a_files_number_stands_before_its_extension() {
        for (name, form, expected) in [
            ("a.txt", Form::File, "a 1.txt"),
            ("a.tar.gz", Form::File, "a.tar 1.gz"),
            ("a", Form::File, "a 1"),
            (".profile", Form::File, ".profile 1"),
            ("a.b", Form::Folder, "a.b 1"),
        ] {
            assert_eq!(numbered(name, form, 1), expected);
        }
    }

    #[test]
    fn a_behavior_is_read_in_any_case() {
        assert_eq!(Conflict::parse("Rename"), Some(Conflict::Rename));
        assert_eq!(Conflict::parse("overwrite"), None);
    }
}
