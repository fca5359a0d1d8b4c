//! All subscriptions of a running simulator.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use serde::Serialize;
use tokio::sync::{Notify, watch};
use tokio::time::timeout;
use uuid::Uuid;

use super::subscription::Subscription;
use crate::clock::Clock;
use crate::switches::SubscriptionSwitches;

/// The most deliveries that are remembered.
const REMEMBERED: usize = 10_000;
/// How long a test may wait for something to happen.
const PATIENCE: Duration = Duration::from_secs(10);

/// The subscriptions of a running simulator, and what was sent for them.
#[derive(Clone, Debug)]
pub struct Subscriptions(Arc<Desk>);

#[derive(Debug)]
struct Desk {
    clock: Clock,
    drawers: Mutex<Drawers>,
    stir: Notify,
    /// Tells whoever waits that something was sent or is about to be.
    events: watch::Sender<()>,
}

#[derive(Debug, Default)]
struct Drawers {
    subscriptions: Vec<Subscription>,
    deliveries: VecDeque<Delivery>,
    under_way: usize,
}

/// A subscription that is in force.
#[derive(Clone, Debug, Serialize)]
pub struct OpenSubscription {
    /// Its id, a GUID.
    pub id: String,
    /// What it is to, as the client named it.
    pub resource: String,
    /// Where changes are told.
    pub notification_url: String,
    /// When it ends.
    #[serde(serialize_with = "crate::timestamp::serialize")]
    pub expires_at: Timestamp,
}

/// One attempt to tell something.
#[derive(Clone, Debug, Serialize)]
pub struct Delivery {
    /// Where.
    pub url: String,
    /// Ids of the subscriptions that were spoken of.
    pub subscriptions: Vec<String>,
    /// Whether it was a demand to reauthorize, not a change.
    pub lifecycle: bool,
    /// Counts from 1.
    pub attempt: u32,
    /// The answer's status; none if there was no answer in time.
    pub status: Option<u16>,
}

impl Subscriptions {
    pub(crate) fn new(clock: Clock) -> Self {
        Self(Arc::new(Desk {
            clock,
            drawers: Mutex::default(),
            stir: Notify::new(),
            events: watch::Sender::new(()),
        }))
    }

    /// Those in force.
    pub fn open(&self) -> Vec<OpenSubscription> {
        self.with(|all| {
            let open = all.iter().map(|subscription| OpenSubscription {
                id: subscription.id.to_string(),
                resource: subscription.resource.clone(),
                notification_url: subscription.notification_url.as_str().to_owned(),
                expires_at: subscription.expires_at,
            });
            open.collect()
        })
    }

    /// What was sent so far, the oldest first.
    pub fn deliveries(&self) -> Vec<Delivery> {
        self.drawers().deliveries.iter().cloned().collect()
    }

    /// Waits until so many attempts were made, for ten seconds at most; answers how many there were.
    pub async fn until_attempts(&self, count: usize) -> usize {
        self.until(count, |drawers| drawers.deliveries.len()).await
    }

    /// The same for what is yet to be sent, or to be sent again.
    pub async fn until_under_way(&self, count: usize) -> usize {
        self.until(count, |drawers| drawers.under_way).await
    }

    async fn until(&self, count: usize, measure: fn(&Drawers) -> usize) -> usize {
        let mut events = self.0.events.subscribe();
        let reached =
            async { while measure(&self.drawers()) < count && events.changed().await.is_ok() {} };
        timeout(PATIENCE, reached).await.ok();
        measure(&self.drawers())
    }

    /// Works on those in force; the expired ones are gone.
    pub(crate) fn with<T>(&self, work: impl FnOnce(&mut Vec<Subscription>) -> T) -> T {
        let now = self.0.clock.now();
        let mut drawers = self.drawers();
        let subscriptions = &mut drawers.subscriptions;
        subscriptions.retain(|subscription| !subscription.is_expired(now));
        work(subscriptions)
    }

    /// Whether a subscription is still in force.
    pub(super) fn has(&self, id: Uuid) -> bool {
        self.with(|all| all.iter().any(|subscription| subscription.id == id))
    }

    /// When something is to be said without a change.
    pub(super) fn next_challenge(&self, switches: &SubscriptionSwitches) -> Option<Timestamp> {
        self.with(|all| {
            all.iter()
                .filter_map(|one| one.challenge_at(switches))
                .min()
        })
    }

    /// Something may have changed.
    pub(crate) fn stir(&self) {
        self.0.stir.notify_one();
    }

    /// Waits until something may have changed.
    pub(super) async fn stirred(&self) {
        self.0.stir.notified().await;
    }

    pub(super) fn remember(&self, delivery: Delivery) {
        let mut drawers = self.drawers();
        if drawers.deliveries.len() == REMEMBERED {
            drawers.deliveries.pop_front();
        }
        drawers.deliveries.push_back(delivery);
        drop(drawers);
        self.0.events.send_replace(());
    }

    /// Counts what is to be sent.
    pub(super) fn set_under_way(&self, count: usize) {
        self.drawers().under_way = count;
        self.0.events.send_replace(());
    }

    fn drawers(&self) -> MutexGuard<'_, Drawers> {
        self.0
            .drawers
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}
