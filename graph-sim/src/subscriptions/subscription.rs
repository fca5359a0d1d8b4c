//! One subscription.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use uuid::Uuid;

use super::callback::CallbackUrl;
use crate::switches::{ResourceData, SubscriptionSwitches, UnauthorizedFlow};
use crate::world::AppKey;

/// A subscription to the changes of a drive.
#[derive(Clone, Debug)]
pub(crate) struct Subscription {
    pub(crate) id: Uuid,
    pub(crate) app: AppKey,
    pub(crate) directory_id: Uuid,
    pub(crate) drive_id: String,
    /// As the client named it.
    pub(crate) resource: String,
    pub(crate) notification_url: CallbackUrl,
    pub(crate) lifecycle_url: Option<CallbackUrl>,
    pub(crate) client_state: Option<String>,
    pub(crate) tls_version: String,
    pub(crate) expires_at: Timestamp,
    /// When it was last made, renewed or reauthorized.
    pub(crate) authorized_at: Timestamp,
    /// Whether the client knows that it must reauthorize.
    pub(crate) is_challenged: bool,
    /// How far the drive had come when the client was last told.
    pub(crate) told_until: u64,
}

impl Subscription {
    pub(crate) fn is_expired(&self, now: Timestamp) -> bool {
        self.expires_at <= now
    }

    /// When the client must be asked to reauthorize; never if it gave no address for that.
    pub(super) fn challenge_at(&self, switches: &SubscriptionSwitches) -> Option<Timestamp> {
        if self.is_challenged || self.lifecycle_url.is_none() {
            return None;
        }
        let life = i64::try_from(switches.reauthorization_seconds).unwrap_or(i64::MAX);
        let due = self
            .authorized_at
            .checked_add(SignedDuration::from_secs(life));
        due.ok().filter(|due| *due < self.expires_at)
    }

    /// Whether changes are told.
    pub(super) fn flows(&self, switches: &SubscriptionSwitches) -> bool {
        !self.is_challenged || switches.unauthorized == UnauthorizedFlow::GoesOn
    }

    /// The client has shown that it still may know.
    pub(crate) fn reauthorize(&mut self, now: Timestamp) {
        self.authorized_at = now;
        self.is_challenged = false;
    }

    /// The news that the drive has changed.
    pub(super) fn notification(&self, switches: &SubscriptionSwitches) -> Value {
        let data = match switches.resource_data {
            ResourceData::Type => json!({ "@odata.type": "#Microsoft.Graph.DriveItem" }),
            ResourceData::Null => Value::Null,
        };
        json!({
            "subscriptionId": self.id.to_string(),
            "subscriptionExpirationDateTime": self.written_expiry(),
            "clientState": self.client_state,
            "changeType": "updated",
            "resource": self.resource.trim_start_matches('/'),
            "tenantId": self.directory_id.to_string(),
            "resourceData": data,
        })
    }

    /// The demand to reauthorize.
    pub(super) fn challenge(&self) -> Value {
        json!({
            "subscriptionId": self.id.to_string(),
            "subscriptionExpirationDateTime": self.written_expiry(),
            "tenantId": self.directory_id.to_string(),
            "clientState": self.client_state,
            "lifecycleEvent": "reauthorizationRequired",
        })
    }

    /// With the decimals that this service writes.
    pub(crate) fn written_expiry(&self) -> String {
        format!("{:.7}", self.expires_at)
    }
}
