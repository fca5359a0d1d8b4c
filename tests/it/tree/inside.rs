//! A mount shows its root folder and what lies in it, and nothing else.

use graph_sim::{Fault, Listener, World};
use serde_json::json;

use super::mount;
use crate::support::{Actor, House, Plan};

/// A house with Ada's folder `/team` mounted by path and by id; beside it lies what is nobody's business.
async fn rooted() -> (House, Actor) {
    let mut id = String::new();
    let mut plan = Plan::empty();
    plan.add_org("contoso", |world, org| {
        let mut drive = world.drive_of(&org.ada);
        drive
            .add_file("/team/plan.txt", "the plan", World::BEGINNING)
            .add_file("/team/sub/more.txt", "more", World::BEGINNING)
            .add_file("/team2/secret.txt", "secret", World::BEGINNING)
            .add_file("/secret.txt", "secret", World::BEGINNING);
        id = drive.id_of("/team");
    });
    let house = plan.start().await;
    let admin = house.admin().await;
    let ada = "ada@contoso.example";
    mount(&admin, "/contoso/by-path", ada, json!({ "path": "/Team" })).await;
    mount(&admin, "/contoso/by-id", ada, json!({ "item_id": id })).await;
    (house, admin)
}

#[tokio::test]
async fn a_root_by_path_and_by_id_shows_the_same() {
    let (house, admin) = rooted().await;
    for mount in ["/contoso/by-path", "/contoso/by-id"] {
        assert_eq!(
            admin.list(mount).await.names(),
            ["sub", "plan.txt"],
            "{mount}"
        );
        assert_eq!(
            admin.list(&format!("{mount}/SUB")).await.names(),
            ["more.txt"],
            "{mount}"
        );
        let bytes = admin.get(&format!("/p{mount}/sub/more.txt")).await;
        assert_eq!(bytes.text(), "more", "{mount}");
        for outside in ["secret.txt", "team2", "team", "team/plan.txt"] {
            let path = format!("{mount}/{outside}");
            assert_eq!(admin.stat(&path).await.status, 404, "{path}");
            assert_eq!(admin.get(&format!("/p{path}")).await.status, 404, "{path}");
        }
    }
    house.stop().await;
}

#[tokio::test]
async fn a_root_by_id_follows_its_folder_and_one_by_path_its_name() {
    let (house, admin) = rooted().await;
    let ada = house.orgs[0].ada.clone();
    house.sim.change(|world| {
        world
            .drive_of(&ada)
            .rename("/team", "renamed")
            .rename("/team2", "team");
    });
    house.advance(std::time::Duration::from_mins(2));
    assert_eq!(
        admin.list("/contoso/by-id").await.names(),
        ["sub", "plan.txt"]
    );
    assert_eq!(
        admin.get("/p/contoso/by-id/sub/more.txt").await.text(),
        "more"
    );
    assert_eq!(admin.list("/contoso/by-path").await.names(), ["secret.txt"]);
    house.sim.change(|world| {
        world.drive_of(&ada).remove("/renamed").remove("/team");
    });
    house.advance(std::time::Duration::from_mins(2));
    for mount in ["/contoso/by-id", "/contoso/by-path"] {
        let list = admin.list(mount).await;
        assert_eq!(
            (list.status, list.code().as_str()),
            (502, "drive_not_found"),
            "{mount}"
        );
    }
    house.stop().await;
}

#[tokio::test]
async fn notebooks_and_shortcuts_are_seen_and_not_opened() {
    let plan = Plan::of_contoso(|world, org| {
        world
            .drive_of(&org.bob)
            .add_file("/shared/theirs.txt", "Bob's", World::BEGINNING);
        let shared = world.drive_of(&org.bob).id_of("/shared");
        let bob = org.bob.clone();
        org.drive(world)
            .add_package("/Notebook")
            .add_shortcut("/Shared with me", &bob, &shared);
    });
    let house = plan.start().await;
    let admin = house.admin().await;
    for listed in [false, true] {
        for (name, kind) in [("Notebook", "package"), ("Shared with me", "shortcut")] {
            let path = format!("/contoso/ada/{name}");
            assert_eq!(admin.stat(&path).await.json()["kind"], kind, "{path}");
            let list = admin.list(&path).await;
            assert_eq!(
                (list.status, list.code().as_str()),
                (409, "opaque"),
                "{path} {listed}"
            );
            let url = path.replace(' ', "%20");
            for way in ["/d", "/p"] {
                let bytes = admin.get(&format!("{way}{url}")).await;
                assert_eq!(
                    (bytes.status, bytes.text().contains("opaque")),
                    (409, true),
                    "{way}{path}"
                );
            }
            assert_eq!(
                admin.get(&url).await.status,
                200,
                "its page says what it is"
            );
        }
        let beneath = admin.stat("/contoso/ada/Shared with me/theirs.txt").await;
        assert_eq!(beneath.status, 404, "nothing leads into another drive");
        assert_eq!(
            admin.list("/contoso/ada").await.names(),
            ["Notebook", "Shared with me"]
        );
    }
    house.stop().await;
}

#[tokio::test]
async fn an_item_that_moves_away_from_under_us_is_refused() {
    let (house, admin) = rooted().await;
    assert_eq!(
        admin.list("/contoso/by-path/sub").await.names(),
        ["more.txt"]
    );
    let ada = house.orgs[0].ada.clone();
    house.sim.change(|world| {
        world.drive_of(&ada).move_into("/team/sub", "/team2");
    });
    house.advance(std::time::Duration::from_mins(2));
    for path in [
        "/contoso/by-path/sub",
        "/contoso/by-id/sub",
        "/contoso/by-id/sub/more.txt",
    ] {
        assert_eq!(admin.list(path).await.status, 404, "{path}");
        assert_eq!(admin.stat(path).await.status, 404, "{path}");
    }
    house.stop().await;
}

#[tokio::test]
async fn what_graph_finds_elsewhere_is_not_there() {
    let (house, admin) = rooted().await;
    let elsewhere = json!({
        "id": "01ELSEWHERE", "name": "plan.txt", "size": 6, "file": {},
        "parentReference": { "id": "01ROOT", "path": "/drives/b!x/root:/team2" },
        "@microsoft.graph.downloadUrl": format!("http://{}/x", house.sim.content_host()),
    });
    let fault = Fault::on(Listener::Graph)
        .path_matches("plan")
        .status(200)
        .header("content-type", "application/json")
        .body(elsewhere.to_string());
    house.sim.faults().add(fault);
    for mount in ["/contoso/by-path", "/contoso/by-id"] {
        let path = format!("{mount}/plan.txt");
        assert_eq!(admin.stat(&path).await.status, 404, "{path}");
        for way in ["", "/d", "/p"] {
            let answer = admin.get(&format!("{way}{path}")).await;
            assert_eq!(answer.status, 404, "{way}{path}");
        }
    }
    assert_eq!(house.sim.journal().content_calls(), 0);
    house.stop().await;
}
