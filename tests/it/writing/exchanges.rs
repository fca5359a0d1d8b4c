//! One entry takes the place of another: what is cut off in between, and what is asked for twice.

use std::time::Duration;

use graph_sim::{Fault, Listener, World};
use onefold::domain::{Principal, Right, Rights};
use onefold::services::{Bringing, NewGrant, Relocation, TransferState};
use tokio::task::JoinSet;
use tokio::time::timeout;

use super::scene::{Scene, path, under_way};
use super::{code, done};

/// How long an heir may take, in real time; far more than it does.
const PATIENCE: Duration = Duration::from_secs(30);

async fn scene() -> Scene {
    let scene = Scene::start().await;
    scene.ada(|drive| {
        drive
            .add_file("/plain/site/old.txt", "old", World::BEGINNING)
            .add_file("/plain/fresh/new.txt", "new", World::BEGINNING);
    });
    scene
}

/// The names in Ada's folder, as Microsoft has them.
fn names(scene: &Scene) -> Vec<String> {
    let children = scene.ada(|drive| drive.children_of("/plain"));
    let mut names: Vec<_> = children
        .into_iter()
        .flatten()
        .map(|(name, _)| name)
        .collect();
    names.sort();
    names
}

const BEFORE: [&str; 5] = ["fresh", "nothing", "one.txt", "site", "sub"];

/// Kills the server when it has set the old one aside, and waits until its heir has brought all in order.
async fn kill_between(scene: &Scene, bringing: Bringing, (from, to): (&str, &str)) {
    let second = Fault::on(Listener::Graph).method("PATCH").nth(2);
    let held = scene.house.sim.faults().hold(second);
    let (from, to) = (path(from), path(to));
    let (services, caller) = (scene.house.services(), scene.admin.clone());
    let files = std::sync::Arc::clone(&services.files);
    let mut working = JoinSet::new();
    working.spawn(async move {
        let brought = files.bring(&caller, bringing, (&from, &to), true).await;
        brought.map(drop)
    });
    assert!(held.arrived(1).await, "it comes so far");
    assert_ne!(names(scene), BEFORE, "the place is empty");
    let heir = scene.house.heir().await;
    let mended = async {
        while names(scene) != BEFORE {
            tokio::task::yield_now().await;
        }
    };
    let in_time = timeout(PATIENCE, mended).await;
    assert!(in_time.is_ok(), "{:?}", names(scene));
    heir.stop().await;
    working.abort_all();
    drop(held);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_that_was_set_aside_gets_its_name_back_from_the_next_server() {
    for bringing in [Bringing::Move, Bringing::Copy, Bringing::CopyAlone] {
        let scene = scene().await;
        let ways = ("/contoso/ada/plain/fresh", "/contoso/ada/plain/site");
        kill_between(&scene, bringing, ways).await;
        let is_there = |at: &str| scene.ada(|drive| drive.exists(at));
        assert!(is_there("/plain/site/old.txt"), "{bringing:?}");
        assert!(is_there("/plain/fresh/new.txt"), "{bringing:?}");
        scene.house.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_was_set_aside_gets_its_name_back_from_the_next_server() {
    let scene = scene().await;
    let ways = (
        "/contoso/ada/plain/fresh/new.txt",
        "/contoso/ada/plain/one.txt",
    );
    kill_between(&scene, Bringing::Move, ways).await;
    assert!(scene.ada(|drive| drive.exists("/plain/fresh/new.txt")));
    scene.house.stop().await;
}

#[tokio::test]
async fn a_folder_with_rights_of_its_own_is_not_replaced_as_a_whole() {
    let scene = scene().await;
    let administration = scene.administration();
    let grant = NewGrant {
        principal: Principal::Guest,
        path: path("/contoso/ada/plain/site"),
        rights: [Right::List].into_iter().collect::<Rights>(),
    };
    done(administration.grants().create(grant).await);
    scene.forget();
    let ways = (
        &path("/contoso/ada/plain/fresh"),
        &path("/contoso/ada/plain/site"),
    );
    for bringing in [Bringing::Move, Bringing::Copy, Bringing::CopyAlone] {
        let refused = scene
            .files()
            .bring(&scene.admin, bringing, ways, true)
            .await;
        assert_eq!(code(refused), "guarded", "{bringing:?}");
    }
    assert_eq!(scene.writes(), [""; 0]);
    scene.stop().await;
}

#[tokio::test]
async fn what_is_asked_for_twice_is_done_once() {
    let scene = scene().await;
    let held = scene
        .house
        .sim
        .faults()
        .hold(Fault::on(Listener::Content).method("GET").always());
    let ways = (
        &path("/contoso/ada/plain/fresh"),
        &path("/contoso/bob/team"),
    );
    let mut transfers = Vec::new();
    for _ in 0..2 {
        let brought = scene
            .files()
            .bring(&scene.admin, Bringing::Copy, ways, true);
        let brought = done(brought.await);
        assert!(brought.replaced);
        assert!(matches!(brought.relocation, Relocation::UnderWay(_)));
        transfers.push(under_way(brought.relocation));
    }
    assert!(held.arrived(1).await);
    held.release();
    for transfer in &transfers {
        let report = scene.ended(transfer).await;
        assert!(matches!(report.state, TransferState::Done(_)), "{report:?}");
    }
    let writes = scene.writes();
    let made = writes.iter().filter(|route| route.ends_with("/children"));
    assert_eq!(made.count(), 1, "one folder was made: {writes:?}");
    assert!(scene.bob(|drive| drive.exists("/team/new.txt")));
    assert!(!scene.bob(|drive| drive.exists("/team/t.txt")));
    scene.stop().await;
}
