//! Items that are deleted.

use crate::domain::{Deletion, ETag, Target};

use super::world::at;
use super::writer::{CALM, Writer, assert_refused};

pub(super) async fn keeps(writer: &Writer<'_>) {
    what_is_deleted_is_gone(writer).await;
    a_folder_takes_all_below_it_along(writer).await;
    a_name_is_free_again_for_another_item(writer).await;
    what_is_not_there_can_not_be_deleted(writer).await;
    a_wrong_tag_keeps_the_item(writer).await;
    what_is_deleted_for_good_is_gone(writer).await;
    the_root_stays(writer).await;
}

async fn what_is_deleted_is_gone(writer: &Writer<'_>) {
    let file = writer.make("/file.txt", "bytes").await;
    writer.make("/other.txt", "bytes").await;
    writer.delete("/FILE.txt").await.expect("it can be deleted");
    writer.assert_missing("/file.txt").await;
    assert_eq!(writer.names("/").await, ["other.txt"]);
    let by_id = writer.drive.stat(&Target::Id(file.id.clone()), CALM).await;
    assert_refused(by_id, "not_found", "its id leads nowhere");
}

async fn a_folder_takes_all_below_it_along(writer: &Writer<'_>) {
    writer.mkdir("/Tree").await;
    writer.mkdir("/Tree/Branch").await;
    writer.make("/Tree/Branch/leaf.txt", "leaf").await;
    assert_eq!(writer.names("/Tree/Branch").await, ["leaf.txt"]);
    writer.delete("/Tree").await.expect("it can be deleted");
    for path in ["/Tree", "/Tree/Branch", "/Tree/Branch/leaf.txt"] {
        writer.assert_missing(path).await;
    }
}

async fn a_name_is_free_again_for_another_item(writer: &Writer<'_>) {
    let old = writer.make("/reborn.txt", "old").await;
    writer.delete("/reborn.txt").await.expect("it can go");
    writer.assert_missing("/reborn.txt").await;
    let new = writer.make("/reborn.txt", "new").await;
    assert_ne!(new.id, old.id, "it is another item");
    writer.assert_holds("/reborn.txt", "new").await;
}

async fn what_is_not_there_can_not_be_deleted(writer: &Writer<'_>) {
    for path in ["/no.txt", "/no/no.txt"] {
        assert_refused(writer.delete(path).await, "not_found", path);
    }
    let id = writer.make("/twice.txt", "bytes").await.id.clone();
    writer.delete("/twice.txt").await.expect("it can go");
    let twice = Target::Id(id);
    let twice = writer.drive.delete(&twice, Deletion::Recycle, None, CALM);
    assert_refused(twice.await, "not_found", "it is gone already");
}

async fn a_wrong_tag_keeps_the_item(writer: &Writer<'_>) {
    let old = writer.make("/tagged.txt", "old").await;
    let new = writer.overwrite("/tagged.txt", "new").await;
    let delete = |tag: Option<ETag>| {
        let target = writer.target("/tagged.txt");
        let (drive, kind) = (writer.drive, Deletion::Recycle);
        async move { drive.delete(&target, kind, tag.as_ref(), CALM).await }
    };
    let refused = delete(old.etag.clone()).await;
    assert_refused(refused, "precondition_failed", "the tag of before");
    writer.assert_holds("/tagged.txt", "new").await;
    delete(new.etag.clone()).await.expect("the right tag");
    writer.settle();
    writer.assert_missing("/tagged.txt").await;
}

async fn what_is_deleted_for_good_is_gone(writer: &Writer<'_>) {
    writer.make("/for good.txt", "bytes").await;
    let target = writer.target("/for good.txt");
    let deletion = Deletion::Permanent;
    let deleted = writer.drive.delete(&target, deletion, None, CALM).await;
    writer.settle();
    if writer.promises.permanent_deletion {
        deleted.expect("it can be deleted for good");
        writer.assert_missing("/for good.txt").await;
    } else {
        assert_refused(deleted, "unsupported", "it is not promised");
        writer.assert_holds("/for good.txt", "bytes").await;
    }
}

async fn the_root_stays(writer: &Writer<'_>) {
    for deletion in [Deletion::Recycle, Deletion::Permanent] {
        let deleted = writer.drive.delete(&at("/"), deletion, None, CALM).await;
        assert_refused(deleted, "forbidden", "a drive has a root");
    }
    assert!(writer.stat("/").await.is_ok());
}
