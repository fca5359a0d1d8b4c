//! Cases played on simulators, each in a folder of its own.

use std::sync::Arc;
use std::time::Duration;

use futures_util::{StreamExt as _, stream};
use graph_sim::Switches;
use graph_sim::switches::CopyPace;
use onefold::domain::{Drive as _, Entry, Error, Result, Target, Urgency};
use onefold::graph::TransportOptions;
use tokio::time::timeout;

use crate::support::lab::Lab;

use super::case::{Call, Case};
use super::deed::Deed;
use super::picture::Picture;

/// What came of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// Told as done, and done once.
    Done,
    /// The same, but what was replaced lies beside it under another name.
    DoneBeside,
    /// Told as failed; nothing was changed.
    Told(Failure),
    /// Told as failed, and that it may have been done; it was, or nothing was changed.
    Unclear(Failure),
    /// The same; what was to be replaced is whole, and bears another name.
    Aside(Failure),
    /// What was told is not true, or something was damaged.
    Lie(String),
}

/// How a failure is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Failure {
    pub(super) code: &'static str,
    pub(super) wait: Option<Duration>,
}

/// A deed where nothing fails.
#[derive(Debug)]
pub(super) struct Rehearsal {
    pub(super) deed: Deed,
    pub(super) calls: Vec<Call>,
    goal: Picture,
}

/// Cases on one simulator.
const CASES: usize = 24;

/// Simulators at once: those where somebody waits in real time, and the others.
const SLOW_AT_ONCE: usize = 160;
const QUICK_AT_ONCE: usize = 4;

/// Real time, so it is short; only where silence is played.
const SHORT: Duration = Duration::from_millis(1_500);

/// In real time: who waits longer waits for ever.
const LONGEST: Duration = Duration::from_secs(90);

/// After this a copy that is being made is there.
const SETTLED: Duration = Duration::from_mins(1);

pub(super) async fn rehearse(deed: Deed) -> Rehearsal {
    let lab = lab(1, false).await;
    let mut origins = None;
    let before = Picture::take(&lab, "/0", &mut origins).await;
    lab.sim.journal().clear();
    let done = deed.act(&lab, &lab.drive(), "/0").await;
    let calls = Call::all(&lab.sim.journal().entries());
    done.expect("nothing fails");
    let after = Picture::take(&lab, "/0", &mut origins).await;
    let (goal, before) = (after.since(&before), before.clone().since(&before));
    assert_ne!(goal, before, "{deed:?} changes something");
    lab.sim.shutdown().await;
    Rehearsal { deed, calls, goal }
}

/// Plays all cases, and gives their outcomes in the same order.
pub(super) async fn all(rehearsals: &[Rehearsal], cases: &[Case]) -> Vec<Outcome> {
    let numbered: Vec<_> = cases.iter().enumerate().collect();
    let (slow, quick): (Vec<_>, Vec<_>) = numbered
        .into_iter()
        .partition(|(_, case)| case.trouble.is_slow());
    let slow = slow.chunks(2).map(|cases| play(rehearsals, cases, true));
    let quick = quick
        .chunks(CASES)
        .map(|cases| play(rehearsals, cases, false));
    let (slow, quick) = tokio::join!(
        stream::iter(slow.collect::<Vec<_>>())
            .buffer_unordered(SLOW_AT_ONCE)
            .collect::<Vec<_>>(),
        stream::iter(quick.collect::<Vec<_>>())
            .buffer_unordered(QUICK_AT_ONCE)
            .collect::<Vec<_>>(),
    );
    let mut outcomes: Vec<_> = slow.into_iter().chain(quick).flatten().collect();
    outcomes.sort_by_key(|(number, _)| *number);
    outcomes.into_iter().map(|(_, outcome)| outcome).collect()
}

async fn play(
    rehearsals: &[Rehearsal],
    cases: &[(usize, &Case)],
    is_slow: bool,
) -> Vec<(usize, Outcome)> {
    let lab = lab(cases.len(), is_slow).await;
    let mut outcomes = Vec::new();
    for (room, (number, case)) in cases.iter().enumerate() {
        let rehearsal = rehearsals.iter().find(|one| one.deed == case.deed);
        let rehearsal = rehearsal.expect("every deed is rehearsed");
        let outcome = case.play(&lab, &format!("/{room}"), &rehearsal.goal).await;
        outcomes.push((*number, outcome));
    }
    lab.sim.shutdown().await;
    outcomes
}

async fn lab(rooms: usize, is_slow: bool) -> Lab {
    let mut switches = Switches::default();
    switches.copying.pace = CopyPace::Seconds(1);
    let usual = TransportOptions::default();
    let patience = if is_slow {
        TransportOptions {
            call_timeout: SHORT,
            read_timeout: SHORT,
            ..usual
        }
    } else {
        usual
    };
    Lab::start_with(switches, &patience, |drive| {
        for room in 0..rooms {
            Deed::prepare(drive, &format!("/{room}"));
        }
    })
    .await
}

impl Case {
    async fn play(&self, lab: &Lab, room: &str, goal: &Picture) -> Outcome {
        let mut origins = None;
        let before = Picture::take(lab, room, &mut origins).await;
        for fault in self.faults() {
            lab.sim.faults().add(fault);
        }
        let drive = lab.drive();
        let result = timeout(LONGEST, self.deed.act(lab, &drive, room)).await;
        lab.sim.faults().clear();
        let Ok(result) = result else {
            return Outcome::Lie("nothing is told".to_owned());
        };
        lab.wait(SETTLED);
        let after = Picture::take(lab, room, &mut origins).await.since(&before);
        let before = before.clone().since(&before);
        let outcome = judge(&result, (&before, &after), goal);
        match result {
            Ok(Some(entry)) if outcome == Outcome::Done => described(lab, &entry).await,
            _ => outcome,
        }
    }
}

fn judge<T>(result: &Result<T>, (before, after): (&Picture, &Picture), goal: &Picture) -> Outcome {
    let error = match result {
        Ok(_) if after == goal => return Outcome::Done,
        Ok(_) if after.without_aside() == *goal => return Outcome::DoneBeside,
        Ok(_) => return Outcome::Lie(format!("told as done: {after:?}")),
        Err(error) => error,
    };
    let failure = Failure {
        code: error.code(),
        wait: error.retry_after(),
    };
    if matches!(error, Error::Internal(_)) {
        Outcome::Lie(format!("a failure of ours: {error:?}"))
    } else if error.is_unclear() && (after == before || after == goal) {
        Outcome::Unclear(failure)
    } else if after == before {
        Outcome::Told(failure)
    } else if after == goal {
        Outcome::Lie(format!("{failure:?} is told of what was done"))
    } else if (error.is_unclear() || error.is_conflict("left_aside"))
        && (after.is_aside(before) || after.without_aside() == *goal)
    {
        Outcome::Aside(failure)
    } else {
        Outcome::Lie(format!(
            "{failure:?} is told, and damage was done: {after:?}"
        ))
    }
}

/// Whether what was told of the item is so.
async fn described(lab: &Lab, told: &Arc<Entry>) -> Outcome {
    let target = Target::Id(told.id.clone());
    let now = lab.drive().stat(&target, Urgency::Background).await;
    let now = now.expect("nothing fails now");
    if now.name == told.name && now.etag == told.etag && now.parent_id == told.parent_id {
        return Outcome::Done;
    }
    Outcome::Lie(format!("{told:?} is told, and it is {now:?}"))
}
