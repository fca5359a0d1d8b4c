//! Who is asking.

mod arrival;
mod authorization;
mod unlock;

use std::convert::Infallible;

use axum::extract::{FromRef, FromRequestParts, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use http::request::Parts;
use http::{HeaderMap, HeaderValue, header};

use crate::domain::{Caller, Error, Result, Scope};
use crate::services::{Administration, OwnAccount, Services, Wanted};

use super::{Edge, Failed, SessionCookie, UnlockCookie};

pub use arrival::Arrival;
pub use authorization::{basic_credentials, bearer_token};
pub use unlock::{offer_unlock, unlock_with};

/// The caller that [`identify`] has found; anonymous where it was not laid.
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

/// The caller's own account, in the same way.
impl<S: Send + Sync> FromRequestParts<S> for OwnAccount
where
    Services: FromRef<S>,
{
    type Rejection = Failed;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failed> {
        let Ok(caller) = Caller::from_request_parts(parts, state).await;
        let wanted = if parts.method.is_safe() {
            Wanted::Look
        } else {
            Wanted::Change
        };
        Ok(Services::from_ref(state).own_account(&caller, wanted)?)
    }
}

/// Who was found, and what his browser is to keep from now on.
struct Found {
    caller: Caller,
    cookie: Option<HeaderValue>,
}

/// Finds out who asks, by `Authorization: Bearer` or by the session's cookie, and what he has unlocked, and
/// lays it into the request. Cookies are good for every face: what a foreign page makes a browser send never
/// comes so far ([`enclose`](super::enclose)).
///
/// A bad token is 401; a cookie whose session is over is no fault of the visitor's: it is forgotten, and he
/// is anonymous.
pub async fn identify(State(edge): State<Edge>, mut request: Request, next: Next) -> Response {
    let cookie = SessionCookie::of(request.extensions(), &edge.settings);
    let found = match find(&edge, cookie, request.headers()).await {
        Ok(found) => found,
        Err(error) => return Failed(error).into_response(),
    };
    let unlocked = UnlockCookie::of(request.extensions(), &edge.settings);
    let unlocked = unlocked.read(request.headers());
    let unlocked = unlocked.map(|text| edge.services.unlocks.of_guest(text.expose()));
    let caller = found
        .caller
        .with_unlocked(unlocked.unwrap_or_default())
        .on(arrival::visit_of(request.extensions()));
    request.extensions_mut().insert(caller.clone());
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    if let Some(value) = found.cookie
        && !cookie.is_set_in(headers)
    {
        headers.append(header::SET_COOKIE, value);
    }
    // The answer remembers who asked, for the layer further out that shows failures.
    response.extensions_mut().insert(caller);
    response
}

async fn find(edge: &Edge, cookie: SessionCookie, headers: &HeaderMap) -> Result<Found> {
    let sessions = &edge.services.sessions;
    if let Some(token) = bearer_token(headers) {
        return Ok(Found {
            caller: sessions.caller(&token?).await?,
            cookie: None,
        });
    }
    let Some(token) = cookie.read(headers) else {
        return Ok(Found {
            caller: Caller::anonymous(),
            cookie: None,
        });
    };
    match sessions.holder_of_cookie(&token).await {
        Ok(holder) => Ok(Found {
            caller: holder.caller,
            cookie: holder
                .renewed
                .map(|session| cookie.keep(&session, edge.clock.now())),
        }),
        Err(Error::Unauthenticated) => Ok(Found {
            caller: Caller::anonymous(),
            cookie: Some(cookie.forget()),
        }),
        Err(error) => Err(error),
    }
}

/// Lets only accounts pass. Everybody else gets the same answer before any use case is asked.
pub async fn require_account(caller: Caller, request: Request, next: Next) -> Response {
    if caller.is_anonymous() {
        return Failed(Error::Unauthenticated).into_response();
    }
    next.run(request).await
}
