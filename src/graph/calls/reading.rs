//! What Graph says about the organization, its drives and their items.

use crate::domain::{DriveId, SiteId, encode_segment};

use super::{Calls, ITEM_FIELDS, PREFER, with_shortcuts};
use crate::graph::address::ItemAddress;
use crate::graph::budget::Cost;
use crate::graph::error::Error;
use crate::graph::pages::Pages;
use crate::graph::refusal::Subject;
use crate::graph::wire::{Collection, Drive, DriveItem, OneItem, Organization};

/// Children per page: the most that Graph gives.
const PAGE_SIZE: u32 = 1_000;

impl<'a> Calls<'a> {
    /// The organization (Graph documentation, "List organizations").
    pub async fn organization(self) -> Result<Option<Organization>, Error> {
        let resource = "organization?$select=id,displayName";
        let call = self.to("read organization", Subject::Directory, resource);
        let found: Collection<Organization> = self.read(&call).await?;
        Ok(found.value.into_iter().next())
    }

    /// The OneDrive of a user, by object id or principal name (Graph documentation, "Get drive").
    pub async fn drive_of_user(self, user: &str) -> Result<Drive, Error> {
        let resource = format!(
            "users/{}/drive?$select=id,driveType,name",
            encode_segment(user)
        );
        self.read(&self.to("find drive of user", Subject::UserDrive, &resource))
            .await
    }

    /// The default library of a site (Graph documentation, "Get drive").
    pub async fn drive_of_site(self, site: &SiteId) -> Result<Drive, Error> {
        let resource = format!(
            "sites/{}/drive?$select=id,driveType,name",
            encode_segment(site.as_str())
        );
        self.read(&self.to("find drive of site", Subject::Site, &resource))
            .await
    }

    /// A drive by its id.
    pub async fn drive(self, drive: &DriveId) -> Result<Drive, Error> {
        let resource = format!(
            "drives/{}?$select=id,driveType,name",
            encode_segment(drive.as_str())
        );
        self.read(
            &self
                .to("read drive", Subject::Drive, &resource)
                .of_drive(drive),
        )
        .await
    }

    /// An item, with a fresh download URL where it is a file (Graph documentation, "Get driveItem").
    pub async fn item(self, drive: &DriveId, address: &ItemAddress) -> Result<DriveItem, Error> {
        self.item_with(drive, address, ITEM_FIELDS).await
    }

    /// The same with who changed it last: for a look whether a write was done.
    pub async fn item_and_writer(
        self,
        drive: &DriveId,
        address: &ItemAddress,
    ) -> Result<DriveItem, Error> {
        let fields = format!("{ITEM_FIELDS},lastModifiedBy");
        self.item_with(drive, address, &fields).await
    }

    async fn item_with(
        self,
        drive: &DriveId,
        address: &ItemAddress,
        fields: &str,
    ) -> Result<DriveItem, Error> {
        let resource = address.to_url(drive) + &address.query(&format!("$select={fields}"));
        let call = self
            .to("read item", Subject::Item, &resource)
            .of_drive(drive);
        let OneItem(item) = self.read(&call).await?;
        Ok(item)
    }

    /// The children of a folder, page by page (Graph documentation, "List children").
    pub fn children(self, drive: &DriveId, address: &ItemAddress) -> Pages<'a> {
        let place = address.to_url_of(drive, "children");
        let options = format!("$top={PAGE_SIZE}&$select={ITEM_FIELDS}");
        let resource = place + &address.query(&options);
        let call = self
            .to("list children", Subject::Item, &resource)
            .of_drive(drive)
            .costing(Cost::Many)
            .with_header(PREFER, with_shortcuts());
        Pages::new(self, call)
    }
}
