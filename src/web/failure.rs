//! What a visitor sees when something fails: a page, the way to the sign-in page, or one line.

use askama::Template;
use axum::response::{IntoResponse as _, Response};
use http::uri::PathAndQuery;
use http::{HeaderMap, HeaderValue, StatusCode, Uri, header};

use crate::domain::{Caller, Error, Kind, VirtualPath};
use crate::edge::{Failure, RequestId, page_headers, refuse_bytes, retry_seconds};

use super::destination::{Destination, Linked};
use super::error::{Words, translate};
use super::html::{page, see_other};
use super::pages::unlock;
use super::view::Shell;

/// How a program may sign in (RFC 6750, section 3).
pub(super) const CHALLENGE: &str = "Bearer realm=\"onefold\"";

#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage {
    shell: Shell,
    words: Words,
    code: &'static str,
    request_id: String,
    retry: Option<Retry>,
    details: Option<Details>,
}

/// The link that makes sense next.
struct Retry {
    label: &'static str,
    href: String,
    /// Nothing needs to change before it leads on.
    hopeful: bool,
}

/// For administrators only.
struct Details {
    remedy: &'static str,
    said: Vec<(&'static str, String)>,
}

/// Shows a failure: a page, the way to the sign-in page, or for programs one line of text.
pub fn show(failure: &Failure) -> Response {
    let words = translate(&failure.error);
    let as_page = wants_page(&failure.uri, &failure.headers);
    let mut response = match &failure.error {
        Error::PreconditionFailed => return refuse_bytes(words.status, None),
        Error::RangeNotSatisfiable { length } => return refuse_bytes(words.status, Some(*length)),
        Error::Unauthenticated if as_page && !shows_token(failure) => {
            return see_other(&Destination::parse(failure.uri.path()).by_sign_in());
        }
        Error::PasswordNeeded { folder } if as_page => unlock_page(failure, folder, &words),
        _ if as_page => error_page(failure, &words),
        error => line(&words, error.code(), &failure.request_id),
    };
    let headers = response.headers_mut();
    if words.status == StatusCode::UNAUTHORIZED {
        headers.insert(
            header::WWW_AUTHENTICATE,
            HeaderValue::from_static(CHALLENGE),
        );
    }
    if let Some(wait) = failure.error.retry_after() {
        headers.insert(header::RETRY_AFTER, retry_seconds(wait).into());
    }
    response
}

/// Shows a failure of which there is no more to tell than words and a code.
pub(super) fn show_words(
    words: &Words,
    code: &'static str,
    request_id: &RequestId,
    as_page: bool,
) -> Response {
    let template = ErrorPage {
        shell: Shell::of(&Caller::anonymous()),
        code,
        request_id: request_id.to_string(),
        retry: None,
        details: None,
        words: words.clone(),
    };
    let shown = as_page.then(|| page(words.status, &template));
    shown
        .and_then(Result::ok)
        .unwrap_or_else(|| line(words, code, request_id))
}

/// Bytes are asked for by programs too; only who names `text/html` gets a page there.
pub(super) fn wants_page(uri: &Uri, headers: &HeaderMap) -> bool {
    let bytes = matches!(uri.path().split('/').nth(1), Some("d" | "p"));
    !bytes
        || headers.get_all(header::ACCEPT).iter().any(|accept| {
            let accept = accept.to_str().unwrap_or_default();
            let mut ranges = accept
                .split(',')
                .map(|range| range.split(';').next().unwrap_or_default());
            ranges.any(|range| range.trim().eq_ignore_ascii_case("text/html"))
        })
}

/// Who shows a token is a program: it gets its 401, not the way to a form.
fn shows_token(failure: &Failure) -> bool {
    failure.headers.contains_key(header::AUTHORIZATION)
}

fn line(words: &Words, code: &str, request_id: &RequestId) -> Response {
    let text = format!("{} ({code}). Request {request_id}.\n", words.title);
    let mut response = (words.status, text).into_response();
    page_headers(response.headers_mut());
    response
}

fn error_page(failure: &Failure, words: &Words) -> Response {
    let template = ErrorPage {
        shell: Shell::of(&failure.caller),
        code: failure.error.code(),
        request_id: failure.request_id.to_string(),
        retry: retry(failure),
        details: details(failure),
        words: words.clone(),
    };
    page(words.status, &template)
        .unwrap_or_else(|_| line(words, failure.error.code(), &failure.request_id))
}

/// The form for a folder's password, which leads on to what was asked for.
fn unlock_page(failure: &Failure, folder: &VirtualPath, words: &Words) -> Response {
    let linked = failure.uri.path_and_query().map(PathAndQuery::as_str);
    let linked = linked.and_then(Linked::parse);
    let next = linked.map_or_else(
        || Destination::parse(failure.uri.path()).as_str().to_owned(),
        |linked| linked.address(),
    );
    let form = unlock::form(&failure.caller, folder, next);
    form.unwrap_or_else(|_| line(words, failure.error.code(), &failure.request_id))
}

/// The same address once more, where another answer may come of it. A form is not sent again by a link.
fn retry(failure: &Failure) -> Option<Retry> {
    let path = Destination::parse(failure.uri.path()).as_str().to_owned();
    if matches!(failure.error, Error::CursorExpired) {
        return Some(Retry {
            label: "Begin again",
            href: path,
            hopeful: true,
        });
    }
    let hopeful = passes(&failure.error)?;
    let query = failure.uri.query().map(|query| format!("?{query}"));
    failure.method.is_safe().then(|| Retry {
        label: "Try again",
        href: path + &query.unwrap_or_default(),
        hopeful,
    })
}

fn details(failure: &Failure) -> Option<Details> {
    let Error::Upstream(upstream) = &failure.error else {
        return None;
    };
    let said = [
        ("Service", Some(upstream.service.name().to_owned())),
        ("Status", upstream.status.map(|status| status.to_string())),
        ("Code", upstream.code.clone()),
        ("Message", upstream.message.clone()),
        ("Microsoft's request id", upstream.request_id.clone()),
        ("Tenant", upstream.tenant.as_ref().map(ToString::to_string)),
    ];
    failure.shows_upstream().then(|| Details {
        remedy: upstream.diagnosis.remedy(),
        said: said
            .into_iter()
            .filter_map(|(name, value)| value.map(|value| (name, value)))
            .collect(),
    })
}

/// Whether it may pass: by itself (`true`), once somebody has mended it (`false`), or not at all.
fn passes(error: &Error) -> Option<bool> {
    match error {
        Error::RateLimited { .. } | Error::Busy { .. } => Some(true),
        Error::Internal(_) => Some(false),
        Error::Upstream(failure) => match failure.diagnosis.kind() {
            Kind::Passing | Kind::Late | Kind::Broken => Some(true),
            Kind::Configuration | Kind::Closed => Some(false),
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::time::Duration;

    use axum::body::to_bytes;
    use http::Method;

    use super::*;
    use crate::domain::{
        Account, AccountId, AdminScope, Diagnosis, Pass, Role, Service, UpstreamFailure, Username,
    };

    fn failure(error: impl Into<Error>, uri: &str, accept: &'static str) -> Failure {
        let accept = (header::ACCEPT, HeaderValue::from_static(accept));
        Failure {
            error: error.into(),
            caller: Caller::anonymous(),
            request_id: RequestId::from_unique("5f2b"),
            method: Method::GET,
            uri: uri.parse().expect("an address"),
            headers: HeaderMap::from_iter([accept]),
        }
    }

    fn throttled() -> UpstreamFailure {
        let mut failure = UpstreamFailure::new(Service::Graph, Diagnosis::Throttled);
        failure.retry_after = Some(Duration::from_millis(12_300));
        failure.message = Some("<b>Application over its limit</b>".to_owned());
        failure.request_id = Some("0f1e2d".to_owned());
        failure
    }

    async fn html(response: Response) -> String {
        let bytes = to_bytes(response.into_body(), 100_000)
            .await
            .expect("a body");
        String::from_utf8(bytes.into()).expect("text")
    }

    fn location(failure: &Failure) -> Option<String> {
        let response = show(failure);
        let location = response.headers().get(header::LOCATION)?;
        assert_eq!(response.status(), StatusCode::SEE_OTHER);
        Some(location.to_str().expect("text").to_owned())
    }

    #[test]
    fn who_is_not_signed_in_is_sent_to_the_form_or_told_so() {
        let to = |uri, accept| location(&failure(Error::Unauthenticated, uri, accept));
        let page = Some("/@login?next=%2Fa%2520b".to_owned());
        assert_eq!(to("/a%20b?sort=name", "*/*"), page);
        let bytes = Some("/@login?next=%2Fd%2Fa".to_owned());
        assert_eq!(to("/d/a", "text/html,application/xhtml+xml;q=0.9"), bytes);
        assert_eq!(to("/d/a", "*/*"), None);
        let mut program = failure(Error::Unauthenticated, "/a", "text/html");
        let token = HeaderValue::from_static("Bearer wrong");
        program.headers.insert(header::AUTHORIZATION, token);
        assert_eq!(location(&program), None);
        let response = show(&program);
        assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
        assert_eq!(response.headers()[header::WWW_AUTHENTICATE], CHALLENGE);
    }

    #[tokio::test]
    async fn what_microsoft_said_is_for_administrators_only() {
        let mut failure = failure(throttled(), "/a?sort=size", "text/html");
        let response = show(&failure);
        assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(response.headers()[header::RETRY_AFTER], "13");
        let visitor = html(response).await;
        assert!(
            visitor.contains("throttled") && visitor.contains("Try again in 13 s."),
            "{visitor}"
        );
        let link = "class=\"button primary\" href=\"/a?sort=size\">Try again</a>";
        assert!(visitor.contains(link), "{visitor}");
        assert!(visitor.contains(failure.request_id.as_str()));
        assert!(!visitor.contains("0f1e2d") && !visitor.contains("over its limit"));
        failure.caller = Caller::of(
            Arc::new(Account {
                id: AccountId::from_unique(1),
                username: Username::parse("ann").expect("a name"),
                role: Role::Admin,
                home_tenant: None,
                enabled: true,
                generation: 0,
            }),
            Pass::Password,
        )
        .administering(AdminScope::All);
        let administrator = html(show(&failure)).await;
        assert!(administrator.contains("0f1e2d") && !administrator.contains("<b>Appl"));
        assert!(administrator.contains(Diagnosis::Throttled.remedy()));
    }

    #[tokio::test]
    async fn what_somebody_must_mend_can_be_tried_again_afterwards() {
        let expired = || UpstreamFailure::new(Service::Login, Diagnosis::SecretExpired);
        let page = html(show(&failure(expired(), "/a", "text/html"))).await;
        let link = "class=\"button\" href=\"/a\">Try again</a>";
        assert!(page.contains(link) && !page.contains("again in"), "{page}");
        let mut form = failure(expired(), "/a", "text/html");
        form.method = Method::POST;
        assert!(!html(show(&form)).await.contains("Try again"));
        let nothing = failure(Error::NotFound, "/a", "text/html");
        assert!(!html(show(&nothing)).await.contains("Try again"));
    }

    #[tokio::test]
    async fn programs_that_ask_for_bytes_get_one_line() {
        let response = show(&failure(Error::NotFound, "/p/a", "*/*"));
        assert_eq!(response.status(), StatusCode::NOT_FOUND);
        let line = html(response).await;
        assert!(
            line.starts_with("Nothing here (not_found). Request "),
            "{line}"
        );
    }

    #[test]
    fn a_range_beyond_the_end_is_refused_under_the_headers_of_bytes() {
        let error = Error::RangeNotSatisfiable { length: 7 };
        let response = show(&failure(error, "/p/a", "text/html"));
        assert_eq!(response.status(), StatusCode::RANGE_NOT_SATISFIABLE);
        assert_eq!(response.headers()[header::CONTENT_RANGE], "bytes */7");
        assert_eq!(response.headers()["x-content-type-options"], "nosniff");
    }
}
