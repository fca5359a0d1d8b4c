//! Links of Microsoft's, and who may do what on its side.

use http::Method;

use crate::domain::{Diagnosis, DriveId, ItemId, Link, LinkOptions, Permission, Service};
use crate::graph::address::ItemAddress;
use crate::graph::budget::Cost;
use crate::graph::call::Call;
use crate::graph::error::Error;
use crate::graph::pages::Pages;
use crate::graph::refusal::Subject;
use crate::graph::wire::sharing::{ItemPermission, NewLink};

use super::Calls;
use super::asking::object_made;

/// More permissions than an item has (SharePoint documentation, "`SharePoint` limits": 5,000 unique ones
/// are supported in a list).
const MOST_PERMISSIONS: usize = 100_000;

impl Calls<'_> {
    /// Makes a link to an item, or finds the one like it that is there: to ask twice brings the same link
    /// (Graph documentation, "driveItem: createLink").
    pub async fn create_link(
        self,
        drive: &DriveId,
        id: &ItemId,
        options: &LinkOptions,
    ) -> Result<Link, Error> {
        let place = ItemAddress::Id(id.clone()).to_url_of(drive, "createLink");
        let call = self
            .changing("create link", &place, Method::POST)
            .of_drive(drive)
            .with_json(&NewLink::from(options));
        let call = Call {
            subject: Subject::Sharing,
            ..call
        };
        let made = self.repeat(&call, object_made).await;
        let (permission, created): (ItemPermission, bool) = made.map_err(|error| {
            // Nobody looks for it: whoever wants it asks for it again.
            if error.leaves_doubt() {
                error.unclear()
            } else {
                error
            }
        })?;
        permission
            .into_link(created)
            .ok_or_else(|| Error::of("create link", Service::Graph, Diagnosis::UpstreamMalformed))
    }

    /// Who may do what with an item (Graph documentation, "List sharing permissions on a driveItem").
    pub async fn permissions(self, drive: &DriveId, id: &ItemId) -> Result<Vec<Permission>, Error> {
        let place = ItemAddress::Id(id.clone()).to_url_of(drive, "permissions");
        let call = self.to("list permissions", Subject::Item, &place);
        let call = call.of_drive(drive).costing(Cost::Permissions);
        let pages: Pages<'_, ItemPermission> = Pages::new(self, call);
        let permissions = pages.all(MOST_PERMISSIONS).await?;
        Ok(permissions.into_iter().map(Permission::from).collect())
    }
}
