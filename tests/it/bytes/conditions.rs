//! Conditional requests (RFC 9110, section 13).

use std::time::Duration;

use crate::support::{Actor, Answer, House};

use super::{Shown, assert_sealed, at, house_of_all_kinds, kinds::KINDS, ways};

const EARLIER: &str = "Sun, 01 Jan 2023 00:00:00 GMT";
const LATER: &str = "Fri, 01 Jan 2100 00:00:00 GMT";

/// What the file at `way` says of itself.
async fn validators(admin: &Actor, way: &str) -> (String, String) {
    let answer = admin.head(way).await;
    let of = |name| answer.header(name).to_owned();
    (of("etag"), of("last-modified"))
}

/// Headers of a request and the status they lead to.
type Cases = Vec<(Vec<(&'static str, String)>, u16)>;

/// Cases that don't depend on a range.
fn cases(etag: &str, date: &str) -> Cases {
    let one = |name, value: &str, status| (vec![(name, value.to_owned())], status);
    let weak = format!("W/{etag}");
    let among = format!("\"other\", {etag}");
    vec![
        one("if-none-match", etag, 304),
        one("if-none-match", &weak, 304),
        one("if-none-match", &among, 304),
        one("if-none-match", "*", 304),
        one("if-none-match", "\"other\"", 200),
        one("if-match", etag, 200),
        one("if-match", &among, 200),
        one("if-match", "*", 200),
        one("if-match", &weak, 412),
        one("if-match", "\"other\"", 412),
        one("if-match", "no tag", 412),
        one("if-modified-since", date, 304),
        one("if-modified-since", LATER, 304),
        one("if-modified-since", EARLIER, 200),
        one("if-modified-since", "yesterday", 200),
        one("if-unmodified-since", date, 200),
        one("if-unmodified-since", EARLIER, 412),
        one("if-unmodified-since", "yesterday", 200),
        // Tags are looked at first, and dates then not at all (section 13.2.2).
        (
            vec![
                ("if-none-match", "\"other\"".to_owned()),
                ("if-modified-since", date.to_owned()),
            ],
            200,
        ),
        (
            vec![
                ("if-match", etag.to_owned()),
                ("if-unmodified-since", EARLIER.to_owned()),
            ],
            200,
        ),
    ]
}

async fn ask(admin: &Actor, method: &str, way: &str, headers: &[(&str, String)]) -> Answer {
    let request = admin.request(method, way);
    let request = headers.iter().fold(request, |request, (name, value)| {
        request.header(*name, value)
    });
    Answer::of(request).await
}

#[tokio::test]
async fn every_condition_is_judged_alike_on_every_way() {
    let house = house_of_all_kinds().await;
    let admin = house.admin().await;
    for kind in [&KINDS[0], &KINDS[1], &KINDS[5]] {
        for way in ways(kind.name) {
            let (etag, date) = validators(&admin, &way).await;
            for (headers, expected) in cases(&etag, &date) {
                for method in ["GET", "HEAD"] {
                    let case = format!("{method} {way} {headers:?}");
                    let answer = ask(&admin, method, &way, &headers).await;
                    assert_eq!(answer.status, expected, "{case}");
                    if expected == 412 {
                        assert_sealed(&answer, Shown::Never, &case);
                    } else {
                        assert_sealed(&answer, kind.shown, &case);
                        assert_eq!(answer.header("etag"), etag, "{case}");
                    }
                    assert!(expected == 200 || answer.body.is_empty(), "{case}");
                }
            }
        }
    }
    house.stop().await;
}

#[tokio::test]
async fn a_redirect_heeds_conditions_and_gives_no_url_away_where_they_fail() {
    let house = house_of_all_kinds().await;
    let admin = house.admin().await;
    let way = at("/d/contoso/ada", "plain.txt");
    let (etag, date) = validators(&admin, &way).await;
    for (headers, expected) in cases(&etag, &date) {
        let answer = ask(&admin, "GET", &way, &headers).await;
        let case = format!("{headers:?}");
        match expected {
            200 => assert_eq!(answer.status, 302, "{case}"),
            other => {
                assert_eq!(answer.status, other, "{case}");
                assert!(!answer.headers.contains_key("location"), "{case}");
            }
        }
    }
    house.stop().await;
}

#[tokio::test]
async fn a_range_goes_with_the_bytes_it_was_begun_with_or_not_at_all() {
    let house = house_of_all_kinds().await;
    let admin = house.admin().await;
    for way in ways("plain.txt") {
        let (etag, date) = validators(&admin, &way).await;
        for (validator, expected) in [
            (etag.clone(), 206),
            (date, 206),
            (format!("W/{etag}"), 200),
            ("\"other\"".to_owned(), 200),
            (EARLIER.to_owned(), 200),
            (LATER.to_owned(), 200),
            ("nonsense".to_owned(), 200),
        ] {
            let case = format!("{validator} at {way}");
            let headers = [("range", "bytes=10-19"), ("if-range", &validator)];
            let answer = admin.get_with(&way, &headers).await;
            assert_eq!(answer.status, expected, "{case}");
            let whole = KINDS[0].content();
            let part = if expected == 206 {
                &whole[10..20]
            } else {
                &whole[..]
            };
            assert_eq!(answer.body, part, "{case}");
        }
    }
    house.stop().await;
}

/// Somebody saves the file while others read it.
fn rewrite(house: &House) {
    let org = house.orgs[0].ada.clone();
    house.sim.change(|world| {
        world
            .drive_of(&org)
            .replace_content("/plain.txt", b"rewritten".to_vec());
    });
}

#[tokio::test]
async fn bytes_of_a_new_version_are_never_sent_as_the_rest_of_the_old_one() {
    let house = house_of_all_kinds().await;
    let admin = house.admin().await;
    let way = at("/p/contoso/ada", "plain.txt");
    let (etag, _) = validators(&admin, &way).await;
    rewrite(&house);
    // What is remembered of the file is still believed.
    for (name, value) in [("if-range", etag.as_str()), ("if-match", "*")] {
        let resumed = [("range", "bytes=3-"), (name, value)];
        let answer = admin.get_with(&way, &resumed).await;
        let expected = match name {
            "if-range" => (200, "rewritten"),
            _ => (206, "ritten"),
        };
        assert_eq!((answer.status, answer.text().as_str()), expected, "{name}");
        assert_ne!(answer.header("etag"), etag);
    }
    house.stop().await;
}

#[tokio::test]
async fn a_file_that_has_changed_is_sent_whole_to_who_resumes_it() {
    let house = house_of_all_kinds().await;
    let admin = house.admin().await;
    let way = at("/p/contoso/ada", "plain.txt");
    let (etag, _) = validators(&admin, &way).await;
    rewrite(&house);
    house.advance(Duration::from_mins(2));
    let resumed = [("range", "bytes=3-"), ("if-range", etag.as_str())];
    let answer = admin.get_with(&way, &resumed).await;
    assert_eq!((answer.status, answer.text().as_str()), (200, "rewritten"));
    assert_ne!(answer.header("etag"), etag);
    let stale = admin
        .get_with(&way, &[("if-none-match", etag.as_str())])
        .await;
    assert_eq!(stale.status, 200);
    house.stop().await;
}
