//! What has changed since somebody last looked.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use crate::domain::{
    Change, ChangeMark, Changes, ChangesSince, Entry, EntryKind, Error, ItemId, Result, Segment,
    Target, Update,
};

use super::reading::Reader;
use super::world::at;
use super::writer::{CALM, Writer, assert_refused, name_of};

pub(super) async fn keeps(writer: &Writer<'_>) {
    if !writer.promises.changes {
        let refused = writer.drive.changes(&ChangesSince::Now, CALM).await;
        assert_refused(refused, "unsupported", "it is not promised");
        return;
    }
    from_the_beginning_all_is_told(writer).await;
    from_now_on_nothing_has_changed(writer).await;
    each_write_is_told_after_a_mark(writer).await;
    a_mark_that_is_forgotten_begins_anew(writer).await;
}

/// Answer by answer to the last: how each item is now, `None` where it is gone.
async fn gather(
    writer: &Writer<'_>,
    since: ChangesSince,
) -> Result<(BTreeMap<ItemId, Option<Arc<Entry>>>, ChangeMark)> {
    const MOST_ANSWERS: usize = 10_000;
    let (mut since, mut latest) = (since, BTreeMap::new());
    for _ in 0..MOST_ANSWERS {
        let (changes, last) = match writer.drive.changes(&since, CALM).await? {
            Changes::More(changes, mark) => {
                since = ChangesSince::Mark(mark);
                (changes, None)
            }
            Changes::UpToDate(changes, mark) => (changes, Some(mark)),
            Changes::Resync(_) => {
                return Err(Error::CursorExpired);
            }
        };
        latest.extend(changes.into_iter().map(|change| match change {
            Change::Present(entry) => (entry.id.clone(), Some(entry)),
            Change::Gone(id) => (id, None),
        }));
        if let Some(mark) = last {
            return Ok((latest, mark));
        }
    }
    Err(Error::file_changed())
}

/// The ids of all that is there, found by walking.
async fn walk(writer: &Writer<'_>) -> BTreeSet<ItemId> {
    let root = writer.drive.stat(&at("/"), CALM).await.expect("a root");
    let (mut found, mut folders) = (BTreeSet::from([root.id.clone()]), vec![root.id.clone()]);
    while let Some(folder) = folders.pop() {
        let listing = Reader(writer.drive).list(&Target::Id(folder)).await;
        for entry in &listing.expect("a folder can be listed").entries {
            found.insert(entry.id.clone());
            if entry.kind == EntryKind::Folder {
                folders.push(entry.id.clone());
            }
        }
    }
    found
}

async fn from_the_beginning_all_is_told(writer: &Writer<'_>) {
    writer.make("/there.txt", "there").await;
    let all = gather(writer, ChangesSince::Beginning).await;
    let (all, _) = all.expect("all is told");
    // What lies elsewhere in the drive, the service's listings show late.
    (writer.levers.wait)(Duration::from_mins(1));
    let present: BTreeSet<_> = all
        .iter()
        .filter(|(_, entry)| entry.is_some())
        .map(|(id, _)| id.clone())
        .collect();
    assert_eq!(present, walk(writer).await, "the root and all below it");
}

async fn from_now_on_nothing_has_changed(writer: &Writer<'_>) {
    let now = gather(writer, ChangesSince::Now).await;
    let (changes, mark) = now.expect("a mark is given");
    assert!(changes.is_empty());
    let later = gather(writer, ChangesSince::Mark(mark)).await;
    assert!(later.expect("the mark is good").0.is_empty());
}

async fn each_write_is_told_after_a_mark(writer: &Writer<'_>) {
    let doomed = writer.make("/doomed.txt", "doomed").await;
    let old = writer.make("/renamed.txt", "old").await;
    let (_, mark) = gather(writer, ChangesSince::Now).await.expect("a mark");
    let new = writer.make("/new.txt", "new").await;
    let folder = writer.mkdir("/New folder").await.entry;
    writer.delete("/doomed.txt").await.expect("it can go");
    let update = Update {
        name: Segment::parse("other name.txt").ok(),
        ..Update::nothing()
    };
    let renamed = writer.update("/renamed.txt", &update).await;
    assert!(renamed.is_ok());
    let changes = gather(writer, ChangesSince::Mark(mark)).await;
    let (changes, mark) = changes.expect("the mark is good");
    let told = |id: &ItemId| changes.get(id).cloned().flatten();
    assert!(told(&new.id).is_some_and(|entry| entry.kind == EntryKind::File));
    let told_folder = told(&folder.id).expect("the new folder");
    assert_eq!(told_folder.kind, EntryKind::Folder);
    assert_eq!(told_folder.parent_id, folder.parent_id);
    let told_name = told(&old.id).expect("the renamed file");
    assert_eq!(name_of(&told_name), Some("other name.txt"));
    assert!(matches!(changes.get(&doomed.id), Some(None)), "it is gone");
    let later = gather(writer, ChangesSince::Mark(mark)).await;
    assert!(later.expect("the mark is good").0.is_empty(), "all is told");
}

async fn a_mark_that_is_forgotten_begins_anew(writer: &Writer<'_>) {
    let (_, mark) = gather(writer, ChangesSince::Now).await.expect("a mark");
    (writer.levers.forget_changes)();
    let since = ChangesSince::Mark(mark);
    let answer = writer.drive.changes(&since, CALM).await;
    let Ok(Changes::Resync(from)) = answer else {
        unreachable!("the mark is forgotten, and this came: {answer:?}");
    };
    let since = from.map_or(ChangesSince::Beginning, ChangesSince::Mark);
    let (all, _) = gather(writer, since).await.expect("all anew");
    assert!(walk(writer).await.iter().all(|id| all.contains_key(id)));
}
