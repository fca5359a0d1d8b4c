//! Who sees every request and every answer, and holds them to what lies in the simulator.

use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::watch;

use super::book::{Book, Moment, Place, Removal};
use super::listing::{Rows, path_of, rows};
use super::truth::{File, Found, Truth};

/// A request, before the server has it.
#[derive(Debug)]
pub(super) struct Question {
    pub(super) method: String,
    pub(super) target: String,
    pub(super) depth: Option<String>,
    pub(super) destination: Option<String>,
}

/// An answer, before the program has it.
#[derive(Debug)]
pub(super) struct Answer {
    /// None: there is none, nor will there be.
    pub(super) status: Option<u16>,
    /// What the body of the request came to, if all of it was sent.
    pub(super) sent: Option<String>,
    /// The body of the answer, where it is a multistatus.
    pub(super) body: String,
}

/// A request that is under way, and how the world was before it.
#[derive(Debug)]
pub(super) struct Seen {
    method: String,
    path: String,
    /// What it brings, and where to.
    destination: Option<String>,
    since: Moment,
    before: Before,
}

#[derive(Debug)]
enum Before {
    Listed { is_deep: bool, found: Found },
    Put { touch: Place, file: Option<File> },
    Removed { touch: Place, removal: Place },
    Changed { touch: Place },
    Any,
}

/// The witness.
#[derive(Debug)]
pub(super) struct Witness {
    pub(super) truth: Truth,
    book: Mutex<Book>,
    /// How many changes have been acknowledged.
    acknowledged: watch::Sender<u64>,
}

impl Witness {
    pub(super) fn of(truth: Truth) -> Self {
        Self {
            truth,
            book: Mutex::default(),
            acknowledged: watch::Sender::new(0),
        }
    }

    pub(super) fn book(&self) -> MutexGuard<'_, Book> {
        self.book.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How many changes have been acknowledged, as it grows.
    pub(super) fn acknowledged(&self) -> watch::Receiver<u64> {
        self.acknowledged.subscribe()
    }

    /// Somebody asks; the server does not know it yet.
    pub(super) fn begin(&self, question: Question) -> Seen {
        let path = path_of(&question.target);
        let destination = question.destination.as_deref().map(path_of);
        let since = self.book().tick();
        let before = match question.method.as_str() {
            "PROPFIND" => Before::Listed {
                is_deep: question.depth.as_deref() == Some("1"),
                found: self.truth.find(&path),
            },
            "PUT" => Before::Put {
                touch: self.book().touch(vec![path.clone()]),
                file: self.truth.file(&path),
            },
            "DELETE" => self.before_removal(&path),
            "MKCOL" | "MOVE" | "COPY" | "PROPPATCH" => {
                let places = [Some(path.clone()), destination.clone()];
                let touch = self.book().touch(places.into_iter().flatten().collect());
                Before::Changed { touch }
            }
            _ => Before::Any,
        };
        Seen {
            method: question.method,
            path,
            destination,
            since,
            before,
        }
    }

    fn before_removal(&self, path: &str) -> Before {
        let id = self.truth.id(path);
        let number = self.truth.sim.journal().last_number();
        let mut book = self.book();
        let reason = book.reason(path);
        book.removals.push(Removal {
            path: path.to_owned(),
            id,
            reason,
            journal: (number, None),
        });
        Before::Removed {
            touch: book.touch(vec![path.to_owned()]),
            removal: book.removals.len() - 1,
        }
    }

    /// The server has answered, or never will; the program does not know it yet.
    pub(super) fn end(&self, seen: &Seen, answer: &Answer) {
        let status = answer.status;
        let is_answered = status.is_some();
        match &seen.before {
            Before::Listed { is_deep, found } => {
                self.judge_listing(seen, answer, (*is_deep, found));
            }
            Before::Put { touch, file } => {
                self.judge_put(&seen.path, answer, file.as_ref());
                self.book().release(*touch, is_answered);
            }
            Before::Removed { touch, removal } => {
                let number = self.truth.sim.journal().last_number();
                let mut book = self.book();
                book.removals[*removal].journal.1 = is_answered.then_some(number);
                book.release(*touch, is_answered);
            }
            Before::Changed { touch } => self.book().release(*touch, is_answered),
            Before::Any => {}
        }
        let target = seen.destination.as_deref().unwrap_or(&seen.path);
        self.book().note((&seen.method, target), status);
        let is_change = !matches!(seen.before, Before::Listed { .. } | Before::Any);
        if is_change && status.is_some_and(|status| status < 300) {
            self.acknowledged.send_modify(|count| *count += 1);
        }
    }

    /// What is acknowledged lies there; what is refused was not written by this request.
    fn judge_put(&self, path: &str, answer: &Answer, before: Option<&File>) {
        let Some(status) = answer.status else {
            return;
        };
        let after = self.truth.file(path);
        let sum = answer.sent.as_deref();
        let is_there = after
            .as_ref()
            .is_some_and(|file| Some(file.sum.as_str()) == sum);
        let is_new = after.as_ref().map(|file| &file.etag) != before.map(|file| &file.etag);
        let complaint = match status {
            200..300 if is_there => return,
            200..300 => "and it is not there",
            _ if is_there && is_new => "and it was written",
            _ => return,
        };
        let complaint = format!("PUT {path}: {status}, {complaint} ({before:?}, {after:?})");
        self.book().complain(complaint);
    }

    /// Whatever was there all the time is listed as it is, whatever is listed was there at some time, and what
    /// was there all the time is never said to be missing.
    fn judge_listing(&self, seen: &Seen, answer: &Answer, (is_deep, before): (bool, &Found)) {
        let after = self.truth.find(&seen.path);
        let mut book = self.book();
        let what = format!("PROPFIND {}", seen.path);
        match answer.status {
            Some(404) => {
                let is_steady = *before != Found::Nothing
                    && after != Found::Nothing
                    && !book.is_touched(&seen.path, seen.since);
                if is_steady {
                    book.complain(format!("{what}: 404, and it is there"));
                }
            }
            Some(207) => {
                let shown = rows(&answer.body);
                let (before, after) = (known(&seen.path, before), known(&seen.path, &after));
                let is_asked = |path: &String| is_deep || *path == seen.path;
                let changed = |path: &str| book.is_touched(path, seen.since);
                let all = before.keys().chain(after.keys()).chain(shown.keys());
                let wrong: Vec<_> = all
                    .filter(|path| is_asked(path) && !changed(path))
                    .filter(|path| shown.get(*path) != after.get(*path))
                    .map(|path| (path, shown.get(path), after.get(path)))
                    .map(|wrong| format!("{wrong:?}"))
                    .collect();
                if !wrong.is_empty() {
                    let (count, all) = (shown.len(), after.len());
                    let wrong = wrong.join(", ");
                    book.complain(format!("{what}: {count} rows for {all}: {wrong}"));
                }
            }
            Some(status) if status < 300 => book.complain(format!("{what}: {status}")),
            _ => {}
        }
    }
}

/// What a listing of it shows: itself, and what it holds.
fn known(path: &str, found: &Found) -> Rows {
    let own = |size| (path.to_owned(), size);
    match found {
        Found::Nothing => Rows::new(),
        Found::File(size) => [own(Some(*size))].into(),
        Found::Folder(rows) => rows
            .iter()
            .map(|(path, size)| (path.clone(), *size))
            .chain([own(None)])
            .collect(),
    }
}
