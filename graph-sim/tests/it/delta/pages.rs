//! Pages of changes.

use graph_sim::World;
use graph_sim::switches::{Duplicates, Recreated};
use serde_json::Value;

use super::{change, walk};
use crate::kit::Bed;

#[tokio::test]
async fn pages_may_be_empty_and_entries_may_come_twice() {
    let bed = Bed::start().await;
    let path = bed.in_drive("/root/delta?$top=3");
    let plain = walk(&bed, &path).await;
    let switches = bed.sim.switches();
    switches.update(|s| s.delta.empty_page_every = Some(2));
    let gappy = walk(&bed, &path).await;
    assert_eq!((gappy.entries.len(), gappy.pages), (7, 5));
    switches.update(|s| {
        s.delta.empty_page_every = None;
        s.delta.duplicates = Duplicates::Repeated;
    });
    let doubled = walk(&bed, &path).await;
    assert!(doubled.entries.len() > 7);
    assert_eq!(doubled.names(), plain.names());
    let last = |id: &Value| {
        let mut entries = doubled.entries.iter().rev();
        entries.find(|entry| entry["id"] == *id).unwrap()
    };
    for entry in &plain.entries {
        assert_eq!(last(&entry["id"])["eTag"], entry["eTag"]);
        assert_eq!(last(&entry["id"])["size"], entry["size"]);
    }
}

#[tokio::test]
async fn changes_between_pages_come_with_the_next_token_or_the_last_page() {
    for (recreated, now, later) in [
        (Recreated::DeletionListed, false, true),
        (Recreated::DeletionOmitted, true, false),
    ] {
        let bed = Bed::start().await;
        bed.sim.switches().update(|s| s.delta.recreated = recreated);
        let path = bed.in_drive("/root/delta?$top=5");
        let page = bed.get(&path).await.json();
        let old = bed.drive("/root:/Documents/hello.txt").await.json()["id"].clone();
        change(&bed, |drive| {
            drive.remove("/Documents/hello.txt");
            drive.add_file("/Documents/hello.txt", "again", World::BEGINNING);
        });
        let new = bed.drive("/root:/Documents/hello.txt").await.json()["id"].clone();
        assert_ne!(old, new);
        let rest = walk(&bed, page["@odata.nextLink"].as_str().unwrap()).await;
        assert_eq!(rest.entries.iter().any(|entry| entry["id"] == new), now);
        assert!(rest.deleted().is_empty());
        let next = walk(&bed, &rest.link).await;
        let deleted = next.deleted().iter().any(|entry| entry["id"] == old);
        assert_eq!(deleted, later, "{recreated:?}");
        assert_eq!(next.entries.iter().any(|entry| entry["id"] == new), later);
    }
}

#[tokio::test]
async fn what_went_before_its_page_was_read_is_not_in_the_walk() {
    let bed = Bed::start().await;
    let page = bed.get(&bed.in_drive("/root/delta?$top=2")).await.json();
    change(&bed, |drive| {
        drive.remove("/Empty");
    });
    let rest = walk(&bed, page["@odata.nextLink"].as_str().unwrap()).await;
    assert_eq!(rest.names(), ["Deep", "Deeper", "end.txt", "hello.txt"]);
    assert_eq!(walk(&bed, &rest.link).await.deleted().len(), 1);
}

#[tokio::test]
async fn twenty_thousand_items_are_walked_in_pages() {
    let bed = Bed::start().await;
    change(&bed, |drive| {
        drive.fill("/Many", 20_000, |n| format!("{n}.txt"));
    });
    let path = bed.in_drive("/root/delta?$top=1000&$select=id,name,parentReference");
    let walked = walk(&bed, &path).await;
    assert_eq!((walked.entries.len(), walked.pages), (20_008, 21));
    change(&bed, |drive| {
        drive.remove("/Many");
    });
    let next = walk(&bed, &walked.link).await;
    assert_eq!(next.names(), ["-", "root"]);
}
