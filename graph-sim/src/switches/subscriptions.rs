//! Subscriptions and their notifications (4.15, 8.7).

use serde::{Deserialize, Serialize};

/// Switches of subscriptions (4.15, 8.7 no. 29). Times in seconds are simulated, those in
/// milliseconds real: they bound the waiting on sockets.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SubscriptionSwitches {
    /// How far ahead a subscription may expire; the documents disagree.
    pub lifetime: LongestSubscription,
    /// What an application needs to subscribe to a drive.
    pub permission: SubscriptionPermission,
    /// How many subscriptions an application may have in a tenant; as many as it likes, if absent.
    /// More are 403.
    pub most_per_application: Option<usize>,
    /// What addresses without TLS get.
    pub plain_http: PlainHttp,
    /// The code of the error when an address doesn't prove itself.
    pub failed_validation: FailedValidation,
    /// How long an address may take to prove itself.
    pub handshake_milliseconds: u64,
    /// How long it may take to answer a notification.
    pub reply_milliseconds: u64,
    /// How long after a change it is told.
    pub delay_seconds: u64,
    /// How often each notification is sent; bursts of the same were observed.
    pub copies: u32,
    /// Whether subscriptions with the same address share a request.
    pub batching: NotificationBatching,
    /// What notifications tell of the resource.
    pub resource_data: ResourceData,
    /// How long after a failure a notification is sent again; each time twice as long.
    pub retry_seconds: u64,
    /// After how long it is given up.
    pub give_up_seconds: u64,
    /// How long after its creation, its renewal or the last reauthorization a subscription with a
    /// lifecycle address must be reauthorized; Microsoft says not to assume anything.
    pub reauthorization_seconds: u64,
    /// What becomes of notifications until then.
    pub unauthorized: UnauthorizedFlow,
}

impl Default for SubscriptionSwitches {
    fn default() -> Self {
        Self {
            lifetime: LongestSubscription::default(),
            permission: SubscriptionPermission::default(),
            most_per_application: None,
            plain_http: PlainHttp::default(),
            failed_validation: FailedValidation::default(),
            handshake_milliseconds: 10_000,
            reply_milliseconds: 3_000,
            delay_seconds: 0,
            copies: 1,
            batching: NotificationBatching::default(),
            resource_data: ResourceData::default(),
            retry_seconds: 10,
            give_up_seconds: 4 * 3600,
            reauthorization_seconds: 45 * 60,
            unauthorized: UnauthorizedFlow::default(),
        }
    }
}

/// The longest life of a subscription.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LongestSubscription {
    /// 42 300 minutes, under thirty days.
    #[default]
    ThirtyDays,
    /// 4 230 minutes, under three days.
    ThreeDays,
}

impl LongestSubscription {
    /// The life in minutes.
    pub const fn minutes(self) -> i64 {
        match self {
            Self::ThirtyDays => 42_300,
            Self::ThreeDays => 4_230,
        }
    }
}

/// The permission to subscribe.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SubscriptionPermission {
    /// One to write, as documented.
    #[default]
    Writing,
    /// One to read.
    Reading,
}

/// Addresses without TLS.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlainHttp {
    /// They are notified, so that a test needs no certificate.
    #[default]
    Accepted,
    /// 400, as in life.
    Refused,
}

/// The code for an address that doesn't prove itself; both were seen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FailedValidation {
    /// `ValidationError`
    #[default]
    ValidationError,
    /// `InvalidRequest`
    InvalidRequest,
}

/// Several subscriptions that have something to tell to one address.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NotificationBatching {
    /// One request tells all.
    #[default]
    Together,
    /// Each has a request of its own.
    Singly,
}

/// `resourceData` of a notification.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ResourceData {
    /// The type, and nothing else.
    #[default]
    Type,
    /// `null`
    Null,
}

/// Notifications of a subscription that must be reauthorized.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnauthorizedFlow {
    /// They go on for a while; here, until it expires.
    #[default]
    GoesOn,
    /// They stop, and what changes meanwhile is never told.
    Pauses,
}
