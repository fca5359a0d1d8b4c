//! Sharing with people.

use serde::Deserialize;
use serde_json::{Value, json};

use super::shape::Permissions;
use crate::doors;
use crate::graph::answer::Answer;
use crate::graph::fault::{self, Failure};
use crate::graph::inquiry::Inquiry;
use crate::graph::route::{DriveName, Place};
use crate::graph::writing::{Target, read_json};
use crate::switches::ExternalRecipients;
use crate::world::{GrantRole, Recipient, SharingGrant, World};

/// Members that nobody here knows are ignored, as the service does.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Body {
    recipients: Vec<DriveRecipient>,
    roles: Vec<String>,
    #[serde(default)]
    require_sign_in: bool,
    #[serde(default)]
    send_invitation: bool,
    message: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct DriveRecipient {
    email: Option<String>,
    object_id: Option<String>,
}

/// The most characters of a message, as documented.
const LONGEST_MESSAGE: usize = 2000;

/// `POST …/invite`: "Send a sharing invitation". Nobody is written to. `expirationDateTime` and
/// `password` have no effect on what a person is given in a business drive, as documented. Left
/// out: `alias`, groups, and 207 for a part of the recipients.
pub(crate) fn invite(
    inquiry: &Inquiry<'_>,
    drive: &DriveName,
    place: &Place,
) -> Result<Answer, Failure> {
    inquiry.options.permit(&[])?;
    let body: Body = read_json(inquiry)?;
    let role = check(&body)?;
    inquiry.state.change(|world| {
        let target = Target::find(inquiry, world, drive, place)?;
        let recipients = body.recipients.iter();
        let recipients = recipients.map(|named| find(inquiry, world, named));
        let recipients = recipients.collect::<Result<Vec<Recipient>, Failure>>()?;
        let mut grants = Vec::with_capacity(recipients.len());
        for recipient in recipients {
            let told = body.send_invitation || recipient.user.is_none();
            let made = SharingGrant {
                id: doors::random_guid(),
                role,
                invitation: told.then_some(body.require_sign_in),
                recipient,
            };
            grants.push(world.drive_mut(target.drive).share(target.item, made));
        }
        let permissions = Permissions::new(inquiry, world, target.drive(world), target.item);
        let value: Value = grants
            .iter()
            .map(|grant| permissions.grant(grant, target.item))
            .collect();
        let context = inquiry.context("Collection(permission)");
        Ok(Answer::json(
            &json!({ "@odata.context": context, "value": value }),
        ))
    })
}

/// The one role that is given.
fn check(body: &Body) -> Result<GrantRole, Failure> {
    if body.recipients.is_empty() {
        return Err(fault::invalid_request("There must be recipients.").into());
    }
    let message = body.message.as_deref().unwrap_or_default();
    if message.chars().count() > LONGEST_MESSAGE {
        return Err(fault::invalid_request("The message is too long.").into());
    }
    role(&body.roles)
}

/// Reads `roles`, of which there must be one.
pub(super) fn role(roles: &[String]) -> Result<GrantRole, Failure> {
    let role = match roles {
        [role] => GrantRole::parse(role),
        _ => None,
    };
    role.ok_or_else(|| fault::invalid_request("The roles are not valid.").into())
}

fn find(
    inquiry: &Inquiry<'_>,
    world: &World,
    named: &DriveRecipient,
) -> Result<Recipient, Failure> {
    let name = named.object_id.as_ref().or(named.email.as_ref());
    let name = name.ok_or_else(|| fault::invalid_request("A recipient has no name."))?;
    if let Some(record) = world.find_user(inquiry.tenant, name) {
        return Ok(Recipient {
            user: Some(record.id),
            email: record.principal_name.clone(),
            display_name: record.user.display_name.clone(),
        });
    }
    if named.object_id.is_some() || !name.contains('@') {
        return Err(fault::invalid_request("A recipient can't be resolved.").into());
    }
    match inquiry.switches.sharing.external_recipients {
        ExternalRecipients::Invited => Ok(Recipient {
            user: None,
            email: name.clone(),
            display_name: name.clone(),
        }),
        ExternalRecipients::Forbidden => Err(fault::sharing_disabled().into()),
        ExternalRecipients::Invalid => {
            Err(fault::invalid_request("Sharing with people outside is switched off.").into())
        }
    }
}
