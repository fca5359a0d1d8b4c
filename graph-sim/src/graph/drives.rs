//! Drives themselves.

use serde_json::{Map, Value, json};

use super::answer::Answer;
use super::fault::Failure;
use super::inquiry::Inquiry;
use super::locate;
use super::paging;
use super::route::DriveName;
use super::selection::Selection;
use super::shape::{TimeStyle, identity, web_url};
use crate::world::{Drive, Quota, World};

/// `GET /drives/{drive}`, `GET /users/{user}/drive`, `GET /sites/{site}/drive`: "Get drive". Left
/// out: `$expand`, and `sharePointIds` and `system`, which must be selected.
pub(crate) fn show(inquiry: &Inquiry<'_>, name: &DriveName) -> Result<Answer, Failure> {
    inquiry.options.permit(&["$select"])?;
    let world = inquiry.state.world();
    let drive = locate::drive(inquiry, &world, name)?;
    let mut document = describe(inquiry, &world, drive, &inquiry.options.selection());
    let context = inquiry.context("drives/$entity");
    document.insert("@odata.context".to_owned(), context.into());
    Ok(Answer::json(&document))
}

/// `GET /users/{user}/drives`: "List available drives": the one a user has. Left out: the system
/// drives some users have besides.
pub(crate) fn list_of_user(inquiry: &Inquiry<'_>, user: &str) -> Result<Answer, Failure> {
    let known = ["$select", "$top", "$skiptoken", "$orderby", "$filter"];
    inquiry.options.permit(&known)?;
    let world = inquiry.state.world();
    let drive = locate::drive(inquiry, &world, &DriveName::OfUser(user.to_owned()))?;
    let selection = inquiry.options.selection();
    paging::answer_counted(inquiry, "drives", &[drive], |drive| {
        describe(inquiry, &world, drive, &selection).into()
    })
}

/// The selected properties of a drive.
pub(crate) fn describe(
    inquiry: &Inquiry<'_>,
    world: &World,
    drive: &Drive,
    selection: &Selection,
) -> Map<String, Value> {
    let times = TimeStyle::new(&inquiry.switches.shape);
    let owner = json!(identity(&drive.owner));
    let library = &drive.home.library;
    let url = web_url(drive, world.tenant(drive.home.tenant), &[]);
    let modified = times.write(drive.root().modified);
    let mut properties = vec![
        ("createdDateTime", times.write(drive.created).into()),
        ("description", "".into()),
        ("id", drive.id.clone().into()),
        ("lastModifiedDateTime", modified.into()),
        ("name", library.title().into()),
        ("webUrl", url.into()),
        ("driveType", library.drive_type().into()),
        (
            "createdBy",
            json!({ "user": { "displayName": "System Account" } }),
        ),
        ("lastModifiedBy", owner.clone()),
        ("owner", owner),
    ];
    properties.extend(quota(drive).map(|quota| ("quota", quota)));
    let wanted = properties
        .into_iter()
        .filter(|(name, _)| selection.wants(name));
    wanted
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
}

fn quota(drive: &Drive) -> Option<Value> {
    let used = drive.root().size;
    let (total, state) = match drive.quota {
        Quota::Normal => (drive.total_bytes, "normal"),
        Quota::Exceeded => (used, "exceeded"),
        Quota::Hidden => return None,
    };
    let (remaining, deleted) = (drive.room(), drive.recycle_bin.bytes);
    Some(json!({
        "deleted": deleted, "remaining": remaining, "state": state, "total": total, "used": used,
    }))
}
