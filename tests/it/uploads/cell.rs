//! One trouble at one place of one upload.

use std::time::Duration;

use graph_sim::{Fault, Listener};

use super::ground::{Ground, OLD, UNIT, bytes_of};
use super::source::{Content, Way};

/// What goes wrong, once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Trouble {
    /// The connection breaks without an answer.
    Reset,
    /// 500
    Broken,
    /// 503
    Down,
    /// 503 with `Retry-After: 2`
    DownForAWhile,
    /// 404
    NotFound,
    /// 416
    OutOfOrder,
    /// 429 with `Retry-After: 2`
    Throttled,
    /// No answer, and the connection stays.
    Stalled,
}

/// Where it goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// The making of the session.
    Creation,
    /// Its first fragment.
    First,
    /// One in the middle.
    Middle,
    /// The last one, which commits.
    Commit,
    /// The one call in which a small file goes up.
    Small,
}

/// Before the service did what it was asked for, or behind the deed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Moment {
    Before,
    After,
}

/// What comes of an upload.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// The file is there, whole, and has one version more.
    Written,
    /// An error; the old file is as it was.
    Refused,
}

/// One upload with one trouble.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cell {
    pub(super) trouble: Trouble,
    pub(super) moment: Moment,
    pub(super) place: Place,
    pub(super) way: Way,
}

impl Trouble {
    pub(super) const QUICK: [Self; 7] = [
        Self::Reset,
        Self::Broken,
        Self::Down,
        Self::DownForAWhile,
        Self::NotFound,
        Self::OutOfOrder,
        Self::Throttled,
    ];

    fn befall(self, fault: Fault) -> Fault {
        let told = |fault: Fault, status, code| {
            let body = format!(r#"{{"error":{{"code":"{code}","message":"Trouble"}}}}"#);
            fault
                .status(status)
                .header("Content-Type", "application/json")
                .body(body)
        };
        match self {
            Self::Reset => fault.drop_connection(),
            Self::Broken => told(fault, 500, "generalException"),
            Self::Down => told(fault, 503, "serviceNotAvailable"),
            Self::DownForAWhile => {
                told(fault, 503, "serviceNotAvailable").header("Retry-After", "2")
            }
            Self::NotFound => told(fault, 404, "itemNotFound"),
            Self::OutOfOrder => told(fault, 416, "invalidRange"),
            Self::Throttled => told(fault, 429, "activityLimitReached").header("Retry-After", "2"),
            Self::Stalled => fault.stall(),
        }
    }
}

impl Place {
    const ALL: [Self; 5] = [
        Self::Creation,
        Self::First,
        Self::Middle,
        Self::Commit,
        Self::Small,
    ];

    fn fault(self) -> Fault {
        let fragment = Fault::on(Listener::Content).method("PUT");
        match self {
            Self::Creation => Fault::on(Listener::Graph)
                .path_matches("createUploadSession$")
                .nth(1),
            Self::First => fragment.nth(1),
            Self::Middle => fragment.nth(2),
            Self::Commit => fragment.nth(Self::FRAGMENTS),
            Self::Small => Fault::on(Listener::Graph)
                .method("PUT")
                .path_matches("content$")
                .nth(1),
        }
    }

    /// Fragments of what goes up in a session: over 4 MiB.
    const FRAGMENTS: u64 = 14;

    fn length(self) -> usize {
        match self {
            Self::Small => 2_000,
            _ => 13 * UNIT + 7,
        }
    }
}

impl Cell {
    /// All cells of some troubles.
    pub(super) fn all(troubles: &[Trouble]) -> Vec<Self> {
        let mut cells = Vec::new();
        for &trouble in troubles {
            for moment in [Moment::Before, Moment::After] {
                for place in Place::ALL {
                    for way in [Way::Known, Way::Again] {
                        cells.push(Self {
                            trouble,
                            moment,
                            place,
                            way,
                        });
                    }
                }
            }
        }
        cells
    }

    /// Plays it on a file of its own; what is wrong with how it ended.
    pub(super) async fn play(self, ground: &Ground, due: Outcome) -> Option<String> {
        let name = format!("{self:?}.bin").replace([':', '{', '}', ','], "");
        ground.add_old(&name);
        ground.sim.faults().clear();
        let fault = self.trouble.befall(self.place.fault());
        let fault = match self.moment {
            Moment::Before => fault,
            Moment::After => fault.after(),
        };
        ground.sim.faults().add(fault);
        let bytes = bytes_of(self.place.length());
        let sent = ground
            .put(&name, Content::of(&bytes).source(self.way))
            .await;
        let struck = ground.sim.faults().strikes();
        let outcome = match &sent {
            Ok(_) => Outcome::Written,
            Err(_) => Outcome::Refused,
        };
        let mut faults = Vec::new();
        if struck != [1] {
            faults.push(format!("the fault struck {struck:?} times"));
        }
        if outcome != due {
            let code = sent.as_ref().err().map(onefold::domain::Error::code);
            faults.push(format!("it is {outcome:?} ({code:?})"));
        }
        faults.extend(match outcome {
            Outcome::Written => ground.fault_in(&name, &bytes, 2),
            Outcome::Refused => ground.fault_in(&name, OLD, 1),
        });
        let open = ground.sim.uploads().open().len();
        if open != self.left_open() {
            faults.push(format!("{open} sessions are left open"));
        }
        ground.wait(Duration::from_mins(20));
        (!faults.is_empty()).then(|| format!("{self:?}: {}", faults.join("; ")))
    }

    /// A session whose making was never told to us has an address that nobody knows: Microsoft forgets it
    /// by itself. All others we end.
    fn left_open(self) -> usize {
        usize::from(self.place == Place::Creation && self.moment == Moment::After)
    }
}
