//! Locks on the way from drive to drive.

use onefold::domain::{Caller, IfExists, LockDepth, LockScope};
use onefold::services::{Report, TransferState};

use super::{Act, assert_done, done, holding, lock, member};
use crate::writing::scene::{Scene, path, under_way};

const ONE: (LockScope, LockDepth) = (LockScope::Exclusive, LockDepth::Zero);

async fn moved(scene: &Scene, caller: &Caller, from: &str, to: &str) -> Report {
    let places = (&path(from), &path(to));
    let moved = scene.files().move_to(caller, places, IfExists::Fail).await;
    scene.ended(&under_way(done(moved))).await
}

#[tokio::test]
async fn a_folder_is_carried_with_the_tokens_of_all_locks_in_it_which_end_with_it() {
    let scene = Scene::start().await;
    let (ann, ben) = (member(&scene, "ann").await, member(&scene, "ben").await);
    let one = lock(&scene, &ann, "/contoso/ada/plain/one.txt", ONE).await;
    let two = lock(&scene, &ann, "/contoso/ada/plain/sub/two.txt", ONE).await;
    let hers = holding(&holding(&ann, &one), &two);
    let report = moved(
        &scene,
        &hers,
        "/contoso/ada/plain",
        "/contoso/bob/shelf/plain",
    )
    .await;
    assert!(matches!(report.state, TransferState::Done(_)), "{report:?}");
    assert_done(
        &scene,
        &ben,
        &[
            Act::Mkdir("/contoso/ada/plain"),
            Act::Put("/contoso/ada/plain/one.txt"),
            Act::Put("/contoso/bob/shelf/plain/one.txt"),
        ],
    )
    .await;
    scene.stop().await;
}
