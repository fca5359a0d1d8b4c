//! Sites of an organization and their libraries, for whoever chooses what to mount.

use crate::domain::{DriveId, Result, SiteId, Tenant, Urgency};
use crate::graph::{self, Pages};

use super::ladder::Directory;

/// A site, as people choose one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site {
    /// Its id, by which a mount can name it.
    pub id: SiteId,
    /// What people call it; its id where it has no name.
    pub name: String,
    /// Where people find it.
    pub web_url: Option<String>,
    /// It is what a user's OneDrive lies in.
    pub is_personal: bool,
}

/// Sites that were found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sites {
    /// The sites, in Microsoft's order.
    pub sites: Vec<Site>,
    /// There are more than anybody could choose from: a narrower search helps.
    pub is_cut: bool,
}

/// A library of a site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Library {
    /// Its drive, by which a mount can name it.
    pub drive: DriveId,
    /// Its title; its drive's id where it has none.
    pub title: String,
}

/// The most sites that one answer holds.
const MOST_SITES: usize = 5_000;

impl Directory {
    /// The sites that `text` finds; all of the organization, its users' own among them, where it is `None`.
    /// Microsoft's index lags behind, so a new site may be missing for a while.
    pub async fn sites(
        &self,
        tenant: &Tenant,
        text: Option<&str>,
        urgency: Urgency,
    ) -> Result<Sites> {
        let client = self.applications.client(tenant).await?;
        let mut pages = client.calls(urgency).sites(text);
        let mut sites = Vec::new();
        while let Some(page) = next(&mut pages, tenant).await? {
            sites.extend(page.into_iter().map(Site::from));
            if sites.len() > MOST_SITES {
                break;
            }
        }
        let is_cut = sites.len() > MOST_SITES;
        sites.truncate(MOST_SITES);
        Ok(Sites { sites, is_cut })
    }

    /// The libraries of a site.
    pub async fn libraries(
        &self,
        tenant: &Tenant,
        site: &SiteId,
        urgency: Urgency,
    ) -> Result<Vec<Library>> {
        let client = self.applications.client(tenant).await?;
        let mut pages = client.calls(urgency).libraries(site);
        let mut libraries = Vec::new();
        while let Some(page) = next(&mut pages, tenant).await? {
            libraries.extend(page.into_iter().map(Library::from));
        }
        Ok(libraries)
    }
}

async fn next<T>(pages: &mut Pages<'_, T>, tenant: &Tenant) -> Result<Option<Vec<T>>>
where
    T: serde::de::DeserializeOwned + Send,
{
    let page = pages.next().await;
    page.map_err(|error| graph::for_tenant(error, &tenant.id))
}

impl From<graph::Site> for Site {
    fn from(site: graph::Site) -> Self {
        let named = [site.display_name, site.name].into_iter().flatten();
        let name = named.into_iter().find(|name| !name.trim().is_empty());
        Self {
            name: name.unwrap_or_else(|| site.id.to_string()),
            id: site.id,
            web_url: site.web_url,
            is_personal: site.is_personal_site.unwrap_or_default(),
        }
    }
}

impl From<graph::Drive> for Library {
    fn from(drive: graph::Drive) -> Self {
        Self {
            title: drive.name.unwrap_or_else(|| drive.id.to_string()),
            drive: drive.id,
        }
    }
}
