//! Changes of permissions.

use jiff::Timestamp;
use serde::Deserialize;
use uuid::Uuid;

use super::invitation;
use super::request::future;
use super::shape::Permissions;
use crate::graph::answer::Answer;
use crate::graph::fault::{self, Failure};
use crate::graph::inquiry::Inquiry;
use crate::graph::precondition;
use crate::graph::route::{DriveName, Place};
use crate::graph::writing::{Target, read_json};
use crate::world::{Drive, GrantRole, ItemKey, LinkScope};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Body {
    roles: Option<Vec<String>>,
    expiration_date_time: Option<String>,
}

/// What is to change; only one of the two can be asked for.
enum Change {
    Role(GrantRole),
    Expiry(Timestamp),
}

/// `PATCH …/permissions/{permission}`: "Update sharing permission": the role of what a person was
/// given, the expiration of an anonymous link, and nothing else. What is inherited, or the owner's,
/// can't be changed.
pub(crate) fn amend(
    inquiry: &Inquiry<'_>,
    drive: &DriveName,
    place: &Place,
    id: &str,
) -> Result<Answer, Failure> {
    inquiry.options.permit(&[])?;
    let change = read(inquiry)?;
    inquiry.state.change(|world| {
        let target = Target::find(inquiry, world, drive, place)?;
        precondition::if_match(inquiry, Some(target.item(world)))?;
        let known = Permissions::new(inquiry, world, target.drive(world), target.item).find(id);
        known.ok_or_else(fault::item_not_found)?;
        let uuid = Uuid::parse_str(id).map_err(|_| fault::access_denied())?;
        apply(world.drive_mut(target.drive), target.item, uuid, &change)?;
        let changed = Permissions::new(inquiry, world, target.drive(world), target.item).find(id);
        Ok(Answer::json(&changed.ok_or_else(fault::item_not_found)?))
    })
}

fn read(inquiry: &Inquiry<'_>) -> Result<Change, Failure> {
    let body: Body = read_json(inquiry)?;
    match (&body.roles, &body.expiration_date_time) {
        (Some(roles), None) => invitation::role(roles).map(Change::Role),
        (None, Some(text)) => future(inquiry, text).map(Change::Expiry),
        (Some(_), Some(_)) | (None, None) => {
            Err(fault::invalid_request("There is nothing that could be changed.").into())
        }
    }
}

fn apply(drive: &mut Drive, key: ItemKey, id: Uuid, change: &Change) -> Result<(), Failure> {
    if let Some(grant) = drive.grant_mut(key, id) {
        return match change {
            Change::Role(role) => {
                grant.role = *role;
                Ok(())
            }
            Change::Expiry(_) => {
                Err(fault::invalid_request("Only links can have an expiration.").into())
            }
        };
    }
    let link = drive.link_mut(key, id).ok_or_else(fault::access_denied)?;
    match (change, link.terms.scope) {
        (Change::Expiry(end), LinkScope::Anonymous) => {
            link.terms.expires_at = Some(*end);
            Ok(())
        }
        (Change::Expiry(_) | Change::Role(_), _) => {
            Err(fault::invalid_request("This link can't be changed in that way.").into())
        }
    }
}
