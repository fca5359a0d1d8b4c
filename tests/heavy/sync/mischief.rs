//! What goes wrong at Microsoft's: one request in twenty, before it was heard or after it was done; and for a while
//! whatever is to change a certain drive, before it was heard.

use graph_sim::{Fault, Faults, Listener};

const PAGE: &str = "<!DOCTYPE html><html><body>Something went wrong</body></html>";

/// A way of failing, and how many of a thousand requests it befalls.
type Way = (Fault, u64);

/// How many of a thousand requests to Graph, and as many to the hosts of content, fail.
pub(super) const PER_MILLE: u64 = 50;

/// What writes, changes or deletes a file; folders can be made, or nobody would come to write into them.
const CHANGES: [(&str, &str); 4] = [
    ("PUT", ""),
    ("POST", ".*createUploadSession$"),
    ("PATCH", ""),
    ("DELETE", ""),
];

/// The rules in force, and how often those before them have struck.
#[derive(Debug)]
pub(super) struct Mischief {
    faults: Faults,
    is_outage: bool,
    /// So often the rules were set anew: the dice fall otherwise each time.
    times: u64,
    /// Requests that failed here and there, and those that failed while a drive could not be changed.
    struck: (u64, u64),
}

impl Mischief {
    /// Something goes wrong from now on.
    pub(super) fn begin(faults: Faults) -> Self {
        let mut mischief = Self {
            faults,
            is_outage: false,
            times: 0,
            struck: (0, 0),
        };
        mischief.scatter();
        mischief
    }

    /// From now on no file of this drive can be written, changed or deleted, but all can be read: who is to do so is
    /// refused, or not answered.
    pub(super) fn break_down(&mut self, drive_id: &str) {
        self.end();
        self.is_outage = true;
        // However the rest of it is written in an address.
        let plain = |letter: char| letter.is_ascii_alphanumeric();
        let (_, tail) = drive_id
            .rsplit_once(|it| !plain(it))
            .unwrap_or(("", drive_id));
        for ((method, rest), seed) in CHANGES.into_iter().zip(1..) {
            let fault = || {
                let fault = Fault::on(Listener::Graph).method(method);
                fault.path_matches(&format!("/drives/[^/]*{tail}/{rest}"))
            };
            self.faults
                .add(fault().drop_connection().per_mille(300, seed));
            self.faults.add(fault().status(503));
        }
        self.scatter();
    }

    /// It can be changed again.
    pub(super) fn mend(&mut self) {
        self.end();
        self.scatter();
    }

    /// All is well. How many requests have failed here and there, and how many by drives that could not be changed.
    pub(super) fn end(&mut self) -> (u64, u64) {
        let strikes = self.faults.strikes();
        let of_outage = if self.is_outage { CHANGES.len() * 2 } else { 0 };
        let (outage, scattered) = strikes.split_at(of_outage.min(strikes.len()));
        self.struck.0 += scattered.iter().sum::<u64>();
        self.struck.1 += outage.iter().sum::<u64>();
        self.is_outage = false;
        self.faults.clear();
        self.struck
    }

    fn scatter(&mut self) {
        self.times += 1;
        let hosts = [Listener::Graph, Listener::Content];
        let of_hosts = hosts.into_iter().flat_map(of);
        let login = Fault::on(Listener::Login).status(503);
        let all = of_hosts.chain([(login, PER_MILLE)]);
        for ((fault, per_mille), seed) in all.zip(self.times * 100..) {
            self.faults.add(fault.per_mille(per_mille, seed));
        }
    }
}

fn of(listener: Listener) -> [Way; 12] {
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
