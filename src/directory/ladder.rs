//! The test ladder: from the ids up to the drive, one rung after the other, each with what to do when
//! it breaks.

use std::sync::Arc;

use crate::applications::Applications;
use crate::domain::{
    Diagnosis, Error, Ladder, Mount, MountRoot, MountSource, Result, Service, Tenant,
    UpstreamFailure, Urgency,
};
use crate::graph::{self, Client, ItemAddress};

use super::roles::{self, Verdict};
use super::steps::Climb;

/// The rungs of a tenant, in order.
const RUNGS: [&str; 5] = ["ids", "tenant", "token", "roles", "graph"];

/// The rung of a mount, on top of its tenant's.
const DRIVE: &str = "drive";

/// Questions to a tenant's organization.
#[derive(Debug)]
pub struct Directory {
    applications: Arc<Applications>,
}

impl Directory {
    /// Asks through these applications.
    pub fn new(applications: Arc<Applications>) -> Self {
        Self { applications }
    }

    /// Signs in for a tenant, or says why that can't be.
    pub async fn sign_in(&self, tenant: &Tenant) -> Result<()> {
        let client = self.applications.client(tenant).await?;
        client
            .sign_in()
            .await
            .map(drop)
            .map_err(|error| graph::for_tenant(error, &tenant.id))
    }

    /// Climbs the rungs of a tenant, with a fresh token: what has changed at Microsoft's shows at once.
    pub async fn test_tenant(&self, tenant: &Tenant, urgency: Urgency) -> Ladder {
        let mut climb = Climb::default();
        let _ = self.climb(&mut climb, tenant, urgency).await;
        climb.finish()
    }

    /// The same, and the mount's root folder on top.
    pub async fn test_mount(&self, tenant: &Tenant, mount: &Mount, urgency: Urgency) -> Ladder {
        let mut climb = Climb::default();
        match self.climb(&mut climb, tenant, urgency).await {
            Some(client) => match open_root(client.calls(urgency), tenant, mount).await {
                Ok(detail) => climb.ok(DRIVE, detail),
                Err(error) => climb.fail(DRIVE, &error),
            },
            None => climb.skip(&[DRIVE]),
        }
        climb.finish()
    }

    /// Climbs until a rung breaks; the rest is marked as not tried.
    async fn climb(
        &self,
        climb: &mut Climb,
        tenant: &Tenant,
        urgency: Urgency,
    ) -> Option<Arc<Client>> {
        let mut tried = 0;
        let reached = self.rungs(climb, tenant, urgency, &mut tried).await;
        match reached {
            Ok(client) => Some(client),
            Err(error) => {
                climb.fail(RUNGS[tried], &error);
                climb.skip(&RUNGS[tried + 1..]);
                None
            }
        }
    }

    async fn rungs(
        &self,
        climb: &mut Climb,
        tenant: &Tenant,
        urgency: Urgency,
        tried: &mut usize,
    ) -> Result<Arc<Client>> {
        let told = |error| graph::for_tenant(error, &tenant.id);
        // The ids are well formed by type; what is left to fail here is the stored credential.
        let client = self.applications.client(tenant).await?;
        climb.ok(
            RUNGS[*tried],
            "directory and application ids are well formed, a secret is stored",
        );
        *tried += 1;
        let configuration = client.openid_configuration().await.map_err(told)?;
        climb.ok(
            RUNGS[*tried],
            format!("the directory exists: {}", configuration.issuer),
        );
        *tried += 1;
        client.forget_token();
        let token = client.sign_in().await.map_err(told)?;
        climb.ok(RUNGS[*tried], "the application signed in");
        *tried += 1;
        judge_roles(climb, tenant, token.roles.as_deref())?;
        *tried += 1;
        judge_organization(
            climb,
            client.calls(urgency).organization().await.map_err(told),
        )?;
        Ok(client)
    }
}

fn judge_roles(climb: &mut Climb, tenant: &Tenant, roles: Option<&[String]>) -> Result<()> {
    let lacking = |diagnosis| -> Error {
        let failure = UpstreamFailure::new(Service::Login, diagnosis);
        UpstreamFailure {
            tenant: Some(tenant.id.clone()),
            ..failure
        }
        .into()
    };
    match roles::judge(roles) {
        Verdict::None => Err(lacking(Diagnosis::ConsentMissing)),
        Verdict::Insufficient => Err(lacking(Diagnosis::RoleMissing)),
        Verdict::Fit => {
            climb.ok(
                "roles",
                format!("granted: {}", roles.unwrap_or_default().join(", ")),
            );
            Ok(())
        }
        Verdict::Excessive(excessive) => {
            let detail = format!("granted beyond reading: {}", excessive.join(", "));
            let hint = "Files.Read.All is enough while nothing is written.".to_owned();
            climb.warn("roles", "role_excessive", (detail, hint));
            Ok(())
        }
    }
}

/// Reading the organization's name is a permission of its own; to be refused it still proves that Graph
/// is reached and the token accepted.
fn judge_organization(
    climb: &mut Climb,
    answer: Result<Option<graph::Organization>>,
) -> Result<()> {
    match answer {
        Ok(organization) => {
            let name = organization.and_then(|organization| organization.display_name);
            climb.ok(
                "graph",
                format!(
                    "Graph answers for {}",
                    name.as_deref().unwrap_or("an unnamed organization")
                ),
            );
            Ok(())
        }
        Err(error) if error.diagnosis() == Some(Diagnosis::RoleMissing) => {
            climb.ok(
                "graph",
                "Graph answers; the organization's name may not be read, which is fine",
            );
            Ok(())
        }
        Err(error) => Err(error),
    }
}

async fn open_root(client: graph::Calls<'_>, tenant: &Tenant, mount: &Mount) -> Result<String> {
    let told = |error| graph::for_tenant(error, &tenant.id);
    let drive = match &mount.source {
        MountSource::User(user) => client.drive_of_user(user).await.map_err(told)?,
        MountSource::Site {
            site,
            library: None,
        } => client.drive_of_site(site).await.map_err(told)?,
        MountSource::Drive(id)
        | MountSource::Site {
            library: Some(id), ..
        } => client.drive(id).await.map_err(told)?,
    };
    let address = match &mount.root {
        MountRoot::Path(path) => ItemAddress::Path(path.clone()),
        MountRoot::Item(id) => ItemAddress::Id(id.clone()),
    };
    let root = client
        .item(&drive.id, &address)
        .await
        .map_err(told)
        .map_err(|error| match error {
            Error::NotFound => UpstreamFailure {
                tenant: Some(tenant.id.clone()),
                ..UpstreamFailure::new(Service::Graph, Diagnosis::DriveNotFound)
            }
            .into(),
            other => other,
        })?;
    if root.folder.is_none() && root.root.is_none() {
        return Err(UpstreamFailure {
            tenant: Some(tenant.id.clone()),
            ..UpstreamFailure::new(Service::Graph, Diagnosis::RootNotAFolder)
        }
        .into());
    }
    Ok(format!(
        "the root folder opens: drive {}",
        drive.name.as_deref().unwrap_or("without a name")
    ))
}
