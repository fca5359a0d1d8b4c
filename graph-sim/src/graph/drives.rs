//! Drives themselves.

use serde_json::{Map, Value, json};

use super::answer::Answer;
use super::fault::Failure;
use super::inquiry::Inquiry;
use super::locate;
use super::route::DriveName;
use super::shape::{TimeStyle, identity, web_url};
use crate::world::{Drive, Quota, TenantRecord};

/// `GET /drives/{drive}` and `GET /users/{user}/drive`: "Get drive". Left out: `$expand`, and
/// `sharePointIds` and `system`, which must be selected.
pub(crate) fn show(inquiry: &Inquiry<'_>, name: &DriveName) -> Result<Answer, Failure> {
    inquiry.options.permit(&["$select"])?;
    let world = inquiry.state.world();
    let drive = locate::drive(inquiry, &world, name)?;
    let times = TimeStyle::new(&inquiry.switches.shape);
    let selection = inquiry.options.selection();
    let mut document = Map::new();
    document.insert(
        "@odata.context".to_owned(),
        inquiry.context("drives/$entity").into(),
    );
    let properties = describe(drive, world.tenant(drive.home.tenant), times);
    document.extend(
        properties
            .into_iter()
            .filter(|(name, _)| selection.wants(name)),
    );
    Ok(Answer::json(&document))
}

fn describe(drive: &Drive, tenant: &TenantRecord, times: TimeStyle) -> Vec<(String, Value)> {
    let owner = json!(identity(&drive.owner));
    let mut properties = vec![
        ("createdDateTime", times.write(drive.created).into()),
        ("description", "".into()),
        ("id", drive.id.clone().into()),
        (
            "lastModifiedDateTime",
            times.write(drive.root().modified).into(),
        ),
        ("name", drive.home.library.title().into()),
        ("webUrl", web_url(drive, tenant, &[]).into()),
        ("driveType", drive.home.library.drive_type().into()),
        (
            "createdBy",
            json!({ "user": { "displayName": "System Account" } }),
        ),
        ("lastModifiedBy", owner.clone()),
        ("owner", owner),
    ];
    properties.extend(quota(drive).map(|quota| ("quota", quota)));
    properties
        .into_iter()
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
