//! Making links, listing and removing permissions.

use serde_json::json;
use uuid::Uuid;

use super::request;
use super::shape::Permissions;
use crate::doors;
use crate::graph::answer::Answer;
use crate::graph::fault::{self, Failure};
use crate::graph::inquiry::Inquiry;
use crate::graph::locate;
use crate::graph::route::{DriveName, Place};
use crate::world::SharingLink;

/// `POST …/createLink`: "Create a sharing link for a driveItem". 201 for a new link, 200 for one of
/// the same terms that is there already. The link is shown, never served. Left out: `recipients`,
/// `message`, `retainInheritedPermissions`, links that prevent downloads.
pub(crate) fn create_link(
    inquiry: &Inquiry<'_>,
    drive: &DriveName,
    place: &Place,
) -> Result<Answer, Failure> {
    inquiry.options.permit(&[])?;
    let terms = request::read(inquiry)?;
    let made = SharingLink {
        id: doors::random_guid(),
        terms,
        app: inquiry.caller.app,
    };
    inquiry.state.change(|world| {
        let (id, key) = {
            let drive = locate::drive(inquiry, world, drive)?;
            (drive.id.clone(), locate::item(inquiry, drive, place)?)
        };
        let found = world.find_drive_mut(&id);
        let drive = found.ok_or_else(fault::item_not_found)?;
        let (link, is_new) = drive.link(key, made);
        let drive = world.find_drive(&id).ok_or_else(fault::item_not_found)?;
        let permission = Permissions::new(inquiry, world, drive, key).link(&link, key);
        Ok(if is_new {
            Answer::created(&permission)
        } else {
            Answer::json(&permission)
        })
    })
}

/// `GET …/permissions`: "List sharing permissions on a driveItem": the owner's, the item's links
/// with what people were given, and those of the folders above.
pub(crate) fn list(
    inquiry: &Inquiry<'_>,
    drive: &DriveName,
    place: &Place,
) -> Result<Answer, Failure> {
    inquiry.options.permit(&["$select"])?;
    let world = inquiry.state.world();
    let drive = locate::drive(inquiry, &world, drive)?;
    let key = locate::item(inquiry, drive, place)?;
    let all = Permissions::new(inquiry, &world, drive, key).all();
    let context = inquiry.context(&format!("drives('{}')/permissions", drive.id));
    Ok(Answer::json(
        &json!({ "@odata.context": context, "value": all }),
    ))
}

/// `GET …/permissions/{permission}`: "Get sharing permission for a file or folder".
pub(crate) fn show(
    inquiry: &Inquiry<'_>,
    drive: &DriveName,
    place: &Place,
    id: &str,
) -> Result<Answer, Failure> {
    inquiry.options.permit(&["$select"])?;
    let world = inquiry.state.world();
    let drive = locate::drive(inquiry, &world, drive)?;
    let key = locate::item(inquiry, drive, place)?;
    let found = Permissions::new(inquiry, &world, drive, key).find(id);
    Ok(Answer::json(&found.ok_or_else(fault::item_not_found)?))
}

/// `DELETE …/permissions/{permission}`: "Delete a sharing permission from a file or folder". What
/// is inherited, or the owner's, can't be removed.
pub(crate) fn remove(
    inquiry: &Inquiry<'_>,
    drive: &DriveName,
    place: &Place,
    id: &str,
) -> Result<Answer, Failure> {
    inquiry.options.permit(&[])?;
    inquiry.state.change(|world| {
        let (drive_id, key) = {
            let drive = locate::drive(inquiry, world, drive)?;
            let key = locate::item(inquiry, drive, place)?;
            let known = Permissions::new(inquiry, world, drive, key).find(id);
            known.ok_or_else(fault::item_not_found)?;
            (drive.id.clone(), key)
        };
        let drive = world.find_drive_mut(&drive_id);
        let removed = match (drive, Uuid::parse_str(id)) {
            (Some(drive), Ok(id)) => drive.unlink(key, id) || drive.withdraw(key, id),
            (None, _) | (_, Err(_)) => false,
        };
        if removed {
            Ok(Answer::NoContent)
        } else {
            Err(fault::access_denied().into())
        }
    })
}
