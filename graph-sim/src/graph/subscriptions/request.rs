//! What a new subscription shall be.

use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;

use crate::doors;
use crate::graph::fault::{self, Failure};
use crate::graph::inquiry::Inquiry;
use crate::graph::locate;
use crate::graph::route::{self, Asked, DriveName, Facet, Place, Route, Start, Stop};
use crate::graph::writing::read_json;
use crate::subscriptions::{CallbackFault, CallbackUrl, Subscription};
use crate::switches::PlainHttp;
use crate::world::World;

/// The most characters of `clientState`, as documented.
const LONGEST_STATE: usize = 128;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Body {
    change_type: Option<String>,
    notification_url: Option<String>,
    lifecycle_notification_url: Option<String>,
    resource: Option<String>,
    expiration_date_time: Option<String>,
    client_state: Option<String>,
    latest_supported_tls_version: Option<String>,
    #[serde(default)]
    include_resource_data: bool,
}

/// Reads the body of a request for a subscription.
pub(super) fn read(inquiry: &Inquiry<'_>, world: &World) -> Result<Subscription, Failure> {
    let body: Body = read_json(inquiry)?;
    let resource = body.resource.ok_or_else(|| missing("resource"))?;
    let drive = locate::drive(inquiry, world, &drive_of(inquiry, &resource)?)?;
    let change_type = body.change_type.ok_or_else(|| missing("changeType"))?;
    if change_type != "updated" {
        let message = "Subscriptions to a drive support only the change type 'updated'.";
        return Err(fault::bad_subscription(message).into());
    }
    if body.include_resource_data {
        let message = "Resource data can't be included for this resource.";
        return Err(fault::bad_subscription(message).into());
    }
    let state = body.client_state.as_deref().unwrap_or_default();
    if state.chars().count() > LONGEST_STATE {
        let message = "The client state must have no more than 128 characters.";
        return Err(fault::bad_subscription(message).into());
    }
    let notification_url = body.notification_url.as_deref();
    let notification_url = notification_url.ok_or_else(|| missing("notificationUrl"))?;
    let lifecycle_url = body.lifecycle_notification_url.as_deref();
    let lifecycle_url = lifecycle_url.map(|url| callback(inquiry, url));
    Ok(Subscription {
        id: doors::random_guid(),
        app: inquiry.caller.app,
        directory_id: world.tenant(inquiry.tenant).directory_id,
        drive_id: drive.id.clone(),
        notification_url: callback(inquiry, notification_url)?,
        lifecycle_url: lifecycle_url.transpose()?,
        client_state: body.client_state,
        tls_version: body
            .latest_supported_tls_version
            .unwrap_or_else(|| "v1_2".to_owned()),
        expires_at: expiry(inquiry, body.expiration_date_time.as_deref())?,
        authorized_at: inquiry.state.clock.now(),
        is_challenged: false,
        told_until: drive.sequence,
        resource,
    })
}

/// The drive whose root is the resource; business drives can be subscribed to at no other item.
fn drive_of(inquiry: &Inquiry<'_>, resource: &str) -> Result<DriveName, Failure> {
    let (route, _) = route::parse(&format!("/v1.0/{}", resource.trim_start_matches('/')));
    match route {
        Route::Drive(drive, Asked::Item(Place { start, steps }, Facet::Itself)) => {
            let is_root = match start {
                Start::Root => true,
                Start::Item(id) => id == "root",
                Start::Special(_) | Start::Shared(_) => false,
            };
            if is_root && steps.is_empty() {
                return Ok(drive);
            }
            let message = "Only the root of a drive can be subscribed to.";
            Err(fault::bad_subscription(message).into())
        }
        Route::Nowhere(Stop::Unknown(_) | Stop::Malformed) => {
            Err(fault::bad_subscription("The resource is not valid.").into())
        }
        Route::Nowhere(Stop::Me) => Err(fault::me_without_user(inquiry.switches.errors.me).into()),
        _ => Err(Failure::Lacking(
            "subscriptions to other things than drives",
        )),
    }
}

fn callback(inquiry: &Inquiry<'_>, text: &str) -> Result<CallbackUrl, Failure> {
    let url = CallbackUrl::parse(text).map_err(|error| {
        fault::bad_subscription(match error {
            CallbackFault::Malformed => "The notification address is not valid.",
            CallbackFault::Elsewhere => {
                "The simulator notifies addresses on this machine only, such as 127.0.0.1."
            }
        })
    })?;
    let plain_http = inquiry.switches.subscriptions.plain_http;
    if !url.is_encrypted() && plain_http == PlainHttp::Refused {
        let message = "The notification address must begin with https.";
        return Err(fault::bad_subscription(message).into());
    }
    Ok(url)
}

/// Reads when a subscription shall end.
pub(super) fn expiry(inquiry: &Inquiry<'_>, text: Option<&str>) -> Result<Timestamp, Failure> {
    let text = text.ok_or_else(|| missing("expirationDateTime"))?;
    let end: Timestamp = text
        .parse()
        .map_err(|_| fault::bad_subscription("The expiration is not a time."))?;
    let now = inquiry.state.clock.now();
    if end <= now {
        return Err(fault::bad_subscription("The expiration lies in the past.").into());
    }
    let minutes = inquiry.switches.subscriptions.lifetime.minutes();
    if end.duration_since(now) > SignedDuration::from_mins(minutes) {
        let message =
            format!("Subscription expiration can only be {minutes} minutes in the future.");
        return Err(fault::bad_subscription(message).into());
    }
    Ok(end)
}

fn missing(property: &str) -> Failure {
    fault::bad_subscription(format!("The property '{property}' is required.")).into()
}
