//! What files have held before.

use bytes::Bytes;

use crate::domain::{
    ByteRange, IfExists, PutOptions, RangeRequest, Result, Times, Timestamp, Version, VersionId,
};

use super::reading::collect;
use super::sources::{LONG, once, pattern};
use super::writer::{CALM, Writer, assert_refused};

pub(super) async fn keeps(writer: &Writer<'_>) {
    if !writer.promises.versions {
        return;
    }
    each_content_is_a_version(writer).await;
    a_write_with_times_is_one_version(writer).await;
    each_version_can_be_read(writer).await;
    an_old_content_becomes_the_present_one(writer).await;
    an_old_content_can_be_removed(writer).await;
    only_files_have_versions(writer).await;
}

async fn list(writer: &Writer<'_>, path: &str) -> Result<Vec<Version>> {
    writer.drive.versions(&writer.target(path), CALM).await
}

async fn versions_of(writer: &Writer<'_>, path: &str) -> Vec<Version> {
    list(writer, path).await.expect(path)
}

async fn read(
    writer: &Writer<'_>,
    version: &VersionId,
    range: Option<RangeRequest>,
) -> Result<(u64, Option<ByteRange>, Bytes)> {
    let target = writer.target("/file.txt");
    let opened = writer.drive.open_version(&target, version, range, CALM);
    let opened = opened.await?;
    let (length, range) = (opened.length, opened.range);
    Ok((length, range, collect(opened).await?))
}

async fn each_content_is_a_version(writer: &Writer<'_>) {
    writer.make("/file.txt", "first").await;
    assert_eq!(versions_of(writer, "/file.txt").await.len(), 1);
    writer.overwrite("/file.txt", "second one").await;
    writer.overwrite("/file.txt", "the third one").await;
    let versions = versions_of(writer, "/file.txt").await;
    let sizes: Vec<_> = versions.iter().map(|version| version.size).collect();
    let expected = [13, 10, 5].map(Some);
    assert!(sizes == expected || !writer.promises.sizes, "{sizes:?}");
    let current: Vec<_> = versions.iter().map(|it| it.is_current).collect();
    assert_eq!(current, [true, false, false], "the latest first");
}

async fn a_write_with_times_is_one_version(writer: &Writer<'_>) {
    for (path, length) in [("/dated.txt", 10), ("/dated.bin", LONG)] {
        let times = Times {
            modified_at: Timestamp::from_unix_ms(1_500_000_000_000),
            created_at: None,
        };
        let options = PutOptions {
            times: Some(times),
            ..PutOptions::new(IfExists::Replace)
        };
        let put = writer.put(path, once(&pattern(length, 1)), &options).await;
        assert!(put.is_ok(), "{path}");
        assert_eq!(versions_of(writer, path).await.len(), 1, "{path}");
    }
}

async fn each_version_can_be_read(writer: &Writer<'_>) {
    let versions = versions_of(writer, "/file.txt").await;
    for (version, expected) in versions
        .iter()
        .zip(["the third one", "second one", "first"])
    {
        let (length, _, bytes) = read(writer, &version.id, None).await.expect(expected);
        assert_eq!(length, expected.len() as u64);
        assert_eq!(bytes.as_ref(), expected.as_bytes());
        let from_two = RangeRequest::From {
            first: 2,
            last: None,
        };
        let part = read(writer, &version.id, Some(from_two)).await;
        let (length, range, bytes) = part.expect("a part");
        let cut = if range.is_some() { 2 } else { 0 };
        assert_eq!(length, expected.len() as u64);
        assert!(expected.as_bytes().ends_with(&bytes));
        assert_eq!(bytes.len() + cut, expected.len());
    }
    let unknown = VersionId::parse("999.0").expect("an id");
    let missing = read(writer, &unknown, None).await;
    assert_refused(missing.map(drop), "not_found", "no such version");
}

async fn an_old_content_becomes_the_present_one(writer: &Writer<'_>) {
    let before = writer.stat("/file.txt").await.expect("it is there");
    let versions = versions_of(writer, "/file.txt").await;
    let first = versions.last().expect("the first one").id.clone();
    let target = writer.target("/file.txt");
    let restored = writer.drive.restore_version(&target, &first, CALM).await;
    restored.expect("it can be restored");
    writer.settle();
    writer.assert_holds("/file.txt", "first").await;
    let after = writer.stat("/file.txt").await.expect("it is there");
    assert_eq!(after.id, before.id);
    assert_ne!(after.content_tag, before.content_tag);
    let versions = versions_of(writer, "/file.txt").await;
    assert_eq!(versions.len(), 4, "restoring is a new version");
    let unknown = VersionId::parse("999.0").expect("an id");
    let missing = writer.drive.restore_version(&target, &unknown, CALM).await;
    assert_refused(missing, "not_found", "no such version");
}

async fn an_old_content_can_be_removed(writer: &Writer<'_>) {
    let target = writer.target("/file.txt");
    let versions = versions_of(writer, "/file.txt").await;
    let old = &versions.last().expect("the first one").id;
    let deleted = writer.drive.delete_version(&target, old, CALM).await;
    deleted.expect("it can be removed");
    let left = versions_of(writer, "/file.txt").await;
    assert_eq!(left.len(), versions.len() - 1);
    assert!(left.iter().all(|version| version.id != *old));
    writer.assert_holds("/file.txt", "first").await;
    let twice = writer.drive.delete_version(&target, old, CALM).await;
    assert_refused(twice, "not_found", "it is gone");
}

async fn only_files_have_versions(writer: &Writer<'_>) {
    writer.mkdir("/Folder").await;
    let of_folder = list(writer, "/Folder").await;
    assert_refused(of_folder, "not_a_file", "a folder holds no bytes");
    let of_nothing = list(writer, "/no.txt").await;
    assert_refused(of_nothing, "not_found", "nothing is there");
}
