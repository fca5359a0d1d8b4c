//! Who asks. Most programs ask once without a password, and again with it: the first time must cost nothing.

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::request::Parts;
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};

use crate::domain::{Caller, Error};
use crate::edge::{Arrival, Edge, Failed, basic_credentials, bearer_token, may_send_password};

use super::answers::plain;

/// How a program is told to come with a password (RFC 7617, section 2.1).
pub(super) const CHALLENGE: HeaderValue =
    HeaderValue::from_static("Basic realm=\"Onefold\", charset=\"UTF-8\"");

/// Lets in who shows a password or a token in `Authorization`, and lays the [`Caller`] into the request.
/// Cookies count for nothing here: a page must not make a browser change a drive. `OPTIONS` is answered to
/// everybody. Nothing is read of any body.
pub(super) async fn admit(
    State(edge): State<Edge>,
    arrival: Arrival,
    request: Request,
    next: Next,
) -> Response {
    let may_send = may_send_password(&request, &edge.settings);
    let (mut head, body) = request.into_parts();
    let is_open = is_open(&edge, &head);
    let caller = match find(&edge, &arrival, &head.headers, may_send).await {
        Ok(caller) => caller,
        Err(Denied::InClear { shown: false } | Denied::Unknown) if is_open => {
            Caller::anonymous().on(arrival.visit.clone())
        }
        Err(_) if head.method == Method::OPTIONS => Caller::anonymous(),
        Err(denied) => return denied.into_response(),
    };
    head.extensions.insert(caller.clone());
    let mut response = next.run(Request::from_parts(head, body)).await;
    if is_open && is_unknown(&response) {
        // He is asked for a password as everybody is, where he may send one.
        return Denied::of_nobody(may_send).into_response();
    }
    // The answer remembers who asked, for the layer further out that shows failures.
    response.extensions_mut().insert(caller);
    response
}

/// Whether guests may ask: where the administrator says so, they read what guests may read. Who shows what is wrong is
/// no guest.
fn is_open(edge: &Edge, head: &Parts) -> bool {
    let reads = matches!(head.method.as_str(), "GET" | "HEAD" | "PROPFIND");
    reads && edge.settings.anonymous_disks && !head.headers.contains_key(header::AUTHORIZATION)
}

/// Whether it was found out that one must be somebody.
fn is_unknown(response: &Response) -> bool {
    let failed = response.extensions().get::<Failed>();
    failed.is_some_and(|Failed(error)| matches!(error, Error::Unauthenticated))
}

/// Why somebody is not let in.
enum Denied {
    /// He has shown nothing, or what is wrong: both are answered alike, so that nobody learns who exists.
    Unknown,
    /// What he would show could be read on the way; `shown`: he has shown it.
    InClear { shown: bool },
    /// It could not be found out, or he has tried too often.
    Failed(Error),
}

impl Denied {
    /// Of whoever has shown nothing.
    const fn of_nobody(may_send: bool) -> Self {
        if may_send {
            Self::Unknown
        } else {
            Self::InClear { shown: false }
        }
    }
}

impl From<Error> for Denied {
    fn from(error: Error) -> Self {
        match error {
            Error::Unauthenticated => Self::Unknown,
            error => Self::Failed(error),
        }
    }
}

async fn find(
    edge: &Edge,
    arrival: &Arrival,
    headers: &HeaderMap,
    may_send: bool,
) -> Result<Caller, Denied> {
    let sessions = &edge.services.sessions;
    if let Some(token) = bearer_token(headers) {
        let caller = sessions.caller(&token?).await?;
        return Ok(caller.on(arrival.visit.clone()));
    }
    let credentials = basic_credentials(headers);
    if !may_send {
        let shown = credentials.is_some();
        return Err(Denied::InClear { shown });
    }
    let (name, password) = credentials.ok_or(Denied::Unknown)??;
    let caller = sessions.basic(plain_name(&name), &password, &arrival.visit);
    Ok(caller.await?)
}

/// Windows writes its domain before the name.
fn plain_name(name: &str) -> &str {
    name.rsplit_once('\\').map_or(name, |(_, name)| name)
}

impl IntoResponse for Denied {
    fn into_response(self) -> Response {
        let (mut response, challenge) = match self {
            Self::Failed(error) => return Failed(error).into_response(),
            Self::InClear { shown: true } => return in_clear(StatusCode::FORBIDDEN),
            // Nobody is asked for a password on a line where it could be read.
            Self::InClear { shown: false } => {
                let bearer = HeaderValue::from_static("Bearer realm=\"Onefold\"");
                (in_clear(StatusCode::UNAUTHORIZED), bearer)
            }
            Self::Unknown => {
                let response = plain(StatusCode::UNAUTHORIZED, "Sign-in is needed.");
                (response, CHALLENGE)
            }
        };
        let headers = response.headers_mut();
        headers.insert(header::WWW_AUTHENTICATE, challenge);
        response
    }
}

fn in_clear(status: StatusCode) -> Response {
    let words = "Passwords are taken over TLS only; ask the administrator for the https address.";
    plain(status, words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_known_behind_the_domain_of_windows() {
        assert_eq!(plain_name("CONTOSO\\ann"), "ann");
        assert_eq!(plain_name("ann"), "ann");
        assert_eq!(plain_name("ann@contoso.example"), "ann@contoso.example");
    }
}
