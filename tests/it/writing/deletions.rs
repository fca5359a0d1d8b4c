//! Entries deleted.

use onefold::domain::{Deletion, TagCondition};

use super::scene::{Scene, path};
use super::{code, done};

#[tokio::test]
async fn a_folder_goes_to_the_recycle_bin_in_one_call() {
    let scene = Scene::start().await;
    assert_eq!(scene.names("/contoso/ada").await, ["docs", "new", "plain"]);
    scene.forget();
    let at = path("/contoso/ada/Plain");
    done(
        scene
            .files()
            .delete(&scene.admin, &at, Deletion::Recycle, None)
            .await,
    );
    assert_eq!(scene.writes(), ["DELETE /drives/{drive}/items/{item}"]);
    assert_eq!(scene.names("/contoso/ada").await, ["docs", "new"]);
    let gone = scene
        .files()
        .delete(&scene.admin, &at, Deletion::Recycle, None)
        .await;
    assert_eq!(code(gone), "not_found");
    scene.stop().await;
}

#[tokio::test]
async fn for_good_is_for_mounts_that_say_so() {
    let scene = Scene::start().await;
    scene.put("/contoso/shredder/secret.txt", "secret").await;
    scene.forget();
    let elsewhere = path("/contoso/bob/shelf/secret.txt");
    let refused = scene
        .files()
        .delete(&scene.admin, &elsewhere, Deletion::Permanent, None);
    assert_eq!(code(refused.await), "unsupported");
    assert_eq!(scene.calls(), 0);
    let at = path("/contoso/shredder/secret.txt");
    done(
        scene
            .files()
            .delete(&scene.admin, &at, Deletion::Permanent, None)
            .await,
    );
    assert_eq!(
        scene.writes(),
        ["POST /drives/{drive}/items/{item}/permanentDelete"]
    );
    assert_eq!(scene.names("/contoso/bob/shelf").await, [""; 0]);
    scene.stop().await;
}

#[tokio::test]
async fn another_version_than_the_one_that_was_seen_is_not_deleted() {
    let scene = Scene::start().await;
    let at = path("/contoso/docs/a.txt");
    let tag = scene.ada(|drive| drive.e_tag_of("/docs/a.txt"));
    let condition = |tag: &str| Some(TagCondition::Tags(vec![tag.to_owned()]));
    let delete = |condition| {
        scene
            .files()
            .delete(&scene.admin, &at, Deletion::Recycle, condition)
    };
    assert_eq!(
        code(delete(condition("\"other\"")).await),
        "precondition_failed"
    );
    assert!(scene.writes().is_empty());
    scene.ada(|drive| {
        drive.replace_content("/docs/a.txt", "newer than memory");
    });
    assert_eq!(code(delete(condition(&tag)).await), "precondition_failed");
    assert!(scene.ada(|drive| drive.exists("/docs/a.txt")));
    let tag = scene.ada(|drive| drive.e_tag_of("/docs/a.txt"));
    done(delete(condition(&tag)).await);
    assert!(!scene.ada(|drive| drive.exists("/docs/a.txt")));
    scene.stop().await;
}
