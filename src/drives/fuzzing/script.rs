//! An upstream whose pages are written down, three letters each: what kind of page, how many members,
//! and a number for the kind. Behind the last come empty pages without end.

use std::collections::HashSet;

use serde_json::{Value, json};

/// Where the listing begins.
pub(super) const FIRST: &str =
    "https://graph.microsoft.com/v1.0/drives/b%21x/root/children?$top=1000";

/// Links that lead to no page of Graph's.
const FOREIGN: [&str; 10] = [
    "http://graph.microsoft.com/v1.0/x",
    "https://graph.microsoft.com.example/v1.0/x",
    "https://graph.microsoft.com@example/v1.0/x",
    "https://someone@graph.microsoft.com/v1.0/x",
    "https://graph.microsoft.com:444/v1.0/x",
    "https://graph.microsoft.us/v1.0/x",
    "https://example\\@graph.microsoft.com/v1.0/x",
    "/v1.0/x",
    "//example/v1.0/x",
    "",
];

/// The pages, and what was asked and said.
pub(super) struct Script<'a> {
    rest: &'a [u8],
    asked: Vec<String>,
    sent: Vec<String>,
    spoiled: bool,
    doubtful: bool,
    complete: bool,
}

/// What a page is besides its members.
enum Page {
    /// Whole, and it leads on, or ends the listing.
    Whole(Option<String>),
    /// Whole, but it leads astray.
    Astray(String),
    /// Whole; what its link is worth is not known.
    Perhaps(String),
    /// With a member that makes no sense.
    Nameless,
    /// Cut after this many 256th of its length.
    Cut(usize),
    /// Something else under this status.
    Else(u16, &'static str),
}

impl<'a> Script<'a> {
    pub(super) fn new(input: &'a [u8]) -> Self {
        Self {
            rest: input,
            asked: Vec::new(),
            sent: Vec::new(),
            spoiled: false,
            doubtful: false,
            complete: false,
        }
    }

    /// What was asked for.
    pub(super) fn asked(&self) -> &[String] {
        &self.asked
    }

    /// The names of all members that were sent.
    pub(super) fn sent(&self) -> &[String] {
        &self.sent
    }

    /// Whether the last page was one with which a listing can't, or needn't, go on.
    pub(super) fn is_suspect(&self) -> bool {
        self.spoiled || self.doubtful
    }

    /// Whether the last page was sent, and all were good.
    pub(super) fn is_complete(&self) -> bool {
        self.complete && !self.spoiled
    }

    /// The answer of one call.
    pub(super) fn answer(&mut self, address: String) -> (u16, Vec<u8>) {
        assert!(!self.spoiled, "goes on behind {:?}", self.asked.last());
        assert!(!self.complete, "goes on behind the end");
        assert!(
            address.starts_with("https://graph.microsoft.com/"),
            "{address}"
        );
        assert!(!self.asked.contains(&address), "asks for {address} again");
        self.asked.push(address);
        let (kind, count, number) = match *self.rest {
            [kind, count, number, ref rest @ ..] => {
                self.rest = rest;
                (kind, count, number)
            }
            _ => (b'n', 0, 0),
        };
        let mut members: Vec<_> = (0..count % 16).map(|_| self.member(number)).collect();
        let page = self.page(kind, number);
        self.spoiled = matches!(
            page,
            Page::Astray(_) | Page::Nameless | Page::Cut(_) | Page::Else(..)
        );
        self.doubtful = matches!(page, Page::Perhaps(_));
        self.complete = matches!(page, Page::Whole(None));
        let link = match &page {
            Page::Whole(link) => link.clone(),
            Page::Astray(link) | Page::Perhaps(link) => Some(link.clone()),
            Page::Nameless | Page::Cut(_) | Page::Else(..) => None,
        };
        match page {
            Page::Else(status, body) => return (status, body.into()),
            Page::Nameless => members.push(json!({ "id": "01", "size": number })),
            Page::Whole(_) | Page::Astray(_) | Page::Perhaps(_) | Page::Cut(_) => {}
        }
        let mut body = json!({ "value": members });
        if let Some(link) = link {
            body["@odata.nextLink"] = link.into();
        }
        let mut body = body.to_string().into_bytes();
        if let Page::Cut(part) = page {
            body.truncate(body.len() * part / 256);
        }
        (200, body)
    }

    fn page(&mut self, kind: u8, number: u8) -> Page {
        let address = |token| format!("https://graph.microsoft.com/v1.0/next?$skiptoken={token}");
        // A raw link may have led to one of these before.
        let asked = self.asked.len();
        let fresh = (asked..=2 * asked)
            .map(address)
            .find(|address| !self.asked.contains(address))
            .expect("there are more of them than were asked for");
        match kind {
            b'e' => Page::Whole(None),
            b'a' => Page::Astray(self.known(number)),
            b'o' => Page::Astray(respelled(&self.known(number), number)),
            b'f' => Page::Astray(FOREIGN[usize::from(number) % FOREIGN.len()].to_owned()),
            b'r' => self.raw(),
            b'm' => Page::Nameless,
            b'c' => Page::Cut(number.into()),
            b'h' => Page::Else(200, "<html><body>Sign in</body></html>"),
            b'x' => Page::Else(200, r#"{"error":{"code":"itemNotFound"}}"#),
            b's' => Page::Else(503, r#"{"value":[]}"#),
            _ => Page::Whole(Some(fresh)),
        }
    }

    /// An address that was asked for before.
    fn known(&self, number: u8) -> String {
        let position = usize::from(number) % self.asked.len().max(1);
        self.asked.get(position).cloned().unwrap_or_default()
    }

    /// The rest of the line, whatever it is, as a link.
    fn raw(&mut self) -> Page {
        let end = self.rest.iter().position(|byte| *byte == b'\n');
        let (link, rest) = self.rest.split_at(end.unwrap_or(self.rest.len()));
        self.rest = rest.get(1..).unwrap_or_default();
        let link = String::from_utf8_lossy(link).into_owned();
        let known: HashSet<_> = self.asked.iter().collect();
        if known.contains(&link) {
            Page::Astray(link)
        } else {
            Page::Perhaps(link)
        }
    }

    /// Any of the kinds that a folder may hold.
    fn member(&mut self, number: u8) -> Value {
        let name = format!("{:04}", self.sent.len());
        self.sent.push(name.clone());
        let mut member = json!({
            "id": format!("01{name}"),
            "name": name,
            "size": i64::from(number) - 8,
            "parentReference": { "id": "01", "path": "/drives/b!x/root:/a b" },
            "lastModifiedDateTime": "2026-11-20T17:01:09.1234567Z",
        });
        let facet = ["file", "folder", "package", "remoteItem", "unknown"];
        let facet = facet[self.sent.len() % facet.len()];
        member[facet] = json!({});
        let host = ["contoso.sharepoint.com", "example.org"][usize::from(number) % 2];
        member["@microsoft.graph.downloadUrl"] = format!("https://{host}/{name}?t=1").into();
        member
    }
}

/// The same address, written otherwise.
fn respelled(address: &str, number: u8) -> String {
    match number % 3 {
        0 => format!("{address}#{number}"),
        1 => address.replacen("graph.microsoft.com", "GRAPH.Microsoft.com:443", 1),
        _ => address.replacen("/v1.0/", "/./v1.0/", 1),
    }
}
