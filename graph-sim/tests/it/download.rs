//! Download URLs and the content host.

use std::time::Duration;

use graph_sim::switches::{ContentAuthorization, ExpiredUrl, HeadSupport, RangeSupport};
use graph_sim::{Content, World};

use crate::kit::{Bed, read};

const HELLO: &str = "/Documents/hello.txt";

#[tokio::test]
async fn content_redirects_to_the_download_url() {
    let bed = Bed::start().await;
    let answer = bed.drive(&format!("/root:{HELLO}:/content")).await;
    assert_eq!((answer.status, answer.bytes.len()), (302, 0));
    let location = answer.header("Location").to_owned();
    let start = format!(
        "http://{}/personal/ada_contoso_example/",
        bed.sim.content_host()
    );
    assert!(location.starts_with(&start), "{location}");
    assert_eq!(bed.fetch(&location, &[]).await.text(), "Hello World!");
    assert_eq!(bed.drive("/root:/Documents:/content").await.status, 400);
}

#[tokio::test]
async fn the_way_to_known_content_is_not_told_and_ranges_are_ignored() {
    let bed = Bed::start().await;
    let item = bed.drive(&format!("/root:{HELLO}")).await.json();
    let path = bed.in_drive(&format!("/root:{HELLO}:/content"));
    let tag = |name: &str| item[name].as_str().unwrap().to_owned();
    for (name, value, status) in [
        ("If-None-Match", tag("eTag"), 304),
        ("If-None-Match", tag("cTag"), 304),
        ("If-None-Match", "\"other\"".to_owned(), 302),
        ("Range", "bytes=0-3".to_owned(), 302),
    ] {
        let request = bed.request(reqwest::Method::GET, &path).header(name, value);
        let answer = read(request.send().await.unwrap()).await;
        assert_eq!((answer.status, answer.bytes.len()), (status, 0), "{name}");
    }
}

#[tokio::test]
async fn a_download_has_the_headers_of_the_file() {
    let bed = Bed::start().await;
    let url = bed.download_url(HELLO).await;
    let answer = bed.fetch(&url, &[]).await;
    assert_eq!(answer.header("Content-Length"), "12");
    assert_eq!(answer.header("Content-Type"), "text/plain");
    assert_eq!(answer.header("Accept-Ranges"), "bytes");
    assert_eq!(answer.header("X-Content-Type-Options"), "nosniff");
    assert_eq!(
        answer.header("Content-Disposition"),
        "attachment;filename*=UTF-8''hello.txt"
    );
    assert_eq!(
        answer.header("Last-Modified"),
        "Sat, 21 Mar 2026 20:01:37 GMT"
    );
    let tag = bed
        .sim
        .change(|world| world.drive_of(&bed.ada).e_tag_of(HELLO));
    assert_eq!(answer.header("ETag"), tag);
}

#[tokio::test]
async fn ranges_are_honored() {
    let bed = Bed::start().await;
    let url = bed.download_url(HELLO).await;
    for (range, content_range, expected) in [
        ("bytes=0-4", "bytes 0-4/12", "Hello"),
        ("bytes=6-", "bytes 6-11/12", "World!"),
        ("bytes=-1", "bytes 11-11/12", "!"),
        ("bytes=0-0", "bytes 0-0/12", "H"),
    ] {
        let answer = bed.fetch(&url, &[("Range", range)]).await;
        assert_eq!(
            (answer.status, answer.text().as_str()),
            (206, expected),
            "{range}"
        );
        assert_eq!(answer.header("Content-Range"), content_range);
    }
    let beyond = bed.fetch(&url, &[("Range", "bytes=12-")]).await;
    assert_eq!(
        (beyond.status, beyond.header("Content-Range")),
        (416, "bytes */12")
    );
    bed.sim
        .switches()
        .update(|s| s.content.range = RangeSupport::Ignored);
    assert_eq!(bed.fetch(&url, &[("Range", "bytes=0-4")]).await.status, 200);
}

#[tokio::test]
async fn a_generated_file_is_the_same_in_parts_as_in_whole() {
    let bed = Bed::with(|world, ada| {
        let content = Content::Generated {
            seed: 9,
            size: 1_000_003,
        };
        world
            .drive_of(ada)
            .add_file("/big.bin", content, World::BEGINNING);
    })
    .await;
    let url = bed.download_url("/big.bin").await;
    let whole = bed.fetch(&url, &[]).await.bytes;
    assert_eq!(whole.len(), 1_000_003);
    let mut parts = Vec::new();
    for start in (0..1_000_003).step_by(123_457) {
        let range = format!("bytes={start}-{}", start + 123_456);
        parts.extend(bed.fetch(&url, &[("Range", &range)]).await.bytes);
    }
    assert!(parts == whole, "the parts differ from the whole");
    let mut hash = graph_sim::QuickXor::default();
    hash.update(&whole);
    let item = bed.drive("/root:/big.bin").await.json();
    assert_eq!(item["file"]["hashes"]["quickXorHash"], hash.to_base64());
}

#[tokio::test]
async fn a_url_expires() {
    let bed = Bed::start().await;
    let url = bed.download_url(HELLO).await;
    bed.sim.clock().advance(Duration::from_mins(59));
    assert_eq!(bed.fetch(&url, &[]).await.status, 200);
    bed.sim.clock().advance(Duration::from_mins(2));
    let answer = bed.fetch(&url, &[]).await;
    assert_eq!(answer.status, 401);
    assert_eq!(answer.json()["error"]["innerError"]["code"], "expiredToken");
}

#[tokio::test]
async fn a_url_works_byte_for_byte_or_not_at_all() {
    let bed = Bed::start().await;
    let url = bed.download_url(HELLO).await;
    let (base, query) = url.split_once('?').unwrap();
    let mut pairs: Vec<&str> = query.split('&').collect();
    pairs.reverse();
    let other = bed.download_url("/Documents/Deep/Deeper/end.txt").await;
    let other_id = other
        .split_once("UniqueId=")
        .unwrap()
        .1
        .split('&')
        .next()
        .unwrap();
    let own_id = url
        .split_once("UniqueId=")
        .unwrap()
        .1
        .split('&')
        .next()
        .unwrap();
    for tampered in [
        format!("{base}?{}", pairs.join("&")),
        url.replace("Translate=false", "Translate=true"),
        url.replace("Translate=false", "Translate=fals%65"),
        url.replace(own_id, other_id),
        url.replace("ada_contoso_example", "eve_fabrikam_example"),
        format!("{base}?UniqueId={own_id}"),
        format!("{url}1"),
    ] {
        assert_eq!(bed.fetch(&tampered, &[]).await.status, 401, "{tampered}");
    }
    assert_eq!(
        bed.fetch(&format!("{url}&AVOverride=1"), &[]).await.status,
        200
    );
}

#[tokio::test]
async fn a_token_at_the_content_host_is_refused_or_ignored() {
    let bed = Bed::start().await;
    let url = bed.download_url(HELLO).await;
    let bearer = format!("Bearer {}", bed.token);
    assert_eq!(
        bed.fetch(&url, &[("Authorization", &bearer)]).await.status,
        401
    );
    let position = ContentAuthorization::Ignored;
    bed.sim
        .switches()
        .update(|s| s.content.authorization = position);
    assert_eq!(
        bed.fetch(&url, &[("Authorization", &bearer)]).await.status,
        200
    );
}

#[tokio::test]
async fn head_is_refused_or_answered() {
    let bed = Bed::start().await;
    let url = bed.download_url(HELLO).await;
    let head = || async { read(bed.http.head(&url).send().await.unwrap()).await };
    assert_eq!(head().await.status, 405);
    bed.sim
        .switches()
        .update(|s| s.content.head = HeadSupport::Answered);
    let answer = head().await;
    assert_eq!(
        (answer.status, answer.header("Content-Length")),
        (200, "12")
    );
}

#[tokio::test]
async fn an_infected_file_is_not_delivered() {
    let bed = Bed::start().await;
    let url = bed.download_url(HELLO).await;
    bed.sim.change(|world| {
        world.drive_of(&bed.ada).mark_malware(HELLO);
    });
    let answer = bed.fetch(&url, &[]).await;
    assert_eq!(
        (answer.status, answer.header("X-Virus-Infected")),
        (403, "EICAR_Test_File")
    );
    let answer = bed.drive(&format!("/root:{HELLO}:/content")).await;
    assert_eq!(
        (answer.status, answer.code().as_str()),
        (403, "malwareDetected")
    );
    bed.sim
        .switches()
        .update(|s| s.content.antivirus_override = true);
    assert_eq!(
        bed.fetch(&format!("{url}&AVOverride=1"), &[]).await.status,
        200
    );
}

#[tokio::test]
async fn a_deleted_files_url_is_not_found() {
    let bed = Bed::start().await;
    let url = bed.download_url(HELLO).await;
    bed.sim.change(|world| {
        world.drive_of(&bed.ada).remove(HELLO);
    });
    assert_eq!(bed.fetch(&url, &[]).await.status, 404);
}

#[tokio::test]
async fn an_empty_file_is_delivered() {
    let bed = Bed::with(|world, ada| {
        world
            .drive_of(ada)
            .add_file("/empty.txt", "", World::BEGINNING);
    })
    .await;
    let url = bed.download_url("/empty.txt").await;
    let answer = bed.fetch(&url, &[]).await;
    assert_eq!((answer.status, answer.header("Content-Length")), (200, "0"));
    assert_eq!(bed.fetch(&url, &[("Range", "bytes=0-")]).await.status, 416);
}

#[tokio::test]
async fn a_speed_limit_spreads_the_bytes_over_time() {
    let bed = Bed::with(|world, ada| {
        let content = Content::Generated {
            seed: 2,
            size: 2 << 20,
        };
        world
            .drive_of(ada)
            .add_file("/big.bin", content, World::BEGINNING);
    })
    .await;
    bed.sim
        .switches()
        .update(|s| s.content.bytes_per_second = Some(8 << 20));
    let url = bed.download_url("/big.bin").await;
    let started = tokio::time::Instant::now();
    assert_eq!(bed.fetch(&url, &[]).await.bytes.len(), 2 << 20);
    let took = started.elapsed();
    assert!(took > Duration::from_millis(150), "{took:?}");
}

#[tokio::test]
async fn an_expired_url_is_unauthorized_forbidden_or_not_found() {
    let bed = Bed::start().await;
    bed.sim.clock().freeze();
    let url = bed.download_url("/Documents/hello.txt").await;
    bed.sim.clock().advance(Duration::from_hours(1));
    for (position, status) in [
        (ExpiredUrl::Unauthorized, 401),
        (ExpiredUrl::Forbidden, 403),
        (ExpiredUrl::NotFound, 404),
    ] {
        bed.sim.switches().update(|s| s.content.expired = position);
        assert_eq!(bed.fetch(&url, &[]).await.status, status);
    }
}
