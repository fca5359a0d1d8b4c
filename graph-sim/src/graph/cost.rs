//! What a request costs: "Avoid getting throttled or blocked in SharePoint Online", resource units;
//! "Microsoft Graph throttling limits" for the directory.
//!
//! A single item 1, delta with a token 1, a download 1; a query of many items 2, delta without a
//! token 2; whatever changes something 2; whatever has to do with permissions 5. That what is asked of a
//! file's bytes at the content host costs nothing more is an inference.

use super::inquiry::Inquiry;
use super::options::Options;
use super::route::{Asked, DriveName, Facet, Route, SiteFacet};
use crate::metering::{Charge, Rate, TenantSize, Work};
use crate::world::{DriveKey, DriveState, World};

/// What is charged for the request.
pub(super) fn of(inquiry: &Inquiry<'_>) -> Charge {
    let world = inquiry.state.world();
    let work = work(inquiry, &world);
    let users = match work {
        Work::Directory { .. } => world.users_of(inquiry.tenant).count(),
        Work::None | Work::Files { .. } => 0,
    };
    Charge {
        tenant: inquiry.tenant,
        size: TenantSize {
            licenses: world.tenant(inquiry.tenant).tenant.licenses,
            users,
        },
        app: inquiry.caller.app,
        work,
    }
}

fn work(inquiry: &Inquiry<'_>, world: &World) -> Work {
    let options = &inquiry.options;
    let files = |units, rate| Work::Files {
        units,
        drive: None,
        rate,
        missing: false,
    };
    match &inquiry.route {
        Route::Batch | Route::Nowhere(_) => Work::None,
        Route::Users | Route::User(_) | Route::UserCount | Route::Organization => Work::Directory {
            units: directory_units(&inquiry.route, options),
        },
        Route::DrivesOfUser(user) => {
            let name = DriveName::OfUser(user.clone());
            of_drive(inquiry, world, &name, (2, Rate::Plain))
        }
        Route::Drive(name, Asked::Drive) => of_drive(inquiry, world, name, (1, Rate::Plain)),
        Route::Drive(name, Asked::Item(_, facet)) => {
            let units = item_units(facet, inquiry.changes(), options);
            of_drive(inquiry, world, name, (units, rate(facet)))
        }
        Route::SearchQuery => files(2, Rate::Search),
        Route::Site(_, SiteFacet::Permissions | SiteFacet::Permission(_)) => files(5, Rate::Plain),
        Route::Sites
        | Route::AllSites
        | Route::DrivesOfGroup(_)
        | Route::Site(_, SiteFacet::Drives) => files(2, Rate::Plain),
        _ if inquiry.changes() => files(2, Rate::Plain),
        _ => files(1, Rate::Plain),
    }
}

/// Which requests have a limit of their own.
fn rate(facet: &Facet) -> Rate {
    match facet {
        Facet::CreateLink | Facet::Invite => Rate::Sharing,
        Facet::Search(_) => Rate::Search,
        _ => Rate::Plain,
    }
}

fn item_units(facet: &Facet, changes: bool, options: &Options) -> u64 {
    let expands = |what| {
        options
            .value("$expand")
            .is_some_and(|list| list.contains(what))
    };
    match facet {
        Facet::Permissions | Facet::Permission(_) | Facet::CreateLink | Facet::Invite => 5,
        _ if expands("permissions") => 5,
        _ if changes => 2,
        Facet::Delta(None) if options.parameter("token").is_none() => 2,
        Facet::Children | Facet::Versions | Facet::Search(_) => 2,
        Facet::Itself if expands("children") => 2,
        _ => 1,
    }
}

fn of_drive(
    inquiry: &Inquiry<'_>,
    world: &World,
    name: &DriveName,
    (units, rate): (u64, Rate),
) -> Work {
    let key = drive_key(inquiry, world, name);
    let is_missing =
        |key: DriveKey| matches!(world.drive(key).state, DriveState::NotProvisioned(_));
    let missing = matches!(name, DriveName::OfUser(_)) && key.is_none_or(is_missing);
    Work::Files {
        units,
        drive: key.filter(|_| !missing),
        rate,
        missing,
    }
}

/// Libraries named by their site are not counted singly.
fn drive_key(inquiry: &Inquiry<'_>, world: &World, name: &DriveName) -> Option<DriveKey> {
    if let DriveName::Id(id) = name {
        world.find_drive_key(id)
    } else if let DriveName::OfUser(user) = name {
        Some(world.find_user(inquiry.tenant, user)?.drive)
    } else {
        None
    }
}

/// `GET /users` costs 2: one less with `$select`, one more with `$expand`, one less for fewer than 20,
/// but never less than 1. What the other calls cost is inferred: 1.
fn directory_units(route: &Route, options: &Options) -> u64 {
    let mut units = if *route == Route::Users { 2_i64 } else { 1 };
    units -= i64::from(options.value("$select").is_some());
    units += i64::from(options.value("$expand").is_some());
    units -= i64::from(matches!(options.top(), Ok(Some(top)) if top < 20));
    u64::try_from(units.max(1)).unwrap_or(1)
}
