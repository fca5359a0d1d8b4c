//! What may be said, by whom, and what it costs.

use onefold::domain::{ItemId, Property, Right};
use onefold::services::AuditQuery;

use super::{patch, remove, said, say, set};
use crate::writing::scene::{Scene, path};
use crate::writing::{code, done};

#[tokio::test]
async fn what_is_said_is_there_through_every_mount_of_the_drive_and_after_a_restart() {
    let scene = Scene::start().await;
    let a = path("/contoso/ada/docs/a.txt");
    let changes = [
        set("one", "<a xmlns=\"\">1</a>"),
        set("two", ""),
        remove("three"),
    ];
    done(patch(&scene, &scene.admin, &a, &changes).await);
    let expected = ["one=<a xmlns=\"\">1</a>", "two="];
    for at in [
        "/contoso/ada/docs/a.txt",
        "/contoso/docs/A.TXT",
        "/twin/ada/docs/a.txt",
    ] {
        assert_eq!(said(&scene, at).await, expected, "{at}");
    }
    let Scene { house, admin } = scene;
    let house = house.restart().await;
    let scene = Scene { house, admin };
    assert_eq!(said(&scene, "/contoso/docs/a.txt").await, expected);
    done(patch(&scene, &scene.admin, &a, &[remove("one"), set("two", "2")]).await);
    assert_eq!(said(&scene, "/contoso/docs/a.txt").await, ["two=2"]);
    scene.stop().await;
}

#[tokio::test]
async fn the_root_of_a_mount_is_said_something_of_too() {
    let scene = Scene::start().await;
    say(&scene, &["/contoso/docs"]).await;
    assert_eq!(said(&scene, "/contoso/docs").await, ["path=/contoso/docs"]);
    assert_eq!(said(&scene, "/twin/ada/docs").await, ["path=/contoso/docs"]);
    assert_eq!(said(&scene, "/contoso").await, [""; 0]);
    scene.stop().await;
}

#[tokio::test]
async fn who_may_not_write_there_says_nothing() {
    let scene = Scene::start().await;
    let reader = scene
        .member("reader", &[("/contoso/docs", &[Right::List, Right::Read])])
        .await;
    let change = [set("a", "1")];
    for (at, expected) in [
        ("/contoso/docs/a.txt", "forbidden"),
        ("/contoso/bob/team/t.txt", "not_found"),
    ] {
        let refused = patch(&scene, &reader, &path(at), &change).await;
        assert_eq!(code(refused), expected, "{at}");
    }
    for (at, expected) in [
        ("/contoso/closed/team/t.txt", "read_only"),
        ("/contoso", "virtual_folder"),
        ("/contoso/ada/new", "virtual_folder"),
        ("/contoso/docs/none.txt", "not_found"),
    ] {
        let refused = patch(&scene, &scene.admin, &path(at), &change).await;
        assert_eq!(code(refused), expected, "{at}");
    }
    done(patch(&scene, &scene.admin, &path("/contoso/docs/a.txt"), &change).await);
    let properties = &scene.house.services().properties;
    let read = done(properties.of(&reader, &path("/contoso/docs/a.txt")).await);
    assert_eq!(read.len(), 1, "who may list may know");
    let hidden = properties
        .of(&reader, &path("/contoso/bob/team/t.txt"))
        .await;
    assert_eq!(code(hidden), "not_found");
    scene.stop().await;
}

#[tokio::test]
async fn too_much_is_refused_as_a_whole_and_what_is_done_is_noted_once() {
    let scene = Scene::start().await;
    let a = path("/contoso/docs/a.txt");
    let long = "x".repeat(Property::MOST_BYTES);
    let refused = patch(&scene, &scene.admin, &a, &[set("a", "1"), set("b", &long)]).await;
    assert_eq!(code(refused), "insufficient_storage");
    assert_eq!(said(&scene, "/contoso/docs/a.txt").await, [""; 0]);
    say(&scene, &["/contoso/docs/a.txt"]).await;
    let query = AuditQuery {
        cursor: None,
        limit: 100,
        account: None,
        deed: None,
        below: path("/contoso").into(),
    };
    let log = done(scene.administration().audit_log().list(query).await);
    let rows: Vec<_> = log
        .entries
        .iter()
        .filter(|row| row.deed.name() == "file.properties")
        .map(|row| row.path.as_ref().map(ToString::to_string))
        .collect();
    assert_eq!(rows, [Some("/contoso/docs/a.txt".to_owned())]);
    scene.stop().await;
}

#[tokio::test]
async fn what_is_said_while_the_last_thing_is_unsaid_is_found() {
    let scene = Scene::start().await;
    let a = path("/contoso/docs/a.txt");
    for _ in 0..20 {
        done(patch(&scene, &scene.admin, &a, &[set("old", "")]).await);
        let (unsay, say) = ([remove("old")], [set("new", "")]);
        let both = tokio::join!(
            patch(&scene, &scene.admin, &a, &unsay),
            patch(&scene, &scene.admin, &a, &say)
        );
        done(both.0);
        done(both.1);
        assert_eq!(said(&scene, "/contoso/docs/a.txt").await, ["new="]);
        done(patch(&scene, &scene.admin, &a, &[remove("new")]).await);
    }
    scene.stop().await;
}

#[tokio::test]
async fn nobody_is_asked_where_nothing_is_said_and_nobody_twice_for_a_listing() {
    let scene = Scene::start().await;
    done(
        scene
            .house
            .services()
            .browse
            .stat(&scene.admin, &path("/contoso/docs/b.txt"))
            .await,
    );
    scene.forget();
    assert_eq!(said(&scene, "/contoso/ada/plain/one.txt").await, [""; 0]);
    assert_eq!(scene.calls(), 0);
    say(&scene, &["/contoso/docs/a.txt"]).await;
    let docs = path("/contoso/docs");
    let browse = &scene.house.services().browse;
    let whole = done(browse.whole(&scene.admin, &docs).await);
    scene.forget();
    let drive = whole.drive.expect("it is a drive's");
    let strangers: Vec<_> = (0..1_200)
        .map(|number| ItemId::parse(&format!("01X{number}")).expect("an id"))
        .collect();
    let ids = whole.entries.iter().filter_map(|row| row.id.as_ref());
    let properties = &scene.house.services().properties;
    let said = done(properties.of_children(&drive, ids.chain(&strangers)).await);
    assert_eq!(said.len(), 1);
    assert_eq!(scene.calls(), 0);
    scene.stop().await;
}
