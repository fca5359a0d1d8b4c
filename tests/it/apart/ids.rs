//! Guesses that are about rows: by their ids, or beside what is one's own.

use super::ground::{Ground, KINDS, MOUNTS, Side};
use super::guesses::{Guess, encode};

/// Method, address and body. In braces stand: `kind` and `row`, one of the other's; by the name of a kind,
/// one of the other's of that kind; `path`, a place of the other's; `own_…`, one's own; `home`, one's own
/// place.
const GUESSES: [(&str, &str, &str); 26] = [
    ("GET", "/api/v1/admin/{kind}/{row}", ""),
    ("HEAD", "/api/v1/admin/{kind}/{row}", ""),
    ("DELETE", "/api/v1/admin/{kind}/{row}", ""),
    ("PATCH", "/api/v1/admin/{kind}/{row}", "{}"),
    (
        "PATCH",
        "/api/v1/admin/{kind}/{row}",
        r#"{"path":"/","enabled":false,"rights":["list"]}"#,
    ),
    ("POST", "/api/v1/admin/mounts/{mounts}/test", ""),
    ("POST", "/api/v1/admin/tenants/{tenants}/test", ""),
    (
        "POST",
        "/api/v1/admin/tenants/{tenants}/credentials/promote",
        "",
    ),
    ("DELETE", "/api/v1/admin/tenants/{tenants}?cascade=true", ""),
    (
        "GET",
        "/api/v1/admin/grants/explain?principal={accounts}&path=/&right=list",
        "",
    ),
    (
        "GET",
        "/api/v1/admin/grants/explain?principal={accounts}&path={home}&right=list",
        "",
    ),
    (
        "GET",
        "/api/v1/admin/grants/explain?principal={groups}&path={home}&right=read",
        "",
    ),
    (
        "GET",
        "/api/v1/admin/grants/explain?principal=guest&path={path}&right=list",
        "",
    ),
    (
        "POST",
        "/api/v1/admin/grants",
        r#"{"principal":"{groups}","path":"{home}","rights":["list"]}"#,
    ),
    (
        "POST",
        "/api/v1/admin/grants",
        r#"{"principal":"{own_accounts}","path":"{path}","rights":["list"]}"#,
    ),
    ("POST", "/api/v1/admin/rules", r#"{"path":"{path}"}"#),
    (
        "PATCH",
        "/api/v1/admin/accounts/{own_accounts}",
        r#"{"home_tenant_id":"{tenants}"}"#,
    ),
    (
        "PATCH",
        "/api/v1/admin/accounts/{own_accounts}",
        r#"{"role":"tenant_admin","tenants":["{tenants}"]}"#,
    ),
    (
        "POST",
        "/api/v1/admin/accounts",
        r#"{"username":"x","password":"long enough a one","home_tenant_id":"{tenants}"}"#,
    ),
    (
        "POST",
        "/api/v1/admin/groups",
        r#"{"name":"x","home_tenant_id":"{tenants}"}"#,
    ),
    (
        "POST",
        "/api/v1/admin/groups",
        r#"{"name":"x","home_tenant_id":"{own_tenants}","members":["{accounts}"]}"#,
    ),
    (
        "PATCH",
        "/api/v1/admin/groups/{own_groups}",
        r#"{"members":["{accounts}"]}"#,
    ),
    (
        "POST",
        "/api/v1/admin/mounts",
        r#"{"path":"{path}/x","tenant_id":"{own_tenants}","source":{"kind":"user","user":"ada@x.example"}}"#,
    ),
    (
        "POST",
        "/api/v1/admin/mounts",
        r#"{"path":"{home}/x","tenant_id":"{tenants}","source":{"kind":"user","user":"ada@x.example"}}"#,
    ),
    ("DELETE", "/api/v1/me/sessions/{row}", ""),
    ("DELETE", "/api/v1/me/tokens/{tokens}", ""),
];

/// The guess of this number about the rows of a side.
pub(super) fn guess(ground: &Ground, side: Side, number: usize) -> Guess {
    let (method, target, body) = GUESSES[number % GUESSES.len()];
    let row = number / GUESSES.len();
    let kind = KINDS[row % KINDS.len()];
    let one = |side: Side, kind: &'static str| {
        let ids = &ground.ids[&(side, kind)];
        ids[row * 13 % ids.len()].clone()
    };
    let fill = |text: &str, encode: fn(&str) -> String| {
        let mut filled = text
            .replace("{kind}", kind)
            .replace("{row}", &one(side, kind));
        for kind in KINDS {
            filled = filled.replace(&format!("{{{kind}}}"), &one(side, kind));
            filled = filled.replace(&format!("{{own_{kind}}}"), &one(side.other(), kind));
        }
        let path = side.mount(number % MOUNTS);
        let home = side.other().mount(11);
        filled
            .replace("{path}", &encode(&path))
            .replace("{home}", &encode(&home))
    };
    Guess {
        method,
        target: fill(target, encode),
        body: (!body.is_empty()).then(|| fill(body, str::to_owned)),
    }
}
