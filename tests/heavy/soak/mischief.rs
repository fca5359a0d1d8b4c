//! What goes wrong at Microsoft's: about one request in twenty, in many ways.

use std::time::Duration;

use graph_sim::{Fault, Faults, Listener};

/// A way of failing, and how many of a thousand requests it befalls.
type Mischief = (&'static str, u64, Fault);

const PAGE: &str = "<!DOCTYPE html><html><body>Something went wrong</body></html>";

/// Adds all rules; gives their names in the same order.
pub(super) fn begin(faults: &Faults) -> Vec<&'static str> {
    let all = of_graph().into_iter().chain(of_content()).chain(of_login());
    let add = |((name, per_mille, fault), seed): (Mischief, u64)| {
        faults.add(fault.per_mille(per_mille, seed));
        name
    };
    all.zip(1..).map(add).collect()
}

fn page(fault: Fault, status: u16) -> Fault {
    fault
        .status(status)
        .header("content-type", "text/html; charset=utf-8")
        .header("content-length", &PAGE.len().to_string())
        .body(PAGE)
}

fn of_graph() -> Vec<Mischief> {
    let graph = || Fault::on(Listener::Graph);
    let waiting = |status, seconds| graph().status(status).header("Retry-After", seconds);
    let empty = graph()
        .status(200)
        .header("content-type", "application/json")
        .body("{}");
    vec![
        ("Graph: 500", 4, graph().status(500)),
        ("Graph: 502, a page", 3, page(graph(), 502)),
        ("Graph: 503", 4, graph().status(503)),
        ("Graph: 503, Retry-After 1", 2, waiting(503, "1")),
        ("Graph: 504", 3, graph().status(504)),
        ("Graph: 429, Retry-After 1", 2, waiting(429, "1")),
        ("Graph: 429, Retry-After 2", 2, waiting(429, "2")),
        ("Graph: 429 without a wait", 2, graph().status(429)),
        ("Graph: 401", 1, graph().status(401)),
        ("Graph: 200, a page", 3, page(graph(), 200)),
        ("Graph: 404, a page", 2, page(graph(), 404)),
        ("Graph: 200, nothing", 2, graph().status(200)),
        ("Graph: 200, {}", 2, empty),
        ("Graph: connection reset", 6, graph().drop_connection()),
        ("Graph: cut at 1", 3, graph().truncate_body(1)),
        ("Graph: cut at 150", 3, graph().truncate_body(150)),
        ("Graph: cut at 900", 3, graph().truncate_body(900)),
        ("Graph: silence", 1, graph().stall()),
        (
            "Graph: 400 ms late",
            2,
            graph().delay(Duration::from_millis(400)),
        ),
    ]
}

fn of_content() -> Vec<Mischief> {
    let content = || Fault::on(Listener::Content);
    let waiting = content().status(429).header("Retry-After", "1");
    vec![
        ("content: 401, expired", 6, content().status(401)),
        ("content: 403", 4, content().status(403)),
        ("content: 404", 4, content().status(404)),
        ("content: 410", 3, content().status(410)),
        ("content: 500", 4, content().status(500)),
        ("content: 503", 4, content().status(503)),
        ("content: 429, Retry-After 1", 2, waiting),
        ("content: 200, a page", 2, page(content(), 200)),
        ("content: connection reset", 5, content().drop_connection()),
        ("content: cut at 1", 3, content().truncate_body(1)),
        ("content: cut at 100", 4, content().truncate_body(100)),
        ("content: cut at 5,000", 3, content().truncate_body(5_000)),
        ("content: cut at 50,000", 3, content().truncate_body(50_000)),
        ("content: silence after 500", 2, content().stall_body(500)),
        ("content: silence", 1, content().stall()),
    ]
}

/// Tokens are asked for seldom, a few times a minute: rarer trouble might not come about at all.
fn of_login() -> Vec<Mischief> {
    let login = || Fault::on(Listener::Login);
    vec![
        ("login: 503", 100, login().status(503)),
        ("login: connection reset", 100, login().drop_connection()),
        ("login: 200, a page", 100, page(login(), 200)),
    ]
}
