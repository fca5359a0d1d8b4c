//! Windows Explorer: the Mini-Redirector.

use std::time::Duration;

use super::{Disk, Program, ROOT, assert_taken, value};

const TIMES: &str = "<?xml version=\"1.0\" encoding=\"utf-8\" ?><D:propertyupdate xmlns:D=\"DAV:\" \
    xmlns:Z=\"urn:schemas-microsoft-com:\"><D:set><D:prop>\
    <Z:Win32CreationTime>Sat, 14 Nov 2020 08:00:00 GMT</Z:Win32CreationTime>\
    <Z:Win32LastAccessTime>Sun, 15 Nov 2020 09:00:00 GMT</Z:Win32LastAccessTime>\
    <Z:Win32LastModifiedTime>Sun, 15 Nov 2020 08:49:37 GMT</Z:Win32LastModifiedTime>\
    <Z:Win32FileAttributes>00000020</Z:Win32FileAttributes></D:prop></D:set></D:propertyupdate>";

const ASKED: &str = "<propfind xmlns='DAV:' xmlns:z='urn:schemas-microsoft-com:'><prop><creationdate/>\
    <getlastmodified/><z:Win32FileAttributes/><z:Win32LastModifiedTime/></prop></propfind>";

#[tokio::test]
async fn a_new_file_is_written_as_windows_writes_it_and_keeps_its_times() {
    let disk = Disk::start().await;
    let windows = Program {
        disk: &disk,
        name: "Microsoft-WebDAV-MiniRedir/10.0.19045",
    };
    let translate = ("translate", "f");
    let (file, nothing) = (format!("{ROOT}/docs/report.txt"), (&[translate][..], ""));
    for path in ["/", "/dav", "/dav/contoso", ROOT, "/dav/contoso/ada/docs"] {
        let options = windows.ask("OPTIONS", path, nothing).await;
        assert_eq!(options.header("ms-author-via"), "DAV", "{path}");
        let depth = [translate, ("depth", "0")];
        let found = windows.ask("PROPFIND", path, (&depth, "")).await;
        assert_eq!(found.status, 207, "{path}");
    }
    let depth = [translate, ("depth", "0")];
    let missing = windows.ask("PROPFIND", &file, (&depth, "")).await;
    assert_eq!(missing.status, 404);
    assert_eq!(windows.ask("PUT", &file, nothing).await.status, 201);
    let timeout = [translate, ("timeout", "Second-3600")];
    let token = windows.lock(&file, &timeout, 200).await;
    let condition = format!("({token})");
    let holding = [translate, ("if", condition.as_str())];
    assert_taken(&windows.ask("PROPPATCH", &file, (&holding, TIMES)).await);
    let head = windows.ask("HEAD", &file, nothing).await;
    assert_eq!((head.status, head.header("content-length")), (200, "0"));
    let put = windows.ask("PUT", &file, (&holding, "quarterly")).await;
    assert_eq!(put.status, 204);
    assert_taken(&windows.ask("PROPPATCH", &file, (&holding, TIMES)).await);
    let shown = [("lock-token", token.as_str())];
    assert_eq!(windows.ask("UNLOCK", &file, (&shown, "")).await.status, 204);
    assert_eq!(disk.read(&file).await, "quarterly");
    // At once, and when nothing of it is remembered any more.
    for _ in 0..2 {
        let text = disk.propfind(&file, "0", ASKED).await.text();
        for (name, expected) in [
            ("D:getlastmodified", "Sun, 15 Nov 2020 08:49:37 GMT"),
            ("D:creationdate", "2020-11-14T08:00:00Z"),
            ("Win32LastModifiedTime", "Sun, 15 Nov 2020 08:49:37 GMT"),
        ] {
            assert_eq!(value(&text, name), Some(expected), "{name}: {text}");
        }
        assert!(text.contains(">00000020<"), "{text}");
        disk.house.advance(Duration::from_mins(2));
    }
    disk.stop().await;
}

#[tokio::test]
async fn a_listing_for_windows_says_nothing_of_locks_unasked() {
    let disk = Disk::start().await;
    let windows = Program {
        disk: &disk,
        name: "Microsoft-WebDAV-MiniRedir/10.0.19045",
    };
    let listed = windows.ask("PROPFIND", ROOT, (&[("depth", "1")], "")).await;
    let text = listed.text();
    assert!(
        !text.contains("lockdiscovery") && !text.contains("supportedlock"),
        "{text}"
    );
    disk.stop().await;
}
