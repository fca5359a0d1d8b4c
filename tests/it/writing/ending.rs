//! Transfers that end before their end.

use std::time::Duration;

use graph_sim::{Fault, Listener, World};
use onefold::domain::{Caller, Clock as _, Deed, DeedEnd, IfExists, Right, Urgency};
use onefold::services::{AuditQuery, Transfer, TransferState};

use super::scene::{Scene, path, under_way};
use super::{code, done};

const ALL: &[Right] = &[Right::List, Right::Read, Right::Write, Right::Delete];

/// A move of Ada's folder into Bob's drive.
async fn moving(scene: &Scene, caller: &Caller) -> Transfer {
    let ways = (
        &path("/contoso/ada/plain"),
        &path("/contoso/bob/shelf/moved"),
    );
    under_way(done(
        scene.files().move_to(caller, ways, IfExists::Fail).await,
    ))
}

async fn last_end(scene: &Scene) -> DeedEnd {
    let query = AuditQuery {
        cursor: None,
        limit: 1,
        account: None,
        deed: Some(Deed::FileMove),
        below: None,
    };
    let page = done(scene.administration().audit_log().list(query).await);
    page.entries.first().expect("it is noted").end
}

fn files_of_ada(scene: &Scene) -> usize {
    let files = [
        "/plain/one.txt",
        "/plain/sub/two.txt",
        "/plain/sub/deep/three.bin",
    ];
    scene.ada(|drive| files.iter().filter(|file| drive.exists(file)).count())
}

fn files_of_bob(scene: &Scene) -> usize {
    let files = ["/one.txt", "/sub/two.txt", "/sub/deep/three.bin"];
    scene.bob(|drive| {
        files
            .iter()
            .filter(|file| drive.exists(&format!("/shelf/moved{file}")))
            .count()
    })
}

/// No file is lost, whatever happens: it lies here or there, or in both places.
#[track_caller]
fn assert_nothing_lost(scene: &Scene) {
    for file in ["/one.txt", "/sub/two.txt", "/sub/deep/three.bin"] {
        let here = scene.ada(|drive| drive.exists(&format!("/plain{file}")));
        let there = scene.bob(|drive| drive.exists(&format!("/shelf/moved{file}")));
        assert!(here || there, "{file}");
    }
}

#[tokio::test]
async fn what_is_cancelled_ends_soon_and_says_what_is_not_done() {
    let scene = Scene::start().await;
    let stalled = Fault::on(Listener::Content)
        .method("GET")
        .always()
        .stall_body(1);
    scene.house.sim.faults().add(stalled);
    let transfer = moving(&scene, &scene.admin).await;
    assert!(
        scene
            .house
            .sim
            .journal()
            .wait_for(|all| all.iter().any(|one| one.listener == Listener::Content))
            .await
    );
    let now = scene.house.clock.now();
    assert!(matches!(
        transfer.wait(now).await.state,
        TransferState::Running
    ));
    transfer.cancel();
    let report = scene.ended(&transfer).await;
    assert!(
        matches!(report.state, TransferState::Cancelled),
        "{report:?}"
    );
    assert!(
        report
            .errors
            .iter()
            .all(|one| one.error.code() == "cancelled"),
        "{report:?}"
    );
    assert!(report.items.done < report.items.total, "{report:?}");
    assert_eq!((files_of_ada(&scene), report.bytes.done), (3, 0));
    assert_eq!(last_end(&scene).await, DeedEnd::Failed);
    scene.stop().await;
}

#[tokio::test]
async fn a_right_that_is_taken_away_ends_it() {
    let scene = Scene::start().await;
    let member = scene.member("mel", &[("/contoso", ALL)]).await;
    let held = scene
        .house
        .sim
        .faults()
        .hold(Fault::on(Listener::Content).method("GET"));
    let transfer = moving(&scene, &member).await;
    assert!(held.arrived(1).await);
    let administration = scene.administration();
    let grant = &administration.grants().list()[0];
    done(administration.grants().delete(&grant.id).await);
    held.release();
    let report = scene.ended(&transfer).await;
    assert!(matches!(report.state, TransferState::Failed), "{report:?}");
    assert_nothing_lost(&scene);
    assert!(
        files_of_ada(&scene) >= 1,
        "not all of it was moved: {report:?}"
    );
    let told = report
        .errors
        .iter()
        .map(|one| (one.path.as_str(), one.error.code()));
    assert!(
        told.clone()
            .any(|one| one == ("/contoso/ada/plain", "not_found")),
        "{report:?}"
    );
    scene.stop().await;
}

#[tokio::test]
async fn an_account_that_is_disabled_moves_nothing_on() {
    let scene = Scene::start().await;
    let member = scene.member("mel", &[("/contoso", ALL)]).await;
    let held = scene
        .house
        .sim
        .faults()
        .hold(Fault::on(Listener::Content).method("GET"));
    let transfer = moving(&scene, &member).await;
    assert!(held.arrived(1).await);
    let change = onefold::services::AccountChange {
        enabled: Some(false),
        ..onefold::services::AccountChange::default()
    };
    let id = member.account().expect("he has one").id.clone();
    done(scene.administration().accounts().update(&id, change).await);
    held.release();
    let report = scene.ended(&transfer).await;
    assert!(matches!(report.state, TransferState::Failed), "{report:?}");
    assert!(files_of_ada(&scene) >= 1);
    assert_nothing_lost(&scene);
    scene.stop().await;
}

#[tokio::test]
async fn what_comes_into_a_folder_while_it_is_moved_is_not_thrown_away() {
    let scene = Scene::start().await;
    let reading = Fault::on(Listener::Content).method("GET").always();
    let held = scene.house.sim.faults().hold(reading);
    let transfer = moving(&scene, &scene.admin).await;
    // Each file is being read: each folder has been looked into.
    assert!(held.arrived(3).await);
    scene.ada(|drive| {
        drive.add_file("/plain/sub/deep/late.txt", "late", World::BEGINNING);
    });
    held.release();
    let report = scene.ended(&transfer).await;
    assert!(matches!(report.state, TransferState::Failed), "{report:?}");
    let [error] = report.errors.as_slice() else {
        panic!("one failure: {report:?}");
    };
    let told = (error.path.as_str(), error.error.code());
    assert_eq!(told, ("/contoso/ada/plain/sub/deep", "left_behind"));
    assert!(scene.ada(|drive| drive.exists("/plain/sub/deep/late.txt")));
    assert_eq!((files_of_ada(&scene), files_of_bob(&scene)), (0, 3));
    scene.stop().await;
}

#[tokio::test]
async fn a_file_that_changes_while_it_is_moved_stays() {
    let scene = Scene::start().await;
    let put = Fault::on(Listener::Content).method("PUT").after();
    let held = scene.house.sim.faults().hold(put);
    let ways = (
        &path("/contoso/docs/a.txt"),
        &path("/contoso/bob/shelf/a.txt"),
    );
    let begun = scene
        .files()
        .move_to(&scene.admin, ways, IfExists::Fail)
        .await;
    let transfer = under_way(done(begun));
    assert!(held.arrived(1).await);
    scene.ada(|drive| {
        drive.replace_content("/docs/a.txt", "changed since it was read");
    });
    held.release();
    let report = scene.ended(&transfer).await;
    assert!(matches!(report.state, TransferState::Failed), "{report:?}");
    assert_eq!(report.errors[0].error.code(), "precondition_failed");
    assert_eq!(
        scene.ada(|drive| drive.fingerprint_of("/docs/a.txt").size),
        25
    );
    scene.stop().await;
}

#[tokio::test]
async fn a_broken_download_goes_on_and_a_lost_one_is_told() {
    let scene = Scene::start().await;
    let cut = Fault::on(Listener::Content)
        .method("GET")
        .nth(1)
        .times(2)
        .truncate_body(2);
    scene.house.sim.faults().add(cut);
    let transfer = moving(&scene, &scene.admin).await;
    let report = scene.ended(&transfer).await;
    assert!(matches!(report.state, TransferState::Done(_)), "{report:?}");
    assert_eq!((files_of_ada(&scene), files_of_bob(&scene)), (0, 3));
    scene.stop().await;
}

#[tokio::test]
async fn the_server_stops_in_the_middle_and_loses_nothing() {
    let scene = Scene::start().await;
    let stalled = Fault::on(Listener::Content)
        .method("GET")
        .always()
        .stall_body(1);
    scene.house.sim.faults().add(stalled);
    let transfer = moving(&scene, &scene.admin).await;
    assert!(
        scene
            .house
            .sim
            .journal()
            .wait_for(|all| all.iter().any(|one| one.listener == Listener::Content))
            .await
    );
    let Scene { house, admin } = scene;
    let house = house.restart().await;
    assert!(
        matches!(transfer.report().state, TransferState::Cancelled),
        "{:?}",
        transfer.report()
    );
    let scene = Scene { house, admin };
    assert_eq!(files_of_ada(&scene), 3);
    assert_eq!(last_end(&scene).await, DeedEnd::Failed);
    scene.house.sim.faults().clear();
    scene.stop().await;
}

#[tokio::test]
async fn one_account_has_so_many_transfers_and_no_more() {
    let scene = Scene::start().await;
    let stalled = Fault::on(Listener::Content)
        .method("GET")
        .always()
        .stall_body(1);
    scene.house.sim.faults().add(stalled);
    let copy = async |number: u32| {
        let to = path(&format!("/contoso/bob/shelf/{number}.txt"));
        scene
            .files()
            .copy(
                &scene.admin,
                (&path("/contoso/docs/a.txt"), &to),
                IfExists::Fail,
            )
            .await
    };
    let mut transfers = Vec::new();
    for number in 0..4 {
        transfers.push(under_way(done(copy(number).await)));
    }
    assert_eq!(code(copy(4).await), "rate_limited");
    for transfer in &transfers {
        transfer.cancel();
        scene.ended(transfer).await;
    }
    scene.house.sim.faults().clear();
    scene
        .house
        .advance(Urgency::PATIENCE + Duration::from_secs(1));
    let last = under_way(done(copy(5).await));
    assert!(matches!(
        scene.ended(&last).await.state,
        TransferState::Done(_)
    ));
    scene.stop().await;
}
