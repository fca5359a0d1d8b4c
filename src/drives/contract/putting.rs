//! Files that are written.

use bytes::Bytes;

use crate::domain::{
    ByteSource, Entry, EntryKind, FRAGMENT_UNIT as UNIT, IfExists, PutOptions, Segment, Target,
    Times, Timestamp, Written,
};

use super::sources::{LONG, again, hash_of, once, pattern, unannounced};
use super::writer::{CALM, Writer, assert_refused, name_of};

pub(super) async fn keeps(writer: &Writer<'_>) {
    files_of_every_length_are_read_back(writer).await;
    long_files_are_read_back_whatever_they_come_from(writer).await;
    a_taken_name_fails_replaces_or_gets_a_number(writer).await;
    what_is_replaced_keeps_its_id_and_changes_its_tags(writer).await;
    a_name_is_found_without_regard_to_case_and_normal_form(writer).await;
    a_file_is_written_below_an_anchor_and_by_its_id(writer).await;
    times_of_the_client_are_kept_to_the_second(writer).await;
    of_two_who_make_one_file_one_is_told(writer).await;
    of_two_who_replace_one_file_one_stands(writer).await;
}

/// A way from bytes to a source of them.
type Way = fn(&Bytes) -> ByteSource;

async fn files_of_every_length_are_read_back(writer: &Writer<'_>) {
    for length in [0, 1, 100, UNIT - 1, UNIT, UNIT + 1] {
        let path = format!("/{length} bytes.bin");
        for (seed, way) in (0..).zip([once as Way, unannounced, again]) {
            let bytes = pattern(length, seed);
            let options = PutOptions::new(IfExists::Replace);
            let written = writer.put(&path, way(&bytes), &options).await.expect(&path);
            writer.assert_created(&written, seed == 0, &path);
            assert_written(writer, &path, &written, &bytes).await;
        }
    }
}

async fn long_files_are_read_back_whatever_they_come_from(writer: &Writer<'_>) {
    for (seed, way) in (0..).zip([once as Way, unannounced, again]) {
        let bytes = pattern(LONG, seed);
        let options = PutOptions::new(IfExists::Replace);
        let written = writer.put("/long.bin", way(&bytes), &options).await;
        let written = written.expect("a long file can be written");
        writer.assert_created(&written, seed == 0, "/long.bin");
        assert_written(writer, "/long.bin", &written, &bytes).await;
    }
}

/// That what was answered is true, and seen by whoever looks.
async fn assert_written(writer: &Writer<'_>, path: &str, written: &Written, bytes: &Bytes) {
    let entry = &written.entry;
    let seen = writer.stat(path).await.expect(path);
    assert_eq!(seen.id, entry.id, "{path}");
    assert_eq!(seen.etag, entry.etag, "{path}");
    let listing = writer.list("/").await.expect("the corner is there");
    let listed = listing.entries.iter().find(|listed| listed.id == entry.id);
    let listed = listed.expect("what was written is listed");
    assert_eq!(listed.etag, entry.etag, "{path}");
    for described in [entry, &seen, listed] {
        assert_described(writer, path, described, bytes);
    }
    assert!(writer.bytes(path).await == *bytes, "{path} holds its bytes");
}

fn assert_described(writer: &Writer<'_>, path: &str, entry: &Entry, bytes: &Bytes) {
    assert_eq!(entry.kind, EntryKind::File, "{path}");
    assert_eq!(name_of(entry), Some(path.trim_start_matches('/')), "{path}");
    let size = Some(bytes.len() as u64);
    assert!(entry.size == size || !writer.promises.sizes, "{path}");
    assert!(
        entry.etag.is_some() && entry.content_tag.is_some(),
        "{path}"
    );
    if writer.promises.hashes {
        assert_eq!(entry.quick_xor_hash, Some(hash_of(bytes)), "{path}");
    }
    let place = writer.promises.place(&writer.place(path));
    assert!(
        entry.found_at.is_none() || entry.found_at == place,
        "{path}"
    );
}

async fn a_taken_name_fails_replaces_or_gets_a_number(writer: &Writer<'_>) {
    let first = writer.make("/taken.txt", "first").await;
    let second = |if_exists| {
        let source = once(&Bytes::from_static(b"second"));
        let options = PutOptions::new(if_exists);
        async move { writer.put("/taken.txt", source, &options).await }
    };
    assert_refused(second(IfExists::Fail).await, "name_taken", "it is there");
    writer.assert_holds("/taken.txt", "first").await;
    let beside = second(IfExists::Rename).await.expect("it gets a number");
    let name = name_of(&beside.entry).expect("a name").to_owned();
    assert!(beside.created && beside.entry.id != first.id);
    assert_numbered(&name, "taken", ".txt");
    writer.assert_holds("/taken.txt", "first").await;
    writer.assert_holds(&format!("/{name}"), "second").await;
    let replaced = second(IfExists::Replace).await.expect("it is replaced");
    writer.assert_created(&replaced, false, "/taken.txt");
    writer.assert_holds("/taken.txt", "second").await;
    let fresh = PutOptions::new(IfExists::Rename);
    let source = once(&Bytes::from_static(b"third"));
    let third = writer.put("/free.txt", source, &fresh).await;
    let third = third.expect("a free name is taken as it is");
    assert_eq!(name_of(&third.entry), Some("free.txt"));
}

/// That a number was put behind the stem of a name.
pub(super) fn assert_numbered(name: &str, stem: &str, ending: &str) {
    let number = name
        .strip_prefix(stem)
        .and_then(|rest| rest.strip_suffix(ending));
    assert!(
        number.is_some_and(|number| number.contains(|it: char| it.is_ascii_digit())),
        "{name} is {stem}{ending} with a number"
    );
}

async fn what_is_replaced_keeps_its_id_and_changes_its_tags(writer: &Writer<'_>) {
    let old = writer.make("/same.txt", "old bytes").await;
    let new = writer.overwrite("/same.txt", "new bytes, and more").await;
    assert_eq!((&new.id, &new.parent_id), (&old.id, &old.parent_id));
    assert_ne!(new.etag, old.etag);
    assert_ne!(new.content_tag, old.content_tag);
}

async fn a_name_is_found_without_regard_to_case_and_normal_form(writer: &Writer<'_>) {
    for (stored, asked) in [
        ("Letter.TXT", "/letter.txt"),
        ("caf\u{e9}.txt", "/cafe\u{301}.txt"),
    ] {
        let old = writer.make(&format!("/{stored}"), "old").await;
        let new = writer.overwrite(asked, "new").await;
        assert_eq!(new.id, old.id, "{stored}");
        assert_eq!(name_of(&new), Some(stored), "it keeps its stored name");
        writer.assert_holds(&format!("/{stored}"), "new").await;
        let options = PutOptions::new(IfExists::Fail);
        let source = once(&Bytes::new());
        let refused = writer.put(asked, source, &options).await;
        assert_refused(refused, "name_taken", stored);
    }
}

async fn a_file_is_written_below_an_anchor_and_by_its_id(writer: &Writer<'_>) {
    let folder = writer.mkdir("/Anchor").await.entry;
    let name = Segment::parse("below.txt").expect("a name");
    let options = PutOptions::new(IfExists::Replace);
    let put = |target: Target, text: &'static str| {
        let (source, options) = (once(&Bytes::from_static(text.as_bytes())), options.clone());
        async move {
            let written = writer.drive.put(&target, source, &options, CALM).await;
            writer.settle();
            written
        }
    };
    let below = put(Target::child_of(&folder.id, &name), "below").await;
    let below = below.expect("an anchor is a place");
    assert_eq!(below.entry.parent_id.as_ref(), Some(&folder.id));
    writer.assert_holds("/Anchor/below.txt", "below").await;
    let by_id = put(Target::Id(below.entry.id.clone()), "by its id").await;
    let by_id = by_id.expect("what is there has an id");
    writer.assert_created(&by_id, false, "an id");
    assert_eq!(by_id.entry.id, below.entry.id);
    writer.assert_holds("/Anchor/below.txt", "by its id").await;
}

async fn times_of_the_client_are_kept_to_the_second(writer: &Writer<'_>) {
    let at = Timestamp::from_unix_ms;
    for (path, length, created_at) in [
        ("/dated.txt", 10, Some(at(1_234_567_890_000))),
        ("/dated once.txt", 10, None),
        ("/dated long.bin", LONG, Some(at(1_234_567_890_000))),
    ] {
        let times = Times {
            modified_at: at(1_500_000_000_000),
            created_at,
        };
        let options = PutOptions {
            times: Some(times),
            ..PutOptions::new(IfExists::Replace)
        };
        let source = once(&pattern(length, 9));
        let written = writer.put(path, source, &options).await.expect(path);
        let seen = writer.stat(path).await.expect(path);
        for entry in [&written.entry, &seen] {
            let told = (entry.modified_at, entry.created_at);
            let kept = told
                == (
                    Some(times.modified_at),
                    created_at.or(Some(times.modified_at)),
                );
            assert!(kept || !writer.promises.times, "{path}: {told:?}");
        }
    }
}

async fn of_two_who_make_one_file_one_is_told(writer: &Writer<'_>) {
    let make = |text: &'static str| async move {
        let source = once(&Bytes::from_static(text.as_bytes()));
        let options = PutOptions::new(IfExists::Fail);
        writer.put("/raced.txt", source, &options).await
    };
    let (stands, told) = match tokio::join!(make("one"), make("two")) {
        (Ok(_), told) => ("one", told),
        (told, stands) => {
            assert!(stands.is_ok(), "one of them has written");
            ("two", told)
        }
    };
    assert_refused(told, "name_taken", "the other is told");
    writer.assert_holds("/raced.txt", stands).await;
}

async fn of_two_who_replace_one_file_one_stands(writer: &Writer<'_>) {
    let (one, two) = tokio::join!(
        writer.overwrite("/raced.txt", "the one"),
        writer.overwrite("/raced.txt", "the other"),
    );
    assert_eq!(one.id, two.id);
    let stands = writer.bytes("/raced.txt").await;
    assert!(
        [b"the one".as_ref(), b"the other"].contains(&stands.as_ref()),
        "one of the two, whole"
    );
}
