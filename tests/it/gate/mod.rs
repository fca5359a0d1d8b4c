//! The way in: TLS and its renewal, proxies, hosts, forged requests, and heads that are too long.

mod authority;
mod bounds;
mod forgery;
mod forwarded;
mod handshakes;
mod hosts;
mod patience;
mod renewal;
mod starting;
mod tls;
mod wire;

use authority::{Authority, Leaf};

use crate::support::{House, Plan};

/// What a configuration says to have TLS served from the files that [`lay`] writes.
const TLS: &str = "tls: { cert: tls-cert.pem, key: tls-key.pem }";

/// Where certificate and key lie beside the configuration.
const FILES: [&str; 2] = ["tls-cert.pem", "tls-key.pem"];

/// A house that speaks TLS, and whom its visitors have to trust; `settings` is more top-level YAML.
async fn house_with_tls(settings: &str) -> (House, Authority) {
    let authority = Authority::new();
    let Leaf { chain, key, .. } = authority.issue();
    let plan = Plan::of_contoso(|world, org| {
        let mut drive = org.drive(world);
        drive.add_file("/a.txt", "abc", graph_sim::World::BEGINNING);
    });
    let plan = plan
        .secret_file(FILES[0], chain.leak())
        .secret_file(FILES[1], key.leak());
    let house = plan.configure(&format!("{TLS}\n{settings}")).start().await;
    (house, authority)
}

/// Puts another pair in the place of the one before.
fn lay(house: &House, chain: &str, key: &str) {
    for (name, text) in FILES.into_iter().zip([chain, key]) {
        std::fs::write(house.folder().join(name), text).expect("the folder is ours");
    }
}
