//! The headers that keep pages and bytes harmless (design, section 7).

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::{HeaderMap, HeaderName, HeaderValue, header};
use tower_http::compression::CompressionLayer;

use super::media::MediaKind;
use super::state::Settings;

const CORP: HeaderName = HeaderName::from_static("cross-origin-resource-policy");
const COOP: HeaderName = HeaderName::from_static("cross-origin-opener-policy");

/// Pages have no script at all, and nothing from elsewhere.
const PAGE_POLICY: &str = "default-src 'none'; script-src 'none'; style-src 'self'; \
    img-src 'self'; media-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// A drive's bytes: an origin of their own that may do nothing.
const SANDBOX: &str = "sandbox; default-src 'none'";

/// A sandbox kills the browser's own player; these types can't script, so they need none.
const PLAYER: &str =
    "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'";

fn set(headers: &mut HeaderMap, name: HeaderName, value: &'static str) {
    headers.insert(name, HeaderValue::from_static(value));
}

/// What every page carries. `Referrer-Policy` is `same-origin`, not `no-referrer`: under the latter
/// browsers send `Origin: null` with our own forms, which the check of forms must refuse.
pub fn page_headers(headers: &mut HeaderMap) {
    set(headers, header::CONTENT_SECURITY_POLICY, PAGE_POLICY);
    set(headers, header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(headers, header::REFERRER_POLICY, "same-origin");
    set(headers, CORP, "same-origin");
    set(headers, COOP, "same-origin");
    set(headers, header::CACHE_CONTROL, "private, no-store");
}

/// What every asset carries whose name holds a hash of its content.
pub fn asset_headers(headers: &mut HeaderMap) {
    set(headers, header::CONTENT_SECURITY_POLICY, SANDBOX);
    set(headers, header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(headers, CORP, "same-origin");
    let forever = "public, max-age=31536000, immutable";
    set(headers, header::CACHE_CONTROL, forever);
}

/// What every answer about a drive's bytes carries: 200, 206, 304, 412 and 416.
pub(super) fn byte_headers(headers: &mut HeaderMap, kind: MediaKind) {
    let policy = match kind {
        MediaKind::Image | MediaKind::Audio | MediaKind::Video => PLAYER,
        MediaKind::Text | MediaKind::Other => SANDBOX,
    };
    set(headers, header::CONTENT_SECURITY_POLICY, policy);
    set(headers, header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(headers, header::REFERRER_POLICY, "no-referrer");
    set(headers, CORP, "same-site");
    set(headers, header::CACHE_CONTROL, "private, no-cache");
    set(headers, header::VARY, "Cookie, Authorization");
}

/// What an answer carries that sends the visitor on to a pre-authenticated URL.
/// Who must remember it to seek may do so for a while; for that it must not end earlier.
pub(super) fn redirect_headers(headers: &mut HeaderMap, keep_for: Option<Duration>) {
    let keep = keep_for.map(|time| format!("private, max-age={}", time.as_secs()));
    let keep = keep.and_then(|text| HeaderValue::from_str(&text).ok());
    let keep = keep.unwrap_or(HeaderValue::from_static("private, no-store"));
    headers.insert(header::CACHE_CONTROL, keep);
    set(headers, header::REFERRER_POLICY, "no-referrer");
}

/// Tells browsers to come over TLS alone, for a year (RFC 6797, section 6.1), where that is how visitors
/// come. Only to this host: of its neighbors we know nothing.
pub(super) async fn insist_on_tls(
    State(settings): State<Arc<Settings>>,
    request: Request,
    next: Next,
) -> Response {
    let mut response = next.run(request).await;
    if settings.is_https() {
        let name = header::STRICT_TRANSPORT_SECURITY;
        set(response.headers_mut(), name, "max-age=31536000");
    }
    response
}

/// Compression for pages and JSON. Never laid around a drive's bytes: it would drop their length and
/// their ranges.
pub fn compression() -> CompressionLayer {
    CompressionLayer::new()
}
