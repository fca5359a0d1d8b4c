//! Previews.

use std::time::Duration;

use graph_sim::World;
use graph_sim::switches::PreviewWay;
use serde_json::{Value, json};

use crate::kit::{Bed, read};

const PREVIEW: &str = "/root:/Documents/hello.txt:/preview";

async fn url(bed: &Bed) -> String {
    let answer = bed.post_to_drive(PREVIEW, &json!({})).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let answer = answer.json();
    assert_eq!(answer["postUrl"], Value::Null);
    assert_eq!(answer["postParameters"], Value::Null);
    answer["getUrl"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_preview_is_a_page_behind_an_address_that_differs_each_time() {
    let bed = Bed::start().await;
    let first = url(&bed).await;
    assert_ne!(first, url(&bed).await);
    assert!(first.contains(&bed.sim.content_host()), "{first}");
    let page = bed.fetch(&first, &[]).await;
    assert_eq!(page.status, 200);
    assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
    assert!(page.text().contains("hello.txt"));
    assert!(page.text().contains("<header>"));
    let bare = bed.fetch(&format!("{first}&nb=true"), &[]).await;
    assert!(!bare.text().contains("<header>"));
    assert!(bed.sim.journal().defects().is_empty());
}

#[tokio::test]
async fn a_preview_needs_only_a_permission_to_read_and_no_body() {
    let bed = Bed::start().await;
    let request = bed.request(reqwest::Method::POST, &bed.in_drive(PREVIEW));
    assert_eq!(read(request.send().await.unwrap()).await.status, 200);
    let placed = json!({ "page": "3", "zoom": 1.2 });
    assert_eq!(bed.post_to_drive(PREVIEW, &placed).await.status, 200);
    let wrong = json!({ "zoom": "large" });
    assert_eq!(bed.post_to_drive(PREVIEW, &wrong).await.status, 400);
}

#[tokio::test]
async fn the_address_of_a_preview_ages_and_can_not_be_changed() {
    let bed = Bed::start().await;
    bed.sim.clock().freeze();
    let url = url(&bed).await;
    let forged = url.replace("access_token=", "access_token=A");
    assert_eq!(bed.fetch(&forged, &[]).await.status, 401);
    bed.sim.clock().advance(Duration::from_secs(899));
    assert_eq!(bed.fetch(&url, &[]).await.status, 200);
    bed.sim.clock().advance(Duration::from_secs(1));
    assert_eq!(bed.fetch(&url, &[]).await.status, 401);
}

#[tokio::test]
async fn a_deleted_file_has_no_preview_any_more() {
    let bed = Bed::start().await;
    let url = url(&bed).await;
    bed.sim.change(|world| {
        world.drive_of(&bed.ada).remove("/Documents/hello.txt");
    });
    assert_eq!(bed.fetch(&url, &[]).await.status, 404);
}

#[tokio::test]
async fn a_preview_may_be_posted_for() {
    let bed = Bed::start().await;
    bed.sim
        .switches()
        .update(|s| s.preview.way = PreviewWay::Post);
    let answer = bed.post_to_drive(PREVIEW, &json!({})).await.json();
    assert_eq!(answer["getUrl"], Value::Null);
    let parameters = answer["postParameters"].as_str().unwrap().to_owned();
    let page = bed.http.post(answer["postUrl"].as_str().unwrap());
    let page = read(page.body(parameters).send().await.unwrap()).await;
    assert!(page.text().contains("hello.txt"), "{}", page.text());
}

#[tokio::test]
async fn folders_and_infected_files_have_no_preview() {
    let bed = Bed::with(|world, ada| {
        world
            .drive_of(ada)
            .add_file("/eicar.com", "x", World::BEGINNING)
            .mark_malware("/eicar.com");
    })
    .await;
    let folder = bed.post_to_drive("/root:/Empty:/preview", &json!({})).await;
    assert_eq!(folder.refusal(), (400, "invalidRequest".to_owned()));
    let infected = bed
        .post_to_drive("/root:/eicar.com:/preview", &json!({}))
        .await;
    assert_eq!(infected.refusal(), (403, "malwareDetected".to_owned()));
}
