//! One line for each request and one for each call to Microsoft, joined by the id that the visitor sees.

use graph_sim::{Exchange, Fault, Listener};
use serde_json::Value;

use super::{PATIENCE, Post};

const SETTINGS: &str = "log: { level: debug, format: json }";

/// Ends the server; its lines with this message, and what was asked of Microsoft.
fn lines(post: Post, message: &str) -> (Vec<Value>, Vec<Exchange>) {
    let asked = post.premises.sim.journal().entries();
    let ended = post.server.stop(PATIENCE).expect("it stops in time");
    let read = |line: &str| serde_json::from_str::<Value>(line).expect("JSON");
    let lines = ended.log.lines().map(read);
    let lines = lines.filter(|line| line["message"] == message).collect();
    (lines, asked)
}

/// The lines that stand under a request.
fn under<'a>(lines: &'a [Value], request_id: &str) -> Vec<&'a Value> {
    let ours = |line: &&Value| line["span"]["request.id"] == request_id;
    lines.iter().filter(ours).collect()
}

#[tokio::test]
async fn a_request_has_one_line_with_its_route_and_not_its_path() {
    let post = Post::start(SETTINGS).await;
    let listed = post.admin.list("/contoso/ada").await;
    let fetched = post.admin.get("/d/contoso/ada/a.txt").await;
    let (lines, _) = lines(post, "answered");
    for (answer, face, route) in [
        (listed, "api", "/api/v1/fs/list"),
        (fetched, "bytes", "/d/{*path}"),
    ] {
        let told = under(&lines, answer.header("x-request-id"));
        assert_eq!(told.len(), 1, "{lines:#?}");
        assert_eq!(told[0]["face"], face);
        assert_eq!(told[0]["http.status"], answer.status);
        assert_eq!(told[0]["span"]["http.method"], "GET");
        assert_eq!(told[0]["span"]["http.route"], route);
        assert!(told[0]["duration_ms"].is_u64());
    }
}

#[tokio::test]
async fn a_call_made_in_a_flight_stands_under_the_request_that_began_it() {
    let post = Post::start(SETTINGS).await;
    let listed = post.admin.list("/contoso/ada").await;
    let missing = post.admin.stat("/contoso/ada/below/nothing").await;
    let (lines, asked) = lines(post, "called Microsoft");
    let told = under(&lines, listed.header("x-request-id"));
    let operations: Vec<_> = told.iter().map(|line| &line["operation"]).collect();
    assert_eq!(operations, ["find drive of user", "list children"]);
    let told = under(&lines, missing.header("x-request-id"));
    assert_eq!(told.len(), 1);
    assert_eq!(told[0]["outcome"], "not_found");
    assert_eq!(told[0]["upstream.status"], 404);
    let graph = |one: &&Exchange| one.listener == Listener::Graph;
    let last = asked.iter().rfind(graph).expect("it was asked");
    let ours = last.header("client-request-id").expect("it has our id");
    assert_eq!(told[0]["upstream.client_request_id"], ours);
    assert!(
        told[0]["upstream.request_id"]
            .as_str()
            .is_some_and(|id| id != ours)
    );
}

#[tokio::test]
async fn each_attempt_has_a_line_of_its_own_and_so_has_each_request_to_login() {
    let post = Post::start(SETTINGS).await;
    post.admin.list("/contoso/ada").await;
    let fault = Fault::on(Listener::Graph).status(503).times(1);
    post.premises.sim.faults().add(fault);
    let missing = post.admin.stat("/contoso/ada/below/nothing").await;
    let (lines, asked) = lines(post, "called Microsoft");
    assert_eq!(lines.len(), asked.len(), "{lines:#?}");
    let told = under(&lines, missing.header("x-request-id"));
    let outcomes: Vec<_> = told.iter().map(|line| &line["outcome"]).collect();
    assert_eq!(outcomes, ["upstream_down", "not_found"]);
    let login: Vec<_> = lines
        .iter()
        .filter(|line| line["service"] == "login")
        .collect();
    assert_eq!(login.len(), 1);
    assert_eq!(login[0]["operation"], "request token");
    assert!(login[0]["upstream.request_id"].is_string());
}

#[tokio::test]
async fn what_is_asked_after_a_cut_stands_under_the_download() {
    let post = Post::start(SETTINGS).await;
    post.add_file("/big.bin", vec![7_u8; 300_000]);
    let cut = Fault::on(Listener::Content).nth(1).truncate_body(100_000);
    post.premises.sim.faults().add(cut);
    let fetched = post.admin.get("/p/contoso/ada/big.bin").await;
    assert_eq!(fetched.body.len(), 300_000);
    let (lines, _) = lines(post, "called Microsoft");
    let told = under(&lines, fetched.header("x-request-id"));
    let downloads = told.iter().filter(|line| line["operation"] == "download");
    assert_eq!(downloads.count(), 2, "{lines:#?}");
}
