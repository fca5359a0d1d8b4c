//! What is said goes along.

use graph_sim::switches::CopyPace;
use onefold::domain::{Deletion, IfExists};
use onefold::services::TransferState;

use super::{drive_of, said, say};
use crate::writing::done;
use crate::writing::scene::{Scene, at_once, path, plan, under_way};

const NOTHING: [&str; 0] = [];

async fn quick() -> Scene {
    let plan = plan().switch(|switches| switches.copying.pace = CopyPace::Polls(0));
    Scene::of(plan).await
}

async fn copy(scene: &Scene, from: &str, to: &str, if_exists: IfExists) {
    let ends = (&path(from), &path(to));
    at_once(done(
        scene.files().copy(&scene.admin, ends, if_exists).await,
    ));
}

async fn carry(scene: &Scene, moves: bool, from: &str, to: &str) {
    let (ends, admin) = ((&path(from), &path(to)), &scene.admin);
    let begun = if moves {
        scene.files().move_to(admin, ends, IfExists::Fail).await
    } else {
        scene.files().copy(admin, ends, IfExists::Fail).await
    };
    let report = scene.ended(&under_way(done(begun))).await;
    assert!(matches!(report.state, TransferState::Done(_)), "{report:?}");
}

#[tokio::test]
async fn a_copy_within_a_drive_is_said_the_same_of_with_what_lies_below() {
    let scene = quick().await;
    let original = [
        "/contoso/ada/plain",
        "/contoso/ada/plain/one.txt",
        "/contoso/ada/plain/sub/deep/three.bin",
    ];
    say(&scene, &original).await;
    copy(
        &scene,
        "/contoso/ada/plain",
        "/contoso/docs/copy",
        IfExists::Fail,
    )
    .await;
    for (at, of) in [
        ("/contoso/docs/copy", original[0]),
        ("/contoso/docs/copy/one.txt", original[1]),
        ("/contoso/docs/copy/sub/deep/three.bin", original[2]),
        (original[1], original[1]),
    ] {
        assert_eq!(said(&scene, at).await, [format!("path={of}")], "{at}");
    }
    assert_eq!(said(&scene, "/contoso/docs/copy/sub").await, NOTHING);
    scene.stop().await;
}

#[tokio::test]
async fn however_much_lies_below_a_copy_is_said_the_same_of() {
    let scene = quick().await;
    let names: Vec<_> = (0..250).map(|number| format!("f{number:03}.txt")).collect();
    scene.ada(|drive| {
        for name in &names {
            let at = format!("/plain/many/{name}");
            drive.add_file(&at, "x", graph_sim::World::BEGINNING);
        }
    });
    scene.house.advance(std::time::Duration::from_mins(2));
    for name in &names {
        let at = format!("/contoso/ada/plain/many/{name}");
        say(&scene, &[at.as_str()]).await;
    }
    let (from, to) = ("/contoso/ada/plain/many", "/contoso/docs/many");
    copy(&scene, from, to, IfExists::Fail).await;
    // Most of it goes on behind the copy; each look takes the time of a call.
    let last = format!("{to}/f249.txt");
    let mut looks = 0;
    while said(&scene, &last).await.is_empty() {
        looks += 1;
        assert!(looks < 10_000, "it does not come");
        scene.house.advance(std::time::Duration::from_mins(2));
    }
    for name in &names {
        let expected = [format!("path={from}/{name}")];
        assert_eq!(said(&scene, &format!("{to}/{name}")).await, expected);
    }
    scene.stop().await;
}

#[tokio::test]
async fn what_is_replaced_by_a_copy_or_a_move_takes_its_properties_along() {
    let scene = quick().await;
    say(&scene, &["/contoso/docs/a.txt", "/contoso/docs/b.txt"]).await;
    copy(
        &scene,
        "/contoso/docs/a.txt",
        "/contoso/docs/b.txt",
        IfExists::Replace,
    )
    .await;
    assert_eq!(
        said(&scene, "/contoso/docs/b.txt").await,
        ["path=/contoso/docs/a.txt"]
    );
    let ends = (
        &path("/contoso/ada/plain/one.txt"),
        &path("/contoso/docs/a.txt"),
    );
    let moved = scene.files().move_to(&scene.admin, ends, IfExists::Replace);
    at_once(done(moved.await));
    assert_eq!(said(&scene, "/contoso/docs/a.txt").await, NOTHING);
    scene.stop().await;
}

#[tokio::test]
async fn another_name_or_place_in_the_drive_changes_nothing_whoever_gave_it() {
    let scene = Scene::start().await;
    say(
        &scene,
        &[
            "/contoso/ada/plain/sub",
            "/contoso/ada/plain/sub/two.txt",
            "/contoso/docs/a.txt",
        ],
    )
    .await;
    let ends = (
        &path("/contoso/ada/plain/sub"),
        &path("/contoso/docs/moved"),
    );
    let moved = scene.files().move_to(&scene.admin, ends, IfExists::Fail);
    at_once(done(moved.await));
    scene.ada(|drive| {
        drive.rename("/docs/a.txt", "z.txt");
    });
    scene.house.advance(std::time::Duration::from_mins(2));
    for (at, of) in [
        ("/contoso/docs/moved", "/contoso/ada/plain/sub"),
        (
            "/contoso/docs/moved/two.txt",
            "/contoso/ada/plain/sub/two.txt",
        ),
        ("/contoso/docs/z.txt", "/contoso/docs/a.txt"),
    ] {
        assert_eq!(said(&scene, at).await, [format!("path={of}")], "{at}");
    }
    scene.stop().await;
}

#[tokio::test]
async fn folders_carried_between_drives_have_theirs_all_over_and_leave_none_behind() {
    let scene = Scene::start().await;
    let all = ["", "/one.txt", "/sub", "/sub/deep/three.bin"];
    let of = |at: &str| format!("/contoso/ada/plain{at}");
    for at in all {
        say(&scene, &[of(at).as_str()]).await;
    }
    carry(
        &scene,
        false,
        "/contoso/ada/plain",
        "/contoso/bob/shelf/copied",
    )
    .await;
    for at in all {
        let copied = said(&scene, &format!("/contoso/bob/shelf/copied{at}")).await;
        assert_eq!(copied, [format!("path={}", of(at))], "{at}");
        assert_eq!(said(&scene, &of(at)).await.len(), 1, "{at}");
    }
    let ids: Vec<_> = ["/plain", "/plain/one.txt"]
        .map(|at| scene.ada(|drive| drive.id_of(at)))
        .into();
    carry(
        &scene,
        true,
        "/contoso/ada/plain",
        "/contoso/bob/shelf/moved",
    )
    .await;
    for at in all {
        let moved = said(&scene, &format!("/contoso/bob/shelf/moved{at}")).await;
        assert_eq!(moved, [format!("path={}", of(at))], "{at}");
    }
    let drive = drive_of(&scene, "/contoso/ada").await;
    let ids: Vec<_> = ids
        .iter()
        .map(|id| onefold::domain::ItemId::parse(id).expect("an id"))
        .collect();
    let left = scene
        .house
        .services()
        .properties
        .of_children(&drive, &ids)
        .await;
    assert!(done(left).is_empty());
    scene.stop().await;
}

#[tokio::test]
async fn what_is_deleted_takes_its_own_along_and_not_that_of_what_had_left_it() {
    let scene = Scene::start().await;
    let paths = [
        "/contoso/ada/plain/sub",
        "/contoso/ada/plain/sub/two.txt",
        "/contoso/ada/plain/one.txt",
    ];
    say(&scene, &paths).await;
    scene.ada(|drive| {
        drive.move_into("/plain/sub/two.txt", "/docs");
    });
    scene.house.advance(std::time::Duration::from_mins(2));
    let sub = scene.ada(|drive| drive.id_of("/plain/sub"));
    let sub = onefold::domain::ItemId::parse(&sub).expect("an id");
    let at = path("/contoso/ada/plain/SUB");
    done(
        scene
            .files()
            .delete(&scene.admin, &at, Deletion::Recycle, None)
            .await,
    );
    scene.put("/contoso/ada/plain/sub", "x").await;
    assert_eq!(said(&scene, "/contoso/ada/plain/sub").await, NOTHING);
    let drive = drive_of(&scene, "/contoso/ada/plain").await;
    let properties = &scene.house.services().properties;
    let left = properties.of_children(&drive, [&sub]).await;
    assert!(done(left).is_empty());
    for (at, of) in [("/contoso/docs/two.txt", paths[1]), (paths[2], paths[2])] {
        assert_eq!(said(&scene, at).await, [format!("path={of}")], "{at}");
    }
    scene.stop().await;
}
