//! Entries carried from drive to drive.

use graph_sim::World;
use onefold::domain::{EntryKind, IfExists, Right, Timestamp};
use onefold::services::{NewRule, Report, RuleContent, TransferState};

use super::scene::{Scene, at_once, path, under_way};
use super::{code, done};

async fn carried(scene: &Scene, moves: bool, from: &str, to: &str, if_exists: IfExists) -> Report {
    let (from, to) = (path(from), path(to));
    let files = scene.files();
    let begun = if moves {
        files.move_to(&scene.admin, (&from, &to), if_exists).await
    } else {
        files.copy(&scene.admin, (&from, &to), if_exists).await
    };
    scene.ended(&under_way(done(begun))).await
}

#[track_caller]
fn assert_whole(report: &Report, name: &str) {
    assert!(
        matches!(&report.state, TransferState::Done(row) if row.name.as_str() == name),
        "{report:?}"
    );
    assert!(
        report.errors.is_empty() && report.more_errors == 0,
        "{report:?}"
    );
    assert_eq!(report.items.done, report.items.total, "{report:?}");
    assert_eq!(report.bytes.done, report.bytes.total, "{report:?}");
}

/// What was told of failures: where, and the code.
fn failures(report: &Report) -> Vec<(String, &'static str)> {
    let errors = report.errors.iter();
    let mut failures: Vec<_> = errors
        .map(|one| (one.path.to_string(), one.error.code()))
        .collect();
    failures.sort();
    failures
}

const TREE: [(&str, &str); 3] = [
    ("/one.txt", "one"),
    ("/sub/two.txt", "two"),
    ("/sub/deep/three.bin", "three"),
];

#[tokio::test]
async fn a_folder_is_copied_with_its_times_and_stays_where_it_is() {
    let scene = Scene::start().await;
    let report = carried(
        &scene,
        false,
        "/contoso/ada/plain",
        "/contoso/bob/shelf/plain",
        IfExists::Fail,
    )
    .await;
    assert_whole(&report, "plain");
    assert_eq!((report.items.total, report.bytes.total), (7, 11));
    for (file, content) in TREE {
        let hash = scene.bob(|drive| drive.fingerprint_of(&format!("/shelf/plain{file}")));
        assert_eq!(
            hash,
            graph_sim::Fingerprint::of(content.as_bytes()),
            "{file}"
        );
        assert!(scene.ada(|drive| drive.exists(&format!("/plain{file}"))));
    }
    assert!(scene.bob(|drive| drive.exists("/shelf/plain/nothing")));
    let browse = &scene.house.services().browse;
    let row = done(
        browse
            .stat(&scene.admin, &path("/contoso/bob/shelf/plain/one.txt"))
            .await,
    );
    let then = Timestamp::from_unix_ms(World::BEGINNING.as_millisecond());
    assert_eq!((row.kind, row.modified_at), (EntryKind::File, Some(then)));
    scene.stop().await;
}

#[tokio::test]
async fn a_folder_is_moved_and_nothing_of_it_is_left() {
    let scene = Scene::start().await;
    assert_eq!(scene.names("/contoso/ada").await, ["docs", "new", "plain"]);
    assert_eq!(scene.names("/contoso/bob/shelf").await, [""; 0]);
    let report = carried(
        &scene,
        true,
        "/contoso/ada/plain",
        "/contoso/bob/shelf/moved",
        IfExists::Fail,
    )
    .await;
    assert_whole(&report, "moved");
    for (file, content) in TREE {
        let hash = scene.bob(|drive| drive.fingerprint_of(&format!("/shelf/moved{file}")));
        assert_eq!(
            hash,
            graph_sim::Fingerprint::of(content.as_bytes()),
            "{file}"
        );
    }
    assert!(!scene.ada(|drive| drive.exists("/plain")));
    assert_eq!(scene.names("/contoso/ada").await, ["docs", "new"]);
    assert_eq!(scene.names("/contoso/bob/shelf").await, ["moved"]);
    scene.stop().await;
}

#[tokio::test]
async fn a_file_takes_the_place_of_a_file_or_a_number() {
    let scene = Scene::start().await;
    let (from, to) = ("/contoso/docs/a.txt", "/contoso/bob/team/t.txt");
    let files = scene.files();
    for to in [to, "/contoso/bob/shelf"] {
        let copied = files
            .copy(&scene.admin, (&path(from), &path(to)), IfExists::Fail)
            .await;
        assert_eq!(code(copied), "name_taken", "{to}");
    }
    let onto = files
        .move_to(
            &scene.admin,
            (&path(from), &path("/contoso/bob/shelf")),
            IfExists::Replace,
        )
        .await;
    assert_eq!(code(onto), "name_taken", "a folder is never replaced");
    assert!(scene.writes().is_empty());
    assert_whole(
        &carried(&scene, false, from, to, IfExists::Rename).await,
        "t 1.txt",
    );
    assert_whole(
        &carried(&scene, true, from, to, IfExists::Replace).await,
        "t.txt",
    );
    assert_eq!(
        scene.bob(|drive| drive.fingerprint_of("/team/t.txt").size),
        5
    );
    assert_eq!(
        scene.bob(|drive| drive.version_sizes("/team/t.txt").len()),
        2,
        "the old one is a version"
    );
    assert!(!scene.ada(|drive| drive.exists("/docs/a.txt")));
    scene.stop().await;
}

#[tokio::test]
async fn a_folder_gets_a_number_where_its_name_is_taken() {
    let scene = Scene::start().await;
    let (from, to) = ("/contoso/ada/plain", "/contoso/bob/team");
    assert_whole(
        &carried(&scene, false, from, to, IfExists::Rename).await,
        "team 1",
    );
    assert_whole(
        &carried(&scene, true, from, to, IfExists::Rename).await,
        "team 2",
    );
    assert!(scene.bob(|drive| drive.exists("/team 2/sub/deep/three.bin")));
    assert_eq!(scene.names("/contoso/bob/team").await, ["t.txt"]);
    scene.stop().await;
}

#[tokio::test]
async fn what_cannot_be_carried_stays_with_its_folders_and_is_told() {
    let scene = Scene::start().await;
    scene.ada(|drive| {
        drive.add_package("/plain/sub/Notes").add_file(
            "/plain/sub/other.txt",
            "other",
            World::BEGINNING,
        );
    });
    let report = carried(
        &scene,
        true,
        "/contoso/ada/plain",
        "/contoso/bob/shelf/moved",
        IfExists::Fail,
    )
    .await;
    assert!(matches!(report.state, TransferState::Failed), "{report:?}");
    assert_eq!(
        failures(&report),
        [("/contoso/ada/plain/sub/Notes".to_owned(), "opaque")]
    );
    assert!(scene.ada(|drive| drive.exists("/plain/sub/Notes")));
    for gone in [
        "/plain/one.txt",
        "/plain/sub/other.txt",
        "/plain/sub/deep",
        "/plain/nothing",
    ] {
        assert!(!scene.ada(|drive| drive.exists(gone)), "{gone} was moved");
    }
    assert!(scene.bob(|drive| drive.exists("/shelf/moved/sub/other.txt")));
    let notes = (
        &path("/contoso/ada/plain/sub/Notes"),
        &path("/contoso/bob/shelf/Notes"),
    );
    let refused = scene
        .files()
        .copy(&scene.admin, notes, IfExists::Fail)
        .await;
    assert_eq!(code(refused), "opaque");
    scene.stop().await;
}

#[tokio::test]
async fn by_two_applications_one_drive_is_still_one_drive() {
    let scene = Scene::start().await;
    let report = carried(
        &scene,
        true,
        "/twin/ada/plain",
        "/contoso/docs/plain",
        IfExists::Fail,
    )
    .await;
    assert_whole(&report, "plain");
    assert!(!scene.ada(|drive| drive.exists("/plain")));
    for (file, content) in TREE {
        let hash = scene.ada(|drive| drive.fingerprint_of(&format!("/docs/plain{file}")));
        assert_eq!(
            hash,
            graph_sim::Fingerprint::of(content.as_bytes()),
            "{file}"
        );
    }
    scene.stop().await;
}

/// Hides files called `two…` from everybody who may not write.
async fn hide(scene: &Scene) {
    let rule = NewRule {
        path: path("/contoso/ada"),
        content: RuleContent {
            inherited: true,
            hide: vec!["two*".to_owned()],
            ..RuleContent::default()
        },
        password: None,
    };
    done(scene.administration().folder_rules().create(rule).await);
}

const DELETER: &[Right] = &[Right::List, Right::Read, Right::Delete];
const WRITER: &[Right] = &[Right::List, Right::Read, Right::Write];

#[tokio::test]
async fn what_is_hidden_from_the_caller_is_neither_copied_nor_moved() {
    let scene = Scene::start().await;
    hide(&scene).await;
    let granted = [
        ("/contoso/ada", DELETER),
        ("/contoso/docs", WRITER),
        ("/contoso/bob", WRITER),
    ];
    let member = scene.member("mel", &granted).await;
    let from = path("/contoso/ada/plain/sub");
    for to in ["/contoso/bob/shelf/copy", "/contoso/docs/copy"] {
        let ways = (&from, &path(to));
        let begun = scene.files().copy(&member, ways, IfExists::Fail).await;
        let report = scene.ended(&under_way(done(begun))).await;
        assert_whole(&report, "copy");
        assert_eq!(report.items.total, 3, "{to}");
    }
    // To move it would take away what he does not see.
    for to in ["/contoso/bob/shelf/moved", "/contoso/docs/moved"] {
        let ways = (&from, &path(to));
        let moved = scene.files().move_to(&member, ways, IfExists::Fail).await;
        assert_eq!(code(moved), "forbidden", "{to}");
    }
    assert!(scene.ada(|drive| drive.exists("/docs/copy/deep/three.bin")));
    assert!(!scene.ada(|drive| drive.exists("/docs/copy/two.txt")));
    assert!(scene.bob(|drive| drive.exists("/shelf/copy/deep/three.bin")));
    assert!(!scene.bob(|drive| drive.exists("/shelf/copy/two.txt")));
    assert!(scene.ada(|drive| drive.exists("/plain/sub/two.txt")));
    scene.stop().await;
}

#[tokio::test]
async fn who_sees_what_is_hidden_takes_it_along_in_one_call() {
    let scene = Scene::start().await;
    hide(&scene).await;
    let editor = &[Right::List, Right::Read, Right::Write, Right::Delete][..];
    let granted = [("/contoso/ada", editor), ("/contoso/docs", editor)];
    let member = scene.member("mel", &granted).await;
    let ways = (&path("/contoso/ada/plain/sub"), &path("/contoso/docs/sub"));
    let moved = scene.files().move_to(&member, ways, IfExists::Fail).await;
    assert_eq!(at_once(done(moved)).name.as_str(), "sub");
    assert_eq!(scene.writes(), ["PATCH /drives/{drive}/items/{item}"]);
    assert!(scene.ada(|drive| drive.exists("/docs/sub/two.txt")));
    scene.stop().await;
}
