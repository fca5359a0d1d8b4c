//! Answering the URLs of thumbnails.

use http::header::{self, HeaderValue};
use http::{Method, StatusCode};
use serde_json::json;

use super::png;
use super::ticket::{self, PATH, Thumbnail, TicketFault};
use crate::net::{Call, Reply, empty, text};
use crate::state::State;
use crate::world::Kind;

/// Whether the path is one of thumbnails.
pub(crate) fn is_thumbnail(path: &str) -> bool {
    path == PATH
}

/// `GET` of the `url` of a thumbnail: "thumbnail resource type". A picture of one color, of the
/// size that was asked for. Left out: conditional requests.
pub(crate) fn respond(state: &State, call: &Call) -> Reply {
    if call.method != Method::GET {
        return empty(StatusCode::METHOD_NOT_ALLOWED);
    }
    match ticket::check(state, call.query()) {
        Ok((drive_id, thumbnail)) if is_there(state, &drive_id, &thumbnail) => {
            let mut reply = text(
                StatusCode::OK,
                png::draw(thumbnail.extent, color(&thumbnail)),
            );
            let headers = reply.headers_mut();
            headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("image/png"));
            headers.insert(
                header::CACHE_CONTROL,
                HeaderValue::from_static("private, max-age=3600"),
            );
            reply
        }
        Ok(_) => refuse(StatusCode::NOT_FOUND, "itemNotFound"),
        Err(TicketFault::Expired) => refuse(StatusCode::UNAUTHORIZED, "expiredToken"),
        Err(TicketFault::Forged) => refuse(StatusCode::UNAUTHORIZED, "unauthenticated"),
    }
}

/// Whether the picture is still the one the URL was made for.
fn is_there(state: &State, drive_id: &str, thumbnail: &Thumbnail) -> bool {
    let world = state.world();
    let found = world.find_drive(drive_id).and_then(|drive| {
        let item = drive.item(drive.find_guid(thumbnail.item)?);
        Some(matches!(item.kind, Kind::File { .. }) && item.content_version == thumbnail.version)
    });
    found.unwrap_or(false)
}

/// Each picture has a color of its own, and each version another.
fn color(thumbnail: &Thumbnail) -> [u8; 3] {
    let [red, green, blue, ..] = thumbnail.item.into_bytes();
    let [.., shade] = thumbnail.version.to_be_bytes();
    [red ^ shade.wrapping_mul(37), green, blue]
}

fn refuse(status: StatusCode, code: &str) -> Reply {
    let message = "The thumbnail can't be shown.";
    crate::net::json(
        status,
        &json!({ "error": { "code": code, "message": message } }),
    )
}
