//! Opens a mount past all memory, by the very rules of browsing.

use std::sync::Arc;

use crate::domain::{
    Drive, DrivePath, LibraryName, Mount, MountSource, Result, SourcePlace, Tenant, Urgency,
};
use crate::graph;

use super::mounted::Mounted;
use super::onedrive::{OneDrive, check_folder};
use super::registry::{Registry, anchored};
use super::search::ask;

impl Registry {
    /// Looks anew for where `mount`'s source leads, asks for its root folder, and says where that was.
    /// Remembers nothing.
    ///
    /// # Errors
    /// [`NotFound`](crate::domain::Error::NotFound) where the root is missing,
    /// [`WrongKind`](crate::domain::Error::WrongKind) where it is no folder.
    pub async fn probe(
        &self,
        tenant: &Tenant,
        mount: &Mount,
        urgency: Urgency,
    ) -> Result<SourcePlace> {
        let client = self.applications.client(tenant).await?;
        let told = |error| graph::for_tenant(error, &tenant.id);
        let asked = ask(&client, &mount.source, urgency).await;
        let place = asked.map_err(told)?;
        if names_its_drive(&mount.source) {
            // Nobody was asked yet. That an id is no drive's is told only where the drive is asked for.
            let asked = client.calls(urgency).drive(&place.drive).await;
            asked.map_err(told)?;
        }
        let (ids, clock) = (
            (tenant.id.clone(), place.drive.clone()),
            Arc::clone(&self.clock),
        );
        let (anchor, root) = anchored(&mount.root, place.folder.as_ref());
        let drive = OneDrive::new(client, ids.clone(), clock, self.uploads.clone());
        let drive: Arc<dyn Drive> = Arc::new(drive);
        let mounted = Mounted {
            unremembered: Arc::clone(&drive),
            drive,
            ids,
            anchor,
            root,
            urgency,
        };
        let root = mounted.stat(&mounted.target(&DrivePath::root())).await?;
        check_folder(&root)?;
        Ok(place)
    }
}

const fn names_its_drive(source: &MountSource) -> bool {
    matches!(
        source,
        MountSource::Drive(_)
            | MountSource::Site {
                library: Some(LibraryName::Id(_)),
                ..
            }
    )
}
