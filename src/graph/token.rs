//! One token per application, asked for by one flight, refreshed early.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use crate::domain::{Clock, Diagnosis, Kind, Secret, Service, Timestamp, Urgency};
use crate::doors::{Flights, Random};

use super::client::ClientParts;
use super::credential::{Credentials, Ring};
use super::error::Error;
use super::login::{Application, Issued};
use super::observe;
use super::retry::{Decision, decide};
use super::transport::Transport;

/// A token in force.
#[derive(Clone, Debug)]
pub struct Token {
    /// The bearer value.
    pub(super) value: Secret<String>,
    /// The application permissions it carries; `None` where nobody has consented to any.
    pub roles: Option<Vec<String>>,
    issued_at: Timestamp,
    refresh_at: Timestamp,
    expires_at: Timestamp,
}

/// The token cache of one application.
#[derive(Debug)]
pub(super) struct Tokens {
    source: Arc<Source>,
    flights: Flights<Errand, Result<Arc<Token>, Error>>,
}

/// What a flight is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Errand {
    /// A token, if none is held that will do.
    Needed,
    /// Another token, whatever is held.
    Another,
}

/// What a flight needs, apart from its callers, so that it can outlive them.
#[derive(Debug)]
struct Source {
    transport: Transport,
    clock: Arc<dyn Clock>,
    random: Random,
    application: Application,
    ring: Ring,
    held: Mutex<Held>,
}

/// What the last request brought.
#[derive(Debug, Default)]
struct Held {
    token: Option<Arc<Token>>,
    refused: Option<(Error, Timestamp)>,
}

/// What is to be done for a call that needs a token now.
enum Known {
    /// Use it.
    Good(Arc<Token>),
    /// Use it, and ask for another.
    Aging(Arc<Token>),
    /// Login has refused only just now.
    Refused(Error),
    /// Ask.
    Nothing,
}

/// Never ask twice within this time: a token that is refused as soon as it is issued would otherwise
/// turn every call into two requests to login.
const SHORTEST_INTERVAL: Duration = Duration::from_secs(10);

/// How long login is left alone after all attempts have failed.
const BREATHER: Duration = Duration::from_secs(1);

/// How long a refusal that only an administrator can mend is remembered (Microsoft answers identical
/// requests in a row with AADSTS50196).
const REFUSAL_LIFE: Duration = Duration::from_secs(30);

impl Tokens {
    pub(super) fn new(
        parts: ClientParts,
        (application, credentials): (Application, Credentials),
    ) -> Self {
        let source = Arc::new(Source {
            transport: parts.transport,
            clock: parts.clock,
            random: parts.random,
            application,
            ring: Ring::new(credentials),
            held: Mutex::default(),
        });
        Self {
            source,
            flights: Flights::new(parts.tasks),
        }
    }

    /// A token with life left. At 80 % of its life a new one is asked for beside its callers, who go on
    /// with the old one: a slow login service delays nobody whose token still works.
    pub(super) async fn current(&self) -> Result<Arc<Token>, Error> {
        let known = self.source.held().judge(self.source.clock.now());
        match known {
            Known::Good(token) => Ok(token),
            Known::Aging(token) => {
                self.flights
                    .begin(Errand::Needed, || self.errand(Errand::Needed));
                Ok(token)
            }
            Known::Refused(error) => Err(error),
            Known::Nothing => self.fetch(Errand::Needed).await,
        }
    }

    /// Another token than the one held, which stays in use until there is one: after consent has changed
    /// only a new token shows it. Where login has asked to be left alone it is.
    pub(super) async fn another(&self) -> Result<Arc<Token>, Error> {
        let asked_to_wait = self.source.held().asked_to_wait(self.source.clock.now());
        match asked_to_wait {
            Some(error) => Err(error),
            None => self.fetch(Errand::Another).await,
        }
    }

    /// Drops a token that Graph refused, unless a newer one is held or it was issued only just now.
    /// Says whether another attempt makes sense.
    pub(super) fn drop_refused(&self, refused: &Arc<Token>) -> bool {
        let now = self.source.clock.now();
        let mut held = self.source.held();
        match &held.token {
            Some(token) if Arc::ptr_eq(token, refused) => {
                let stale = now.since(token.issued_at) >= SHORTEST_INTERVAL;
                if stale {
                    held.token = None;
                }
                stale
            }
            _ => true,
        }
    }

    /// Signs in with the next credential from now on. The token held stays in use; a refusal of the other
    /// credential says nothing any more.
    pub(super) fn turn_to_next(&self) {
        self.source.ring.turn();
        self.source.held().refused = None;
    }

    async fn fetch(&self, errand: Errand) -> Result<Arc<Token>, Error> {
        let landed = self.flights.join(errand, || self.errand(errand)).await;
        landed.unwrap_or_else(|_| {
            Err(Error::of(
                "request token",
                Service::Login,
                Diagnosis::UpstreamDown,
            ))
        })
    }

    /// The work of one flight.
    fn errand(&self, errand: Errand) -> impl Future<Output = Result<Arc<Token>, Error>> + use<> {
        let source = Arc::clone(&self.source);
        async move { source.run(errand).await }
    }
}

impl Held {
    fn judge(&self, now: Timestamp) -> Known {
        let refusal = self.refused.as_ref();
        let quiet = |least: Duration| {
            refusal.filter(|(error, at)| now < at.after(quiet_after(error).max(least)))
        };
        match &self.token {
            Some(token) if now < token.refresh_at => Known::Good(Arc::clone(token)),
            Some(token) if now < token.expires_at => match quiet(SHORTEST_INTERVAL) {
                Some(_) => Known::Good(Arc::clone(token)),
                None => Known::Aging(Arc::clone(token)),
            },
            _ => match quiet(Duration::ZERO) {
                Some((error, at)) => {
                    Known::Refused(with_rest(error, at.after(quiet_after(error)), now))
                }
                None => Known::Nothing,
            },
        }
    }

    /// The refusal with which login has asked to be left alone until some time after `now`.
    fn asked_to_wait(&self, now: Timestamp) -> Option<Error> {
        let (error, at) = self.refused.as_ref()?;
        let until = at.after(error.failure.retry_after?);
        (now < until).then(|| with_rest(error, until, now))
    }
}

impl Source {
    /// Asks for a token, and again where that makes sense, for as long as a visitor has patience: whoever
    /// needs the token waits too.
    async fn persist(&self) -> Result<Issued, Error> {
        let patience = Urgency::visitor(self.clock.now());
        let mut number = 0;
        loop {
            number += 1;
            let doors = (&self.transport, &*self.clock, self.random);
            let error = match self.ring.request_token(doors, &self.application).await {
                Ok(issued) => return Ok(issued),
                Err(error) => error,
            };
            let (wait, last) = match decide(&error.failure, number, self.random.below(1_000)) {
                Decision::GiveUp => return Err(error),
                Decision::Again(wait) => (wait, false),
                Decision::Pause { wait, last } => {
                    observe::pause(Service::Login, wait);
                    (wait, last)
                }
            };
            let then = self.clock.now().after(wait);
            if last || !patience.allows(then) {
                return Err(error.with_wait(wait));
            }
            self.clock.back_off_until(then).await;
        }
    }

    fn held(&self) -> std::sync::MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn run(&self, errand: Errand) -> Result<Arc<Token>, Error> {
        let issued_at = self.clock.now();
        if errand == Errand::Needed {
            match self.held().judge(issued_at) {
                // Another flight has landed between the caller's look and the start of this one.
                Known::Good(token) => return Ok(token),
                Known::Refused(error) => return Err(error),
                Known::Aging(_) | Known::Nothing => {}
            }
        }
        let result = self.persist().await;
        let mut held = self.held();
        match result {
            Ok(issued) => {
                let token = Arc::new(Token {
                    value: issued.value,
                    roles: issued.roles,
                    issued_at,
                    refresh_at: issued_at.after(issued.life.mul_f64(0.8)),
                    expires_at: issued_at.after(issued.life),
                });
                *held = Held {
                    token: Some(Arc::clone(&token)),
                    refused: None,
                };
                Ok(token)
            }
            Err(error) => {
                held.refused = Some((error.clone(), self.clock.now()));
                Err(error)
            }
        }
    }
}

/// How long nobody asks again after a refusal: as long as login says; where it does not, longer where an
/// administrator must mend something.
fn quiet_after(error: &Error) -> Duration {
    let asked = error.failure.retry_after.unwrap_or_default();
    match error.diagnosis().kind() {
        Kind::Configuration => asked.max(REFUSAL_LIFE),
        Kind::Passing | Kind::Late | Kind::Closed | Kind::Broken => asked.max(BREATHER),
    }
}

/// The refusal, with what is left of the wait where there is sense in waiting.
fn with_rest(error: &Error, until: Timestamp, now: Timestamp) -> Error {
    match error.diagnosis().kind() {
        Kind::Passing | Kind::Late => error.clone().with_wait(until.since(now)),
        Kind::Configuration | Kind::Closed | Kind::Broken => error.clone(),
    }
}
