//! Counts every request and tells of it in one line.

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use metrics::{counter, histogram};

use super::state::Edge;

/// Counts the request by face and status, measures the time to the head of its answer, and writes one
/// line at debug level. The span around it holds id, method and route, never the path.
pub async fn observe(State(edge): State<Edge>, request: Request, next: Next) -> Response {
    let face = face_of(request.uri().path());
    let began = edge.clock.elapsed();
    let response = next.run(request).await;
    let took = edge.clock.elapsed().saturating_sub(began);
    let status = response.status().as_u16();
    counter!("onefold_requests_total", "face" => face, "status" => status.to_string()).increment(1);
    histogram!("onefold_request_seconds", "face" => face).record(took.as_secs_f64());
    tracing::debug!(
        face,
        http.status = status,
        duration_ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
        "answered"
    );
    response
}

/// Which face a path belongs to: a word out of a fixed list, so that nobody can invent labels.
fn face_of(path: &str) -> &'static str {
    match path
        .trim_start_matches('/')
        .split('/')
        .next()
        .unwrap_or_default()
    {
        "api" => "api",
        "dav" => "dav",
        "d" | "p" => "bytes",
        "healthz" | "readyz" | "metrics" => "health",
        _ => "web",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_path_belongs_to_a_face_of_the_list() {
        for (path, face) in [
            ("/", "web"),
            ("/contoso/api", "web"),
            ("/@login", "web"),
            ("/api/v1/me", "api"),
            ("/d/contoso/a", "bytes"),
            ("/p/contoso/a", "bytes"),
            ("/dav/", "dav"),
            ("/metrics", "health"),
            ("*", "web"),
        ] {
            assert_eq!(face_of(path), face, "{path}");
        }
    }
}
