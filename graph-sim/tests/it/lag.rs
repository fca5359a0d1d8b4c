//! How late the service notices its own writes.

use std::time::Duration;

use graph_sim::World;
use serde_json::json;

use crate::kit::Bed;

async fn create(bed: &Bed, name: &str) -> String {
    let body = json!({ "name": name, "folder": {} });
    let made = bed.post_to_drive("/root/children", &body).await;
    assert_eq!(made.status, 201, "{}", made.text());
    made.json()["id"].as_str().unwrap().to_owned()
}

async fn root_names(bed: &Bed) -> Vec<String> {
    bed.list("/root/children").await.0
}

#[tokio::test]
async fn a_new_item_is_not_found_for_some_questions() {
    let bed = Bed::writing().await;
    bed.sim.switches().update(|s| s.lag.new_item_questions = 2);
    let address = format!("/items/{}", create(&bed, "New").await);
    let body = json!({ "name": "Inner", "folder": {} });
    assert_eq!(bed.drive(&address).await.status, 404);
    let inner = bed
        .post_to_drive(&format!("{address}/children"), &body)
        .await;
    assert_eq!(inner.refusal(), (404, "itemNotFound".to_owned()));
    assert_eq!(bed.drive(&address).await.status, 200);
    assert_eq!(bed.drive("/root:/Documents").await.status, 200);
}

#[tokio::test]
async fn a_new_item_is_not_found_for_some_time() {
    let bed = Bed::writing().await;
    bed.sim.clock().freeze();
    bed.sim.switches().update(|s| s.lag.new_item_seconds = 5);
    create(&bed, "New").await;
    assert_eq!(bed.drive("/root:/New").await.status, 404);
    bed.sim.clock().advance(Duration::from_secs(5));
    assert_eq!(bed.drive("/root:/New").await.status, 200);
}

#[tokio::test]
async fn a_late_listing_shows_the_folder_as_it_was() {
    let bed = Bed::writing().await;
    bed.sim.clock().freeze();
    bed.sim.clock().advance(Duration::from_mins(1));
    create(&bed, "Old").await;
    bed.sim.clock().advance(Duration::from_mins(1));
    create(&bed, "New").await;
    bed.delete(&bed.in_drive("/root:/Empty")).await;
    let rename = json!({ "name": "Renamed" });
    assert_eq!(bed.patch("/root:/Old", &rename, &[]).await.status, 200);
    assert_eq!(root_names(&bed).await, ["Documents", "New", "Renamed"]);

    bed.sim.switches().update(|s| s.lag.listing_seconds = 5);
    assert_eq!(root_names(&bed).await, ["Documents", "Empty", "Old"]);
    assert_eq!(bed.drive("/root:/New").await.status, 200);
    bed.sim.clock().advance(Duration::from_secs(5));
    assert_eq!(root_names(&bed).await, ["Documents", "New", "Renamed"]);
}

#[tokio::test]
async fn a_late_listing_shows_a_file_in_its_old_size() {
    let bed = Bed::writing().await;
    bed.sim.clock().freeze();
    bed.sim.clock().advance(Duration::from_mins(1));
    bed.sim.switches().update(|s| s.lag.listing_seconds = 5);
    bed.sim.change(|world| {
        world
            .drive_of(&bed.ada)
            .replace_content("/Documents/hello.txt", "Hi")
            .id_of("/")
    });
    for expected in [12, 2] {
        let page = bed.drive("/root:/Documents:/children").await.json();
        assert_eq!(page["value"][1]["name"], "hello.txt");
        assert_eq!(page["value"][1]["size"], expected);
        bed.sim.clock().advance(Duration::from_secs(5));
    }
}

#[tokio::test]
async fn a_late_listing_is_paged_like_any_other() {
    let bed = Bed::writing().await;
    bed.sim.clock().freeze();
    bed.sim.clock().advance(Duration::from_mins(1));
    bed.sim.switches().update(|s| s.lag.listing_seconds = 5);
    create(&bed, "Middle").await;
    let (names, pages) = bed.list("/root/children?$top=1").await;
    assert_eq!(names, ["Documents", "Empty"]);
    assert_eq!(pages, 2);
}

#[tokio::test]
async fn a_folder_counts_late_what_is_in_it() {
    let bed = Bed::writing().await;
    bed.sim.clock().freeze();
    bed.sim.clock().advance(Duration::from_mins(1));
    bed.sim.change(|world| {
        world
            .drive_of(&bed.ada)
            .add_file("/Documents/Deep/new.txt", "12345", World::BEGINNING);
    });
    let count = async |path: &str| {
        let folder = bed.drive(path).await.json();
        (
            folder["size"].as_u64().unwrap(),
            folder["folder"]["childCount"].as_u64().unwrap(),
        )
    };
    let (documents, deep) = ("/root:/Documents", "/root:/Documents/Deep");
    assert_eq!(
        (count(documents).await, count(deep).await),
        ((20, 2), (8, 2))
    );
    bed.sim.switches().update(|s| s.lag.folder_seconds = 30);
    assert_eq!(
        (count(documents).await, count(deep).await),
        ((15, 2), (3, 1))
    );
    bed.sim.clock().advance(Duration::from_secs(30));
    assert_eq!(
        (count(documents).await, count(deep).await),
        ((20, 2), (8, 2))
    );
}
