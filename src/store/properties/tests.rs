//! Properties and sums as they are kept, and what becomes of them.

use super::*;
use crate::domain::{Checksums, ContentTag, DrivePath};
use crate::store::fixtures::{NOW, TestStore, audit};

fn drive(name: &str) -> DriveId {
    DriveId::parse(name).expect("an id")
}

fn item(name: &str) -> ItemId {
    ItemId::parse(name).expect("an id")
}

fn placed(name: &str, path: &str) -> PlacedItem {
    PlacedItem {
        drive: drive("b!1"),
        item: item(name),
        place: Some(DrivePath::parse(path).expect("a path").key()),
    }
}

fn property(namespace: &str, local: &str, xml: &str) -> Property {
    Property {
        name: PropertyName::new(namespace, local).expect("a name"),
        value: PropertyValue {
            xml: xml.into(),
            lang: Some("de".into()),
        },
    }
}

fn set(local: &str, xml: &str) -> PropertyChange {
    PropertyChange::Set(property("urn:x", local, xml))
}

async fn say(test: &TestStore, of: &PlacedItem, changes: &[PropertyChange]) -> bool {
    let changed = test.store.change_properties(of, changes, &audit()).await;
    changed.expect("there is room")
}

async fn said(test: &TestStore, item: &ItemId) -> Vec<(String, String)> {
    let listed = test.store.list_properties(&drive("b!1"), item).await;
    let text = |one: Property| (one.name.local().to_owned(), one.value.xml.to_string());
    listed.expect("readable").into_iter().map(text).collect()
}

fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    let owned = |(one, other): &(&str, &str)| ((*one).to_owned(), (*other).to_owned());
    pairs.iter().map(owned).collect()
}

#[tokio::test]
async fn properties_come_back_as_they_were_said_whatever_their_namespace() {
    let test = TestStore::new().await;
    let a = placed("01A", "/a");
    let all = [
        property("", "none", "text"),
        property("relative", "mixed", "a <b xmlns=\"\">c</b> &amp; d"),
        property("urn:x", "empty", ""),
    ];
    let changes = all.clone().map(PropertyChange::Set);
    assert!(say(&test, &a, &changes).await);
    let listed = test.store.list_properties(&a.drive, &a.item).await;
    assert_eq!(listed.expect("readable"), all);
    let (b, c) = (item("01B"), item("01A"));
    let several = test.store.list_properties_of(&a.drive, &[&b, &c]).await;
    let several = several.expect("readable");
    assert!(several.iter().all(|(item, _)| *item == c) && several.len() == 3);
    let known = test.store.list_items_with_properties().await;
    assert_eq!(known.expect("readable"), [(a.drive, a.item)]);
}

#[tokio::test]
async fn changes_are_made_in_their_order() {
    let test = TestStore::new().await;
    let a = placed("01A", "/a");
    let remove = |local| PropertyChange::Remove(PropertyName::new("urn:x", local).expect("a name"));
    let changes = [
        set("a", "1"),
        remove("a"),
        set("b", "1"),
        set("b", "2"),
        remove("c"),
    ];
    assert!(say(&test, &a, &changes).await);
    assert_eq!(said(&test, &a.item).await, pairs(&[("b", "2")]));
    assert!(!say(&test, &a, &[remove("b")]).await, "nothing is left");
}

#[tokio::test]
async fn what_is_too_much_is_not_said_at_all() {
    let test = TestStore::new().await;
    let a = placed("01A", "/a");
    say(&test, &a, &[set("a", "1")]).await;
    let long = "ü".repeat(Property::MOST_BYTES / 2);
    let many = (0..Property::MOST).map(|number| set(&format!("p{number}"), ""));
    for changes in [vec![set("b", "1"), set("c", &long)], many.collect()] {
        let refused = test.store.change_properties(&a, &changes, &audit()).await;
        let refused = refused.expect_err("it is too much");
        assert!(matches!(refused, StoreError::Full));
        assert_eq!(said(&test, &a.item).await, pairs(&[("a", "1")]));
    }
}

#[tokio::test]
async fn a_copy_is_said_what_is_said_of_the_original_and_nothing_else() {
    let test = TestStore::new().await;
    let (a, b) = (placed("01A", "/a"), placed("01B", "/b"));
    say(&test, &a, &[set("a", "1")]).await;
    say(&test, &b, &[set("b", "1")]).await;
    let copied = test.store.copy_properties((&a.drive, &a.item), &b).await;
    assert!(copied.expect("writable"));
    assert_eq!(said(&test, &b.item).await, pairs(&[("a", "1")]));
    let nothing = item("01C");
    let copied = test.store.copy_properties((&a.drive, &nothing), &b).await;
    assert!(!copied.expect("writable"));
    assert_eq!(said(&test, &b.item).await, []);
}

#[tokio::test]
async fn what_lies_below_moves_with_its_folder_and_is_not_forgotten_with_it() {
    let test = TestStore::new().await;
    for (name, path) in [
        ("01F", "/f"),
        ("01A", "/F/a"),
        ("01B", "/f/x/b"),
        ("01N", "/f0"),
        ("01M", "/f/x0"),
    ] {
        say(&test, &placed(name, path), &[set("a", "1")]).await;
    }
    let from = DrivePath::parse("/f/x").expect("a path").key();
    let to = placed("01X", "/g/y");
    test.store
        .move_properties(Some(&from), &to)
        .await
        .expect("writable");
    let g = DrivePath::parse("/g").expect("a path").key();
    let below = test
        .store
        .list_properties_below((&to.drive, &g), None, 10)
        .await;
    let below = below.expect("readable");
    let told = below.iter().map(|it| (it.item.clone(), it.rest.as_str()));
    assert_eq!(told.collect::<Vec<_>>(), [(item("01B"), "/y/b")]);
    let after = test
        .store
        .list_properties_below((&to.drive, &g), below.last(), 10)
        .await;
    assert_eq!(after.expect("readable"), []);
    let forgotten = test.store.forget_properties(&placed("01F", "/f")).await;
    forgotten.expect("writable");
    for (left, expected) in [("01F", 0), ("01A", 1), ("01B", 1), ("01N", 1)] {
        assert_eq!(said(&test, &item(left)).await.len(), expected, "{left}");
    }
    let f = DrivePath::parse("/f").expect("a path").key();
    let below = test
        .store
        .list_properties_below((&to.drive, &f), None, 10)
        .await;
    assert_eq!(below.expect("readable"), [], "nobody knows where it is");
}

#[tokio::test]
async fn sums_are_kept_of_one_content_of_an_item() {
    let test = TestStore::new().await;
    let (drive, item) = (drive("b!1"), item("01A"));
    for (tag, sums) in [("1", "ADLER32:00000001"), ("2", "ADLER32:00000002")] {
        let tag = ContentTag::choose(Some(tag), None, None).expect("a tag");
        let sums = Checksums::parse(sums).expect("sums");
        let kept = test
            .store
            .keep_checksums((&drive, &item), &tag, &sums, NOW)
            .await;
        kept.expect("writable");
        let listed = test.store.list_checksums(&drive, &[&item]).await;
        let listed = listed.expect("readable");
        let [one] = listed.as_slice() else {
            panic!("one item has sums");
        };
        assert_eq!((&*one.content_tag, &one.sums), (tag.as_str(), &sums));
    }
    let known = test.store.list_items_with_checksums().await;
    assert_eq!(known.expect("readable").len(), 1);
}
