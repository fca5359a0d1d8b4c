//! Who is told of which locks.

use onefold::domain::{LockDepth, LockScope, Right};

use super::{Act, assert_done, assert_refused, code, done, holding, lock, member};
use crate::writing::scene::{Scene, path};

const ONE: (LockScope, LockDepth) = (LockScope::Exclusive, LockDepth::Zero);
const SHARED: (LockScope, LockDepth) = (LockScope::Shared, LockDepth::Infinity);

#[tokio::test]
async fn who_only_passes_is_told_of_no_lock_on_his_way() {
    let scene = Scene::start().await;
    let ann = member(&scene, "ann").await;
    let reads = [Right::List, Right::Read];
    let at = "/contoso/ada/plain/sub/deep";
    let walker = scene.member("walker", &[(at, &reads)]).await;
    for folder in ["/contoso/ada/plain", "/contoso/ada/plain/sub"] {
        lock(&scene, &ann, folder, ONE).await;
    }
    let locks = &scene.house.services().locks;
    for folder in ["/contoso/ada/plain", "/contoso/ada/plain/sub"] {
        let folder = path(folder);
        assert!(done(locks.discover(&walker, &folder).await).is_empty());
        assert_eq!(done(locks.discover(&ann, &folder).await).len(), 1);
        let within = done(locks.within(&walker, &folder).await);
        assert!(within.of_folder().is_empty());
        assert!(within.of_child("sub").right_there.is_empty());
    }
    let deep = lock(&scene, &ann, at, ONE).await;
    let sub = path("/contoso/ada/plain/sub");
    let within = done(locks.within(&walker, &sub).await);
    let told = within.of_child("deep").right_there;
    assert_eq!(told.len(), 1, "where his way ends he sees all");
    assert_eq!(told[0].lock.token, deep.lock.token);
    assert_eq!(done(locks.discover(&walker, &path(at)).await).len(), 1);
    scene.stop().await;
}

#[tokio::test]
async fn a_lock_that_reaches_down_is_told_where_somebody_may_look() {
    let scene = Scene::start().await;
    let ann = member(&scene, "ann").await;
    let reads = [Right::List, Right::Read];
    let at = "/contoso/ada/plain/sub/deep";
    let walker = scene.member("walker", &[(at, &reads)]).await;
    lock(&scene, &ann, "/contoso/ada/plain", SHARED).await;
    let locks = &scene.house.services().locks;
    let sub = path("/contoso/ada/plain/sub");
    let within = done(locks.within(&walker, &sub).await);
    assert!(within.of_folder().is_empty());
    assert!(within.of_child("deep").inherits);
    assert_eq!(within.inherited().len(), 1);
    let above = done(locks.within(&walker, &path("/contoso/ada/plain")).await);
    assert!(!above.of_child("sub").inherits, "he only passes there");
    assert_eq!(done(locks.discover(&walker, &path(at)).await).len(), 1);
    scene.stop().await;
}

#[tokio::test]
async fn who_may_write_and_not_look_holds_what_he_writes() {
    let scene = Scene::start().await;
    let (ann, ben) = (member(&scene, "ann").await, member(&scene, "ben").await);
    let tray = "/contoso/ada/plain";
    let sender = scene.member("sender", &[(tray, &[Right::Write])]).await;
    let at = "/contoso/ada/plain/letter.txt";
    let set = lock(&scene, &sender, at, ONE).await;
    lock(&scene, &ann, "/contoso/ada/plain/one.txt", ONE).await;
    let locks = &scene.house.services().locks;
    let told = done(locks.discover(&sender, &path(at)).await);
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].lock.token, set.lock.token);
    let others = path("/contoso/ada/plain/one.txt");
    assert!(done(locks.discover(&sender, &others).await).is_empty());
    let beside = path("/contoso/docs/a.txt");
    assert_eq!(code(locks.discover(&sender, &beside).await), "not_found");
    assert_refused(&scene, &ben, &[Act::Put(at)]).await;
    assert_done(&scene, &holding(&sender, &set), &[Act::Put(at)]).await;
    scene.stop().await;
}
