//! Our latest changes, put into answers of before.

use crate::domain::{EntryKind, Segment};

use super::*;

const EARLY: Timestamp = Timestamp::from_unix_ms(1_000_000);

fn id(text: &str) -> ItemId {
    ItemId::parse(text).expect("an id")
}

fn path(text: &str) -> DrivePath {
    DrivePath::parse(text).expect("a path")
}

/// A folder whose id is its name, in small letters.
fn folder(place: &str, parent: &str) -> Arc<Entry> {
    let place = path(place);
    let name = place.name().expect("it has one").to_owned();
    Arc::new(Entry {
        parent_id: Some(id(parent)),
        found_at: Some(place),
        ..Entry::of(id(&name), EntryKind::Folder, Segment::parse(&name).ok())
    })
}

fn moved(recent: &Recent, item: &str, (from, old): (&str, &str), (to, new): (&str, &str)) {
    recent.move_below(&id(item), Some(&path(old)), Some(&path(new)));
    recent.take_away(&id(item), Some(&id(from)), EARLY);
    recent.put(&folder(new, to), None, EARLY);
}

#[test]
fn folders_that_change_places_are_told_apart() {
    let recent = Recent::new(Duration::from_mins(1));
    recent.put(&folder("/a", "root"), None, EARLY);
    recent.put(&folder("/a/b", "a"), None, EARLY);
    moved(&recent, "b", ("a", "/a/b"), ("root", "/b"));
    moved(&recent, "a", ("root", "/a"), ("b", "/b/a"));
    let told = |item: &str| recent.put_at(&Target::Id(id(item)), EARLY);
    assert_eq!(
        told("b").and_then(|entry| entry.found_at.clone()),
        Some(path("/b"))
    );
    assert_eq!(
        told("a").and_then(|entry| entry.found_at.clone()),
        Some(path("/b/a"))
    );
    recent.forget_below(&id("a"));
    assert!(told("b").is_some(), "it has moved out before");
    recent.forget_below(&id("b"));
    assert!(told("a").is_none());
}

#[test]
fn what_moves_with_its_folder_is_found_at_its_new_place() {
    let recent = Recent::new(Duration::from_mins(1));
    recent.put(&folder("/a", "root"), None, EARLY);
    recent.put(&folder("/a/b", "a"), None, EARLY);
    moved(&recent, "a", ("root", "/a"), ("root", "/a"));
    recent.move_below(&id("a"), Some(&path("/a")), Some(&path("/c")));
    let new = Target::At(Anchor::Root, path("/c/b"));
    assert_eq!(
        recent.put_at(&new, EARLY).map(|entry| entry.id.clone()),
        Some(id("b"))
    );
    let old = Target::At(Anchor::Root, path("/a/b"));
    assert!(recent.put_at(&old, EARLY).is_none());
}

#[test]
fn what_was_replaced_is_not_told_by_whatever_path_it_is_asked_for() {
    let recent = Recent::new(Duration::from_mins(1));
    let old = folder("/a/b", "a");
    let new = Arc::new(Entry {
        id: id("new"),
        ..Entry::clone(&old)
    });
    let asked = Target::At(Anchor::Folder(id("a")), path("/b"));
    recent.put(&new, Some(&asked), EARLY);
    let told = |target: Target| {
        let told = recent.mend_entry(&target, Ok(Arc::clone(&old)), EARLY);
        told.expect("it is there").id.clone()
    };
    assert_eq!(told(Target::At(Anchor::Root, path("/a/b"))), id("new"));
    assert_eq!(told(Target::Id(id("b"))), id("b"), "who is meant is meant");
}
