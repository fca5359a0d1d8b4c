//! URLs of thumbnails. They need no token, name the picture as it was when they were made, and
//! work for a short time.

use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use uuid::Uuid;

use super::Extent;
use crate::state::State;
use crate::world::{Drive, Item};

pub(super) const PATH: &str = "/transform/thumbnail";

/// What a good URL shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Thumbnail {
    pub(crate) item: Uuid,
    /// The content's version, so that another picture has another URL.
    pub(crate) version: u32,
    pub(crate) extent: Extent,
}

/// Why a URL is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TicketFault {
    Forged,
    Expired,
}

/// Makes the URLs of one drive, as of one moment.
#[derive(Debug)]
pub(crate) struct ThumbnailUrls<'a> {
    key: &'a hmac::Key,
    content_url: String,
    drive_id: &'a str,
    expires_at: i64,
}

impl<'a> ThumbnailUrls<'a> {
    pub(crate) fn new(state: &'a State, drive: &'a Drive) -> Self {
        let life = state.switches.current().thumbnails.url_life_seconds;
        let now = state.clock.now().as_second();
        Self {
            key: &state.url_key,
            content_url: state.hosts.content_url(&drive.home),
            drive_id: &drive.id,
            expires_at: now.saturating_add_unsigned(life),
        }
    }

    /// The URL of a file's thumbnail of this size.
    pub(crate) fn url(&self, item: &Item, extent: Extent) -> String {
        let Extent { width, height } = extent;
        let claims = format!(
            "{}|{}|{}|{}|{width}|{height}",
            self.expires_at, self.drive_id, item.guid, item.content_version
        );
        let payload = URL_SAFE_NO_PAD.encode(claims);
        let mac = URL_SAFE_NO_PAD.encode(hmac::sign(self.key, signed(&payload).as_bytes()));
        let host = &self.content_url;
        format!("{host}{PATH}?provider=spo&cs={payload}.{mac}&width={width}&height={height}")
    }
}

/// Reads a URL back; only the signed parameter counts. Answers the drive's id too.
pub(super) fn check(state: &State, query: &str) -> Result<(String, Thumbnail), TicketFault> {
    let forged = TicketFault::Forged;
    let ticket = query.split('&').find_map(|pair| pair.strip_prefix("cs="));
    let (payload, mac) = ticket.and_then(|text| text.split_once('.')).ok_or(forged)?;
    let mac = URL_SAFE_NO_PAD.decode(mac).map_err(|_| forged)?;
    hmac::verify(&state.url_key, signed(payload).as_bytes(), &mac).map_err(|_| forged)?;
    let claims = URL_SAFE_NO_PAD.decode(payload).map_err(|_| forged)?;
    let claims = String::from_utf8(claims).map_err(|_| forged)?;
    let (expires_at, drive_id, thumbnail) = read(&claims).ok_or(forged)?;
    if state.clock.now().as_second() >= expires_at {
        return Err(TicketFault::Expired);
    }
    Ok((drive_id, thumbnail))
}

fn read(claims: &str) -> Option<(i64, String, Thumbnail)> {
    let mut parts = claims.split('|');
    let expires_at = parts.next()?.parse().ok()?;
    let drive_id = parts.next()?.to_owned();
    let thumbnail = Thumbnail {
        item: parts.next()?.parse().ok()?,
        version: parts.next()?.parse().ok()?,
        extent: Extent {
            width: parts.next()?.parse().ok()?,
            height: parts.next()?.parse().ok()?,
        },
    };
    Some((expires_at, drive_id, thumbnail))
}

/// What is signed; the same key signs download URLs, whose text begins otherwise.
fn signed(payload: &str) -> String {
    format!("thumbnail?{payload}")
}
