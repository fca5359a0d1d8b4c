//! The rows of administration. What is asked for is Contoso's; of what the configuration file declares
//! nothing can be changed, and who is told so would have been allowed to.

use onefold::domain::Scope;

use super::rows::{Need, Question, Reach, Row};

const fn office(scope: Scope, question: Question, statuses: (u16, u16, u16)) -> Need {
    let (server, here, there) = statuses;
    let reach = Reach {
        server,
        here,
        there,
    };
    Need::Office(scope, question, reach)
}

const fn look(target: &'static str, statuses: (u16, u16, u16)) -> Need {
    office(Scope::AdminRead, Question::get(target), statuses)
}

const fn change(question: Question, statuses: (u16, u16, u16)) -> Need {
    office(Scope::AdminWrite, question, statuses)
}

const fn ask(target: &'static str, statuses: (u16, u16, u16)) -> Need {
    change(Question::get(target), statuses)
}

const fn tell(target: &'static str, body: &'static str, statuses: (u16, u16, u16)) -> Need {
    change(Question::json(target, body), statuses)
}

/// A list shows each what is his.
const LIST: (u16, u16, u16) = (200, 200, 200);
/// A row of this tenant is not there for the other's administrators.
const SHOW: (u16, u16, u16) = (200, 200, 404);
const GONE: (u16, u16, u16) = (204, 204, 404);

const TENANT: &str = r#"{"name":"X","cloud":"nowhere","directory_id":"x.example","client_id":"0b5a4e2e-7c1f-4e7a-9a52-2f9d3c1b0a11","path_prefix":"/x"}"#;
const MOUNT: &str = r#"{"path":"/contoso/new","tenant_id":"{tenant}","source":{"kind":"user","user":"nobody@nowhere.example"},"root":{"path":"relative"}}"#;
const ACCOUNT: &str = r#"{"username":"root","password":"a long enough one","role":"admin"}"#;
const GROUP: &str = r#"{"name":"Readers","home_tenant_id":"{tenant}"}"#;
const GRANT: &str = r#"{"principal":"guest","path":"/contoso/bob","rights":[]}"#;
const RULE: &str = r#"{"path":"/contoso/ada"}"#;

pub(super) const ROWS: &[Row] = &[
    Row::api(
        "GET",
        "/api/v1/admin/tenants",
        look("/api/v1/admin/tenants", LIST),
    ),
    Row::api(
        "POST",
        "/api/v1/admin/tenants",
        tell("/api/v1/admin/tenants", TENANT, (422, 403, 403)),
    ),
    Row::api(
        "GET",
        "/api/v1/admin/tenants/{id}",
        look("/api/v1/admin/tenants/{tenant}", SHOW),
    ),
    Row::api(
        "PATCH",
        "/api/v1/admin/tenants/{id}",
        tell(
            "/api/v1/admin/tenants/{tenant}",
            r#"{"name":"Another"}"#,
            (409, 403, 404),
        ),
    ),
    Row::api(
        "DELETE",
        "/api/v1/admin/tenants/{id}",
        ask("/api/v1/admin/tenants/{tenant}", (409, 403, 404)),
    ),
    Row::api(
        "POST",
        "/api/v1/admin/tenants/{id}/test",
        ask("/api/v1/admin/tenants/{tenant}/test", SHOW),
    ),
    Row::api(
        "POST",
        "/api/v1/admin/tenants/{id}/credentials/promote",
        ask(
            "/api/v1/admin/tenants/{tenant}/credentials/promote",
            (409, 403, 404),
        ),
    ),
    Row::api(
        "GET",
        "/api/v1/admin/mounts",
        look("/api/v1/admin/mounts", LIST),
    ),
    Row::api(
        "POST",
        "/api/v1/admin/mounts",
        tell("/api/v1/admin/mounts", MOUNT, (422, 422, 422)),
    ),
    Row::api(
        "GET",
        "/api/v1/admin/mounts/{id}",
        look("/api/v1/admin/mounts/{mount}", SHOW),
    ),
    Row::api(
        "PATCH",
        "/api/v1/admin/mounts/{id}",
        tell(
            "/api/v1/admin/mounts/{mount}",
            r#"{"read_only":true}"#,
            (409, 409, 404),
        ),
    ),
    Row::api(
        "DELETE",
        "/api/v1/admin/mounts/{id}",
        ask("/api/v1/admin/mounts/{mount}", (409, 409, 404)),
    ),
    Row::api(
        "POST",
        "/api/v1/admin/mounts/{id}/test",
        ask("/api/v1/admin/mounts/{mount}/test", SHOW),
    ),
    Row::api(
        "GET",
        "/api/v1/admin/accounts",
        look("/api/v1/admin/accounts", LIST),
    ),
    Row::api(
        "POST",
        "/api/v1/admin/accounts",
        tell("/api/v1/admin/accounts", ACCOUNT, (409, 403, 403)),
    ),
    Row::api(
        "GET",
        "/api/v1/admin/accounts/{id}",
        look("/api/v1/admin/accounts/{account}", SHOW),
    ),
    Row::api(
        "PATCH",
        "/api/v1/admin/accounts/{id}",
        tell("/api/v1/admin/accounts/{account}", "{}", SHOW),
    ),
    Row::api(
        "DELETE",
        "/api/v1/admin/accounts/{id}",
        ask("/api/v1/admin/accounts/{victim:account}", GONE),
    ),
    Row::api(
        "GET",
        "/api/v1/admin/groups",
        look("/api/v1/admin/groups", LIST),
    ),
    Row::api(
        "POST",
        "/api/v1/admin/groups",
        tell("/api/v1/admin/groups", GROUP, (409, 409, 422)),
    ),
    Row::api(
        "GET",
        "/api/v1/admin/groups/{id}",
        look("/api/v1/admin/groups/{group}", SHOW),
    ),
    Row::api(
        "PATCH",
        "/api/v1/admin/groups/{id}",
        tell("/api/v1/admin/groups/{group}", "{}", SHOW),
    ),
    Row::api(
        "DELETE",
        "/api/v1/admin/groups/{id}",
        ask("/api/v1/admin/groups/{victim:group}", GONE),
    ),
    Row::api(
        "GET",
        "/api/v1/admin/grants",
        look("/api/v1/admin/grants", LIST),
    ),
    Row::api(
        "POST",
        "/api/v1/admin/grants",
        tell("/api/v1/admin/grants", GRANT, (409, 409, 422)),
    ),
    Row::api(
        "GET",
        "/api/v1/admin/grants/{id}",
        look("/api/v1/admin/grants/{grant}", SHOW),
    ),
    Row::api(
        "PATCH",
        "/api/v1/admin/grants/{id}",
        tell(
            "/api/v1/admin/grants/{grant}",
            r#"{"rights":["list","read"]}"#,
            SHOW,
        ),
    ),
    Row::api(
        "DELETE",
        "/api/v1/admin/grants/{id}",
        ask("/api/v1/admin/grants/{victim:grant}", GONE),
    ),
    Row::api(
        "GET",
        "/api/v1/admin/rules",
        look("/api/v1/admin/rules", LIST),
    ),
    Row::api(
        "POST",
        "/api/v1/admin/rules",
        tell("/api/v1/admin/rules", RULE, (409, 409, 422)),
    ),
    Row::api(
        "GET",
        "/api/v1/admin/rules/{id}",
        look("/api/v1/admin/rules/{rule}", SHOW),
    ),
    Row::api(
        "PATCH",
        "/api/v1/admin/rules/{id}",
        tell("/api/v1/admin/rules/{rule}", "{}", SHOW),
    ),
    Row::api(
        "DELETE",
        "/api/v1/admin/rules/{id}",
        ask("/api/v1/admin/rules/{victim:rule}", GONE),
    ),
    Row::api(
        "GET",
        "/api/v1/admin/grants/explain",
        look(
            "/api/v1/admin/grants/explain?principal=guest&path=/contoso/ada&right=list",
            (200, 200, 422),
        ),
    ),
    Row::api(
        "GET",
        "/api/v1/admin/tokens",
        look("/api/v1/admin/tokens", LIST),
    ),
    Row::api(
        "DELETE",
        "/api/v1/admin/tokens/{id}",
        ask("/api/v1/admin/tokens/{victim:token}", GONE),
    ),
    Row::api(
        "GET",
        "/api/v1/admin/audit",
        office(Scope::AuditRead, Question::get("/api/v1/admin/audit"), LIST),
    ),
];
