//! Parts of files.

use std::ops::Range;

use super::{Shown, assert_sealed, house_of_all_kinds, kinds::KINDS, ways};

/// Ranges of a file of 1,000 bytes that exist.
const PARTS: [(&str, Range<usize>); 8] = [
    ("bytes=0-0", 0..1),
    ("bytes=100-299", 100..300),
    ("bytes=999-999", 999..1_000),
    ("bytes=900-", 900..1_000),
    ("bytes=-50", 950..1_000),
    ("bytes=0-99999", 0..1_000),
    ("bytes=-99999", 0..1_000),
    ("BYTES=5-6", 5..7),
];

/// Ranges that lie beyond the end of any file of at most 1,000 bytes.
const BEYOND: [&str; 3] = ["bytes=1000-", "bytes=5000-6000", "bytes=-0"];

/// What a server may ignore: several ranges, other units, and what makes no sense (RFC 9110, 14.2).
const IGNORED: [&str; 9] = [
    "bytes=0-1,5-6",
    "bytes=0-1, 3-4",
    "bytes=5-2",
    "bytes=a-b",
    "bytes=",
    "bytes=-",
    "bytes 0-1",
    "items=0-1",
    "bytes=99999999999999999999999-",
];

#[tokio::test]
async fn a_part_of_a_file_is_that_part_and_as_sealed_as_the_whole() {
    let house = house_of_all_kinds().await;
    let admin = house.admin().await;
    for kind in KINDS.iter().filter(|kind| kind.length > 0) {
        let whole = kind.content();
        for way in ways(kind.name) {
            for (range, part) in PARTS {
                let case = format!("{range} of {way}");
                let answer = admin.get_with(&way, &[("range", range)]).await;
                assert_eq!(answer.status, 206, "{case}");
                assert_sealed(&answer, kind.shown, &case);
                let extent = format!("bytes {}-{}/1000", part.start, part.end - 1);
                assert_eq!(answer.header("content-range"), extent, "{case}");
                assert_eq!(answer.header("content-type"), kind.content_type, "{case}");
                assert_eq!(
                    answer.header("content-length"),
                    part.len().to_string(),
                    "{case}"
                );
                assert_eq!(answer.body, whole[part], "{case}");
            }
        }
    }
    house.stop().await;
}

#[tokio::test]
async fn a_range_beyond_the_end_says_how_long_the_file_is() {
    let house = house_of_all_kinds().await;
    let admin = house.admin().await;
    for kind in &KINDS {
        for way in ways(kind.name) {
            for range in BEYOND {
                let case = format!("{range} of {way}");
                let answer = admin.get_with(&way, &[("range", range)]).await;
                assert_eq!(answer.status, 416, "{case}");
                assert_sealed(&answer, Shown::Never, &case);
                let extent = format!("bytes */{}", kind.length);
                assert_eq!(answer.header("content-range"), extent, "{case}");
                assert!(answer.body.is_empty(), "{case}");
            }
        }
    }
    house.stop().await;
}

#[tokio::test]
async fn several_ranges_and_nonsense_are_answered_with_the_whole() {
    let house = house_of_all_kinds().await;
    let admin = house.admin().await;
    let kind = &KINDS[0];
    for way in ways(kind.name) {
        for range in IGNORED {
            let case = format!("{range} of {way}");
            let answer = admin.get_with(&way, &[("range", range)]).await;
            assert_eq!(answer.status, 200, "{case}");
            assert_sealed(&answer, kind.shown, &case);
            assert_eq!(answer.body, kind.content(), "{case}");
        }
        let twice = [("range", "bytes=0-1"), ("range", "bytes=3-4")];
        assert_eq!(admin.get_with(&way, &twice).await.status, 200);
        let head = admin.request("HEAD", &way).header("range", "bytes=0-0");
        let head = crate::support::Answer::of(head).await;
        assert_eq!((head.status, head.header("content-length")), (200, "1000"));
    }
    house.stop().await;
}

#[tokio::test]
async fn a_host_that_ignores_ranges_does_not_make_us_lie() {
    let house = house_of_all_kinds().await;
    let admin = house.admin().await;
    house.sim.switches().update(|switches| {
        switches.content.range = graph_sim::switches::RangeSupport::Ignored;
    });
    let kind = &KINDS[0];
    for way in ways(kind.name) {
        let answer = admin.get_with(&way, &[("range", "bytes=100-199")]).await;
        let part = match answer.status {
            200 => 0..1_000,
            206 => 100..200,
            other => panic!("{other} for {way}"),
        };
        assert_eq!(answer.body, kind.content()[part], "{way}");
        let head = admin.head(&way).await;
        assert_eq!(head.header("content-length"), "1000", "{way}");
    }
    house.stop().await;
}
