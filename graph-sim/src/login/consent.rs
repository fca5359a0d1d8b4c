//! Where an administrator consents to an application.

use std::borrow::Cow;
use std::collections::HashMap;

use http::header::{self, HeaderValue};
use http::{StatusCode, Uri};
use url::form_urlencoded;

use super::audience;
use super::fault::LoginFault;
use super::token::{Version, find_app, find_tenant};
use crate::net::{Call, Reply, empty};
use crate::state::State;
use crate::switches::Consent;
use crate::world::AppKey;

type Query<'a> = HashMap<Cow<'a, str>, Cow<'a, str>>;

/// `GET /{tenant}/adminconsent` and `/{tenant}/v2.0/adminconsent`: "Admin consent on the Microsoft
/// identity platform". Nobody signs in: the switch decides for the administrator, and a redirect tells
/// it at once. Consent adds the application's requested roles to its roles. Left out: the page between,
/// applications of other tenants, which consent brings into this one.
pub(super) fn answer(state: &State, call: &Call, tenant: &str, version: Version) -> Reply {
    let query: Query<'_> = form_urlencoded::parse(call.query().as_bytes()).collect();
    match decide(state, &query, tenant, version) {
        Ok(location) => {
            let mut reply = empty(StatusCode::FOUND);
            reply.headers_mut().insert(header::LOCATION, location);
            reply
        }
        // Whoever can't be sent back safely sees the error in the browser.
        Err(fault) => fault.page(),
    }
}

fn decide(
    state: &State,
    query: &Query<'_>,
    tenant: &str,
    version: Version,
) -> Result<HeaderValue, LoginFault> {
    let app = find(state, query, tenant, version)?;
    let redirect = redirect(state, app, field(query, "redirect_uri")?)?;
    if version == Version::V2 {
        audience::of_scope(state, field(query, "scope")?, tenant)?;
    }
    let mut told: Vec<(&str, String)> = Vec::new();
    match (state.switches.current().login.consent, version) {
        (Consent::Granted, _) => {
            state.change(|world| world.consent(app));
            let world = state.world();
            let directory = world.tenant(world.app(app).tenant).directory_id;
            told.push(("admin_consent", "True".to_owned()));
            told.push(("tenant", directory.to_string()));
            if version == Version::V2 {
                told.extend(query.get("scope").map(|scope| ("scope", scope.to_string())));
            }
        }
        (Consent::Declined, Version::V1) => {
            let text = "The admin canceled the request";
            told.push(("error", "permission_denied".to_owned()));
            told.push(("error_description", text.to_owned()));
        }
        (Consent::Declined, Version::V2) => {
            let text = "AADSTS65004: User declined to consent to access the app.";
            told.push(("admin_consent", "True".to_owned()));
            told.push(("error", "consent_required".to_owned()));
            told.push(("error_description", text.to_owned()));
        }
    }
    told.extend(query.get("state").map(|text| ("state", text.to_string())));
    let told = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(told)
        .finish();
    let separator = if redirect.contains('?') { '&' } else { '?' };
    let location = format!("{redirect}{separator}{told}");
    Ok(HeaderValue::from_str(&location).expect("a URI and a form are ASCII"))
}

/// The application, in the tenant named or, where that may be any, in the one it is registered in.
fn find(
    state: &State,
    query: &Query<'_>,
    tenant: &str,
    version: Version,
) -> Result<AppKey, LoginFault> {
    let client_id = field(query, "client_id")?;
    let any = tenant == "organizations" || tenant == "common" && version == Version::V1;
    if !any {
        return find_app(state, find_tenant(state, tenant)?, tenant, client_id);
    }
    let world = state.world();
    let known = |position: &usize| world.apps[*position].client_id.to_string() == client_id;
    let found = (0..world.apps.len()).find(known);
    found.map(AppKey).ok_or_else(|| LoginFault::UnknownApp {
        client_id: client_id.to_owned(),
        tenant: tenant.to_owned(),
    })
}

/// The address to send the browser back to: exactly one of those registered.
fn redirect(state: &State, app: AppKey, wanted: &str) -> Result<String, LoginFault> {
    let world = state.world();
    let registered = &world.app(app).app.redirect_uris;
    let known = registered.iter().find(|known| *known == wanted);
    let sendable = known.filter(|known| known.parse::<Uri>().is_ok());
    sendable
        .cloned()
        .ok_or_else(|| LoginFault::UnregisteredRedirect {
            redirect: wanted.to_owned(),
            client_id: world.app(app).client_id.to_string(),
        })
}

fn field<'a>(query: &'a Query<'_>, name: &'static str) -> Result<&'a str, LoginFault> {
    let value = query.get(name).filter(|value| !value.is_empty());
    value
        .map(AsRef::as_ref)
        .ok_or(LoginFault::MissingParameter(name))
}
