//! Sites, their libraries, and the application's own folder in a drive.

use serde::{Deserialize, Deserializer, de};

use crate::domain::{
    Diagnosis, DriveId, ItemId, LibraryTitle, PathKey, Service, SiteAddress, SiteId,
    UpstreamFailure, encode_segment,
};
use crate::graph::budget::Cost;
use crate::graph::error::Error;
use crate::graph::pages::Pages;
use crate::graph::refusal::Subject;
use crate::graph::wire::{Drive, OneItem};

use super::Calls;

/// The fields of a site that we use.
const SITE_FIELDS: &str = "id,name,displayName,webUrl,isPersonalSite";

/// More libraries than a site has (SharePoint documentation, "SharePoint limits": 2,000 lists and
/// libraries of a site collection).
const MOST_LIBRARIES: usize = 5_000;

/// A `site`. Its id alone must be there.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Site {
    /// Its id.
    #[serde(deserialize_with = "site_id")]
    pub id: SiteId,
    /// The last part of its address.
    pub name: Option<String>,
    /// What people call it.
    pub display_name: Option<String>,
    /// Where people find it.
    pub web_url: Option<String>,
    /// It is what a user's OneDrive lies in.
    pub is_personal_site: Option<bool>,
}

fn site_id<'de, D: Deserializer<'de>>(deserializer: D) -> Result<SiteId, D::Error> {
    SiteId::parse(&String::deserialize(deserializer)?).map_err(de::Error::custom)
}

impl<'a> Calls<'a> {
    /// The site at an address (Graph documentation, "Get a site by server-relative path").
    pub async fn site_at(self, address: &SiteAddress) -> Result<Site, Error> {
        let resource = format!(
            "sites/{}:{}?$select={SITE_FIELDS}",
            encode_segment(address.host()),
            address.path().to_url()
        );
        self.read(&self.to("find site", Subject::Site, &resource))
            .await
    }

    /// All sites of the organization, those of its users among them (Graph documentation, "List sites
    /// across geographies in an organization"), or those that `text` finds ("Search for sites").
    pub fn sites(self, text: Option<&str>) -> Pages<'a, Site> {
        let resource = match text {
            Some(text) => format!(
                "sites?search={}&$select={SITE_FIELDS}",
                encode_segment(text)
            ),
            None => format!("sites/getAllSites?$select={SITE_FIELDS}"),
        };
        let call = self.to("list sites", Subject::Directory, &resource);
        Pages::new(self, call.costing(Cost::Many))
    }

    /// The libraries of a site (Graph documentation, "List available drives").
    pub fn libraries(self, site: &SiteId) -> Pages<'a, Drive> {
        let resource = format!(
            "sites/{}/drives?$select=id,driveType,name",
            encode_segment(site.as_str())
        );
        let call = self.to("list libraries", Subject::Site, &resource);
        Pages::new(self, call.costing(Cost::Many))
    }

    /// The library of a site that has this title, in any letter case where none has it exactly.
    ///
    /// # Errors
    /// [`Diagnosis::LibraryNotFound`] names those that the site has.
    pub async fn find_library(self, site: &SiteId, title: &LibraryTitle) -> Result<Drive, Error> {
        let mut libraries = self.libraries(site).all(MOST_LIBRARIES).await?;
        match choose(&libraries, title) {
            Some(position) => Ok(libraries.swap_remove(position)),
            None => Err(Error::failed(
                "find library",
                UpstreamFailure {
                    message: Some(listed(&libraries)),
                    ..UpstreamFailure::new(Service::Graph, Diagnosis::LibraryNotFound)
                },
            )),
        }
    }

    /// The application's own folder in a drive, which comes into being with the first write (Graph
    /// documentation, "Using an App Folder to store user content without access to all files").
    pub async fn app_folder(self, drive: &DriveId) -> Result<ItemId, Error> {
        let resource = format!(
            "drives/{}/special/approot?$select=id,name,folder",
            encode_segment(drive.as_str())
        );
        let call = self.to("find app folder", Subject::AppFolder, &resource);
        let OneItem(item) = self.read(&call.of_drive(drive)).await?;
        ItemId::parse(&item.id).map_err(|_| {
            Error::of(
                "find app folder",
                Service::Graph,
                Diagnosis::UpstreamMalformed,
            )
        })
    }
}

/// Exactly the title; else the one that differs in letter case alone.
fn choose(libraries: &[Drive], title: &LibraryTitle) -> Option<usize> {
    let name = |drive: &Drive| drive.name.clone().unwrap_or_default();
    let exact = |drive: &Drive| name(drive) == title.as_str();
    if let Some(position) = libraries.iter().position(exact) {
        return Some(position);
    }
    let key = PathKey::of_name(title.as_str());
    let alike = |drive: &Drive| PathKey::is_of_name(&key, &name(drive));
    let mut found = (0..libraries.len()).filter(|position| alike(&libraries[*position]));
    found.next().filter(|_| found.next().is_none())
}

/// What the site has, for whoever looks for a title that is not there.
fn listed(libraries: &[Drive]) -> String {
    const MOST_NAMED: usize = 20;
    let names = libraries.iter().filter_map(|drive| drive.name.as_deref());
    let named: Vec<_> = names.take(MOST_NAMED).collect();
    match (named.is_empty(), libraries.len().checked_sub(named.len())) {
        (true, _) => "the site has no library with a title".to_owned(),
        (false, Some(rest)) if rest > 0 => {
            format!("the site has {} and {rest} more", named.join(", "))
        }
        (false, _) => format!("the site has {}", named.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn libraries(names: &[&str]) -> Vec<Drive> {
        let drive = |name: &&str| {
            let json = format!(r#"{{"id":"b!{}","name":"{name}"}}"#, name.len());
            serde_json::from_str(&json).expect("readable")
        };
        names.iter().map(drive).collect()
    }

    #[test]
    fn a_library_is_found_by_its_exact_title_or_the_only_one_like_it() {
        let title = |text| LibraryTitle::parse(text).expect("a title");
        let site = libraries(&["Documents", "MINUTES", "Minutes"]);
        for (wanted, found) in [
            ("Documents", Some(0)),
            ("documents", Some(0)),
            ("Minutes", Some(2)),
            ("minutes", None),
            ("Plans", None),
        ] {
            assert_eq!(choose(&site, &title(wanted)), found, "{wanted}");
        }
    }

    #[test]
    fn whoever_looks_for_a_library_in_vain_is_told_which_there_are() {
        assert_eq!(listed(&libraries(&["A", "B"])), "the site has A, B");
        assert_eq!(listed(&[]), "the site has no library with a title");
        let many = ["x"; 25];
        assert!(listed(&libraries(&many)).ends_with("x and 5 more"));
    }

    #[test]
    fn a_site_without_an_id_is_none() {
        let site: Site = serde_json::from_str(
            r#"{"id":"contoso.sharepoint.com,1-2,3-4","displayName":"Team","root":{},"isPersonalSite":false}"#,
        )
        .expect("readable");
        assert_eq!(site.display_name.as_deref(), Some("Team"));
        assert!(serde_json::from_str::<Site>(r#"{"displayName":"Team"}"#).is_err());
    }
}
