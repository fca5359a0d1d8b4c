//! Reading an address from left to right.

use percent_encoding::percent_decode_str;

use super::known::{LACKING_FACETS, LACKING_ROOTS, LACKING_USER_FACETS, known_or_not};
use super::{Asked, DriveName, Facet, Place, Route, Start, Step};

/// Parses a raw path and names the route. The name is empty for what Graph itself doesn't know.
pub(crate) fn parse(path: &str) -> (Route, String) {
    let mut reader = Reader {
        rest: path,
        template: String::new(),
    };
    let route = reader.version().unwrap_or_else(|stop| stop);
    let template = match route {
        Route::Unknown(_) | Route::Malformed => String::new(),
        Route::Lacking => path
            .split('/')
            .next_back()
            .map(|last| format!("… /{last}"))
            .unwrap_or_default(),
        Route::Me => "/me".to_owned(),
        Route::Organization | Route::Users | Route::User(_) | Route::Drive(..) => reader.template,
    };
    (route, template)
}

/// Reads an address from left to right. An `Err` is a route too: one that ends the reading.
struct Reader<'a> {
    rest: &'a str,
    template: String,
}

impl<'a> Reader<'a> {
    fn version(&mut self) -> Result<Route, Route> {
        match self.segment() {
            Some("v1.0") => self.collection(),
            Some("beta") => Err(Route::Lacking),
            Some(other) => Err(Route::Unknown(other.to_owned())),
            None => Err(Route::Unknown(String::new())),
        }
    }

    fn collection(&mut self) -> Result<Route, Route> {
        let segment = self.segment().unwrap_or_default();
        match segment {
            "organization" => self.leaf("/organization", Route::Organization),
            "users" => self.users(),
            "drives" => {
                let id = self.key("/drives/{drive}")?;
                self.drive(DriveName::Id(id))
            }
            "me" => Err(Route::Me),
            _ => Err(known_or_not(segment, &LACKING_ROOTS)),
        }
    }

    fn users(&mut self) -> Result<Route, Route> {
        if self.rest.is_empty() {
            return self.leaf("/users", Route::Users);
        }
        if self.rest == "/delta" || self.rest == "/$count" {
            return Err(Route::Lacking);
        }
        let name = self.key("/users/{user}")?;
        match self.segment() {
            None => Ok(Route::User(name)),
            Some("drive") => {
                self.template.push_str("/drive");
                self.drive(DriveName::OfUser(name))
            }
            Some(other) => Err(known_or_not(other, &LACKING_USER_FACETS)),
        }
    }

    fn drive(&mut self, drive: DriveName) -> Result<Route, Route> {
        if self.rest.is_empty() {
            return Ok(Route::Drive(drive, Asked::Drive));
        }
        let start = match self.word() {
            "/root" => {
                self.template.push_str("/root");
                Start::Root
            }
            "/items" => Start::Item(self.key("/items/{item}")?),
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

    /// Reads steps as long as there are some, then what is asked of the item they lead to.
    fn item(&mut self, steps: &mut Vec<Step>) -> Result<Facet, Route> {
        let mut in_path = false;
        loop {
            if let Some(after_colon) = self.rest.strip_prefix(':') {
                let (path, rest) = after_colon.split_once(':').unwrap_or((after_colon, ""));
                self.rest = rest;
                self.template.push_str(":/{path}");
                in_path = true;
                steps.push(Step::Path(decode(path)?));
                continue;
            }
            let Some(segment) = self.segment() else {
                return Ok(Facet::Itself);
            };
            if std::mem::take(&mut in_path) {
                self.template.push(':');
            }
            if let Some(name) = child_key(segment)? {
                self.template.push_str("/children('{name}')");
                steps.push(Step::Child(name));
                continue;
            }
            return match segment {
                "children" => self.leaf("/children", Facet::Children),
                "content" => self.leaf("/content", Facet::Content),
                _ => Err(known_or_not(segment, &LACKING_FACETS)),
            };
        }
    }

    /// The next segment, raw; none at the end.
    fn segment(&mut self) -> Option<&'a str> {
        let rest = self.rest.strip_prefix('/')?;
        let (segment, after) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        self.rest = after;
        Some(segment)
    }

    /// The next segment with its slash, which ends also at a colon.
    fn word(&mut self) -> &'a str {
        let end = self
            .rest
            .char_indices()
            .skip(1)
            .find(|(_, letter)| "/:".contains(*letter));
        let (word, rest) = self
            .rest
            .split_at(end.map_or(self.rest.len(), |(at, _)| at));
        self.rest = rest;
        word
    }

    /// A segment that is an id or a name; it ends also at a colon.
    fn key(&mut self, template: &str) -> Result<String, Route> {
        let word = self.word();
        self.template.push_str(template);
        match word.strip_prefix('/') {
            None | Some("") => Err(Route::Unknown(String::new())),
            Some(key) => decode(key),
        }
    }

    /// The end of an address; anything more is no segment Graph knows there.
    fn leaf<T>(&mut self, template: &str, end: T) -> Result<T, Route> {
        self.template.push_str(template);
        match self.segment() {
            None => Ok(end),
            Some(_) if template == "/children" || template == "/organization" => {
                Err(Route::Lacking)
            }
            Some(more) => Err(Route::Unknown(more.to_owned())),
        }
    }
}

/// What is between the parentheses of `children(…)`, if that is what the segment is.
fn child_key(segment: &str) -> Result<Option<String>, Route> {
    let segment = decode(segment)?;
    let inner = segment
        .strip_prefix("children(")
        .and_then(|rest| rest.strip_suffix(')'));
    Ok(inner.map(str::to_owned))
}

fn decode(raw: &str) -> Result<String, Route> {
    let escapes_are_whole = raw.split('%').skip(1).all(|after| {
        let mut digits = after.chars();
        let is_digit = |digit: Option<char>| digit.is_some_and(|digit| digit.is_ascii_hexdigit());
        is_digit(digits.next()) && is_digit(digits.next())
    });
    let text = percent_decode_str(raw)
        .decode_utf8()
        .map_err(|_| Route::Malformed)?;
    if escapes_are_whole {
        Ok(text.into_owned())
    } else {
        Err(Route::Malformed)
    }
}

#[cfg(test)]
mod tests {
    use super::{Asked, DriveName, Facet, Place, Route, Start, Step, parse};

    fn item(start: Start, steps: Vec<Step>, facet: Facet) -> Route {
        let drive = DriveName::Id("b!x".to_owned());
        Route::Drive(drive, Asked::Item(Place { start, steps }, facet))
    }

    fn path(text: &str) -> Vec<Step> {
        vec![Step::Path(text.to_owned())]
    }

    #[test]
    fn items_are_addressed_by_id_and_by_path() {
        let by_id = || Start::Item("01A".to_owned());
        for (address, expected, template) in [
            ("root", item(Start::Root, vec![], Facet::Itself), "root"),
            (
                "root/children",
                item(Start::Root, vec![], Facet::Children),
                "root/children",
            ),
            (
                "root:/a%20b/c",
                item(Start::Root, path("/a b/c"), Facet::Itself),
                "root:/{path}",
            ),
            (
                "root:/a:",
                item(Start::Root, path("/a"), Facet::Itself),
                "root:/{path}",
            ),
            (
                "root:/a%2fb:/children",
                item(Start::Root, path("/a/b"), Facet::Children),
                "root:/{path}:/children",
            ),
            (
                "items/01A",
                item(by_id(), vec![], Facet::Itself),
                "items/{item}",
            ),
            (
                "items/01A/content",
                item(by_id(), vec![], Facet::Content),
                "items/{item}/content",
            ),
            (
                "items/01A:/b:/content",
                item(by_id(), path("/b"), Facet::Content),
                "items/{item}:/{path}:/content",
            ),
            (
                "items/01A/children('it%27%27s')/children",
                item(
                    by_id(),
                    vec![Step::Child("'it''s'".to_owned())],
                    Facet::Children,
                ),
                "items/{item}/children('{name}')/children",
            ),
        ] {
            let (route, name) = parse(&format!("/v1.0/drives/b!x/{address}"));
            assert_eq!(route, expected, "{address}");
            assert_eq!(name, format!("/drives/{{drive}}/{template}"));
        }
    }

    #[test]
    fn what_graph_knows_and_what_it_does_not_are_told_apart() {
        for (address, expected) in [
            ("/v1.0/drives/b!x/root/delta", Route::Lacking),
            (
                "/v1.0/drives/b!x/root:/a:/createUploadSession",
                Route::Lacking,
            ),
            ("/v1.0/drives/b!x/root/search(q='a')", Route::Lacking),
            ("/v1.0/sites/root", Route::Lacking),
            ("/v1.0/me/drive", Route::Me),
            (
                "/v1.0/drives/b!x/root/nonsense",
                Route::Unknown("nonsense".to_owned()),
            ),
            ("/v1.0/nonsense", Route::Unknown("nonsense".to_owned())),
            ("/v3.0/users", Route::Unknown("v3.0".to_owned())),
            ("/v1.0/drives/b!x/root:/a%2", Route::Malformed),
            ("/v1.0/drives/b!x/root:/%ff", Route::Malformed),
        ] {
            assert_eq!(parse(address).0, expected, "{address}");
        }
    }

    #[test]
    fn a_users_drive_is_a_drive() {
        let (route, name) = parse("/v1.0/users/ada%40contoso.example/drive");
        let drive = DriveName::OfUser("ada@contoso.example".to_owned());
        assert_eq!(route, Route::Drive(drive, Asked::Drive));
        assert_eq!(name, "/users/{user}/drive");
    }
}
