//! What was asked, in which order, and what that allows to be seen and done.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::truth::File;

/// Moments, counted.
pub(super) type Moment = u64;

/// A time in which a request may change what lies at some paths, and all below them.
#[derive(Debug)]
struct Touch {
    paths: Vec<String>,
    /// None: it may still do so.
    until: Option<Moment>,
}

/// How the last attempt to put something at a path ended, as far as the program knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Standing {
    Acknowledged,
    /// It was acknowledged, and then something that was asked of it had no answer.
    Unheard,
    /// It was refused, or had no answer.
    Doubtful,
}

/// Why the program asked that something be deleted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Reason {
    /// It is gone at its source.
    Gone,
    /// Its last attempt to write it was refused, or had no answer.
    Doubt,
    /// What it has written was acknowledged, and then it asked about it and had no answer.
    Silence,
    /// None that anybody knows.
    Unknown,
}

/// A wish to delete.
#[derive(Debug)]
pub(super) struct Removal {
    pub(super) path: String,
    /// What lay there, by Microsoft's id.
    pub(super) id: Option<String>,
    pub(super) reason: Reason,
    /// The number of the latest entry of the journal when it was asked, and when it was answered.
    pub(super) journal: (u64, Option<u64>),
}

/// A write that was refused.
#[derive(Debug)]
pub(super) struct Refusal {
    pub(super) path: String,
    /// What lay there when it was refused; nobody but the server could make it anything else since.
    pub(super) left: Option<File>,
    pub(super) since: Moment,
}

/// A removal that is under way, by its place in [`Book::removals`], and a change, by its place among all.
pub(super) type Place = usize;

#[derive(Debug, Default)]
pub(super) struct Book {
    moment: Moment,
    touches: Vec<Touch>,
    lost: Vec<Place>,
    standing: HashMap<String, Standing>,
    /// What there is at the source.
    pub(super) source: BTreeSet<String>,
    pub(super) removals: Vec<Removal>,
    /// Those after which nobody has been at work there.
    pub(super) refusals: Vec<Refusal>,
    /// The SHA-1 of whatever may lie anywhere, by its SHA-256.
    pub(super) sha1: HashMap<String, String>,
    /// How many tags and sums were shown that could be compared.
    pub(super) compared: (u64, u64),
    /// The paths at which somebody wanted to write, in order.
    pub(super) written: Vec<String>,
    /// How often each method was answered by each status; 0 for no answer.
    pub(super) answers: BTreeMap<(String, u16), u64>,
    pub(super) complaints: Vec<String>,
}

impl Book {
    /// A moment later than all before.
    pub(super) const fn tick(&mut self) -> Moment {
        self.moment += 1;
        self.moment
    }

    /// From now on something may change at these paths.
    pub(super) fn touch(&mut self, paths: Vec<String>) -> Place {
        self.touches.push(Touch { paths, until: None });
        self.touches.len() - 1
    }

    /// It is over; where it had no answer, nobody knows yet whether it is.
    pub(super) fn release(&mut self, place: Place, is_answered: bool) {
        if is_answered {
            let now = self.tick();
            self.touches[place].until = Some(now);
        } else {
            self.lost.push(place);
        }
    }

    /// Whatever had no answer has done by now what it ever will.
    pub(super) fn settle(&mut self) {
        let now = self.tick();
        for place in std::mem::take(&mut self.lost) {
            self.touches[place].until = Some(now);
        }
    }

    /// Whether what lies at a path may have changed since then.
    pub(super) fn is_touched(&self, path: &str, since: Moment) -> bool {
        let overlaps = |touch: &&Touch| touch.until.is_none_or(|until| until >= since);
        let mut touches = self.touches.iter().filter(overlaps);
        touches.any(|touch| touch.paths.iter().any(|above| is_within(path, above)))
    }

    /// Notes how a request about a path ended.
    pub(super) fn note(&mut self, (method, path): (&str, &str), status: Option<u16>) {
        let key = (method.to_owned(), status.unwrap_or(0));
        *self.answers.entry(key).or_default() += 1;
        let is_good = status.is_some_and(|status| status < 300);
        match method {
            "PUT" | "MOVE" | "COPY" => {
                if method == "PUT" {
                    self.written.push(path.to_owned());
                }
                let standing = if is_good {
                    Standing::Acknowledged
                } else {
                    Standing::Doubtful
                };
                self.standing.insert(path.to_owned(), standing);
            }
            "DELETE" if is_good => drop(self.standing.remove(path)),
            // A failure that was told excuses nobody: what was acknowledged stays so.
            _ if status.is_none() => {
                if let Some(standing @ Standing::Acknowledged) = self.standing.get_mut(path) {
                    *standing = Standing::Unheard;
                }
            }
            _ => {}
        }
    }

    /// Why somebody may want to delete what lies at a path.
    pub(super) fn reason(&self, path: &str) -> Reason {
        let below = format!("{path}/");
        let mut within = self.source.range(below.clone()..);
        let is_wanted = self.source.contains(path)
            || within.next().is_some_and(|next| next.starts_with(&below));
        match self.standing.get(path) {
            _ if !is_wanted => Reason::Gone,
            Some(Standing::Doubtful) => Reason::Doubt,
            Some(Standing::Unheard) => Reason::Silence,
            Some(Standing::Acknowledged) | None => Reason::Unknown,
        }
    }

    /// How often one of these methods was answered so; 0 for no answer.
    pub(super) fn count(&self, is_meant: impl Fn(&str, u16) -> bool) -> u64 {
        let answers = self.answers.iter();
        let meant = answers.filter(|((method, status), _)| is_meant(method, *status));
        meant.map(|(_, count)| count).sum()
    }

    /// How many removals were asked for because of this.
    pub(super) fn removals_for(&self, reason: Reason) -> u64 {
        let removals = self.removals.iter();
        removals.filter(|it| it.reason == reason).count() as u64
    }

    pub(super) fn complain(&mut self, complaint: String) {
        self.complaints.push(complaint);
    }
}

/// Whether a path is another one or below it.
pub(super) fn is_within(path: &str, above: &str) -> bool {
    let rest = path.strip_prefix(above);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}
