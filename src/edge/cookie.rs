//! The cookies that we set: the session's, and that of what a guest has unlocked.

use std::convert::Infallible;
use std::sync::Arc;

use axum::extract::{FromRef, FromRequestParts};
use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};
use http::request::Parts;
use http::{Extensions, HeaderMap, HeaderValue, header};

use crate::domain::{Secret, Timestamp};
use crate::services::SignedIn;

use super::state::Settings;

/// The longest value that is looked at.
const LONGEST: usize = 4_096;

/// How the session's token travels: `HttpOnly`, `SameSite=Lax`, for the whole host, and under TLS with
/// the prefix `__Host-`, so that no neighbor under the same domain can plant one (RFC 6265bis, 4.1.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SessionCookie {
    secure: bool,
}

impl SessionCookie {
    const fn new(secure: bool) -> Self {
        Self { secure }
    }

    /// The one of whoever makes a request.
    pub(super) fn of(extensions: &Extensions, settings: &Settings) -> Self {
        Self::new(settings.binds_cookies(extensions))
    }

    /// `__Host-onefold` under TLS, else `onefold`.
    pub const fn name(self) -> &'static str {
        if self.secure {
            "__Host-onefold"
        } else {
            "onefold"
        }
    }

    /// The token of a request, where it carries one. What can't be one of ours is none.
    pub fn read(self, headers: &HeaderMap) -> Option<Secret<String>> {
        read(self.name(), headers)
    }

    /// The value of a `Set-Cookie` header that keeps the session until it ends.
    pub fn keep(self, session: &SignedIn, now: Timestamp) -> HeaderValue {
        let end = (session.expires_at, now);
        write((self.name(), self.secure), session.token.expose(), end)
    }

    /// The value of a `Set-Cookie` header that makes the browser forget the session.
    pub fn forget(self) -> HeaderValue {
        let now = Timestamp::default();
        write((self.name(), self.secure), "", (now, now))
    }

    /// Whether the answer already says something about this cookie.
    pub(super) fn is_set_in(self, headers: &HeaderMap) -> bool {
        let mut cookies = headers.get_all(header::SET_COOKIE).iter();
        let prefix = format!("{}=", self.name());
        cookies.any(|cookie| cookie.as_bytes().starts_with(prefix.as_bytes()))
    }
}

/// How a guest carries what he has unlocked; in the same way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnlockCookie {
    secure: bool,
}

impl UnlockCookie {
    const fn new(secure: bool) -> Self {
        Self { secure }
    }

    /// The one of whoever makes a request.
    pub(super) fn of(extensions: &Extensions, settings: &Settings) -> Self {
        Self::new(settings.binds_cookies(extensions))
    }

    /// `__Host-onefold-unlock` under TLS, else `onefold-unlock`.
    pub const fn name(self) -> &'static str {
        if self.secure {
            "__Host-onefold-unlock"
        } else {
            "onefold-unlock"
        }
    }

    /// The text of a request, where it carries one.
    pub fn read(self, headers: &HeaderMap) -> Option<Secret<String>> {
        read(self.name(), headers)
    }

    /// The value of a `Set-Cookie` header that keeps the text until its end.
    pub fn keep(self, text: &str, expires_at: Timestamp, now: Timestamp) -> HeaderValue {
        write((self.name(), self.secure), text, (expires_at, now))
    }

    /// The value of a `Set-Cookie` header that closes everything again.
    pub fn forget(self) -> HeaderValue {
        let now = Timestamp::default();
        write((self.name(), self.secure), "", (now, now))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for SessionCookie
where
    Arc<Settings>: FromRef<S>,
{
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Infallible> {
        Ok(Self::of(&parts.extensions, &Arc::from_ref(state)))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for UnlockCookie
where
    Arc<Settings>: FromRef<S>,
{
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Infallible> {
        Ok(Self::of(&parts.extensions, &Arc::from_ref(state)))
    }
}

fn read(name: &str, headers: &HeaderMap) -> Option<Secret<String>> {
    let jar = CookieJar::from_headers(headers);
    let value = jar.get(name)?.value();
    let plausible = (1..=LONGEST).contains(&value.len()) && value.is_ascii();
    plausible.then(|| Secret::new(value.to_owned()))
}

fn write(
    (name, secure): (&'static str, bool),
    value: &str,
    (end, now): (Timestamp, Timestamp),
) -> HeaderValue {
    let cookie = Cookie::build((name, value))
        .path("/")
        .http_only(true)
        .secure(secure)
        .same_site(SameSite::Lax)
        .build();
    let text = format!("{cookie}; Max-Age={}", end.since(now).as_secs());
    let mut value = HeaderValue::from_str(&text).expect("texts of ours are plain");
    value.set_sensitive(true);
    value
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    const NOON: Timestamp = Timestamp::from_unix_ms(12 * 3_600_000);
    const HOUR: Duration = Duration::from_hours(1);

    fn sent(text: &'static str) -> HeaderMap {
        let value = HeaderValue::from_static(text);
        [(header::COOKIE, value)].into_iter().collect()
    }

    #[test]
    fn under_tls_the_cookie_is_bound_to_the_host() {
        let forget = SessionCookie::new(true).forget();
        let expected = "__Host-onefold=; HttpOnly; SameSite=Lax; Secure; Path=/; Max-Age=0";
        assert_eq!(forget.to_str().expect("text"), expected);
        let unlock = UnlockCookie::new(true).keep("text", NOON, NOON.before(HOUR));
        let expected =
            "__Host-onefold-unlock=text; HttpOnly; SameSite=Lax; Secure; Path=/; Max-Age=3600";
        assert_eq!(unlock.to_str().expect("text"), expected);
        let plain = SessionCookie::new(false).forget();
        let expected = "onefold=; HttpOnly; SameSite=Lax; Path=/; Max-Age=0";
        assert_eq!(plain.to_str().expect("text"), expected);
    }

    #[test]
    fn only_the_cookie_of_the_right_name_is_read() {
        let cookie = SessionCookie::new(true);
        let token = cookie.read(&sent("onefold=a; __Host-onefold=b"));
        assert_eq!(token, Some(Secret::new("b".to_owned())));
        assert_eq!(cookie.read(&sent("onefold=a")), None);
        assert_eq!(cookie.read(&sent("__Host-onefold=")), None);
    }
}
