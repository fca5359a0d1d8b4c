//! Children in pages.

use std::time::Duration;

use graph_sim::switches::{FileChildren, OverCap, PageFill, Unsupported};

use crate::kit::Bed;

async fn with_many(count: u64) -> Bed {
    Bed::with(|world, ada| {
        world
            .drive_of(ada)
            .fill("/Many", count, |number| format!("file {number:05}.txt"));
    })
    .await
}

#[tokio::test]
async fn fifty_thousand_children_arrive_complete_and_in_order() {
    let bed = with_many(50_000).await;
    let (names, pages) = bed
        .list("/root:/Many:/children?$top=1000&$select=id,name")
        .await;
    assert_eq!((names.len(), pages), (50_000, 50));
    assert!(names.is_sorted());
}

#[tokio::test]
async fn pages_have_two_hundred_entries_unless_asked_otherwise() {
    let bed = with_many(450).await;
    assert_eq!(bed.list("/root:/Many:/children").await.1, 3);
    assert_eq!(bed.list("/root:/Many:/children?$top=450").await.1, 1);
    assert_eq!(bed.list("/root:/Many:/children?top=100").await.1, 5);
}

#[tokio::test]
async fn a_page_over_the_cap_is_capped_or_refused() {
    let bed = with_many(1500).await;
    assert_eq!(bed.list("/root:/Many:/children?$top=5000").await.1, 2);
    bed.sim
        .switches()
        .update(|s| s.listing.over_cap = OverCap::Refused);
    assert_eq!(
        bed.drive("/root:/Many:/children?$top=5000").await.status,
        400
    );
}

#[tokio::test]
async fn short_and_empty_pages_lose_nothing() {
    let bed = with_many(95).await;
    bed.sim.switches().update(|switches| {
        switches.listing.pages = PageFill::Short;
        switches.listing.empty_page_every = Some(3);
    });
    let (names, pages) = bed.list("/root:/Many:/children?$top=20").await;
    assert_eq!(names.len(), 95);
    assert_eq!(pages, 14);
}

#[tokio::test]
async fn a_next_link_is_absolute_bound_to_its_query_and_expires() {
    let bed = with_many(30).await;
    let page = bed
        .drive("/root:/Many:/children?$top=10&$select=id,name")
        .await
        .json();
    let link = page["@odata.nextLink"].as_str().unwrap();
    assert!(link.starts_with(&bed.sim.graph_url()), "{link}");
    assert_eq!(bed.get(link).await.status, 200);
    assert_eq!(
        bed.get(link).await.status,
        200,
        "a link may be called again"
    );
    assert_eq!(
        bed.get(&link.replace("$top=10", "$top=11")).await.status,
        400
    );
    let forged = format!("{link}x");
    assert_eq!(bed.get(&forged).await.status, 400);
    bed.sim
        .switches()
        .update(|s| s.login.token_life_seconds = 86_399);
    let mut bed = bed;
    bed.token = bed.new_token().await;
    bed.sim.clock().advance(Duration::from_hours(2));
    assert_eq!(bed.get(link).await.status, 400);
}

#[tokio::test]
async fn a_listing_goes_on_when_its_folder_changes_between_pages() {
    let bed = with_many(30).await;
    let page = bed.drive("/root:/Many:/children?$top=10").await.json();
    bed.sim.change(|world| {
        world
            .drive_of(&bed.ada)
            .remove("/Many/file 00009.txt")
            .remove("/Many/file 00010.txt");
    });
    let page = bed
        .get(page["@odata.nextLink"].as_str().unwrap())
        .await
        .json();
    assert_eq!(page["value"][0]["name"], "file 00011.txt");
}

#[tokio::test]
async fn only_the_order_by_name_is_an_order() {
    let bed = with_many(5).await;
    let (down, _) = bed
        .list("/root:/Many:/children?$orderby=name desc&$top=2")
        .await;
    assert_eq!(down.first().map(String::as_str), Some("file 00004.txt"));
    assert_eq!(down.len(), 5);
    assert_eq!(
        bed.drive("/root:/Many:/children?$orderby=size")
            .await
            .status,
        200
    );
    bed.sim
        .switches()
        .update(|s| s.listing.unsupported_order = Unsupported::Refused);
    assert_eq!(
        bed.drive("/root:/Many:/children?$orderby=size")
            .await
            .status,
        400
    );
}

#[tokio::test]
async fn skip_is_refused_and_other_options_are_not_taken_for_nothing() {
    let bed = Bed::start().await;
    assert_eq!(bed.drive("/root/children?$skip=5").await.status, 400);
    assert_eq!(bed.drive("/root/children?$nonsense=5").await.status, 400);
    assert_eq!(bed.drive("/root/children?$top=0").await.status, 400);
    assert_eq!(
        bed.drive("/root/children?$expand=listItem").await.status,
        501
    );
}

#[tokio::test]
async fn the_children_of_a_file_are_anyones_guess() {
    let bed = Bed::start().await;
    let path = "/root:/Documents/hello.txt:/children";
    assert_eq!(bed.drive(path).await.status, 400);
    bed.sim
        .switches()
        .update(|s| s.listing.file_children = FileChildren::NotFound);
    assert_eq!(bed.drive(path).await.status, 404);
    bed.sim
        .switches()
        .update(|s| s.listing.file_children = FileChildren::EmptyList);
    assert_eq!(bed.drive(path).await.json()["value"], serde_json::json!([]));
}

#[tokio::test]
async fn an_empty_folder_is_an_empty_list() {
    let bed = Bed::start().await;
    let page = bed.drive("/root:/Empty:/children").await.json();
    assert_eq!(page["value"], serde_json::json!([]));
    assert!(page.get("@odata.nextLink").is_none());
}
