//! What memory may say, and for how long.

use std::time::Duration;

use graph_sim::World;

use crate::support::{House, Plan};

async fn house() -> House {
    Plan::of_contoso(|world, org| {
        org.drive(world)
            .add_file("/old/a.txt", "a", World::BEGINNING)
            .add_file("/\u{e9}/composed.txt", "c", World::BEGINNING)
            .add_file("/e\u{301}/decomposed.txt", "d", World::BEGINNING);
    })
    .start()
    .await
}

/// Changes Ada's drive as if in OneDrive's own page.
fn elsewhere(house: &House, change: impl FnOnce(&mut graph_sim::DriveEditor<'_>)) {
    let ada = &house.orgs[0].ada;
    house.sim.change(|world| change(&mut world.drive_of(ada)));
}

#[tokio::test]
async fn a_renamed_folder_is_not_kept_under_its_old_name_by_looks_at_the_new() {
    let house = house().await;
    let admin = house.admin().await;
    assert_eq!(admin.list("/contoso/ada/old").await.names(), ["a.txt"]);
    house.advance(Duration::from_secs(50));
    elsewhere(&house, |drive| {
        drive.rename("/old", "new");
    });
    assert_eq!(admin.list("/contoso/ada/new").await.names(), ["a.txt"]);
    house.advance(Duration::from_secs(10));
    assert_eq!(admin.list("/contoso/ada/old").await.status, 404);
    house.stop().await;
}

#[tokio::test]
async fn names_that_differ_in_normal_form_only_are_two_folders() {
    let house = house().await;
    let admin = house.admin().await;
    for _ in 0..2 {
        let composed = admin.list("/contoso/ada/\u{e9}").await;
        assert_eq!(composed.names(), ["composed.txt"]);
        let decomposed = admin.list("/contoso/ada/e\u{301}").await;
        assert_eq!(decomposed.names(), ["decomposed.txt"]);
        let stat = admin.stat("/contoso/ada/e\u{301}/composed.txt").await;
        assert_eq!(stat.status, 404);
    }
    house.stop().await;
}

#[tokio::test]
async fn a_younger_listing_speaks_louder_than_an_older_look_at_a_file() {
    let house = house().await;
    let admin = house.admin().await;
    let path = "/contoso/ada/old/a.txt";
    assert_eq!(admin.stat(path).await.json()["size"], 1);
    house.advance(Duration::from_secs(10));
    elsewhere(&house, |drive| {
        drive.replace_content("/old/a.txt", "longer");
    });
    assert_eq!(admin.stat(path).await.json()["size"], 1, "still believed");
    assert_eq!(admin.list("/contoso/ada/old").await.status, 200);
    assert_eq!(admin.stat(path).await.json()["size"], 6);
    elsewhere(&house, |drive| {
        drive.remove("/old/a.txt");
    });
    house.advance(Duration::from_mins(1));
    assert!(admin.list("/contoso/ada/old").await.names().is_empty());
    assert_eq!(admin.stat(path).await.status, 404);
    house.stop().await;
}
