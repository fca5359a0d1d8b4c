//! Requests that never reach a handler, in the shape of every other failure of this face.

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use http::{StatusCode, header};

use crate::edge::{FORM_LIMIT, RequestId};

use super::error::Words;
use super::failure::{show_words, wants_page};

/// Gives bare answers of the router (405) and of the reader of forms (408, 413) words, a code and our
/// request id. Nothing else here answers with these.
pub(super) async fn show_refusals(request: Request, next: Next) -> Response {
    let page = wants_page(request.uri(), request.headers());
    let request_id = request.extensions().get::<RequestId>().cloned();
    let response = next.run(request).await;
    let Some((code, words)) = words(response.status()) else {
        return response;
    };
    let request_id = request_id.expect("`enclose` lays the request id around every face");
    let mut shown = show_words(&words, code, &request_id, page);
    if let Some(methods) = response.headers().get(header::ALLOW) {
        shown.headers_mut().insert(header::ALLOW, methods.clone());
    }
    shown
}

fn words(status: StatusCode) -> Option<(&'static str, Words)> {
    let (code, title, text) = match status {
        StatusCode::METHOD_NOT_ALLOWED => {
            let text = "This address can be opened, but not be sent anything in this way.";
            ("method_not_allowed", "Not in this way", text.to_owned())
        }
        StatusCode::REQUEST_TIMEOUT => {
            let text = "The form did not arrive in time. Send it again.";
            ("body_late", "Too slow", text.to_owned())
        }
        StatusCode::PAYLOAD_TOO_LARGE => {
            let text = format!("A form may hold at most {} KB.", FORM_LIMIT / 1024);
            ("body_too_large", "Too much at once", text)
        }
        _ => return None,
    };
    let words = Words {
        status,
        title,
        text,
    };
    Some((code, words))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use axum::Router;
    use axum::body::{Body, to_bytes};
    use axum::middleware::{from_fn, from_fn_with_state};
    use axum::routing::post;
    use tower::ServiceExt as _;

    use super::*;
    use crate::domain::Clock;
    use crate::doors::{Random, SystemClock};
    use crate::edge::{FormBody, assign_request_id};

    async fn ask(method: &str, body: String) -> (StatusCode, Response) {
        let router = Router::new()
            .route("/form", post(|_: FormBody| async {}))
            .layer(from_fn(show_refusals))
            .layer(from_fn_with_state(Random, assign_request_id))
            .with_state(Arc::new(SystemClock) as Arc<dyn Clock>);
        let request = Request::builder().method(method).uri("/form");
        let request = request
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(body));
        let response = router.oneshot(request.expect("a request")).await;
        let response = response.expect("infallible");
        (response.status(), response)
    }

    async fn html(response: Response) -> String {
        let bytes = to_bytes(response.into_body(), 100_000).await;
        String::from_utf8(bytes.expect("a body").into()).expect("text")
    }

    #[tokio::test]
    async fn a_method_that_an_address_does_not_take_is_told_on_a_page() {
        let (status, response) = ask("GET", String::new()).await;
        assert_eq!(status, StatusCode::METHOD_NOT_ALLOWED);
        assert_eq!(response.headers()[header::ALLOW], "POST");
        assert!(
            response
                .headers()
                .contains_key(header::CONTENT_SECURITY_POLICY)
        );
        let html = html(response).await;
        assert!(html.contains("/@problems/method_not_allowed"), "{html}");
    }

    #[tokio::test]
    async fn a_form_that_is_too_long_is_told_on_a_page() {
        let (status, response) = ask("POST", "1".repeat(FORM_LIMIT + 1)).await;
        assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE);
        assert!(html(response).await.contains("at most 64 KB"));
        let (status, _) = ask("POST", "1".repeat(FORM_LIMIT)).await;
        assert_eq!(status, StatusCode::OK);
    }
}
