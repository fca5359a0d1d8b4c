//! Opens a mount past all memory, by the very rules of browsing.

use std::sync::Arc;

use crate::domain::{DriveId, DrivePath, Mount, MountSource, Result, Tenant, Urgency};
use crate::graph;

use super::onedrive::{OneDrive, check_folder};
use super::registry::{Mounted, Registry, ask};

impl Registry {
    /// Looks anew for the drive behind `mount`, asks for its root folder, and says which drive it is.
    /// Remembers nothing.
    ///
    /// # Errors
    /// [`NotFound`](crate::domain::Error::NotFound) where the root is missing,
    /// [`WrongKind`](crate::domain::Error::WrongKind) where it is no folder.
    pub async fn probe(&self, tenant: &Tenant, mount: &Mount, urgency: Urgency) -> Result<DriveId> {
        let client = self.applications.client(tenant).await?;
        let told = |error| graph::for_tenant(error, &tenant.id);
        let asked = ask(&client, &mount.source, urgency).await;
        let id = asked.map_err(told)?;
        if names_its_drive(&mount.source) {
            // Nobody was asked yet. That an id is no drive's is told only where the drive is asked for.
            client.calls(urgency).drive(&id).await.map_err(told)?;
        }
        let (ids, clock) = ((tenant.id.clone(), id.clone()), Arc::clone(&self.clock));
        let drive = OneDrive::new(client, ids, clock, self.uploads.clone());
        let mounted = Mounted {
            drive: Arc::new(drive),
            root: mount.root.clone(),
            urgency,
        };
        let root = mounted.stat(&mounted.target(&DrivePath::root())).await?;
        check_folder(&root)?;
        Ok(id)
    }
}

const fn names_its_drive(source: &MountSource) -> bool {
    match source {
        MountSource::Drive(_)
        | MountSource::Site {
            library: Some(_), ..
        } => true,
        MountSource::User(_) | MountSource::Site { library: None, .. } => false,
    }
}
