//! The two tables: who may name whom, and who may name which crate.

/// A module of `src`, with the modules it may name.
pub(crate) struct Layer {
    pub(crate) name: &'static str,
    pub(crate) below: &'static [&'static str],
}

/// A crate, or a part of one, that only some modules may name.
pub(crate) struct Fence {
    /// A path such as `reqwest` or `aws_lc_rs::rand`; where several rows fit, the longest counts.
    pub(crate) path: &'static str,
    pub(crate) owners: Owners,
}

/// Who may name what a fence encloses.
#[derive(Clone, Copy)]
pub(crate) enum Owners {
    Everybody,
    Only(&'static [&'static str]),
}

const fn layer(name: &'static str, below: &'static [&'static str]) -> Layer {
    Layer { name, below }
}

const fn only(path: &'static str, owners: &'static [&'static str]) -> Fence {
    let owners = Owners::Only(owners);
    Fence { path, owners }
}

const fn free(path: &'static str) -> Fence {
    let owners = Owners::Everybody;
    Fence { path, owners }
}

/// Every top-level module, bottom first. A row may only name rows above it, so a circle can't even be
/// written down.
#[rustfmt::skip]
pub(crate) const LAYERS: &[Layer] = &[
    layer("domain", &[]),
    layer("doors", &["domain"]),
    layer("config", &["domain"]),
    layer("telemetry", &["domain"]),
    layer("vault", &["domain", "doors"]),
    layer("graph", &["domain", "doors"]),
    layer("store", &["domain", "doors"]),
    layer("applications", &["domain", "doors", "vault", "store", "graph"]),
    layer("drives", &["domain", "doors", "store", "graph", "applications"]),
    layer("directory", &["domain", "doors", "store", "graph", "applications"]),
    layer("tree", &["domain"]),
    layer("services", &["domain", "doors", "vault", "store", "applications", "drives", "directory", "tree"]),
    layer("jobs", &["domain", "doors", "services"]),
    layer("edge", &["domain", "doors", "services"]),
    layer("web", &["domain", "services", "edge"]),
    layer("dav", &["domain", "services", "edge"]),
    layer("api", &["domain", "services", "edge"]),
    layer("app", &[
        "domain", "doors", "config", "telemetry", "vault", "graph", "store", "applications", "drives",
        "directory", "tree", "services", "jobs", "edge", "web", "dav", "api",
    ]),
    layer("demo", &["domain", "config", "services", "app"]),
    layer("cli", &["domain", "config", "services", "app", "demo"]),
    layer("main", &["domain", "config", "services", "app", "demo", "cli"]),
];

/// The modules that speak HTTP to visitors, and the one that joins them.
const FACES: &[&str] = &["edge", "web", "dav", "api", "app"];

/// HTTP's types: the faces', and Graph's.
const HTTP: &[&str] = &["graph", "edge", "web", "dav", "api", "app"];

/// Crates that only the listed rows may name.
pub(crate) const FENCES: &[Fence] = &[
    only("reqwest", &["graph"]),
    only("jsonwebtoken", &["graph", "directory"]),
    only("sqlx", &["store"]),
    only("aws_lc_rs", &["vault"]),
    only("aws_lc_rs::rand", &["vault", "doors"]),
    free("aws_lc_rs::digest"),
    only("rcgen", &["vault"]),
    only("rustls", &["app"]),
    only("tokio_rustls", &["app"]),
    only("moka", &["drives", "directory", "services"]),
    only("argon2", &["services"]),
    only("http", HTTP),
    only("http_body", HTTP),
    only("http_body_util", HTTP),
    only("axum", FACES),
    only("axum_extra", FACES),
    only("tower", FACES),
    only("tower_http", FACES),
    only("hyper", FACES),
    only("hyper_util", FACES),
    only("askama", &["web"]),
    only("quick_xml", &["dav"]),
    only("utoipa", &["api"]),
    only("clap", &["cli"]),
    only("graph_sim", &["demo"]),
];

/// The crates that `domain` may name; every other dependency is closed to it, `serde` above all.
pub(crate) const PURE: &[&str] = &["async_trait", "bytes", "futures_core", "thiserror"];

/// Unicode's tables come as a family of crates, all of them pure.
pub(crate) const PURE_FAMILY: &str = "icu_";

/// What the tests inside `domain` may name besides.
pub(crate) const PURE_IN_TESTS: &[&str] = &["proptest"];

/// The row of a module.
pub(crate) fn layer_named(name: &str) -> Option<&'static Layer> {
    LAYERS.iter().find(|layer| layer.name == name)
}

/// The fence around a path of an outside crate: the longest that fits.
pub(crate) fn fence_around(segments: &[String]) -> Option<&'static Fence> {
    let fits = |fence: &&Fence| {
        let mut path = segments.iter();
        fence
            .path
            .split("::")
            .all(|step| path.next().is_some_and(|segment| segment == step))
    };
    let depth = |fence: &&Fence| fence.path.split("::").count();
    FENCES.iter().filter(fits).max_by_key(depth)
}

/// The rows that name a row which does not stand above them.
pub(crate) fn circles(layers: &[Layer]) -> Vec<String> {
    let mut faults = Vec::new();
    for (position, layer) in layers.iter().enumerate() {
        let above = |name: &str| layers.iter().take(position).any(|other| other.name == name);
        for name in layer.below.iter().filter(|name| !above(name)) {
            let layer = layer.name;
            faults.push(format!(
                "`{layer}` names `{name}`, which does not stand above it"
            ));
        }
    }
    faults
}

/// The fences owned by a module that the first table does not know.
pub(crate) fn strange_owners(layers: &[Layer], fences: &[Fence]) -> Vec<String> {
    let known = |name: &str| layers.iter().any(|layer| layer.name == name);
    let mut faults = Vec::new();
    for fence in fences {
        let Owners::Only(owners) = fence.owners else {
            continue;
        };
        for owner in owners.iter().filter(|owner| !known(owner)) {
            faults.push(format!(
                "`{}` belongs to `{owner}`, which has no row",
                fence.path
            ));
        }
    }
    faults
}
