//! Items that get another name, another folder or other times.

use crate::domain::{Entry, IfExists, Segment, Times, Timestamp, Update};

use super::putting::assert_numbered;
use super::world::at;
use super::writer::{CALM, Writer, assert_refused, name_of};

pub(super) async fn keeps(writer: &Writer<'_>) {
    a_new_name_is_all_that_changes(writer).await;
    letter_case_alone_is_another_name(writer).await;
    a_folder_takes_all_below_it_along(writer).await;
    name_and_folder_change_in_one_step(writer).await;
    a_taken_name_fails_replaces_or_gets_a_number(writer).await;
    a_folder_is_never_replaced(writer).await;
    what_can_not_be_moved_is_refused(writer).await;
    times_are_set_to_the_second(writer).await;
}

fn named(name: &str) -> Update {
    Update {
        name: Some(Segment::parse(name).expect("a name")),
        ..Update::nothing()
    }
}

fn into(writer: &Writer<'_>, folder: &str) -> Update {
    Update {
        folder: Some(writer.target(folder)),
        ..Update::nothing()
    }
}

async fn a_new_name_is_all_that_changes(writer: &Writer<'_>) {
    let old = writer.make("/old name.txt", "bytes").await;
    let new = writer.update("/old name.txt", &named("new name.txt")).await;
    let new = new.expect("it can be renamed");
    assert_eq!((&new.id, &new.parent_id), (&old.id, &old.parent_id));
    assert_eq!(name_of(&new), Some("new name.txt"));
    assert_ne!(new.etag, old.etag);
    writer.assert_missing("/old name.txt").await;
    writer.assert_holds("/new name.txt", "bytes").await;
    let names = writer.names("/").await;
    assert!(names.contains(&"new name.txt".to_owned()));
    assert!(!names.contains(&"old name.txt".to_owned()));
}

async fn letter_case_alone_is_another_name(writer: &Writer<'_>) {
    writer.make("/case.txt", "bytes").await;
    for what in ["letter case alone", "nothing at all"] {
        let renamed = writer.update("/case.txt", &named("CASE.txt")).await;
        assert_eq!(name_of(&renamed.expect(what)), Some("CASE.txt"));
        assert!(writer.names("/").await.contains(&"CASE.txt".to_owned()));
    }
}

async fn a_folder_takes_all_below_it_along(writer: &Writer<'_>) {
    writer.mkdir("/Tree").await;
    writer.mkdir("/Tree/Branch").await;
    let leaf = writer.make("/Tree/Branch/leaf.txt", "leaf").await;
    let goal = writer.mkdir("/Goal").await.entry.id.clone();
    assert_eq!(writer.names("/Tree/Branch").await, ["leaf.txt"]);
    let moved = writer.update("/Tree", &into(writer, "/Goal")).await;
    let moved = moved.expect("it can be moved");
    assert_eq!(moved.parent_id, Some(goal));
    assert_tree(writer, "/Goal/Tree", "/Tree", &leaf).await;
    let renamed = writer.update("/Goal/Tree", &named("Bush")).await;
    assert_eq!(renamed.expect("it can be renamed").id, moved.id);
    assert_tree(writer, "/Goal/Bush", "/Goal/Tree", &leaf).await;
}

/// That a tree is where it is now and no longer where it was.
async fn assert_tree(writer: &Writer<'_>, now: &str, before: &str, leaf: &Entry) {
    let path = format!("{now}/Branch/leaf.txt");
    let seen = writer.stat(&path).await.expect(&path);
    assert_eq!(seen.id, leaf.id, "what lies below keeps its id");
    let place = writer.promises.place(&writer.place(&path));
    assert_eq!(seen.found_at, place);
    assert_eq!(writer.names(&format!("{now}/Branch")).await, ["leaf.txt"]);
    writer.assert_holds(&path, "leaf").await;
    for gone in ["", "/Branch", "/Branch/leaf.txt"] {
        writer.assert_missing(&format!("{before}{gone}")).await;
    }
}

async fn name_and_folder_change_in_one_step(writer: &Writer<'_>) {
    let file = writer.make("/here.txt", "bytes").await;
    let update = Update {
        name: Some(Segment::parse("there.txt").expect("a name")),
        ..into(writer, "/Goal")
    };
    let moved = writer.update("/here.txt", &update).await;
    assert_eq!(moved.expect("both at once").id, file.id);
    writer.assert_missing("/here.txt").await;
    writer.assert_holds("/Goal/there.txt", "bytes").await;
    assert_eq!(writer.names("/Goal").await, ["Bush", "there.txt"]);
}

async fn a_taken_name_fails_replaces_or_gets_a_number(writer: &Writer<'_>) {
    writer.make("/taken.txt", "theirs").await;
    let ours = writer.make("/ours.txt", "ours").await;
    let rename = |if_exists| async move {
        let update = Update {
            if_exists,
            ..named("Taken.txt")
        };
        writer.update("/ours.txt", &update).await
    };
    assert_refused(rename(IfExists::Fail).await, "name_taken", "it is there");
    writer.assert_holds("/taken.txt", "theirs").await;
    writer.assert_holds("/ours.txt", "ours").await;
    let beside = rename(IfExists::Rename).await.expect("it gets a number");
    let name = name_of(&beside).expect("a name").to_owned();
    assert_numbered(&name, "Taken", ".txt");
    let back = writer.update(&format!("/{name}"), &named("ours.txt")).await;
    assert_eq!(back.expect("its name is free").id, ours.id);
    let replaced = rename(IfExists::Replace).await.expect("it is replaced");
    assert_eq!(replaced.id, ours.id, "what is moved keeps its id");
    writer.assert_holds("/taken.txt", "ours").await;
    writer.assert_missing("/ours.txt").await;
    let update = Update {
        if_exists: IfExists::Rename,
        ..named("TAKEN.txt")
    };
    let itself = writer.update("/taken.txt", &update).await;
    let itself = itself.expect("its own name in other letters is free");
    assert_eq!(name_of(&itself), Some("TAKEN.txt"));
    let back = writer.update("/taken.txt", &named("taken.txt")).await;
    assert_eq!(back.expect("it goes back").id, ours.id);
}

async fn a_folder_is_never_replaced(writer: &Writer<'_>) {
    writer.mkdir("/Theirs").await;
    writer.make("/Theirs/inside.txt", "inside").await;
    writer.mkdir("/Ours").await;
    for path in ["/Ours", "/taken.txt"] {
        let update = Update {
            if_exists: IfExists::Replace,
            ..named("Theirs")
        };
        let refused = writer.update(path, &update).await;
        assert_refused(refused, "name_taken", "a folder bears the name");
    }
    let update = Update {
        if_exists: IfExists::Replace,
        ..named("taken.txt")
    };
    let refused = writer.update("/Ours", &update).await;
    assert_refused(refused, "name_taken", "a folder replaces nothing");
    writer.assert_holds("/Theirs/inside.txt", "inside").await;
    writer.assert_holds("/taken.txt", "ours").await;
}

async fn what_can_not_be_moved_is_refused(writer: &Writer<'_>) {
    let missing = writer.update("/no.txt", &named("yes.txt")).await;
    assert_refused(missing, "not_found", "nothing is there");
    let nowhere = writer.update("/taken.txt", &into(writer, "/no")).await;
    assert_refused(nowhere, "folder_missing", "no such folder");
    let into_file = into(writer, "/taken.txt");
    let nowhere = writer.update("/Ours", &into_file).await;
    assert_refused(nowhere, "folder_missing", "a file is no folder");
    let invalid = writer.update("/taken.txt", &named("a:b")).await;
    assert_refused(invalid, "invalid_name", "no drive can hold it");
    let to_root = Update {
        folder: Some(at("/")),
        ..named("forms")
    };
    let reserved = writer.update("/taken.txt", &to_root).await;
    assert_refused(reserved, "invalid_name", "a library keeps it");
    for below in ["/Goal", "/Goal/Bush"] {
        let itself = writer.update("/Goal", &into(writer, below)).await;
        assert_refused(itself, "into_itself", "it can't lie in itself");
    }
    let root = writer.drive.update(&at("/"), &named("x"), CALM).await;
    assert_refused(root, "forbidden", "the root stays");
    writer.assert_holds("/taken.txt", "ours").await;
    assert!(writer.stat("/Goal/Bush").await.is_ok());
}

async fn times_are_set_to_the_second(writer: &Writer<'_>) {
    let times = Times {
        modified_at: Timestamp::from_unix_ms(1_400_000_000_000),
        created_at: Some(Timestamp::from_unix_ms(1_300_000_000_000)),
    };
    let update = Update {
        times: Some(times),
        ..Update::nothing()
    };
    let updated = writer.update("/taken.txt", &update).await;
    let updated = updated.expect("times can be set");
    let seen = writer.stat("/taken.txt").await.expect("it is there");
    for entry in [updated, seen] {
        let kept =
            (entry.modified_at, entry.created_at) == (Some(times.modified_at), times.created_at);
        assert!(kept || !writer.promises.times);
    }
    writer.assert_holds("/taken.txt", "ours").await;
}
