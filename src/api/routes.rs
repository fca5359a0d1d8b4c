//! The one table of routes, and the router that is built from it.

use axum::Router;
use axum::extract::Request;
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::Response;
use axum::routing::{MethodFilter, MethodRouter, any, on};
use http::{HeaderMap, HeaderValue, Method, header};

use crate::edge::{
    Edge, Failure, Render, compression, identify, offer_unlock, require_account, show_failures,
};

use super::admin::{accounts, audit, explain, grants, groups, mounts, rules, tenants, tokens};
use super::query::check_query;
use super::refusal::{method_not_allowed, unknown_route};
use super::{account_routes, files, openapi, problem};

/// Who may use a route at all. What he may do there is for the use case to decide.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Anybody; nobody is identified.
    Open,
    /// Anybody: what a guest may do the use case decides.
    Guest,
    /// Who is signed in; everybody else gets the same 401, whatever the request says.
    Account,
}

/// One address and method.
#[derive(Clone, Debug)]
pub struct Route {
    /// The method.
    pub method: Method,
    /// The address; `{id}` stands for one segment.
    pub path: &'static str,
    /// Who may use it.
    pub access: Access,
    /// The query's parameters; all others are refused.
    pub parameters: &'static [&'static str],
    handler: fn(MethodFilter) -> MethodRouter<Edge>,
}

impl Route {
    pub(super) fn open(
        method: Method,
        path: &'static str,
        handler: fn(MethodFilter) -> MethodRouter<Edge>,
    ) -> Self {
        Self {
            method,
            path,
            access: Access::Open,
            parameters: &[],
            handler,
        }
    }

    fn guest(
        method: Method,
        path: &'static str,
        handler: fn(MethodFilter) -> MethodRouter<Edge>,
    ) -> Self {
        Self {
            access: Access::Guest,
            ..Self::open(method, path, handler)
        }
    }

    pub(super) fn account(
        method: Method,
        path: &'static str,
        handler: fn(MethodFilter) -> MethodRouter<Edge>,
    ) -> Self {
        Self {
            access: Access::Account,
            ..Self::open(method, path, handler)
        }
    }

    pub(super) fn with(self, parameters: &'static [&'static str]) -> Self {
        Self { parameters, ..self }
    }
}

/// Every route of this face.
pub fn routes() -> Vec<Route> {
    let files = account_routes::routes().into_iter().chain(file_rows());
    files.chain(tenant_rows()).chain(people_rows()).collect()
}

fn file_rows() -> [Route; 3] {
    const LISTING: &[&str] = &["path", "limit", "cursor", "sort"];
    [
        Route::open(Method::GET, "/api/v1/openapi.json", |f| {
            on(f, openapi::show)
        }),
        Route::guest(Method::GET, "/api/v1/fs/list", |f| on(f, files::list)).with(LISTING),
        Route::guest(Method::GET, "/api/v1/fs/stat", |f| on(f, files::stat)).with(&["path"]),
    ]
}

fn tenant_rows() -> [Route; 13] {
    const TENANTS: &str = "/api/v1/admin/tenants";
    const TENANT: &str = "/api/v1/admin/tenants/{id}";
    const MOUNTS: &str = "/api/v1/admin/mounts";
    const MOUNT: &str = "/api/v1/admin/mounts/{id}";
    [
        Route::account(Method::GET, TENANTS, |f| on(f, tenants::list)),
        Route::account(Method::POST, TENANTS, |f| on(f, tenants::create)),
        Route::account(Method::GET, TENANT, |f| on(f, tenants::show)),
        Route::account(Method::PATCH, TENANT, |f| on(f, tenants::update)),
        Route::account(Method::DELETE, TENANT, |f| on(f, tenants::remove)).with(&["cascade"]),
        Route::account(Method::POST, "/api/v1/admin/tenants/{id}/test", |f| {
            on(f, tenants::test)
        }),
        Route::account(
            Method::POST,
            "/api/v1/admin/tenants/{id}/credentials/promote",
            |f| on(f, tenants::promote),
        ),
        Route::account(Method::GET, MOUNTS, |f| on(f, mounts::list)),
        Route::account(Method::POST, MOUNTS, |f| on(f, mounts::create)),
        Route::account(Method::GET, MOUNT, |f| on(f, mounts::show)),
        Route::account(Method::PATCH, MOUNT, |f| on(f, mounts::update)),
        Route::account(Method::DELETE, MOUNT, |f| on(f, mounts::remove)),
        Route::account(Method::POST, "/api/v1/admin/mounts/{id}/test", |f| {
            on(f, mounts::test)
        }),
    ]
}

fn people_rows() -> [Route; 24] {
    const ACCOUNT: &str = "/api/v1/admin/accounts/{id}";
    const GROUP: &str = "/api/v1/admin/groups/{id}";
    const GRANT: &str = "/api/v1/admin/grants/{id}";
    const RULE: &str = "/api/v1/admin/rules/{id}";
    [
        Route::account(Method::GET, "/api/v1/admin/accounts", |f| {
            on(f, accounts::list)
        }),
        Route::account(Method::POST, "/api/v1/admin/accounts", |f| {
            on(f, accounts::create)
        }),
        Route::account(Method::GET, ACCOUNT, |f| on(f, accounts::show)),
        Route::account(Method::PATCH, ACCOUNT, |f| on(f, accounts::update)),
        Route::account(Method::DELETE, ACCOUNT, |f| on(f, accounts::remove)),
        Route::account(Method::GET, "/api/v1/admin/groups", |f| on(f, groups::list)),
        Route::account(Method::POST, "/api/v1/admin/groups", |f| {
            on(f, groups::create)
        }),
        Route::account(Method::GET, GROUP, |f| on(f, groups::show)),
        Route::account(Method::PATCH, GROUP, |f| on(f, groups::update)),
        Route::account(Method::DELETE, GROUP, |f| on(f, groups::remove)),
        Route::account(Method::GET, "/api/v1/admin/grants", |f| on(f, grants::list)),
        Route::account(Method::POST, "/api/v1/admin/grants", |f| {
            on(f, grants::create)
        }),
        Route::account(Method::GET, GRANT, |f| on(f, grants::show)),
        Route::account(Method::PATCH, GRANT, |f| on(f, grants::update)),
        Route::account(Method::DELETE, GRANT, |f| on(f, grants::remove)),
        Route::account(Method::GET, "/api/v1/admin/rules", |f| on(f, rules::list)),
        Route::account(Method::POST, "/api/v1/admin/rules", |f| {
            on(f, rules::create)
        }),
        Route::account(Method::GET, RULE, |f| on(f, rules::show)),
        Route::account(Method::PATCH, RULE, |f| on(f, rules::update)),
        Route::account(Method::DELETE, RULE, |f| on(f, rules::remove)),
        Route::account(Method::GET, "/api/v1/admin/grants/explain", |f| {
            on(f, explain::show)
        })
        .with(&["principal", "path", "right"]),
        Route::account(Method::GET, "/api/v1/admin/tokens", |f| on(f, tokens::list)),
        Route::account(Method::DELETE, "/api/v1/admin/tokens/{id}", |f| {
            on(f, tokens::remove)
        }),
        Route::account(Method::GET, "/api/v1/admin/audit", |f| on(f, audit::list))
            .with(&["limit", "cursor", "account", "deed", "path"]),
    ]
}

/// Everything below `/api`, what is not there included: to be merged with the other faces and put
/// into [`enclose`](crate::edge::enclose).
pub fn router(edge: &Edge) -> Router {
    let account = assemble(Access::Account).route_layer(from_fn(require_account));
    let known = account
        .merge(assemble(Access::Guest))
        .route_layer(from_fn_with_state(edge.clone(), offer_unlock))
        .route_layer(from_fn_with_state(edge.clone(), identify));
    finish(assemble(Access::Open).merge(known)).with_state(edge.clone())
}

/// What lies around every route, and in their place where there is none.
pub(super) fn finish<S: Clone + Send + Sync + 'static>(router: Router<S>) -> Router<S> {
    router
        .route("/api", any(unknown_route))
        .route("/api/", any(unknown_route))
        .route("/api/{*rest}", any(unknown_route))
        .method_not_allowed_fallback(method_not_allowed)
        .layer(from_fn_with_state(problem::render as Render, show_failures))
        .layer(from_fn(forbid_storing))
        .layer(compression())
}

fn assemble(access: Access) -> Router<Edge> {
    let routes = routes().into_iter().filter(|route| route.access == access);
    routes.fold(Router::new(), |router, route| {
        let filter = MethodFilter::try_from(route.method);
        let handler = (route.handler)(filter.expect("the table holds common methods"));
        let known = route.parameters;
        let check = move |request: Request, next: Next| check_query(known, request, next);
        router.route(route.path, handler.route_layer(from_fn(check)))
    })
}

/// Answers are for this caller and this moment, and are never a page.
async fn forbid_storing(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    keep_private(response.headers_mut());
    response
}

/// Shows what was refused before the router was asked, as the router would have shown it.
pub fn show_failure(failure: &Failure) -> Response {
    let mut response = problem::render(failure);
    keep_private(response.headers_mut());
    response
}

fn keep_private(headers: &mut HeaderMap) {
    for (name, value) in [
        (header::CACHE_CONTROL, "private, no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (
            header::CONTENT_SECURITY_POLICY,
            "sandbox; default-src 'none'",
        ),
        (header::REFERRER_POLICY, "no-referrer"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_fits_into_one_router() {
        // Building panics where two routes are in each other's way.
        let all = [Access::Open, Access::Guest, Access::Account].map(assemble);
        let _ = finish(all.into_iter().fold(Router::new(), Router::merge));
    }
}
