//! Who is asking.

use std::convert::Infallible;

use axum::extract::{FromRef, FromRequestParts, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use http::request::Parts;
use http::{HeaderMap, header};

use crate::domain::{Caller, Error, Result, Scope, Secret};
use crate::services::{Administration, Services};

use super::{Edge, Failed};

/// The caller that one of the layers below has found; anonymous where none was laid.
impl<S: Send + Sync> FromRequestParts<S> for Caller {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let found = parts.extensions.get::<Self>().cloned();
        Ok(found.unwrap_or_else(Self::anonymous))
    }
}

/// What the caller may administer: `GET` looks, every other method changes. Whoever may not is told so before
/// anything else of the request is read.
impl<S: Send + Sync> FromRequestParts<S> for Administration
where
    Services: FromRef<S>,
{
    type Rejection = Failed;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failed> {
        let Ok(caller) = Caller::from_request_parts(parts, state).await;
        let wanted = if parts.method.is_safe() {
            Scope::AdminRead
        } else {
            Scope::AdminWrite
        };
        Ok(Services::from_ref(state).administration(&caller, wanted)?)
    }
}

/// For faces that browsers meet: `Authorization: Bearer` or the session's cookie. A bad token is 401;
/// a cookie whose session is over is no fault of the visitor's: it is forgotten, and he is anonymous.
pub async fn identify_visitor(State(edge): State<Edge>, request: Request, next: Next) -> Response {
    let cookie = edge.settings.session_cookie();
    let sessions = &edge.services.sessions;
    let (found, stale) = match (
        bearer_token(request.headers()),
        cookie.read(request.headers()),
    ) {
        (Some(token), _) => match token {
            Ok(token) => (sessions.caller(&token).await, false),
            Err(error) => (Err(error), false),
        },
        (None, Some(token)) => match sessions.caller(&token).await {
            Err(Error::Unauthenticated) => (Ok(Caller::anonymous()), true),
            found => (found, false),
        },
        (None, None) => (Ok(Caller::anonymous()), false),
    };
    let mut response = proceed(found, request, next).await;
    if stale && !cookie.is_set_in(response.headers()) {
        let headers = response.headers_mut();
        headers.append(header::SET_COOKIE, cookie.forget());
    }
    response
}

/// For faces that programs meet: `Authorization: Bearer` only, so that no foreign page can act with a
/// browser's cookie.
pub async fn identify_client(
    State(services): State<Services>,
    request: Request,
    next: Next,
) -> Response {
    let found = match bearer_token(request.headers()) {
        Some(Ok(token)) => services.sessions.caller(&token).await,
        Some(Err(error)) => Err(error),
        None => Ok(Caller::anonymous()),
    };
    proceed(found, request, next).await
}

/// Lets only accounts pass. Everybody else gets the same answer before any use case is asked, whether
/// or not there is something at the path (design, section 5).
pub async fn require_account(caller: Caller, request: Request, next: Next) -> Response {
    if caller.is_anonymous() {
        return Failed(Error::Unauthenticated).into_response();
    }
    next.run(request).await
}

/// The answer remembers who asked, for the layer further out that shows failures.
async fn proceed(found: Result<Caller>, mut request: Request, next: Next) -> Response {
    match found {
        Ok(caller) => {
            request.extensions_mut().insert(caller.clone());
            let mut response = next.run(request).await;
            response.extensions_mut().insert(caller);
            response
        }
        Err(error) => Failed(error).into_response(),
    }
}

/// The token of `Authorization: Bearer`; another scheme is none, an unreadable token a wrong one
/// ([`Error::Unauthenticated`]).
pub fn bearer_token(headers: &HeaderMap) -> Option<Result<Secret<String>>> {
    let mut values = headers.get_all(header::AUTHORIZATION).iter();
    let value = values.next()?;
    let repeated = values.next().is_some();
    let Ok(text) = value.to_str() else {
        return Some(Err(Error::Unauthenticated));
    };
    let (scheme, token) = text.split_once(' ').unwrap_or((text, ""));
    let token = token.trim();
    if !scheme.eq_ignore_ascii_case("bearer") {
        return None;
    }
    if repeated || !(1..=512).contains(&token.len()) {
        return Some(Err(Error::Unauthenticated));
    }
    Some(Ok(Secret::new(token.to_owned())))
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn token(value: &'static str) -> Option<Option<String>> {
        let value = HeaderValue::from_static(value);
        let headers = [(header::AUTHORIZATION, value)].into_iter().collect();
        bearer_token(&headers).map(|found| found.ok().map(|token| token.expose().clone()))
    }

    #[test]
    fn a_bearer_token_is_read_without_regard_to_the_case_of_its_scheme() {
        assert_eq!(token("Bearer abc"), Some(Some("abc".to_owned())));
        assert_eq!(token("bearer  abc "), Some(Some("abc".to_owned())));
        assert_eq!(token("Bearer"), Some(None), "a wrong token, not none");
        assert_eq!(token("Basic YTpi"), None);
        assert!(bearer_token(&HeaderMap::new()).is_none());
    }
}
