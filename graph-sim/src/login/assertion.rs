//! Client assertions: JWTs signed with the key of an application's certificate.
//!
//! Imitates "Microsoft identity platform application authentication certificate credentials". Left out:
//! chains of certificates (`x5c`), and the memory of `jti` that would notice an assertion used twice,
//! which Entra does not have either.

use aws_lc_rs::signature::{
    RSA_PKCS1_2048_8192_SHA256, RSA_PSS_2048_8192_SHA256, RsaParameters, UnparsedPublicKey,
};
use base64::Engine as _;
use base64::alphabet;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, NO_PAD};
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::fault::{LoginFault, Validity};
use crate::net::Call;
use crate::state::State;
use crate::world::{AppKey, Certificate};

/// By how much the clocks of client and service may differ `[I]`.
const LEEWAY: SignedDuration = SignedDuration::from_mins(5);

/// Entra takes parts with padding, which RFC 7515 section 2 forbids: azure-identity for Python sends them.
const TOLERANT: GeneralPurpose = GeneralPurpose::new(
    &alphabet::URL_SAFE,
    NO_PAD.with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Another name of the login host's: assertions are also taken by the issuer's address.
const OTHER_AUDIENCE: &str = "v2.0";

#[derive(Deserialize)]
struct Header {
    alg: String,
    x5t: Option<String>,
    #[serde(rename = "x5t#S256")]
    x5t_s256: Option<String>,
}

#[derive(Deserialize)]
struct Claims {
    aud: String,
    iss: String,
    sub: String,
    /// Seconds, perhaps with a fraction (RFC 7519 section 2, NumericDate): msal for Python sends one.
    exp: f64,
    #[serde(default)]
    nbf: f64,
}

/// Accepts an assertion that one of the application's certificates vouches for.
pub(super) fn check(state: &State, call: &Call, app: AppKey, jwt: &str) -> Result<(), LoginFault> {
    let (signed, signature) = jwt.rsplit_once('.').ok_or(malformed("it has no parts"))?;
    let (header, payload) = signed
        .split_once('.')
        .ok_or(malformed("it has two parts"))?;
    let header: Header = decode(header).ok_or(malformed("the header can't be read"))?;
    let claims: Claims = decode(payload).ok_or(malformed("the claims can't be read"))?;
    let signature = TOLERANT.decode(signature);
    let signature = signature.map_err(|_| malformed("the signature is not base64url"))?;
    check_signature(state, app, &header, (signed.as_bytes(), &signature))?;
    check_claims(state, call, app, &claims)
}

fn check_signature(
    state: &State,
    app: AppKey,
    header: &Header,
    (signed, signature): (&[u8], &[u8]),
) -> Result<(), LoginFault> {
    let algorithm: &'static RsaParameters = match header.alg.as_str() {
        "PS256" => &RSA_PSS_2048_8192_SHA256,
        "RS256" => &RSA_PKCS1_2048_8192_SHA256,
        _ => return Err(malformed("the algorithm is neither PS256 nor RS256")),
    };
    let thumbprint = header.x5t_s256.as_ref().or(header.x5t.as_ref());
    let thumbprint = thumbprint.ok_or(malformed("the header names no certificate"))?;
    let thumbprint = thumbprint.clone();
    let world = state.world();
    let certificates = &world.app(app).app.certificates;
    let Some(known) = certificates.iter().find(|one| header.names(one)) else {
        return Err(LoginFault::UnknownKey { thumbprint });
    };
    let valid = Validity {
        from: known.not_before(),
        until: known.not_after(),
    };
    if known.is_expired(state.clock.now()) {
        return Err(LoginFault::ExpiredKey { thumbprint, valid });
    }
    UnparsedPublicKey::new(algorithm, known.public_key())
        .verify(signed, signature)
        .map_err(|_| LoginFault::WrongSignature { thumbprint, valid })
}

fn check_claims(
    state: &State,
    call: &Call,
    app: AppKey,
    claims: &Claims,
) -> Result<(), LoginFault> {
    let world = state.world();
    let client_id = world.app(app).client_id.to_string();
    let same = |claim: &str| claim.eq_ignore_ascii_case(&client_id);
    if !same(&claims.iss) || !same(&claims.sub) {
        return Err(LoginFault::ForeignAssertion);
    }
    let directory = world.tenant(world.app(app).tenant).directory_id;
    let login = state.login_url();
    let path = call.path().trim_start_matches('/');
    let endpoints = [
        format!("{login}{path}"),
        format!("{login}{directory}/oauth2/v2.0/token"),
        format!("{login}{directory}/{OTHER_AUDIENCE}"),
    ];
    if !endpoints.contains(&claims.aud) {
        return Err(LoginFault::WrongAudience);
    }
    let now = state.clock.now();
    let valid = Validity {
        from: second(claims.nbf)?,
        until: second(claims.exp)?,
    };
    if now + LEEWAY < valid.from || valid.until + LEEWAY <= now {
        return Err(LoginFault::OutsideValidTime { now, valid });
    }
    Ok(())
}

impl Header {
    fn names(&self, certificate: &Certificate) -> bool {
        let is = |told: &str, own: String| told.trim_end_matches('=') == own;
        match (&self.x5t_s256, &self.x5t) {
            (Some(sha256), _) => is(sha256, certificate.x5t_s256()),
            (None, Some(sha1)) => is(sha1, certificate.x5t()),
            (None, None) => false,
        }
    }
}

fn second(second: f64) -> Result<Timestamp, LoginFault> {
    let since = SignedDuration::try_from_secs_f64(second);
    let time = since.and_then(|since| Timestamp::UNIX_EPOCH.checked_add(since));
    time.map_err(|_| malformed("a time can't be read"))
}

const fn malformed(reason: &'static str) -> LoginFault {
    LoginFault::MalformedAssertion(reason)
}

fn decode<T: DeserializeOwned>(part: &str) -> Option<T> {
    serde_json::from_slice(&TOLERANT.decode(part).ok()?).ok()
}
