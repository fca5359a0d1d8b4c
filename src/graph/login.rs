//! The login service: an application's token, and what a refusal means.
//!
//! Source: Microsoft identity platform, "OAuth 2.0 client credentials flow" and "Microsoft Entra
//! authentication and authorization error codes".

use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::StatusCode;
use reqwest::RequestBuilder;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};

use crate::domain::{
    ClientId, Clock, Diagnosis, DirectoryId, Secret, Service, UpstreamFailure, encode_segment,
};

use super::assertion::Parties;
use super::calls::SHORT_CALL;
use super::cloud::Cloud;
use super::credential::{Credential, Doors};
use super::error::{Error, Unreadable};
use super::login_refusal;
use super::observe::Watch;
use super::refusal::request_id;
use super::transport::{Answer, Transport, exchange};
use super::wire;

/// Whom we sign in as: one app registration of one directory in one cloud.
#[derive(Clone, Debug)]
pub struct Application {
    /// The cloud.
    pub cloud: Cloud,
    /// The directory.
    pub directory: DirectoryId,
    /// The app registration.
    pub client: ClientId,
}

/// What kind of assertion ours are (RFC 7523, section 2.2).
const JWT_BEARER: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// A token as the login service gave it.
pub(super) struct Issued {
    pub(super) value: Secret<String>,
    pub(super) life: Duration,
    pub(super) roles: Option<Vec<String>>,
}

/// What `/.well-known/openid-configuration` of a directory says; that it answers proves that the
/// directory exists in this cloud.
#[derive(Clone, Debug, Deserialize)]
pub struct OpenIdConfiguration {
    /// The issuer, which holds the directory's GUID.
    pub issuer: String,
    /// Where tokens come from.
    pub token_endpoint: String,
    /// The answer's `Date`, in Unix seconds: what time Microsoft thinks it is.
    #[serde(skip)]
    pub date: Option<std::time::SystemTime>,
}

#[derive(Deserialize)]
struct TokenBody {
    access_token: String,
    #[serde(deserialize_with = "seconds")]
    expires_in: u64,
}

#[derive(Deserialize)]
struct Claims {
    roles: Option<Vec<String>>,
}

/// Asks for a token. One form post; nothing is retried here.
pub(super) async fn request_token(
    (transport, clock, random): Doors<'_>,
    application: &Application,
    credential: &Credential,
) -> Result<Issued, Error> {
    const OPERATION: &str = "request token";
    let url = endpoint(application, "oauth2/v2.0/token");
    let client = application.client.as_str();
    let mut form = vec![
        ("grant_type", "client_credentials"),
        ("client_id", client),
        ("scope", application.cloud.scope.as_str()),
    ];
    let assertion;
    match credential {
        Credential::ClientSecret(secret) => form.push(("client_secret", secret.expose())),
        Credential::Certificate(certificate) => {
            let endpoint = &url;
            let parties = Parties { client, endpoint };
            assertion = certificate.assert(OPERATION, parties, (clock, random))?;
            form.push(("client_assertion_type", JWT_BEARER));
            form.push(("client_assertion", assertion.expose()));
        }
    }
    let time = transport.call_time(SHORT_CALL);
    let request = transport.api().post(&url).timeout(time).form(&form);
    let watch = Watch::start(clock, Service::Login, OPERATION);
    ask(watch, request, issued).await
}

/// The token in an answer of login's.
pub(super) fn issued(operation: &'static str, answer: &Answer) -> Result<Issued, Error> {
    let body: TokenBody = success(operation, answer)?;
    if !is_sendable(&body.access_token) {
        return Err(malformed(operation, answer, None));
    }
    let roles = claims(&body.access_token).and_then(|claims| claims.roles);
    Ok(Issued {
        value: Secret::new(body.access_token),
        life: Duration::from_secs(body.expires_in),
        roles,
    })
}

/// Asks for the directory's published configuration.
pub(super) async fn request_configuration(
    (transport, clock): (&Transport, &dyn Clock),
    application: &Application,
) -> Result<OpenIdConfiguration, Error> {
    let request = transport.api().get(endpoint(
        application,
        "v2.0/.well-known/openid-configuration",
    ));
    let watch = Watch::start(clock, Service::Login, "read directory configuration");
    ask(watch, request, configuration).await
}

/// The configuration in an answer of login's.
pub(super) fn configuration(
    operation: &'static str,
    answer: &Answer,
) -> Result<OpenIdConfiguration, Error> {
    let mut configuration: OpenIdConfiguration = success(operation, answer)?;
    let date = answer
        .headers
        .get(http::header::DATE)
        .and_then(|date| date.to_str().ok());
    configuration.date = date.and_then(|date| httpdate::parse_http_date(date).ok());
    Ok(configuration)
}

/// One request, with its one line in the log.
async fn ask<T>(
    watch: Watch<'_>,
    request: RequestBuilder,
    read: fn(&'static str, &Answer) -> Result<T, Error>,
) -> Result<T, Error> {
    let operation = watch.operation();
    let answer = exchange(Service::Login, request).await;
    let answer = answer.map_err(|failure| Error::failed(operation, failure));
    let answered = answer.as_ref().ok();
    let request_id = answered.and_then(|answer| request_id(&answer.headers));
    let result = answer.and_then(|answer| read(operation, &answer));
    watch.stop(request_id.as_deref(), result.as_ref().err());
    result
}

fn endpoint(application: &Application, resource: &str) -> String {
    let login = application.cloud.login.as_str().trim_end_matches('/');
    format!(
        "{login}/{}/{resource}",
        encode_segment(application.directory.as_str())
    )
}

fn success<T: DeserializeOwned>(operation: &'static str, answer: &Answer) -> Result<T, Error> {
    if answer.status != StatusCode::OK {
        return Err(Error::failed(operation, login_refusal::read(answer)));
    }
    wire::object(&answer.body)
        .map_err(|fault| malformed(operation, answer, Some(Unreadable::from(fault))))
}

fn malformed(operation: &'static str, answer: &Answer, fault: Option<Unreadable>) -> Error {
    let failure = UpstreamFailure {
        status: Some(answer.status.as_u16()),
        source: fault.map(|fault| Arc::new(fault) as Arc<_>),
        ..UpstreamFailure::new(Service::Login, Diagnosis::UpstreamMalformed)
    };
    Error::failed(operation, failure)
}

/// Whether the token is one (RFC 6749, appendix A.12): with anything else no request could be built, and
/// that would look like a service that can't be reached.
fn is_sendable(token: &str) -> bool {
    !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_graphic())
}

/// The token is opaque by contract; its claims are looked at for diagnosis only.
fn claims(token: &str) -> Option<Claims> {
    let payload = token.split('.').nth(1)?;
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).ok()?).ok()
}

/// A number of seconds, also as a string: the older endpoint writes it so.
fn seconds<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Seconds {
        Number(u64),
        Text(String),
    }
    match Seconds::deserialize(deserializer)? {
        Seconds::Number(number) => Ok(number),
        Seconds::Text(text) => text
            .parse()
            .map_err(|_| serde::de::Error::custom("not a number of seconds")),
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderMap;

    use super::*;

    #[test]
    fn a_token_that_can_not_be_sent_is_a_malformed_answer() {
        let read = |token: &str| {
            let body = format!(r#"{{"access_token":"{token}","expires_in":3599}}"#);
            let answer = Answer {
                status: StatusCode::OK,
                headers: HeaderMap::new(),
                body: body.into_bytes(),
            };
            issued("test", &answer).map_err(|error| error.diagnosis())
        };
        assert!(read("e30.e30.x-_~+/=").is_ok());
        for token in ["", "a b", "a\\n", "\u{e9}"] {
            let fault = read(token).err();
            assert_eq!(fault, Some(Diagnosis::UpstreamMalformed), "{token}");
        }
    }

    #[test]
    fn the_life_of_a_token_may_be_a_string() {
        for body in [
            r#"{"access_token":"x","expires_in":3599}"#,
            r#"{"access_token":"x","expires_in":"3599"}"#,
        ] {
            assert_eq!(
                serde_json::from_str::<TokenBody>(body)
                    .expect("readable")
                    .expires_in,
                3599
            );
        }
    }
}
