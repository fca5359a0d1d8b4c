//! One fault at one call of one deed.

use graph_sim::{Exchange, Fault, Listener};

use super::deed::Deed;
use super::trouble::{self, Trouble};

/// A call that a deed makes where nothing fails.
#[derive(Clone, Debug)]
pub(super) struct Call {
    /// Such as `PUT {upload}`.
    pub(super) route: String,
    listener: Listener,
    method: String,
    /// Which call to its host it is, from 1; and which of its method there.
    number: u64,
    number_of_kind: u64,
    /// Calls to the other host before it.
    elsewhere: u64,
    has_body: bool,
    is_answered: bool,
}

/// How much a fault strikes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Extent {
    /// This call alone.
    Once,
    /// This call, and all of its method after it.
    Kind,
    /// This call, and whatever else is asked after it.
    All,
}

/// What is to be played.
#[derive(Clone, Debug)]
pub(super) struct Case {
    pub(super) deed: Deed,
    pub(super) call: Call,
    pub(super) trouble: Trouble,
    /// The service does what it is asked for, and then the fault strikes.
    pub(super) is_behind: bool,
    pub(super) extent: Extent,
}

impl Call {
    /// The calls of a deed that was watched.
    pub(super) fn all(exchanges: &[Exchange]) -> Vec<Self> {
        let mut calls: Vec<Self> = Vec::new();
        for exchange in exchanges
            .iter()
            .filter(|one| one.listener != Listener::Login)
        {
            let like = |is_like: &dyn Fn(&Self) -> bool| {
                calls.iter().filter(|call| is_like(call)).count() as u64
            };
            let here = |call: &Self| call.listener == exchange.listener;
            calls.push(Self {
                route: exchange.route.clone(),
                listener: exchange.listener,
                method: exchange.method.clone(),
                number: 1 + like(&here),
                number_of_kind: 1 + like(&|call| here(call) && call.method == exchange.method),
                elsewhere: like(&|call| !here(call)),
                has_body: exchange.bytes_in > 0,
                is_answered: exchange.bytes_out > 0,
            });
        }
        calls
    }

    /// Whether it only looks.
    fn is_question(&self) -> bool {
        self.method == "GET"
    }

    pub(super) fn title(&self) -> String {
        match self.number_of_kind {
            1 => format!("`{}`", self.route),
            number => format!("`{}`, no. {number}", self.route),
        }
    }
}

impl Extent {
    pub(super) const ALL: [Self; 3] = [Self::Once, Self::Kind, Self::All];
}

impl Case {
    /// All that can befall a call of a deed.
    pub(super) fn all(deed: Deed, call: &Call) -> Vec<Self> {
        let troubles = if call.is_question() {
            trouble::of_questions()
        } else {
            trouble::all()
        };
        let mut cases = Vec::new();
        for trouble in troubles {
            for is_behind in [false, true] {
                let makes_sense = trouble.strikes(is_behind, call.has_body, call.is_answered);
                if !makes_sense || (is_behind && call.is_question()) {
                    continue;
                }
                let extents = Extent::ALL.into_iter();
                let extents = extents.filter(|extent| trouble.can_strike(*extent));
                cases.extend(extents.map(|extent| Self {
                    deed,
                    call: call.clone(),
                    trouble,
                    is_behind,
                    extent,
                }));
            }
        }
        cases
    }

    /// The rules for the simulator.
    pub(super) fn faults(&self) -> Vec<Fault> {
        let Call {
            listener, method, ..
        } = &self.call;
        let strike = |fault: Fault| {
            let fault = (self.trouble.strike)(fault);
            if self.is_behind { fault.after() } else { fault }
        };
        let here = Fault::on(*listener);
        let elsewhere = Fault::on(match listener {
            Listener::Graph => Listener::Content,
            _ => Listener::Graph,
        });
        let (number, then) = (self.call.number, self.call.elsewhere + 1);
        match self.extent {
            Extent::Once => vec![strike(here.nth(number))],
            Extent::Kind => {
                let kind = here.method(method).nth(self.call.number_of_kind);
                vec![strike(kind.always())]
            }
            Extent::All => vec![
                strike(here.nth(number).always()),
                strike(elsewhere.nth(then).always()),
            ],
        }
    }

    pub(super) fn name(&self) -> String {
        let when = if self.is_behind { "behind" } else { "before" };
        let (deed, call) = (self.deed.title(), self.call.title());
        let (trouble, extent) = (self.trouble.name, self.extent);
        format!("{deed}, {call}: {trouble}, {when}, {extent:?}")
    }
}
