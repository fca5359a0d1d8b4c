//! Pre-authenticated download URLs.
//!
//! The token in the URL signs the path and the exact query, so that reordered or re-encoded
//! parameters are refused; what is appended at the very end is tolerated, as in life.

use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use uuid::Uuid;

use crate::state::State;
use crate::world::{Drive, Item};

/// What a good URL stands for.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Ticket {
    pub(crate) drive_id: String,
    pub(crate) item: Uuid,
    /// An earlier version; the current one if absent.
    pub(crate) version: Option<u32>,
}

/// Why a URL is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TicketFault {
    Forged,
    Expired,
}

/// Makes the URLs of one drive, as of one moment.
#[derive(Debug)]
pub(crate) struct UrlMaker<'a> {
    key: &'a hmac::Key,
    /// All that comes before the query, and the path alone, which is signed.
    address: String,
    path: String,
    /// What the token says of all files of the drive, and how that is written.
    claims: String,
    payload: String,
}

impl<'a> UrlMaker<'a> {
    pub(crate) fn new(state: &'a State, drive: &Drive, life_seconds: u64) -> Self {
        let now = state.clock.now().as_second();
        let expires_at = now.saturating_add_unsigned(life_seconds);
        let path = site_page(drive, "_layouts/15/download.aspx");
        let claims = format!("{expires_at}|{}", drive.id);
        Self {
            key: &state.url_key,
            address: format!("{}{path}", state.hosts.content_url(&drive.home)),
            path,
            payload: URL_SAFE_NO_PAD.encode(&claims),
            claims,
        }
    }

    /// The URL of a file.
    pub(crate) fn url(&self, item: &Item) -> String {
        self.signed(item, &self.payload)
    }

    /// The URL of an earlier version of a file.
    pub(crate) fn version_url(&self, item: &Item, number: u32) -> String {
        let payload = URL_SAFE_NO_PAD.encode(format!("{}|{number}", self.claims));
        self.signed(item, &payload)
    }

    fn signed(&self, item: &Item, payload: &str) -> String {
        let query = signed_query(self.key, &self.path, item.guid, payload);
        format!("{}?{query}", self.address)
    }
}

/// The path of a page or service of the drive's site.
pub(crate) fn site_page(drive: &Drive, page: &str) -> String {
    let site = &drive.home.site_path;
    let slash = if site.is_empty() { "" } else { "/" };
    format!("{slash}{site}/{page}")
}

/// Reads a URL back. The raw query must be as it was made, up to what is appended.
pub(crate) fn check(state: &State, path: &str, query: &str) -> Result<Ticket, TicketFault> {
    let value = |name: &str| query.split('&').find_map(|pair| pair.strip_prefix(name));
    let forged = TicketFault::Forged;
    let item = value("UniqueId=")
        .and_then(|id| Uuid::parse_str(id).ok())
        .ok_or(forged)?;
    let payload = value("tempauth=v1.")
        .and_then(|token| token.split('.').next())
        .ok_or(forged)?;
    let claims = URL_SAFE_NO_PAD.decode(payload).map_err(|_| forged)?;
    let claims = String::from_utf8(claims).map_err(|_| forged)?;
    let genuine = signed_query(&state.url_key, path, item, payload);
    match query.strip_prefix(&genuine) {
        Some(appended) if appended.is_empty() || appended.starts_with('&') => {}
        Some(_) | None => return Err(forged),
    }
    let mut claims = claims.split('|');
    let expires_at = claims.next().and_then(|time| time.parse().ok());
    let (expires_at, drive_id) = expires_at.zip(claims.next()).ok_or(forged)?;
    let version = claims.next().map(str::parse).transpose();
    let version = version.map_err(|_| forged)?;
    if state.clock.now().as_second() >= expires_at {
        return Err(TicketFault::Expired);
    }
    Ok(Ticket {
        drive_id: drive_id.to_owned(),
        item,
        version,
    })
}

/// When a URL's token began and ends, for the text of the refusal.
pub(crate) fn validity(now: Timestamp) -> String {
    format!("The access token has expired. It was valid until a moment before {now:.0}.")
}

fn signed_query(key: &hmac::Key, path: &str, item: Uuid, payload: &str) -> String {
    let mut query = format!("UniqueId={item}&Translate=false&tempauth=v1.{payload}.");
    let mut signing = hmac::Context::with_key(key);
    for part in [path, "?", &query] {
        signing.update(part.as_bytes());
    }
    URL_SAFE_NO_PAD.encode_string(signing.sign(), &mut query);
    query.push_str("&ApiVersion=2.0");
    query
}
