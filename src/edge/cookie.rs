//! The cookie that holds a browser's session.

use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};
use http::{HeaderMap, HeaderValue, header};

use crate::domain::{Secret, Timestamp};
use crate::services::SignedIn;

/// How the session's token travels: `HttpOnly`, `SameSite=Lax`, for the whole host, and under TLS with
/// the prefix `__Host-`, so that no neighbor under the same domain can plant one (RFC 6265bis, 4.1.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SessionCookie {
    secure: bool,
}

impl SessionCookie {
    pub(super) const fn new(secure: bool) -> Self {
        Self { secure }
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
        let jar = CookieJar::from_headers(headers);
        let token = jar.get(self.name())?.value();
        let plausible = (1..=512).contains(&token.len()) && token.is_ascii();
        plausible.then(|| Secret::new(token.to_owned()))
    }

    /// The value of a `Set-Cookie` header that keeps the session until it ends.
    pub fn keep(self, session: &SignedIn, now: Timestamp) -> HeaderValue {
        let seconds = session.expires_at.since(now).as_secs();
        let seconds = i64::try_from(seconds).unwrap_or(i64::MAX);
        self.write(session.token.expose(), seconds)
    }

    /// The value of a `Set-Cookie` header that makes the browser forget the session.
    pub fn forget(self) -> HeaderValue {
        self.write("", 0)
    }

    /// Whether the answer already says something about this cookie.
    pub(super) fn is_set_in(self, headers: &HeaderMap) -> bool {
        let mut cookies = headers.get_all(header::SET_COOKIE).iter();
        let prefix = format!("{}=", self.name());
        cookies.any(|cookie| cookie.as_bytes().starts_with(prefix.as_bytes()))
    }

    fn write(self, token: &str, seconds: i64) -> HeaderValue {
        let cookie = Cookie::build((self.name(), token))
            .path("/")
            .http_only(true)
            .secure(self.secure)
            .same_site(SameSite::Lax)
            .build();
        let text = format!("{cookie}; Max-Age={seconds}");
        let mut value = HeaderValue::from_str(&text).expect("tokens of ours are plain text");
        value.set_sensitive(true);
        value
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(text: &'static str) -> HeaderMap {
        let value = HeaderValue::from_static(text);
        [(header::COOKIE, value)].into_iter().collect()
    }

    #[test]
    fn under_tls_the_cookie_is_bound_to_the_host() {
        let forget = SessionCookie::new(true).forget();
        let expected = "__Host-onefold=; HttpOnly; SameSite=Lax; Secure; Path=/; Max-Age=0";
        assert_eq!(forget.to_str().expect("text"), expected);
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
