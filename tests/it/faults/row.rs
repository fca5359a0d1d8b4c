//! One fault at one stage, once or always: what is played, what came of it, and whether it may be so.

use std::time::Duration;

use graph_sim::{Exchange, Listener};

use super::outcome::Outcome;
use super::position::Position;
use super::stage::{Door, Often, Stage};
use super::trouble::{Promise, Trouble};

/// What is to be played.
#[derive(Clone, Debug)]
pub(super) struct Case {
    pub(super) stage: Stage,
    pub(super) trouble: Trouble,
    pub(super) often: Often,
    /// The switch that is turned; `None` where all are as they mostly are.
    pub(super) position: Option<Position>,
}

/// A case, and what came of it by each door.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) case: Case,
    pub(super) cells: Vec<Cell>,
}

/// What came of it by one door.
#[derive(Clone, Debug)]
pub(super) struct Cell {
    pub(super) door: Door,
    pub(super) calls: Calls,
    pub(super) waits: Vec<Duration>,
    pub(super) outcome: Outcome,
}

/// Calls that Microsoft's three services have seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Calls {
    pub(super) login: usize,
    pub(super) graph: usize,
    pub(super) content: usize,
}

impl Case {
    /// Once, and always where it can go on.
    pub(super) fn of(stage: Stage, trouble: &Trouble) -> Vec<Self> {
        let case = |often| Self {
            stage,
            trouble: trouble.clone(),
            often,
            position: None,
        };
        let both = Often::BOTH.into_iter();
        both.filter(|often| trouble.recurs() || *often == Often::Once)
            .map(case)
            .collect()
    }

    pub(super) fn is_slow(&self) -> bool {
        self.trouble.blow.is_slow()
    }

    /// Whether both strike the same stage, with the same switch turned.
    pub(super) fn is_beside(&self, other: &Self) -> bool {
        let name = |case: &Self| case.position.map(|position| position.name);
        self.stage == other.stage && name(self) == name(other)
    }
}

impl Row {
    /// What is not as the rules promise, cell by cell.
    pub(super) fn lies(&self) -> Vec<String> {
        let case = &self.case;
        let turned = case.position.map_or("", |position| position.name);
        let (title, name, often) = (case.stage.title(), &case.trouble.name, case.often.word());
        let lie = |cell: &Cell| {
            let flaw = self.flaw(cell)?;
            let door = cell.door.column();
            Some(format!(
                "{title}, {name} {often} {turned} by {door}: {flaw}"
            ))
        };
        self.cells.iter().filter_map(lie).collect()
    }

    fn flaw(&self, cell: &Cell) -> Option<String> {
        let Case { trouble, often, .. } = &self.case;
        let promise = match self.case.position {
            Some(position) if !position.mends => None,
            _ => Some(trouble.promise(*often)),
        };
        match (&cell.outcome, promise) {
            (Outcome::Lie(lie), _) => Some(lie.clone()),
            (Outcome::Whole { .. }, Some(Promise::Told)) => {
                Some("it was not to be mended".to_owned())
            }
            (told @ (Outcome::Told { .. } | Outcome::Broken), Some(Promise::Mended)) => {
                Some(format!("it was to be mended: {told:?}"))
            }
            (Outcome::Told { wait, .. }, _) if trouble.wait.is_some() && *wait != trouble.wait => {
                Some(format!("{wait:?} is not the wait that was asked for"))
            }
            _ => None,
        }
    }
}

impl Calls {
    pub(super) fn of(exchanges: &[Exchange]) -> Self {
        let on = |listener| {
            let seen = exchanges.iter().filter(|one| one.listener == listener);
            seen.count()
        };
        Self {
            login: on(Listener::Login),
            graph: on(Listener::Graph),
            content: on(Listener::Content),
        }
    }
}
