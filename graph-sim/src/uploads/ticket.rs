//! Upload URLs.
//!
//! As download URLs they carry a token that signs what they say. Unlike those they are not bound
//! to their exact spelling: they have apostrophes in their query, which some clients encode and
//! others don't.

use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use percent_encoding::percent_decode_str;
use uuid::Uuid;

use crate::download::{TicketFault, site_page};
use crate::state::State;
use crate::world::{Conflict, Drive, Item};

const LAST_SEGMENT: &str = "/uploadSession";

/// Whether a path of the content host is an upload URL's.
pub(crate) fn is_upload(path: &str) -> bool {
    path.contains("/_api/v2.0/drives/") && path.ends_with(LAST_SEGMENT)
}

/// The URL of a new session; `anchor` is the file it replaces or the folder it is for.
pub(crate) fn url(
    state: &State,
    drive: &Drive,
    anchor: &Item,
    conflict: Conflict,
    id: Uuid,
) -> String {
    let item = drive.id_of(anchor);
    let page = format!("_api/v2.0/drives/{}/items/{item}{LAST_SEGMENT}", drive.id);
    let path = site_page(drive, &page);
    let life = state.switches.current().uploads.url_life_seconds;
    let expires_at = state.clock.now().as_second().saturating_add_unsigned(life);
    let claims = URL_SAFE_NO_PAD.encode(expires_at.to_string());
    let signature = URL_SAFE_NO_PAD.encode(hmac::sign(
        &state.url_key,
        signed(&path, id, &claims).as_bytes(),
    ));
    let said = |yes: bool| if yes { "True" } else { "False" };
    format!(
        "{}{path}?guid='{id}'&overwrite={}&rename={}&dc=0&tempauth=v1.{claims}.{signature}",
        state.hosts.content_url(&drive.home),
        said(conflict == Conflict::Replace),
        said(conflict == Conflict::Rename),
    )
}

/// Reads a URL back: which session it is for.
pub(crate) fn check(state: &State, path: &str, query: &str) -> Result<Uuid, TicketFault> {
    let forged = TicketFault::Forged;
    let pairs: Vec<_> = url::form_urlencoded::parse(query.as_bytes()).collect();
    let value = |wanted: &str| {
        let found = pairs.iter().find(|(name, _)| name == wanted);
        found.map(|(_, value)| &**value).ok_or(forged)
    };
    let id = value("guid")?.trim_matches('\'');
    let id = Uuid::parse_str(id).map_err(|_| forged)?;
    let token = value("tempauth")?.strip_prefix("v1.").ok_or(forged)?;
    let (claims, signature) = token.split_once('.').ok_or(forged)?;
    let signature = URL_SAFE_NO_PAD.decode(signature).map_err(|_| forged)?;
    let path = percent_decode_str(path).decode_utf8().map_err(|_| forged)?;
    let signed = signed(&path, id, claims);
    hmac::verify(&state.url_key, signed.as_bytes(), &signature).map_err(|_| forged)?;
    let expires_at: i64 = URL_SAFE_NO_PAD
        .decode(claims)
        .ok()
        .and_then(|claims| String::from_utf8(claims).ok()?.parse().ok())
        .ok_or(forged)?;
    if state.clock.now().as_second() >= expires_at {
        return Err(TicketFault::Expired);
    }
    Ok(id)
}

fn signed(path: &str, id: Uuid, claims: &str) -> String {
    format!("upload {path} {id} {claims}")
}
