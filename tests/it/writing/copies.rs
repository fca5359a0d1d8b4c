//! Copies that Microsoft makes.

use graph_sim::switches::CopyPace;
use onefold::domain::IfExists;
use onefold::services::TransferState;

use super::scene::{Scene, at_once, path, plan, under_way};
use super::{code, done};

const COPY: &str = "POST /drives/{drive}/items/{item}/copy";

#[tokio::test]
async fn a_copy_within_a_drive_is_microsofts_affair_and_watched_to_its_end() {
    let scene = Scene::of(plan().switch(|switches| {
        switches.copying.pace = CopyPace::Polls(4);
    }))
    .await;
    let (from, to) = (path("/contoso/ada/plain"), path("/contoso/docs/copy"));
    assert_eq!(scene.names("/contoso/docs").await, ["a.txt", "b.txt"]);
    let copied = scene
        .files()
        .copy(&scene.admin, (&from, &to), IfExists::Fail)
        .await;
    let transfer = under_way(done(copied));
    let report = scene.ended(&transfer).await;
    assert!(
        matches!(&report.state, TransferState::Done(row) if row.name.as_str() == "copy"),
        "{report:?}"
    );
    assert_eq!((report.items.done, report.items.total), (1, 1));
    assert_eq!(scene.writes(), [COPY]);
    assert_eq!(
        scene.names("/contoso/docs").await,
        ["copy", "a.txt", "b.txt"]
    );
    assert_eq!(
        scene.names("/contoso/docs/copy").await,
        ["nothing", "sub", "one.txt"]
    );
    scene.stop().await;
}

#[tokio::test]
async fn a_copy_that_is_there_at_once_is_told_at_once() {
    let scene = Scene::of(plan().switch(|switches| {
        switches.copying.pace = CopyPace::Polls(0);
    }))
    .await;
    let from = path("/contoso/docs/a.txt");
    for (to, if_exists, name) in [
        ("/contoso/ada/plain/a.txt", IfExists::Fail, "a.txt"),
        ("/contoso/ada/plain/one.txt", IfExists::Replace, "one.txt"),
        ("/contoso/docs/A.TXT", IfExists::Rename, "A 1.TXT"),
    ] {
        let copied = scene
            .files()
            .copy(&scene.admin, (&from, &path(to)), if_exists)
            .await;
        assert_eq!(at_once(done(copied)).name.as_str(), name);
    }
    assert_eq!(scene.writes(), [COPY; 3]);
    assert_eq!(
        scene.ada(|drive| drive.fingerprint_of("/plain/one.txt").size),
        5
    );
    let names = scene.names("/contoso/docs").await;
    assert_eq!(names, ["A 1.TXT", "a.txt", "b.txt"]);
    scene.stop().await;
}

#[tokio::test]
async fn its_own_copy_is_there_already() {
    let scene = Scene::start().await;
    for (from, to) in [
        ("/contoso/docs/a.txt", "/contoso/docs/a.txt"),
        ("/contoso/docs/a.txt", "/contoso/ada/docs/A.TXT"),
        ("/twin/ada/docs/a.txt", "/contoso/docs/a.txt"),
        ("/contoso/ada/plain", "/contoso/ada/Plain"),
    ] {
        let (from, to) = (path(from), path(to));
        let copied = scene
            .files()
            .copy(&scene.admin, (&from, &to), IfExists::Replace)
            .await;
        assert_eq!(Some(at_once(done(copied)).name.as_str()), from.name());
        let copied = scene
            .files()
            .copy(&scene.admin, (&from, &to), IfExists::Fail)
            .await;
        assert_eq!(code(copied), "name_taken");
    }
    assert!(scene.writes().is_empty(), "{:?}", scene.writes());
    scene.stop().await;
}

#[tokio::test]
async fn a_copy_that_microsoft_gives_up_is_told_with_its_path() {
    let scene = Scene::of(plan().switch(|switches| {
        switches.copying.pace = CopyPace::Polls(2);
    }))
    .await;
    let (from, to) = (
        path("/contoso/docs/a.txt"),
        path("/contoso/ada/plain/x.txt"),
    );
    let copied = scene
        .files()
        .copy(&scene.admin, (&from, &to), IfExists::Fail)
        .await;
    scene.ada(|drive| {
        drive.add_file("/plain/x.txt", "faster", graph_sim::World::BEGINNING);
    });
    let report = scene.ended(&under_way(done(copied))).await;
    assert!(matches!(report.state, TransferState::Failed), "{report:?}");
    let [error] = report.errors.as_slice() else {
        panic!("one failure: {report:?}");
    };
    assert_eq!(
        (error.path.as_str(), error.error.code()),
        ("/contoso/docs/a.txt", "name_taken")
    );
    assert_eq!(
        scene.ada(|drive| drive.fingerprint_of("/plain/x.txt").size),
        6
    );
    scene.stop().await;
}
