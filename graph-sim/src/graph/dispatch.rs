//! Which handler answers what.
//!
//! A method that Graph documents for an address but that has no handler here is
//! [`Failure::Lacking`]; one that Graph doesn't have there is 405 `notAllowed` (the code is an
//! inference: facts 5.2 name it for that status).

use super::answer::Answer;
use super::fault::{self, Failure};
use super::inquiry::Inquiry;
use super::route::{
    Asked, DriveName, Facet, Place, Route, SiteFacet, SiteName, Stop, VersionFacet,
};
use super::{
    batch, children, copying, delta, drives, items, organization, preview, search, shares, sharing,
    sites, special, subscriptions, thumbnails, uploads, users, versions, writing,
};

/// Answers the inquiry by its route and method.
pub(super) fn dispatch(inquiry: &Inquiry<'_>) -> Result<Answer, Failure> {
    let method = inquiry.call.method.as_str();
    match (&inquiry.route, method) {
        (Route::Nowhere(Stop::Unknown(segment)), _) => Err(fault::unknown_segment(segment).into()),
        (Route::Nowhere(Stop::Malformed), _) => {
            Err(fault::bad_request("The address is malformed.").into())
        }
        (Route::Nowhere(Stop::Me), _) => {
            Err(fault::me_without_user(inquiry.switches.errors.me).into())
        }
        (Route::Nowhere(Stop::Lacking), _) => Err(Failure::Lacking("this address of Graph")),
        (_, "HEAD" | "OPTIONS") => Err(Failure::Lacking("this method")),
        (Route::Batch, "POST") => Err(fault::bad_request(batch::INVALID).into()),
        (Route::Organization, "GET") => organization::list(inquiry),
        (Route::Users, "GET") => users::list(inquiry),
        (Route::UserCount, "GET") => users::count(inquiry),
        (Route::User(name), "GET") => users::show(inquiry, name),
        (Route::DrivesOfUser(name), "GET") => drives::list_of_user(inquiry, name),
        (Route::DrivesOfGroup(group), "GET") => drives::list_of_group(inquiry, group),
        (Route::Share(share), "GET") => shares::show(inquiry, share),
        (Route::Users, "POST") => Err(Failure::Lacking("new users")),
        (Route::User(_), "PATCH" | "DELETE") => Err(Failure::Lacking("changes of users")),
        (Route::Subscriptions | Route::Subscription(_) | Route::Reauthorization(_), _) => {
            of_subscription(inquiry)
        }
        (Route::SearchQuery, "POST") => search::in_all_drives(inquiry),
        (Route::Sites, "GET") => sites::search(inquiry),
        (Route::AllSites, "GET") => sites::list_all(inquiry),
        (Route::Site(site, facet), _) => of_site(inquiry, site, facet),
        (Route::Drive(drive, Asked::Drive), "GET") => drives::show(inquiry, drive),
        (Route::Drive(drive, Asked::Item(place, facet)), _) => {
            of_item(inquiry, drive, place, facet)
        }
        _ => Err(fault::method_not_allowed(method).into()),
    }
}

fn of_subscription(inquiry: &Inquiry<'_>) -> Result<Answer, Failure> {
    let method = inquiry.call.method.as_str();
    match (&inquiry.route, method) {
        (Route::Subscriptions, "GET") => subscriptions::list(inquiry),
        (Route::Subscriptions, "POST") => subscriptions::create(inquiry),
        (Route::Subscription(id), "GET") => subscriptions::show(inquiry, id),
        (Route::Subscription(id), "PATCH") => subscriptions::renew(inquiry, id),
        (Route::Subscription(id), "DELETE") => subscriptions::remove(inquiry, id),
        (Route::Reauthorization(id), "POST") => subscriptions::reauthorize(inquiry, id),
        _ => Err(fault::method_not_allowed(method).into()),
    }
}

fn of_site(inquiry: &Inquiry<'_>, site: &SiteName, facet: &SiteFacet) -> Result<Answer, Failure> {
    let method = inquiry.call.method.as_str();
    match (facet, method) {
        (SiteFacet::Itself, "GET") => sites::show(inquiry, site),
        (SiteFacet::Drives, "GET") => sites::drives(inquiry, site),
        (SiteFacet::Permissions, "GET") => sites::list_permissions(inquiry, site),
        (SiteFacet::Permission(id), "GET") => sites::show_permission(inquiry, site, id),
        (SiteFacet::Permissions, "POST") | (SiteFacet::Permission(_), "PATCH" | "DELETE") => {
            Err(Failure::Lacking("changes of a site's permissions"))
        }
        _ => Err(fault::method_not_allowed(method).into()),
    }
}

fn of_item(
    inquiry: &Inquiry<'_>,
    drive: &DriveName,
    place: &Place,
    facet: &Facet,
) -> Result<Answer, Failure> {
    special::make(inquiry, drive, place)?;
    let method = inquiry.call.method.as_str();
    match (facet, method) {
        (Facet::Itself, "GET") => items::show(inquiry, drive, place),
        (Facet::Itself, "PATCH") => writing::update(inquiry, drive, place),
        (Facet::Itself, "DELETE") => writing::delete(inquiry, drive, place),
        (Facet::Itself, "PUT") => uploads::adopt(inquiry, drive, place),
        (Facet::Children, "GET") => children::list(inquiry, drive, place),
        (Facet::Children, "POST") => writing::create_folder(inquiry, drive, place),
        (Facet::Content, "GET") => items::content(inquiry, drive, place),
        (Facet::Content, "PUT") => uploads::put(inquiry, drive, place),
        (Facet::CreateUploadSession, "POST") => uploads::create(inquiry, drive, place),
        (Facet::Copy, "POST") => copying::order(inquiry, drive, place),
        (Facet::Delta(token), "GET") => delta::page(inquiry, drive, place, token.as_deref()),
        (Facet::PermanentDelete, "POST") => writing::delete_permanently(inquiry, drive, place),
        (Facet::CheckOut, "POST") => writing::check_out(inquiry, drive, place),
        (Facet::CheckIn, "POST") => writing::check_in(inquiry, drive, place),
        (Facet::Search(text), "GET") => search::in_drive(inquiry, drive, place, text),
        (Facet::Preview, "POST") => preview::create(inquiry, drive, place),
        (Facet::Invite, "POST") => sharing::invite(inquiry, drive, place),
        (Facet::CreateLink, "POST") => sharing::create_link(inquiry, drive, place),
        (Facet::Permissions, "GET") => sharing::list(inquiry, drive, place),
        (Facet::Permission(id), "GET") => sharing::show(inquiry, drive, place, id),
        (Facet::Permission(id), "DELETE") => sharing::remove(inquiry, drive, place, id),
        (Facet::Permission(id), "PATCH") => sharing::amend(inquiry, drive, place, id),
        (Facet::Thumbnails(part), "GET") => thumbnails::answer(inquiry, drive, place, part),
        (Facet::Versions, "GET") => versions::list(inquiry, drive, place),
        (Facet::Version(id, part), _) => of_version(inquiry, drive, place, (id, *part)),
        _ => Err(fault::method_not_allowed(method).into()),
    }
}

fn of_version(
    inquiry: &Inquiry<'_>,
    drive: &DriveName,
    place: &Place,
    (id, part): (&str, VersionFacet),
) -> Result<Answer, Failure> {
    let method = inquiry.call.method.as_str();
    match (part, method) {
        (VersionFacet::Itself, "GET") => versions::show(inquiry, drive, place, id),
        (VersionFacet::Itself, "DELETE") => versions::remove(inquiry, drive, place, id),
        (VersionFacet::Content, "GET") => versions::content(inquiry, drive, place, id),
        (VersionFacet::Content, "PUT") => Err(Failure::Lacking("changes of a version")),
        (VersionFacet::Restore, "POST") => versions::restore(inquiry, drive, place, id),
        _ => Err(fault::method_not_allowed(method).into()),
    }
}
