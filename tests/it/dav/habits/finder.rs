//! The Finder of macOS.

use reqwest::Body;

use super::{Disk, Program, ROOT, value};
use crate::support::Answer;

const NAME: &str = "WebDAVFS/3.0.0 (03008000) Darwin/21.6.0 (x86_64)";

#[tokio::test]
async fn a_file_is_written_in_pieces_and_what_finder_looks_for_beside_it_costs_no_call() {
    let disk = Disk::start().await;
    let finder = Program {
        disk: &disk,
        name: NAME,
    };
    let file = format!("{ROOT}/docs/new.txt");
    assert_eq!(finder.ask("PUT", &file, (&[], "")).await.status, 201);
    let headers = [("depth", "0"), ("timeout", "Second-600")];
    let token = finder.lock(&file, &headers, 200).await;
    let pieces = ["in ", "pieces"].map(Ok::<_, std::io::Error>);
    let put = disk.request("PUT", &file).header("user-agent", NAME);
    let put = put
        .header("x-expected-entity-length", "9")
        .header("if", format!("({token})"))
        .body(Body::wrap_stream(futures_util::stream::iter(pieces)));
    assert_eq!(Answer::of(put).await.status, 204);
    let shown = [("lock-token", token.as_str())];
    assert_eq!(finder.ask("UNLOCK", &file, (&shown, "")).await.status, 204);
    let read = finder.ask("GET", &file, (&[], "")).await;
    assert_eq!((read.status, read.header("content-length")), (200, "9"));
    assert_eq!(read.text(), "in pieces");

    let folder = format!("{ROOT}/docs/");
    let listed = finder
        .ask("PROPFIND", &folder, (&[("depth", "1")], ""))
        .await;
    assert_eq!(listed.status, 207);
    disk.calls();
    for name in [
        "._new.txt",
        "._a.txt",
        ".DS_Store",
        "._.",
        ".metadata_never_index",
        ".Spotlight-V100",
        "Backups.backupdb",
        ".hidden",
        "mach_kernel",
    ] {
        let path = format!("{folder}{name}");
        let found = finder.ask("PROPFIND", &path, (&[("depth", "0")], "")).await;
        assert_eq!(found.status, 404, "{name}");
    }
    assert_eq!(disk.calls(), 0);
    disk.stop().await;
}

#[tokio::test]
async fn room_is_told_and_its_old_names_are_not_known() {
    let disk = Disk::start().await;
    let finder = Program {
        disk: &disk,
        name: NAME,
    };
    let body = "<D:propfind xmlns:D=\"DAV:\"><D:prop><D:quota-available-bytes/>\
        <D:quota-used-bytes/><D:quota/><D:quotaused/></D:prop></D:propfind>";
    let answer = finder
        .ask("PROPFIND", ROOT, (&[("depth", "0")], body))
        .await;
    let text = answer.text();
    let known = text.split("404 Not Found").next().unwrap_or_default();
    let (found, missing) = known.split_once("200 OK").expect("there is room");
    for name in ["D:quota-available-bytes", "D:quota-used-bytes"] {
        let bytes = value(found, name).and_then(|bytes| bytes.parse::<u64>().ok());
        assert!(bytes.is_some(), "{name}: {text}");
    }
    assert!(
        missing.contains("<D:quota/>") && missing.contains("<D:quotaused/>"),
        "{text}"
    );
    disk.stop().await;
}
