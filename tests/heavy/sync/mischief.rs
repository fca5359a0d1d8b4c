//! What goes wrong at Microsoft's: one request in twenty, before it was heard or after it was done.

use graph_sim::{Fault, Faults, Listener};

const PAGE: &str = "<!DOCTYPE html><html><body>Something went wrong</body></html>";

/// A way of failing, and how many of a thousand requests it befalls.
type Mischief = (Fault, u64);

/// How many of a thousand requests to Graph, and as many to the hosts of content, fail.
pub(super) const PER_MILLE: u64 = 50;

/// Adds all rules.
pub(super) fn begin(faults: &Faults) {
    let hosts = [Listener::Graph, Listener::Content];
    let of_hosts = hosts.into_iter().flat_map(of);
    let login = Fault::on(Listener::Login).status(503);
    for ((fault, per_mille), seed) in of_hosts.chain([(login, PER_MILLE)]).zip(1..) {
        faults.add(fault.per_mille(per_mille, seed));
    }
}

fn of(listener: Listener) -> [Mischief; 12] {
    let fault = || Fault::on(listener);
    let waiting = |status| fault().status(status).header("Retry-After", "1");
    let page = || {
        let page = fault().status(502).body(PAGE);
        page.header("content-type", "text/html; charset=utf-8")
    };
    [
        (waiting(429), 3),
        (fault().status(429), 3),
        (waiting(503), 2),
        (fault().status(503), 8),
        (fault().status(503).after(), 6),
        (page(), 7),
        (page().after(), 5),
        (fault().drop_connection(), 5),
        (fault().drop_connection().after(), 5),
        (fault().cut_request_body(700), 2),
        (fault().truncate_body(1), 2),
        (fault().truncate_body(150), 2),
    ]
}

#[test]
fn one_request_in_twenty_fails() {
    let sum: u64 = of(Listener::Graph)
        .iter()
        .map(|(_, per_mille)| per_mille)
        .sum();
    assert_eq!(sum, PER_MILLE);
}
