//! Files that are written only if they are still what the writer saw.

use std::sync::Arc;

use bytes::Bytes;

use crate::domain::{ETag, Entry, IfExists, PutOptions, Result, Segment, Update, Written};

use super::sources::{LONG, once, pattern};
use super::writer::{Writer, assert_refused};

const CODE: &str = "precondition_failed";

pub(super) async fn keeps(writer: &Writer<'_>) {
    the_right_tag_lets_a_write_pass_once(writer).await;
    a_wrong_tag_leaves_the_file_alone(writer).await;
    a_tag_of_what_is_not_there_makes_nothing(writer).await;
    a_wrong_tag_leaves_the_name_alone(writer).await;
}

fn tag_of(entry: &Entry) -> ETag {
    entry.etag.clone().expect("whatever is there has a tag")
}

fn wrong_tag() -> ETag {
    ETag::requote("{00000000-0000-0000-0000-000000000000},1").expect("a tag")
}

async fn put_if(writer: &Writer<'_>, path: &str, bytes: &Bytes, tag: ETag) -> Result<Written> {
    let options = PutOptions {
        if_match: Some(tag),
        ..PutOptions::new(IfExists::Replace)
    };
    writer.put(path, once(bytes), &options).await
}

async fn the_right_tag_lets_a_write_pass_once(writer: &Writer<'_>) {
    for (path, length) in [("/short.txt", 10), ("/long.bin", LONG), ("/none.txt", 0)] {
        let old = tag_of(writer.make(path, "old").await.as_ref());
        let new = pattern(length, 1);
        let written = put_if(writer, path, &new, old.clone()).await.expect(path);
        writer.assert_created(&written, false, path);
        assert!(writer.bytes(path).await == new, "{path}");
        let refused = put_if(writer, path, &pattern(length, 2), old).await;
        assert_refused(refused, CODE, "the tag was that of before");
        assert!(writer.bytes(path).await == new, "{path} is unharmed");
    }
}

async fn a_wrong_tag_leaves_the_file_alone(writer: &Writer<'_>) {
    let old = writer.make("/kept.txt", "kept").await;
    for length in [0, 10, LONG] {
        let bytes = pattern(length, 3);
        let refused = put_if(writer, "/kept.txt", &bytes, wrong_tag()).await;
        assert_refused(refused, CODE, "a wrong tag");
    }
    writer.assert_holds("/kept.txt", "kept").await;
    let seen = writer.stat("/kept.txt").await.expect("it is there");
    assert_eq!(seen.etag, old.etag);
}

async fn a_tag_of_what_is_not_there_makes_nothing(writer: &Writer<'_>) {
    for length in [0, 10, LONG] {
        let bytes = pattern(length, 4);
        let refused = put_if(writer, "/absent.txt", &bytes, wrong_tag()).await;
        assert_refused(refused, CODE, "nothing has a tag");
    }
    writer.assert_missing("/absent.txt").await;
}

async fn a_wrong_tag_leaves_the_name_alone(writer: &Writer<'_>) {
    let old = writer.make("/named.txt", "named").await;
    let rename = |tag: ETag| {
        let update = Update {
            name: Segment::parse("renamed.txt").ok(),
            if_match: Some(tag),
            ..Update::nothing()
        };
        async move { writer.update("/named.txt", &update).await }
    };
    assert_refused(rename(wrong_tag()).await, CODE, "a wrong tag");
    writer.assert_missing("/renamed.txt").await;
    let renamed: Arc<Entry> = rename(tag_of(&old)).await.expect("the right tag");
    assert_eq!(renamed.id, old.id);
    writer.assert_missing("/named.txt").await;
}
