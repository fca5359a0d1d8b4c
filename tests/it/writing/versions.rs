//! What files held before, and how much room there is.

use futures_util::TryStreamExt as _;
use onefold::domain::VersionId;

use super::scene::{Scene, path};
use super::{code, done};

#[tokio::test]
async fn an_earlier_content_is_read_and_brought_back() {
    let scene = Scene::start().await;
    scene.put("/contoso/docs/a.txt", "a second content").await;
    scene.names("/contoso/docs").await;
    let at = path("/contoso/docs/a.txt");
    let versions = done(scene.files().versions(&scene.admin, &at).await);
    assert_eq!(versions.len(), 2);
    let first = &versions[1].id;
    let opened = scene
        .files()
        .open_version(&scene.admin, (&at, first), None)
        .await;
    let bytes: Vec<_> = done(done(opened).bytes.try_collect().await);
    assert_eq!(bytes.concat(), b"alpha");
    done(
        scene
            .files()
            .restore_version(&scene.admin, &at, first)
            .await,
    );
    assert_eq!(
        scene.ada(|drive| drive.fingerprint_of("/docs/a.txt").size),
        5
    );
    let browse = &scene.house.services().browse;
    let row = done(browse.stat(&scene.admin, &at).await);
    assert_eq!(row.size, Some(5), "memory does not stand in the way");
    scene.stop().await;
}

#[tokio::test]
async fn only_files_have_versions_and_only_writers_bring_them_back() {
    let scene = Scene::start().await;
    let files = scene.files();
    let version = VersionId::parse("1.0").expect("an id");
    for (at, expected) in [
        ("/contoso/ada/plain", "not_a_file"),
        ("/contoso/ada", "not_a_file"),
        ("/contoso", "not_a_file"),
        ("/contoso/docs/missing.txt", "not_found"),
    ] {
        let at = path(at);
        assert_eq!(
            code(files.versions(&scene.admin, &at).await),
            expected,
            "{at}"
        );
        let restored = files.restore_version(&scene.admin, &at, &version).await;
        assert_eq!(code(restored), expected, "{at}");
    }
    let closed = path("/contoso/closed/team/t.txt");
    done(files.versions(&scene.admin, &closed).await);
    let restored = files.restore_version(&scene.admin, &closed, &version).await;
    assert_eq!(code(restored), "read_only");
    assert!(scene.writes().is_empty());
    scene.stop().await;
}

#[tokio::test]
async fn the_room_of_a_drive_is_told_at_every_place_in_it() {
    let scene = Scene::start().await;
    scene.bob(|drive| {
        drive.set_total_bytes(1_000);
    });
    for at in [
        "/contoso/bob",
        "/contoso/bob/team/t.txt",
        "/contoso/ada/docs/inner",
    ] {
        let quota = done(scene.files().quota(&scene.admin, &path(at)).await);
        assert_eq!((quota.total, quota.used), (Some(1_000), Some(5)), "{at}");
    }
    let nowhere = scene.files().quota(&scene.admin, &path("/contoso")).await;
    assert_eq!(code(nowhere), "virtual_folder");
    scene.stop().await;
}
