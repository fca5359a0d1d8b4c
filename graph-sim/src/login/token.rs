//! The token endpoint, for the client credentials grant.

use std::borrow::Cow;
use std::collections::HashMap;

use http::{StatusCode, header};
use serde::Serialize;
use uuid::Uuid;

use super::access::{self, Grant};
use super::credential::{self, Claim};
use super::fault::LoginFault;
use crate::net::{Call, Reply, json, lacking};
use crate::state::State;
use crate::switches::NumberStyle;
use crate::world::{AppKey, TenantKey};

/// Names of Microsoft Graph that are good in any cloud.
const GRAPH_NAMES: [&str; 2] = [
    "https://graph.microsoft.com",
    "00000003-0000-0000-c000-000000000000",
];

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

#[derive(Serialize)]
struct TokenBody {
    token_type: &'static str,
    expires_in: serde_json::Value,
    ext_expires_in: serde_json::Value,
    access_token: String,
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
/// platform". Checks go tenant, client, credential, scope. Left out: federated credentials, all other grants, Conditional Access, the loop detector (AADSTS50196),
/// the v1 endpoint.
pub(super) fn answer(state: &State, call: &Call, tenant: &str) -> Reply {
    match grant(state, call, tenant) {
        Ok(body) => json(StatusCode::OK, &body),
        Err(Refusal::Fault(fault)) => fault.reply(state, call),
        Err(Refusal::Lacking(what)) => lacking(what),
    }
}

fn grant(state: &State, call: &Call, tenant_name: &str) -> Result<TokenBody, Refusal> {
    let form = read_form(call)?;
    check_grant_type(field(&form, "grant_type")?)?;
    let tenant = find_tenant(state, tenant_name)?;
    let claim = Claim::read(call, &form)?;
    let app = find_app(state, tenant, tenant_name, &claim.client_id)?;
    let method = credential::check(state, call, app, &claim)?;
    let resource = check_scope(state, field(&form, "scope")?, tenant_name)?;
    let switches = state.switches.current().login;
    let life = switches.token_life_seconds;
    let number = match switches.expires_in {
        NumberStyle::Number => life.into(),
        NumberStyle::Text => life.to_string().into(),
    };
    Ok(TokenBody {
        token_type: "Bearer",
        expires_in: serde_json::Value::clone(&number),
        ext_expires_in: number,
        access_token: access::issue(
            state,
            app,
            Grant {
                resource,
                life_seconds: life,
                method,
            },
        ),
    })
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

fn find_app(
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

/// The one resource of a scope `{resource}/.default`. A bare `.default` means Graph, as a scope without a
/// resource does (Microsoft identity platform, "Scopes and permissions"; rclone sends it).
fn check_scope(state: &State, scope: &str, tenant: &str) -> Result<String, LoginFault> {
    if scope.split_whitespace().nth(1).is_some() {
        return Err(LoginFault::ManyResources(scope.to_owned()));
    }
    if scope.trim() == ".default" {
        return Ok(state.graph_url().trim_end_matches('/').to_owned());
    }
    let Some(resource) = scope.trim().strip_suffix("/.default") else {
        return Err(LoginFault::NoDefaultScope(scope.to_owned()));
    };
    let resource = resource.trim_end_matches('/');
    if GRAPH_NAMES.contains(&resource) || state.hosts.is_graph(resource) {
        Ok(resource.to_owned())
    } else {
        Err(LoginFault::UnknownResource {
            resource: resource.to_owned(),
            tenant: tenant.to_owned(),
        })
    }
}
