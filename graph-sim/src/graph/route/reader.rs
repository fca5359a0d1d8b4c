//! Reading an address from left to right.

use super::known::{LACKING_FACETS, LACKING_ROOTS, LACKING_USER_FACETS, known_or_not};
use super::{Asked, DriveName, Place, Route, Start, Step, Stop};
use crate::graph::options::Options;

/// Parses a raw path and names the route. The name is empty for what Graph itself doesn't know.
pub(crate) fn parse(path: &str) -> (Route, String) {
    parse_with(path, &Options::default())
}

/// The same with the query's options, in which keys may have their values.
pub(crate) fn parse_with(path: &str, options: &Options) -> (Route, String) {
    let mut reader = Reader {
        rest: path,
        key_ahead: None,
        template: String::new(),
        options,
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
        | Route::UserCount
        | Route::DrivesOfUser(_)
        | Route::DrivesOfGroup(_)
        | Route::Sites
        | Route::AllSites
        | Route::Site(..)
        | Route::Drive(..)
        | Route::Share(_)
        | Route::SearchQuery
        | Route::Subscriptions
        | Route::Subscription(_)
        | Route::Reauthorization(_) => reader.template,
    };
    (route, template)
}

/// Reads an address from left to right. An `Err` ends the reading.
pub(super) struct Reader<'a> {
    pub(super) rest: &'a str,
    /// What is between the parentheses of the last segment, if it has a key.
    pub(super) key_ahead: Option<&'a str>,
    pub(super) template: String,
    pub(super) options: &'a Options,
}

impl Reader<'_> {
    /// SharePoint serves the same below `/_api/v2.0`, where rclone asks for it.
    fn version(&mut self) -> Result<Route, Stop> {
        match self.segment() {
            Some("v1.0") => self.collection(),
            Some("_api") => match self.segment() {
                Some("v2.0" | "v2.1") => self.collection(),
                other => Err(Stop::Unknown(other.unwrap_or_default().to_owned())),
            },
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
            "groups" => self.groups(),
            "sites" => self.sites(),
            "shares" => self.shares(),
            "subscriptions" => self.subscriptions(),
            "search" => match self.segment() {
                Some("query") => self.leaf("/search/query", Route::SearchQuery),
                _ => Err(Stop::Lacking),
            },
            "drives" => {
                let id = self.key("/drives/{drive}")?;
                self.drive(DriveName::Id(id))
            }
            "me" => Err(Stop::Me),
            _ => Err(known_or_not(segment, &LACKING_ROOTS)),
        }
    }

    fn users(&mut self) -> Result<Route, Stop> {
        if self.is_at_end() {
            return self.leaf("/users", Route::Users);
        }
        match self.rest {
            "/$count" => {
                self.rest = "";
                return self.leaf("/users/$count", Route::UserCount);
            }
            "/delta" | "/delta()" => return Err(Stop::Lacking),
            _ => {}
        }
        let name = self.key("/users/{user}")?;
        match self.segment() {
            None => Ok(Route::User(name)),
            Some("drive") => {
                self.template.push_str("/drive");
                self.drive(DriveName::OfUser(name))
            }
            Some("drives") => self.drives(Route::DrivesOfUser(name)),
            Some(other) => Err(known_or_not(other, &LACKING_USER_FACETS)),
        }
    }

    /// The drives of somebody, or one of them, which is a drive like any other.
    pub(super) fn drives(&mut self, list: Route) -> Result<Route, Stop> {
        if self.is_at_end() {
            return self.leaf("/drives", list);
        }
        let id = self.key("/drives/{drive}")?;
        self.drive(DriveName::Id(id))
    }

    /// What follows the name of a drive.
    pub(super) fn drive(&mut self, drive: DriveName) -> Result<Route, Stop> {
        if self.is_at_end() {
            return Ok(Route::Drive(drive, Asked::Drive));
        }
        if let Some(search) = self.search_of_drive() {
            let place = Place {
                start: Start::Root,
                steps: Vec::new(),
            };
            return Ok(Route::Drive(drive, Asked::Item(place, search?)));
        }
        let start = match self.word() {
            "/root" => {
                self.template.push_str("/root");
                Start::Root
            }
            "/items" => {
                let key = self.key("/items/{item}")?;
                return self.place_of(drive, &key);
            }
            "/special" => Start::Special(self.key("/special/{name}")?),
            other => {
                let segment = other.trim_start_matches('/');
                return Err(known_or_not(segment, &LACKING_FACETS));
            }
        };
        self.place(drive, start)
    }

    /// A key that holds a path, its colons and slashes encoded, means the same as if they were not: so
    /// Microsoft's SDKs write the `root:/a/b:` that their documentation has them take for an id.
    fn place_of(&mut self, drive: DriveName, key: &str) -> Result<Route, Stop> {
        let Some((id, path)) = key.split_once(":/") else {
            return self.place(drive, Start::Item(key.to_owned()));
        };
        self.template.push_str(":/{path}");
        let path = path.strip_suffix(':').unwrap_or(path);
        let mut place = Place {
            start: Start::Item(id.to_owned()),
            steps: vec![Step::Path(format!("/{path}"))],
        };
        let facet = self.item(&mut place.steps)?;
        Ok(Route::Drive(drive, Asked::Item(place, facet)))
    }

    /// The steps from a start and what is asked of the item they lead to.
    pub(super) fn place(&mut self, drive: DriveName, start: Start) -> Result<Route, Stop> {
        let mut place = Place {
            start,
            steps: Vec::new(),
        };
        let facet = self.item(&mut place.steps)?;
        Ok(Route::Drive(drive, Asked::Item(place, facet)))
    }
}
