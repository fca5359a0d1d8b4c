//! Folders that are made.

use crate::domain::EntryKind;

use super::world::at;
use super::writer::{CALM, Writer, assert_refused, name_of};

pub(super) async fn keeps(writer: &Writer<'_>) {
    a_new_folder_is_there_and_empty(writer).await;
    a_folder_that_is_there_is_taken_for_the_new_one(writer).await;
    folders_above_are_made_where_that_is_asked_for(writer).await;
    a_file_in_the_way_is_told(writer).await;
    of_two_who_make_one_folder_both_have_it(writer).await;
}

async fn a_new_folder_is_there_and_empty(writer: &Writer<'_>) {
    let made = writer.mkdir("/New folder").await;
    assert!(made.created);
    assert_eq!(made.entry.kind, EntryKind::Folder);
    assert_eq!(name_of(&made.entry), Some("New folder"));
    assert_eq!(writer.names("/New folder").await, [""; 0]);
    assert!(writer.names("/").await.contains(&"New folder".to_owned()));
    let seen = writer.stat("/New folder").await.expect("it is there");
    assert_eq!(seen.id, made.entry.id);
    let place = writer.promises.place(&writer.place("/New folder"));
    assert_eq!(seen.found_at, place);
}

async fn a_folder_that_is_there_is_taken_for_the_new_one(writer: &Writer<'_>) {
    let first = writer.mkdir("/Caf\u{e9}").await.entry;
    writer.make("/Caf\u{e9}/inside.txt", "inside").await;
    for (path, parents) in [
        ("/Caf\u{e9}", false),
        ("/caf\u{c9}", true),
        ("/Cafe\u{301}", false),
    ] {
        let adopted = writer.try_mkdir(path, parents).await.expect(path);
        assert!(!adopted.created, "{path}");
        assert_eq!(adopted.entry.id, first.id, "{path}");
        assert_eq!(name_of(&adopted.entry), Some("Caf\u{e9}"), "as stored");
    }
    writer.assert_holds("/Caf\u{e9}/inside.txt", "inside").await;
    let root = writer.drive.mkdir(&at("/"), true, CALM).await;
    let root = root.expect("the root is always there");
    assert!(!root.created && root.entry.parent_id.is_none());
}

async fn folders_above_are_made_where_that_is_asked_for(writer: &Writer<'_>) {
    let refused = writer.try_mkdir("/a/b/c", false).await;
    assert_refused(refused, "folder_missing", "nobody asked for those above");
    writer.assert_missing("/a").await;
    let made = writer.try_mkdir("/a/b/c", true).await;
    let made = made.expect("those above are made too");
    assert!(made.created && name_of(&made.entry) == Some("c"));
    let above = writer.stat("/a/b").await.expect("it was made");
    assert_eq!(made.entry.parent_id, Some(above.id.clone()));
    let sibling = writer.try_mkdir("/A/B/d", true).await;
    let sibling = sibling.expect("those above are there");
    assert_eq!(sibling.entry.parent_id, Some(above.id.clone()));
    assert_eq!(writer.names("/a/b").await, ["c", "d"]);
    let once_more = writer.try_mkdir("/a/b", true).await;
    assert!(!once_more.expect("it is there").created);
}

async fn a_file_in_the_way_is_told(writer: &Writer<'_>) {
    writer.make("/way.txt", "in the way").await;
    for parents in [false, true] {
        let refused = writer.try_mkdir("/Way.txt", parents).await;
        assert_refused(refused, "name_taken", "a file bears the name");
    }
    let refused = writer.try_mkdir("/way.txt/below", false).await;
    assert_refused(refused, "folder_missing", "a file is no folder");
    let refused = writer.try_mkdir("/way.txt/below/deeper", true).await;
    assert_refused(refused, "name_taken", "a file bears the name of one above");
    writer.assert_holds("/way.txt", "in the way").await;
}

async fn of_two_who_make_one_folder_both_have_it(writer: &Writer<'_>) {
    let (one, other) = tokio::join!(writer.mkdir("/Raced"), writer.mkdir("/Raced"));
    assert_eq!(one.entry.id, other.entry.id);
    assert!(one.created != other.created, "one of them has made it");
}
