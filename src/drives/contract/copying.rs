//! Items that are copied.

use crate::domain::{CopyOptions, CopyProgress, EntryKind, IfExists, Segment};

use super::putting::assert_numbered;
use super::writer::{CALM, Writer, assert_refused, name_of};

pub(super) async fn keeps(writer: &Writer<'_>) {
    a_file_is_copied_under_its_own_name_or_another(writer).await;
    a_tree_is_copied_with_all_below_it(writer).await;
    the_task_says_where_the_copy_will_be(writer).await;
    a_taken_name_fails_replaces_or_gets_a_number(writer).await;
    a_folder_replaces_nothing_and_is_never_replaced(writer).await;
    what_can_not_be_copied_is_refused(writer).await;
}

fn into(writer: &Writer<'_>, folder: &str, name: Option<&str>) -> CopyOptions {
    CopyOptions {
        folder: writer.target(folder),
        name: name.map(|name| Segment::parse(name).expect("a name")),
        if_exists: IfExists::Fail,
    }
}

async fn a_file_is_copied_under_its_own_name_or_another(writer: &Writer<'_>) {
    let original = writer.make("/original.txt", "bytes").await;
    writer.mkdir("/Goal").await;
    for (name, expected) in [(None, "original.txt"), (Some("other.txt"), "other.txt")] {
        let copy = writer
            .copy("/original.txt", &into(writer, "/Goal", name))
            .await;
        let copy = copy.expect(expected);
        assert_eq!(
            (copy.kind, name_of(&copy)),
            (EntryKind::File, Some(expected))
        );
        assert_ne!(copy.id, original.id, "a copy is another item");
        let path = format!("/Goal/{expected}");
        writer.assert_holds(&path, "bytes").await;
        let listed = writer.names("/Goal").await;
        assert!(listed.contains(&expected.to_owned()), "{path} is listed");
        assert_eq!(writer.stat(&path).await.expect(&path).id, copy.id);
    }
    assert_eq!(writer.names("/Goal").await, ["original.txt", "other.txt"]);
    let seen = writer.stat("/original.txt").await.expect("it stays");
    assert_eq!((&seen.id, &seen.etag), (&original.id, &original.etag));
    writer.overwrite("/Goal/other.txt", "changed").await;
    writer.assert_holds("/original.txt", "bytes").await;
}

async fn a_tree_is_copied_with_all_below_it(writer: &Writer<'_>) {
    writer.mkdir("/Tree").await;
    writer.mkdir("/Tree/Branch").await;
    let leaf = writer.make("/Tree/Branch/leaf.txt", "leaf").await;
    let options = into(writer, "/Goal", Some("Copied tree"));
    let copy = writer.copy("/Tree", &options).await.expect("a tree");
    assert_eq!(copy.kind, EntryKind::Folder);
    assert_eq!(writer.names("/Goal/Copied tree").await, ["Branch"]);
    let path = "/Goal/Copied tree/Branch/leaf.txt";
    writer.assert_holds(path, "leaf").await;
    assert_ne!(writer.stat(path).await.expect(path).id, leaf.id);
    let seen = writer.stat("/Tree/Branch/leaf.txt").await;
    assert_eq!(seen.expect("the original stays").id, leaf.id);
}

async fn the_task_says_where_the_copy_will_be(writer: &Writer<'_>) {
    let goal = writer.stat("/Goal").await.expect("it is there");
    let options = into(writer, "/Goal", Some("task.txt"));
    let original = writer.target("/original.txt");
    let task = writer.drive.copy(&original, &options, CALM).await;
    let task = task.expect("it begins");
    assert_eq!((&task.folder, task.name.as_str()), (&goal.id, "task.txt"));
    for _ in 0..100 {
        let progress = writer.drive.progress(&task, CALM).await;
        match progress.expect("it goes on") {
            CopyProgress::Running { percent } => assert!(percent <= 100),
            CopyProgress::Done(_) => break,
        }
        (writer.levers.wait)(std::time::Duration::from_secs(2));
    }
    let once_more = writer.drive.progress(&task, CALM).await;
    assert!(
        matches!(once_more, Ok(CopyProgress::Done(_))),
        "it stays done"
    );
}

async fn a_taken_name_fails_replaces_or_gets_a_number(writer: &Writer<'_>) {
    writer.make("/taken.txt", "theirs").await;
    let copy = |if_exists| async move {
        let options = CopyOptions {
            if_exists,
            ..into(writer, "/", Some("taken.txt"))
        };
        writer.copy("/original.txt", &options).await
    };
    assert_refused(copy(IfExists::Fail).await, "name_taken", "it is there");
    writer.assert_holds("/taken.txt", "theirs").await;
    let beside = copy(IfExists::Rename).await.expect("it gets a number");
    let name = name_of(&beside).expect("a name").to_owned();
    assert_numbered(&name, "taken", ".txt");
    writer.assert_holds(&format!("/{name}"), "bytes").await;
    writer.assert_holds("/taken.txt", "theirs").await;
    copy(IfExists::Replace).await.expect("it is replaced");
    writer.assert_holds("/taken.txt", "bytes").await;
    let names = writer.names("/").await;
    let alike = names.iter().filter(|name| *name == "taken.txt");
    assert_eq!(alike.count(), 1);
    let beside_itself = CopyOptions {
        if_exists: IfExists::Rename,
        ..into(writer, "/", None)
    };
    let twin = writer.copy("/original.txt", &beside_itself).await;
    assert_numbered(
        name_of(&twin.expect("a twin")).expect("a name"),
        "original",
        ".txt",
    );
}

async fn a_folder_replaces_nothing_and_is_never_replaced(writer: &Writer<'_>) {
    writer.mkdir("/Folder").await;
    writer.make("/Folder/inside.txt", "inside").await;
    for (path, name) in [
        ("/Tree", "Folder"),
        ("/original.txt", "Folder"),
        ("/Tree", "taken.txt"),
    ] {
        let options = CopyOptions {
            if_exists: IfExists::Replace,
            ..into(writer, "/", Some(name))
        };
        let refused = writer.copy(path, &options).await;
        assert_refused(refused, "name_taken", name);
    }
    writer.assert_holds("/Folder/inside.txt", "inside").await;
    writer.assert_holds("/taken.txt", "bytes").await;
}

async fn what_can_not_be_copied_is_refused(writer: &Writer<'_>) {
    let missing = writer.copy("/no.txt", &into(writer, "/Goal", None)).await;
    assert_refused(missing, "not_found", "nothing is there");
    for folder in ["/no", "/taken.txt"] {
        let nowhere = writer
            .copy("/original.txt", &into(writer, folder, None))
            .await;
        assert_refused(nowhere, "folder_missing", folder);
    }
    let options = into(writer, "/Goal", Some("a:b"));
    let invalid = writer.copy("/original.txt", &options).await;
    assert_refused(invalid, "invalid_name", "no drive can hold it");
}
