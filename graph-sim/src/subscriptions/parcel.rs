//! What is to be sent.

use std::collections::HashMap;

use serde_json::{Value, json};
use uuid::Uuid;

use super::callback::CallbackUrl;
use super::subscription::Subscription;
use crate::state::State;
use crate::switches::{NotificationBatching, SubscriptionSwitches};

/// A request's worth of news for one address.
#[derive(Clone, Debug)]
pub(super) struct Parcel {
    pub(super) url: CallbackUrl,
    pub(super) lifecycle: bool,
    /// The subscriptions with what is told of each.
    pub(super) news: Vec<(Uuid, Value)>,
}

impl Parcel {
    fn of(url: &CallbackUrl, lifecycle: bool, id: Uuid, news: Value) -> Self {
        Self {
            url: url.clone(),
            lifecycle,
            news: vec![(id, news)],
        }
    }

    /// "changeNotificationCollection resource type"
    pub(super) fn body(&self) -> Vec<u8> {
        let value: Value = self.news.iter().map(|(_, news)| news.clone()).collect();
        serde_json::to_vec(&json!({ "value": value })).expect("notifications are plain data")
    }
}

/// What has come up since this was last asked: changes of drives, and demands to reauthorize.
pub(super) fn collect(state: &State, switches: &SubscriptionSwitches) -> Vec<Parcel> {
    let sequences = sequences(state);
    let now = state.clock.now();
    let parcels = state.subscriptions.with(|all| {
        let mut parcels = Vec::new();
        for subscription in all {
            if subscription
                .challenge_at(switches)
                .is_some_and(|due| due <= now)
            {
                parcels.extend(challenge(subscription));
            }
            let sequence = sequences.get(&subscription.drive_id).copied();
            let sequence = sequence.unwrap_or(subscription.told_until);
            if sequence > subscription.told_until {
                subscription.told_until = sequence;
                parcels.extend(tell(subscription, switches));
            }
        }
        parcels
    });
    let parcels = match switches.batching {
        NotificationBatching::Together => join(parcels),
        NotificationBatching::Singly => parcels,
    };
    let copies = usize::try_from(switches.copies).unwrap_or(1);
    let repeated = parcels.into_iter();
    repeated
        .flat_map(|parcel| std::iter::repeat_n(parcel, copies))
        .collect()
}

/// How far the drives have come. The world is left before the subscriptions are opened: handlers
/// open them the other way round.
fn sequences(state: &State) -> HashMap<String, u64> {
    let drives = state.subscriptions.with(|all| {
        let ids = all.iter().map(|subscription| subscription.drive_id.clone());
        ids.collect::<Vec<_>>()
    });
    let world = state.world();
    let sequence = |id: String| {
        let drive = world.find_drive(&id)?;
        Some((id, drive.sequence))
    };
    drives.into_iter().filter_map(sequence).collect()
}

fn challenge(subscription: &mut Subscription) -> Option<Parcel> {
    subscription.is_challenged = true;
    let url = subscription.lifecycle_url.as_ref()?;
    let news = subscription.challenge();
    Some(Parcel::of(url, true, subscription.id, news))
}

fn tell(subscription: &Subscription, switches: &SubscriptionSwitches) -> Option<Parcel> {
    let url = &subscription.notification_url;
    let news = subscription.notification(switches);
    let flows = subscription.flows(switches);
    flows.then(|| Parcel::of(url, false, subscription.id, news))
}

/// One parcel for each address and kind.
fn join(parcels: Vec<Parcel>) -> Vec<Parcel> {
    let mut joined: Vec<Parcel> = Vec::new();
    for parcel in parcels {
        let same =
            |known: &&mut Parcel| known.url == parcel.url && known.lifecycle == parcel.lifecycle;
        match joined.iter_mut().find(same) {
            Some(known) => known.news.extend(parcel.news),
            None => joined.push(parcel),
        }
    }
    joined
}
