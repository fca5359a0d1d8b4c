//! What changes the tree, asked of the use cases. The application of this world may only read: whatever
//! we let pass, Microsoft refuses, so that all is as it was for the next one who asks. That a call for a
//! change was made shows that it was let pass; that none was made, that it was not.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use graph_sim::{Exchange, Listener};
use onefold::domain::{Caller, Error, Result, Scope, Secret, Visit};

use super::actors::{ACTORS, ADMIN, Actor, DELETER, Link, Pass};
use super::deeds::{Deed, parse};
use super::keys::Key;
use super::places::{Nature, PLACES, Place};
use super::questions::{Case, Door, End, Question, assert_none, is_asked};
use super::scene::Scene;

#[tokio::test]
async fn every_actor_can_do_with_files_at_every_place_what_the_table_says() {
    let scene = Scene::start().await;
    let mut faults = Vec::new();
    for actor in ACTORS.iter().filter(|actor| is_asked(actor)) {
        scene.forget();
        for case in Door::UseCases.cases(actor) {
            faults.extend(scene.fault_of(actor, &case).await);
        }
    }
    faults.extend(scene.faults_of_held_locks(Door::UseCases).await);
    assert_none(&faults);
    scene.house.stop().await;
}

impl Scene {
    /// Who he is to the use cases.
    pub(super) async fn caller(&self, actor: &Actor, place: &Place, path: &str) -> Result<Caller> {
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
    async fn fault_of(&self, actor: &Actor, case: &Case) -> Option<String> {
        let Question {
            deed, place, path, ..
        } = &case.question;
        let caller = self.caller(actor, place, path).await;
        let target = case.question.target();
        let (end, calls) = self.end_of(*deed, caller, (path, &target)).await;
        case.fault(actor, &format!("{end:?}"), (end == case.expected, calls))
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
        let result = match caller {
            Ok(caller) => deed.do_it(self.house.services(), &caller, path, to).await,
            Err(error) => Err(error),
        };
        let calls = journal.entries();
        let changes = calls.iter().filter(|one| is_change(one)).count();
        let end = match result {
            Ok(()) => End::Passed,
            Err(Error::Upstream(_)) if changes > 0 || !deed.is_change() => End::Passed,
            Err(error) => End::of(&error),
        };
        (end, calls.len())
    }
}

/// Whether Microsoft was asked to change something.
pub(super) fn is_change(one: &Exchange) -> bool {
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
        let services = scene.house.services();
        let done = deed
            .do_it(services, &caller, path, "/contoso/ada/plain/moved.txt")
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
