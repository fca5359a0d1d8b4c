//! Entries moved within a drive.

use onefold::domain::{IfExists, Segment};

use super::scene::{Scene, at_once, path};
use super::{code, done};

const PATCH: &str = "PATCH /drives/{drive}/items/{item}";

async fn moved(
    scene: &Scene,
    from: &str,
    to: &str,
    if_exists: IfExists,
) -> Result<Segment, &'static str> {
    let (from, to) = (path(from), path(to));
    let moved = scene.files().move_to(&scene.admin, (&from, &to), if_exists);
    let moved = moved.await.map(at_once);
    moved.map(|row| row.name).map_err(|error| error.code())
}

#[tokio::test]
async fn a_folder_with_all_below_it_moves_in_one_call() {
    let scene = Scene::start().await;
    assert_eq!(scene.names("/contoso/ada").await, ["docs", "new", "plain"]);
    assert_eq!(scene.names("/contoso/docs").await, ["a.txt", "b.txt"]);
    scene.forget();
    let to = "/contoso/docs/moved";
    let name = moved(&scene, "/contoso/ada/plain", to, IfExists::Fail).await;
    assert_eq!(name.expect("through the other mount").as_str(), "moved");
    assert_eq!(scene.writes(), [PATCH]);
    assert_eq!(scene.names("/contoso/ada").await, ["docs", "new"]);
    assert_eq!(
        scene.names("/contoso/docs").await,
        ["moved", "a.txt", "b.txt"]
    );
    assert_eq!(
        scene.names("/contoso/docs/moved/sub/deep").await,
        ["three.bin"]
    );
    scene.stop().await;
}

#[tokio::test]
async fn what_lies_at_the_new_place_is_replaced_only_where_that_is_wanted() {
    let scene = Scene::start().await;
    let (from, to) = ("/contoso/docs/a.txt", "/contoso/ada/plain/one.txt");
    assert_eq!(
        moved(&scene, from, to, IfExists::Fail).await,
        Err("name_taken")
    );
    let onto_folder = moved(&scene, from, "/contoso/ada/plain/sub", IfExists::Replace).await;
    assert_eq!(onto_folder, Err("name_taken"));
    let folder = moved(&scene, "/contoso/ada/plain/sub", to, IfExists::Replace).await;
    assert_eq!(folder, Err("name_taken"));
    assert!(scene.writes().is_empty());
    let id = scene.ada(|drive| drive.id_of("/docs/a.txt"));
    moved(&scene, from, to, IfExists::Replace)
        .await
        .expect("replaced");
    assert_eq!(scene.ada(|drive| drive.id_of("/plain/one.txt")), id);
    assert_eq!(scene.names("/contoso/docs").await, ["b.txt"]);
    let numbered = moved(&scene, "/contoso/docs/b.txt", to, IfExists::Rename).await;
    assert_eq!(numbered.expect("beside it").as_str(), "one 1.txt");
    scene.stop().await;
}

#[tokio::test]
async fn onto_itself_nothing_is_lost_and_nothing_is_called() {
    let scene = Scene::start().await;
    let ways = [
        ("/contoso/docs/a.txt", "/contoso/docs/a.txt"),
        ("/contoso/ada/docs/a.txt", "/contoso/docs/a.txt"),
        ("/contoso/docs/a.txt", "/contoso/ada/DOCS/a.txt"),
        ("/twin/ada/docs/a.txt", "/contoso/docs/a.txt"),
        ("/contoso/ada/plain", "/twin/ada/plain"),
    ];
    for (from, to) in ways {
        for if_exists in [IfExists::Replace, IfExists::Fail, IfExists::Rename] {
            let name = moved(&scene, from, to, if_exists)
                .await
                .expect("it is there");
            assert_eq!(Some(name.as_str()), path(from).name(), "{from} {to}");
        }
    }
    assert!(scene.writes().is_empty(), "{:?}", scene.writes());
    let other = moved(
        &scene,
        "/contoso/ada/docs/a.txt",
        "/contoso/docs/A.txt",
        IfExists::Replace,
    );
    assert_eq!(other.await.expect("another letter case").as_str(), "A.txt");
    assert_eq!(scene.writes(), [PATCH]);
    assert_eq!(scene.names("/contoso/docs").await, ["A.txt", "b.txt"]);
    assert_eq!(
        scene.ada(|drive| drive.fingerprint_of("/docs/A.txt").size),
        5
    );
    scene.stop().await;
}

#[tokio::test]
async fn a_folder_does_not_come_to_lie_in_itself_by_any_way() {
    let scene = Scene::start().await;
    let files = scene.files();
    for (from, to) in [
        ("/contoso/ada/plain", "/contoso/ada/plain/sub/x"),
        ("/contoso/ada/plain", "/contoso/ada/PLAIN/x"),
        ("/contoso/ada/plain", "/twin/ada/plain/x"),
        ("/contoso/ada/plain", "/twin/ada/plain/sub/deep/x"),
        ("/twin/ada/docs", "/contoso/docs/x"),
    ] {
        let (from, to) = (path(from), path(to));
        for if_exists in [IfExists::Fail, IfExists::Replace, IfExists::Rename] {
            let moved = files.move_to(&scene.admin, (&from, &to), if_exists).await;
            assert_eq!(code(moved), "into_itself", "move {from} {to}");
            let copied = files.copy(&scene.admin, (&from, &to), if_exists).await;
            assert_eq!(code(copied), "into_itself", "copy {from} {to}");
        }
    }
    let (root, to) = (path("/twin/ada"), path("/contoso/docs/x"));
    let copied = files.copy(&scene.admin, (&root, &to), IfExists::Fail).await;
    assert_eq!(code(copied), "into_itself", "a drive in itself");
    assert!(scene.writes().is_empty());
    scene.stop().await;
}

#[tokio::test]
async fn what_has_gone_is_not_found() {
    let scene = Scene::start().await;
    let to = "/contoso/docs/x";
    let missing = moved(&scene, "/contoso/ada/missing", to, IfExists::Fail).await;
    assert_eq!(missing, Err("not_found"));
    scene.names("/contoso/ada/plain").await;
    scene.ada(|drive| {
        drive.remove("/plain/one.txt");
    });
    let gone = moved(&scene, "/contoso/ada/plain/one.txt", to, IfExists::Fail).await;
    assert_eq!(gone, Err("not_found"), "though memory says it is there");
    assert_eq!(
        done(Ok(scene.names("/contoso/docs").await)),
        ["a.txt", "b.txt"]
    );
    scene.stop().await;
}
