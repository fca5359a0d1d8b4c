//! Access tokens: JWTs to look at, opaque to clients, signed with a key of the simulator's own.

use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::audience;
use crate::doors;
use crate::state::State;
use crate::world::{AppKey, Role, TenantKey};

/// How far back `iat` and `nbf` are dated, in seconds.
pub(super) const BACKDATED: i64 = 300;

#[derive(Serialize)]
struct Header {
    typ: &'static str,
    alg: &'static str,
}

/// The claims seen in app-only tokens.
#[derive(Serialize, Deserialize)]
struct Claims {
    aud: String,
    iss: String,
    iat: i64,
    nbf: i64,
    exp: i64,
    app_displayname: String,
    appid: String,
    appidacr: String,
    idtyp: String,
    oid: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    roles: Vec<Role>,
    sub: String,
    tid: String,
    /// Opaque in life; here it begins with the application's token generation.
    uti: String,
    ver: String,
}

/// What a good token says.
#[derive(Debug)]
pub(crate) struct Bearer {
    pub(crate) tenant: TenantKey,
    pub(crate) app: AppKey,
    pub(crate) roles: Vec<Role>,
}

/// Why a token is no good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TokenFault {
    Malformed,
    BadSignature,
    Expired,
    WrongAudience,
    Revoked,
}

/// How a client has proved itself, as `appidacr` says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Method {
    Secret,
    Certificate,
}

/// What is granted.
#[derive(Debug)]
pub(super) struct Grant {
    pub(super) resource: String,
    pub(super) life_seconds: u64,
    pub(super) method: Method,
}

/// Issues a token. It lives `life_seconds` and one second, so that `expires_in` is 3599 and `exp - nbf`
/// 3900 as in life.
pub(super) fn issue(state: &State, key: AppKey, grant: Grant) -> String {
    let Grant {
        resource,
        life_seconds,
        method,
    } = grant;
    let now = state.clock.now().as_second();
    let world = state.world();
    let record = world.app(key);
    let directory_id = world.tenant(record.tenant).directory_id;
    let claims = Claims {
        aud: resource,
        iss: format!("https://sts.windows.net/{directory_id}/"),
        iat: now - BACKDATED,
        nbf: now - BACKDATED,
        exp: now.saturating_add_unsigned(life_seconds).saturating_add(1),
        app_displayname: record.app.display_name.clone(),
        appid: record.client_id.to_string(),
        appidacr: match method {
            Method::Secret => "1".to_owned(),
            Method::Certificate => "2".to_owned(),
        },
        idtyp: "app".to_owned(),
        oid: record.object_id.to_string(),
        roles: record.app.roles.clone(),
        sub: record.object_id.to_string(),
        tid: directory_id.to_string(),
        uti: format!(
            "{}.{}",
            record.token_generation,
            doors::random_guid().simple()
        ),
        ver: "1.0".to_owned(),
    };
    let signed = format!(
        "{}.{}",
        encode(&Header {
            typ: "JWT",
            alg: "HS256"
        }),
        encode(&claims)
    );
    let signature = hmac::sign(&state.token_key, signed.as_bytes());
    format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
}

/// Reads a token back and checks it against the clock and the application it was issued to.
pub(crate) fn verify(state: &State, token: &str) -> Result<Bearer, TokenFault> {
    let (signed, signature) = token.rsplit_once('.').ok_or(TokenFault::Malformed)?;
    let (_, payload) = signed.split_once('.').ok_or(TokenFault::Malformed)?;
    let claims: Claims = decode(payload).ok_or(TokenFault::Malformed)?;
    let signature = URL_SAFE_NO_PAD
        .decode(signature)
        .map_err(|_| TokenFault::Malformed)?;
    hmac::verify(&state.token_key, signed.as_bytes(), &signature)
        .map_err(|_| TokenFault::BadSignature)?;
    if has_passed(claims.exp, state.clock.now()) {
        return Err(TokenFault::Expired);
    }
    if !audience::is_graph(state, &claims.aud) {
        return Err(TokenFault::WrongAudience);
    }
    let world = state.world();
    let tenant = world.find_tenant(&claims.tid).ok_or(TokenFault::Revoked)?;
    let app = world
        .find_app(tenant, &claims.appid)
        .ok_or(TokenFault::Revoked)?;
    let generation = claims
        .uti
        .split('.')
        .next()
        .and_then(|number| number.parse().ok());
    if generation != Some(world.app(app).token_generation) {
        return Err(TokenFault::Revoked);
    }
    Ok(Bearer {
        tenant,
        app,
        roles: claims.roles,
    })
}

fn has_passed(second: i64, now: Timestamp) -> bool {
    SignedDuration::from_secs(second) <= now.as_duration()
}

fn encode(part: &impl Serialize) -> String {
    URL_SAFE_NO_PAD.encode(serde_json::to_vec(part).expect("claims are plain data"))
}

fn decode(part: &str) -> Option<Claims> {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).ok()?).ok()
}
