//! Guesses that are about rows: by their ids, or beside what is one's own.

use super::answers::About;
use super::ground::{Ground, KINDS, MOUNTS, Side};
use super::guesses::{Guess, encode};

/// Method, address, body, and what an administrator is answered: status and code. In braces stand: `kind` and
/// `row`, one of the other's; by the name of a kind, one of the other's of that kind; `path`, a place of the
/// other's; `own_…`, one's own; `home`, one's own place. What is sent would be good, were it one's own.
const GUESSES: [(&str, &str, &str, (u16, &str)); 33] = [
    ("GET", "/api/v1/admin/{kind}/{row}", "", NOTHING),
    ("HEAD", "/api/v1/admin/{kind}/{row}", "", NOTHING),
    ("DELETE", "/api/v1/admin/{kind}/{row}", "", NOTHING),
    ("DELETE", "/api/v1/admin/tokens/{tokens}", "", NOTHING),
    (
        "PATCH",
        "/api/v1/admin/tenants/{tenants}",
        r#"{"name":"Another"}"#,
        NOTHING,
    ),
    (
        "PATCH",
        "/api/v1/admin/mounts/{mounts}",
        r#"{"read_only":true}"#,
        NOTHING,
    ),
    (
        "PATCH",
        "/api/v1/admin/accounts/{accounts}",
        r#"{"enabled":false}"#,
        NOTHING,
    ),
    (
        "PATCH",
        "/api/v1/admin/groups/{groups}",
        r#"{"name":"Another"}"#,
        NOTHING,
    ),
    (
        "PATCH",
        "/api/v1/admin/grants/{grants}",
        r#"{"rights":["list"]}"#,
        NOTHING,
    ),
    (
        "PATCH",
        "/api/v1/admin/rules/{rules}",
        r#"{"header":"Another"}"#,
        NOTHING,
    ),
    ("POST", "/api/v1/admin/mounts/{mounts}/test", "", NOTHING),
    ("POST", "/api/v1/admin/tenants/{tenants}/test", "", NOTHING),
    (
        "POST",
        "/api/v1/admin/tenants/{tenants}/credentials/promote",
        "",
        NOTHING,
    ),
    (
        "DELETE",
        "/api/v1/admin/tenants/{tenants}?cascade=true",
        "",
        NOTHING,
    ),
    (
        "GET",
        "/api/v1/admin/grants/explain?principal={accounts}&path=/&right=list",
        "",
        (422, "outside_prefix"),
    ),
    (
        "GET",
        "/api/v1/admin/grants/explain?principal={accounts}&path={home}&right=list",
        "",
        (422, "unknown_principal"),
    ),
    (
        "GET",
        "/api/v1/admin/grants/explain?principal={groups}&path={home}&right=read",
        "",
        (422, "unknown_principal"),
    ),
    (
        "GET",
        "/api/v1/admin/grants/explain?principal=guest&path={path}&right=list",
        "",
        (422, "outside_prefix"),
    ),
    (
        "POST",
        "/api/v1/admin/grants",
        r#"{"principal":"{groups}","path":"{home}","rights":["list"]}"#,
        (422, "unknown_principal"),
    ),
    (
        "POST",
        "/api/v1/admin/grants",
        r#"{"principal":"{own_accounts}","path":"{path}","rights":["list"]}"#,
        (422, "outside_prefix"),
    ),
    (
        "POST",
        "/api/v1/admin/rules",
        r#"{"path":"{path}"}"#,
        (422, "outside_prefix"),
    ),
    (
        "PATCH",
        "/api/v1/admin/accounts/{own_accounts}",
        r#"{"home_tenant_id":"{tenants}"}"#,
        (422, "unknown_tenant"),
    ),
    (
        "PATCH",
        "/api/v1/admin/accounts/{own_accounts}",
        r#"{"role":"tenant_admin","tenants":["{tenants}"]}"#,
        FORBIDDEN,
    ),
    (
        "POST",
        "/api/v1/admin/accounts",
        r#"{"username":"x","password":"long enough a one","home_tenant_id":"{tenants}"}"#,
        (422, "unknown_tenant"),
    ),
    (
        "POST",
        "/api/v1/admin/groups",
        r#"{"name":"x","home_tenant_id":"{tenants}"}"#,
        (422, "unknown_tenant"),
    ),
    (
        "POST",
        "/api/v1/admin/groups",
        r#"{"name":"x","home_tenant_id":"{own_tenants}","members":["{accounts}"]}"#,
        (422, "unknown_account"),
    ),
    (
        "PATCH",
        "/api/v1/admin/groups/{own_groups}",
        r#"{"members":["{accounts}"]}"#,
        (422, "unknown_account"),
    ),
    (
        "POST",
        "/api/v1/admin/mounts",
        r#"{"path":"{path}/x","tenant_id":"{own_tenants}","source":{"kind":"user","user":"ada@x.example"}}"#,
        (422, "not_mountable"),
    ),
    (
        "POST",
        "/api/v1/admin/mounts",
        r#"{"path":"{home}/x","tenant_id":"{tenants}","source":{"kind":"user","user":"ada@x.example"}}"#,
        (422, "unknown_tenant"),
    ),
    ("DELETE", "/api/v1/me/sessions/{row}", "", NOTHING),
    ("DELETE", "/api/v1/me/tokens/{tokens}", "", NOTHING),
    ("DELETE", "/api/v1/me/app-passwords/{tokens}", "", NOTHING),
    ("GET", "/api/v1/admin/tenants/{tenants}", "", NOTHING),
];

const NOTHING: (u16, &str) = (404, "not_found");
const FORBIDDEN: (u16, &str) = (403, "forbidden");

/// Rows that have an address of their own to be asked for: of tokens only the owner is shown any.
const SHOWN: usize = KINDS.len() - 1;

/// The guess of this number about the rows of a side.
pub(super) fn guess(ground: &Ground, side: Side, number: usize) -> Guess {
    let (method, target, body, told) = GUESSES[number % GUESSES.len()];
    let row = number / GUESSES.len();
    let kind = KINDS[row % SHOWN];
    let one = |side: Side, kind: &'static str| {
        let ids = &ground.ids[&(side, kind)];
        // The first ones are administrators, whom nobody of their rank looks after.
        ids[(row * 13 + 4) % ids.len()].clone()
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
        about: About::Row {
            told,
            is_own: target.starts_with("/api/v1/me/"),
        },
    }
}
