//! What a share is.

use serde_json::json;

use super::resolve;
use crate::graph::answer::Answer;
use crate::graph::fault::Failure;
use crate::graph::inquiry::Inquiry;
use crate::graph::locate;
use crate::graph::route::DriveName;
use crate::graph::shape::identity;

/// `GET /shares/{share}`: "Accessing shared `DriveItems`". The item itself and what is below it is at
/// `…/driveItem` and `…/root`. Left out: `$expand`, and `Prefer: redeemSharingLink`, which has no
/// effect on an application that may open the drive anyway; share ids of personal accounts.
pub(crate) fn show(inquiry: &Inquiry<'_>, share: &str) -> Result<Answer, Failure> {
    inquiry.options.permit(&["$select"])?;
    let world = inquiry.state.world();
    let drive = locate::drive(inquiry, &world, &DriveName::OfShare(share.to_owned()))?;
    let item = drive.item(resolve::find_item(inquiry, drive, share)?);
    Ok(Answer::json(&json!({
        "@odata.context": inquiry.context("shares/$entity"),
        "id": share,
        "name": item.name,
        "owner": identity(&drive.owner),
    })))
}
