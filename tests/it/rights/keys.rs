//! What somebody shows at the door.

use std::collections::HashMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use reqwest::RequestBuilder;

use crate::support;

/// What a request carries to say who sends it.
#[derive(Clone, Debug)]
pub(super) enum Key {
    Nothing,
    Bearer(String),
    Cookie(String),
    Basic(String),
    Sign(Signs),
}

/// Signed links, by door and path.
#[derive(Clone, Debug, Default)]
pub(super) struct Signs(HashMap<(String, String), String>);

impl Key {
    pub(super) fn bearer(session: &support::Actor) -> Self {
        Self::Bearer(session.token().expect("a session").to_owned())
    }

    pub(super) fn cookie(session: &support::Actor) -> Self {
        Self::Cookie(session.token().expect("a session").to_owned())
    }

    pub(super) fn basic(name: &str, password: &str) -> Self {
        Self::Basic(STANDARD.encode(format!("{name}:{password}")))
    }

    /// The request, with what is shown in its headers.
    pub(super) fn show(&self, request: RequestBuilder) -> RequestBuilder {
        match self {
            Self::Nothing | Self::Sign(_) => request,
            Self::Bearer(token) => request.bearer_auth(token),
            // A browser says from where a request comes; without that no form is taken from it.
            Self::Cookie(token) => request
                .header("cookie", format!("onefold={token}"))
                .header("sec-fetch-site", "same-origin"),
            Self::Basic(credentials) => {
                request.header("authorization", format!("Basic {credentials}"))
            }
        }
    }
}

impl Signs {
    /// Keeps one; another character in its middle makes another mark of it.
    pub(super) fn keep(&mut self, door: &str, path: &str, sign: &str, tampered: bool) {
        let sign = if tampered {
            let (fields, mac) = sign.rsplit_once('.').expect("it has a mark");
            let first = if mac.starts_with('A') { 'B' } else { 'A' };
            let rest: String = mac.chars().skip(1).collect();
            format!("{fields}.{first}{rest}")
        } else {
            sign.to_owned()
        };
        self.0.insert((door.to_owned(), path.to_owned()), sign);
    }

    pub(super) fn find(&self, door: &str, path: &str) -> Option<&str> {
        let sign = self.0.get(&(door.to_owned(), path.to_owned()));
        sign.map(String::as_str)
    }
}
