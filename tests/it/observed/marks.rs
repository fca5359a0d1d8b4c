//! What must never stand in a log, planted and looked for.

use graph_sim::Listener;
use serde_json::json;

use super::{PATIENCE, Post};
use crate::support::{Actor, House, Org};

/// Stands in every name, path and query of the run.
const MARK: &str = "q7marked";

/// Values that nobody chose: tokens and addresses that were made on the way.
fn made_on_the_way(post: &Post) -> Vec<String> {
    let mut secrets = vec![post.admin.token().expect("signed in").to_owned()];
    for one in post.premises.sim.journal().entries() {
        let bearer = one.header("authorization").unwrap_or_default();
        secrets.extend(bearer.strip_prefix("Bearer ").map(str::to_owned));
        if one.listener == Listener::Content {
            secrets.extend(one.query.clone());
            secrets.push(one.path.clone());
        }
    }
    secrets.retain(|secret| secret.len() > 8);
    secrets
}

async fn run(level: &str, format: &str) {
    let settings =
        format!("log: {{ level: {level}, format: {format} }}\ncache: {{ lifetime_seconds: 0 }}");
    let post = Post::start(&settings).await;
    post.bustle(MARK).await;
    let stranger = Actor::new(post.server.url().to_owned(), None);
    let credentials = json!({ "username": MARK, "password": MARK });
    let refused = stranger.post("/api/v1/auth/login", &credentials).await;
    assert_eq!(refused.status, 401);
    for path in ["", "/d", "/p", "/api/v1/fs/list"] {
        stranger.get(&format!("{path}/{MARK}?sign={MARK}")).await;
    }
    let mut secrets = made_on_the_way(&post);
    assert!(secrets.len() > 3, "tokens and download URLs were seen");
    let sim = &post.premises.sim;
    let hosts = [sim.login_url(), sim.graph_url(), sim.content_host()];
    let known = [
        MARK,
        Org::SECRET,
        House::PASSWORD,
        "ada@",
        "Ada Example",
        "/contoso/ada",
        "a.txt",
    ];
    secrets.extend(hosts);
    secrets.extend(known.map(str::to_owned));
    let ended = post.server.stop(PATIENCE).expect("it stops in time");
    for line in ended.log.lines() {
        for secret in &secrets {
            assert!(
                !line.contains(secret.as_str()),
                "{secret:?} is told by {line}"
            );
        }
    }
    assert!(
        ended.log.contains("called Microsoft"),
        "there is a log:\n{}",
        ended.log
    );
}

#[tokio::test]
async fn a_busy_server_tells_its_debug_log_no_name_path_or_secret() {
    run("debug", "json").await;
}

#[tokio::test]
async fn a_busy_server_tells_its_trace_log_no_name_path_or_secret() {
    run("trace", "text").await;
}
