//! The documents by which clients find their way: OpenID Connect discovery, and which hosts are
//! authorities.

use http::StatusCode;
use serde_json::{Value, json};
use url::{Url, form_urlencoded};

use super::fault::LoginFault;
use super::token::{Version, find_tenant};
use crate::net::{Call, Reply};
use crate::state::State;

/// `GET /{tenant}/v2.0/.well-known/openid-configuration` and the same without the version: "OpenID
/// Connect on the Microsoft identity platform". Of the endpoints it names the simulator has that of the
/// tokens and that of the keys.
pub(super) fn configuration(state: &State, call: &Call, tenant: &str, version: Version) -> Reply {
    match describe(state, tenant, version) {
        Ok(document) => crate::net::json(StatusCode::OK, &document),
        Err(fault) => fault.reply(state, call),
    }
}

/// `GET /{tenant}/discovery/v2.0/keys`: the keys of id tokens. There are none, because no such tokens
/// are issued; access tokens are opaque to all but the service they are meant for.
pub(super) fn keys(state: &State, call: &Call, tenant: &str) -> Reply {
    match issuer_tenant(state, tenant) {
        Ok(_) => crate::net::json(StatusCode::OK, &json!({ "keys": [] })),
        Err(fault) => fault.reply(state, call),
    }
}

/// `GET /common/discovery/instance`: whether the host of an `authorization_endpoint` is an authority,
/// and where its documents are. Microsoft documents it in the sources of its libraries alone.
pub(super) fn instance(state: &State, call: &Call) -> Reply {
    let query = form_urlencoded::parse(call.query().as_bytes());
    let wanted = query
        .into_owned()
        .find(|(name, _)| name == "authorization_endpoint");
    let Some((_, wanted)) = wanted else {
        return LoginFault::MissingParameter("authorization_endpoint").reply(state, call);
    };
    match locate(state, call, &wanted) {
        Some(document) => crate::net::json(StatusCode::OK, &document),
        None => LoginFault::UnknownInstance(wanted).reply(state, call),
    }
}

fn locate(state: &State, call: &Call, endpoint: &str) -> Option<Value> {
    let endpoint = Url::parse(endpoint).ok()?;
    let own = state.hosts.login();
    let named = endpoint.authority();
    if named != own && call.authority() != Some(named) {
        return None;
    }
    let mut segments = endpoint.path_segments()?;
    let tenant = segments.next().filter(|tenant| !tenant.is_empty())?;
    let version = if endpoint.path().contains("/v2.0/") {
        "v2.0/"
    } else {
        ""
    };
    let login = state.login_url();
    Some(json!({
        "tenant_discovery_endpoint":
            format!("{login}{tenant}/{version}.well-known/openid-configuration"),
        "api-version": "1.1",
        "metadata": [{
            "preferred_network": named,
            "preferred_cache": named,
            "aliases": [named],
        }],
    }))
}

fn issuer_tenant(state: &State, tenant: &str) -> Result<String, LoginFault> {
    match find_tenant(state, tenant) {
        Ok(key) => Ok(state.world().tenant(key).directory_id.to_string()),
        Err(LoginFault::SharedTenant(_)) => Ok("{tenantid}".to_owned()),
        Err(fault) => Err(fault),
    }
}

fn describe(state: &State, tenant: &str, version: Version) -> Result<Value, LoginFault> {
    let issuer_tenant = issuer_tenant(state, tenant)?;
    let login = state.login_url();
    let base = format!("{login}{tenant}");
    let graph = state.graph_url();
    let (oauth, keys, issuer) = match version {
        Version::V1 => (
            format!("{base}/oauth2"),
            format!("{login}common/discovery/keys"),
            format!("https://sts.windows.net/{issuer_tenant}/"),
        ),
        Version::V2 => (
            format!("{base}/oauth2/v2.0"),
            format!("{base}/discovery/v2.0/keys"),
            format!("{login}{issuer_tenant}/v2.0"),
        ),
    };
    Ok(json!({
        "token_endpoint": format!("{oauth}/token"),
        "token_endpoint_auth_methods_supported":
            ["client_secret_post", "private_key_jwt", "client_secret_basic"],
        "jwks_uri": keys,
        "response_modes_supported": ["query", "fragment", "form_post"],
        "subject_types_supported": ["pairwise"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "response_types_supported": ["code", "id_token", "code id_token", "id_token token"],
        "scopes_supported": ["openid", "profile", "email", "offline_access"],
        "issuer": issuer,
        "request_uri_parameter_supported": false,
        "userinfo_endpoint": format!("{graph}oidc/userinfo"),
        "authorization_endpoint": format!("{oauth}/authorize"),
        "device_authorization_endpoint": format!("{oauth}/devicecode"),
        "http_logout_supported": true,
        "frontchannel_logout_supported": true,
        "end_session_endpoint": format!("{oauth}/logout"),
        "claims_supported": ["sub", "iss", "aud", "exp", "iat", "nonce", "preferred_username",
            "name", "tid", "ver", "email"],
        "tenant_region_scope": "EU",
        "cloud_instance_name": state.hosts.login(),
        "cloud_graph_host_name": state.hosts.graph(),
        "msgraph_host": state.hosts.graph(),
    }))
}
