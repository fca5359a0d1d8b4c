//! Two thousand files are kept the same by a program of others, while Microsoft fails one time in twenty, one drive
//! after another can't be changed for a while, and the server is killed twice in the middle of it.
//!
//! - `source`: the files, and how they change
//! - `rclone`: the program; `onlooker`: somebody who looks at what it does
//! - `wire`, `relay`: what is said between the program and the server, as it passes by
//! - `witness`: holds every answer to what lies in the simulator
//! - `trial`: that the witness can complain
//! - `book`: what was asked, and what that allows
//! - `listing`, `truth`: what is shown, what is there
//! - `mischief`: what goes wrong
//! - `report`: that all of it went wrong, and figures

mod book;
mod listing;
mod mischief;
mod onlooker;
mod rclone;
mod relay;
mod report;
mod source;
mod trial;
mod truth;
mod wire;
mod witness;

use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use graph_sim::{Listener, Switches};
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::ground::Ground;
use crate::program::{Ran, installed};
use crate::stage::Stage;
use crate::stopwatch::{Stopwatch, rest};
use book::{Reason, Removal};
use mischief::Mischief;
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

/// The drives that can't be changed for a while, one in each round, until so many writes were refused.
const BROKEN: [usize; 3] = [3, 8, 13];
const REFUSED: u64 = 5;

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
    mischief: Mischief,
    runs: u32,
    _relay: JoinSet<()>,
    _onlooker: JoinSet<()>,
}

/// What befalls a round beside the mischief: after how many more changes the server is killed, and which drive can't
/// be changed at first.
#[derive(Clone, Copy, Debug, Default)]
struct Plight {
    kill_after: Option<u64>,
    broken: Option<usize>,
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
        let mounts = witness.truth.drives.iter().map(|it| it.path.clone());
        let onlooker = onlooker::look(address, &stage.admin, mounts.collect());
        let mischief = Mischief::begin(stage.sim.faults());
        let source = Source::lay_out(stage.folder().join("source"), &PEOPLE);
        Self {
            stage,
            witness,
            rclone,
            source,
            mischief,
            runs: 0,
            _relay: relay,
            _onlooker: onlooker,
        }
    }

    /// Runs the program until it says that both sides are the same.
    async fn round(&mut self, plight: Plight, more: &[&str]) {
        let files = self.source.below(MOUNT).into_iter();
        self.witness.book().source = files.map(|(path, _)| path).collect();
        self.witness.book().sha1.clone_from(self.source.sha1());
        let (acknowledged, refused) = (self.witness.acknowledged(), self.witness.refused());
        let kill_at = plight.kill_after.map(|it| *acknowledged.borrow() + it);
        let mend_at = plight.broken.map(|_| *refused.borrow() + REFUSED);
        let mut turns = (Turn::at(acknowledged, kill_at), Turn::at(refused, mend_at));
        if let Some(broken) = plight.broken {
            let owner = &self.witness.truth.drives[broken].owner;
            self.mischief.break_down(&owner.drive_id);
        }
        for _ in 0..MOST_RUNS {
            let ran = self.run(&mut turns, more).await;
            self.witness.settle();
            assert!(matches!(ran.code, Some(0..=9)), "{ran:?}");
            if ran.code == Some(0) {
                let (kill, mend) = &turns;
                assert!(!kill.is_due, "it was killed in the middle");
                assert!(!mend.is_due, "somebody was refused in the middle");
                return;
            }
        }
        let book = self.witness.book();
        let (answers, complaints) = (&book.answers, &book.complaints);
        unreachable!("it never came to an end: {answers:?} {complaints:?}");
    }

    /// Runs the program once; kills the server, and mends what is broken, when it is time.
    async fn run(&mut self, (kill, mend): &mut (Turn, Turn), more: &[&str]) -> Ran {
        self.runs += 1;
        let run = self.rclone.run("sync", self.source.root(), more);
        tokio::pin!(run);
        loop {
            tokio::select! {
                ran = &mut run => return ran,
                () = mend.come() => self.mischief.mend(),
                () = kill.come() => {
                    self.stage.kill_and_restart(Duration::from_millis(500)).await;
                    rest(AFTERMATH).await;
                    self.witness.settle();
                }
            }
        }
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

/// When something is to happen: once a count is so large.
struct Turn {
    count: watch::Receiver<u64>,
    at: u64,
    is_due: bool,
}

impl Turn {
    fn at(count: watch::Receiver<u64>, at: Option<u64>) -> Self {
        Self {
            count,
            is_due: at.is_some(),
            at: at.unwrap_or_default(),
        }
    }

    /// Comes once.
    async fn come(&mut self) {
        if !self.is_due {
            return std::future::pending().await;
        }
        let at = self.at;
        drop(self.count.wait_for(|count| *count >= at).await);
        self.is_due = false;
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
    let plight = |round: usize| Plight {
        kill_after: KILLED_AFTER.get(round).copied(),
        broken: Some(BROKEN[round]),
    };
    play.round(plight(0), &[]).await;
    play.source.change(1);
    play.round(plight(1), &[]).await;
    play.source.change(2);
    play.round(plight(2), RENAMING).await;
    let took = watch.elapsed();
    let asked = play.stage.sim.journal().last_number();
    let struck = play.mischief.end();

    let before = play.witness.book().written.len();
    play.round(Plight::default(), &[]).await;
    let written = play.witness.book().written.split_off(before);
    assert!(written.is_empty(), "they were there already: {written:?}");
    play.compare().await;
    play.witness.settle();
    let removed = play.judge_removals();
    report::print(&play, (took, asked, struck), removed);
    let complaints = std::mem::take(&mut play.witness.book().complaints);
    assert!(complaints.is_empty(), "{complaints:#?}");
    report::assert_that_it_was_hard(&play.witness.book(), (asked, struck));
    play.stage.strike().await;
}
