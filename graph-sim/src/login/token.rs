//! The token endpoint, for the client credentials grant.

use std::borrow::Cow;
use std::collections::HashMap;

use http::{StatusCode, header};
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use super::access::{self, Grant};
use super::audience;
use super::credential::{self, Claim};
use super::fault::LoginFault;
use crate::net::{Call, Reply, json, lacking};
use crate::state::State;
use crate::switches::{LoginOutage, NumberStyle};
use crate::world::{AppKey, TenantKey};

/// Grants Entra knows and the simulator doesn't.
const OTHER_GRANTS: [&str; 6] = [
    "authorization_code",
    "refresh_token",
    "password",
    "device_code",
    "urn:ietf:params:oauth:grant-type:jwt-bearer",
    "urn:ietf:params:oauth:grant-type:device_code",
];

pub(super) type Form<'a> = HashMap<Cow<'a, str>, Cow<'a, str>>;

/// Which of the two token endpoints is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Version {
    /// `/{tenant}/oauth2/token`, with a `resource`.
    V1,
    /// `/{tenant}/oauth2/v2.0/token`, with a `scope`.
    V2,
}

#[derive(Serialize)]
struct TokenBody {
    token_type: &'static str,
    expires_in: Value,
    ext_expires_in: Value,
    #[serde(flatten)]
    first_version: Option<FirstVersion>,
    access_token: String,
}

/// What only the first version tells.
#[derive(Serialize)]
struct FirstVersion {
    expires_on: String,
    not_before: String,
    resource: String,
}

/// Why there is no token: Entra's own refusal, or ours.
pub(super) enum Refusal {
    Fault(LoginFault),
    Lacking(&'static str),
}

impl From<LoginFault> for Refusal {
    fn from(fault: LoginFault) -> Self {
        Self::Fault(fault)
    }
}

/// `POST /{tenant}/oauth2/v2.0/token`: "OAuth 2.0 client credentials flow on the Microsoft identity
/// platform", and `/{tenant}/oauth2/token`, its forerunner. Checks go tenant, client, credential, scope,
/// and only then Conditional Access and the loop detector. Left out: federated credentials, all other
/// grants, tenants of other clouds (AADSTS90038).
pub(super) fn answer(state: &State, call: &Call, tenant: &str, version: Version) -> Reply {
    match grant(state, call, tenant, version) {
        Ok(body) => json(StatusCode::OK, &body),
        Err(Refusal::Fault(fault)) => fault.reply(state, call),
        Err(Refusal::Lacking(what)) => lacking(what),
    }
}

fn grant(
    state: &State,
    call: &Call,
    tenant_name: &str,
    version: Version,
) -> Result<TokenBody, Refusal> {
    let outage = state.switches.current().login.outage;
    if outage != LoginOutage::Over {
        return Err(LoginFault::OutOfOrder(outage).into());
    }
    let form = read_form(call)?;
    check_grant_type(field(&form, "grant_type")?)?;
    let tenant = find_tenant(state, tenant_name)?;
    let claim = Claim::read(call, &form)?;
    let app = find_app(state, tenant, tenant_name, &claim.client_id)?;
    let method = credential::check(state, call, app, &claim)?;
    let resource = match version {
        Version::V1 => audience::of_resource(state, field(&form, "resource")?, tenant_name)?,
        Version::V2 => audience::of_scope(state, field(&form, "scope")?, tenant_name)?,
    };
    let switches = state.switches.current().login;
    if state.world().app(app).app.blocked {
        return Err(LoginFault::Blocked.into());
    }
    let looping = state
        .repetitions
        .note(state.clock.now(), (app, method, &resource));
    if switches.loop_limit.is_some_and(|limit| looping > limit) {
        return Err(LoginFault::Repeated.into());
    }
    let grant = Grant {
        resource,
        life_seconds: switches.token_life_seconds,
        method,
    };
    let style = match version {
        Version::V1 => NumberStyle::Text,
        Version::V2 => switches.expires_in,
    };
    Ok(body(state, app, grant, (version, style)))
}

fn body(
    state: &State,
    app: AppKey,
    grant: Grant,
    (version, style): (Version, NumberStyle),
) -> TokenBody {
    let life = grant.life_seconds;
    let number = |number: u64| match style {
        NumberStyle::Number => number.into(),
        NumberStyle::Text => number.to_string().into(),
    };
    let now = state.clock.now().as_second();
    TokenBody {
        token_type: "Bearer",
        expires_in: number(life),
        ext_expires_in: match version {
            Version::V1 => number(0),
            Version::V2 => number(life),
        },
        first_version: (version == Version::V1).then(|| FirstVersion {
            expires_on: now.saturating_add_unsigned(life).to_string(),
            not_before: (now - access::BACKDATED).to_string(),
            resource: grant.resource.clone(),
        }),
        access_token: access::issue(state, app, grant),
    }
}

fn read_form(call: &Call) -> Result<Form<'_>, LoginFault> {
    let content_type = call.header(header::CONTENT_TYPE).unwrap_or_default();
    if !content_type.starts_with("application/x-www-form-urlencoded") {
        return Err(LoginFault::MissingParameter("grant_type"));
    }
    Ok(url::form_urlencoded::parse(&call.body).collect())
}

pub(super) fn field<'a>(form: &'a Form<'_>, name: &'static str) -> Result<&'a str, LoginFault> {
    let value = form.get(name).filter(|value| !value.is_empty());
    value
        .map(AsRef::as_ref)
        .ok_or(LoginFault::MissingParameter(name))
}

fn check_grant_type(name: &str) -> Result<(), Refusal> {
    if name == "client_credentials" {
        Ok(())
    } else if OTHER_GRANTS.contains(&name) {
        Err(Refusal::Lacking("this OAuth grant"))
    } else {
        Err(LoginFault::UnknownGrant(name.to_owned()).into())
    }
}

/// The tenant of this GUID or verified domain.
pub(super) fn find_tenant(state: &State, name: &str) -> Result<TenantKey, LoginFault> {
    let owned = name.to_owned();
    if ["common", "organizations", "consumers"].contains(&name) {
        return Err(LoginFault::SharedTenant(owned));
    }
    if Uuid::parse_str(name).is_err() && !name.contains('.') {
        return Err(LoginFault::MalformedTenant(owned));
    }
    state
        .world()
        .find_tenant(name)
        .ok_or(LoginFault::UnknownTenant(owned))
}

pub(super) fn find_app(
    state: &State,
    tenant: TenantKey,
    tenant_name: &str,
    client_id: &str,
) -> Result<AppKey, LoginFault> {
    let world = state.world();
    let client_id = client_id.to_owned();
    let Some(key) = world.find_app(tenant, &client_id) else {
        return Err(LoginFault::UnknownApp {
            client_id,
            tenant: tenant_name.to_owned(),
        });
    };
    if world.app(key).app.disabled {
        return Err(LoginFault::DisabledApp { client_id });
    }
    Ok(key)
}
