//! Onefold beside others that serve WebDAV, in one run: `rclone serve webdav` with its OneDrive backend over the
//! same simulator, and `dufs` over a folder of this machine, for what the protocol costs by itself. Each serves in a
//! process of its own; simulator and clients live here. Prints Markdown. `make bench`.
//!
//! - `ground`: what is served
//! - `contestants`: who serves it; `gateway` lets rclone find the simulator, `process` is what the kernel says of them
//! - `wire`: a client
//! - `listings`, `large`, `small`: what is measured
//! - `figures`: medians, and tables of them

mod contestants;
mod figures;
mod gateway;
mod ground;
mod large;
mod listings;
mod process;
mod small;
mod wire;

use std::time::Duration;

use contestants::Contestants;
use ground::Ground;

/// Which parts are wanted: all of them, or those that are named (`cargo bench --bench beside -- small`).
fn is_wanted(part: &str) -> bool {
    let arguments = std::env::args().skip(1);
    let named: Vec<_> = arguments.filter(|it| !it.starts_with('-')).collect();
    named.is_empty() || named.iter().any(|it| it == part)
}

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() {
    let ground = Ground::lay().await;
    let contestants = Contestants::start(&ground).await;
    contestants.print_who_they_are();
    if is_wanted("listings") {
        listings::measure(&contestants).await;
    }
    if is_wanted("small") {
        small::measure(&ground, &contestants).await;
    }
    if is_wanted("large") {
        large::measure(&ground, &contestants).await;
    }
    ground.leave(Duration::from_secs(5)).await;
}
