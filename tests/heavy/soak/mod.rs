//! Ten minutes of visitors and of trouble, in which every good answer is held to the truth.
//!
//! - `truth`: what was true when
//! - `drives`: what there is, and how it changes
//! - `mischief`: what goes wrong
//! - `visitor`: who asks, and compares
//! - `rows`: what the faces show
//! - `tally`: what came of it

mod drives;
mod mischief;
mod rows;
mod tally;
mod truth;
mod visitor;

use std::sync::Arc;
use std::time::{Duration, Instant};

use graph_sim::{Listener, Sim, Switches};
use tokio::task::JoinSet;

use crate::dice::Dice;
use crate::figures::{Figures, mebibytes, rate};
use crate::ground::{Ground, Mounted};
use crate::stage::Stage;
use crate::stopwatch::{now, rest};
use drives::{change, lay_out};
use tally::{Counts, Tally};
use truth::Truth;
use visitor::Visitor;

const VISITORS: u64 = 50;
const ORGANIZATIONS: [&str; 4] = ["contoso", "fabrikam", "northwind", "adatum"];
const PEOPLE: [&str; 6] = ["ada", "bob", "cleo", "dan", "eve", "finn"];

/// How old what is said may be: the lifetime of the cache, and a moment for clocks that count in
/// milliseconds.
const SLACK: Duration = Duration::from_millis(2_050);

/// Memory that is taken until the caches are full is no leak; what comes later might be.
const WARM_UP: Duration = Duration::from_mins(2);

/// What the server may grow by after that.
const MOST_GROWTH: u64 = 20 << 20;

const SETTINGS: &str = "\
cache: { lifetime_seconds: 2, max_bytes: 16777216 }
log: { level: error }
upstream: { call_timeout_seconds: 2, read_timeout_seconds: 2, units_per_minute: 100000, units_per_day: 100000000 }";

/// In so long a time every mischief befalls somebody.
const LONG: Duration = Duration::from_mins(5);

/// `ONEFOLD_SOAK_MINUTES`; ten where it is not set.
#[expect(clippy::disallowed_methods, reason = "the test is asked for this way")]
fn duration() -> Duration {
    let minutes = std::env::var("ONEFOLD_SOAK_MINUTES").ok();
    let minutes = minutes.map_or(10, |minutes| minutes.parse().expect("a number of minutes"));
    Duration::from_mins(minutes)
}

/// What has been measured on the side.
#[derive(Debug, Default)]
struct Watched {
    warm: u64,
    last: u64,
    peak: u64,
    changes: u64,
    upstream: [u64; 3],
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn under_random_faults_every_good_answer_is_true_and_memory_stays_flat() {
    let mut switches = Switches::default();
    switches.listing.page_size_cap = 200;
    switches.login.token_life_seconds = 60;
    let mut ground = Ground::new(switches);
    ground.configure(SETTINGS);
    let mounted = ORGANIZATIONS.map(|key| ground.add_org(key, &PEOPLE));
    let drives: Arc<[Mounted]> = mounted.concat().into();
    let (truth, mut dice) = (Arc::new(Truth::default()), Dice::new(3));
    for drive in drives.iter() {
        truth.change(|| lay_out(&mut ground, drive, &mut dice));
    }
    let stage = Stage::on(ground).await;
    for drive in drives.iter() {
        stage.admin.get(&format!("{}/", drive.path)).await;
    }
    let mischiefs = mischief::begin(&stage.sim.faults());
    let (tally, began) = (Tally::default(), now());
    let end = began + duration();
    let mut visitors = JoinSet::new();
    for seed in 0..VISITORS {
        let visitor = Visitor {
            client: stage.admin.again(),
            truth: Arc::clone(&truth),
            drives: Arc::clone(&drives),
            dice: Dice::new(1_000 + seed),
            tally: tally.clone(),
        };
        visitors.spawn(visitor.wander(end));
    }
    let watched = watch(&stage, &truth, (&drives, &mut dice), (began, end)).await;
    visitors.join_all().await;
    let strikes = mischiefs.into_iter().zip(stage.sim.faults().strikes());
    let counts = tally.counts();
    let strikes = strikes.collect::<Vec<_>>();
    report(&counts, &watched, &strikes);
    judge(&counts, &strikes);
    let growth = watched.last.saturating_sub(watched.warm);
    assert!(growth <= MOST_GROWTH, "{growth} bytes since it was warm");
    stage.strike().await;
}

/// No answer was untrue; and that says something, since most were good and all that can go wrong did.
fn judge(counts: &Counts, strikes: &[(&str, u64)]) {
    assert!(counts.differences.is_empty(), "{:#?}", counts.differences);
    let visits = counts.visits.values().sum::<u64>();
    let good = counts.good;
    assert!(good * 2 >= visits, "{good} of {visits} answers were good");
    let never = strikes.iter().filter(|(_, count)| *count == 0);
    let never = never.map(|(name, _)| *name).collect::<Vec<_>>();
    let long = duration() >= LONG;
    assert!(never.is_empty() || !long, "never befell: {never:?}");
}

/// Changes the drives all the time, and looks at memory and journal now and then.
async fn watch(
    stage: &Stage,
    truth: &Truth,
    (drives, dice): (&[Mounted], &mut Dice),
    (began, end): (Instant, Instant),
) -> Watched {
    let warm = began + WARM_UP.min((end - began) / 2);
    let (mut watched, mut look) = (Watched::default(), began);
    while now() < end {
        let drive = dice.pick(drives).clone();
        change(&stage.sim, truth, &drive, dice);
        watched.changes += 1;
        if now() >= look {
            look += Duration::from_secs(5);
            watched.last = stage.server.resident();
            watched.peak = stage.server.peak();
            if now() < warm {
                watched.warm = watched.warm.max(watched.last);
            }
            leaf_through(&stage.sim, &mut watched);
        }
        rest(Duration::from_millis(20)).await;
    }
    leaf_through(&stage.sim, &mut watched);
    watched
}

/// Counts what is in the journal, which would not hold all of it.
fn leaf_through(sim: &Sim, watched: &mut Watched) {
    let journal = sim.journal();
    let entries = journal.entries();
    journal.clear();
    for entry in entries {
        assert!(!entry.defect, "{entry:?}");
        match entry.listener {
            Listener::Graph => watched.upstream[0] += 1,
            Listener::Content => watched.upstream[1] += 1,
            Listener::Login => watched.upstream[2] += 1,
            Listener::Control | Listener::Proxy => {}
        }
    }
}

fn report(counts: &Counts, watched: &Watched, strikes: &[(&str, u64)]) {
    let mut figures = Figures::of("A soak with faults");
    let visits: u64 = counts.visits.values().sum();
    let speed = rate(visits, duration());
    figures.add("minutes", duration().as_secs() / 60);
    figures.add("visits", format!("{visits} ({speed:.0} each second)"));
    for (what, count) in &counts.visits {
        figures.add(format!("… {what}"), count);
    }
    figures.add("good and true", counts.good);
    figures.add("old copies, said to be so, and true then", counts.stale);
    figures.add("nothing there, and so it was", counts.absent);
    for ((status, code), count) in &counts.told {
        figures.add(format!("told: {status} {code}"), count);
    }
    figures.add("downloads broken off", counts.broken);
    figures.add("differences", counts.differences.len());
    figures.add("changes of the drives", watched.changes);
    for (host, count) in ["Graph", "content", "login"].iter().zip(watched.upstream) {
        figures.add(format!("requests to {host}"), count);
    }
    let all: u64 = strikes.iter().map(|(_, count)| count).sum();
    figures.add("faults", all);
    for (name, count) in strikes {
        figures.add(format!("… {name}"), count);
    }
    figures.add("memory when warm", mebibytes(watched.warm));
    figures.add("memory at the end", mebibytes(watched.last));
    figures.add("peak memory", mebibytes(watched.peak));
    figures.print();
}
