//! What no face offers yet, asked of the use cases. The application of this world may only read: whatever
//! we let pass, Microsoft refuses, so that all is as it was for the next one who asks. That a call for a
//! change was made shows that it was let pass; that none was made, that it was not.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use graph_sim::{Exchange, Listener};
use onefold::domain::{Caller, Error, Result, Right, Scope, Secret, Visit};

use super::actors::{ACTORS, ADMIN, Actor, DELETER, Link, Pass};
use super::deeds::{Deed, parse, targets};
use super::keys::Key;
use super::law::{Verdict, verdict_of_files};
use super::places::{Area, Nature, PLACES, Part, Place};
use super::scene::Scene;

/// What comes of a deed.
#[derive(Clone, Debug, PartialEq, Eq)]
enum End {
    /// It was let pass.
    Passed,
    /// It is not done, whoever asks.
    Conflict(String),
    /// Refused for want of rights.
    Refused(Verdict),
}

/// A deed at a place, and where it leads, if it does.
#[derive(Clone, Debug)]
struct Question {
    deed: Deed,
    place: &'static Place,
    path: String,
    to: Option<&'static Place>,
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

#[tokio::test]
async fn every_actor_can_do_with_files_at_every_place_what_the_table_says() {
    let scene = Scene::start().await;
    let mut faults = Vec::new();
    let questions = questions();
    let actors = ACTORS.iter().filter(|actor| is_asked(actor));
    for actor in actors {
        let asked = questions
            .iter()
            .map(|question| (question, expected(actor, question)));
        // What is refused comes first, while nothing is remembered: whatever a refusal asks of Microsoft is
        // seen then.
        let (free, others): (Vec<_>, Vec<_>) =
            asked.partition(|(question, expected)| question.is_free(actor, expected));
        scene.forget();
        for (question, expected) in &free {
            faults.extend(scene.fault_of(actor, question, (expected, true)).await);
        }
        for (question, expected) in &others {
            faults.extend(scene.fault_of(actor, question, (expected, false)).await);
        }
    }
    let shown: Vec<_> = faults.iter().take(60).cloned().collect();
    assert!(faults.is_empty(), "{}:\n{}", faults.len(), shown.join("\n"));
    scene.house.stop().await;
}

/// Links that are good for nothing are asked for bytes alone.
const fn is_asked(actor: &Actor) -> bool {
    !matches!(
        actor.pass,
        Pass::Link(Link::Foreign | Link::Expired | Link::Tampered)
    )
}

fn expected(actor: &Actor, question: &Question) -> End {
    let Question { deed, place, .. } = *question;
    let closed_below = deed.takes_all() && is_closed_below(actor, place);
    match question.verdict(actor) {
        // The way to something is not the thing.
        Verdict::Passage if actor.is_nobody() => End::Refused(Verdict::SignIn),
        Verdict::Passage => End::Refused(Verdict::Nothing),
        Verdict::Yes if closed_below && !raised(actor, place) => {
            let is_nobody = actor.is_nobody();
            End::Refused(if is_nobody {
                Verdict::SignIn
            } else {
                Verdict::Forbidden
            })
        }
        Verdict::Yes => beyond_rights(actor, question),
        refused => End::Refused(refused),
    }
}

impl Question {
    /// What the law says of the place itself.
    fn verdict(&self, actor: &Actor) -> Verdict {
        let (right, part) = self.deed.need();
        let right = if self.is_rename() {
            Right::Write
        } else {
            right
        };
        verdict_of_files(actor, right, self.place, part)
    }

    /// What it says of where it leads.
    fn verdict_there(&self, actor: &Actor) -> Verdict {
        self.to.map_or(Verdict::Yes, |to| {
            verdict_of_files(actor, Right::Write, to, Part::File)
        })
    }

    /// Within its folder something gets another name, no more.
    fn is_rename(&self) -> bool {
        let folder = self.path.rsplit_once('/').map(|(folder, _)| folder);
        self.deed.is_move() && self.to.map(|to| to.folder) == folder
    }

    /// Whether it is answered without asking Microsoft: all that is refused for want of rights, and what can
    /// be known without looking.
    fn is_free(&self, actor: &Actor, expected: &End) -> bool {
        let lacks =
            self.verdict(actor) != Verdict::Yes || self.verdict_there(actor) != Verdict::Yes;
        match expected {
            End::Passed => false,
            End::Conflict(code) => !["folder_missing", "into_itself"].contains(&code.as_str()),
            End::Refused(_) => lacks || self.place.is_there,
        }
    }
}

/// What is answered to who has the right at the place itself.
fn beyond_rights(actor: &Actor, question: &Question) -> End {
    let Question {
        deed, place, to, ..
    } = *question;
    let conflict = |code: &str| End::Conflict(code.to_owned());
    let there = question.verdict_there(actor);
    if there != Verdict::Yes {
        return End::Refused(there);
    }
    let into_itself = deed.takes_all() && to.is_some_and(|to| to.tag == place.tag);
    match deed {
        Deed::DeleteFolder | Deed::MoveFolder if place.is_mount() => conflict("mount_root"),
        _ if place.is_virtual() => conflict("virtual_folder"),
        Deed::Put | Deed::Overwrite | Deed::MakeFolder if !place.is_there => {
            conflict("folder_missing")
        }
        Deed::AskForRoom | Deed::MakeFolders => End::Passed,
        // Only Ada's mount lets it be done.
        Deed::DeleteForGood if place.area != Area::Desk => conflict("unsupported"),
        _ if !place.is_there => End::Refused(Verdict::Nothing),
        _ if into_itself => conflict("into_itself"),
        _ => End::Passed,
    }
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

/// Whether he may do everything there by his role.
fn raised(actor: &Actor, place: &Place) -> bool {
    let closed = place.without_grants();
    verdict_of_files(actor, Right::Delete, &closed, Part::Folder) == Verdict::Yes
}

impl Scene {
    /// Who he is to the use cases.
    async fn caller(&self, actor: &Actor, place: &Place, path: &str) -> Result<Caller> {
        let services = self.house.services();
        let secret = |text: &str| Secret::new(text.to_owned());
        let mut locked = parse(place.folder);
        let caller = match &self.keys[actor.name] {
            Key::Nothing => Caller::anonymous(),
            Key::Bearer(token) => services.sessions.caller(&secret(token)).await?,
            Key::Cookie(token) => {
                let found = services.sessions.caller(&secret(token)).await;
                // A face forgets a cookie that is good no more.
                found.or_else(|error| match error {
                    Error::Unauthenticated => Ok(Caller::anonymous()),
                    error => Err(error),
                })?
            }
            Key::Basic(credentials) => {
                let text = STANDARD.decode(credentials).expect("it was encoded here");
                let text = String::from_utf8(text).expect("text");
                let (name, password) = text.split_once(':').expect("two parts");
                let visit = Visit::default();
                services
                    .sessions
                    .basic(name, &secret(password), &visit)
                    .await?
            }
            Key::Sign(signs) => {
                // There is no link to what is not there yet: one to something beside it.
                let note = format!("{}/note.txt", place.folder);
                let to_path = signs.find("d", path).map(|sign| (path, sign));
                let to_note = || signs.find("d", &note).map(|sign| (note.as_str(), sign));
                let (path, sign) = to_path.or_else(to_note).expect("one was made");
                let nobody = Caller::anonymous();
                let links = &services.links;
                locked = parse(path);
                links.redeem(&nobody, sign, &locked, false)?.caller
            }
        };
        if place.nature == Nature::Unlocked {
            let password = secret("open sesame");
            return services.unlocks.offer(caller, &locked, &password).await;
        }
        Ok(caller)
    }

    /// What is wrong with what comes of a question.
    async fn fault_of(
        &self,
        actor: &Actor,
        question: &Question,
        (expected, is_free): (&End, bool),
    ) -> Option<String> {
        let Question {
            deed,
            place,
            path,
            to,
        } = question;
        let caller = self.caller(actor, place, path).await;
        let to = to.map_or("/nowhere", |to| to.folder);
        let to = format!("{to}/moved.txt");
        let (end, calls) = self.end_of(*deed, caller, (path, &to)).await;
        let is_wrong = end != *expected || is_free && calls > 0;
        let told = format!("{end:?} after {calls} calls, not {expected:?}");
        is_wrong.then(|| format!("{deed:?} {path} to {to} by {}: {told}", actor.name))
    }

    /// Does it, and tells what came of it and how many calls it took.
    async fn end_of(
        &self,
        deed: Deed,
        caller: Result<Caller>,
        (path, to): (&str, &str),
    ) -> (End, usize) {
        let journal = self.house.sim.journal();
        journal.clear();
        let files = &self.house.services().files;
        let result = match caller {
            Ok(caller) => deed.do_it(files, &caller, path, to).await,
            Err(error) => Err(error),
        };
        let calls = journal.entries();
        let changes = calls.iter().filter(|one| is_change(one)).count();
        let end = match result {
            Ok(()) => End::Passed,
            Err(Error::Upstream(_)) if changes > 0 || !deed.is_change() => End::Passed,
            Err(Error::Unauthenticated) => End::Refused(Verdict::SignIn),
            Err(Error::Forbidden) => End::Refused(Verdict::Forbidden),
            Err(Error::NotFound) => End::Refused(Verdict::Nothing),
            Err(Error::PasswordNeeded { .. }) => End::Refused(Verdict::Password),
            Err(other) => End::Conflict(other.code().to_owned()),
        };
        (end, calls.len())
    }
}

fn is_change(one: &Exchange) -> bool {
    one.listener == Listener::Graph && one.method != "GET" && one.method != "HEAD"
}

const FROZEN: &str = "/contoso/frozen/note.txt";
const OUTER: &str = "/contoso/ada/outer";
const INNER: &str = "/contoso/ada/outer/inner";
/// Something below it is closed to whom all the rest is open.
const TREE: &str = "/contoso/ada/tree";

/// What nobody may do, and what is said then; `forbidden`: to somebody who may delete.
const CLOSED: [(Deed, &str, &str); 20] = [
    (Deed::Put, "/contoso/frozen/new.txt", "read_only"),
    (Deed::Overwrite, FROZEN, "read_only"),
    (Deed::MakeFolder, "/contoso/frozen/new", "read_only"),
    (Deed::Rename, FROZEN, "read_only"),
    (Deed::Move, FROZEN, "read_only"),
    (Deed::Delete, FROZEN, "read_only"),
    (Deed::RestoreVersion, FROZEN, "read_only"),
    (Deed::DeleteFolder, OUTER, "contains_mount"),
    (Deed::Move, OUTER, "contains_mount"),
    (Deed::Copy, OUTER, "contains_mount"),
    (Deed::Rename, OUTER, "contains_mount"),
    (Deed::DeleteFolder, INNER, "mount_root"),
    (Deed::Move, "/contoso/ada", "mount_root"),
    (Deed::Rename, "/contoso/bob", "mount_root"),
    (Deed::Put, INNER, "mount_root"),
    (Deed::MakeFolder, "/contoso/new", "virtual_folder"),
    (Deed::DeleteFolder, TREE, "forbidden"),
    (Deed::Move, TREE, "forbidden"),
    (Deed::Copy, TREE, "forbidden"),
    (Deed::Rename, TREE, "forbidden"),
];

#[tokio::test]
async fn what_may_not_be_changed_by_anybody_costs_no_call() {
    let scene = Scene::start().await;
    let find = |name| ACTORS.iter().find(|actor| actor.person == Some(name));
    let [admin, deleter] = [ADMIN, DELETER].map(|person| find(person).expect("a column"));
    for (deed, path, code) in CLOSED {
        let actor = if code == "forbidden" { deleter } else { admin };
        let place = PLACES
            .iter()
            .find(|place| place.tag == "desk")
            .expect("a place");
        let caller = scene.caller(actor, place, path).await.expect("he is known");
        let journal = scene.house.sim.journal();
        journal.clear();
        let files = &scene.house.services().files;
        let done = deed
            .do_it(files, &caller, path, "/contoso/ada/plain/moved.txt")
            .await;
        let told = done.err().map_or("done", |error| error.code());
        assert_eq!(told, code, "{deed:?} {path} by {}", actor.name);
        let calls = journal.entries();
        assert!(!calls.iter().any(is_change), "{deed:?} {path}: {calls:?}");
    }
    scene.house.stop().await;
}

#[tokio::test]
async fn passes_for_files_are_good_for_nothing_else() {
    let scene = Scene::start().await;
    let desk = PLACES
        .iter()
        .find(|place| place.tag == "desk")
        .expect("a place");
    let for_files =
        |actor: &&Actor| matches!(actor.pass, Pass::AppPassword | Pass::Link(Link::Own));
    for actor in ACTORS.iter().filter(for_files) {
        let note = "/contoso/ada/note.txt";
        let caller = scene.caller(actor, desk, note).await.expect("he is known");
        let services = scene.house.services();
        for scope in [Scope::AdminRead, Scope::AdminWrite, Scope::AuditRead] {
            let refused = services.administration(&caller, scope);
            assert!(matches!(refused, Err(Error::Forbidden)), "{}", actor.name);
        }
        for wanted in [
            onefold::services::Wanted::Look,
            onefold::services::Wanted::Change,
        ] {
            let refused = services.own_account(&caller, wanted);
            assert!(matches!(refused, Err(Error::Forbidden)), "{}", actor.name);
        }
    }
    scene.house.stop().await;
}
