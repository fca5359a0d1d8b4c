//! Making, showing, renewing and ending subscriptions.

use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;

use super::proof::Candidate;
use super::request;
use crate::graph::answer::Answer;
use crate::graph::fault::{self, Failure};
use crate::graph::inquiry::Inquiry;
use crate::graph::paging;
use crate::graph::writing::read_json;
use crate::subscriptions::Subscription;
use crate::switches::SubscriptionPermission;
use crate::world::World;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Renewal {
    expiration_date_time: Option<String>,
}

/// `POST /subscriptions`: "Create subscription", to the root of a drive and its updates. Never
/// answers by itself: the addresses must be asked first, and they must be on this machine. Left
/// out: other resources, resource data, Event Hubs, notifications of permissions
/// (`Prefer: includesecuritywebhooks`).
pub(crate) fn create(inquiry: &Inquiry<'_>) -> Result<Answer, Failure> {
    inquiry.options.permit(&[])?;
    check_permission(inquiry)?;
    let world = inquiry.state.world();
    let subscription = request::read(inquiry, &world)?;
    if let Some(most) = inquiry.switches.subscriptions.most_per_application
        && own(inquiry).len() >= most
    {
        return Err(fault::too_many_subscriptions(most).into());
    }
    Err(Failure::Unproven(Box::new(Candidate {
        subscription,
        context: inquiry.context("subscriptions/$entity"),
    })))
}

/// `GET /subscriptions`: "List subscriptions", the application's own.
pub(crate) fn list(inquiry: &Inquiry<'_>) -> Result<Answer, Failure> {
    inquiry.options.permit(&["$skiptoken"])?;
    let world = inquiry.state.world();
    paging::answer_counted(inquiry, "subscriptions", &own(inquiry), |subscription| {
        describe(&world, subscription)
    })
}

/// `GET /subscriptions/{subscription}`: "Get subscription".
pub(crate) fn show(inquiry: &Inquiry<'_>, id: &str) -> Result<Answer, Failure> {
    inquiry.options.permit(&[])?;
    let world = inquiry.state.world();
    let subscription = change(inquiry, id, |subscription| subscription.clone())?;
    Ok(answer(inquiry, &world, &subscription))
}

/// `PATCH /subscriptions/{subscription}`: "Update subscription", its expiration, which reauthorizes
/// it too. Left out: another `notificationUrl`.
pub(crate) fn renew(inquiry: &Inquiry<'_>, id: &str) -> Result<Answer, Failure> {
    inquiry.options.permit(&[])?;
    check_permission(inquiry)?;
    let world = inquiry.state.world();
    let renewal: Renewal = read_json(inquiry)?;
    let end = request::expiry(inquiry, renewal.expiration_date_time.as_deref())?;
    let now = inquiry.state.clock.now();
    let subscription = change(inquiry, id, |subscription| {
        subscription.expires_at = end;
        subscription.reauthorize(now);
        subscription.clone()
    })?;
    inquiry.state.subscriptions.stir();
    Ok(answer(inquiry, &world, &subscription))
}

/// `POST /subscriptions/{subscription}/reauthorize`: "subscription: reauthorize".
pub(crate) fn reauthorize(inquiry: &Inquiry<'_>, id: &str) -> Result<Answer, Failure> {
    inquiry.options.permit(&[])?;
    check_permission(inquiry)?;
    let now = inquiry.state.clock.now();
    change(inquiry, id, |subscription| subscription.reauthorize(now))?;
    inquiry.state.subscriptions.stir();
    Ok(Answer::NoContent)
}

/// `DELETE /subscriptions/{subscription}`: "Delete subscription".
pub(crate) fn remove(inquiry: &Inquiry<'_>, id: &str) -> Result<Answer, Failure> {
    inquiry.options.permit(&[])?;
    let ended = change(inquiry, id, |subscription| subscription.id)?;
    let subscriptions = &inquiry.state.subscriptions;
    subscriptions.with(|all| all.retain(|subscription| subscription.id != ended));
    Ok(Answer::NoContent)
}

fn check_permission(inquiry: &Inquiry<'_>) -> Result<(), Failure> {
    match inquiry.switches.subscriptions.permission {
        SubscriptionPermission::Writing if !inquiry.caller.writes() => {
            Err(fault::access_denied().into())
        }
        SubscriptionPermission::Writing | SubscriptionPermission::Reading => Ok(()),
    }
}

/// The application's own.
fn own(inquiry: &Inquiry<'_>) -> Vec<Subscription> {
    let subscriptions = &inquiry.state.subscriptions;
    let app = inquiry.caller.app;
    subscriptions.with(|all| all.iter().filter(|one| one.app == app).cloned().collect())
}

/// Works on one of the application's own.
fn change<T>(
    inquiry: &Inquiry<'_>,
    id: &str,
    work: impl FnOnce(&mut Subscription) -> T,
) -> Result<T, Failure> {
    let (id, app) = (Uuid::parse_str(id).ok(), inquiry.caller.app);
    inquiry.state.subscriptions.with(|all| {
        let mut all = all.iter_mut();
        let found = all.find(|one| Some(one.id) == id && one.app == app);
        let found = found.ok_or_else(fault::no_subscription)?;
        Ok(work(found))
    })
}

fn answer(inquiry: &Inquiry<'_>, world: &World, subscription: &Subscription) -> Answer {
    let mut document = describe(world, subscription);
    if let Some(members) = document.as_object_mut() {
        let context = inquiry.context("subscriptions/$entity");
        members.insert("@odata.context".to_owned(), context.into());
    }
    Answer::json(&document)
}

/// "subscription resource type"
pub(super) fn describe(world: &World, subscription: &Subscription) -> Value {
    let app = world.app(subscription.app);
    let lifecycle_url = subscription.lifecycle_url.as_ref();
    json!({
        "id": subscription.id.to_string(),
        "resource": subscription.resource,
        "applicationId": app.client_id.to_string(),
        "changeType": "updated",
        "clientState": subscription.client_state,
        "notificationUrl": subscription.notification_url.as_str(),
        "notificationQueryOptions": null,
        "lifecycleNotificationUrl": lifecycle_url.map(crate::subscriptions::CallbackUrl::as_str),
        "expirationDateTime": subscription.written_expiry(),
        "creatorId": app.object_id.to_string(),
        "includeResourceData": null,
        "latestSupportedTlsVersion": subscription.tls_version,
        "encryptionCertificate": null,
        "encryptionCertificateId": null,
        "notificationUrlAppId": null,
    })
}
