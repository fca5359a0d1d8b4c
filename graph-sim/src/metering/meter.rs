//! All gauges of a running simulator.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;
use serde::Serialize;

use super::charge::{Charge, Work};
use super::gauge::{Gauge, Verdict};
use super::limits::{self, Scope};
use super::standing::{DirectoryUse, RateLimit, Refusal, Standing};
use crate::clock::Clock;
use crate::switches::ThrottlingSwitches;
use crate::world::{AppHandle, AppKey, TenantKey};

/// What was asked of Graph, by application. It is counted whether limits are enforced or not, so that
/// a test can prove what a feature costs.
#[derive(Clone, Debug)]
pub struct Meter {
    ledger: Arc<Mutex<Ledger>>,
    clock: Clock,
}

#[derive(Debug, Default)]
struct Ledger {
    totals: HashMap<AppKey, Totals>,
    gauges: HashMap<Scope, Gauge>,
}

#[derive(Clone, Copy, Debug)]
struct Totals {
    tenant: TenantKey,
    requests: u64,
    refused: u64,
    units: u64,
    directory_units: u64,
}

/// What an application has used. Members of a batch count as the requests they are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Usage {
    /// Requests that were authenticated, those that were refused included.
    pub requests: u64,
    /// Requests that were refused because a limit was reached.
    pub refused: u64,
    /// Resource units of SharePoint and OneDrive.
    pub units: u64,
    /// Those of the minute that is running; it began with the first request in it.
    pub units_this_minute: u64,
    /// Those of the day that is running.
    pub units_today: u64,
    /// Resource units of Entra's directory.
    pub directory_units: u64,
}

impl Meter {
    pub(crate) fn new(clock: Clock) -> Self {
        Self {
            ledger: Arc::default(),
            clock,
        }
    }

    /// What the application has used.
    pub fn of(&self, app: &AppHandle) -> Usage {
        self.usage(app.key)
    }

    /// Forgets all that was used, and ends all pauses and blocks.
    pub fn reset(&self) {
        self.ledger(|ledger| *ledger = Ledger::default());
    }

    pub(crate) fn usage(&self, app: AppKey) -> Usage {
        let now = self.clock.now();
        self.ledger(|ledger| ledger.usage(app, now))
    }

    /// Counts a request, and tells how it stands.
    pub(crate) fn charge(&self, charge: &Charge, switches: &ThrottlingSwitches) -> Standing {
        let now = self.clock.now();
        self.ledger(|ledger| {
            let standing = ledger.charge(charge, switches, now);
            ledger.count(charge, standing.refusal.is_some());
            standing
        })
    }

    fn ledger<T>(&self, act: impl FnOnce(&mut Ledger) -> T) -> T {
        act(&mut self.ledger.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Ledger {
    fn charge(
        &mut self,
        charge: &Charge,
        switches: &ThrottlingSwitches,
        now: Timestamp,
    ) -> Standing {
        let mut standing = Standing::default();
        for item in limits::items(charge, switches) {
            let gauge = self.gauges.entry(item.scope).or_default();
            let refusal = match gauge.charge(now, item.amount, &item.allowance) {
                Verdict::Free => None,
                Verdict::Paused(rest) => Some(Refusal::pause(item.scope, rest)),
                Verdict::Blocked => Some(Refusal::block(item.scope)),
            };
            standing.refuse(refusal);
            let (used, window) = (
                gauge.used(now, item.allowance.window),
                item.allowance.window,
            );
            match (item.scope, item.allowance.limit) {
                (Scope::AppMinute(..), Some(limit)) => {
                    let reset = gauge.rest(now, window).unwrap_or_default();
                    standing.rate = Some(RateLimit { limit, used, reset });
                }
                (Scope::Directory(..), Some(limit)) => {
                    standing.directory = Some(DirectoryUse {
                        units: item.amount,
                        used,
                        limit,
                    });
                }
                _ => {}
            }
        }
        standing
    }

    fn count(&mut self, charge: &Charge, refused: bool) {
        let totals = self.totals.entry(charge.app).or_insert(Totals {
            tenant: charge.tenant,
            requests: 0,
            refused: 0,
            units: 0,
            directory_units: 0,
        });
        match charge.work {
            Work::None => return,
            Work::Files { units, .. } => totals.units += units,
            Work::Directory { units } => totals.directory_units += units,
        }
        totals.requests += 1;
        totals.refused += u64::from(refused);
    }

    fn usage(&self, app: AppKey, now: Timestamp) -> Usage {
        let Some(totals) = self.totals.get(&app) else {
            return Usage::default();
        };
        let used = |scope, window| {
            let gauge = self.gauges.get(&scope);
            gauge.map_or(0, |gauge| gauge.used(now, window))
        };
        Usage {
            requests: totals.requests,
            refused: totals.refused,
            units: totals.units,
            units_this_minute: used(Scope::AppMinute(totals.tenant, app), limits::MINUTE),
            units_today: used(Scope::AppDay(totals.tenant, app), limits::DAY),
            directory_units: totals.directory_units,
        }
    }
}
