//! Why something is not even tried. None of these costs a call.

use crate::domain::Error;

/// Folders that only mounts bring about lie in no drive.
pub(in crate::services) fn virtual_folder() -> Error {
    let reason = "this folder lies in no drive; it is there because of the mounts below it";
    Error::conflict("virtual_folder", reason)
}

/// Where a mount stands is an administrator's affair.
pub(in crate::services) fn mount_root() -> Error {
    let reason = "a mount stands here; administrators move and remove mounts";
    Error::conflict("mount_root", reason)
}

/// What is mounted below belongs to another drive.
pub(in crate::services) fn contains_mount() -> Error {
    Error::conflict("contains_mount", "another drive is mounted below it")
}

/// The mount lets nothing be changed.
pub(in crate::services) fn read_only() -> Error {
    Error::conflict("read_only", "nothing may be changed through this mount")
}

/// Names of what programs leave behind, where the mount takes none.
pub(super) fn junk_name() -> Error {
    let reason = "files that programs leave behind are not written to this mount";
    Error::conflict("junk_name", reason)
}

/// Something came into a folder while it was moved, or could not be moved.
pub(in crate::services) fn left_behind() -> Error {
    let reason = "something is left in this folder, so it was not removed";
    Error::conflict("left_behind", reason)
}

/// Whoever may not see what lies there could see it while it is set aside.
pub(in crate::services) fn guarded() -> Error {
    let reason = "grants or rules stand at or below it, so it can't be replaced as a whole";
    Error::conflict("guarded", reason)
}

/// What arrived is not what was told of the original.
pub(in crate::services) fn copy_differs() -> Error {
    let reason = "the copy could not be proved to be the same as the original";
    Error::conflict("copy_differs", reason)
}

/// Two paths lead to it.
pub(super) fn onto_itself() -> Error {
    Error::conflict(
        "into_itself",
        "it lies there already: nothing replaces itself",
    )
}

/// Somebody has stopped it.
pub(in crate::services) fn cancelled() -> Error {
    Error::conflict("cancelled", "it was stopped before its end")
}
