//! `oc:permissions`: what the caller may do with something, a letter each, in the order of ownCloud's server
//! (`DavUtil::getDavPermissions`).

use crate::domain::{EntryKind, Right};
use crate::services::{Leeway, Stand};

/// `R`: may be shared. `M`: a mount stands here. `D`, `N`, `V`, `W`: may be deleted, renamed, moved, written. `C`, `K`:
/// files and folders may be made in it.
pub(super) fn permissions(kind: EntryKind, leeway: Leeway) -> String {
    let is_folder = kind == EntryKind::Folder;
    let writes = leeway.is_writable() && leeway.rights.holds(Right::Write);
    let moves = leeway.stand == Stand::Inside && !leeway.holds_mounts;
    let deletes = leeway.is_writable() && leeway.rights.holds(Right::Delete) && moves;
    let letters = [
        ('R', leeway.rights.holds(Right::Share)),
        ('M', leeway.stand == Stand::Mount),
        ('D', deletes),
        ('N', writes && moves),
        // It leaves the place where it was, as if it were deleted there.
        ('V', writes && deletes),
        ('W', writes && !is_folder),
        ('C', writes && is_folder),
        ('K', writes && is_folder),
    ];
    let letters = letters.into_iter().filter(|(_, has)| *has);
    letters.map(|(letter, _)| letter).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Rights;

    #[test]
    fn letters_follow_from_rights_and_from_where_it_lies() {
        let told = |kind, stand, read_only, rights| {
            let leeway = Leeway {
                stand,
                holds_mounts: false,
                read_only,
                rights,
            };
            permissions(kind, leeway)
        };
        let (file, folder) = (EntryKind::File, EntryKind::Folder);
        for (kind, stand, read_only, rights, expected) in [
            (file, Stand::Inside, false, Rights::ALL, "RDNVW"),
            (folder, Stand::Inside, false, Rights::ALL, "RDNVCK"),
            (file, Stand::Inside, false, Rights::WRITER, "NW"),
            (file, Stand::Inside, false, Rights::READER, ""),
            (folder, Stand::Inside, true, Rights::ALL, "R"),
            (folder, Stand::Mount, false, Rights::EDITOR, "MCK"),
            (folder, Stand::Virtual, false, Rights::EDITOR, ""),
        ] {
            assert_eq!(
                told(kind, stand, read_only, rights),
                expected,
                "{kind:?} {stand:?}"
            );
        }
    }
}
