//! The token endpoint, for the client credentials grant.

use std::borrow::Cow;
use std::collections::HashMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::{StatusCode, header};
use serde::Serialize;
use uuid::Uuid;

use super::access;
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

type Form<'a> = HashMap<Cow<'a, str>, Cow<'a, str>>;

#[derive(Serialize)]
struct TokenBody {
    token_type: &'static str,
    expires_in: serde_json::Value,
    ext_expires_in: serde_json::Value,
    access_token: String,
}

/// Why there is no token: Entra's own refusal, or ours.
enum Refusal {
    Fault(LoginFault),
    Lacking(&'static str),
}

impl From<LoginFault> for Refusal {
    fn from(fault: LoginFault) -> Self {
        Self::Fault(fault)
    }
}

/// `POST /{tenant}/oauth2/v2.0/token`: "OAuth 2.0 client credentials flow on the Microsoft identity
/// platform". Checks go tenant, client, credential, scope. Left out: certificate assertions and
/// federated credentials, all other grants, Conditional Access, the loop detector (AADSTS50196),
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
    let claim = read_claim(call, &form)?;
    let app = find_app(state, tenant, tenant_name, &claim.client_id)?;
    check_secret(state, call, app, &form, &claim)?;
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
        access_token: access::issue(state, app, resource, life),
    })
}

fn read_form(call: &Call) -> Result<Form<'_>, LoginFault> {
    let content_type = call.header(header::CONTENT_TYPE).unwrap_or_default();
    if !content_type.starts_with("application/x-www-form-urlencoded") {
        return Err(LoginFault::MissingParameter("grant_type"));
    }
    Ok(url::form_urlencoded::parse(&call.body).collect())
}

fn field<'a>(form: &'a Form<'_>, name: &'static str) -> Result<&'a str, LoginFault> {
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

/// Who the client says it is.
struct Claim {
    client_id: String,
    secret: Option<String>,
}

/// The claim in the form, or else in HTTP Basic (RFC 6749 section 2.3.1: both parts form-encoded).
fn read_claim(call: &Call, form: &Form<'_>) -> Result<Claim, LoginFault> {
    if let Some(claim) = call.header(header::AUTHORIZATION).and_then(read_basic) {
        return Ok(claim);
    }
    Ok(Claim {
        client_id: field(form, "client_id")?.to_owned(),
        secret: field(form, "client_secret").ok().map(str::to_owned),
    })
}

fn read_basic(value: &str) -> Option<Claim> {
    let (scheme, encoded) = value.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let pair = String::from_utf8(STANDARD.decode(encoded.trim()).ok()?).ok()?;
    let (client_id, secret) = pair.split_once(':')?;
    Some(Claim {
        client_id: form_decode(client_id),
        secret: Some(form_decode(secret)),
    })
}

fn form_decode(text: &str) -> String {
    url::form_urlencoded::parse(text.as_bytes())
        .map(|(name, _)| name)
        .collect()
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

fn check_secret(
    state: &State,
    call: &Call,
    app: AppKey,
    form: &Form<'_>,
    claim: &Claim,
) -> Result<(), Refusal> {
    if field(form, "client_assertion").is_ok() {
        return Err(Refusal::Lacking("client assertions"));
    }
    let given = claim.secret.as_deref().ok_or(LoginFault::NoCredential)?;
    if call.headers.contains_key(header::ORIGIN) {
        return Err(LoginFault::CrossOriginSecret.into());
    }
    let world = state.world();
    let client_id = claim.client_id.clone();
    let now = state.clock.now();
    let mut same = world
        .app(app)
        .app
        .secrets
        .iter()
        .filter(|secret| secret.value == given);
    match same.next() {
        None => Err(LoginFault::WrongSecret { client_id }.into()),
        Some(secret) if secret.is_expired(now) => {
            Err(LoginFault::ExpiredSecret { client_id }.into())
        }
        Some(_) => Ok(()),
    }
}

/// The one resource of a scope `{resource}/.default`.
fn check_scope(state: &State, scope: &str, tenant: &str) -> Result<String, LoginFault> {
    if scope.split_whitespace().nth(1).is_some() {
        return Err(LoginFault::ManyResources(scope.to_owned()));
    }
    let Some(resource) = scope.trim().strip_suffix("/.default") else {
        return Err(LoginFault::NoDefaultScope(scope.to_owned()));
    };
    let resource = resource.trim_end_matches('/');
    let graph = state.graph_url();
    let is_graph = GRAPH_NAMES.contains(&resource)
        || resource == graph.trim_end_matches('/')
        || resource == format!("http://localhost:{}", state.addresses.graph.port());
    if is_graph {
        Ok(resource.to_owned())
    } else {
        Err(LoginFault::UnknownResource {
            resource: resource.to_owned(),
            tenant: tenant.to_owned(),
        })
    }
}
