//! Who sees every request and every answer, and holds them to what lies in the simulator.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::watch;

use super::book::{Book, Moment, Place, Refusal, Removal, is_within};
use super::listing::{Shown, path_of, rows};
use super::truth::{File, Found, Members, Truth};

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
    /// How many files were not written, since something failed.
    refused: watch::Sender<u64>,
}

impl Witness {
    pub(super) fn of(truth: Truth) -> Self {
        Self {
            truth,
            book: Mutex::default(),
            acknowledged: watch::Sender::new(0),
            refused: watch::Sender::new(0),
        }
    }

    pub(super) fn book(&self) -> MutexGuard<'_, Book> {
        self.book.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How many changes have been acknowledged, as it grows.
    pub(super) fn acknowledged(&self) -> watch::Receiver<u64> {
        self.acknowledged.subscribe()
    }

    /// How many writes of files have been answered by a failure, as it grows.
    pub(super) fn refused(&self) -> watch::Receiver<u64> {
        self.refused.subscribe()
    }

    /// Whatever had no answer has done by now what it ever will, and what was refused has still not been done.
    pub(super) fn settle(&self) {
        self.book().settle();
        self.judge_refusals(|_| true);
    }

    /// Somebody asks; the server does not know it yet.
    pub(super) fn begin(&self, question: Question) -> Seen {
        let path = path_of(&question.target);
        let destination = question.destination.as_deref().map(path_of);
        let since = self.book().tick();
        if !matches!(question.method.as_str(), "PROPFIND" | "GET" | "HEAD") {
            // From now on nobody can tell whose work it is that lies there.
            let places = [Some(&path), destination.as_ref()];
            let places = places.into_iter().flatten();
            self.judge_refusals(|refused| {
                let mut places = places.clone();
                places.any(|place| is_within(refused, place))
            });
        }
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
                let refused = self.judge_put(&seen.path, answer, file.as_ref());
                let mut book = self.book();
                book.release(*touch, is_answered);
                if let Some(left) = refused {
                    let (path, since) = (seen.path.clone(), book.tick());
                    book.refusals.push(Refusal { path, left, since });
                }
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
        if seen.method == "PUT" && status.is_some_and(|status| status >= 500) {
            self.refused.send_modify(|count| *count += 1);
        }
        let is_change = !matches!(seen.before, Before::Listed { .. } | Before::Any);
        if is_change && status.is_some_and(|status| status < 300) {
            self.acknowledged.send_modify(|count| *count += 1);
        }
    }

    /// What is acknowledged lies there; what is refused was not written by this request. Gives what is there after
    /// it was refused, which is to stay so.
    fn judge_put(
        &self,
        path: &str,
        answer: &Answer,
        before: Option<&File>,
    ) -> Option<Option<File>> {
        let status = answer.status?;
        let after = self.truth.file(path);
        let sum = answer.sent.as_deref();
        let is_there = after
            .as_ref()
            .is_some_and(|file| Some(file.sum.as_str()) == sum);
        let is_new = after.as_ref().map(|file| &file.etag) != before.map(|file| &file.etag);
        let complaint = match status {
            200..300 if is_there => return None,
            200..300 => "and it is not there",
            _ if is_there && is_new => "and it was written",
            _ => return Some(after),
        };
        let complaint = format!("PUT {path}: {status}, {complaint} ({before:?}, {after:?})");
        self.book().complain(complaint);
        None
    }

    /// What was refused has not been done since then, at those of the places where it was refused. Where somebody
    /// has been at work since, nobody can tell.
    fn judge_refusals(&self, is_meant: impl Fn(&str) -> bool) {
        let all = std::mem::take(&mut self.book().refusals);
        let (meant, others) = all.into_iter().partition(|it: &Refusal| is_meant(&it.path));
        self.book().refusals = others;
        let meant: Vec<Refusal> = meant;
        for refusal in meant {
            let now = self.truth.file(&refusal.path);
            let mut book = self.book();
            if book.is_touched(&refusal.path, refusal.since) {
                continue;
            }
            if now == refusal.left {
                book.refusals.push(refusal);
            } else {
                book.complain(format!("after it was refused: {refusal:?}, {now:?}"));
            }
        }
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
                let all: BTreeSet<_> = before
                    .keys()
                    .chain(after.keys())
                    .chain(shown.keys())
                    .collect();
                let (mut wrong, mut tags, mut sums) = (BTreeSet::new(), 0, 0);
                for path in all {
                    if !is_asked(path) || changed(path) {
                        continue;
                    }
                    let (shown, there) = (shown.get(path), after.get(path));
                    if !is_true(shown, there, &book.sha1) {
                        wrong.insert(format!("{path}: {shown:?}, {there:?}"));
                    }
                    let shown = shown.and_then(Option::as_ref);
                    tags += u64::from(shown.is_some_and(|it| it.etag.is_some()));
                    sums += u64::from(shown.is_some_and(|it| it.sums.is_some()));
                }
                book.compared.0 += tags;
                book.compared.1 += sums;
                if !wrong.is_empty() {
                    let (count, all) = (shown.len(), after.len());
                    book.complain(format!("{what}: {count} rows for {all}: {wrong:?}"));
                }
            }
            Some(status) if status < 300 => book.complain(format!("{what}: {status}")),
            _ => {}
        }
    }
}

/// Whether what is shown is what is there.
fn is_true(
    shown: Option<&Option<Shown>>,
    there: Option<&Option<File>>,
    sha1: &HashMap<String, String>,
) -> bool {
    match (shown, there) {
        (Some(Some(shown)), Some(Some(file))) => {
            let sha1 = sha1.get(&file.sum).map(|sum| format!("SHA1:{sum}"));
            let tells = |sums: &String| {
                let mut sums = sums.split(' ').filter(|it| it.starts_with("SHA1:"));
                sums.all(|it| {
                    sha1.as_deref()
                        .is_some_and(|sum| it.eq_ignore_ascii_case(sum))
                })
            };
            shown.size == Some(file.size)
                && shown.etag.as_ref().is_none_or(|etag| *etag == file.etag)
                && shown.sums.as_ref().is_none_or(tells)
        }
        (Some(None), Some(None)) | (None, None) => true,
        _ => false,
    }
}

/// What a listing of it is to show: itself, and what it holds.
fn known(path: &str, found: &Found) -> Members {
    let own = |file| (path.to_owned(), file);
    match found {
        Found::Nothing => Members::new(),
        Found::File(file) => [own(Some(file.clone()))].into(),
        Found::Folder(members) => {
            let mut all = members.clone();
            all.extend([own(None)]);
            all
        }
    }
}
