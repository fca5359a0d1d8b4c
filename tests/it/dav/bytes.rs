//! Bytes read and written.

use onefold::domain::Clock as _;
use reqwest::Body;

use super::{Disk, ROOT};
use crate::support::Answer;

fn parts(parts: &'static [&'static str]) -> Body {
    let parts = parts.iter().map(|part| Ok::<_, std::io::Error>(*part));
    Body::wrap_stream(futures_util::stream::iter(parts))
}

#[tokio::test]
async fn a_file_is_read_whole_in_part_and_not_again() {
    let disk = Disk::start().await;
    let file = format!("{ROOT}/docs/a.txt");
    assert_eq!(disk.read(&file).await, "alpha");
    let part = disk.ask_with("GET", &file, &[("range", "bytes=1-2")]).await;
    assert_eq!((part.status, part.text().as_str()), (206, "lp"));
    let beyond = disk.ask_with("GET", &file, &[("range", "bytes=9-")]).await;
    assert_eq!(beyond.status, 416);
    assert_eq!(beyond.header("content-range"), "bytes */5");
    let tag = part.header("etag").to_owned();
    let again = disk
        .ask_with("GET", &file, &[("if-none-match", &tag)])
        .await;
    assert_eq!(again.status, 304);
    let odd = disk
        .ask_with("GET", &file, &[("if-none-match", "JoplinIgnore-1")])
        .await;
    assert_eq!(odd.status, 200);
    disk.stop().await;
}

#[tokio::test]
async fn a_head_of_a_folder_says_that_it_is_there() {
    let disk = Disk::start().await;
    for path in ["/dav/", "/dav/contoso", ROOT, "/dav/contoso/ada/docs"] {
        let head = disk.ask("HEAD", path).await;
        assert_eq!(head.status, 200, "{path}");
        let place = head.header("content-location").trim_end_matches('/');
        let slash = path.ends_with('/');
        assert_eq!(place, if slash { "" } else { path }, "{path}");
    }
    assert_eq!(disk.ask("HEAD", "/dav/contoso/ada/no").await.status, 404);
    disk.stop().await;
}

#[tokio::test]
async fn bytes_of_any_announcement_are_written_or_refused() {
    let disk = Disk::start().await;
    let file = format!("{ROOT}/new.txt");
    for (name, value, status) in [
        ("x-nothing", "", 201),
        ("x-expected-entity-length", "6", 204),
        ("oc-total-length", "6", 204),
        ("x-expected-entity-length", "7", 400),
        ("x-expected-entity-length", "5", 400),
    ] {
        let request = disk.request("PUT", &file).header(name, value);
        let answer = Answer::of(request.body(parts(&["abc", "def"]))).await;
        assert_eq!(answer.status, status, "{name} {value}: {}", answer.text());
        assert_eq!(disk.read(&file).await, "abcdef", "{name} {value}");
    }
    disk.stop().await;
}

#[tokio::test]
async fn times_and_sums_come_along_and_are_told_again() {
    let disk = Disk::start().await;
    let file = format!("{ROOT}/docs/abc.txt");
    let sum = "SHA1:a9993e364706816aba3e25717850c26c9cd0d89d";
    let seconds = disk.house.clock.now().unix_ms() / 1_000 - 1_000;
    let request = disk
        .request("PUT", &file)
        .header("x-oc-mtime", seconds.to_string())
        .header("oc-checksum", sum);
    let answer = Answer::of(request.body("abc")).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    assert_eq!(answer.header("x-oc-mtime"), "accepted");
    let body = "<propfind xmlns='DAV:' xmlns:o='http://owncloud.org/ns'><prop><o:checksums/>\
        </prop></propfind>";
    for (path, depth) in [(file.clone(), "0"), (format!("{ROOT}/docs"), "1")] {
        let text = disk.propfind(&path, depth, body).await.text();
        assert!(text.contains(sum), "{path}: {text}");
    }
    let wrong = disk.request("PUT", &file).header("oc-checksum", sum);
    let wrong = Answer::of(wrong.body("abd")).await;
    assert_eq!(wrong.status, 400, "{}", wrong.text());
    assert_eq!(disk.read(&file).await, "abc");
    disk.stop().await;
}

#[tokio::test]
async fn packed_bytes_are_not_kept_for_the_file() {
    let disk = Disk::start().await;
    let file = format!("{ROOT}/docs/packed.txt");
    for (coding, status) in [("gzip", 415), ("identity", 201)] {
        let request = disk
            .request("PUT", &file)
            .header("content-encoding", coding);
        let answer = Answer::of(request.body("abc")).await;
        assert_eq!(answer.status, status, "{coding}");
    }
    disk.stop().await;
}

#[tokio::test]
async fn whichever_sum_is_announced_is_proved_and_the_two_that_rclone_reads_are_told() {
    let disk = Disk::start().await;
    let both = "SHA1:a9993e364706816aba3e25717850c26c9cd0d89d MD5:900150983cd24fb0d6963f7d28e17f72";
    let body = "<propfind xmlns='DAV:' xmlns:o='http://owncloud.org/ns'><prop><o:checksums/>\
        </prop></propfind>";
    let put = async |name: &str, sum: &str, content: &'static str| {
        let path = format!("{ROOT}/docs/{name}");
        let request = disk.request("PUT", &path).header("oc-checksum", sum);
        let answer = Answer::of(request.body(content)).await;
        let told = disk.propfind(&path, "0", body).await.text();
        (answer.status, told)
    };
    for sum in both.split(' ') {
        let (status, told) = put("abc.txt", sum, "abc").await;
        assert!([201, 204].contains(&status), "{sum}");
        assert!(told.contains(both), "{told}");
        let (status, told) = put("abc.txt", sum, "abd").await;
        assert_eq!(status, 400, "{sum}");
        assert!(told.contains(both), "it is as it was: {told}");
    }
    let nothing = "MD5:d41d8cd98f00b204e9800998ecf8427e";
    let (status, told) = put("empty.txt", nothing, "").await;
    assert_eq!(status, 201);
    assert!(told.contains(nothing), "{told}");
    let wrong = "MD5:900150983cd24fb0d6963f7d28e17f72";
    assert_eq!(put("other.txt", wrong, "").await.0, 400);
    assert_eq!(
        disk.ask("HEAD", &format!("{ROOT}/docs/other.txt"))
            .await
            .status,
        404
    );
    disk.stop().await;
}

#[tokio::test]
async fn only_what_was_meant_is_overwritten() {
    let disk = Disk::start().await;
    let file = format!("{ROOT}/docs/a.txt");
    let put = async |name: &str, value: &str| {
        let request = disk.request("PUT", &file).header(name, value);
        Answer::of(request.body("omega")).await.status
    };
    assert_eq!(put("if-match", "\"other\"").await, 412);
    assert_eq!(put("if-none-match", "*").await, 412);
    assert_eq!(
        put("if-unmodified-since", "Sun, 06 Nov 1994 08:49:37 GMT").await,
        412
    );
    assert_eq!(disk.read(&file).await, "alpha");
    let tag = disk.ask("HEAD", &file).await.header("etag").to_owned();
    assert_eq!(put("if", "([\"other\"])").await, 412);
    assert_eq!(put("if", &format!("([{tag}])")).await, 204);
    assert_eq!(put("if-match", &tag).await, 412, "it has another one now");
    assert_eq!(put("if-none-match", "JoplinIgnore-1").await, 204);
    disk.stop().await;
}
