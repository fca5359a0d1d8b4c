//! With what a client proves itself.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::header;

use super::access::Method;
use super::assertion;
use super::fault::LoginFault;
use super::token::{Form, Refusal, field};
use crate::net::Call;
use crate::state::State;
use crate::world::AppKey;

/// The one kind of assertion known here (RFC 7523, section 2.2).
const JWT_BEARER: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// Who the client says it is, and how it proves that.
pub(super) struct Claim {
    pub(super) client_id: String,
    proof: Option<Proof>,
}

enum Proof {
    Secret(String),
    Assertion { kind: String, jwt: String },
}

impl Claim {
    /// The claim in the form, or else in HTTP Basic (RFC 6749 section 2.3.1: both parts form-encoded).
    pub(super) fn read(call: &Call, form: &Form<'_>) -> Result<Self, LoginFault> {
        if let Some(claim) = call.header(header::AUTHORIZATION).and_then(read_basic) {
            return Ok(claim);
        }
        let proof = match field(form, "client_assertion") {
            Ok(jwt) => Some(Proof::Assertion {
                kind: field(form, "client_assertion_type")?.to_owned(),
                jwt: jwt.to_owned(),
            }),
            Err(_) => field(form, "client_secret")
                .ok()
                .map(|secret| Proof::Secret(secret.to_owned())),
        };
        Ok(Self {
            client_id: field(form, "client_id")?.to_owned(),
            proof,
        })
    }
}

fn read_basic(value: &str) -> Option<Claim> {
    let (scheme, encoded) = value.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let pair = String::from_utf8(STANDARD.decode(encoded.trim()).ok()?).ok()?;
    let (client_id, secret) = pair.split_once(':')?;
    Some(Claim {
        client_id: form_decode(client_id),
        proof: Some(Proof::Secret(form_decode(secret))),
    })
}

fn form_decode(text: &str) -> String {
    url::form_urlencoded::parse(text.as_bytes())
        .map(|(name, _)| name)
        .collect()
}

/// Checks the proof, and says of which sort it was.
pub(super) fn check(
    state: &State,
    call: &Call,
    app: AppKey,
    claim: &Claim,
) -> Result<Method, Refusal> {
    match claim.proof.as_ref().ok_or(LoginFault::NoCredential)? {
        Proof::Secret(_) if call.headers.contains_key(header::ORIGIN) => {
            Err(LoginFault::CrossOriginSecret.into())
        }
        Proof::Secret(given) => {
            check_secret(state, app, &claim.client_id, given)?;
            Ok(Method::Secret)
        }
        Proof::Assertion { kind, .. } if kind != JWT_BEARER => {
            Err(Refusal::Lacking("client assertions of this type"))
        }
        Proof::Assertion { jwt, .. } => {
            assertion::check(state, call, app, jwt)?;
            Ok(Method::Certificate)
        }
    }
}

fn check_secret(
    state: &State,
    app: AppKey,
    client_id: &str,
    given: &str,
) -> Result<(), LoginFault> {
    let world = state.world();
    let client_id = client_id.to_owned();
    let now = state.clock.now();
    let secrets = &world.app(app).app.secrets;
    match secrets.iter().find(|secret| secret.value == given) {
        None => Err(LoginFault::WrongSecret { client_id }),
        Some(secret) if secret.is_expired(now) => Err(LoginFault::ExpiredSecret { client_id }),
        Some(_) => Ok(()),
    }
}
