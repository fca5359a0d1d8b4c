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
use crate::switches::LibraryQuota;
use crate::world::{Drive, Library, Quota, World};

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

/// `GET /groups/{group}/drives`: "List available drives": the libraries of the group's site.
pub(crate) fn list_of_group(inquiry: &Inquiry<'_>, group: &str) -> Result<Answer, Failure> {
    let known = ["$select", "$top", "$skiptoken", "$orderby", "$filter"];
    inquiry.options.permit(&known)?;
    let world = inquiry.state.world();
    let default = locate::drive(inquiry, &world, &DriveName::OfGroup(group.to_owned()))?;
    let libraries = &world.site(default.home.site).drives;
    let selection = inquiry.options.selection();
    paging::answer_counted(inquiry, "drives", libraries, |key| {
        describe(inquiry, &world, world.drive(*key), &selection).into()
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
    let library = &drive.home.kind;
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
    properties.extend(quota(inquiry, drive).map(|quota| ("quota", quota)));
    let wanted = properties
        .into_iter()
        .filter(|(name, _)| selection.wants(name));
    wanted
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
}

/// What the drive says of its quota: the truth, a part of it, or nothing, by the drive's own
/// setting or, for libraries, by the switch.
fn quota(inquiry: &Inquiry<'_>, drive: &Drive) -> Option<Value> {
    let told = match (&drive.home.kind, inquiry.switches.sites.quota_of_libraries) {
        (Library::OneDrive, _) | (Library::Documents(_), LibraryQuota::Told) => drive.quota,
        (Library::Documents(_), LibraryQuota::Zero) => Quota::Zero,
        (Library::Documents(_), LibraryQuota::Missing) => Quota::Hidden,
    };
    let used = drive.root().size;
    let (total, remaining) = match told {
        Quota::Normal => (drive.total_bytes, drive.room()),
        Quota::Exceeded => (used, 0),
        Quota::Hidden => return None,
        Quota::Zero => {
            let zeros = json!({ "deleted": 0, "remaining": 0, "total": 0, "used": 0 });
            return Some(zeros);
        }
    };
    Some(json!({
        "deleted": drive.recycle_bin.bytes,
        "remaining": remaining,
        "state": state_of_quota(remaining, total),
        "total": total,
        "used": used,
    }))
}

/// "quota resource type": nearing with less than a tenth left, critical with less than a hundredth.
fn state_of_quota(remaining: u64, total: u64) -> &'static str {
    let less_than_one_in = |parts: u128| u128::from(remaining) * parts < u128::from(total);
    if remaining == 0 {
        "exceeded"
    } else if less_than_one_in(100) {
        "critical"
    } else if less_than_one_in(10) {
        "nearing"
    } else {
        "normal"
    }
}
