//! Throttling (6, requirement 26). Usage is counted always; limits hold only where they are enforced.

use serde::{Deserialize, Serialize};

/// Switches of throttling (6).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ThrottlingSwitches {
    /// Whether who goes over a limit is refused.
    pub enforced: bool,
    /// How much may be asked.
    pub limits: ThrottlingLimits,
    /// With which status a request is refused: 429 or 503 (6.1).
    pub refusal: ThrottlingRefusal,
    /// How 429 is named; the gateway's names differ from those of the file service (5.2).
    pub code: ThrottlingCode,
    /// How `Retry-After` is written (6.1).
    pub retry_after: RetryAfterStyle,
    /// Whether answers bear `RateLimit-…` headers from 80 % of the minute's units on; a beta of best
    /// effort.
    pub rate_limit_headers: bool,
    /// So many refused requests are borne before the pause begins anew, twice as long (up to an hour);
    /// the numbers are inferred, that the penalty grows is documented.
    pub patience: u64,
    /// After so many doublings the application is blocked: 503 until the meter is reset. Never, if
    /// absent.
    pub block_after: Option<u32>,
}

impl Default for ThrottlingSwitches {
    fn default() -> Self {
        Self {
            enforced: false,
            limits: ThrottlingLimits::default(),
            refusal: ThrottlingRefusal::default(),
            code: ThrottlingCode::default(),
            retry_after: RetryAfterStyle::default(),
            rate_limit_headers: true,
            patience: 20,
            block_after: None,
        }
    }
}

/// How much may be asked (6.3). What is absent follows from the tenant's licenses, or is unlimited
/// where a field says so.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ThrottlingLimits {
    /// Resource units of an application in a tenant per minute.
    pub units_per_minute: Option<u64>,
    /// The same per day.
    pub units_per_day: Option<u64>,
    /// Resource units of all applications in a tenant per five minutes.
    pub tenant_units_per_five_minutes: Option<u64>,
    /// Requests to one user's drive per five minutes. That the limit "per user" holds for what an
    /// application asks of a user's drive is inferred: unlimited, if absent.
    pub drive_requests_per_five_minutes: Option<u64>,
    /// Requests of an application in a tenant that make links or invitations per five minutes.
    pub sharing_requests_per_five_minutes: u64,
    /// Searches of an application in a tenant per second: unlimited, if absent.
    pub searches_per_second: Option<u64>,
    /// Entra's resource units of an application in a tenant per ten seconds; by the number of users, if
    /// absent.
    pub directory_units_per_ten_seconds: Option<u64>,
    /// Requests for drives of users who have none, per minute, after which all requests for drives are
    /// refused to everybody at the caller's address (6.3; Microsoft tells no number): unlimited, if
    /// absent.
    pub missing_drives_per_minute: Option<u64>,
}

impl Default for ThrottlingLimits {
    fn default() -> Self {
        Self {
            units_per_minute: None,
            units_per_day: None,
            tenant_units_per_five_minutes: None,
            drive_requests_per_five_minutes: Some(3_000),
            sharing_requests_per_five_minutes: 300,
            searches_per_second: Some(25),
            directory_units_per_ten_seconds: None,
            missing_drives_per_minute: None,
        }
    }
}

/// The status of a refusal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ThrottlingRefusal {
    /// 429
    #[default]
    TooManyRequests,
    /// 503 `serviceNotAvailable`, as when the service is overloaded.
    ServerTooBusy,
}

/// What 429 is called.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ThrottlingCode {
    /// `activityLimitReached`, inner `throttledRequest`
    #[default]
    ActivityLimitReached,
    /// `TooManyRequests`
    TooManyRequests,
    /// `ApplicationThrottled`
    ApplicationThrottled,
}

/// How `Retry-After` is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RetryAfterStyle {
    /// `31`
    #[default]
    Integer,
    /// `30.128`
    Decimal,
    /// Not at all.
    Missing,
    /// `Sat, 21 Nov 2026 09:37:28 GMT`
    HttpDate,
}
