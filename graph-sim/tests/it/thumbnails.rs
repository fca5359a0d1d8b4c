//! Thumbnails of pictures.

use std::time::Duration;

use graph_sim::World;
use graph_sim::switches::{CustomByPath, ExpandedSize};
use serde_json::Value;

use crate::kit::{Answer, Bed};

const PICTURE: &str = "/root:/Pictures/cat.jpg";

async fn start() -> Bed {
    Bed::with(|world, ada| {
        let mut drive = world.drive_of(ada);
        drive
            .add_file("/Pictures/cat.jpg", "a cat", World::BEGINNING)
            .add_file("/Pictures/plan.xlsx", "a plan", World::BEGINNING);
    })
    .await
}

/// Width and height as the header of a PNG tells them.
fn measure(picture: &Answer) -> (u64, u64) {
    assert_eq!(picture.status, 200, "{}", picture.text());
    assert_eq!(picture.header("Content-Type"), "image/png");
    assert!(picture.bytes.starts_with(b"\x89PNG\r\n\x1a\n"));
    let number = |at: usize| {
        let bytes = picture.bytes[at..at + 4].try_into().unwrap();
        u64::from(u32::from_be_bytes(bytes))
    };
    (number(16), number(20))
}

fn stated(thumbnail: &Value) -> (u64, u64) {
    let side = |name: &str| thumbnail[name].as_u64().unwrap();
    (side("width"), side("height"))
}

#[tokio::test]
async fn a_picture_has_three_thumbnails_that_need_no_token() {
    let bed = start().await;
    let sets = bed.drive(&format!("{PICTURE}:/thumbnails")).await.json();
    let set = &sets["value"][0];
    assert_eq!(set["id"], "0");
    for (name, longest) in [("small", 96), ("medium", 176), ("large", 800)] {
        let thumbnail = &set[name];
        let url = thumbnail["url"].as_str().unwrap();
        assert!(url.contains(&bed.sim.content_host()), "{url}");
        let size = measure(&bed.fetch(url, &[]).await);
        assert_eq!(size, stated(thumbnail), "{name}");
        assert_eq!(size.0.max(size.1), longest, "{name}");
    }
    let shape = |(width, height): (u64, u64)| width * 100 / height;
    let (small, large) = (stated(&set["small"]), stated(&set["large"]));
    assert!(shape(small).abs_diff(shape(large)) <= 2);
}

#[tokio::test]
async fn what_is_no_picture_has_no_thumbnails() {
    let bed = start().await;
    for place in ["/root:/Pictures/plan.xlsx", "/root:/Pictures"] {
        let sets = bed.drive(&format!("{place}:/thumbnails")).await.json();
        assert_eq!(sets["value"], serde_json::json!([]), "{place}");
        let large = bed.drive(&format!("{place}:/thumbnails/0/large")).await;
        assert_eq!(large.code(), "itemNotFound");
    }
}

#[tokio::test]
async fn other_sizes_must_be_selected() {
    let bed = start().await;
    for query in [
        "select=c300x400_crop,smallSquare",
        "$select=c300x400_crop,smallSquare",
    ] {
        let sets = bed.drive(&format!("{PICTURE}:/thumbnails?{query}")).await;
        let set = &sets.json()["value"][0];
        assert_eq!(stated(&set["c300x400_crop"]), (300, 400));
        assert_eq!(stated(&set["smallSquare"]), (96, 96));
        assert!(set.get("medium").is_none());
        let url = set["c300x400_crop"]["url"].as_str().unwrap();
        assert_eq!(measure(&bed.fetch(url, &[]).await), (300, 400));
    }
    let by_path = format!("{PICTURE}:/thumbnails/0/c350x350_crop");
    assert_eq!(bed.drive(&by_path).await.status, 500);
    bed.sim
        .switches()
        .update(|s| s.thumbnails.custom_by_path = CustomByPath::Served);
    assert_eq!(stated(&bed.drive(&by_path).await.json()), (350, 350));
    let odd = bed.drive(&format!("{PICTURE}:/thumbnails/0/huge")).await;
    assert_eq!(odd.status, 400);
}

#[tokio::test]
async fn a_thumbnails_content_is_a_redirect() {
    let bed = start().await;
    let answer = bed
        .drive(&format!("{PICTURE}:/thumbnails/0/large/content"))
        .await;
    assert_eq!(answer.status, 302);
    let picture = bed.fetch(answer.header("Location"), &[]).await;
    let (width, height) = measure(&picture);
    assert_eq!(width.max(height), 800);
    let other = bed
        .drive(&format!("{PICTURE}:/thumbnails/7/large/content"))
        .await;
    assert_eq!(other.status, 404);
}

#[tokio::test]
async fn thumbnails_come_with_items_and_listings_when_expanded() {
    let bed = start().await;
    let path = "/root:/Pictures:/children?$expand=thumbnails($select=medium)";
    let list = bed.drive(path).await.json();
    let medium = &list["value"][0]["thumbnails"][0]["medium"];
    assert!(stated(medium).0 <= 176);
    assert!(list["value"][0]["thumbnails"][0].get("large").is_none());
    assert_eq!(list["value"][1]["thumbnails"], serde_json::json!([]));
    let item = format!("{PICTURE}?$expand=thumbnails");
    let real = stated(&bed.drive(&item).await.json()["thumbnails"][0]["large"]);
    assert_eq!(real.0.max(real.1), 800);
    bed.sim
        .switches()
        .update(|s| s.thumbnails.expanded_size = ExpandedSize::Bounds);
    let bounds = &bed.drive(&item).await.json()["thumbnails"][0]["large"];
    assert_eq!(stated(bounds), (800, 800));
    let picture = bed.fetch(bounds["url"].as_str().unwrap(), &[]).await;
    assert_eq!(measure(&picture), real);
    let refused = bed.drive("/root/children?$expand=permissions").await;
    assert_eq!(refused.status, 400);
    assert!(bed.sim.journal().defects().is_empty());
}

#[tokio::test]
async fn a_thumbnails_url_ages_and_belongs_to_one_picture() {
    let bed = start().await;
    let url = async || {
        let large = bed.drive(&format!("{PICTURE}:/thumbnails/0/large")).await;
        large.json()["url"].as_str().unwrap().to_owned()
    };
    let first = url().await;
    assert_eq!(
        bed.fetch(&first.replace("cs=", "cs=x"), &[]).await.status,
        401
    );
    bed.sim.change(|world| {
        world
            .drive_of(&bed.ada)
            .replace_content("/Pictures/cat.jpg", "two cats");
    });
    let second = url().await;
    assert_ne!(first, second);
    assert_eq!(bed.fetch(&first, &[]).await.status, 404);
    assert_eq!(bed.fetch(&second, &[]).await.status, 200);
    bed.sim.clock().advance(Duration::from_secs(901));
    assert_eq!(bed.fetch(&second, &[]).await.status, 401);
}
