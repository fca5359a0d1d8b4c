//! Asks what a row of the table is about as an actor, and holds the answer against what was to be expected.

use std::collections::{HashMap, HashSet};

use onefold::domain::Right;
use reqwest::RequestBuilder;

use super::actors::{Actor, Pass};
use super::keys::Key;
use super::law::{Standing, Verdict, verdict_at, verdict_by_link};
use super::places::{Nature, PLACES, Part, Place};
use super::rows::{Body, Face, Row};
use super::scene::Scene;
use crate::support::Answer;

/// Nothing is there, and nobody without an account may know that.
const NOWHERE: &str = "/nothing/at/all";

/// What is to be answered.
#[derive(Clone, Copy, Debug)]
pub(super) enum Expected {
    /// One of these statuses.
    Good(&'static [u16]),
    /// Exactly this one, of administration.
    Status(u16),
    /// A refusal.
    Refused(Verdict),
}

impl Expected {
    /// Whether nobody who is answered so may have caused a call to Microsoft.
    pub(super) const fn is_refusal(self) -> bool {
        matches!(self, Self::Refused(_))
    }
}

/// One question.
#[derive(Clone, Debug)]
pub(super) struct Asked<'a> {
    pub(super) row: &'a Row,
    pub(super) actor: &'a Actor,
    pub(super) target: String,
    pub(super) body: Body,
    /// The place that is asked for, where it is about one.
    pub(super) place: Option<(&'static Place, Part)>,
    /// What it would be about, were it about nothing.
    pub(super) twin: Option<String>,
}

/// All questions of a test, and what went wrong.
pub(super) struct Exam<'a> {
    pub(super) scene: &'a Scene,
    /// What nobody is told who may not, by the target that stands for nothing.
    twins: HashMap<(String, &'static str, String), (u16, String)>,
    /// The marks that were shown to those who may know of them.
    shown: HashSet<String>,
    pub(super) asked: usize,
    /// Calls to Microsoft for what was answered.
    called: usize,
    faults: Vec<String>,
}

impl<'a> Exam<'a> {
    pub(super) fn of(scene: &'a Scene) -> Self {
        Self {
            scene,
            twins: HashMap::new(),
            shown: HashSet::new(),
            asked: 0,
            called: 0,
            faults: Vec::new(),
        }
    }

    /// Fails the test if anything went wrong.
    pub(super) fn end(self) {
        let Self { asked, faults, .. } = self;
        let shown = faults.iter().take(60).cloned().collect::<Vec<_>>();
        assert!(
            faults.is_empty(),
            "{} of {asked}:\n{}",
            faults.len(),
            shown.join("\n")
        );
        assert!(asked > 1_000, "{asked} questions are few");
    }

    /// Asks, and notes what is wrong with the answer.
    pub(super) async fn ask(&mut self, asked: Asked<'_>, key: &Key, expected: Expected) {
        self.asked += 1;
        let journal = self.scene.house.sim.journal();
        journal.clear();
        let answer = Answer::of(self.request(&asked, &asked.target, key)).await;
        let mut wrong = wrong_status(&asked, expected, &answer);
        wrong.extend(self.given_away(&asked, expected, &answer));
        if asked.row.method == "HEAD" && !answer.body.is_empty() {
            wrong.push("has a body".to_owned());
        }
        if let Expected::Refused(refused) = expected {
            if refused == Verdict::SignIn {
                wrong.extend(self.other_than_nothing(&asked, key, &answer).await);
            }
            let calls = journal.entries();
            if !calls.is_empty() {
                wrong.push(format!("{} calls to Microsoft: {calls:.400?}", calls.len()));
            }
        }
        if let Expected::Good(_) = expected {
            self.called += journal.entries().len();
        }
        let Asked {
            row, actor, target, ..
        } = &asked;
        let told = |wrong| format!("{} {target} as {}: {wrong}", row.method, actor.name);
        self.faults.extend(wrong.into_iter().map(told));
    }

    fn request(&self, asked: &Asked<'_>, target: &str, key: &Key) -> RequestBuilder {
        let request = self.scene.sender.request(asked.row.method, target);
        let request = match asked.place {
            Some((place, _)) if place.nature == Nature::Unlocked => {
                request.header("onefold-unlock", "open%20sesame")
            }
            _ => request,
        };
        let request = match asked.body {
            Body::None => request,
            Body::Json(text) => request
                .header("content-type", "application/json")
                .body(self.scene.fill_in(text)),
            Body::Form(text) => request
                .header("content-type", "application/x-www-form-urlencoded")
                .body(self.scene.fill_in(text)),
        };
        key.show(request)
    }

    /// What the answer holds that this actor may not know, whatever he has asked for.
    fn given_away(
        &mut self,
        asked: &Asked<'_>,
        expected: Expected,
        answer: &Answer,
    ) -> Vec<String> {
        let text = format!("{:?}\n{}", answer.headers, answer.text());
        let is_good = matches!(expected, Expected::Good(_));
        let mut found = Vec::new();
        for place in &PLACES {
            let meant = asked.place.is_some_and(|(meant, _)| meant.tag == place.tag);
            let by_link = is_good && meant && matches!(asked.actor.pass, Pass::Link(_));
            let may = |right, part| {
                let face = asked.row.face;
                by_link || verdict_at(face, asked.actor, right, (place, part)) == Verdict::Yes
            };
            let (reads, lists) = (may(Right::Read, Part::File), may(Right::List, Part::Folder));
            for (mark, may) in self.scene.marks(place, (reads, lists)) {
                if !text.contains(&mark) {
                    continue;
                }
                if may {
                    self.shown.insert(mark);
                } else {
                    found.push(format!("gives `{mark}` of {} away", place.tag));
                }
            }
        }
        found
    }

    /// Fails where next to nothing was asked of Microsoft: then memory was warm, and no refusal had to ask.
    pub(super) fn assert_nothing_was_remembered(&self) {
        assert!(self.called > 100, "{} calls are few", self.called);
    }

    /// Fails where a mark was shown to nobody: then it was looked for in vain.
    pub(super) fn assert_marks_were_shown(&self) {
        let there = PLACES
            .iter()
            .filter(|place| place.is_there && !place.is_virtual());
        for place in there {
            for (mark, _) in self.scene.marks(place, (true, true)) {
                assert!(
                    self.shown.contains(&mark),
                    "`{mark}` of {} is shown to nobody",
                    place.tag
                );
            }
        }
    }

    /// Whether who must sign in is told more than about what is not there.
    async fn other_than_nothing(
        &mut self,
        asked: &Asked<'_>,
        key: &Key,
        answer: &Answer,
    ) -> Option<String> {
        let target = asked.twin.clone()?;
        let known = (
            target.clone(),
            asked.row.method,
            asked.actor.name.to_owned(),
        );
        if !self.twins.contains_key(&known) {
            let twin = Answer::of(self.request(asked, &target, key)).await;
            self.twins.insert(known.clone(), without_address(&twin));
        }
        let (twin, found) = (&self.twins[&known], without_address(answer));
        (found != *twin).then(|| format!("{found:?} and not {twin:?}, as where nothing is"))
    }
}

impl Scene {
    /// What stands for a place wherever it is told of it, each with whether it may be told to who may read
    /// and list there.
    fn marks(
        &self,
        place: &Place,
        (reads, lists): (bool, bool),
    ) -> impl Iterator<Item = (String, bool)> {
        let ids = self.items.get(place.tag).cloned().unwrap_or_default();
        let listed = ids.into_iter().chain([place.unasked()]);
        let listed = listed.map(move |mark| (mark, lists));
        listed.chain([(place.content(), reads)])
    }
}

impl Asked<'_> {
    /// What is expected of a question about a place.
    pub(super) fn about_place(
        &self,
        right: Right,
        accounts_only: bool,
        good: &'static [u16],
    ) -> Expected {
        let (place, part) = self.place.expect("it is about a place");
        let found = match self.actor.pass {
            Pass::Link(link) if self.target.contains("?sign=") => verdict_by_link(link, place),
            _ if accounts_only && self.actor.standing() == Standing::Anonymous => Verdict::SignIn,
            // What is for accounts alone is for people: a program is told so, wherever it asks.
            Pass::Token(_) if accounts_only => Verdict::Forbidden,
            _ => verdict_at(self.row.face, self.actor, right, (place, part)),
        };
        match found {
            Verdict::Yes | Verdict::Passage => Expected::Good(good),
            refused => Expected::Refused(refused),
        }
    }
}

/// The address of the same row about nothing.
pub(super) fn twin(target: &str, path: &str) -> String {
    match target.split_once('?') {
        None => target.replacen(path, NOWHERE, 1),
        Some((address, query)) if query.starts_with("path=") => format!("{address}?path={NOWHERE}"),
        Some((address, query)) => format!("{}?{query}", address.replacen(path, NOWHERE, 1)),
    }
}

/// An answer without what is new each time, and without the address that was asked for.
fn without_address(answer: &Answer) -> (u16, String) {
    let (status, headers, body) = answer.constant_part();
    let shown = headers.into_iter().map(|(name, value)| {
        let value = match value.split_once("?next=") {
            Some((before, _)) => format!("{before}?next=…"),
            None => value,
        };
        format!("{name}: {value}\n")
    });
    (status, shown.collect::<String>() + &body)
}

fn wrong_status(asked: &Asked<'_>, expected: Expected, answer: &Answer) -> Vec<String> {
    let status = answer.status;
    let refused = match expected {
        Expected::Good(good) if good.contains(&status) => return Vec::new(),
        Expected::Status(good) if good == status => return Vec::new(),
        Expected::Good(_) | Expected::Status(_) => {
            return vec![format!(
                "{status}, not {expected:?}: {:.300}",
                answer.text()
            )];
        }
        Expected::Refused(refused) => refused,
    };
    let is_bytes = ["/d", "/p"].iter().any(|door| {
        let rest = asked.row.pattern.strip_prefix(door);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    });
    let leads_to_form = asked.row.face == Face::Web && !is_bytes && !asked.actor.is_program();
    let (wanted, code) = match refused {
        Verdict::SignIn if leads_to_form => (303, ""),
        Verdict::SignIn => (401, "unauthenticated"),
        Verdict::Password => (403, "locked"),
        Verdict::Forbidden => (403, "forbidden"),
        _ => (404, "not_found"),
    };
    let mut wrong = Vec::new();
    if status != wanted {
        wrong.push(format!(
            "{status}, not {wanted} ({refused:?}): {}",
            told(answer)
        ));
    } else if wanted == 303 && !answer.header("location").starts_with("/@login") {
        wrong.push(format!("leads to {}", answer.header("location")));
    } else if asked.row.face == Face::Api && asked.row.method != "HEAD" && answer.code() != code {
        wrong.push(format!("{}, not {code}", answer.code()));
    }
    wrong
}

/// What an answer says, in few words: for the failures of the test.
fn told(answer: &Answer) -> String {
    let text = answer.text();
    let title = text
        .split("<title>")
        .nth(1)
        .and_then(|rest| rest.split('<').next());
    title.map_or_else(|| format!("{text:.250}"), str::to_owned)
}
