//! What is said with the bytes.

use super::{Shown, assert_sealed, at, house_of_all_kinds, kinds::KINDS, ways};

#[tokio::test]
async fn every_kind_of_file_leaves_the_server_sealed_and_whole() {
    let house = house_of_all_kinds().await;
    let admin = house.admin().await;
    for kind in &KINDS {
        for way in ways(kind.name) {
            let answer = admin.get(&way).await;
            assert_eq!(answer.status, 200, "{way}");
            assert_sealed(&answer, kind.shown, &way);
            assert_eq!(answer.header("content-type"), kind.content_type, "{way}");
            assert_eq!(
                answer.header("content-length"),
                kind.length.to_string(),
                "{way}"
            );
            assert_eq!(answer.header("accept-ranges"), "bytes", "{way}");
            assert!(answer.header("etag").starts_with('"'), "{way}");
            assert!(answer.header("last-modified").ends_with("GMT"), "{way}");
            assert_eq!(answer.body, kind.content(), "{way}");
        }
    }
    house.stop().await;
}

#[tokio::test]
async fn head_says_what_get_says_without_the_bytes() {
    let house = house_of_all_kinds().await;
    let admin = house.admin().await;
    for kind in &KINDS {
        // By `/d` on a redirecting mount too: a HEAD gives no URL away.
        let ways = ways(kind.name).into_iter();
        for way in ways.chain([at("/d/contoso/ada", kind.name)]) {
            let answer = admin.head(&way).await;
            assert_eq!(answer.status, 200, "{way}");
            assert_sealed(&answer, kind.shown, &way);
            assert_eq!(answer.header("content-type"), kind.content_type, "{way}");
            assert_eq!(
                answer.header("content-length"),
                kind.length.to_string(),
                "{way}"
            );
            assert!(answer.body.is_empty() && !answer.headers.contains_key("location"));
        }
    }
    house.stop().await;
}

#[tokio::test]
async fn what_can_script_is_saved_in_a_sandbox_and_never_under_its_own_type() {
    let house = house_of_all_kinds().await;
    let admin = house.admin().await;
    for name in ["page.html", "page.xhtml", "drawing.svg", "script.js"] {
        for way in ways(name) {
            let answer = admin.get(&way).await;
            assert_sealed(&answer, Shown::Never, &way);
            assert_eq!(answer.header("content-type"), "application/octet-stream");
        }
    }
    house.stop().await;
}

#[tokio::test]
async fn a_hostile_name_stays_within_its_quotes() {
    let house = house_of_all_kinds().await;
    let admin = house.admin().await;
    let hostile = &KINDS[13];
    let answer = admin.get(&at("/p/contoso/ada", hostile.name)).await;
    let disposition = answer.header("content-disposition");
    assert!(disposition.is_ascii(), "{disposition}");
    let (fallback, encoded) = disposition
        .split_once("; filename*=UTF-8''")
        .expect("the true name stands beside a plain one");
    let plain = fallback
        .strip_prefix("attachment; filename=\"")
        .and_then(|rest| rest.strip_suffix('"'))
        .expect("a quoted name");
    assert!(!plain.contains(['"', '\\', '%', ';']), "{plain}");
    let decoded = percent_encoding::percent_decode_str(encoded).decode_utf8();
    assert_eq!(decoded.expect("UTF-8"), hostile.name);
    house.stop().await;
}
