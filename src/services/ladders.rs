//! The test ladder of a mount: its tenant's rungs, and its drive on top.

use std::sync::Arc;

use crate::directory::Directory;
use crate::domain::{Ladder, Mount, Result, SourcePlace, State, Tenant, Urgency};
use crate::drives::Registry;

use super::{failure, verdict};

/// The rung of a mount.
const DRIVE: &str = "drive";

/// Tests of tenants and mounts. They note nothing.
#[derive(Clone, Debug)]
pub struct Ladders {
    directory: Arc<Directory>,
    registry: Arc<Registry>,
}

/// What a test of a mount came to.
#[derive(Clone, Debug)]
pub struct MountTest {
    /// All rungs.
    pub ladder: Ladder,
    /// What came of the mount's own rung; `None` where its tenant's broke.
    pub drive: Option<Result<SourcePlace>>,
}

impl MountTest {
    /// What it says about the tenant; `None` keeps what is known.
    pub(super) fn state_of_tenant(&self) -> Option<State> {
        match &self.drive {
            None => verdict::of_ladder(&self.ladder),
            Some(Err(error)) if failure::is_of_tenant(error) => verdict::of_failure(error),
            Some(_) => Some(State::Ok),
        }
    }

    /// What it says about the mount itself.
    pub(super) fn state_of_mount(&self) -> Option<State> {
        match &self.drive {
            Some(Err(error)) if failure::is_of_tenant(error) => None,
            Some(drive) => verdict::of(drive),
            None => None,
        }
    }
}

impl Ladders {
    /// Tests over these.
    pub fn new(directory: Directory, registry: Arc<Registry>) -> Self {
        Self {
            directory: Arc::new(directory),
            registry,
        }
    }

    /// Climbs the rungs of a tenant, with a fresh token.
    pub async fn test_tenant(&self, tenant: &Tenant, urgency: Urgency) -> Ladder {
        self.directory.test_tenant(tenant, urgency).await
    }

    /// The same, and the mount's root folder on top, which is opened as visitors open it.
    pub async fn test_mount(&self, tenant: &Tenant, mount: &Mount, urgency: Urgency) -> MountTest {
        let mut ladder = self.test_tenant(tenant, urgency).await;
        if !ladder.ok() {
            ladder.skip(&[DRIVE]);
            return MountTest {
                ladder,
                drive: None,
            };
        }
        let probed = self.registry.probe(tenant, mount, urgency).await;
        let drive = probed.map_err(|error| failure::of_root(error, mount));
        match &drive {
            Ok(place) => {
                ladder.hold(
                    DRIVE,
                    format!("the root folder opens: drive {}", place.drive),
                );
            }
            Err(error) => ladder.fail(DRIVE, error),
        }
        MountTest {
            ladder,
            drive: Some(drive),
        }
    }
}
