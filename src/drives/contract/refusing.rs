//! Files that are not written, and what was there before.

use bytes::Bytes;

use crate::domain::{ByteSource, IfExists, PutOptions, Target};

use super::sources::{LONG, again_announced, announced, broken, once, pattern, untouchable};
use super::world::{World, at};
use super::writer::{CALM, Writer, assert_refused, name_of};

pub(super) async fn keeps(writer: &Writer<'_>) {
    other_lengths_than_announced_are_refused(writer).await;
    a_source_that_breaks_writes_nothing(writer).await;
    a_file_needs_a_folder(writer).await;
    a_folder_is_never_replaced(writer).await;
    what_has_no_name_is_no_place_for_a_file(writer).await;
    names_that_no_drive_can_hold_are_refused_before_all_else(writer).await;
}

/// Puts over what is there, and sees it refused with what is there unharmed; then the same where nothing is.
async fn assert_harmless(
    writer: &Writer<'_>,
    source: impl Fn() -> ByteSource,
    code: &str,
    what: &str,
) {
    let options = PutOptions::new(IfExists::Replace);
    let before = writer.stat("/old.txt").await.expect("it is there");
    let refused = writer.put("/old.txt", source(), &options).await;
    assert_refused(refused, code, what);
    writer.assert_holds("/old.txt", "the old bytes").await;
    let after = writer.stat("/old.txt").await.expect("it is still there");
    assert_eq!(after.content_tag, before.content_tag, "{what}");
    let refused = writer.put("/new.txt", source(), &options).await;
    assert_refused(refused, code, what);
    writer.assert_missing("/new.txt").await;
}

async fn other_lengths_than_announced_are_refused(writer: &Writer<'_>) {
    writer.make("/old.txt", "the old bytes").await;
    let (short, long) = (pattern(1_000, 1), pattern(LONG, 1));
    let code = "length_mismatch";
    for (bytes, size) in [
        (&short, 999),
        (&short, 1_001),
        (&short, 0),
        (&long, LONG - 1),
        (&long, LONG + 1),
    ] {
        let what = format!("{} bytes announced as {size}", bytes.len());
        assert_harmless(writer, || announced(bytes, size), code, &what).await;
    }
    assert_harmless(writer, || again_announced(&short, 999), code, "a cut file").await;
    assert_harmless(writer, || again_announced(&short, 1_001), code, "a file").await;
}

async fn a_source_that_breaks_writes_nothing(writer: &Writer<'_>) {
    for length in [10, LONG] {
        let bytes = pattern(length, 2);
        let what = format!("the source's own error is told after {length} bytes");
        assert_harmless(writer, || broken(&bytes), "internal", &what).await;
    }
}

async fn a_file_needs_a_folder(writer: &Writer<'_>) {
    let options = PutOptions::new(IfExists::Replace);
    for path in ["/no/file.txt", "/no/no/file.txt", "/old.txt/file.txt"] {
        for length in [10, LONG] {
            let source = once(&pattern(length, 3));
            let refused = writer.put(path, source, &options).await;
            assert_refused(refused, "folder_missing", path);
        }
    }
    writer.assert_missing("/no").await;
    writer.assert_holds("/old.txt", "the old bytes").await;
}

async fn a_folder_is_never_replaced(writer: &Writer<'_>) {
    let folder = writer.mkdir("/Folder").await.entry;
    let inside = "/Folder/inside.txt";
    writer.make(inside, "inside").await;
    for if_exists in [IfExists::Replace, IfExists::Fail] {
        for length in [0, 10, LONG] {
            let options = PutOptions::new(if_exists);
            let source = once(&pattern(length, 4));
            let refused = writer.put("/folder", source, &options).await;
            assert_refused(refused, "name_taken", "a folder bears the name");
        }
    }
    let options = PutOptions::new(IfExists::Rename);
    let source = once(&Bytes::from_static(b"beside"));
    let beside = writer.put("/Folder", source, &options).await;
    let beside = beside.expect("a file beside the folder").entry;
    assert_ne!(beside.id, folder.id);
    assert_ne!(name_of(&beside), Some("Folder"));
    writer.assert_holds(inside, "inside").await;
}

async fn what_has_no_name_is_no_place_for_a_file(writer: &Writer<'_>) {
    let options = PutOptions::new(IfExists::Replace);
    let put = |target: Target| {
        let (source, options) = (once(&Bytes::from_static(b"no")), options.clone());
        async move { writer.drive.put(&target, source, &options, CALM).await }
    };
    assert_refused(put(at("/")).await, "not_a_file", "the root is a folder");
    let folder = writer
        .stat("/Folder")
        .await
        .expect("it is there")
        .id
        .clone();
    let put_by_id = put(Target::Id(folder)).await;
    assert_refused(put_by_id, "not_a_file", "a folder by its id");
    let gone = writer.make("/gone.txt", "gone").await.id.clone();
    writer.delete("/gone.txt").await.expect("it can go");
    let put_nowhere = put(Target::Id(gone)).await;
    assert_refused(put_nowhere, "not_found", "an id of nothing");
    let package = put(at(World::PACKAGE)).await;
    assert_refused(package, "name_taken", "a notebook is not replaced");
}

async fn names_that_no_drive_can_hold_are_refused_before_all_else(writer: &Writer<'_>) {
    let long = format!("/{}/{}", "a".repeat(200), "b".repeat(200));
    for path in [
        "/a:b",
        "/what?.txt",
        "/trailing.",
        "/ blank",
        "/CON",
        "/~$open.docx",
        "/no such folder/a*b",
        long.as_str(),
    ] {
        let options = PutOptions::new(IfExists::Replace);
        let refused = writer.put(path, untouchable(), &options).await;
        assert_refused(refused, "invalid_name", path);
        let refused = writer.try_mkdir(path, true).await;
        assert_refused(refused, "invalid_name", path);
    }
    writer.assert_missing("/no such folder").await;
    // What a library keeps for itself at its root alone.
    let (drive, forms) = (writer.drive, at("/Forms"));
    let options = PutOptions::new(IfExists::Replace);
    let refused = drive.put(&forms, untouchable(), &options, CALM).await;
    assert_refused(refused, "invalid_name", "forms at the root");
    assert_refused(
        drive.mkdir(&forms, true, CALM).await,
        "invalid_name",
        "forms at the root",
    );
    writer.make("/forms", "not at the root").await;
}
