//! What was asked, in which order, and what that allows to be seen and done.

use std::collections::{BTreeMap, BTreeSet, HashMap};

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
    Doubtful,
}

/// Why the program asked that something be deleted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Reason {
    /// It is gone at its source.
    Gone,
    /// It could not be sure that it is whole: what it asked about it last was answered by a failure, or not.
    Doubt,
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
            _ if is_good || status == Some(404) => {}
            _ => drop(self.standing.insert(path.to_owned(), Standing::Doubtful)),
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
            Some(Standing::Acknowledged) | None => Reason::Unknown,
        }
    }

    pub(super) fn complain(&mut self, complaint: String) {
        self.complaints.push(complaint);
    }
}

fn is_within(path: &str, above: &str) -> bool {
    let rest = path.strip_prefix(above);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}
