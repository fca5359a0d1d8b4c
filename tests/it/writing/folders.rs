//! Folders made, entries renamed.

use onefold::domain::{IfExists, Right, Segment, TagCondition, Times, Timestamp};
use onefold::services::{Change, Made};

use super::scene::{Scene, path};
use super::{code, done};

const WRITER: &[Right] = &[Right::List, Right::Read, Right::Write];

#[tokio::test]
async fn a_folder_is_made_once_and_found_after_that() {
    let scene = Scene::start().await;
    let at = path("/contoso/bob/shelf/Box");
    let made = scene.files().mkdir(&scene.admin, &at, false).await;
    assert!(matches!(done(made), Made::Created(row) if row.name.as_str() == "Box"));
    let again = path("/contoso/bob/shelf/BOX");
    let found = scene.files().mkdir(&scene.admin, &again, false).await;
    assert!(matches!(done(found), Made::Found(row) if row.name.as_str() == "Box"));
    assert_eq!(scene.writes().len(), 1);
    let file = path("/contoso/bob/team/t.txt");
    let refused = scene.files().mkdir(&scene.admin, &file, true).await;
    assert_eq!(code(refused), "name_taken");
    assert_eq!(scene.names("/contoso/bob/shelf").await, ["Box"]);
    scene.stop().await;
}

#[tokio::test]
async fn folders_on_the_way_are_made_where_that_is_wanted() {
    let scene = Scene::start().await;
    let at = path("/contoso/bob/shelf/a/b/c");
    let refused = scene.files().mkdir(&scene.admin, &at, false).await;
    assert_eq!(code(refused), "folder_missing");
    done(scene.files().mkdir(&scene.admin, &at, true).await);
    assert!(scene.bob(|drive| drive.exists("/shelf/a/b/c")));
    for (at, expected) in [
        ("/contoso/bob/team/t.txt/x/y", "name_taken"),
        ("/contoso/bob/shelf/a?b/y", "invalid_name"),
        ("/contoso/ada/new/x/y", "virtual_folder"),
    ] {
        let refused = scene.files().mkdir(&scene.admin, &path(at), true).await;
        assert_eq!(code(refused), expected, "{at}");
    }
    assert!(!scene.ada(|drive| drive.exists("/new")));
    scene.stop().await;
}

#[tokio::test]
async fn a_long_way_that_may_not_be_made_costs_a_few_questions() {
    let scene = Scene::start().await;
    let deep = format!("/contoso/bob/shelf{}", "/x".repeat(190));
    let member = scene.member("mel", &[(&deep, WRITER)]).await;
    let at = path(&format!("{deep}/y"));
    let refused = scene.files().mkdir(&member, &at, true).await;
    assert_eq!(code(refused), "forbidden");
    assert!(scene.writes().is_empty());
    let calls = scene.house.sim.journal().graph_calls();
    // The folder itself, eight on the way, and the mount's drive.
    assert!(calls <= 12, "{calls}");
    scene.stop().await;
}

#[tokio::test]
async fn no_folder_is_made_on_the_way_where_its_maker_may_not_write() {
    let scene = Scene::start().await;
    let granted = [
        ("/contoso/bob/shelf", &[Right::List][..]),
        ("/contoso/bob/shelf/a/b", WRITER),
    ];
    let member = scene.member("mel", &granted).await;
    let at = path("/contoso/bob/shelf/a/b/c");
    let refused = scene.files().mkdir(&member, &at, true).await;
    assert_eq!(code(refused), "forbidden");
    assert!(scene.writes().is_empty());
    scene.bob(|drive| {
        drive.add_folder("/shelf/a");
    });
    scene.house.advance(std::time::Duration::from_mins(2));
    done(scene.files().mkdir(&member, &at, true).await);
    assert!(scene.bob(|drive| drive.exists("/shelf/a/b/c")));
    scene.stop().await;
}

#[tokio::test]
async fn what_stands_in_the_way_is_told_to_those_alone_who_may_make_the_way() {
    let scene = Scene::start().await;
    let granted = [
        ("/contoso/bob/team/t.txt/x", WRITER),
        ("/contoso/bob/team/t.txt/x/y", &[][..]),
        ("/contoso/bob/team/t.txt/x/y/z", WRITER),
    ];
    let member = scene.member("mel", &granted).await;
    for (at, expected) in [
        ("/contoso/bob/team/t.txt/x", "name_taken"),
        ("/contoso/bob/team/t.txt/x/y/z", "forbidden"),
        ("/contoso/bob/team/t.txt/x/y/z/a", "forbidden"),
    ] {
        let refused = scene.files().mkdir(&member, &path(at), true).await;
        assert_eq!(code(refused), expected, "{at}");
    }
    assert!(scene.writes().is_empty());
    scene.stop().await;
}

fn renamed(name: &str) -> Change {
    Change {
        name: Segment::parse(name).ok(),
        ..Change::nothing()
    }
}

#[tokio::test]
async fn a_rename_is_one_call_whatever_the_name() {
    let scene = Scene::start().await;
    let update = |at, change| scene_update(&scene, at, change);
    let row = update("/contoso/ada/plain", renamed("Plain")).await;
    assert_eq!(row.expect("another letter case").as_str(), "Plain");
    assert_eq!(scene.writes(), ["PATCH /drives/{drive}/items/{item}"]);
    scene.forget();
    let same = update("/contoso/ada/Plain", renamed("Plain")).await;
    assert_eq!(same.expect("nothing to do").as_str(), "Plain");
    for (at, name, expected) in [
        ("/contoso/ada/Plain", "docs", "virtual_folder"),
        ("/contoso/docs/a.txt", "B.txt", "name_taken"),
        ("/contoso/docs/a.txt", "a|b", "invalid_name"),
    ] {
        let refused = update(at, renamed(name)).await;
        assert_eq!(refused.expect_err("refused"), expected, "{at} {name}");
    }
    assert!(scene.writes().is_empty());
    let over = Change {
        if_exists: IfExists::Replace,
        ..renamed("b.txt")
    };
    update("/contoso/docs/a.txt", over).await.expect("replaced");
    assert_eq!(scene.names("/contoso/docs").await, ["b.txt"]);
    let size = scene.ada(|drive| drive.fingerprint_of("/docs/b.txt").size);
    assert_eq!(size, 5);
    scene.stop().await;
}

async fn scene_update(scene: &Scene, at: &str, change: Change) -> Result<Segment, &'static str> {
    let updated = scene.files().update(&scene.admin, &path(at), change).await;
    updated.map(|row| row.name).map_err(|error| error.code())
}

#[tokio::test]
async fn times_are_set_alone_or_with_the_name() {
    let scene = Scene::start().await;
    let modified_at = Timestamp::from_unix_ms(1_500_000_000_000);
    let times = Some(Times {
        modified_at,
        created_at: None,
    });
    let at = path("/contoso/docs/a.txt");
    let change = Change {
        times,
        ..Change::nothing()
    };
    let row = done(scene.files().update(&scene.admin, &at, change).await);
    assert_eq!(row.modified_at, Some(modified_at));
    let change = Change {
        times,
        ..renamed("c.txt")
    };
    let row = done(scene.files().update(&scene.admin, &at, change).await);
    assert_eq!(
        (row.name.as_str(), row.modified_at),
        ("c.txt", Some(modified_at))
    );
    scene.forget();
    let condition = Some(TagCondition::Tags(vec!["\"other\"".to_owned()]));
    let at = path("/contoso/docs/c.txt");
    let change = Change {
        times,
        if_match: condition,
        ..renamed("d.txt")
    };
    let refused = scene.files().update(&scene.admin, &at, change).await;
    assert_eq!(code(refused), "precondition_failed");
    assert!(scene.writes().is_empty());
    scene.stop().await;
}
