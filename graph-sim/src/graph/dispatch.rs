//! Which handler answers what.
//!
//! A method that Graph documents for an address but that has no handler here is
//! [`Failure::Lacking`]; one that Graph doesn't have there is 405 `notAllowed` (the code is an
//! inference: facts 5.2 name it for that status).

use super::answer::Answer;
use super::fault::{self, Failure};
use super::inquiry::Inquiry;
use super::route::{Asked, DriveName, Facet, Place, Route, SiteFacet, Stop, VersionFacet};
use super::{children, drives, items, organization, uploads, users};

/// Answers the inquiry by its route and method.
pub(super) fn dispatch(inquiry: &Inquiry<'_>) -> Result<Answer, Failure> {
    let method = inquiry.call.method.as_str();
    match (&inquiry.route, method) {
        (Route::Nowhere(Stop::Unknown(segment)), _) => Err(fault::unknown_segment(segment).into()),
        (Route::Nowhere(Stop::Malformed), _) => {
            Err(fault::bad_request("The address is malformed.").into())
        }
        (Route::Nowhere(Stop::Me), _) => Err(fault::me_without_user().into()),
        (Route::Nowhere(Stop::Lacking), _) => Err(Failure::Lacking("this address of Graph")),
        (_, "HEAD" | "OPTIONS") => Err(Failure::Lacking("this method")),
        (Route::Organization, "GET") => organization::list(inquiry),
        (Route::Users, "GET") => users::list(inquiry),
        (Route::User(name), "GET") => users::show(inquiry, name),
        (Route::DrivesOfUser(_), "GET") => Err(Failure::Lacking("a user's drives")),
        (Route::Users, "POST") => Err(Failure::Lacking("new users")),
        (Route::User(_), "PATCH" | "DELETE") => Err(Failure::Lacking("changes of users")),
        (Route::Sites, "GET") => Err(Failure::Lacking("a search for sites")),
        (Route::AllSites, "GET") => Err(Failure::Lacking("all sites")),
        (Route::Site(_, SiteFacet::Itself | SiteFacet::Drives), "GET") => {
            Err(Failure::Lacking("sites"))
        }
        (Route::Site(_, SiteFacet::Permissions), "GET" | "POST") => {
            Err(Failure::Lacking("permissions of sites"))
        }
        (Route::Drive(drive, Asked::Drive), "GET") => drives::show(inquiry, drive),
        (Route::Drive(drive, Asked::Item(place, facet)), _) => {
            of_item(inquiry, drive, place, facet)
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
    let method = inquiry.call.method.as_str();
    match (facet, method) {
        (Facet::Itself, "GET") => items::show(inquiry, drive, place),
        (Facet::Itself, "PATCH") => Err(Failure::Lacking("updates of items")),
        (Facet::Itself, "DELETE") => Err(Failure::Lacking("deletion")),
        (Facet::Itself, "PUT") => uploads::adopt(inquiry, drive, place),
        (Facet::Children, "GET") => children::list(inquiry, drive, place),
        (Facet::Children, "POST") => Err(Failure::Lacking("new folders")),
        (Facet::Content, "GET") => items::content(inquiry, drive, place),
        (Facet::Content, "PUT") => uploads::put(inquiry, drive, place),
        (Facet::CreateUploadSession, "POST") => uploads::create(inquiry, drive, place),
        (Facet::Copy, "POST") => Err(Failure::Lacking("copies")),
        (Facet::Delta(_), "GET") => Err(Failure::Lacking("changes")),
        (Facet::PermanentDelete, "POST") => Err(Failure::Lacking("deletion for good")),
        (Facet::CheckOut | Facet::CheckIn, "POST") => Err(Failure::Lacking("check-outs")),
        (Facet::CreateLink, "POST") => Err(Failure::Lacking("links")),
        (Facet::Permissions, "GET") => Err(Failure::Lacking("permissions")),
        (Facet::Permission(_), "GET" | "PATCH" | "DELETE") => Err(Failure::Lacking("a permission")),
        (Facet::Thumbnails(_), "GET") => Err(Failure::Lacking("thumbnails")),
        (Facet::Versions, "GET") => Err(Failure::Lacking("versions")),
        (Facet::Version(_, VersionFacet::Itself), "GET" | "DELETE")
        | (Facet::Version(_, VersionFacet::Content), "GET")
        | (Facet::Version(_, VersionFacet::Restore), "POST") => Err(Failure::Lacking("a version")),
        _ => Err(fault::method_not_allowed(method).into()),
    }
}
