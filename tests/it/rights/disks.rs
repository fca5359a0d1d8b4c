//! What changes the tree over WebDAV, asked by the same actors at the same places. As in `writes`, Microsoft refuses
//! whatever we let pass: that it was asked for a change shows that we did.

use std::collections::BTreeSet;

use onefold::dav;
use reqwest::RequestBuilder;

use super::actors::{ACTORS, Actor};
use super::deeds::{Deed, parse};
use super::held;
use super::law::Verdict;
use super::places::{Nature, Place};
use super::questions::{Case, Door, End, assert_none, is_asked};
use super::scene::Scene;
use super::writes::is_change;
use crate::support::Answer;

const LOCK: &str = "<lockinfo xmlns='DAV:'><lockscope><exclusive/></lockscope>\
    <locktype><write/></locktype></lockinfo>";

const SET_TIME: &str = "<propertyupdate xmlns='DAV:'><set><prop>\
    <lastmodified>1000000000</lastmodified></prop></set></propertyupdate>";

const DESCRIBE: &str = "<propertyupdate xmlns='DAV:'><set><prop>\
    <mark xmlns='urn:exam'>told</mark></prop></set></propertyupdate>";

/// How a deed is asked for: method, body, how deep, and whether what is there may be replaced.
#[derive(Clone, Copy, Debug)]
struct Wire {
    method: &'static str,
    body: &'static str,
    depth: &'static str,
    overwrite: bool,
}

const fn wire_of(method: &'static str, body: &'static str, overwrite: bool) -> Wire {
    Wire {
        method,
        body,
        depth: "infinity",
        overwrite,
    }
}

/// The request that asks for a deed, where there is one.
const fn wire(deed: Deed) -> Option<Wire> {
    Some(match deed {
        Deed::Put | Deed::Overwrite => wire_of("PUT", "new", true),
        Deed::MakeFolder => wire_of("MKCOL", "", true),
        Deed::SetTimes => wire_of("PROPPATCH", SET_TIME, true),
        Deed::Describe => wire_of("PROPPATCH", DESCRIBE, true),
        Deed::Move | Deed::MoveFolder => wire_of("MOVE", "", false),
        Deed::MoveOver | Deed::MoveFolderOver => wire_of("MOVE", "", true),
        Deed::Copy | Deed::CopyFolder => wire_of("COPY", "", false),
        Deed::CopyOver | Deed::CopyFolderOver => wire_of("COPY", "", true),
        Deed::CopyAlone | Deed::CopyAloneOver => Wire {
            depth: "0",
            ..wire_of("COPY", "", deed.replaces_folder())
        },
        Deed::Delete | Deed::DeleteFolder => wire_of("DELETE", "", true),
        Deed::Lock | Deed::LockNew => wire_of("LOCK", LOCK, true),
        // Another name in the same folder is a `MOVE` to there.
        Deed::Rename
        | Deed::MakeFolders
        | Deed::DeleteForGood
        | Deed::ListVersions
        | Deed::OpenVersion
        | Deed::RestoreVersion
        | Deed::AskForRoom => return None,
    })
}

#[test]
fn every_method_that_changes_something_is_asked_for() {
    let reading = ["OPTIONS", "PROPFIND", "GET", "HEAD"];
    let asked = Deed::ALL.into_iter().filter_map(wire);
    let asked = asked.map(|wire| wire.method);
    let asked: BTreeSet<_> = asked.chain(held::METHODS).collect();
    let offered = dav::ROUTES.iter().flat_map(|route| route.methods);
    let offered = offered.filter(|method| !reading.contains(method));
    assert_eq!(asked, offered.copied().collect());
}

#[tokio::test]
async fn every_actor_can_change_at_every_place_over_webdav_what_the_table_says() {
    let scene = Scene::start().await;
    let mut faults = Vec::new();
    for actor in ACTORS.iter().filter(|actor| is_asked(actor)) {
        scene.forget();
        for case in Door::Disks.cases(actor) {
            let Some(wire) = wire(case.question.deed) else {
                continue;
            };
            faults.extend(scene.fault_over_webdav(actor, &case, wire).await);
        }
    }
    faults.extend(scene.faults_of_held_locks(Door::Disks).await);
    assert_none(&faults);
    scene.house.stop().await;
}

/// What is answered to those who may not, and to what nobody can do.
pub(super) fn status(expected: &End) -> Option<u16> {
    match expected {
        End::Passed => None,
        End::Refused(Verdict::SignIn) => Some(401),
        End::Refused(Verdict::Nothing) => Some(404),
        End::Conflict(code) if code == "folder_missing" => Some(409),
        End::Refused(_) | End::Conflict(_) => Some(403),
    }
}

impl Scene {
    async fn fault_over_webdav(&self, actor: &Actor, case: &Case, wire: Wire) -> Option<String> {
        let journal = self.house.sim.journal();
        journal.clear();
        let answer = self.ask_disk(actor, case, wire).await;
        let calls = journal.entries();
        let changed = calls.iter().any(is_change);
        let is_right = match status(&case.expected) {
            None => changed || is_done(&answer),
            Some(status) => !changed && answer.status == status,
        };
        let token = answer.header("lock-token");
        if !token.is_empty() {
            self.unlock(actor, case, token).await;
        }
        let end = format!("{} {:.200}", answer.status, answer.text());
        case.fault(actor, &end, (is_right, calls.len()))
    }

    async fn ask_disk(&self, actor: &Actor, case: &Case, wire: Wire) -> Answer {
        let target = |path: &str| format!("/dav{}", parse(path).to_url());
        let request = self
            .sender
            .request(wire.method, &target(&case.question.path))
            .header("overwrite", if wire.overwrite { "T" } else { "F" })
            .header("depth", wire.depth)
            .body(wire.body);
        let request = match case.question.to {
            Some(_) => request.header("destination", target(&case.question.target())),
            None => request,
        };
        let request = unlocked(case.question.place, request);
        Answer::of(self.keys[actor.name].show(request)).await
    }

    /// Ends a lock, so that it stands in nobody's way.
    async fn unlock(&self, actor: &Actor, case: &Case, token: &str) {
        let target = format!("/dav{}", parse(&case.question.path).to_url());
        let request = self.sender.request("UNLOCK", &target);
        let request = unlocked(case.question.place, request.header("lock-token", token));
        let ended = Answer::of(self.keys[actor.name].show(request)).await;
        assert_eq!(ended.status, 204, "{target} by {}", actor.name);
    }
}

/// The request with the password of the folder, where it is one that was given it.
pub(super) fn unlocked(place: &Place, request: RequestBuilder) -> RequestBuilder {
    match place.nature {
        Nature::Unlocked => request.header("onefold-unlock", "open%20sesame"),
        _ => request,
    }
}

/// Whether it was done without a change of Microsoft's: locks and properties are kept here.
fn is_done(answer: &Answer) -> bool {
    match answer.status {
        207 => answer
            .text()
            .contains("<D:status>HTTP/1.1 200 OK</D:status>"),
        status => (200..300).contains(&status),
    }
}
