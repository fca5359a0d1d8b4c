//! A request of this face.

use axum::body::{Body, Bytes};
use axum::extract::Request;
use http::request::Parts;
use http::{HeaderMap, StatusCode};

use crate::domain::{Caller, Error, LockToken, RawPath, VirtualPath};
use crate::edge::{Edge, Unread, read_body};
use crate::services::{Row, Services};

use super::headers::If;
use super::listing::is_folder;
use super::refusal::{Refusal, Trouble};
use super::room::{Room, Share};
use super::xml::{BODY_LIMIT, Href};

/// Where the tree begins.
pub(super) const PREFIX: &str = "/dav";

/// Who asks for what. The body travels beside it, unread.
#[derive(Debug)]
pub(super) struct Ask {
    pub(super) edge: Edge,
    pub(super) caller: Caller,
    /// The place in the tree, and whether a slash stood behind it.
    pub(super) place: RawPath,
    /// Whether it is about what lies above the tree.
    pub(super) is_above: bool,
    pub(super) head: Parts,
    /// What `If` says.
    pub(super) if_header: Option<If>,
}

impl Ask {
    pub(super) fn new(
        edge: Edge,
        caller: Caller,
        place: RawPath,
        request: Request,
    ) -> Result<(Self, Body), Trouble> {
        let (head, body) = request.into_parts();
        let if_header = If::of(&head.headers)?;
        // To name a token is to show it, whether its list holds or not (RFC 4918, section 10.4.1).
        let tokens = if_header.iter().flat_map(If::tokens);
        let tokens = tokens.filter_map(|token| LockToken::parse(token).ok());
        let ask = Self {
            edge,
            caller: caller.submitting(tokens),
            place,
            is_above: !head.uri.path().starts_with(PREFIX),
            head,
            if_header,
        };
        Ok((ask, body))
    }

    pub(super) fn headers(&self) -> &HeaderMap {
        &self.head.headers
    }

    pub(super) fn services(&self) -> &Services {
        &self.edge.services
    }

    pub(super) fn path(&self) -> &VirtualPath {
        &self.place.path
    }

    /// Room in memory for an answer about many resources; nothing of it yet.
    pub(super) fn share(&self) -> Share {
        let room = self.head.extensions.get::<Room>();
        let room = room.expect("the router lays it around every request");
        room.share(&self.caller)
    }

    /// The address of what was asked for, spelled as it was asked for.
    pub(super) fn href(&self, is_folder: bool) -> Href {
        Href::new(PREFIX, self.path(), is_folder)
    }

    /// Whether a slash says that a folder is meant. The root has one in any case.
    pub(super) fn means_folder(&self) -> bool {
        self.place.trailing_slash && !self.path().is_root()
    }

    /// What lies there.
    pub(super) async fn subject(&self) -> Result<Row, Trouble> {
        let row = self.services().browse.stat(&self.caller, self.path());
        let row = row.await?;
        self.check_slash(is_folder(&row))?;
        Ok(row)
    }

    /// Refuses a file that was asked for as a folder: under that name there is nothing.
    pub(super) fn check_slash(&self, is_folder: bool) -> Result<(), Trouble> {
        if self.means_folder() && !is_folder {
            return Err(Error::NotFound.into());
        }
        Ok(())
    }

    /// Reads a body of XML, within bounds.
    pub(super) async fn read_xml(&self, body: Body) -> Result<Bytes, Trouble> {
        let mut request = Request::new(body);
        *request.headers_mut() = self.head.headers.clone();
        let read = read_body(request, BODY_LIMIT, &*self.edge.clock).await;
        read.map_err(|unread| {
            let status = match unread {
                Unread::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
                Unread::Late => StatusCode::REQUEST_TIMEOUT,
                Unread::Cut => StatusCode::BAD_REQUEST,
            };
            Refusal::Body(status).into()
        })
    }

    /// Whether the client wants to hear only of what is there (RFC 8144, section 2.1; Microsoft's `Brief: t`).
    pub(super) fn is_brief(&self) -> bool {
        let says = |name: &str, wanted: &str| {
            let values = self.headers().get_all(name).iter();
            let mut values = values.filter_map(|value| value.to_str().ok());
            values.any(|value| {
                let mut parts = value.split([',', ';']);
                parts.any(|part| part.trim().eq_ignore_ascii_case(wanted))
            })
        };
        says("prefer", "return=minimal") || says("brief", "t")
    }
}
