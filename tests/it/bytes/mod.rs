//! A drive's bytes on their way out: what `/d` and `/p` say with them, and when they say it.

mod conditions;
mod headers;
mod kinds;
mod ranges;
mod redirects;
mod truth;

use crate::support::{Answer, House, Plan, encoded};

use kinds::{KINDS, Shown};

/// A house whose two drives hold one file of each kind, Ada's mounted as redirect and Bob's as proxy.
async fn house_of_all_kinds() -> House {
    let plan = Plan::of_contoso(|world, org| {
        for user in [&org.ada, &org.bob] {
            for kind in &KINDS {
                let path = format!("/{}", kind.name);
                let content = kind.content();
                world
                    .drive_of(user)
                    .add_file(&path, content, graph_sim::World::BEGINNING);
            }
        }
    });
    plan.start().await
}

/// The addresses at which bytes of a file come through the server.
fn ways(name: &str) -> [String; 3] {
    ["/p/contoso/ada", "/d/contoso/bob", "/p/contoso/bob"].map(|folder| at(folder, name))
}

/// A file's address below a folder's.
fn at(folder: &str, name: &str) -> String {
    format!("{folder}/{}", encoded(name))
}

const SANDBOX: &str = "sandbox; default-src 'none'";
const PLAYER: &str =
    "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'";

/// The headers that every answer about bytes carries (design, section 7).
fn assert_sealed(answer: &Answer, shown: Shown, case: &str) {
    let (policy, disposition) = match shown {
        Shown::Player => (PLAYER, "inline"),
        Shown::Text => (SANDBOX, "inline"),
        Shown::Never => (SANDBOX, "attachment"),
    };
    for (name, expected) in [
        ("content-security-policy", policy),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),
        ("cross-origin-resource-policy", "same-site"),
        ("cache-control", "private, no-cache"),
        ("vary", "Cookie, Authorization"),
    ] {
        let all: Vec<_> = answer.headers.get_all(name).iter().collect();
        assert_eq!(all, [expected], "{name} of {case}");
    }
    let said = answer.header("content-disposition");
    let said = said.split(';').next().unwrap_or_default();
    assert_eq!(said, disposition, "disposition of {case}");
    for foreign in ["set-cookie", "server", "access-control-allow-origin"] {
        assert!(!answer.headers.contains_key(foreign), "{foreign} of {case}");
    }
    assert!(!answer.header("x-request-id").is_empty(), "{case}");
}
