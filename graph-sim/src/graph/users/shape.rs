//! The JSON of users: "user resource type".

use serde_json::{Map, Value, json};

use crate::graph::selection::Selection;
use crate::world::{DriveState, NotProvisionedShape, UserRecord};

/// What a user has when nothing is selected.
const DEFAULT: [&str; 11] = [
    "businessPhones",
    "displayName",
    "givenName",
    "jobTitle",
    "mail",
    "mobilePhone",
    "officeLocation",
    "preferredLanguage",
    "surname",
    "userPrincipalName",
    "id",
];

/// The plan "SharePoint (Plan 2)", to which OneDrive belongs.
const SHAREPOINT_PLAN: &str = "5dbe027f-2339-4123-9542-606e4d348a72";
/// The product "Office 365 E3".
const PRODUCT: &str = "6fd2c87f-b296-42f0-b197-1e91e994b900";

/// A user with the selected properties. Selected properties the simulator doesn't keep are absent,
/// as unset ones are null in life.
pub(crate) fn describe(record: &UserRecord, selection: &Selection) -> Value {
    let selected = |name: &str| {
        if selection.is_everything() {
            DEFAULT.contains(&name)
        } else {
            selection.wants(name)
        }
    };
    let pairs = properties(record)
        .into_iter()
        .filter(|(name, _)| selected(name));
    Value::Object(
        pairs
            .map(|(name, value)| (name.to_owned(), value))
            .collect::<Map<_, _>>(),
    )
}

/// One property, by its name in any case; null if there is none.
pub(super) fn property(record: &UserRecord, name: &str) -> Value {
    let mut properties = properties(record).into_iter();
    let found = properties.find(|(known, _)| known.eq_ignore_ascii_case(name));
    found.map_or(Value::Null, |(_, value)| value)
}

fn properties(record: &UserRecord) -> Vec<(&'static str, Value)> {
    let mut words = record.user.display_name.split(' ');
    let (given, surname) = (words.next(), words.next_back());
    let licensed = !record.user.unlicensed && has_license(record.user.drive);
    let user_type = if record.user.guest_of.is_some() {
        "Guest"
    } else {
        "Member"
    };
    let licenses = if licensed {
        json!([{ "disabledPlans": [], "skuId": PRODUCT }])
    } else {
        json!([])
    };
    let plans = if licensed {
        json!([{
            "assignedDateTime": "2025-01-07T09:00:00Z",
            "capabilityStatus": "Enabled",
            "service": "SharePoint",
            "servicePlanId": SHAREPOINT_PLAN,
        }])
    } else {
        json!([])
    };
    vec![
        ("businessPhones", json!([])),
        ("displayName", json!(record.user.display_name)),
        ("givenName", json!(given)),
        ("jobTitle", Value::Null),
        ("mail", json!(record.principal_name)),
        ("mobilePhone", Value::Null),
        ("officeLocation", Value::Null),
        ("preferredLanguage", Value::Null),
        ("surname", json!(surname)),
        ("userPrincipalName", json!(record.principal_name)),
        ("id", json!(record.id.to_string())),
        ("accountEnabled", json!(!record.user.disabled)),
        ("userType", json!(user_type)),
        ("usageLocation", json!("NL")),
        ("assignedLicenses", licenses),
        ("assignedPlans", plans),
    ]
}

/// Users who merely never opened their OneDrive have a license, shared mailboxes don't.
fn has_license(drive: DriveState) -> bool {
    match drive {
        DriveState::Ready | DriveState::Locked => true,
        DriveState::NotProvisioned(shape) => !matches!(
            shape,
            NotProvisionedShape::EmptyForbidden | NotProvisionedShape::NoSharePointLicense
        ),
    }
}
