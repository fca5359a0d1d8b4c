//! What finds its name taken and gets a number: never one that would lead where the caller may not write.

use onefold::domain::{Caller, IfExists, Right, Segment};
use onefold::services::{Change, Put, PutRequest, Relocation, TransferState};

use super::scene::{Scene, path, plan, source};
use super::{code, done};

const READ: &[Right] = &[Right::List, Right::Read];
const ALL: &[Right] = &[Right::List, Right::Read, Right::Write, Right::Delete];
const NUMBERING: PutRequest = PutRequest::new(IfExists::Rename);

async fn put(scene: &Scene, caller: &Caller, at: &str) -> String {
    let at = path(at);
    let put = scene.files().put(caller, &at, source("x"), NUMBERING);
    match done(put.await) {
        Put::Created(row) | Put::Replaced(row) => row.name.as_str().to_owned(),
    }
}

/// The name of what has come to its place, at once or after a while.
async fn name_of(scene: &Scene, relocation: Relocation) -> String {
    let row = match relocation {
        Relocation::Done(row) => Some(row),
        Relocation::UnderWay(transfer) => match scene.ended(&transfer).await.state {
            TransferState::Done(row) => Some(*row),
            _ => None,
        },
    };
    let row = row.expect("it is whole");
    row.name.as_str().to_owned()
}

/// The first number is closed to the caller, at the second a mount stands.
#[tokio::test]
async fn a_number_that_is_not_the_callers_is_passed_over_by_every_deed() {
    let mut plan = plan();
    let bob = "bob@contoso.example";
    plan.mount("/contoso/docs/a 2.txt", "contoso", bob, "root: /shelf");
    let scene = Scene::of(plan).await;
    let granted = [
        ("/contoso/ada", ALL),
        ("/contoso/bob", ALL),
        ("/contoso/docs", ALL),
        ("/contoso/docs/a 1.txt", READ),
    ];
    let member = scene.member("mel", &granted).await;
    let files = scene.files();
    let taken = path("/contoso/docs/a.txt");
    assert_eq!(put(&scene, &member, taken.as_str()).await, "a 3.txt");

    let change = Change {
        name: Segment::parse("a.txt").ok(),
        if_exists: IfExists::Rename,
        ..Change::nothing()
    };
    let other = path("/contoso/docs/b.txt");
    let renamed = files.update(&member, &other, change).await;
    assert_eq!(done(renamed).name.as_str(), "a 4.txt");

    for (from, moves, expected) in [
        ("/contoso/ada/plain/one.txt", false, "a 5.txt"),
        ("/contoso/ada/plain/one.txt", true, "a 6.txt"),
        ("/contoso/bob/team/t.txt", false, "a 7.txt"),
        ("/contoso/bob/team/t.txt", true, "a 8.txt"),
        ("/contoso/ada/plain/sub", true, "a.txt 1"),
    ] {
        let ways = (&path(from), &taken);
        let begun = if moves {
            files.move_to(&member, ways, IfExists::Rename).await
        } else {
            files.copy(&member, ways, IfExists::Rename).await
        };
        assert_eq!(name_of(&scene, done(begun)).await, expected, "{from}");
    }
    for number in [1, 2] {
        let name = format!("/docs/a {number}.txt");
        assert!(!scene.ada(|drive| drive.exists(&name)), "{name}");
    }
    scene.stop().await;
}

#[tokio::test]
async fn who_may_write_under_one_name_alone_gets_no_number() {
    let scene = Scene::start().await;
    let granted = [("/contoso/docs", READ), ("/contoso/docs/a.txt", ALL)];
    let member = scene.member("mel", &granted).await;
    let at = path("/contoso/docs/a.txt");
    let put = scene.files().put(&member, &at, source("x"), NUMBERING);
    assert_eq!(code(put.await), "name_taken");
    assert!(scene.writes().is_empty());
    scene.ada(|drive| {
        drive.remove("/docs/a.txt");
    });
    scene.house.advance(std::time::Duration::from_mins(2));
    let put = scene.files().put(&member, &at, source("x"), NUMBERING);
    assert!(matches!(done(put.await), Put::Created(row) if row.name.as_str() == "a.txt"));
    scene.stop().await;
}

#[tokio::test]
async fn letter_case_is_no_way_round() {
    let scene = Scene::start().await;
    let granted = [("/contoso/docs", ALL), ("/contoso/docs/A 1.TXT", &[][..])];
    let member = scene.member("mel", &granted).await;
    assert_eq!(put(&scene, &member, "/contoso/docs/A.txt").await, "A 2.txt");
    assert_eq!(put(&scene, &member, "/contoso/DOCS/a.txt").await, "a 3.txt");
    // The administrator may write under every name.
    assert_eq!(
        put(&scene, &scene.admin, "/contoso/docs/a.txt").await,
        "a 1.txt"
    );
    scene.stop().await;
}
