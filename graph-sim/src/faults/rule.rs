//! One rule: which requests it strikes, and what happens to them.

use std::time::Duration;

use bytes::Bytes;
use http::header::{HeaderName, HeaderValue};
use http::{HeaderMap, Method, StatusCode};
use regex::Regex;

use crate::journal::Listener;
use crate::seed::scramble;

/// A fault rule. Without [`nth`](Self::nth) or [`times`](Self::times) it strikes always.
///
/// ```
/// use graph_sim::{Fault, Listener};
///
/// let third_page_fails =
///     Fault::on(Listener::Graph).path_matches("/children$").nth(3).status(503).header("Retry-After", "2");
/// # drop(third_page_fails);
/// ```
#[derive(Clone, Debug)]
pub struct Fault {
    listener: Listener,
    method: Option<Method>,
    path: Option<Regex>,
    first: u64,
    count: u64,
    chance: Option<Chance>,
    pub(crate) delay: Duration,
    pub(crate) instead: Option<Instead>,
    pub(crate) body: Option<BodyFault>,
    pub(crate) duplicate: bool,
    /// Whether the request is executed before anything happens to it.
    pub(crate) after: bool,
}

/// Which of the requests are struck, as by a throw of dice that falls the same way each time.
#[derive(Clone, Copy, Debug)]
struct Chance {
    per_mille: u64,
    seed: u64,
}

/// What happens instead of an answer.
#[derive(Clone, Debug)]
pub(crate) enum Instead {
    Answer(CannedAnswer),
    Stall,
    DropConnection,
    /// The connection breaks after so many bytes of the request's body, and nothing is executed.
    CutRequest(u64),
}

/// An answer made up by a test.
#[derive(Clone, Debug, Default)]
pub(crate) struct CannedAnswer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

/// What happens to the body of an otherwise good answer.
#[derive(Clone, Copy, Debug)]
pub(crate) enum BodyFault {
    /// The connection breaks after so many bytes.
    Cut(u64),
    /// Nothing more comes after so many bytes, but the connection stays.
    Stall(u64),
}

impl Fault {
    /// A rule for the requests to one of the hosts.
    pub fn on(listener: Listener) -> Self {
        Self {
            listener,
            method: None,
            path: None,
            first: 1,
            count: u64::MAX,
            chance: None,
            delay: Duration::ZERO,
            instead: None,
            body: None,
            duplicate: false,
            after: false,
        }
    }

    /// Only requests of this method.
    ///
    /// # Panics
    ///
    /// If it is no method.
    #[must_use]
    pub fn method(mut self, method: &str) -> Self {
        self.method = Some(method.parse().expect("a fault's method is an HTTP method"));
        self
    }

    /// Only requests whose raw path (no query, nothing decoded) matches this regular expression.
    ///
    /// # Panics
    ///
    /// If it is no regular expression.
    #[must_use]
    pub fn path_matches(self, pattern: &str) -> Self {
        self.path_pattern(Regex::new(pattern).expect("a fault's path is a regular expression"))
    }

    /// Like [`Self::path_matches`], with an expression that is known to be one.
    #[must_use]
    pub fn path_pattern(mut self, pattern: Regex) -> Self {
        self.path = Some(pattern);
        self
    }

    /// Strikes the `n`-th matching request from now, counted from 1; with a following
    /// [`times`](Self::times) that one and some after it.
    #[must_use]
    pub fn nth(mut self, n: u64) -> Self {
        self.first = n.max(1);
        self.count = 1;
        self
    }

    /// Strikes so many matching requests.
    #[must_use]
    pub fn times(mut self, count: u64) -> Self {
        self.count = count;
        self
    }

    /// Strikes every matching request.
    #[must_use]
    pub fn always(mut self) -> Self {
        self.count = u64::MAX;
        self
    }

    /// Of those it would strike, strikes about so many in a thousand; which ones, the seed decides.
    #[must_use]
    pub fn per_mille(mut self, per_mille: u64, seed: u64) -> Self {
        self.chance = Some(Chance { per_mille, seed });
        self
    }

    /// Answers with this status instead, with an empty body unless one is given.
    ///
    /// # Panics
    ///
    /// If it is no HTTP status.
    #[must_use]
    pub fn status(mut self, status: u16) -> Self {
        self.canned().status = StatusCode::from_u16(status).expect("a fault's status is a status");
        self
    }

    /// Adds a header to the answer that is given instead.
    ///
    /// # Panics
    ///
    /// If name or value can't be a header's.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        let name: HeaderName = name.parse().expect("a fault's header has a good name");
        let value = HeaderValue::from_str(value).expect("a fault's header has a good value");
        self.canned().headers.append(name, value);
        self
    }

    /// The body of the answer that is given instead.
    #[must_use]
    pub fn body(mut self, body: impl Into<Bytes>) -> Self {
        self.canned().body = body.into();
        self
    }

    /// Waits before anything else happens, in real time.
    #[must_use]
    pub fn delay(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }

    /// Never answers, but keeps the connection.
    #[must_use]
    pub fn stall(mut self) -> Self {
        self.instead = Some(Instead::Stall);
        self
    }

    /// Closes the connection (over HTTP/2, the stream) without an answer.
    #[must_use]
    pub fn drop_connection(mut self) -> Self {
        self.instead = Some(Instead::DropConnection);
        self
    }

    /// Reads so many bytes of the request's body (all of a shorter one) and closes the connection.
    /// The request is not executed, whether [`after`](Self::after) is said or not: what was read
    /// is forgotten.
    #[must_use]
    pub fn cut_request_body(mut self, after_bytes: u64) -> Self {
        self.instead = Some(Instead::CutRequest(after_bytes));
        self
    }

    /// Breaks the connection after so many bytes of the answer's body.
    #[must_use]
    pub fn truncate_body(mut self, after_bytes: u64) -> Self {
        self.body = Some(BodyFault::Cut(after_bytes));
        self
    }

    /// Sends nothing more after so many bytes of the answer's body, but keeps the connection.
    #[must_use]
    pub fn stall_body(mut self, after_bytes: u64) -> Self {
        self.body = Some(BodyFault::Stall(after_bytes));
        self
    }

    /// Executes the request twice and answers with the second outcome, as when a retry inside the
    /// service followed a first try that had worked.
    #[must_use]
    pub fn duplicate(mut self) -> Self {
        self.duplicate = true;
        self
    }

    /// Strikes after the request was executed: what it changes is changed, and only then it is
    /// delayed, held, stalled, dropped or answered otherwise, as when an answer is lost on its way.
    #[must_use]
    pub fn after(mut self) -> Self {
        self.after = true;
        self
    }

    /// Where in the request's body the connection breaks.
    pub(crate) fn request_cut(&self) -> Option<u64> {
        match self.instead {
            Some(Instead::CutRequest(after_bytes)) => Some(after_bytes),
            Some(Instead::Answer(_) | Instead::Stall | Instead::DropConnection) | None => None,
        }
    }

    pub(crate) fn matches(&self, listener: Listener, method: &Method, path: &str) -> bool {
        self.listener == listener
            && self.method.as_ref().is_none_or(|wanted| wanted == method)
            && self
                .path
                .as_ref()
                .is_none_or(|pattern| pattern.is_match(path))
    }

    /// Whether the rule strikes the request that is the `number`-th to match.
    pub(crate) fn strikes(&self, number: u64) -> bool {
        number >= self.first
            && number - self.first < self.count
            && self.chance.is_none_or(|chance| chance.falls_on(number))
    }

    fn canned(&mut self) -> &mut CannedAnswer {
        if !matches!(self.instead, Some(Instead::Answer(_))) {
            self.instead = Some(Instead::Answer(CannedAnswer::default()));
        }
        match &mut self.instead {
            Some(Instead::Answer(answer)) => answer,
            Some(Instead::Stall | Instead::DropConnection | Instead::CutRequest(_)) | None => {
                unreachable!("an answer was put there a line above")
            }
        }
    }
}

impl Chance {
    fn falls_on(self, number: u64) -> bool {
        scramble(self.seed ^ scramble(number)) % 1_000 < self.per_mille
    }
}

#[cfg(test)]
mod tests {
    use super::Fault;
    use crate::journal::Listener;

    #[test]
    fn a_rule_strikes_the_nth_the_first_few_or_all() {
        let struck = |fault: &Fault| (1..=5).filter(|n| fault.strikes(*n)).collect::<Vec<_>>();
        let fault = || Fault::on(Listener::Graph);
        assert_eq!(struck(&fault().nth(3)), [3]);
        assert_eq!(struck(&fault().times(2)), [1, 2]);
        assert_eq!(struck(&fault().nth(2).times(3)), [2, 3, 4]);
        assert_eq!(struck(&fault()), [1, 2, 3, 4, 5]);
    }

    #[test]
    fn a_rule_of_chance_strikes_about_as_many_as_it_says_and_the_same_ones_each_time() {
        let struck = |seed| {
            let fault = Fault::on(Listener::Graph).per_mille(50, seed);
            (1..=10_000)
                .filter(|n| fault.strikes(*n))
                .collect::<Vec<_>>()
        };
        assert!((400..600).contains(&struck(1).len()), "{}", struck(1).len());
        assert_eq!(struck(1), struck(1));
        assert_ne!(struck(1), struck(2));
    }
}
