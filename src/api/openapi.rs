//! The description of this face for programs (`OpenAPI` 3.1).

use axum::Json;
use utoipa::openapi::security::{
    ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme,
};
use utoipa::{Modify, OpenApi};

use super::{admin, auth, files, links, me};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Onefold",
        description = "Every drive of every organization, folded into one tree. Errors are problems of RFC 9457 with a stable `code`; times are RFC 3339 in UTC and whole seconds; unknown keys and parameters are refused.",
        license(name = "MIT OR Apache-2.0", identifier = "MIT OR Apache-2.0"),
    ),
    paths(
        auth::sign_in,
        auth::sign_out,
        auth::refresh,
        auth::unlock,
        me::show,
        me::change_password,
        me::sessions::list,
        me::sessions::revoke_others,
        me::sessions::revoke,
        me::tokens::list,
        me::tokens::create,
        me::tokens::revoke,
        me::app_passwords::list,
        me::app_passwords::create,
        me::app_passwords::revoke,
        links::create,
        files::list,
        files::stat,
        admin::tenants::list,
        admin::tenants::create,
        admin::tenants::show,
        admin::tenants::update,
        admin::tenants::remove,
        admin::tenants::test,
        admin::tenants::promote,
        admin::mounts::list,
        admin::mounts::create,
        admin::mounts::show,
        admin::mounts::update,
        admin::mounts::remove,
        admin::mounts::test,
        admin::accounts::list,
        admin::accounts::create,
        admin::accounts::show,
        admin::accounts::update,
        admin::accounts::remove,
        admin::groups::list,
        admin::groups::create,
        admin::groups::show,
        admin::groups::update,
        admin::groups::remove,
        admin::grants::list,
        admin::grants::create,
        admin::grants::show,
        admin::grants::update,
        admin::grants::remove,
        admin::rules::list,
        admin::rules::create,
        admin::rules::show,
        admin::rules::update,
        admin::rules::remove,
        admin::explain::show,
        admin::tokens::list,
        admin::tokens::remove,
        admin::audit::list,
        show,
    ),
    modifiers(&WaysIn),
    tags(
        (name = "auth", description = "Signing in and out"),
        (name = "me", description = "The account that asks"),
        (name = "fs", description = "The tree"),
        (name = "tenants", description = "Organizations (administrators)"),
        (name = "mounts", description = "Drives in the tree (administrators)"),
        (name = "accounts", description = "Who signs in (administrators)"),
        (name = "groups", description = "Accounts that are given rights together (administrators)"),
        (name = "grants", description = "Who may do what (administrators)"),
        (name = "rules", description = "How folders are shown, and what of them (administrators)"),
        (name = "tokens", description = "By what programs come in (administrators)"),
        (name = "audit", description = "What was done (administrators)"),
        (name = "meta", description = "This face itself"),
    ),
)]
struct Document;

/// The ways in: a token of a session or of a program, and the cookie of a browser's session. Handlers name
/// the first; where it is good the other is.
struct WaysIn;

impl Modify for WaysIn {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build();
        let cookie = ApiKeyValue::with_description(
            "__Host-onefold",
            "Set by the sign-in page; `onefold` where there is no TLS. For pages of this server only.",
        );
        let components = document.components.get_or_insert_default();
        components.add_security_scheme("bearer", SecurityScheme::Http(bearer));
        let cookie = SecurityScheme::ApiKey(ApiKey::Cookie(cookie));
        components.add_security_scheme("cookie", cookie);
        for item in document.paths.paths.values_mut() {
            let methods = [
                &mut item.get,
                &mut item.post,
                &mut item.patch,
                &mut item.put,
                &mut item.delete,
            ];
            for security in methods
                .into_iter()
                .flatten()
                .filter_map(|one| one.security.as_mut())
            {
                let nothing: [&str; 0] = [];
                security.push(SecurityRequirement::new("cookie", nothing));
            }
        }
    }
}

/// This document
#[utoipa::path(
    get,
    path = "/api/v1/openapi.json",
    operation_id = "show_openapi",
    tag = "meta",
    responses((status = 200, description = "The description of this face")),
)]
pub(super) async fn show() -> Json<utoipa::openapi::OpenApi> {
    Json(document())
}

/// The description, made of the handlers and shapes themselves.
pub(super) fn document() -> utoipa::openapi::OpenApi {
    Document::openapi()
}
