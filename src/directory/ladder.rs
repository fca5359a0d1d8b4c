//! The test ladder of a tenant: from the ids up to Graph, one rung after the other, each with what to do
//! when it breaks.

use std::sync::Arc;

use crate::applications::Applications;
use crate::domain::{Diagnosis, Error, Ladder, Result, Service, Tenant, UpstreamFailure, Urgency};
use crate::graph;

use super::roles::{self, Verdict};

/// The rungs of a tenant, in order.
const RUNGS: [&str; 5] = ["ids", "tenant", "token", "roles", "graph"];

/// Questions to a tenant's organization.
#[derive(Debug)]
pub struct Directory {
    pub(super) applications: Arc<Applications>,
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

    /// What is to be done about a tenant's credentials before they have ended.
    pub async fn warning(&self, tenant: &Tenant) -> Result<Option<&'static str>> {
        self.applications.warning(tenant).await
    }

    /// Climbs the rungs of a tenant, with a fresh token: what has changed at Microsoft's shows at once.
    pub async fn test_tenant(&self, tenant: &Tenant, urgency: Urgency) -> Ladder {
        let (mut climb, mut tried) = (Ladder::default(), 0);
        let climbed = self.climb(&mut climb, &mut tried, tenant, urgency).await;
        if let Err(error) = climbed {
            climb.fail(RUNGS[tried], &error);
            climb.skip(&RUNGS[tried + 1..]);
        }
        climb
    }

    /// Climbs until a rung breaks, which is the one that is `tried`.
    async fn climb(
        &self,
        climb: &mut Ladder,
        tried: &mut usize,
        tenant: &Tenant,
        urgency: Urgency,
    ) -> Result<()> {
        let told = |error| graph::for_tenant(error, &tenant.id);
        // The ids are well formed by type; what is left to fail here is the stored credential.
        let client = self.applications.client(tenant).await?;
        climb.hold(
            RUNGS[*tried],
            "directory and application ids are well formed, a credential is stored",
        );
        *tried += 1;
        let configuration = client.openid_configuration().await.map_err(told)?;
        climb.hold(
            RUNGS[*tried],
            format!("the directory exists: {}", configuration.issuer),
        );
        *tried += 1;
        let token = client.sign_in_anew().await.map_err(told)?;
        match self.applications.warning(tenant).await? {
            None => climb.hold(RUNGS[*tried], "the application signed in"),
            Some(warning) => {
                let detail = "the application signed in, but its credential ends soon".to_owned();
                climb.warn(
                    RUNGS[*tried],
                    "credential_ending",
                    (detail, warning.to_owned()),
                );
            }
        }
        *tried += 1;
        judge_roles(climb, tenant, token.roles.as_deref())?;
        *tried += 1;
        let answer = client.calls(urgency).organization().await;
        judge_organization(climb, answer.map_err(told))
    }
}

fn judge_roles(climb: &mut Ladder, tenant: &Tenant, roles: Option<&[String]>) -> Result<()> {
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
            climb.hold(
                "roles",
                format!("granted: {}", roles.unwrap_or_default().join(", ")),
            );
            Ok(())
        }
        Verdict::Narrow => {
            let detail = "granted: Sites.Selected, which reaches nothing by itself".to_owned();
            let hint = Diagnosis::SiteNotGranted.remedy().to_owned();
            climb.warn("roles", "role_narrow", (detail, hint));
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
    climb: &mut Ladder,
    answer: Result<Option<graph::Organization>>,
) -> Result<()> {
    match answer {
        Ok(organization) => {
            let name = organization.and_then(|organization| organization.display_name);
            climb.hold(
                "graph",
                format!(
                    "Graph answers for {}",
                    name.as_deref().unwrap_or("an unnamed organization")
                ),
            );
            Ok(())
        }
        Err(error) if error.diagnosis() == Some(Diagnosis::RoleMissing) => {
            climb.hold(
                "graph",
                "Graph answers; the organization's name may not be read, which is fine",
            );
            Ok(())
        }
        Err(error) => Err(error),
    }
}
