//! The part of an address that names a site: "Get a site resource".

use uuid::Uuid;

use super::known::{LACKING_SITE_FACETS, known_or_not};
use super::reader::Reader;
use super::{DriveName, Route, SiteFacet, SiteName, Stop};

impl Reader<'_> {
    /// What follows `/sites`.
    pub(super) fn sites(&mut self) -> Result<Route, Stop> {
        match self.rest {
            "" if self.is_at_end() => return self.leaf("/sites", Route::Sites),
            "/getAllSites" | "/getAllSites()" => {
                self.rest = "";
                return self.leaf("/sites/getAllSites", Route::AllSites);
            }
            "/delta" | "/delta()" | "/$count" | "/add" | "/remove" => return Err(Stop::Lacking),
            _ => {}
        }
        let name = self.site_name()?;
        match self.segment() {
            None => Ok(Route::Site(name, SiteFacet::Itself)),
            Some(segment) => {
                if matches!(name, SiteName::Path { .. }) {
                    self.template.push(':');
                }
                self.site_facet(name, segment)
            }
        }
    }

    fn site_name(&mut self) -> Result<SiteName, Stop> {
        // Which template it is shows only once the word is read.
        let word = self.key("")?;
        if word == "root" {
            self.template.push_str("/sites/root");
            return Ok(SiteName::Root);
        }
        if word.contains(',') || Uuid::parse_str(&word).is_ok() {
            self.template.push_str("/sites/{site}");
            return Ok(SiteName::Id(word));
        }
        self.template.push_str("/sites/{host}");
        match self.colon_path() {
            None => Ok(SiteName::Host(word)),
            Some(path) => Ok(SiteName::Path {
                host: word,
                path: path?,
            }),
        }
    }

    fn site_facet(&mut self, name: SiteName, segment: &str) -> Result<Route, Stop> {
        match segment {
            "drive" => {
                self.template.push_str("/drive");
                self.drive(DriveName::OfSite(name))
            }
            "drives" => self.drives(Route::Site(name, SiteFacet::Drives)),
            "permissions" if self.is_at_end() => {
                self.leaf("/permissions", Route::Site(name, SiteFacet::Permissions))
            }
            "permissions" => {
                let id = self.key("/permissions/{permission}")?;
                self.leaf("", Route::Site(name, SiteFacet::Permission(id)))
            }
            other => Err(known_or_not(other, &LACKING_SITE_FACETS)),
        }
    }
}
