//! How somebody came, for whom it is kept.

use std::convert::Infallible;
use std::sync::Arc;

use axum::extract::FromRequestParts;
use http::request::Parts;
use http::{Extensions, header};

use crate::domain;
use crate::edge::visit::Visit;

/// The request as the core knows it, and what the client calls itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arrival {
    /// From where, and under which number.
    pub visit: domain::Visit,
    /// `User-Agent`, cut short and without what could forge a line; `None` where there is none.
    pub client: Option<String>,
}

/// The most characters kept of a client's name.
const LONGEST_CLIENT: usize = 200;

/// The request as the core knows it.
pub(super) fn visit_of(extensions: &Extensions) -> domain::Visit {
    let visit = extensions.get::<Visit>();
    let visit = visit.map(|visit| domain::Visit {
        address: Some(visit.address),
        request_id: Some(Arc::from(visit.request_id.as_str())),
    });
    visit.unwrap_or_default()
}

fn shown(name: &[u8]) -> Option<String> {
    let name = String::from_utf8_lossy(name);
    let mut shown = String::new();
    for character in name.trim().chars().take(LONGEST_CLIENT) {
        if character.is_control() {
            shown.extend(character.escape_default());
        } else {
            shown.push(character);
        }
    }
    Some(shown).filter(|shown| !shown.is_empty())
}

impl<S: Send + Sync> FromRequestParts<S> for Arrival {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let client = parts.headers.get(header::USER_AGENT);
        Ok(Self {
            visit: visit_of(&parts.extensions),
            client: client.and_then(|name| shown(name.as_bytes())),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_client_calls_itself_is_one_short_line() {
        let name = |bytes: &[u8]| shown(bytes);
        assert_eq!(name(b" curl/8 ").as_deref(), Some("curl/8"));
        assert_eq!(name(b"a\x1b[31m\tb").as_deref(), Some("a\\u{1b}[31m\\tb"));
        assert_eq!(name(b"a\xffb").as_deref(), Some("a\u{fffd}b"));
        assert_eq!(name(b"  "), None);
        let long = "x".repeat(1_000);
        assert_eq!(name(long.as_bytes()).map(|name| name.len()), Some(200));
    }
}
