//! Folders with all that is in them: whole, or not at all.

use std::time::Duration;

use graph_sim::{Fault, Listener, World};
use onefold::domain::{EntryKind, Result, Right};
use onefold::services::{NewRule, RuleContent, Whole};

use crate::support::Plan;
use crate::writing::scene::{Scene, path};
use crate::writing::{code, done};

async fn whole(scene: &Scene, at: &str) -> Result<Whole> {
    let browse = &scene.house.services().browse;
    browse.whole(&scene.admin, &path(at)).await
}

/// The names, in order.
fn names(whole: &Whole) -> Vec<&str> {
    let mut names: Vec<_> = whole.entries.iter().map(|row| row.name.as_str()).collect();
    names.sort_unstable();
    names
}

/// A folder of 25 in pages of 7, and one mounted in the middle of it.
async fn scene() -> Scene {
    let mut plan = Plan::empty();
    plan.add_writer("contoso", |world, org| {
        world
            .drive_of(&org.ada)
            .fill("/many", 25, |n| format!("{n:02}.txt"))
            .add_folder("/many/inner")
            .add_folder("/void")
            .add_file("/one.txt", "one", World::BEGINNING);
        world
            .drive_of(&org.bob)
            .add_file("/b.txt", "b", World::BEGINNING);
    });
    let (ada, bob) = ("ada@contoso.example", "bob@contoso.example");
    plan.mount("/contoso/ada", "contoso", ada, "root: /");
    plan.mount("/contoso/ada/many/INNER", "contoso", bob, "root: /");
    plan.mount("/contoso/ada/many/way/on", "contoso", bob, "root: /");
    let plan = plan.switch(|all| all.listing.page_size_cap = 7);
    let scene = Scene::of(plan).await;
    done(whole(&scene, "/contoso/ada").await);
    scene.forget();
    scene
}

#[tokio::test]
async fn all_rows_come_with_the_folders_own_and_with_what_mounts_put_among_them() {
    let scene = scene().await;
    let many = done(whole(&scene, "/contoso/ada/many").await);
    let mut expected: Vec<_> = (0..25).map(|n| format!("{n:02}.txt")).collect();
    expected.extend(["INNER".to_owned(), "way".to_owned()]);
    assert_eq!(names(&many), expected);
    assert_eq!(
        (many.folder.name.as_str(), many.folder.kind),
        ("many", EntryKind::Folder)
    );
    assert!(many.drive.is_some());
    assert_eq!(many.found, Some(path("/contoso/ada/many")));
    let inner = many.entries.iter().find(|row| row.name.as_str() == "INNER");
    assert!(inner.is_some_and(|row| row.mount.is_some() && row.id.is_none()));

    let way = done(whole(&scene, "/contoso/ada/many/way").await);
    assert_eq!((names(&way), way.folder.name.as_str()), (vec!["on"], "way"));
    let root = done(whole(&scene, "/").await);
    assert_eq!((names(&root), &root.drive), (vec!["contoso"], &None));
    let void = done(whole(&scene, "/contoso/ada/void").await);
    assert!(void.entries.is_empty() && void.folder.name.as_str() == "void");
    assert!(void.folder.id.is_some() && void.folder.etag.is_some());
    scene.stop().await;
}

#[tokio::test]
async fn the_folders_own_row_costs_one_call_more_at_the_most() {
    let scene = scene().await;
    scene.house.advance(Duration::from_mins(2));
    for (at, expected) in [
        ("/contoso/ada/many", 5),
        ("/contoso/ada/many", 0),
        ("/contoso/ada", 1),
        ("/contoso/ada/many/way", 2),
        ("/contoso/ada/void", 2),
    ] {
        scene.forget();
        done(whole(&scene, at).await);
        let calls = scene.calls();
        assert!(calls <= expected, "{at}: {calls} calls");
    }
    scene.house.advance(Duration::from_mins(2));
    scene.forget();
    assert_eq!(
        code(whole(&scene, "/contoso/ada/one.txt").await),
        "not_a_folder"
    );
    assert!(scene.calls() <= 2);
    scene.forget();
    let browse = &scene.house.services().browse;
    done(
        browse
            .stat(&scene.admin, &path("/contoso/ada/one.txt"))
            .await,
    );
    assert_eq!(scene.calls(), 0, "what it is instead is remembered");
    assert_eq!(code(whole(&scene, "/contoso/ada/none").await), "not_found");
    scene.stop().await;
}

#[tokio::test]
async fn a_page_that_fails_fails_the_whole_and_no_old_copy_takes_its_place() {
    let scene = scene().await;
    done(whole(&scene, "/contoso/ada/many").await);
    scene.house.advance(Duration::from_mins(3));
    for status in [429, 500, 503] {
        let fault = Fault::on(Listener::Graph)
            .path_matches("children")
            .status(status);
        scene
            .house
            .sim
            .faults()
            .add(fault.header("Retry-After", "120"));
        let failed = whole(&scene, "/contoso/ada/many")
            .await
            .expect_err("nothing is whole");
        assert!(failed.diagnosis().is_some(), "{status}: {failed:?}");
        scene.house.sim.faults().clear();
        scene.house.advance(Duration::from_mins(3));
    }
    assert_eq!(
        done(whole(&scene, "/contoso/ada/many").await).entries.len(),
        27
    );
    scene.stop().await;
}

#[tokio::test]
async fn everybody_gets_the_rows_that_he_sees_and_no_others() {
    let scene = scene().await;
    let rule = NewRule {
        path: path("/contoso/ada/many"),
        content: RuleContent {
            hide: vec!["0*".to_owned()],
            ..RuleContent::default()
        },
        password: None,
    };
    done(scene.administration().folder_rules().create(rule).await);
    let all = [Right::List, Right::Read];
    let reader = scene.member("reader", &[("/contoso/ada", &all)]).await;
    let passer = scene
        .member("passer", &[("/contoso/ada/many/inner", &all)])
        .await;
    let stranger = scene.member("stranger", &[]).await;
    let browse = &scene.house.services().browse;
    let at = path("/contoso/ada/many");
    let seen = done(browse.whole(&reader, &at).await);
    assert_eq!(seen.entries.len(), 17);
    assert!(!names(&seen).contains(&"03.txt"));
    let passed = done(browse.whole(&passer, &at).await);
    assert_eq!(names(&passed), ["INNER"]);
    assert_eq!(
        passed.folder.etag, None,
        "of the folder he is told its name"
    );
    assert_eq!(code(browse.whole(&stranger, &at).await), "not_found");
    scene.stop().await;
}

#[tokio::test]
async fn ten_thousand_rows_are_whole() {
    let mut plan = Plan::empty();
    plan.add_writer("contoso", |world, org| {
        world
            .drive_of(&org.ada)
            .fill("/many", 10_000, |n| format!("{n}.txt"));
    });
    plan.mount("/contoso/ada", "contoso", "ada@contoso.example", "root: /");
    let scene = Scene::of(plan).await;
    assert_eq!(
        done(whole(&scene, "/contoso/ada/many").await).entries.len(),
        10_000
    );
    scene.forget();
    assert_eq!(
        done(whole(&scene, "/contoso/ada/many").await).entries.len(),
        10_000
    );
    assert_eq!(scene.calls(), 0);
    scene.stop().await;
}
