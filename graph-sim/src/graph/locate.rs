//! From an address to a drive and an item of it.

use super::fault::{self, Failure};
use super::inquiry::Inquiry;
use super::literal;
use super::route::{DriveName, Place, Route, SiteFacet, SiteName, Start, Step};
use super::{shares, special};
use crate::ids::is_drive_id_shaped;
use crate::switches::{
    ColonPaths, ForeignDrive, MalformedDriveId, Normalization, Plus, UnknownUsersDrive,
};
use crate::world::{Drive, DriveState, ItemKey, SiteRecord, World, check_path};

/// Finds the drive and checks that it can be read.
pub(crate) fn drive<'w>(
    inquiry: &Inquiry<'_>,
    world: &'w World,
    name: &DriveName,
) -> Result<&'w Drive, Failure> {
    let drive = match name {
        DriveName::Id(id) => drive_by_id(inquiry, world, id)?,
        DriveName::OfUser(user) => drive_of_user(inquiry, world, user)?,
        DriveName::OfSite(site) => drive_of_site(inquiry, world, site)?,
        DriveName::OfGroup(group) => drive_of_group(inquiry, world, group)?,
        DriveName::OfShare(share) => shares::find_drive(inquiry, world, share)?,
    };
    let site = world.site(drive.home.site);
    if !inquiry.caller.may_open(site, inquiry.changes()) {
        return Err(fault::access_denied().into());
    }
    match (drive.state, name) {
        (DriveState::Ready, _) => Ok(drive),
        (DriveState::Locked, _) => Err(fault::locked().into()),
        (DriveState::NotProvisioned(shape), DriveName::OfUser(_)) => {
            Err(fault::not_provisioned(shape).into())
        }
        (DriveState::NotProvisioned(_), _) => Err(fault::item_not_found().into()),
    }
}

fn drive_by_id<'w>(
    inquiry: &Inquiry<'_>,
    world: &'w World,
    id: &str,
) -> Result<&'w Drive, Failure> {
    let errors = &inquiry.switches.errors;
    match world.find_drive(id) {
        Some(drive) if drive.home.tenant == inquiry.tenant => Ok(drive),
        Some(_) if errors.foreign_drive == ForeignDrive::Forbidden => {
            Err(fault::access_denied().into())
        }
        None if !is_drive_id_shaped(id)
            && errors.malformed_drive_id == MalformedDriveId::BadRequest =>
        {
            let message = "The provided drive id appears to be malformed, or does not represent a valid drive.";
            Err(fault::invalid_request(message).into())
        }
        Some(_) | None => Err(fault::item_not_found().into()),
    }
}

fn drive_of_user<'w>(
    inquiry: &Inquiry<'_>,
    world: &'w World,
    user: &str,
) -> Result<&'w Drive, Failure> {
    let Some(record) = world.find_user(inquiry.tenant, user) else {
        return Err(match inquiry.switches.errors.unknown_users_drive {
            UnknownUsersDrive::RequestResourceNotFound => fault::user_not_found(user),
            UnknownUsersDrive::ItemNotFound => fault::item_not_found(),
        }
        .into());
    };
    Ok(world.drive(record.drive))
}

/// The default library of a site. Whoever may open that need not be allowed to see the site.
fn drive_of_site<'w>(
    inquiry: &Inquiry<'_>,
    world: &'w World,
    name: &SiteName,
) -> Result<&'w Drive, Failure> {
    let record = find_site(inquiry, world, name).ok_or_else(fault::item_not_found)?;
    let default = record.drives.first().ok_or_else(fault::item_not_found)?;
    Ok(world.drive(*default))
}

/// The default library of the site behind which a group stands.
fn drive_of_group<'w>(
    inquiry: &Inquiry<'_>,
    world: &'w World,
    group: &str,
) -> Result<&'w Drive, Failure> {
    let record = world.find_site_of_group(inquiry.tenant, group);
    let record = record.ok_or_else(|| fault::user_not_found(group))?;
    let default = record.drives.first().ok_or_else(fault::item_not_found)?;
    Ok(world.drive(*default))
}

/// Finds a site and checks that the caller may see it, or at least its drives if they are all that
/// is asked for.
pub(crate) fn site<'w>(
    inquiry: &Inquiry<'_>,
    world: &'w World,
    name: &SiteName,
) -> Result<&'w SiteRecord, Failure> {
    let record = find_site(inquiry, world, name).ok_or_else(fault::item_not_found)?;
    let visible = inquiry.caller.may_see(record)
        || matches!(inquiry.route, Route::Site(_, SiteFacet::Drives))
            && inquiry.caller.may_open(record, inquiry.changes());
    if visible {
        Ok(record)
    } else {
        Err(fault::access_denied().into())
    }
}

fn find_site<'w>(
    inquiry: &Inquiry<'_>,
    world: &'w World,
    name: &SiteName,
) -> Option<&'w SiteRecord> {
    let tenant = inquiry.tenant;
    let record = match name {
        SiteName::Root => world.find_site_at(tenant, &world.tenant(tenant).site_host(), ""),
        SiteName::Host(host) => world.find_site_at(tenant, host, ""),
        SiteName::Path { host, path } => world.find_site_at(tenant, host, path.trim_matches('/')),
        SiteName::Id(id) => world.find_site_by_id(tenant, id),
    };
    record.map(|key| world.site(key))
}

/// Finds the item at a place in a drive. One that is very new may not be found yet.
pub(crate) fn item(
    inquiry: &Inquiry<'_>,
    drive: &Drive,
    place: &Place,
) -> Result<ItemKey, Failure> {
    let key = follow(inquiry, drive, place)?;
    let (lag, now) = (&inquiry.state.lag, inquiry.state.clock.now());
    if lag.hides(&inquiry.switches.lag, drive.item(key), now) {
        return Err(fault::item_not_found().into());
    }
    Ok(key)
}

fn follow(inquiry: &Inquiry<'_>, drive: &Drive, place: &Place) -> Result<ItemKey, Failure> {
    let start = match &place.start {
        Start::Root => Drive::ROOT,
        Start::Item(id) if id == "root" => Drive::ROOT,
        Start::Item(id) => drive.find_id(id).ok_or_else(fault::item_not_found)?,
        Start::Special(name) => special::find(inquiry, drive, name)?,
        Start::Shared(share) => shares::find_item(inquiry, drive, share)?,
    };
    place
        .steps
        .iter()
        .try_fold(start, |folder, step| match step {
            Step::Path(path) => walk(inquiry, drive, folder, path),
            Step::Child(key) => {
                let name = child_name(inquiry, key)?;
                child(inquiry, drive, folder, &name)
            }
        })
}

/// Goes down a path such as `/a/b`. A trailing slash leads nowhere, except right below the start.
fn walk(
    inquiry: &Inquiry<'_>,
    drive: &Drive,
    folder: ItemKey,
    path: &str,
) -> Result<ItemKey, Failure> {
    names(inquiry, path)?
        .iter()
        .try_fold(folder, |folder, name| child(inquiry, drive, folder, name))
}

/// The names of a path such as `/a/b`; none if it is the start itself.
pub(super) fn names(inquiry: &Inquiry<'_>, path: &str) -> Result<Vec<String>, Failure> {
    let addressing = &inquiry.switches.addressing;
    if addressing.colon_paths == ColonPaths::Refused {
        return Err(fault::invalid_request("Invalid request").into());
    }
    let path = match addressing.plus {
        Plus::Literal => path.to_owned(),
        Plus::Blank => path.replace('+', " "),
    };
    let names = path.strip_prefix('/').unwrap_or(&path);
    if names.is_empty() {
        return Ok(Vec::new());
    }
    check_path(names.split('/')).map_err(fault::bad_path)?;
    Ok(names.split('/').map(str::to_owned).collect())
}

/// The child of that name.
pub(super) fn child(
    inquiry: &Inquiry<'_>,
    drive: &Drive,
    folder: ItemKey,
    name: &str,
) -> Result<ItemKey, Failure> {
    let found = match inquiry.switches.addressing.normalization {
        Normalization::Distinct => drive.find_child(folder, name),
        Normalization::Equal => drive.find_child_normalized(folder, name),
    };
    found.ok_or_else(|| fault::item_not_found().into())
}

/// The name in `children('it''s')` or, by way of the query, in `children('@a1')` and
/// `children(@a1)`.
pub(super) fn child_name(inquiry: &Inquiry<'_>, key: &str) -> Result<String, Failure> {
    let bare = key.trim_matches('\'');
    let name = match inquiry.options.parameter(bare) {
        Some(value) if bare.starts_with('@') => literal::parse(value),
        Some(_) | None => literal::parse(key),
    };
    name.ok_or_else(|| fault::bad_request("The key of the child is malformed.").into())
}
