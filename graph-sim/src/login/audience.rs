//! For whom a token is meant.

use super::fault::LoginFault;
use crate::state::State;

/// Names of Microsoft Graph that are good in any cloud.
const GRAPH_NAMES: [&str; 2] = [
    "https://graph.microsoft.com",
    "00000003-0000-0000-c000-000000000000",
];

/// Other services every tenant knows. Tokens for them are issued, and are no good at Graph.
const OTHER_NAMES: [&str; 3] = [
    "https://management.azure.com",
    "https://graph.windows.net",
    "https://vault.azure.net",
];

/// The one resource of a scope `{resource}/.default`. A bare `.default` means Graph, as a scope without a
/// resource does (Microsoft identity platform, "Scopes and permissions"; rclone sends it).
pub(super) fn of_scope(state: &State, scope: &str, tenant: &str) -> Result<String, LoginFault> {
    if scope.split_whitespace().nth(1).is_some() {
        return Err(LoginFault::ManyResources(scope.to_owned()));
    }
    if scope.trim() == ".default" {
        return Ok(state.graph_url().trim_end_matches('/').to_owned());
    }
    let Some(resource) = scope.trim().strip_suffix("/.default") else {
        return Err(LoginFault::NoDefaultScope(scope.to_owned()));
    };
    of_resource(state, resource.trim_end_matches('/'), tenant)
}

/// A resource, if the tenant knows it.
pub(super) fn of_resource(
    state: &State,
    resource: &str,
    tenant: &str,
) -> Result<String, LoginFault> {
    if is_graph(state, resource) || OTHER_NAMES.contains(&resource.trim_end_matches('/')) {
        Ok(resource.to_owned())
    } else {
        Err(LoginFault::UnknownResource {
            resource: resource.to_owned(),
            tenant: tenant.to_owned(),
        })
    }
}

/// Whether a token for this resource is good at Graph.
pub(super) fn is_graph(state: &State, resource: &str) -> bool {
    let resource = resource.trim_end_matches('/');
    GRAPH_NAMES.contains(&resource) || state.hosts.is_graph(resource)
}
