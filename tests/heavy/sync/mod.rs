//! Two thousand files are kept the same by a program of others, while Microsoft fails one time in twenty and the
//! server is killed twice in the middle of it.
//!
//! - `source`: the files, and how they change
//! - `rclone`: the program
//! - `wire`, `relay`: what is said between the program and the server, as it passes by
//! - `witness`: holds every answer to what lies in the simulator
//! - `trial`: that the witness can complain
//! - `book`: what was asked, and what that allows
//! - `listing`, `truth`: what is shown, what is there
//! - `mischief`: what goes wrong

mod book;
mod listing;
mod mischief;
mod rclone;
mod relay;
mod source;
mod trial;
mod truth;
mod wire;
mod witness;

use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use graph_sim::{Listener, Switches};
use tokio::task::JoinSet;

use crate::figures::{Figures, mebibytes, time};
use crate::ground::Ground;
use crate::program::installed;
use crate::stage::Stage;
use crate::stopwatch::{Stopwatch, rest};
use book::{Reason, Removal};
use rclone::Rclone;
use source::Source;
use truth::Truth;
use witness::Witness;

/// So many drives, and files in random order, since none of them may be asked for much at once.
const PEOPLE: [&str; 16] = [
    "ada", "bob", "cleo", "dan", "eve", "finn", "gus", "hal", "ida", "jon", "kim", "leo", "mia",
    "ned", "ora", "pat",
];

/// Where all drives are mounted.
const MOUNT: &str = "/contoso";

const SETTINGS: &str = "\
log: { level: error }
upstream: { call_timeout_seconds: 5, read_timeout_seconds: 5, units_per_minute: 100000, units_per_day: 100000000 }";

/// After so many acknowledged changes of a round the server is killed.
const KILLED_AFTER: [u64; 2] = [600, 90];

/// A killed server has done by then whatever it had begun.
const AFTERMATH: Duration = Duration::from_secs(3);

/// So often a round is run until the program says that all is well.
const MOST_RUNS: u32 = 12;

/// What is renamed is moved. Empty files have one content, so they are told apart by their times.
const RENAMING: &[&str] = &[
    "--track-renames",
    "--track-renames-strategy",
    "hash,modtime",
];

/// All that takes part.
struct Play {
    stage: Stage,
    witness: Arc<Witness>,
    rclone: Rclone,
    source: Source,
    runs: u32,
    _relay: JoinSet<()>,
}

impl Play {
    async fn set(program: std::path::PathBuf) -> Self {
        let mut switches = Switches::default();
        switches.listing.page_size_cap = 25;
        let mut ground = Ground::new(switches);
        ground.configure(SETTINGS);
        ground.port = free_port();
        let server = SocketAddr::from(([127, 0, 0, 1], ground.port));
        let drives = ground.add_writable_org("contoso", &PEOPLE);
        let stage = Stage::on(ground).await;
        let sim = Arc::clone(&stage.sim);
        let witness = Arc::new(Witness::of(Truth { sim, drives }));
        let (address, relay) = relay::listen(server, Arc::clone(&witness)).await;
        let rclone = Rclone::of(program, address, MOUNT).await;
        let source = Source::lay_out(stage.folder().join("source"), &PEOPLE);
        Self {
            stage,
            witness,
            rclone,
            source,
            runs: 0,
            _relay: relay,
        }
    }

    /// Runs the program until it says that both sides are the same; after so many changes the server is killed.
    async fn round(&mut self, kill_after: Option<u64>, more: &[&str]) {
        let files = self.source.below(MOUNT).into_iter();
        self.witness.book().source = files.map(|(path, _)| path).collect();
        let mut acknowledged = self.witness.acknowledged();
        let mut kill_at = kill_after.map(|count| *acknowledged.borrow() + count);
        for _ in 0..MOST_RUNS {
            self.runs += 1;
            let run = self.rclone.run("sync", self.source.root(), more);
            tokio::pin!(run);
            let ran = loop {
                let reached = async {
                    match kill_at {
                        Some(at) => drop(acknowledged.wait_for(|count| *count >= at).await),
                        None => std::future::pending().await,
                    }
                };
                tokio::select! {
                    ran = &mut run => break ran,
                    () = reached => {}
                }
                kill_at = None;
                self.stage
                    .kill_and_restart(Duration::from_millis(500))
                    .await;
                rest(AFTERMATH).await;
                self.witness.book().settle();
            };
            self.witness.book().settle();
            assert!(matches!(ran.code, Some(0..=9)), "{ran:?}");
            if ran.code == Some(0) {
                assert_eq!(kill_at, None, "it was killed in the middle");
                return;
            }
        }
        let book = self.witness.book();
        let (answers, complaints) = (&book.answers, &book.complaints);
        unreachable!("it never came to an end: {answers:?} {complaints:?}");
    }

    /// Both sides hold the same, by what the program reads and by what lies in the simulator.
    async fn compare(&self) {
        let checked = self
            .rclone
            .run("check", self.source.root(), &["--download"])
            .await;
        assert_eq!(checked.code, Some(0), "{}", checked.beside);
        let there = self.witness.truth.files();
        assert_eq!(there, self.source.below(MOUNT));
    }

    /// Every removal at Microsoft's answers one that the program has asked for, and it had a reason.
    fn judge_removals(&self) -> usize {
        let entries = self.stage.sim.journal().entries();
        let removals = entries
            .iter()
            .filter(|entry| entry.listener == Listener::Graph && entry.method == "DELETE");
        let mut book = self.witness.book();
        let mut count = 0;
        let mut complaints = Vec::new();
        for entry in removals {
            count += 1;
            let is_asked = |removal: &&Removal| {
                let (from, until) = removal.journal;
                let id = removal.id.as_deref();
                entry.number > from
                    && until.is_none_or(|until| entry.number <= until)
                    && id.is_some_and(|id| entry.path.ends_with(id))
            };
            if !book.removals.iter().any(|removal| is_asked(&removal)) {
                complaints.push(format!("nobody asked for DELETE {}", entry.path));
            }
        }
        let unknown = book
            .removals
            .iter()
            .filter(|removal| removal.reason == Reason::Unknown);
        complaints
            .extend(unknown.map(|removal| format!("deleted for no reason: {}", removal.path)));
        book.complaints.extend(complaints);
        count
    }
}

/// A port that stays the server's over its lives.
fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("it is bound").port()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sync_of_two_thousand_files_under_faults_and_kills_loses_nothing() {
    let Some(program) = installed("rclone") else {
        return;
    };
    let mut play = Play::set(program).await;
    let watch = Stopwatch::start();
    mischief::begin(&play.stage.sim.faults());
    play.round(Some(KILLED_AFTER[0]), &[]).await;
    play.source.change(1);
    play.round(Some(KILLED_AFTER[1]), &[]).await;
    play.source.change(2);
    play.round(None, RENAMING).await;
    let took = watch.elapsed();
    let struck: u64 = play.stage.sim.faults().strikes().iter().sum();
    play.stage.sim.faults().clear();

    let before = play.witness.book().written.len();
    play.round(None, &[]).await;
    let written = play.witness.book().written.split_off(before);
    assert!(written.is_empty(), "they were there already: {written:?}");
    play.compare().await;
    let removed = play.judge_removals();
    report(&play, (took, struck, removed));
    let complaints = std::mem::take(&mut play.witness.book().complaints);
    assert!(complaints.is_empty(), "{complaints:#?}");
    play.stage.strike().await;
}

/// How many answers there were of this kind.
fn count(play: &Play, is_meant: impl Fn(&str, u16) -> bool) -> u64 {
    let book = play.witness.book();
    let answers = book.answers.iter();
    let meant = answers.filter(|((method, status), _)| is_meant(method, *status));
    meant.map(|(_, count)| count).sum()
}

fn report(play: &Play, (took, struck, removed): (Duration, u64, usize)) {
    let files = play.source.below(MOUNT).len();
    let journal = play.stage.sim.journal();
    let mut figures =
        Figures::of("rclone sync while Microsoft fails and the server is killed twice");
    figures.add("files in the end", files);
    figures.add("written in all", mebibytes(play.source.bytes()));
    figures.add("time", time(took));
    figures.add("runs of rclone until all was well", play.runs);
    figures.add(
        "requests to Microsoft, of which failed",
        format!("{}, {struck}", journal.last_number()),
    );
    let of = |wanted: &'static str| count(play, move |method, _| method == wanted);
    let failed = |wanted: &'static str| {
        count(play, move |method, status| {
            method == wanted && (status == 0 || status >= 500)
        })
    };
    for (what, method) in [
        ("listings", "PROPFIND"),
        ("files written", "PUT"),
        ("moves", "MOVE"),
        ("deletions", "DELETE"),
    ] {
        let figure = format!("{}, {}", of(method), failed(method));
        figures.add(
            format!("{what} asked for, of which failed or had no answer"),
            figure,
        );
    }
    figures.add("deletions at Microsoft's, each asked for", removed);
    let book = play.witness.book();
    let reasons = |reason| {
        book.removals
            .iter()
            .filter(|removal| removal.reason == reason)
            .count()
    };
    figures.add(
        "of those asked for: gone at the source",
        reasons(Reason::Gone),
    );
    figures.add(
        "of those asked for: rclone was not sure of its upload",
        reasons(Reason::Doubt),
    );
    figures.print();
}
