//! Reading an address from left to right.

use super::known::{LACKING_FACETS, LACKING_ROOTS, LACKING_USER_FACETS, known_or_not};
use super::{Asked, DriveName, Place, Route, Start, Stop};

/// Parses a raw path and names the route. The name is empty for what Graph itself doesn't know.
pub(crate) fn parse(path: &str) -> (Route, String) {
    let mut reader = Reader {
        rest: path,
        template: String::new(),
    };
    let route = reader.version().unwrap_or_else(Route::Nowhere);
    let template = match route {
        Route::Nowhere(Stop::Unknown(_) | Stop::Malformed) => String::new(),
        Route::Nowhere(Stop::Lacking) => path
            .split('/')
            .next_back()
            .map(|last| format!("… /{last}"))
            .unwrap_or_default(),
        Route::Nowhere(Stop::Me) => "/me".to_owned(),
        Route::Batch
        | Route::Organization
        | Route::Users
        | Route::User(_)
        | Route::DrivesOfUser(_)
        | Route::Sites
        | Route::AllSites
        | Route::Site(..)
        | Route::Drive(..) => reader.template,
    };
    (route, template)
}

/// Reads an address from left to right. An `Err` ends the reading.
pub(super) struct Reader<'a> {
    pub(super) rest: &'a str,
    pub(super) template: String,
}

impl Reader<'_> {
    fn version(&mut self) -> Result<Route, Stop> {
        match self.segment() {
            Some("v1.0") => self.collection(),
            Some("beta") => Err(Stop::Lacking),
            Some(other) => Err(Stop::Unknown(other.to_owned())),
            None => Err(Stop::Unknown(String::new())),
        }
    }

    fn collection(&mut self) -> Result<Route, Stop> {
        let segment = self.segment().unwrap_or_default();
        match segment {
            "$batch" | "%24batch" => self.leaf("/$batch", Route::Batch),
            "organization" => self.leaf("/organization", Route::Organization),
            "users" => self.users(),
            "sites" => self.sites(),
            "drives" => {
                let id = self.key("/drives/{drive}")?;
                self.drive(DriveName::Id(id))
            }
            "me" => Err(Stop::Me),
            _ => Err(known_or_not(segment, &LACKING_ROOTS)),
        }
    }

    fn users(&mut self) -> Result<Route, Stop> {
        if self.rest.is_empty() {
            return self.leaf("/users", Route::Users);
        }
        if self.rest == "/delta" || self.rest == "/$count" {
            return Err(Stop::Lacking);
        }
        let name = self.key("/users/{user}")?;
        match self.segment() {
            None => Ok(Route::User(name)),
            Some("drive") => {
                self.template.push_str("/drive");
                self.drive(DriveName::OfUser(name))
            }
            Some("drives") => self.leaf("/drives", Route::DrivesOfUser(name)),
            Some(other) => Err(known_or_not(other, &LACKING_USER_FACETS)),
        }
    }

    /// What follows the name of a drive.
    pub(super) fn drive(&mut self, drive: DriveName) -> Result<Route, Stop> {
        if self.rest.is_empty() {
            return Ok(Route::Drive(drive, Asked::Drive));
        }
        let start = match self.word() {
            "/root" => {
                self.template.push_str("/root");
                Start::Root
            }
            "/items" => Start::Item(self.key("/items/{item}")?),
            "/special" => Start::Special(self.key("/special/{name}")?),
            other => {
                let segment = other.trim_start_matches('/');
                return Err(known_or_not(segment, &LACKING_FACETS));
            }
        };
        let mut place = Place {
            start,
            steps: Vec::new(),
        };
        let facet = self.item(&mut place.steps)?;
        Ok(Route::Drive(drive, Asked::Item(place, facet)))
    }
}
