//! What is refused, before Microsoft is asked to change anything, and mostly before it is asked at all.

use onefold::domain::{Caller, Deletion, IfExists, VirtualPath};
use onefold::services::Change;

use super::code;
use super::scene::{Scene, path, replace, watched};

/// Where nothing can be put, why, and how many calls it takes to know.
const NO_PLACE: [(&str, &str, bool); 16] = [
    ("/", "virtual_folder", true),
    ("/contoso", "virtual_folder", true),
    ("/contoso/new.txt", "virtual_folder", true),
    ("/nowhere/new.txt", "folder_missing", true),
    ("/contoso/ada", "mount_root", true),
    ("/contoso/ADA", "mount_root", true),
    ("/contoso/ada/docs/Inner", "mount_root", true),
    ("/contoso/ada/new", "virtual_folder", true),
    ("/contoso/ada/NEW/Between", "mount_root", true),
    ("/contoso/ada/new/x", "virtual_folder", false),
    ("/contoso/closed/new.txt", "read_only", true),
    ("/contoso/ada/a:b", "invalid_name", true),
    ("/contoso/ada/docs/CON.txt", "invalid_name", true),
    ("/contoso/ada/forms", "invalid_name", false),
    ("/contoso/ada/nowhere/x", "folder_missing", false),
    ("/contoso/ada/docs/a.txt/x", "folder_missing", false),
];

#[tokio::test]
async fn where_nothing_can_lie_nothing_is_put() {
    let scene = Scene::start().await;
    let files = scene.files();
    for (at, expected, is_free) in NO_PLACE {
        let to = path(at);
        let (source, asked) = watched("x").split();
        let put = files.put(&scene.admin, &to, source, replace()).await;
        assert_eq!(code(put), expected, "put {at}");
        assert!(!asked.is_true(), "put {at}");
        let made = files.mkdir(&scene.admin, &to, false).await;
        assert_eq!(code(made), expected, "mkdir {at}");
        let from = path("/contoso/bob/team/t.txt");
        for if_exists in [IfExists::Fail, IfExists::Replace, IfExists::Rename] {
            let moved = files.move_to(&scene.admin, (&from, &to), if_exists).await;
            assert_eq!(code(moved), expected, "move to {at}");
            let copied = files.copy(&scene.admin, (&from, &to), if_exists).await;
            assert_eq!(code(copied), expected, "copy to {at}");
        }
        if is_free {
            assert_eq!(scene.calls(), 0, "{at}");
        }
        assert_eq!(scene.writes(), [""; 0], "{at}");
        scene.forget();
    }
    scene.stop().await;
}

/// What can't be taken away, and why.
const IMMOVABLE: [(&str, &str); 9] = [
    ("/", "virtual_folder"),
    ("/contoso", "virtual_folder"),
    ("/contoso/ada", "mount_root"),
    ("/contoso/ada/docs/inner", "mount_root"),
    ("/contoso/ada/Docs", "contains_mount"),
    ("/contoso/ada/new", "contains_mount"),
    ("/contoso/closed/team", "read_only"),
    ("/contoso/closed/team/t.txt", "read_only"),
    ("/nowhere", "not_found"),
];

async fn assert_stays(scene: &Scene, from: &VirtualPath, expected: &str) {
    let (files, admin) = (scene.files(), &scene.admin);
    let to = path("/contoso/bob/shelf/moved");
    let moved = files.move_to(admin, (from, &to), IfExists::Replace).await;
    assert_eq!(code(moved), expected, "move {from}");
    for deletion in [Deletion::Recycle, Deletion::Permanent] {
        let deleted = files.delete(admin, from, deletion, None).await;
        assert_eq!(code(deleted), expected, "delete {from}");
    }
    let change = Change {
        name: onefold::domain::Segment::parse("other").ok(),
        ..Change::nothing()
    };
    let expected = if from.is_root() {
        "mount_root"
    } else {
        expected
    };
    let renamed = files.update(admin, from, change).await;
    assert_eq!(code(renamed), expected, "rename {from}");
}

#[tokio::test]
async fn mounts_and_what_holds_them_stay_where_they_are() {
    let scene = Scene::start().await;
    for (from, expected) in IMMOVABLE {
        assert_stays(&scene, &path(from), expected).await;
        assert_eq!(scene.calls(), 0, "{from}");
    }
    let to = path("/contoso/bob/shelf/copy");
    for (from, expected) in [
        ("/contoso/ada", "contains_mount"),
        ("/contoso/ada/docs", "contains_mount"),
        ("/contoso", "virtual_folder"),
    ] {
        let copied = scene
            .files()
            .copy(&scene.admin, (&path(from), &to), IfExists::Fail)
            .await;
        assert_eq!(code(copied), expected, "copy {from}");
        assert_eq!(scene.calls(), 0, "{from}");
    }
    scene.stop().await;
}

async fn codes_of(scene: &Scene, caller: &Caller, at: &str) -> Vec<&'static str> {
    let (files, at) = (scene.files(), path(at));
    let elsewhere = path("/contoso/bob/shelf/x");
    let version = onefold::domain::VersionId::parse("1.0").expect("an id");
    let (source, asked) = watched("x").split();
    let codes = vec![
        code(files.put(caller, &at, source, replace()).await),
        code(files.mkdir(caller, &at, true).await),
        code(files.update(caller, &at, Change::nothing()).await),
        code(
            files
                .move_to(caller, (&at, &elsewhere), IfExists::Fail)
                .await,
        ),
        code(files.copy(caller, (&at, &elsewhere), IfExists::Fail).await),
        code(files.delete(caller, &at, Deletion::Recycle, None).await),
        code(files.versions(caller, &at).await),
        code(files.open_version(caller, (&at, &version), None).await),
        code(files.restore_version(caller, &at, &version).await),
        code(files.quota(caller, &at).await),
    ];
    assert!(!asked.is_true());
    codes
}

#[tokio::test]
async fn who_holds_nothing_learns_nothing_and_costs_nothing() {
    let scene = Scene::start().await;
    let nobody = Caller::anonymous();
    let member = scene.member("mallory", &[]).await;
    for at in [
        "/contoso/ada/docs/a.txt",
        "/contoso/ada/nothing",
        "/contoso/ada",
        "/contoso/closed/x",
        "/a:b",
    ] {
        let codes = codes_of(&scene, &nobody, at).await;
        assert!(
            codes.iter().all(|code| *code == "unauthenticated"),
            "{at}: {codes:?}"
        );
        let codes = codes_of(&scene, &member, at).await;
        assert!(
            codes.iter().all(|code| *code == "not_found"),
            "{at}: {codes:?}"
        );
    }
    assert_eq!(scene.calls(), 0);
    scene.stop().await;
}
