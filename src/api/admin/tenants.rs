//! Organizations: register, change, test, remove.

use axum::Json;
use axum::response::IntoResponse;
use http::{StatusCode, header};

use crate::domain::TenantId;
use crate::edge::Failed;
use crate::services::Administration;

use crate::api::json::JsonBody;
use crate::api::path_id::PathId;
use crate::api::problem::Problem;
use crate::api::query::Query;
use crate::api::shapes::{Tenant, TenantCreation, TenantList, TenantPatch, TestResult};

/// List organizations
#[utoipa::path(
    get,
    path = "/api/v1/admin/tenants",
    operation_id = "list_tenants",
    tag = "tenants",
    security(("bearer" = [])),
    responses(
        (status = 200, description = "All of them, oldest first", body = TenantList),
        (status = "default", description = "Failed", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(in crate::api) async fn list(
    administration: Administration,
) -> Result<Json<TenantList>, Failed> {
    let views = administration.tenants().list();
    Ok(Json(views.into()))
}

/// Register an organization
///
/// Microsoft is not asked: the state is `unchecked`.
#[utoipa::path(
    post,
    path = "/api/v1/admin/tenants",
    operation_id = "create_tenant",
    tag = "tenants",
    security(("bearer" = [])),
    request_body = TenantCreation,
    responses(
        (status = 201, description = "Registered", body = Tenant, headers(("Location" = String, description = "Where it can be found"))),
        (status = "default", description = "Failed", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(in crate::api) async fn create(
    administration: Administration,
    JsonBody(body): JsonBody<TenantCreation>,
) -> Result<impl IntoResponse, Failed> {
    let view = administration.tenants().create(body.try_into()?).await?;
    let tenant = Tenant::from(view);
    let location = [(header::LOCATION, tenant.location())];
    Ok((StatusCode::CREATED, location, Json(tenant)))
}

/// Show an organization
#[utoipa::path(
    get,
    path = "/api/v1/admin/tenants/{id}",
    operation_id = "show_tenant",
    tag = "tenants",
    security(("bearer" = [])),
    params(("id" = String, Path)),
    responses(
        (status = 200, description = "The organization", body = Tenant),
        (status = "default", description = "Failed", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(in crate::api) async fn show(
    administration: Administration,
    PathId(id): PathId<TenantId>,
) -> Result<Json<Tenant>, Failed> {
    let view = administration.tenants().find(&id)?;
    Ok(Json(view.into()))
}

/// Change an organization
///
/// A merge patch (RFC 7396) of the keys that are named. What the configuration file declares is 409
/// `declared_in_file`.
#[utoipa::path(
    patch,
    path = "/api/v1/admin/tenants/{id}",
    operation_id = "update_tenant",
    tag = "tenants",
    security(("bearer" = [])),
    params(("id" = String, Path)),
    request_body(content((TenantPatch = "application/json"), (TenantPatch = "application/merge-patch+json"))),
    responses(
        (status = 200, description = "The organization, changed", body = Tenant),
        (status = "default", description = "Failed", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(in crate::api) async fn update(
    administration: Administration,
    PathId(id): PathId<TenantId>,
    JsonBody(body): JsonBody<TenantPatch>,
) -> Result<Json<Tenant>, Failed> {
    let change = body.try_into()?;
    let view = administration.tenants().update(&id, change).await?;
    Ok(Json(view.into()))
}

/// Remove an organization
///
/// Nothing of Microsoft's is touched. 409 `in_use` while it has mounts, unless they go with it.
#[utoipa::path(
    delete,
    path = "/api/v1/admin/tenants/{id}",
    operation_id = "delete_tenant",
    tag = "tenants",
    security(("bearer" = [])),
    params(
        ("id" = String, Path),
        ("cascade" = Option<bool>, Query, description = "Remove its mounts, too"),
    ),
    responses(
        (status = 204, description = "Gone"),
        (status = "default", description = "Failed", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(in crate::api) async fn remove(
    administration: Administration,
    PathId(id): PathId<TenantId>,
    query: Query,
) -> Result<StatusCode, Failed> {
    let cascade = query.flag("cascade")?;
    administration.tenants().delete(&id, cascade).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Test an organization
///
/// Climbs the ladder from the form of the ids to a first call of Microsoft Graph.
#[utoipa::path(
    post,
    path = "/api/v1/admin/tenants/{id}/test",
    operation_id = "test_tenant",
    tag = "tenants",
    security(("bearer" = [])),
    params(("id" = String, Path)),
    responses(
        (status = 200, description = "What was tried, and what came of it", body = TestResult),
        (status = "default", description = "Failed", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(in crate::api) async fn test(
    administration: Administration,
    PathId(id): PathId<TenantId>,
) -> Result<Json<TestResult>, Failed> {
    let ladder = administration.tenants().test(&id).await?;
    Ok(Json(ladder.into()))
}

/// Promote an organization's next credential
///
/// It signs in from now on, and the one that did is forgotten. This happens by itself when Microsoft
/// refuses the current one. 409 `no_next_credential` where there is none, and `credentials_changed` where
/// somebody has put another in its place meanwhile.
#[utoipa::path(
    post,
    path = "/api/v1/admin/tenants/{id}/credentials/promote",
    operation_id = "promote_tenant_credential",
    tag = "tenants",
    security(("bearer" = [])),
    params(("id" = String, Path)),
    responses(
        (status = 200, description = "The organization, changed", body = Tenant),
        (status = "default", description = "Failed", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(in crate::api) async fn promote(
    administration: Administration,
    PathId(id): PathId<TenantId>,
) -> Result<Json<Tenant>, Failed> {
    let view = administration.tenants().promote(&id).await?;
    Ok(Json(view.into()))
}
