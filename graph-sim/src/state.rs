//! What all hosts of a running simulator share.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{PoisonError, RwLock, RwLockReadGuard};

use aws_lc_rs::hmac;

use crate::clock::Clock;
use crate::download::Pace;
use crate::faults::Faults;
use crate::graph::{Continuations, CopyJobs, DeltaTokens, Lag};
use crate::hosts::{Addresses, Hosts};
use crate::journal::Journal;
use crate::login::Repetitions;
use crate::metering::Meter;
use crate::seed::scramble;
use crate::subscriptions::Subscriptions;
use crate::switches::SwitchBoard;
use crate::uploads::Uploads;
use crate::world::World;

/// The shared state.
#[derive(Debug)]
pub(crate) struct State {
    world: RwLock<World>,
    pub(crate) clock: Clock,
    pub(crate) journal: Journal,
    pub(crate) faults: Faults,
    pub(crate) switches: SwitchBoard,
    pub(crate) hosts: Hosts,
    pub(crate) token_key: hmac::Key,
    pub(crate) url_key: hmac::Key,
    pub(crate) continuations: Continuations,
    pub(crate) copies: CopyJobs,
    pub(crate) lag: Lag,
    pub(crate) delta_tokens: DeltaTokens,
    pub(crate) pace: Pace,
    pub(crate) uploads: Uploads,
    pub(crate) subscriptions: Subscriptions,
    pub(crate) meter: Meter,
    pub(crate) repetitions: Repetitions,
    errors_told: AtomicU64,
}

impl State {
    pub(crate) fn new(world: World, switches: SwitchBoard, addresses: Addresses) -> Self {
        let key = |purpose| hmac::Key::new(hmac::HMAC_SHA256, &world.seed.key(purpose));
        let (token_key, url_key) = (key("tokens"), key("download URLs"));
        let clock = Clock::new();
        let hosts = Hosts::new(addresses, world.cloud());
        Self {
            world: RwLock::new(world),
            lag: Lag::since(clock.now()),
            uploads: Uploads::new(clock.clone()),
            subscriptions: Subscriptions::new(clock.clone()),
            meter: Meter::new(clock.clone()),
            clock,
            journal: Journal::default(),
            faults: Faults::default(),
            switches,
            hosts,
            token_key,
            url_key,
            continuations: Continuations::default(),
            repetitions: Repetitions::default(),
            errors_told: AtomicU64::new(0),
            copies: CopyJobs::default(),
            delta_tokens: DeltaTokens::default(),
            pace: Pace::default(),
        }
    }

    /// The login host's address with a slash at its end.
    pub(crate) fn login_url(&self) -> String {
        self.hosts.login_url()
    }

    /// The Graph host's address with a slash at its end.
    pub(crate) fn graph_url(&self) -> String {
        self.hosts.graph_url()
    }

    /// Whether this error is one of so many in a thousand that say nothing; the same ones each time.
    pub(crate) fn says_nothing(&self, per_mille: u64) -> bool {
        let number = self.errors_told.fetch_add(1, Ordering::Relaxed);
        scramble(number) % 1_000 < per_mille
    }

    /// The world as it is now; nobody changes it while this is held.
    pub(crate) fn world(&self) -> RwLockReadGuard<'_, World> {
        self.world.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes the world at the simulated time.
    pub(crate) fn change<T>(&self, change: impl FnOnce(&mut World) -> T) -> T {
        let mut world = self.world.write().unwrap_or_else(PoisonError::into_inner);
        world.set_now(self.clock.now());
        let changed = change(&mut world);
        drop(world);
        self.subscriptions.stir();
        changed
    }
}
