//! Microsoft Office: a document held open.

use super::{Disk, Program, ROOT, assert_taken};
use crate::support::Answer;

const TIMES: &str = "<?xml version=\"1.0\" encoding=\"utf-8\" ?><D:propertyupdate xmlns:D=\"DAV:\" \
    xmlns:Z=\"urn:schemas-microsoft-com:\"><D:set><D:prop>\
    <Z:Win32LastModifiedTime>Sun, 15 Nov 2020 08:49:37 GMT</Z:Win32LastModifiedTime>\
    <Z:Win32FileAttributes>00000020</Z:Win32FileAttributes></D:prop></D:set></D:propertyupdate>";

#[tokio::test]
async fn a_document_is_held_open_saved_and_its_times_set_without_the_token() {
    let disk = Disk::start().await;
    let all: &[&str] = &["list", "read", "write", "delete"];
    disk.member("eve", &[("/contoso", all)]).await;
    let office = Program {
        disk: &disk,
        name: "Microsoft Office Word 2014",
    };
    let file = format!("{ROOT}/docs/a.txt");
    let folder = office.ask("HEAD", &format!("{ROOT}/docs"), (&[], "")).await;
    assert_eq!(folder.status, 200);
    let timeout = [("timeout", "Second-180")];
    let token = office.lock(&file, &timeout, 200).await;
    disk.house.advance(std::time::Duration::from_mins(2));
    let condition = format!("({token})");
    let holding = [("if", condition.as_str()), timeout[0]];
    assert_eq!(office.ask("LOCK", &file, (&holding, "")).await.status, 200);
    disk.house.advance(std::time::Duration::from_mins(2));
    let put = office.ask("PUT", &file, (&holding[..1], "saved")).await;
    assert_eq!(put.status, 204, "it was refreshed");
    assert_taken(&office.ask("PROPPATCH", &file, (&[], TIMES)).await);
    let other = disk.request_of("eve", "PROPPATCH", &file).body(TIMES);
    assert_eq!(
        Answer::of(other).await.status,
        423,
        "for others it is locked"
    );
    let shown = [("lock-token", token.as_str())];
    assert_eq!(office.ask("UNLOCK", &file, (&shown, "")).await.status, 204);
    assert_eq!(disk.read(&file).await, "saved");
    disk.stop().await;
}

#[tokio::test]
async fn brief_answers_leave_out_what_is_not_there() {
    let disk = Disk::start().await;
    let office = Program {
        disk: &disk,
        name: "Microsoft Office Word 2014",
    };
    let body = "<propfind xmlns='DAV:' xmlns:r='http://schemas.microsoft.com/repl/'><prop>\
        <r:repl-uid/><getetag/></prop></propfind>";
    let headers = [("depth", "0"), ("brief", "t")];
    let found = office
        .ask("PROPFIND", &format!("{ROOT}/docs/a.txt"), (&headers, body))
        .await;
    let text = found.text();
    assert!(text.contains("getetag") && !text.contains("404"), "{text}");
    disk.stop().await;
}
