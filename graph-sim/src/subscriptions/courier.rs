//! Sending notifications, and again after a failure: "Receive change notifications through
//! webhooks". Left out: the throttling of slow addresses.

use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;
use jiff::{SignedDuration, Timestamp};

use super::parcel::{self, Parcel};
use super::post::{Letter, post};
use super::registry::Delivery;
use crate::state::State;
use crate::switches::SubscriptionSwitches;

/// Tells subscribers what happens, for as long as the simulator runs.
pub(crate) async fn deliver_all(state: Arc<State>) {
    let mut deliveries = FuturesUnordered::new();
    loop {
        let switches = state.switches.current().subscriptions;
        let since = state.clock.now();
        for parcel in parcel::collect(&state, &switches) {
            deliveries.push(deliver(&state, parcel, (since, switches.clone())));
        }
        state.subscriptions.set_under_way(deliveries.len());
        let next = state.subscriptions.next_challenge(&switches);
        tokio::select! {
            () = state.subscriptions.stirred() => {}
            () = state.clock.reach(next) => {}
            Some(()) = deliveries.next() => {}
        }
    }
}

/// Sends a parcel until it is taken or too old.
async fn deliver(
    state: &State,
    mut parcel: Parcel,
    (since, switches): (Timestamp, SubscriptionSwitches),
) {
    let given_up_at = after(since, switches.give_up_seconds);
    let sent_at = after(since, switches.delay_seconds);
    state.clock.reach(Some(sent_at)).await;
    let mut pause = switches.retry_seconds.max(1);
    for attempt in 1.. {
        parcel.news.retain(|(id, _)| state.subscriptions.has(*id));
        if parcel.news.is_empty() {
            return;
        }
        let Some(failed_at) = attempt_to_deliver(state, &parcel, attempt, &switches).await else {
            return;
        };
        let again_at = after(failed_at, pause);
        if again_at > given_up_at {
            return;
        }
        state.clock.reach(Some(again_at)).await;
        pause = pause.saturating_mul(2);
    }
}

/// Makes one attempt; tells when it failed, if it did.
async fn attempt_to_deliver(
    state: &State,
    parcel: &Parcel,
    attempt: u32,
    switches: &SubscriptionSwitches,
) -> Option<Timestamp> {
    let letter = Letter {
        content_type: "application/json; charset=utf-8",
        parameter: None,
        body: parcel.body().into(),
    };
    let patience = Duration::from_millis(switches.reply_milliseconds);
    let receipt = post(&parcel.url, letter, patience).await.ok();
    let ended_at = state.clock.now();
    state.subscriptions.remember(Delivery {
        url: parcel.url.as_str().to_owned(),
        subscriptions: parcel.news.iter().map(|(id, _)| id.to_string()).collect(),
        lifecycle: parcel.lifecycle,
        attempt,
        status: receipt.as_ref().map(|receipt| receipt.status.as_u16()),
    });
    let taken = receipt.is_some_and(|receipt| receipt.status.is_success());
    (!taken).then_some(ended_at)
}

fn after(time: Timestamp, seconds: u64) -> Timestamp {
    let seconds = SignedDuration::from_secs(i64::try_from(seconds).unwrap_or(i64::MAX));
    time.saturating_add(seconds).unwrap_or(Timestamp::MAX)
}
