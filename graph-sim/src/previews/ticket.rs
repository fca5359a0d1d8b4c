//! Addresses of previews. They need no token, name one file, differ each time, and work for a short
//! time.

use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use uuid::Uuid;

use crate::doors;
use crate::download::site_page;
use crate::state::State;
use crate::world::{Drive, Item};

/// The page that shows previews, below the site.
const PAGE: &str = "_layouts/15/embed.aspx";

/// Where a preview is, and the parameters that open it.
#[derive(Debug)]
pub(crate) struct PreviewAddress {
    pub(crate) page: String,
    pub(crate) parameters: String,
}

/// Why an address shows nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TicketFault {
    Forged,
    Expired,
}

/// Whether the path is one of previews.
pub(crate) fn is_preview(path: &str) -> bool {
    path.ends_with("/_layouts/15/embed.aspx")
}

/// Makes an address for the preview of a file.
pub(crate) fn issue(
    state: &State,
    drive: &Drive,
    item: &Item,
    life_seconds: u64,
) -> PreviewAddress {
    let now = state.clock.now().as_second();
    let expires_at = now.saturating_add_unsigned(life_seconds);
    let nonce = doors::random_guid().simple();
    let claims = format!("{expires_at}|{}|{}|{nonce}", drive.id, item.guid);
    let payload = URL_SAFE_NO_PAD.encode(claims);
    let mac = hmac::sign(&state.url_key, signed(&payload).as_bytes());
    let mac = URL_SAFE_NO_PAD.encode(mac);
    PreviewAddress {
        page: format!(
            "{}{}",
            state.hosts.content_url(&drive.home),
            site_page(drive, PAGE)
        ),
        parameters: format!("UniqueId={}&access_token={payload}.{mac}", item.guid),
    }
}

/// Reads parameters back: the drive's id and the file. Only what is signed counts.
pub(super) fn check(state: &State, parameters: &str) -> Result<(String, Uuid), TicketFault> {
    let forged = TicketFault::Forged;
    let token = parameters
        .split('&')
        .find_map(|pair| pair.strip_prefix("access_token="));
    let (payload, mac) = token
        .and_then(|token| token.split_once('.'))
        .ok_or(forged)?;
    let mac = URL_SAFE_NO_PAD.decode(mac).map_err(|_| forged)?;
    hmac::verify(&state.url_key, signed(payload).as_bytes(), &mac).map_err(|_| forged)?;
    let claims = URL_SAFE_NO_PAD.decode(payload).map_err(|_| forged)?;
    let claims = String::from_utf8(claims).map_err(|_| forged)?;
    let (expires_at, drive_id, item) = read(&claims).ok_or(forged)?;
    if state.clock.now().as_second() >= expires_at {
        return Err(TicketFault::Expired);
    }
    Ok((drive_id, item))
}

fn read(claims: &str) -> Option<(i64, String, Uuid)> {
    let mut parts = claims.split('|');
    let expires_at = parts.next()?.parse().ok()?;
    let drive_id = parts.next()?.to_owned();
    Some((expires_at, drive_id, parts.next()?.parse().ok()?))
}

/// What is signed; the same key signs other addresses, whose text begins otherwise.
fn signed(payload: &str) -> String {
    format!("preview?{payload}")
}
