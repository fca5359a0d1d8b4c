//! Shortcuts to shortcuts.

use super::house;

#[tokio::test]
async fn four_shortcuts_are_followed_one_after_the_other_and_no_fifth() {
    let (house, admin) = house().await;
    let org = &house.orgs[1];
    house.sim.change(|world| {
        let mut next = world.drive_of(&org.bob).id_of("/Projects");
        let mut owner = &org.bob;
        for number in 1..=5 {
            let mut ada = world.drive_of(&org.ada);
            let path = format!("/Chain/{number}");
            ada.add_shortcut(&path, owner, &next);
            next = ada.id_of(&path);
            owner = &org.ada;
        }
    });
    for number in 1..=4 {
        let path = format!("/contoso/ada/Chain/{number}");
        assert_eq!(
            admin.list(&path).await.names(),
            ["Deep", "plan.txt"],
            "{path}"
        );
        let page = admin.get(&path).await;
        assert_eq!(page.header("location"), "/contoso/projects/", "{path}");
    }
    assert_not_found(&admin, "/contoso/ada/Chain/5").await;
    house.stop().await;
}

#[tokio::test]
async fn shortcuts_that_lead_round_in_circles_lead_nowhere() {
    let (house, admin) = house().await;
    let org = &house.orgs[1];
    house.sim.change(|world| {
        let mut ada = world.drive_of(&org.ada);
        ada.add_shortcut("/Self", &org.ada, "x");
        let itself = ada.id_of("/Self");
        ada.point_shortcut("/Self", &org.ada, &itself);
        ada.add_shortcut("/One", &org.ada, "x");
        let one = ada.id_of("/One");
        ada.add_shortcut("/Other", &org.ada, &one);
        let other = ada.id_of("/Other");
        ada.point_shortcut("/One", &org.ada, &other);
        // A folder that holds a shortcut to the one it lies in.
        ada.add_folder("/Ring/Inner");
        let ring = ada.id_of("/Ring");
        ada.add_shortcut("/Ring/Inner/Back", &org.ada, &ring);
    });
    for path in [
        "/contoso/ada/Self",
        "/contoso/ada/One",
        "/contoso/ada/One/a/b",
    ] {
        assert_not_found(&admin, path).await;
    }
    let back = "/contoso/ada/Ring/Inner/Back";
    assert_eq!(admin.list(back).await.names(), ["Inner"]);
    let twice = format!("{back}/Inner/Back/Inner");
    assert_eq!(admin.list(&twice).await.names(), ["Back"]);
    let often = format!("{back}{}", "/Inner/Back".repeat(4));
    assert_eq!(admin.list(&often).await.status, 404, "more than four times");
    house.stop().await;
}

#[tokio::test]
async fn a_target_that_is_gone_or_has_moved_out_is_none() {
    let (house, admin) = house().await;
    let org = &house.orgs[1];
    house.sim.change(|world| {
        world.drive_of(&org.bob).remove("/Projects/plan.txt");
        world.drive_of(&org.bob).rename("/Projects", "Past");
    });
    let plan = admin.stat("/contoso/ada/Work/Plan").await.json();
    assert_eq!(plan["kind"], "shortcut");
    let page = admin.get("/contoso/ada/Work/Short").await;
    assert_eq!(
        page.header("location"),
        "/contoso/bob/Past/",
        "it was not copied"
    );
    house.stop().await;
}

#[tokio::test]
async fn a_target_that_cannot_be_asked_for_is_trouble_and_not_missing() {
    let (house, admin) = house().await;
    let bob = house.orgs[1].bob.clone();
    house.sim.change(|world| {
        world.set_drive_state(&bob, graph_sim::DriveState::Locked);
    });
    let listed = admin.list("/contoso/ada/Work/Short/Deep").await;
    assert_eq!(listed.code(), "drive_locked", "{}", listed.text());
    let page = admin.get("/contoso/ada/Work/Short").await;
    assert!(
        page.text().contains("The drive is locked"),
        "{}",
        page.text()
    );
    house.stop().await;
}

async fn assert_not_found(admin: &crate::support::Actor, path: &str) {
    assert_eq!(admin.list(path).await.status, 404, "{path}");
    assert_eq!(admin.stat(path).await.status, 404, "{path}");
    assert_eq!(admin.get(path).await.status, 404, "{path}");
    assert_eq!(admin.get(&format!("/d{path}")).await.status, 404, "{path}");
}
