//! A lock belongs to a place in a drive, whichever way somebody comes to it.

use onefold::domain::{Error, LockDepth, LockScope, Right};

use super::{Act, assert_done, assert_refused, done, holding, lock, member};
use crate::writing::scene::{Scene, path, replace, source};

const DEEP: (LockScope, LockDepth) = (LockScope::Exclusive, LockDepth::Infinity);
const ONE: (LockScope, LockDepth) = (LockScope::Exclusive, LockDepth::Zero);

#[tokio::test]
async fn a_lock_binds_through_every_mount_of_the_drive_and_every_tenant() {
    let scene = Scene::start().await;
    let (ann, ben) = (member(&scene, "ann").await, member(&scene, "ben").await);
    let set = lock(&scene, &ann, "/contoso/docs/a.txt", ONE).await;
    let ways = [
        Act::Put("/contoso/docs/a.txt"),
        Act::Put("/contoso/ada/docs/a.txt"),
        Act::Put("/twin/ada/docs/a.txt"),
        Act::Delete("/twin/ada/docs/a.txt"),
        Act::Delete("/twin/ada/docs"),
    ];
    assert_refused(&scene, &ben, &ways).await;
    let hers = holding(&ann, &set);
    assert_done(&scene, &hers, &ways[..3]).await;
    let locks = &scene.house.services().locks;
    let shown = done(locks.discover(&ben, &path("/twin/ada/docs/a.txt")).await);
    assert_eq!(shown[0].root, path("/twin/ada/docs/a.txt"));
    done(
        locks
            .unlock(&ann, &path("/twin/ada/docs/a.txt"), &set.lock.token)
            .await,
    );
    assert_done(&scene, &ben, &ways[..1]).await;
    scene.stop().await;
}

#[tokio::test]
async fn a_lock_above_a_mounts_root_is_one_of_the_whole_mount_there() {
    let scene = Scene::start().await;
    let (ann, ben) = (member(&scene, "ann").await, member(&scene, "ben").await);
    lock(&scene, &ann, "/twin/ada/docs", DEEP).await;
    let put = scene
        .files()
        .put(&ben, &path("/contoso/docs/a.txt"), source("x"), replace())
        .await;
    match put {
        Err(Error::LockHeld { places }) => assert_eq!(places, [path("/contoso/docs")]),
        other => panic!("{other:?}"),
    }
    scene.stop().await;
}

#[tokio::test]
async fn a_lock_binds_in_every_letter_case_and_normal_form() {
    let scene = Scene::start().await;
    let (ann, ben) = (member(&scene, "ann").await, member(&scene, "ben").await);
    assert_done(
        &scene,
        &ann,
        &[Act::Put("/contoso/ada/plain/\u{c9}t\u{e9}.txt")],
    )
    .await;
    let set = lock(&scene, &ann, "/contoso/ada/Plain/\u{e9}t\u{e9}.TXT", ONE).await;
    let ways = [
        Act::Put("/contoso/ada/plain/\u{c9}t\u{e9}.txt"),
        Act::Put("/contoso/ada/PLAIN/E\u{301}te\u{301}.txt"),
        Act::Delete("/contoso/ada/plain/e\u{301}te\u{301}.txt"),
    ];
    assert_refused(&scene, &ben, &ways).await;
    assert_done(&scene, &holding(&ann, &set), &ways).await;
    scene.stop().await;
}

#[tokio::test]
async fn another_letter_case_of_the_name_leaves_the_lock_where_it_is() {
    let scene = Scene::start().await;
    let (ann, ben) = (member(&scene, "ann").await, member(&scene, "ben").await);
    let set = lock(&scene, &ann, "/contoso/docs/a.txt", ONE).await;
    let hers = holding(&ann, &set);
    assert_done(
        &scene,
        &hers,
        &[Act::Rename("/contoso/docs/a.txt", "A.TXT")],
    )
    .await;
    assert_refused(&scene, &ben, &[Act::Put("/contoso/docs/a.txt")]).await;
    assert_done(
        &scene,
        &hers,
        &[Act::Move("/contoso/docs/A.TXT", "/contoso/docs/a.Txt")],
    )
    .await;
    assert_refused(&scene, &ben, &[Act::Put("/contoso/docs/a.txt")]).await;
    scene.stop().await;
}

#[tokio::test]
async fn places_that_somebody_may_not_know_of_are_not_told() {
    let scene = Scene::start().await;
    let ann = member(&scene, "ann").await;
    let writes = [Right::List, Right::Read, Right::Write, Right::Delete];
    let narrow = scene
        .member("narrow", &[("/contoso/ada/plain/sub/deep", &writes[..])])
        .await;
    lock(&scene, &ann, "/contoso/ada/plain/sub/deep/three.bin", ONE).await;
    lock(&scene, &ann, "/contoso/ada/plain/sub/two.txt", ONE).await;
    let at = path("/contoso/ada/plain/sub/deep/three.bin");
    let put = scene.files().put(&narrow, &at, source("x"), replace());
    match put.await {
        Err(Error::LockHeld { places }) => assert_eq!(places, std::slice::from_ref(&at)),
        other => panic!("{other:?}"),
    }
    let stranger = scene.member("stranger", &[]).await;
    let refused = scene.files().put(&stranger, &at, source("x"), replace());
    assert_eq!(super::code(refused.await), "not_found", "rights come first");
    scene.stop().await;
}
