//! The OpenID Connect discovery document.

use http::StatusCode;
use serde_json::json;

use super::fault::LoginFault;
use super::token::find_tenant;
use crate::net::{Call, Reply};
use crate::state::State;

/// `GET /{tenant}/v2.0/.well-known/openid-configuration`: "OpenID Connect on the Microsoft identity
/// platform". The endpoints it names beside the token endpoint don't exist here yet.
pub(super) fn answer(state: &State, call: &Call, tenant: &str) -> Reply {
    match describe(state, tenant) {
        Ok(document) => crate::net::json(StatusCode::OK, &document),
        Err(fault) => fault.reply(state, call),
    }
}

fn describe(state: &State, tenant: &str) -> Result<serde_json::Value, LoginFault> {
    let issuer_tenant = match find_tenant(state, tenant) {
        Ok(key) => state.world().tenant(key).directory_id.to_string(),
        Err(LoginFault::SharedTenant(_)) => "{tenantid}".to_owned(),
        Err(fault) => return Err(fault),
    };
    let login = state.login_url();
    let base = format!("{login}{tenant}");
    let graph = state.graph_url();
    Ok(json!({
        "token_endpoint": format!("{base}/oauth2/v2.0/token"),
        "token_endpoint_auth_methods_supported":
            ["client_secret_post", "private_key_jwt", "client_secret_basic"],
        "jwks_uri": format!("{base}/discovery/v2.0/keys"),
        "response_modes_supported": ["query", "fragment", "form_post"],
        "subject_types_supported": ["pairwise"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "response_types_supported": ["code", "id_token", "code id_token", "id_token token"],
        "scopes_supported": ["openid", "profile", "email", "offline_access"],
        "issuer": format!("{login}{issuer_tenant}/v2.0"),
        "request_uri_parameter_supported": false,
        "userinfo_endpoint": format!("{graph}oidc/userinfo"),
        "authorization_endpoint": format!("{base}/oauth2/v2.0/authorize"),
        "device_authorization_endpoint": format!("{base}/oauth2/v2.0/devicecode"),
        "http_logout_supported": true,
        "frontchannel_logout_supported": true,
        "end_session_endpoint": format!("{base}/oauth2/v2.0/logout"),
        "claims_supported": ["sub", "iss", "aud", "exp", "iat", "nonce", "preferred_username",
            "name", "tid", "ver", "email"],
        "tenant_region_scope": "EU",
        "cloud_instance_name": state.hosts.login(),
        "cloud_graph_host_name": state.hosts.graph(),
        "msgraph_host": state.hosts.graph(),
    }))
}
