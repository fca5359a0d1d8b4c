//! Answering the addresses of previews.

use http::header::{self, HeaderValue};
use http::{Method, StatusCode};
use serde_json::json;

use super::ticket::{self, TicketFault};
use crate::net::{Call, Reply, empty, text};
use crate::state::State;

/// `GET` of a `getUrl` and `POST` of a `postUrl`: "driveItem: preview", second half. A small page
/// with the file's name, and a banner unless `nb=true` is appended. Left out: the file itself.
pub(crate) fn respond(state: &State, call: &Call) -> Reply {
    let body = String::from_utf8_lossy(&call.body);
    let parameters = match call.method {
        Method::GET => call.query(),
        Method::POST => &body,
        _ => return empty(StatusCode::METHOD_NOT_ALLOWED),
    };
    let checked = ticket::check(state, parameters);
    let name = checked.map(|(drive_id, item)| {
        let world = state.world();
        let drive = world.find_drive(&drive_id)?;
        let item = drive.item(drive.find_guid(item)?);
        Some(item.name.to_string())
    });
    match name {
        Ok(Some(name)) => {
            let has_banner = !call.query().split('&').any(|pair| pair == "nb=true");
            page(&name, has_banner)
        }
        Ok(None) => refuse(StatusCode::NOT_FOUND, "itemNotFound"),
        Err(TicketFault::Expired) => refuse(StatusCode::UNAUTHORIZED, "expiredToken"),
        Err(TicketFault::Forged) => refuse(StatusCode::UNAUTHORIZED, "unauthenticated"),
    }
}

fn page(name: &str, has_banner: bool) -> Reply {
    let name = escape(name);
    let banner = if has_banner {
        format!("<header>{name}</header>")
    } else {
        String::new()
    };
    let html = format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>{name}</title></head>\
         <body>{banner}<main>Preview of {name}</main></body></html>"
    );
    let mut reply = text(StatusCode::OK, html);
    let headers = reply.headers_mut();
    let html = HeaderValue::from_static("text/html; charset=utf-8");
    headers.insert(header::CONTENT_TYPE, html);
    let uncached = HeaderValue::from_static("private, no-store");
    headers.insert(header::CACHE_CONTROL, uncached);
    reply
}

fn escape(text: &str) -> String {
    let escaped = text.replace('&', "&amp;").replace('<', "&lt;");
    escaped.replace('>', "&gt;").replace('"', "&quot;")
}

fn refuse(status: StatusCode, code: &str) -> Reply {
    let message = "The preview can't be shown.";
    crate::net::json(
        status,
        &json!({ "error": { "code": code, "message": message } }),
    )
}
