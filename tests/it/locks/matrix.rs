//! What is refused, by scope, depth, what is done, and whose token is shown.

use onefold::domain::{Caller, LockDepth, LockScope};
use onefold::services::Bringing;

use super::{Act, assert_done, assert_refused, done, holding, lock, member};
use crate::writing::scene::{Scene, path};

/// Changes the names in the locked folder, or takes it away.
const MEMBERSHIP: &[Act] = &[
    Act::Put("/contoso/ada/plain/new.txt"),
    Act::Mkdir("/contoso/ada/plain/new"),
    Act::Rename("/contoso/ada/plain/one.txt", "other.txt"),
    Act::Rename("/contoso/ada/plain", "other"),
    Act::Move("/contoso/ada/plain/one.txt", "/contoso/ada/docs/one.txt"),
    Act::Move("/contoso/ada/plain", "/contoso/ada/docs/plain"),
    Act::Move("/contoso/ada/plain/one.txt", "/contoso/bob/shelf/one.txt"),
    Act::Move("/contoso/ada/docs/a.txt", "/contoso/ada/plain/a.txt"),
    Act::Move("/contoso/bob/team/t.txt", "/contoso/ada/plain/t.txt"),
    Act::Copy("/contoso/ada/docs/a.txt", "/contoso/ada/plain/a.txt"),
    Act::Copy("/contoso/bob/team/t.txt", "/contoso/ada/plain/t.txt"),
    Act::Bring(
        Bringing::Move,
        "/contoso/ada/plain/one.txt",
        "/contoso/ada/docs/b.txt",
    ),
    Act::Bring(
        Bringing::Move,
        "/contoso/ada/docs/a.txt",
        "/contoso/ada/plain/a.txt",
    ),
    Act::Bring(
        Bringing::Copy,
        "/contoso/bob/shelf",
        "/contoso/ada/plain/nothing",
    ),
    Act::Bring(
        Bringing::CopyAlone,
        "/contoso/bob/shelf",
        "/contoso/ada/plain/shelf",
    ),
    Act::Bring(Bringing::Move, "/contoso/bob/shelf", "/contoso/ada/plain"),
    Act::Bring(Bringing::Copy, "/contoso/bob/shelf", "/contoso/ada/plain"),
    Act::Bring(
        Bringing::CopyAlone,
        "/contoso/bob/shelf",
        "/contoso/ada/plain",
    ),
    Act::Delete("/contoso/ada/plain/one.txt"),
    Act::Delete("/contoso/ada/plain"),
    Act::Say("/contoso/ada/plain"),
];

/// Changes what lies below it.
const BELOW: &[Act] = &[
    Act::Put("/contoso/ada/plain/one.txt"),
    Act::Put("/contoso/ada/plain/sub/two.txt"),
    Act::Put("/contoso/ada/plain/sub/new.txt"),
    Act::Mkdir("/contoso/ada/plain/sub/new"),
    Act::Restore("/contoso/ada/plain/one.txt"),
    Act::Say("/contoso/ada/plain/one.txt"),
    Act::Copy("/contoso/ada/docs/a.txt", "/contoso/ada/plain/sub/a.txt"),
    Act::Bring(
        Bringing::Copy,
        "/contoso/ada/docs/a.txt",
        "/contoso/ada/plain/one.txt",
    ),
    Act::Bring(
        Bringing::Move,
        "/contoso/ada/docs/a.txt",
        "/contoso/ada/plain/one.txt",
    ),
    Act::Bring(
        Bringing::Move,
        "/contoso/bob/shelf",
        "/contoso/ada/plain/sub/deep",
    ),
    Act::Delete("/contoso/ada/plain/sub/two.txt"),
];

/// Has nothing to do with it.
const BESIDE: &[Act] = &[
    Act::Put("/contoso/ada/plain beside.txt"),
    Act::Mkdir("/contoso/ada/plain0"),
    Act::Say("/contoso/ada/docs/a.txt"),
    Act::Copy("/contoso/ada/plain/one.txt", "/contoso/ada/docs/copy.txt"),
    Act::Put("/contoso/bob/shelf/plain"),
];

/// All that a lock of the folder is against, in an order in which each can be done.
const ALLOWED: &[Act] = &[
    Act::Put("/contoso/ada/plain/new.txt"),
    Act::Put("/contoso/ada/plain/new.txt"),
    Act::Restore("/contoso/ada/plain/new.txt"),
    Act::Say("/contoso/ada/plain/new.txt"),
    Act::Say("/contoso/ada/plain"),
    Act::Mkdir("/contoso/ada/plain/new"),
    Act::Rename("/contoso/ada/plain/new.txt", "other.txt"),
    Act::Copy("/contoso/ada/docs/a.txt", "/contoso/ada/plain/a.txt"),
    Act::Move("/contoso/ada/docs/b.txt", "/contoso/ada/plain/b.txt"),
    Act::Move("/contoso/ada/plain/one.txt", "/contoso/ada/docs/one.txt"),
    Act::Bring(
        Bringing::Move,
        "/contoso/ada/plain/a.txt",
        "/contoso/ada/plain/b.txt",
    ),
    Act::Bring(
        Bringing::Move,
        "/contoso/ada/plain/nothing",
        "/contoso/ada/plain/sub",
    ),
    Act::Delete("/contoso/ada/plain/sub"),
    Act::Delete("/contoso/ada/plain"),
];

async fn refuses(scene: &Scene, caller: &Caller, depth: LockDepth) {
    assert_refused(scene, caller, MEMBERSHIP).await;
    match depth {
        LockDepth::Infinity => assert_refused(scene, caller, BELOW).await,
        LockDepth::Zero => {
            let act = Act::Put("/contoso/ada/plain/one.txt");
            assert_done(scene, caller, &[act]).await;
        }
    }
}

async fn a_locked_folder(scope: LockScope, depth: LockDepth) {
    let scene = Scene::start().await;
    let (ann, ben) = (member(&scene, "ann").await, member(&scene, "ben").await);
    let set = lock(&scene, &ann, "/contoso/ada/plain", (scope, depth)).await;
    refuses(&scene, &ben, depth).await;
    refuses(&scene, &ann, depth).await;
    refuses(&scene, &scene.admin, depth).await;
    let with_her_token = holding(&ben, &set);
    refuses(&scene, &with_her_token, depth).await;
    assert_done(&scene, &ben, BESIDE).await;
    assert_done(&scene, &holding(&ann, &set), ALLOWED).await;
    scene.stop().await;
}

#[tokio::test]
async fn an_exclusive_lock_of_a_folder_guards_its_names() {
    a_locked_folder(LockScope::Exclusive, LockDepth::Zero).await;
}

#[tokio::test]
async fn an_exclusive_lock_of_infinite_depth_guards_all_below() {
    a_locked_folder(LockScope::Exclusive, LockDepth::Infinity).await;
}

#[tokio::test]
async fn a_shared_lock_of_a_folder_guards_its_names() {
    a_locked_folder(LockScope::Shared, LockDepth::Zero).await;
}

#[tokio::test]
async fn a_shared_lock_of_infinite_depth_guards_all_below() {
    a_locked_folder(LockScope::Shared, LockDepth::Infinity).await;
}

#[tokio::test]
async fn of_shared_locks_ones_own_is_enough() {
    let scene = Scene::start().await;
    let (ann, ben) = (member(&scene, "ann").await, member(&scene, "ben").await);
    let kind = (LockScope::Shared, LockDepth::Zero);
    let hers = lock(&scene, &ann, "/contoso/docs/a.txt", kind).await;
    let his = lock(&scene, &ben, "/contoso/docs/a.txt", kind).await;
    let put = [Act::Put("/contoso/docs/a.txt")];
    assert_refused(&scene, &ann, &put).await;
    assert_refused(&scene, &holding(&ann, &his), &put).await;
    assert_done(&scene, &holding(&ann, &hers), &put).await;
    assert_done(&scene, &holding(&ben, &his), &put).await;
    assert_refused(&scene, &scene.admin, &put).await;
    scene.stop().await;
}

#[tokio::test]
async fn a_folder_goes_with_the_tokens_of_all_locks_below_it_only() {
    let scene = Scene::start().await;
    let (ann, ben) = (member(&scene, "ann").await, member(&scene, "ben").await);
    let kind = (LockScope::Exclusive, LockDepth::Zero);
    let one = lock(&scene, &ann, "/contoso/ada/plain/one.txt", kind).await;
    let two = lock(&scene, &ann, "/contoso/ada/plain/sub/two.txt", kind).await;
    let other = lock(&scene, &ben, "/contoso/ada/plain/sub/deep/three.bin", kind).await;
    scene.ada(|drive| {
        drive.add_folder("/fresh");
    });
    let fresh = "/contoso/ada/fresh";
    let acts = [
        Act::Bring(Bringing::Move, fresh, "/contoso/ada/plain"),
        Act::Bring(Bringing::Copy, fresh, "/contoso/ada/plain"),
        Act::Bring(Bringing::CopyAlone, fresh, "/contoso/ada/plain"),
        Act::Bring(Bringing::Move, "/contoso/bob/team", "/contoso/ada/plain"),
        Act::Bring(Bringing::Copy, "/contoso/bob/team", "/contoso/ada/plain"),
        Act::Bring(Bringing::Move, "/contoso/ada/plain", fresh),
        Act::Bring(Bringing::Move, "/contoso/ada/plain", "/contoso/bob/shelf"),
        Act::Delete("/contoso/ada/plain"),
        Act::Move("/contoso/ada/plain", "/contoso/ada/docs/plain"),
        Act::Move("/contoso/ada/plain", "/contoso/bob/shelf/plain"),
        Act::Rename("/contoso/ada/plain", "other"),
    ];
    let all = holding(&holding(&ann, &one), &two);
    assert_refused(&scene, &ann, &acts).await;
    assert_refused(&scene, &holding(&ann, &one), &acts).await;
    assert_refused(&scene, &all, &acts).await;
    let locks = &scene.house.services().locks;
    let deep = path("/contoso/ada/plain/sub/deep/three.bin");
    done(locks.unlock(&ben, &deep, &other.lock.token).await);
    let replaced = Act::Bring(Bringing::Move, fresh, "/contoso/ada/plain");
    assert_done(&scene, &all, &[replaced]).await;
    scene.stop().await;
}
