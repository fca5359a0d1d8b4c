//! What is moved or copied to a place where something lies: one of the two is always there, whole.

use graph_sim::Listener;

use super::disk::plan;
use super::{Disk, ROOT};
use crate::support::Plan;

/// The drive of `ROOT` by another path.
const AGAIN: &str = "/dav/contoso/again";

fn at(path: &str) -> String {
    format!("{ROOT}/{path}")
}

/// Ada's drive is mounted twice.
fn twice() -> Plan {
    let mut plan = plan();
    plan.mount(
        "/contoso/again",
        "contoso",
        "ada@contoso.example",
        "root: /",
    );
    plan
}

impl Disk {
    /// Moves or copies something over whatever is there.
    async fn replace(&self, method: &str, (from, to): (&str, &str), depth: &str) -> u16 {
        let to = format!("{}{to}", self.house.url());
        let headers = [("destination", to.as_str()), ("depth", depth)];
        self.ask_with(method, from, &headers).await.status
    }

    /// What was asked of Microsoft to change something.
    fn changes(&self) -> Vec<String> {
        let calls = self.house.sim.journal().entries().into_iter();
        let calls = calls.filter(|call| call.listener == Listener::Graph && call.method != "GET");
        calls.map(|call| call.method).collect()
    }
}

#[tokio::test]
async fn nothing_replaces_itself_by_another_path() {
    let disk = Disk::of(twice()).await;
    let docs = (at("docs"), format!("{AGAIN}/docs"));
    let status = disk.replace("COPY", (&docs.0, &docs.1), "0").await;
    assert_eq!(status, 403);
    assert_eq!(disk.changes(), [""; 0]);
    assert_eq!(disk.read(&at("docs/sub/deep.txt")).await, "deep");
    disk.stop().await;
}

#[tokio::test]
async fn nothing_replaces_the_folder_it_lies_in_by_another_path() {
    let disk = Disk::of(twice()).await;
    let docs = format!("{AGAIN}/docs");
    for method in ["COPY", "MOVE"] {
        for inside in ["docs/sub", "docs/a.txt", "docs/sub/deep.txt"] {
            let status = disk.replace(method, (&at(inside), &docs), "infinity").await;
            assert_eq!(status, 403, "{method} {inside}");
        }
    }
    for depth in ["0", "infinity"] {
        let inside = format!("{docs}/sub");
        let status = disk.replace("COPY", (&at("docs"), &inside), depth).await;
        assert_eq!(status, 403, "Depth: {depth}");
    }
    assert_eq!(disk.changes(), [""; 0]);
    assert_eq!(disk.read(&at("docs/sub/deep.txt")).await, "deep");
    disk.stop().await;
}

#[tokio::test]
async fn depth_makes_no_difference_to_a_file() {
    let disk = Disk::start().await;
    let files = (at("docs/a.txt"), at("docs/b%20&%20c.txt"));
    let status = disk.replace("COPY", (&files.0, &files.1), "0").await;
    assert_eq!(status, 204);
    assert_eq!(disk.read(&files.1).await, "alpha");
    assert_eq!(disk.changes(), ["POST"], "in one step");
    disk.stop().await;
}
