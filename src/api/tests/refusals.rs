//! Requests that are none of this face's.

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use axum::routing::{get, post};
use http::{Request, StatusCode};
use serde_json::{Value, json};
use tower::ServiceExt as _;

use crate::api::json::JsonBody;
use crate::api::query::check_query;
use crate::api::routes::finish;
use crate::api::shapes::TenantCreation;
use crate::domain::Clock;
use crate::doors::SystemClock;
use crate::edge::RequestId;

async fn take(JsonBody(_): JsonBody<TenantCreation>) -> StatusCode {
    StatusCode::CREATED
}

async fn ask(request: Request<Body>) -> Response {
    let check = from_fn(|request, next| check_query(&["path"], request, next));
    let routes = Router::new()
        .route("/api/take", post(take))
        .route("/api/show", get(|| async {}).route_layer(check));
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let router = finish(routes).layer(from_fn(number)).with_state(clock);
    router.oneshot(request).await.expect("infallible")
}

/// Gives the request its id, as `edge::enclose` does.
async fn number(mut request: Request<Body>, next: Next) -> Response {
    request
        .extensions_mut()
        .insert(RequestId::from_unique("0198"));
    next.run(request).await
}

async fn problem_of(response: Response) -> (StatusCode, Value) {
    let status = response.status();
    for (name, value) in [
        ("content-type", "application/problem+json"),
        ("cache-control", "private, no-store"),
        ("x-content-type-options", "nosniff"),
    ] {
        assert_eq!(response.headers()[name], value);
    }
    let bytes = to_bytes(response.into_body(), 64 * 1024)
        .await
        .expect("a body");
    let problem: Value = serde_json::from_slice(&bytes).expect("it is JSON");
    assert_eq!(problem["instance"], "urn:uuid:0198");
    (status, problem)
}

fn posted(media_type: &str, body: impl Into<Body>) -> Request<Body> {
    let request = Request::post("/api/take").header("content-type", media_type);
    request.body(body.into()).expect("a request")
}

fn tenant() -> Value {
    json!({"name": "Contoso", "directory_id": "contoso.example", "client_id": "x",
        "client_secret": "hunter2", "path_prefix": "/contoso"})
}

#[tokio::test]
async fn a_body_is_read_whatever_the_parameters_of_its_media_type() {
    for media_type in [
        "application/json",
        "Application/JSON; charset=utf-8",
        "application/merge-patch+json",
    ] {
        let response = ask(posted(media_type, tenant().to_string())).await;
        assert_eq!(response.status(), StatusCode::CREATED, "{media_type}");
    }
}

#[tokio::test]
async fn a_body_that_is_none_of_ours_is_refused() {
    let mut unknown = tenant();
    unknown["client_certificate"] = json!("hunter2");
    let large = format!("\"{}\"", "a".repeat(64 * 1024));
    for (media_type, body, status, code) in [
        (
            "text/plain",
            tenant().to_string(),
            415,
            "unsupported_media_type",
        ),
        ("application/json", large, 413, "body_too_large"),
        (
            "application/json",
            "{\"name\": hunter2}".to_owned(),
            400,
            "malformed_json",
        ),
        ("application/json", String::new(), 400, "malformed_json"),
        (
            "application/json",
            "{\"name\": \"hunter2\", \"name\": \"b\"}".to_owned(),
            400,
            "repeated_key",
        ),
        ("application/json", unknown.to_string(), 422, "unknown_key"),
    ] {
        let (found, problem) = problem_of(ask(posted(media_type, body)).await).await;
        assert_eq!((found.as_u16(), &problem["code"]), (status, &json!(code)));
        assert!(!problem.to_string().contains("hunter2"), "{problem}");
        if code == "unknown_key" {
            assert_eq!(problem["errors"][0]["pointer"], "/client_certificate");
        }
    }
}

#[tokio::test]
async fn what_is_not_there_and_what_takes_another_method_is_a_problem_too() {
    let request = Request::get("/api/v1/nothing").body(Body::empty());
    let (status, problem) = problem_of(ask(request.expect("a request")).await).await;
    assert_eq!(
        (status.as_u16(), &problem["code"]),
        (404, &json!("unknown_route"))
    );

    let request = Request::delete("/api/show").body(Body::empty());
    let response = ask(request.expect("a request")).await;
    assert_eq!(response.headers()["allow"], "GET,HEAD");
    let (status, problem) = problem_of(response).await;
    assert_eq!(
        (status.as_u16(), &problem["code"]),
        (405, &json!("method_not_allowed"))
    );
}

#[tokio::test]
async fn a_parameter_that_the_route_does_not_know_is_refused() {
    let request = Request::get("/api/show?pth=/a").body(Body::empty());
    let (status, problem) = problem_of(ask(request.expect("a request")).await).await;
    assert_eq!(
        (status.as_u16(), &problem["code"]),
        (400, &json!("unknown_parameter"))
    );
    assert_eq!(problem["errors"][0]["parameter"], "pth");
}
