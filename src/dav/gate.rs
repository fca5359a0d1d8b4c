//! Who asks. Most programs ask once without a password, and again with it: the first time must cost nothing.

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};

use crate::domain::{Caller, Error};
use crate::edge::{Arrival, Edge, Failed, basic_credentials, bearer_token, may_send_password};

use super::answers::plain;

/// How a program is told to come with a password (RFC 7617, section 2.1).
pub(super) const CHALLENGE: HeaderValue =
    HeaderValue::from_static("Basic realm=\"Onefold\", charset=\"UTF-8\"");

/// Lets in who shows a password or a token in `Authorization`, and lays the [`Caller`] into the request.
/// Cookies count for nothing here: a page must not make a browser change a drive. `OPTIONS` tells the
/// same to everybody. Nothing is read of any body.
pub(super) async fn admit(
    State(edge): State<Edge>,
    arrival: Arrival,
    request: Request,
    next: Next,
) -> Response {
    if request.method() == Method::OPTIONS {
        return next.run(request).await;
    }
    let may_send = may_send_password(&request, &edge.settings);
    let (mut head, body) = request.into_parts();
    let caller = match find(&edge, &arrival, &head.headers, may_send).await {
        Ok(caller) => caller,
        Err(response) => return *response,
    };
    head.extensions.insert(caller.clone());
    let mut response = next.run(Request::from_parts(head, body)).await;
    // The answer remembers who asked, for the layer further out that shows failures.
    response.extensions_mut().insert(caller);
    response
}

async fn find(
    edge: &Edge,
    arrival: &Arrival,
    headers: &HeaderMap,
    may_send: bool,
) -> Result<Caller, Box<Response>> {
    let sessions = &edge.services.sessions;
    if let Some(token) = bearer_token(headers) {
        let token = token.map_err(refused)?;
        let caller = sessions.caller(&token).await.map_err(refused)?;
        return Ok(caller.on(arrival.visit.clone()));
    }
    match basic_credentials(headers) {
        Some(_) if !may_send => Err(Box::new(in_clear(StatusCode::FORBIDDEN))),
        Some(credentials) => {
            let (name, password) = credentials.map_err(refused)?;
            let caller = sessions.basic(plain_name(&name), &password, &arrival.visit);
            caller.await.map_err(refused)
        }
        None if !may_send => Err(Box::new(in_clear(StatusCode::UNAUTHORIZED))),
        None => Err(Box::new(challenge())),
    }
}

/// Windows writes its domain before the name.
fn plain_name(name: &str) -> &str {
    name.rsplit_once('\\').map_or(name, |(_, name)| name)
}

/// A wrong password is answered like none: it says nothing about who exists.
fn refused(error: Error) -> Box<Response> {
    Box::new(match error {
        Error::Unauthenticated => challenge(),
        error => Failed(error).into_response(),
    })
}

fn challenge() -> Response {
    let mut response = plain(StatusCode::UNAUTHORIZED, "Sign-in is needed.");
    let headers = response.headers_mut();
    headers.insert(header::WWW_AUTHENTICATE, CHALLENGE);
    response
}

/// Nobody is asked for a password on a line where it could be read.
fn in_clear(status: StatusCode) -> Response {
    let words = "Passwords are taken over TLS only; ask the administrator for the https address.";
    let mut response = plain(status, words);
    if status == StatusCode::UNAUTHORIZED {
        let bearer = HeaderValue::from_static("Bearer realm=\"Onefold\"");
        let headers = response.headers_mut();
        headers.insert(header::WWW_AUTHENTICATE, bearer);
    }
    response
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
