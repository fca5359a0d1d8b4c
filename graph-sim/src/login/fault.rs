//! Errors of the login host, with all seven fields.
//!
//! Imitates "Microsoft Entra authentication and authorization error codes"; the texts are our own.

use std::fmt;

use http::StatusCode;
use http::header::{self, HeaderValue};
use jiff::Timestamp;
use serde::Serialize;

use crate::doors;
use crate::net::{Call, Reply, json, text as plain};
use crate::state::State;
use crate::switches::{BlockedApp, LoginErrorStatus, LoginOutage};

/// Why no token is issued.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum LoginFault {
    MissingParameter(&'static str),
    MalformedTenant(String),
    UnknownTenant(String),
    SharedTenant(String),
    UnknownGrant(String),
    UnknownApp { client_id: String, tenant: String },
    DisabledApp { client_id: String },
    NoCredential,
    CrossOriginSecret,
    WrongSecret { client_id: String },
    ExpiredSecret { client_id: String },
    MalformedAssertion(&'static str),
    ForeignAssertion,
    WrongAudience,
    OutsideValidTime { now: Timestamp, valid: Validity },
    UnknownKey { thumbprint: String },
    ExpiredKey { thumbprint: String, valid: Validity },
    WrongSignature { thumbprint: String, valid: Validity },
    ManyResources(String),
    NoDefaultScope(String),
    UnknownResource { resource: String, tenant: String },
    Blocked,
    Repeated,
    OutOfOrder(LoginOutage),
    UnknownInstance(String),
    UnregisteredRedirect { redirect: String, client_id: String },
}

/// From when until when something is good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Validity {
    pub(crate) from: Timestamp,
    pub(crate) until: Timestamp,
}

impl fmt::Display for Validity {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Start={}, End={}", self.from, self.until)
    }
}

#[derive(Serialize)]
struct ErrorBody {
    error: &'static str,
    error_description: String,
    error_codes: [u32; 1],
    timestamp: String,
    trace_id: String,
    correlation_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    error_uri: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    suberror: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    claims: Option<&'static str>,
}

/// The policy that kept an application out, as a client could pass it on.
const CLAIMS: &str = r#"{"access_token":{"capolids":{"essential":true,"values":["a0f5c2d4-0000-4000-8000-000000000001"]}}}"#;

impl LoginFault {
    /// The number after `AADSTS`.
    fn code(&self) -> u32 {
        match self {
            Self::MissingParameter(_) => 900_144,
            Self::MalformedTenant(_) => 900_023,
            Self::UnknownTenant(_) => 90002,
            Self::SharedTenant(tenant) if tenant == "consumers" => 90130,
            Self::SharedTenant(_) => 9_001_023,
            Self::UnknownGrant(_) => 70003,
            Self::UnknownApp { .. } => 700_016,
            Self::DisabledApp { .. } => 7_000_112,
            Self::NoCredential => 7_000_216,
            Self::CrossOriginSecret => 9_002_326,
            Self::WrongSecret { .. } => 7_000_215,
            Self::ExpiredSecret { .. } => 7_000_222,
            Self::MalformedAssertion(_) => 50027,
            Self::ForeignAssertion => 700_021,
            Self::WrongAudience => 700_023,
            Self::OutsideValidTime { .. } => 700_024,
            Self::UnknownKey { .. } | Self::ExpiredKey { .. } | Self::WrongSignature { .. } => {
                700_027
            }
            Self::ManyResources(_) => 70011,
            Self::NoDefaultScope(_) => 1_002_012,
            Self::UnknownResource { .. } => 500_011,
            Self::Blocked => 53003,
            Self::Repeated => 50196,
            Self::OutOfOrder(_) => 90033,
            Self::UnknownInstance(_) => 50049,
            Self::UnregisteredRedirect { .. } => 50011,
        }
    }

    /// The word of RFC 6749 section 5.2, or one of Entra's own.
    fn error(&self, blocked: BlockedApp) -> &'static str {
        match self {
            Self::MissingParameter(_)
            | Self::MalformedTenant(_)
            | Self::UnknownTenant(_)
            | Self::SharedTenant(_)
            | Self::CrossOriginSecret
            | Self::UnregisteredRedirect { .. }
            | Self::MalformedAssertion(_) => "invalid_request",
            Self::UnknownGrant(_) => "unsupported_grant_type",
            Self::UnknownApp { .. } | Self::DisabledApp { .. } => "unauthorized_client",
            Self::NoCredential
            | Self::WrongSecret { .. }
            | Self::ExpiredSecret { .. }
            | Self::ForeignAssertion
            | Self::WrongAudience
            | Self::OutsideValidTime { .. }
            | Self::UnknownKey { .. }
            | Self::ExpiredKey { .. }
            | Self::WrongSignature { .. } => "invalid_client",
            Self::ManyResources(_) | Self::NoDefaultScope(_) => "invalid_scope",
            Self::UnknownResource { .. } => "invalid_resource",
            Self::Blocked if blocked == BlockedApp::AccessDenied => "access_denied",
            Self::Blocked | Self::Repeated => "invalid_grant",
            Self::UnknownInstance(_) => "invalid_instance",
            Self::OutOfOrder(_) => "temporarily_unavailable",
        }
    }

    fn status(&self, error: &str, style: LoginErrorStatus) -> StatusCode {
        match self {
            Self::OutOfOrder(LoginOutage::TooManyRequests) => return StatusCode::TOO_MANY_REQUESTS,
            Self::OutOfOrder(LoginOutage::ServiceUnavailable) => {
                return StatusCode::SERVICE_UNAVAILABLE;
            }
            Self::OutOfOrder(LoginOutage::BadRequest | LoginOutage::Over) => {
                return StatusCode::BAD_REQUEST;
            }
            _ => {}
        }
        match style {
            LoginErrorStatus::ByError if error == "invalid_client" => StatusCode::UNAUTHORIZED,
            LoginErrorStatus::ByError | LoginErrorStatus::BadRequest => StatusCode::BAD_REQUEST,
            LoginErrorStatus::Unauthorized => StatusCode::UNAUTHORIZED,
        }
    }

    fn text(&self) -> String {
        match self {
            Self::MissingParameter(name) => {
                format!("The request body must contain the following parameter: '{name}'.")
            }
            Self::MalformedTenant(name) => format!(
                "Specified tenant identifier '{name}' is neither a valid DNS name, nor a valid external domain."
            ),
            Self::UnknownTenant(name) => format!(
                "Tenant '{name}' not found. Check that the tenant id is right and that this is the cloud it lives in."
            ),
            Self::SharedTenant(name) => {
                format!("The grant type is not supported over the /{name} endpoint.")
            }
            Self::UnknownGrant(name) => format!("The grant type '{name}' is not supported."),
            Self::UnknownApp { client_id, tenant } => format!(
                "Application with identifier '{client_id}' was not found in the directory '{tenant}'."
            ),
            Self::DisabledApp { client_id } => {
                format!("Application '{client_id}' is disabled.")
            }
            Self::NoCredential => "'client_assertion', 'client_secret' or 'request' is required for the 'client_credentials' grant type.".to_owned(),
            Self::CrossOriginSecret => "Cross-origin token redemption is permitted only for the 'Single-Page Application' client type.".to_owned(),
            Self::WrongSecret { client_id } => format!(
                "Invalid client secret provided. Send the secret's value, not its id, for app '{client_id}'."
            ),
            Self::ExpiredSecret { client_id } => {
                format!("The provided client secret keys for app '{client_id}' are expired.")
            }
            Self::MalformedAssertion(reason) => format!("The client assertion is no valid JWT: {reason}."),
            Self::ForeignAssertion => "Client assertion: issuer and subject must both be the 'client_id'.".to_owned(),
            Self::WrongAudience => "Client assertion: the audience is not this token endpoint.".to_owned(),
            Self::OutsideValidTime { now, valid } => {
                format!("Client assertion is not within its valid time range. Current time: {now}, {valid}.")
            }
            Self::UnknownKey { thumbprint } => no_key("The key was not found.", thumbprint, None),
            Self::ExpiredKey { thumbprint, valid } => {
                no_key("The key used is expired.", thumbprint, Some(*valid))
            }
            Self::WrongSignature { thumbprint, valid } => no_key(
                "Key was found, but use of the key to verify the signature failed.",
                thumbprint,
                Some(*valid),
            ),
            Self::ManyResources(scope) => format!(
                "The provided value for the input parameter 'scope' is not valid. The scope '{scope}' names more than one resource."
            ),
            Self::NoDefaultScope(scope) => format!(
                "The provided value for scope '{scope}' is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier."
            ),
            Self::UnknownResource { resource, tenant } => format!(
                "The resource principal named '{resource}' was not found in the tenant named '{tenant}'."
            ),
            Self::Blocked => "Access has been blocked by Conditional Access policies. The access policy does not allow token issuance.".to_owned(),
            Self::Repeated => "The server terminated an operation because it encountered a client request loop.".to_owned(),
            Self::OutOfOrder(_) => "A transient error has occurred. Try again.".to_owned(),
            Self::UnknownInstance(authority) => format!("Unknown or invalid instance: '{authority}'."),
            Self::UnregisteredRedirect { redirect, client_id } => format!(
                "The redirect URI '{redirect}' specified in the request does not match the redirect URIs configured for the application '{client_id}'."
            ),
        }
    }

    /// The error as it is sent.
    pub(crate) fn reply(&self, state: &State, call: &Call) -> Reply {
        let trace_id = doors::random_guid().to_string();
        let correlation_id = call.header("client-request-id").map(str::to_owned);
        let correlation_id = correlation_id.unwrap_or_else(|| doors::random_guid().to_string());
        let timestamp = blank_separated(state.clock.now());
        let code = self.code();
        let switches = state.switches.current().login;
        let error = self.error(switches.blocked);
        let challenged = *self == Self::Blocked && switches.blocked_claims;
        let body = ErrorBody {
            error,
            error_description: format!(
                "AADSTS{code}: {}\r\nTrace ID: {trace_id}\r\nCorrelation ID: {correlation_id}\r\nTimestamp: {timestamp}",
                self.text()
            ),
            error_codes: [code],
            timestamp,
            trace_id,
            correlation_id,
            error_uri: switches
                .error_uri
                .then(|| format!("{}error?code={code}", state.login_url())),
            suberror: challenged.then_some("message_only"),
            claims: challenged.then_some(CLAIMS),
        };
        json(self.status(error, switches.error_status), &body)
    }

    /// The error as a person sees it in the browser, which is not sent back in this case.
    pub(super) fn page(&self) -> Reply {
        let text = format!("AADSTS{}: {}", self.code(), self.text());
        let text = text.replace('&', "&amp;").replace('<', "&lt;");
        let page = format!(
            "<!DOCTYPE html><title>Sign in to your account</title><h1>Sorry, but we\u{2019}re having trouble signing you in.</h1><p>{text}</p>"
        );
        let mut reply = plain(StatusCode::BAD_REQUEST, page);
        let kind = HeaderValue::from_static("text/html; charset=utf-8");
        reply.headers_mut().insert(header::CONTENT_TYPE, kind);
        reply
    }
}

/// What is said of the key that an assertion was signed with.
fn no_key(reason: &str, thumbprint: &str, found: Option<Validity>) -> String {
    let found = found.map(|valid| format!(", Found key '{valid}'"));
    format!(
        "The certificate used to sign the client assertion can't be accepted. [Reason - {reason}, Thumbprint of key used by client: '{thumbprint}'{}]",
        found.unwrap_or_default()
    )
}

/// `2026-11-21 06:03:00Z`: a blank where RFC 3339 has a `T`.
fn blank_separated(time: Timestamp) -> String {
    format!("{time:.0}").replace('T', " ")
}
