//! The token service (1.2, 1.3, 1.5).

use serde::{Deserialize, Serialize};

/// Switches of the token service.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LoginSwitches {
    /// `expires_in`, in seconds; 86399 has been seen (1.3).
    pub token_life_seconds: u64,
    /// Whether `expires_in` is a number or, as at the v1 endpoint, a string (1.2).
    pub expires_in: NumberStyle,
    /// HTTP statuses of errors; several in the table of 1.5 are inferred.
    pub error_status: LoginErrorStatus,
    /// Whether errors bear `error_uri`, which they do only if the lookup page knows the code (1.5).
    pub error_uri: bool,
    /// Whether the error of an application that Conditional Access keeps out bears `claims` and
    /// `suberror` (1.5).
    pub blocked_claims: bool,
    /// After so many tokens for the same client, resource and kind of credential within a minute the
    /// next is refused as a loop (AADSTS50196); Microsoft tells no number. Never, if absent.
    pub loop_limit: Option<u32>,
    /// Whether the token service is out of order (AADSTS90033), and with which status it says so, which is
    /// inferred (1.5).
    pub outage: LoginOutage,
    /// What an application is told that Conditional Access keeps out.
    pub blocked: BlockedApp,
    /// What the administrator decides who is asked for consent.
    pub consent: Consent,
}

impl Default for LoginSwitches {
    fn default() -> Self {
        Self {
            token_life_seconds: 3599,
            expires_in: NumberStyle::default(),
            error_status: LoginErrorStatus::default(),
            error_uri: true,
            blocked_claims: false,
            loop_limit: None,
            outage: LoginOutage::default(),
            blocked: BlockedApp::default(),
            consent: Consent::default(),
        }
    }
}

/// How a number is written in JSON.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NumberStyle {
    /// `3599`
    #[default]
    Number,
    /// `"3599"`
    Text,
}

/// HTTP statuses of the token service's errors.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LoginErrorStatus {
    /// 401 for `invalid_client`, 400 otherwise.
    #[default]
    ByError,
    /// 400 always.
    BadRequest,
    /// 401 always.
    Unauthorized,
}

/// `error` of an application that Conditional Access keeps out (AADSTS53003).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BlockedApp {
    /// `access_denied`
    #[default]
    AccessDenied,
    /// `invalid_grant`
    InvalidGrant,
}

/// An administrator's decision.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Consent {
    /// Yes: the application holds what it asks for.
    #[default]
    Granted,
    /// No.
    Declined,
}

/// An outage of the token service: `temporarily_unavailable`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LoginOutage {
    /// There is none.
    #[default]
    Over,
    /// 400
    BadRequest,
    /// 429
    TooManyRequests,
    /// 503
    ServiceUnavailable,
}
