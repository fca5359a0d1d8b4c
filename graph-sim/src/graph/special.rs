//! Special folders: "Get a special folder by name".

use super::caller::Caller;
use super::fault::{self, Failure};
use super::inquiry::Inquiry;
use super::locate;
use super::route::{DriveName, Place, Start};
use crate::switches::{MissingSpecialFolder, OtherSpecialFolders, SpecialSwitches};
use crate::world::{Drive, ItemKey, Library};

/// The special folders of business drives with their place below the root; the application's own
/// lies in `Apps`.
const FOLDERS: [(&str, &str); 3] = [
    ("documents", "Documents"),
    ("photos", "Pictures"),
    ("approot", "Apps"),
];

/// Those that some documents know only for personal accounts.
const OTHERS: [(&str, &[&str]); 6] = [
    ("cameraroll", &["Pictures", "Camera Roll"]),
    ("music", &["Music"]),
    ("desktop", &["Desktop"]),
    ("downloads", &["Downloads"]),
    ("recordings", &["Recordings"]),
    ("videos", &["Videos"]),
];

/// The names that lead to a special folder. Invented ones are refused.
fn path<'a>(
    caller: &'a Caller,
    switches: &SpecialSwitches,
    name: &str,
) -> Result<Vec<&'a str>, Failure> {
    let same = |known: &str| known.eq_ignore_ascii_case(name);
    match FOLDERS.into_iter().find(|(known, _)| same(known)) {
        Some(("approot", folder)) => return Ok(vec![folder, &caller.app_name]),
        Some((_, folder)) => return Ok(vec![folder]),
        None => {}
    }
    let other = OTHERS.into_iter().find(|(known, _)| same(known));
    match other {
        Some((_, names)) if switches.others == OtherSpecialFolders::Known => Ok(names.to_vec()),
        Some(_) | None => Err(fault::invalid_request("There is no such special folder.").into()),
    }
}

fn find_path(drive: &Drive, names: &[&str]) -> Option<ItemKey> {
    let mut names = names.iter();
    names.try_fold(Drive::ROOT, |folder, name| drive.find_child(folder, name))
}

/// Finds a special folder. Reading never makes one.
pub(crate) fn find(inquiry: &Inquiry<'_>, drive: &Drive, name: &str) -> Result<ItemKey, Failure> {
    let names = path(&inquiry.caller, &inquiry.switches.special, name)?;
    let found = find_path(drive, &names);
    found.ok_or_else(|| {
        let forbidden = inquiry.switches.special.missing == MissingSpecialFolder::Forbidden;
        if forbidden && !inquiry.caller.writes() {
            fault::access_denied().into()
        } else {
            fault::item_not_found().into()
        }
    })
}

/// Makes the special folder that a request is about to write to, if it isn't there.
pub(crate) fn make(inquiry: &Inquiry<'_>, drive: &DriveName, place: &Place) -> Result<(), Failure> {
    let Start::Special(name) = &place.start else {
        return Ok(());
    };
    if !["POST", "PUT"].contains(&inquiry.call.method.as_str()) {
        return Ok(());
    }
    let names = path(&inquiry.caller, &inquiry.switches.special, name)?;
    let drive_id = {
        let world = inquiry.state.world();
        let drive = locate::drive(inquiry, &world, drive)?;
        if find_path(drive, &names).is_some() {
            return Ok(());
        }
        drive.id.clone()
    };
    inquiry.state.change(|world| {
        if let Some(mut drive) = world.edit_drive(&drive_id) {
            drive.add_folder(&names.join("/"));
        }
    });
    Ok(())
}

/// The special folders there are, for the facet that marks them in a person's drive.
pub(crate) fn marked(
    caller: &Caller,
    switches: &SpecialSwitches,
    drive: &Drive,
) -> Vec<(ItemKey, &'static str)> {
    if !matches!(drive.home.kind, Library::OneDrive) {
        return Vec::new();
    }
    let names = FOLDERS.iter().map(|(name, _)| *name);
    let names = names.chain(OTHERS.iter().map(|(name, _)| *name));
    let found = names.filter_map(|name| {
        let names = path(caller, switches, name).ok()?;
        Some((find_path(drive, &names)?, name))
    });
    found.collect()
}
