//! What a new link shall be: the body of `createLink`.

use jiff::Timestamp;
use serde::Deserialize;

use crate::graph::fault::{self, Failure};
use crate::graph::inquiry::Inquiry;
use crate::switches::{AnonymousLinks, DefaultScope, LinkFeature};
use crate::world::{LinkScope, LinkTerms, LinkType};

/// Members that nobody here knows are ignored, as the service does.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Body {
    r#type: Option<String>,
    scope: Option<String>,
    password: Option<String>,
    expiration_date_time: Option<String>,
}

/// Reads the body and holds it against the organization's policy.
pub(super) fn read(inquiry: &Inquiry<'_>) -> Result<LinkTerms, Failure> {
    let body: Body = serde_json::from_slice(&inquiry.call.body)
        .map_err(|_| fault::invalid_request("The body is not valid JSON."))?;
    let kind = body.r#type.as_deref().and_then(LinkType::parse);
    let kind = kind.ok_or_else(|| fault::invalid_request("The type of the link is not valid."))?;
    let scope = match (&body.scope, inquiry.switches.sharing.default_scope) {
        (Some(name), _) => LinkScope::parse(name)
            .ok_or_else(|| fault::invalid_request("The scope of the link is not valid."))?,
        (None, DefaultScope::Organization) => LinkScope::Organization,
        (None, DefaultScope::Anonymous) => LinkScope::Anonymous,
    };
    let terms = LinkTerms {
        kind,
        scope,
        has_password: body.password.is_some_and(|password| !password.is_empty()),
        expires_at: expiry(inquiry, body.expiration_date_time.as_deref())?,
    };
    check_policy(inquiry, &terms)?;
    Ok(terms)
}

fn expiry(inquiry: &Inquiry<'_>, text: Option<&str>) -> Result<Option<Timestamp>, Failure> {
    let text = text.filter(|text| !text.is_empty());
    text.map(|text| future(inquiry, text)).transpose()
}

/// Reads a time that must lie ahead.
pub(super) fn future(inquiry: &Inquiry<'_>, text: &str) -> Result<Timestamp, Failure> {
    match text.parse::<Timestamp>() {
        Ok(end) if end > inquiry.state.clock.now() => Ok(end),
        Ok(_) => Err(fault::invalid_request("The expiration lies in the past.").into()),
        Err(_) => Err(fault::invalid_request("The expiration is not a time.").into()),
    }
}

fn check_policy(inquiry: &Inquiry<'_>, terms: &LinkTerms) -> Result<(), Failure> {
    let switches = &inquiry.switches.sharing;
    if terms.has_password && switches.passwords == LinkFeature::Refused {
        return Err(fault::invalid_request("Links can't have a password here.").into());
    }
    if terms.kind == LinkType::Embed && switches.embedding == LinkFeature::Refused {
        return Err(fault::invalid_request("Links to embed can't be made here.").into());
    }
    match (terms.scope, switches.anonymous_links) {
        (LinkScope::Anonymous, AnonymousLinks::Forbidden) => Err(fault::sharing_disabled().into()),
        (LinkScope::Anonymous, AnonymousLinks::Invalid) => {
            Err(fault::invalid_request("Anonymous links are switched off.").into())
        }
        (LinkScope::Anonymous, AnonymousLinks::Allowed)
        | (LinkScope::Organization | LinkScope::Users, _) => Ok(()),
    }
}
