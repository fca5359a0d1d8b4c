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

use super::calls::SHORT_CALL;
use super::cloud::Cloud;
use super::error::{Error, Unreadable};
use super::observe::Watch;
use super::refusal::request_id;
use super::retry_after::retry_after;
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

/// How an application proves itself. Certificates come with the write half.
#[derive(Clone, Debug)]
pub enum Credential {
    /// A client secret's value.
    ClientSecret(Secret<String>),
}

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

#[derive(Default, Deserialize)]
#[serde(default)]
struct RefusalBody {
    error: Option<String>,
    error_description: Option<String>,
    error_codes: Vec<u64>,
    trace_id: Option<String>,
}

#[derive(Deserialize)]
struct Claims {
    roles: Option<Vec<String>>,
}

/// Asks for a token. One form post; nothing is retried here.
pub(super) async fn request_token(
    (transport, clock): (&Transport, &dyn Clock),
    application: &Application,
    credential: &Credential,
) -> Result<Issued, Error> {
    let Credential::ClientSecret(secret) = credential;
    let form = [
        ("grant_type", "client_credentials"),
        ("client_id", application.client.as_str()),
        ("scope", application.cloud.scope.as_str()),
        ("client_secret", secret.expose()),
    ];
    let url = endpoint(application, "oauth2/v2.0/token");
    let time = transport.call_time(SHORT_CALL);
    let request = transport.api().post(url).timeout(time).form(&form);
    let watch = Watch::start(clock, Service::Login, "request token");
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
        return Err(Error::failed(operation, refusal(answer)));
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

fn refusal(answer: &Answer) -> UpstreamFailure {
    let body: RefusalBody = wire::object(&answer.body).unwrap_or_default();
    let number = body.error_codes.first().copied();
    let message = body
        .error_description
        .as_deref()
        .and_then(|text| text.lines().next());
    UpstreamFailure {
        retry_after: retry_after(&answer.headers),
        status: Some(answer.status.as_u16()),
        code: number
            .map(|number| format!("AADSTS{number}"))
            .or_else(|| body.error.as_deref().map(wire::excerpt)),
        message: message.map(wire::excerpt),
        request_id: body.trace_id.as_deref().map(wire::excerpt),
        ..UpstreamFailure::new(
            Service::Login,
            diagnose(answer.status, number, body.error.as_deref()),
        )
    }
}

/// The number says most; Microsoft forbids to key behavior on it, so it decides nothing but words.
fn diagnose(status: StatusCode, number: Option<u64>, error: Option<&str>) -> Diagnosis {
    match number {
        Some(90_002 | 900_023) => Diagnosis::TenantNotFound,
        Some(700_016 | 700_011 | 70_001) => Diagnosis::AppNotInTenant,
        Some(7_000_215) => Diagnosis::SecretInvalid,
        Some(7_000_222) => Diagnosis::SecretExpired,
        Some(7_000_112) => Diagnosis::AppDisabled,
        Some(90_038 | 900_382 | 900_432 | 500_011) => Diagnosis::WrongCloud,
        Some(53_003 | 530_032 | 530_035) => Diagnosis::BlockedByPolicy,
        Some(700_024) => Diagnosis::ClockSkew,
        _ if status == StatusCode::TOO_MANY_REQUESTS => Diagnosis::Throttled,
        // These pass, whatever word stands beside them.
        Some(90_006 | 90_012 | 90_024 | 90_033 | 90_055 | 90_090 | 90_091 | 50_087) => {
            Diagnosis::UpstreamDown
        }
        _ if matches!(
            status,
            StatusCode::REQUEST_TIMEOUT | StatusCode::GATEWAY_TIMEOUT
        ) =>
        {
            Diagnosis::UpstreamTimeout
        }
        _ if status.is_server_error() || error == Some("temporarily_unavailable") => {
            Diagnosis::UpstreamDown
        }
        _ if error.is_none() => Diagnosis::UpstreamMalformed,
        _ => Diagnosis::LoginRefused,
    }
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

    fn refused(status: u16, body: &str) -> UpstreamFailure {
        let status = StatusCode::from_u16(status).expect("a status");
        refusal(&Answer {
            status,
            headers: HeaderMap::new(),
            body: body.as_bytes().to_vec(),
        })
    }

    #[test]
    fn the_number_of_a_refusal_names_the_cause() {
        let body = r#"{"error":"invalid_client","error_description":"AADSTS7000222: expired.\r\nTrace ID: x","error_codes":[7000222],"trace_id":"6f6c"}"#;
        let failure = refused(401, body);
        assert_eq!(failure.diagnosis, Diagnosis::SecretExpired);
        assert_eq!(failure.code.as_deref(), Some("AADSTS7000222"));
        assert_eq!(failure.message.as_deref(), Some("AADSTS7000222: expired."));
        assert_eq!(failure.request_id.as_deref(), Some("6f6c"));
    }

    #[test]
    fn what_is_no_refusal_of_logins_is_no_verdict_on_the_credential() {
        assert_eq!(refused(503, "<html>").diagnosis, Diagnosis::UpstreamDown);
        assert_eq!(refused(429, "").diagnosis, Diagnosis::Throttled);
        for late in [408, 504] {
            assert_eq!(
                refused(late, "<html>").diagnosis,
                Diagnosis::UpstreamTimeout
            );
        }
        assert_eq!(
            refused(400, "<html>").diagnosis,
            Diagnosis::UpstreamMalformed
        );
        assert_eq!(
            refused(400, r#"{"error":"invalid_grant","error_codes":[1]}"#).diagnosis,
            Diagnosis::LoginRefused
        );
    }

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
    fn a_number_that_passes_is_no_refusal_whatever_word_comes_with_it() {
        for number in [
            90_006, 90_012, 90_024, 90_033, 90_055, 90_090, 90_091, 50_087,
        ] {
            for error in ["invalid_request", "temporarily_unavailable", "server_error"] {
                let body = format!(r#"{{"error":"{error}","error_codes":[{number}]}}"#);
                let failure = refused(400, &body);
                assert_eq!(
                    failure.diagnosis,
                    Diagnosis::UpstreamDown,
                    "{number} {error}"
                );
            }
            let body = format!(r#"{{"error":"invalid_request","error_codes":[{number}]}}"#);
            assert_eq!(
                refused(429, &body).diagnosis,
                Diagnosis::Throttled,
                "{number}"
            );
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
