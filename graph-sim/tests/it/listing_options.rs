//! Filters, expansions, shortcuts, and listings that lose count.

use graph_sim::World;
use graph_sim::switches::{FileChildren, PagePosition, ShortcutListing, Unsupported};
use serde_json::Value;

use crate::kit::{Bed, read};

async fn start() -> Bed {
    Bed::with(|world, ada| {
        let hello = world.drive_of(ada).id_of("/Documents/hello.txt");
        world
            .drive_of(ada)
            .add_file("/Many/a.txt", "a", World::BEGINNING)
            .add_file("/Many/b.txt", "b", World::BEGINNING)
            .add_file("/Many/c.txt", "c", World::BEGINNING)
            .add_file("/Many/d.txt", "d", World::BEGINNING)
            .add_shortcut("/Many/shortcut", ada, &hello);
    })
    .await
}

fn name(entry: &Value) -> &str {
    entry["name"].as_str().unwrap()
}

#[tokio::test]
async fn children_are_filtered_by_name_and_not_by_anything_else() {
    let bed = start().await;
    let filter = |text: &str| format!("/root:/Many:/children?$filter={text}");
    assert_eq!(bed.list(&filter("name eq 'B.TXT'")).await.0, ["b.txt"]);
    for text in ["name eq 'deep'", "startswith(name,'DE')"] {
        let path = format!("/root:/Documents:/children?$filter={text}");
        assert_eq!(bed.list(&path).await.0, ["Deep"], "{text}");
    }
    let (names, pages) = bed.list(&filter("startswith(name,'')&$top=2")).await;
    assert_eq!((names.len(), pages), (5, 3));
    let other = filter("lastModifiedDateTime eq 2026-01-01T00:00:00Z");
    let refused = bed.drive(&other).await;
    assert_eq!(refused.refusal(), (400, "invalidRequest".to_owned()));
    bed.sim
        .switches()
        .update(|s| s.listing.unsupported_filter = Unsupported::Ignored);
    assert_eq!(bed.list(&other).await.0.len(), 5);
}

#[tokio::test]
async fn a_write_between_pages_is_harmless_or_repeats_and_skips() {
    for (position, first, second) in [
        (PagePosition::ByName, "c.txt", "d.txt"),
        (PagePosition::ByNumber, "b.txt", "d.txt"),
    ] {
        let bed = start().await;
        bed.sim.switches().update(|s| s.listing.position = position);
        let page = bed.drive("/root:/Many:/children?$top=2").await.json();
        assert_eq!(name(&page["value"][1]), "b.txt");
        let next = page["@odata.nextLink"].as_str().unwrap().to_owned();
        bed.sim.change(|world| {
            world
                .drive_of(&bed.ada)
                .add_file("/Many/aa.txt", "new", World::BEGINNING);
        });
        let repeated = bed.get(&next).await.json();
        assert_eq!(name(&repeated["value"][0]), first, "{position:?}");
        bed.sim.change(|world| {
            world
                .drive_of(&bed.ada)
                .remove("/Many/aa.txt")
                .remove("/Many/a.txt");
        });
        let skipped = bed.get(&next).await.json();
        let expected = if position == PagePosition::ByName {
            "c.txt"
        } else {
            second
        };
        assert_eq!(name(&skipped["value"][0]), expected, "{position:?}");
    }
}

#[tokio::test]
async fn shortcuts_are_shown_or_must_be_asked_for() {
    let bed = start().await;
    let children = bed.in_drive("/root:/Many:/children");
    let delta = bed.in_drive("/root/delta?$select=name");
    let has_shortcut = async |path: &str, prefer: &str| {
        let request = bed.request(reqwest::Method::GET, path);
        let answer = read(request.header("Prefer", prefer).send().await.unwrap()).await;
        let answer = answer.json();
        let mut entries = answer["value"].as_array().unwrap().iter();
        entries.any(|entry| name(entry) == "shortcut")
    };
    for path in [&children, &delta] {
        assert!(has_shortcut(path, "x").await);
    }
    bed.sim
        .switches()
        .update(|s| s.listing.shortcuts = ShortcutListing::OnRequest);
    for path in [&children, &delta] {
        assert!(!has_shortcut(path, "x").await, "{path}");
        assert!(
            has_shortcut(path, "Include-Feature=AddToOneDrive").await,
            "{path}"
        );
    }
}

#[tokio::test]
async fn the_children_of_one_item_come_with_it_when_expanded() {
    let bed = start().await;
    let folder = bed
        .drive("/root:/Documents?$expand=children,thumbnails&$select=id,name")
        .await
        .json();
    let children = folder["children"].as_array().unwrap();
    assert_eq!(
        children.iter().map(name).collect::<Vec<_>>(),
        ["Deep", "hello.txt"]
    );
    assert!(children[1].get("size").is_none());
    let of_file = "/root:/Documents/hello.txt?$expand=children";
    assert_eq!(bed.drive(of_file).await.status, 400);
    bed.sim
        .switches()
        .update(|s| s.listing.file_children = FileChildren::Unprocessable);
    assert_eq!(
        bed.drive(of_file).await.refusal(),
        (422, "notSupported".to_owned())
    );
    let listed = "/root/children?$expand=children";
    assert_eq!(bed.drive(listed).await.status, 501);
}
