//! What is asked of all who might change something, and what the table says of it at either door: at the use cases
//! themselves, or through a network disk.

use onefold::domain::{Error, Right};

use super::actors::{Actor, Link, Pass};
use super::deeds::{Deed, targets};
use super::law::{Standing, Verdict, verdict_at, verdict_of_files};
use super::places::{Area, Nature, PLACES, Part, Place};
use super::rows::Face;

/// Where it is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Door {
    UseCases,
    Disks,
}

/// What comes of a deed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// It was let pass.
    Passed,
    /// It is not done, whoever asks.
    Conflict(String),
    /// Refused for want of rights.
    Refused(Verdict),
}

impl End {
    /// What a refusal says.
    pub(super) fn of(error: &Error) -> Self {
        match error {
            Error::Unauthenticated => Self::Refused(Verdict::SignIn),
            Error::Forbidden => Self::Refused(Verdict::Forbidden),
            Error::NotFound => Self::Refused(Verdict::Nothing),
            Error::PasswordNeeded { .. } => Self::Refused(Verdict::Password),
            other => Self::Conflict(other.code().to_owned()),
        }
    }
}

/// A deed at a place, and where it leads, if it does.
#[derive(Clone, Debug)]
pub(super) struct Question {
    pub(super) deed: Deed,
    pub(super) place: &'static Place,
    pub(super) path: String,
    pub(super) to: Option<&'static Place>,
}

/// A question, what the table says of it, and whether that is to cost no call to Microsoft.
#[derive(Debug)]
pub(super) struct Case {
    pub(super) question: Question,
    pub(super) expected: End,
    pub(super) is_free: bool,
}

/// All that is asked of everybody.
fn questions() -> Vec<Question> {
    let mut all = Vec::new();
    for place in &PLACES {
        for deed in Deed::ALL {
            let Some(path) = deed.path(place) else {
                continue;
            };
            let open = targets().filter(|_| deed.has_target()).map(Some);
            let nowhere = (!deed.has_target()).then_some(None);
            all.extend(open.chain(nowhere).map(|to| Question {
                deed,
                place,
                path: path.clone(),
                to,
            }));
        }
    }
    all
}

impl Door {
    /// All that is asked of an actor here. What is refused comes first, while nothing is remembered: whatever a
    /// refusal asks of Microsoft is seen then.
    pub(super) fn cases(self, actor: &Actor) -> Vec<Case> {
        let asked = questions().into_iter().map(|question| {
            let expected = self.expected(actor, &question);
            let is_free = self.is_free(actor, &question, &expected);
            Case {
                question,
                expected,
                is_free,
            }
        });
        let mut cases: Vec<_> = asked.collect();
        cases.sort_by_key(|case| !case.is_free);
        cases
    }

    pub(super) fn law(self, actor: &Actor, right: Right, (place, part): (&Place, Part)) -> Verdict {
        match self {
            Self::UseCases => verdict_of_files(actor, right, place, part),
            Self::Disks => verdict_at(Face::Dav, actor, right, (place, part)),
        }
    }

    fn is_nobody(self, actor: &Actor) -> bool {
        match self {
            Self::UseCases => actor.is_nobody(),
            Self::Disks => !matches!(actor.standing_at(Face::Dav), Standing::Known(_)),
        }
    }

    /// What the law says of the place itself.
    fn here(self, actor: &Actor, question: &Question) -> Verdict {
        let (right, part) = question.deed.need();
        let right = if question.is_rename() {
            Right::Write
        } else {
            right
        };
        self.law(actor, right, (question.place, part))
    }

    /// What it says of where it leads.
    fn there(self, actor: &Actor, question: &Question) -> Verdict {
        question.to.map_or(Verdict::Yes, |to| {
            self.law(actor, Right::Write, (to, Part::File))
        })
    }

    fn expected(self, actor: &Actor, question: &Question) -> End {
        let Question { deed, place, .. } = *question;
        let closed_below = deed.takes_all() && is_closed_below(actor, place);
        match self.here(actor, question) {
            // The way to something is not the thing.
            Verdict::Passage if self.is_nobody(actor) => End::Refused(Verdict::SignIn),
            Verdict::Passage => End::Refused(Verdict::Nothing),
            Verdict::Yes if closed_below && !self.is_raised(actor, place) => {
                End::Refused(if self.is_nobody(actor) {
                    Verdict::SignIn
                } else {
                    Verdict::Forbidden
                })
            }
            Verdict::Yes => self.beyond_rights(actor, question),
            refused => End::Refused(refused),
        }
    }

    /// What it says of what is replaced there.
    fn replaced(self, actor: &Actor, question: &Question) -> Verdict {
        match question.to {
            Some(to) if question.deed.replaces_folder() => {
                self.law(actor, Right::Delete, (to, Part::File))
            }
            _ => Verdict::Yes,
        }
    }

    /// What is answered to who has the right at the place itself.
    fn beyond_rights(self, actor: &Actor, question: &Question) -> End {
        let Question {
            deed, place, to, ..
        } = *question;
        let conflict = |code: &str| End::Conflict(code.to_owned());
        let there = self.there(actor, question);
        if there != Verdict::Yes {
            return End::Refused(there);
        }
        let goes_below = deed.takes_all() || deed.replaces_folder();
        let into_itself = goes_below && to.is_some_and(|to| to.tag == place.tag);
        let replaced = self.replaced(actor, question);
        match deed {
            Deed::DeleteFolder | Deed::MoveFolder | Deed::MoveFolderOver if place.is_mount() => {
                conflict("mount_root")
            }
            _ if place.is_virtual() => conflict("virtual_folder"),
            _ if deed.makes_something() && !place.is_there => conflict("folder_missing"),
            Deed::AskForRoom | Deed::MakeFolders => End::Passed,
            // Only Ada's mount lets it be done.
            Deed::DeleteForGood if place.area != Area::Desk => conflict("unsupported"),
            _ if !place.is_there => End::Refused(Verdict::Nothing),
            _ if into_itself => conflict("into_itself"),
            _ if replaced != Verdict::Yes => End::Refused(replaced),
            _ => End::Passed,
        }
    }

    /// Whether it is answered without asking Microsoft: all that is refused for want of rights, and what can
    /// be known without looking.
    fn is_free(self, actor: &Actor, question: &Question, expected: &End) -> bool {
        let lacks = self.here(actor, question) != Verdict::Yes
            || self.there(actor, question) != Verdict::Yes;
        // What is there to be replaced is not known without looking.
        if !lacks && self.replaced(actor, question) != Verdict::Yes {
            return false;
        }
        match expected {
            End::Passed => false,
            End::Conflict(code) => !["folder_missing", "into_itself"].contains(&code.as_str()),
            End::Refused(_) => lacks || question.place.is_there,
        }
    }

    /// Whether he may do everything there by his role.
    fn is_raised(self, actor: &Actor, place: &Place) -> bool {
        let closed = place.without_grants();
        self.law(actor, Right::Delete, (&closed, Part::Folder)) == Verdict::Yes
    }
}

impl Question {
    /// Within its folder something gets another name, no more.
    fn is_rename(&self) -> bool {
        let folder = self.path.rsplit_once('/').map(|(folder, _)| folder);
        self.deed.is_move() && self.to.map(|to| to.folder) == folder
    }

    /// Where it leads.
    pub(super) fn target(&self) -> String {
        let folder = self.to.map_or("/nowhere", |to| to.folder);
        format!("{folder}/{}", self.deed.landing())
    }
}

impl Case {
    /// What is wrong with what came of it after so many calls to Microsoft.
    pub(super) fn fault(
        &self,
        actor: &Actor,
        end: &str,
        (is_right, calls): (bool, usize),
    ) -> Option<String> {
        let Question { deed, path, .. } = &self.question;
        let is_wrong = !is_right || self.is_free && calls > 0;
        let to = self.question.target();
        let told = format!("{end} after {calls} calls, not {:?}", self.expected);
        is_wrong.then(|| format!("{deed:?} {path} to {to} by {}: {told}", actor.name))
    }
}

/// Links that are good for nothing are asked for bytes alone.
pub(super) const fn is_asked(actor: &Actor) -> bool {
    !matches!(
        actor.pass,
        Pass::Link(Link::Foreign | Link::Expired | Link::Tampered)
    )
}

/// Fails the test with all that was wrong.
pub(super) fn assert_none(faults: &[String]) {
    let shown: Vec<_> = faults.iter().take(60).cloned().collect();
    assert!(faults.is_empty(), "{}:\n{}", faults.len(), shown.join("\n"));
}

/// Whether something stands below that closes to him what is open above: a grant or a rule to those who hold
/// all above, any point at all to who comes by a link, which is good for its path alone.
fn is_closed_below(actor: &Actor, place: &Place) -> bool {
    let folder = format!("{}/", place.folder.trim_end_matches('/'));
    let by_link = matches!(actor.pass, Pass::Link(_));
    PLACES.iter().any(|below| {
        let closes = matches!(
            below.nature,
            Nature::Closed | Nature::Locked | Nature::Unlocked
        );
        let is_below = below.folder != place.folder && below.folder.starts_with(&folder);
        is_below && (closes || by_link && below.is_mount())
    })
}
