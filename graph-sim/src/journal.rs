//! The journal: every request the login, graph and content hosts saw, and what became of it.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use http::{HeaderMap, Method, header};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use tokio::sync::watch;
use tokio::time::timeout;

use crate::login;

/// The most exchanges kept; older ones are forgotten, so that a demo can run for weeks.
const CAPACITY: usize = 100_000;
/// How long a test may wait for something to happen.
const PATIENCE: Duration = Duration::from_secs(10);

/// The hosts of the simulator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Listener {
    /// The token service.
    Login,
    /// Microsoft Graph.
    Graph,
    /// The host of the pre-authenticated URLs.
    Content,
    /// The simulator's own controls; not in the journal.
    Control,
    /// The ways in by name: the proxy, and the port behind which all hosts are. The journal has
    /// what was refused there, since it leads to no host; faults don't strike it.
    Proxy,
}

/// One request and its answer.
#[derive(Clone, Debug, Serialize)]
pub struct Exchange {
    /// Counts from 1 since the simulator started.
    pub number: u64,
    /// The host that was asked.
    pub listener: Listener,
    /// Such as `GET`.
    pub method: String,
    /// The raw path as sent.
    pub path: String,
    /// The raw query as sent, without `?`.
    pub query: Option<String>,
    /// The route, such as `GET /drives/{drive}/items/{item}/children`, or `unknown`.
    pub route: String,
    /// The answer's status; none while there is no answer, and none if there never was one.
    pub status: Option<u16>,
    /// Request headers in the order of names; of `Authorization` only the scheme.
    pub headers: Vec<(String, String)>,
    /// When it arrived, by the simulated clock.
    #[serde(serialize_with = "crate::timestamp::serialize")]
    pub started_at: Timestamp,
    /// Bytes of the request's body received so far; those of a refused upload count too.
    pub bytes_in: u64,
    /// Bytes of the body sent so far, as they went over the wire (compressed ones count).
    pub bytes_out: u64,
    /// Whether the answer is over, with or without success.
    pub finished: bool,
    /// Whether the request needs something the simulator lacks.
    pub defect: bool,
    /// Whether the body was cut short, by a fault or because the client left.
    pub aborted: bool,
    /// What was in a batch; empty for all other requests.
    pub members: Vec<Member>,
}

/// A request in a batch, and its answer.
#[derive(Clone, Debug, Serialize)]
pub struct Member {
    /// The id by which the client tells the answers apart.
    pub id: String,
    /// The route, such as `GET /drives/{drive}`, or `unknown`.
    pub route: String,
    /// The address as sent.
    pub url: String,
    /// The answer's status.
    pub status: u16,
}

impl Exchange {
    /// A request header's value.
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self
            .headers
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }
}

/// The journal of a running simulator.
#[derive(Clone, Debug, Default)]
pub struct Journal(Arc<Book>);

#[derive(Debug, Default)]
struct Book {
    pages: Mutex<Pages>,
    changes: watch::Sender<u64>,
}

#[derive(Debug, Default)]
struct Pages {
    exchanges: VecDeque<Exchange>,
    last_number: u64,
    in_flight: usize,
    peak_in_flight: usize,
}

impl Journal {
    /// All exchanges since the start or the last [`clear`](Self::clear).
    pub fn entries(&self) -> Vec<Exchange> {
        self.pages(|pages| pages.exchanges.iter().cloned().collect())
    }

    /// The number of the latest exchange: those with higher ones come after now.
    pub fn last_number(&self) -> u64 {
        self.pages(|pages| pages.last_number)
    }

    /// How many requests took this route.
    pub fn count(&self, route: &str) -> usize {
        self.count_where(|exchange| exchange.route == route)
    }

    /// How many requests Graph saw.
    pub fn graph_calls(&self) -> usize {
        self.count_where(|exchange| exchange.listener == Listener::Graph)
    }

    /// How many tokens were asked for.
    pub fn token_requests(&self) -> usize {
        self.count_where(|exchange| {
            exchange.listener == Listener::Login && login::is_token_route(&exchange.route)
        })
    }

    /// How many requests the content host saw.
    pub fn content_calls(&self) -> usize {
        self.count_where(|exchange| exchange.listener == Listener::Content)
    }

    /// The requests that need something the simulator lacks; a good test has none.
    pub fn defects(&self) -> Vec<Exchange> {
        self.pages(|pages| {
            pages
                .exchanges
                .iter()
                .filter(|exchange| exchange.defect)
                .cloned()
                .collect()
        })
    }

    /// The most requests that were under way at the same time.
    pub fn peak_concurrency(&self) -> usize {
        self.pages(|pages| pages.peak_in_flight)
    }

    /// Forgets everything but the numbering.
    pub fn clear(&self) {
        self.pages(|pages| {
            pages.exchanges.clear();
            pages.peak_in_flight = pages.in_flight;
        });
        self.announce();
    }

    /// Waits until the exchanges are as `predicate` wants them; false if they aren't within ten
    /// seconds.
    pub async fn wait_for(&self, predicate: impl Fn(&[Exchange]) -> bool + Send + Sync) -> bool {
        let mut changes = self.0.changes.subscribe();
        let wait =
            changes.wait_for(|_| self.pages(|pages| predicate(pages.exchanges.make_contiguous())));
        matches!(timeout(PATIENCE, wait).await, Ok(Ok(_)))
    }

    /// Opens an entry; [`amend`](Self::amend) and [`close`](Self::close) complete it.
    pub(crate) fn open(&self, mut exchange: Exchange) -> u64 {
        let number = self.pages(|pages| {
            pages.last_number += 1;
            exchange.number = pages.last_number;
            if pages.exchanges.len() == CAPACITY {
                pages.exchanges.pop_front();
            }
            pages.exchanges.push_back(exchange);
            pages.in_flight += 1;
            pages.peak_in_flight = pages.peak_in_flight.max(pages.in_flight);
            pages.last_number
        });
        self.announce();
        number
    }

    /// Changes an entry that is still open.
    pub(crate) fn amend(&self, number: u64, change: impl FnOnce(&mut Exchange)) {
        self.pages(|pages| pages.with(number, change));
        self.announce();
    }

    /// Changes an entry for the last time.
    pub(crate) fn close(&self, number: u64, change: impl FnOnce(&mut Exchange)) {
        self.pages(|pages| {
            pages.in_flight -= 1;
            pages.with(number, |exchange| {
                exchange.finished = true;
                change(exchange);
            });
        });
        self.announce();
    }

    fn count_where(&self, wanted: impl Fn(&Exchange) -> bool) -> usize {
        self.pages(|pages| {
            pages
                .exchanges
                .iter()
                .filter(|exchange| wanted(exchange))
                .count()
        })
    }

    fn pages<T>(&self, act: impl FnOnce(&mut Pages) -> T) -> T {
        act(&mut self.0.pages.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn announce(&self) {
        self.0.changes.send_modify(|revision| *revision += 1);
    }
}

impl Pages {
    fn with(&mut self, number: u64, change: impl FnOnce(&mut Exchange)) {
        let found = self
            .exchanges
            .binary_search_by_key(&number, |exchange| exchange.number);
        if let Some(exchange) = found.ok().and_then(|place| self.exchanges.get_mut(place)) {
            change(exchange);
        }
    }
}

/// The entry of a request that has just arrived.
pub(crate) fn arrival(
    listener: Listener,
    method: &Method,
    uri: &http::Uri,
    headers: &HeaderMap,
) -> Exchange {
    Exchange {
        number: 0,
        listener,
        method: method.to_string(),
        path: uri.path().to_owned(),
        query: uri.query().map(str::to_owned),
        route: String::new(),
        status: None,
        headers: headers.iter().map(record_header).collect(),
        started_at: Timestamp::UNIX_EPOCH,
        bytes_in: 0,
        bytes_out: 0,
        finished: false,
        defect: false,
        aborted: false,
        members: Vec::new(),
    }
}

fn record_header((name, value): (&header::HeaderName, &header::HeaderValue)) -> (String, String) {
    let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
    if name != header::AUTHORIZATION {
        return (name.to_string(), value);
    }
    let scheme = value.split_once(' ').map_or("", |(scheme, _)| scheme);
    (name.to_string(), format!("{scheme} …"))
}
