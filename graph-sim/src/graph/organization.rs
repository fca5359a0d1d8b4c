//! The organization itself.

use serde_json::{Map, Value, json};

use super::answer::Answer;
use super::fault::Failure;
use super::inquiry::Inquiry;

/// `GET /organization`: "List organizations". Left out: all but the properties that tell which
/// organization it is.
pub(crate) fn list(inquiry: &Inquiry<'_>) -> Result<Answer, Failure> {
    inquiry.options.permit(&["$select"])?;
    let world = inquiry.state.world();
    let record = world.tenant(inquiry.tenant);
    let properties = [
        ("id", json!(record.directory_id.to_string())),
        ("displayName", json!(record.tenant.name)),
        ("createdDateTime", json!("2024-01-07T09:00:00Z")),
        ("countryLetterCode", json!("NL")),
        ("tenantType", json!("AAD")),
        (
            "verifiedDomains",
            json!([{
                "capabilities": "Email, OfficeCommunicationsOnline",
                "isDefault": true,
                "isInitial": true,
                "name": record.tenant.domain,
                "type": "Managed",
            }]),
        ),
    ];
    let selection = inquiry.options.selection();
    let selected = properties
        .into_iter()
        .filter(|(name, _)| selection.wants(name));
    let organization: Map<String, Value> = selected
        .map(|(name, value)| (name.to_owned(), value))
        .collect();
    Ok(Answer::json(&json!({
        "@odata.context": inquiry.context("organization"),
        "value": [organization],
    })))
}
