//! The accounts of one application as a value.

use std::collections::HashMap;
use std::time::Duration;

use crate::domain::{Diagnosis, DriveId, Timestamp, Urgency};

use super::Charge;
use super::account::DayAccount;
use super::bucket::Bucket;
use super::limits::Limits;

/// What is left in every account.
#[derive(Debug)]
pub(super) struct Ledger {
    limits: Limits,
    pause: Pause,
    units: Bucket,
    drives: HashMap<DriveId, DriveAccount>,
    day: DayAccount,
}

/// What is left for one drive.
#[derive(Debug)]
struct DriveAccount {
    calls: Bucket,
    pause: Pause,
}

/// A time in which no call is made, and why: Microsoft asked for it, or an account is used up.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pause {
    pub(super) until: Timestamp,
    pub(super) cause: Diagnosis,
}

/// More drives than this are not told apart; most accounts are full again anyway.
const MOST_DRIVES: usize = 10_000;

impl Ledger {
    pub(super) fn new(limits: Limits, now: Timestamp) -> Self {
        let refill = (limits.refill(), Duration::from_mins(1));
        Self {
            limits,
            pause: Pause::none(now),
            units: Bucket::full(limits.burst(), refill, now),
            drives: HashMap::new(),
            day: DayAccount::new(limits.units_per_day, now),
        }
    }

    pub(super) fn pause(&mut self, pause: Pause) {
        self.pause = self.pause.later(pause);
    }

    pub(super) fn pause_drive(&mut self, drive: &DriveId, pause: Pause, now: Timestamp) {
        let account = self.drive(drive, now);
        account.pause = account.pause.later(pause);
    }

    pub(super) fn remaining(&mut self, units: u32, reset_at: Timestamp, now: Timestamp) {
        self.units.lower_to(units, now);
        if units == 0 {
            self.pause(Pause::throttled(reset_at));
        }
    }

    /// When every account holds what a call costs; `None` means now.
    pub(super) fn ready_at(&mut self, charge: Charge<'_>, now: Timestamp) -> Option<Pause> {
        let units = charge.cost.units();
        let background = charge.urgency == Urgency::Background;
        let reserve = if background {
            self.limits.burst() / 2
        } else {
            0
        };
        let drive = charge
            .drive
            .and_then(|id| self.drive(id, now).ready_at(now));
        let waits = [
            self.pause.at(now),
            drive,
            self.units
                .ready_at(units, reserve, now)
                .map(Pause::throttled),
            self.day
                .ready_at(units, background, now)
                .map(Pause::throttled),
        ];
        waits.into_iter().flatten().reduce(Pause::later)
    }

    /// Takes what a call costs from every account at once; otherwise says when to ask again.
    pub(super) fn take(&mut self, charge: Charge<'_>, now: Timestamp) -> Option<Pause> {
        let ready_at = self.ready_at(charge, now);
        if ready_at.is_none() {
            let units = charge.cost.units();
            self.units.take(units);
            self.day.take(units, charge.urgency == Urgency::Background);
            if let Some(id) = charge.drive {
                self.drive(id, now).calls.take(1);
            }
        }
        ready_at
    }

    fn drive(&mut self, id: &DriveId, now: Timestamp) -> &mut DriveAccount {
        if self.drives.len() >= MOST_DRIVES && !self.drives.contains_key(id) {
            self.drives
                .retain(|_, account| account.pause.at(now).is_some());
        }
        let refill = (self.limits.drive_refill(), Duration::from_mins(5));
        let burst = self.limits.drive_burst;
        self.drives
            .entry(id.clone())
            .or_insert_with(|| DriveAccount {
                calls: Bucket::full(burst, refill, now),
                pause: Pause::none(now),
            })
    }
}

impl DriveAccount {
    fn ready_at(&mut self, now: Timestamp) -> Option<Pause> {
        let full = self.calls.ready_at(1, 0, now).map(Pause::throttled);
        [self.pause.at(now), full]
            .into_iter()
            .flatten()
            .reduce(Pause::later)
    }
}

impl Pause {
    const fn none(now: Timestamp) -> Self {
        Self::throttled(now)
    }

    const fn throttled(until: Timestamp) -> Self {
        let cause = Diagnosis::Throttled;
        Self { until, cause }
    }

    /// The pause, if it still holds.
    fn at(self, now: Timestamp) -> Option<Self> {
        (now < self.until).then_some(self)
    }

    /// Whichever ends later.
    fn later(self, other: Self) -> Self {
        if other.until > self.until {
            other
        } else {
            self
        }
    }
}
