//! Files that programs leave behind.

use graph_sim::World;
use onefold::domain::IfExists;

use crate::support::Plan;
use crate::writing::scene::{Scene, path, replace, source};
use crate::writing::{code, done};

const JUNK: [&str; 5] = [
    "._a.txt",
    ".DS_Store",
    "Desktop.INI",
    "Thumbs.db",
    ".~lock.a.odt#",
];

async fn scene() -> Scene {
    let mut plan = Plan::empty();
    plan.add_writer("contoso", |world, org| {
        world
            .drive_of(&org.ada)
            .add_file("/a.txt", "alpha", World::BEGINNING)
            .add_file("/.DS_Store", "old", World::BEGINNING);
    });
    let ada = "ada@contoso.example";
    plan.mount("/contoso/takes", "contoso", ada, "root: /");
    plan.mount(
        "/contoso/clean",
        "contoso",
        ada,
        "options: { junk: reject }",
    );
    Scene::of(plan).await
}

#[tokio::test]
async fn a_mount_takes_junk_unless_it_says_otherwise_and_then_asks_nobody() {
    let scene = scene().await;
    let (files, admin) = (scene.files(), &scene.admin);
    for name in JUNK {
        let at = path(&format!("/contoso/clean/{name}"));
        let refused = files.put(admin, &at, source("x"), replace()).await;
        assert_eq!(code(refused), "junk_name", "{name}");
        assert_eq!(
            code(files.mkdir(admin, &at, false).await),
            "junk_name",
            "{name}"
        );
        let from = path("/contoso/clean/a.txt");
        let moved = files.move_to(admin, (&from, &at), IfExists::Replace).await;
        assert_eq!(code(moved), "junk_name", "{name}");
    }
    assert_eq!(scene.calls(), 0);
    let at = path("/contoso/takes/._a.txt");
    done(files.put(admin, &at, source("x"), replace()).await);
    scene.stop().await;
}

#[tokio::test]
async fn junk_that_is_there_can_be_read_and_deleted() {
    let scene = scene().await;
    let at = path("/contoso/clean/.DS_Store");
    let browse = &scene.house.services().browse;
    done(browse.stat(&scene.admin, &at).await);
    let recycle = onefold::domain::Deletion::Recycle;
    done(scene.files().delete(&scene.admin, &at, recycle, None).await);
    scene.stop().await;
}

#[tokio::test]
async fn looking_for_junk_costs_nothing_while_the_folder_is_remembered() {
    let scene = scene().await;
    let browse = &scene.house.services().browse;
    for mount in ["takes", "clean"] {
        done(
            browse
                .whole(&scene.admin, &path(&format!("/contoso/{mount}")))
                .await,
        );
        scene.forget();
        for name in [
            "._a.txt",
            "desktop.ini",
            "Thumbs.db",
            "~$a.docx",
            "._.DS_Store",
        ] {
            let at = path(&format!("/contoso/{mount}/{name}"));
            assert_eq!(
                code(browse.stat(&scene.admin, &at).await),
                "not_found",
                "{name}"
            );
            assert_eq!(
                code(browse.whole(&scene.admin, &at).await),
                "not_found",
                "{name}"
            );
        }
        assert_eq!(scene.calls(), 0, "{mount}");
    }
    scene.stop().await;
}
