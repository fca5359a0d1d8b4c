//! Asking the addresses of a new subscription before it is in force.

use std::time::Duration;

use http::StatusCode;

use super::handlers::describe;
use crate::graph::answer::Answer;
use crate::graph::fault::{Failure, Fault};
use crate::state::State;
use crate::subscriptions::{HandshakeFault, Subscription, shake_hands};
use crate::switches::FailedValidation;

/// A subscription that is good but for the proof of its addresses.
#[derive(Debug)]
pub(crate) struct Candidate {
    pub(super) subscription: Subscription,
    pub(super) context: String,
}

/// Asks both addresses; then the subscription is in force.
pub(crate) async fn prove(state: &State, candidate: Candidate) -> Result<Answer, Failure> {
    let switches = state.switches.current().subscriptions;
    let patience = Duration::from_millis(switches.handshake_milliseconds);
    let Candidate {
        subscription,
        context,
    } = candidate;
    let urls = [
        Some(&subscription.notification_url),
        subscription.lifecycle_url.as_ref(),
    ];
    for url in urls.into_iter().flatten() {
        let shaken = shake_hands(url, patience).await;
        shaken.map_err(|error| unproven(error, switches.failed_validation))?;
    }
    let mut document = describe(&state.world(), &subscription);
    if let Some(members) = document.as_object_mut() {
        members.insert("@odata.context".to_owned(), context.into());
    }
    state.subscriptions.with(|all| all.push(subscription));
    // The courier must know when to ask for reauthorization.
    state.subscriptions.stir();
    Ok(Answer::created(&document))
}

fn unproven(error: HandshakeFault, code: FailedValidation) -> Fault {
    let code = match (code, error) {
        (FailedValidation::InvalidRequest, _) | (_, HandshakeFault::TimedOut) => "InvalidRequest",
        (FailedValidation::ValidationError, _) => "ValidationError",
    };
    let failed = "Subscription validation request failed.";
    let wanted = "Notification endpoint must respond with 200 OK to validation request.";
    let message = match error {
        HandshakeFault::TimedOut => "Subscription validation request timed out.".to_owned(),
        HandshakeFault::Unreachable => format!("{failed} {wanted}"),
        HandshakeFault::Status(status) => {
            let name = status.canonical_reason().unwrap_or("Unknown");
            format!("{failed} HTTP status code is '{name}'. {wanted}")
        }
        HandshakeFault::Mismatch => {
            format!("{failed} Response must exactly match validationToken query parameter.")
        }
    };
    Fault::new(StatusCode::BAD_REQUEST, code, message)
}
