//! Every error of the core, and the problem it becomes.

use std::sync::Arc;
use std::time::Duration;

use axum::body::to_bytes;
use http::{HeaderMap, Method, StatusCode, Uri};
use serde_json::{Value, json};

use crate::api::problem::render;
use crate::domain::{
    Account, AccountId, AdminScope, Caller, Diagnosis, Error, Invalid, Kind, Pass, Role, Service,
    UpstreamFailure, Username,
};
use crate::edge::{Failure, RequestId};

fn failure(error: Error) -> Failure {
    Failure {
        error,
        caller: Caller::anonymous(),
        request_id: RequestId::from_unique("0198f3a2"),
        method: Method::GET,
        uri: Uri::from_static("/api/v1/fs/list"),
        headers: HeaderMap::new(),
    }
}

fn admin() -> Caller {
    Caller::of(
        Arc::new(Account {
            id: AccountId::from_unique("1"),
            username: Username::parse("ada").expect("a name"),
            role: Role::Admin,
            home_tenant: None,
            enabled: true,
            generation: 0,
        }),
        Pass::Password,
    )
    .administering(AdminScope::All)
}

async fn shown(failure: &Failure) -> (HeaderMap, Value) {
    let response = render(failure);
    let (parts, body) = response.into_parts();
    let bytes = to_bytes(body, 64 * 1024).await.expect("a body");
    let problem: Value = serde_json::from_slice(&bytes).expect("it is JSON");
    assert_eq!(problem["status"], parts.status.as_u16());
    (parts.headers, problem)
}

fn throttled() -> UpstreamFailure {
    UpstreamFailure {
        retry_after: Some(Duration::from_millis(1_500)),
        status: Some(429),
        code: Some("activityLimitReached".to_owned()),
        message: Some("too fast".to_owned()),
        request_id: Some("r-1".to_owned()),
        ..UpstreamFailure::new(Service::Graph, Diagnosis::Throttled)
    }
}

/// One of every variant, with the status and code it becomes.
fn every_error() -> [(Error, u16, &'static str); 17] {
    let wrong_kind = Error::WrongKind {
        code: "not_a_folder",
        what: "it is a file",
    };
    let limited = Error::RateLimited {
        retry_after: Duration::from_secs(2),
    };
    let busy = Error::Busy {
        retry_after: Duration::from_secs(2),
    };
    [
        (Error::NotFound, 404, "not_found"),
        (Error::Unauthenticated, 401, "unauthenticated"),
        (Error::Forbidden, 403, "forbidden"),
        (
            Invalid::new("name", "too_long", "is too long").into(),
            422,
            "too_long",
        ),
        (
            Invalid::malformed("path", "invalid_path", "climbs").into(),
            400,
            "invalid_path",
        ),
        (Error::AmbiguousName, 409, "ambiguous_name"),
        (
            Error::conflict("in_use", "two mounts use it"),
            409,
            "in_use",
        ),
        (Error::PreconditionFailed, 412, "precondition_failed"),
        (Error::LockHeld { places: Vec::new() }, 423, "lock_held"),
        (
            Error::RangeNotSatisfiable { length: 7 },
            416,
            "range_not_satisfiable",
        ),
        (Error::CursorExpired, 410, "cursor_expired"),
        (wrong_kind, 409, "not_a_folder"),
        (limited, 429, "rate_limited"),
        (busy, 503, "busy"),
        (throttled().into(), 503, "throttled"),
        (
            UpstreamFailure::new(Service::Login, Diagnosis::SecretExpired).into(),
            502,
            "secret_expired",
        ),
        (
            Error::internal(std::io::Error::other("disk hunter2 is full")),
            500,
            "internal",
        ),
    ]
}

#[tokio::test]
async fn every_error_has_its_status_and_keeps_its_code() {
    for (error, status, code) in every_error() {
        let failure = failure(error);
        let (headers, problem) = shown(&failure).await;
        assert_eq!(problem["status"], status, "{code}");
        assert_eq!(problem["code"], code);
        assert_eq!(problem["type"], format!("/@problems/{code}"));
        assert_eq!(
            problem["instance"],
            format!("urn:uuid:{}", failure.request_id)
        );
        assert_eq!(headers["content-type"], "application/problem+json");
        assert_eq!(
            headers.contains_key("www-authenticate"),
            status == 401,
            "{code}"
        );
        assert!(!problem.to_string().contains("hunter2"), "{problem}");
        assert!(
            problem.get("upstream").is_none() && problem.get("hint").is_none(),
            "{problem}"
        );
    }
}

#[tokio::test]
async fn every_kind_of_diagnosis_has_its_status() {
    for diagnosis in Diagnosis::all() {
        let expected = match diagnosis.kind() {
            Kind::Configuration | Kind::Broken => StatusCode::BAD_GATEWAY,
            Kind::Passing => StatusCode::SERVICE_UNAVAILABLE,
            Kind::Late => StatusCode::GATEWAY_TIMEOUT,
            Kind::Closed => StatusCode::FORBIDDEN,
        };
        let failure = failure(UpstreamFailure::new(Service::Graph, diagnosis).into());
        assert_eq!(render(&failure).status(), expected, "{}", diagnosis.code());
    }
}

#[tokio::test]
async fn upstream_details_are_for_administrators_and_the_pause_is_for_all() {
    let mut failure = failure(throttled().into());
    let (headers, problem) = shown(&failure).await;
    assert_eq!(
        headers["retry-after"], "2",
        "a second and a half, rounded up"
    );
    assert_eq!(problem["retry_after"], 2);
    assert!(
        !problem.to_string().contains("activityLimitReached"),
        "{problem}"
    );

    failure.caller = admin();
    let (_, problem) = shown(&failure).await;
    assert_eq!(problem["hint"], Diagnosis::Throttled.remedy());
    let upstream = json!({
        "service": "graph",
        "status": 429,
        "code": "activityLimitReached",
        "message": "too fast",
        "request_id": "r-1",
    });
    assert_eq!(problem["upstream"], upstream);
}

#[tokio::test]
async fn a_refused_value_is_pointed_at_in_the_body_and_named_in_the_query() {
    for (method, invalid, expected) in [
        (
            Method::GET,
            Invalid::malformed("limit", "invalid_limit", "must be a number"),
            json!([{"parameter": "limit", "detail": "must be a number", "code": "invalid_limit"}]),
        ),
        (
            Method::POST,
            Invalid::new("directory_id", "invalid_directory_id", "is no GUID"),
            json!([{"pointer": "/directory_id", "detail": "is no GUID", "code": "invalid_directory_id"}]),
        ),
        (
            Method::PATCH,
            Invalid::new("/source/kind", "unknown_value", "must be one of user"),
            json!([{"pointer": "/source/kind", "detail": "must be one of user", "code": "unknown_value"}]),
        ),
        (
            Method::DELETE,
            Invalid::malformed("force", "unknown_parameter", "is not a parameter here"),
            json!([{"parameter": "force", "detail": "is not a parameter here", "code": "unknown_parameter"}]),
        ),
    ] {
        let mut failure = failure(invalid.into());
        failure.method = method;
        let (_, problem) = shown(&failure).await;
        assert_eq!(problem["errors"], expected);
    }
}

#[tokio::test]
async fn a_range_that_lies_outside_says_how_long_the_file_is() {
    let (headers, _) = shown(&failure(Error::RangeNotSatisfiable { length: 7 })).await;
    assert_eq!(headers["content-range"], "bytes */7");
}
