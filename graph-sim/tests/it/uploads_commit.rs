//! From the last byte to the file.

use graph_sim::switches::{OfficeReplace, OfficeRewrite, ReplacedStatus, Telling};
use graph_sim::{Fingerprint, Site, World};
use reqwest::Method;
use serde_json::json;

use crate::kit::{Bed, read};
use crate::uploading::{UNIT, noise, refusal, writer, writer_with};

const HELLO: &str = "/Documents/hello.txt";
const REPORT: &str = "/Documents/report.docx";

fn fingerprint(bed: &Bed, path: &str) -> Fingerprint {
    bed.sim
        .change(|world| world.drive_of(&bed.ada).fingerprint_of(path))
}

#[tokio::test]
async fn a_replaced_file_keeps_its_id_and_its_old_version() {
    let bed = writer().await;
    let before = bed.drive("/root:/Documents/hello.txt").await.json();
    let session = bed.session(HELLO, "replace").await;
    let answer = session.send_all(b"other").await;
    assert_eq!((answer.status, &answer.json()["id"]), (200, &before["id"]));
    bed.turn(|s| s.replaced = ReplacedStatus::Created);
    let session = bed.session(HELLO, "replace").await;
    assert_eq!(session.send_all(b"third!").await.status, 201);
    let sizes = bed
        .sim
        .change(|world| world.drive_of(&bed.ada).version_sizes(HELLO));
    assert_eq!(sizes, [12, 5, 6]);
}

#[tokio::test]
async fn a_session_by_id_follows_the_file() {
    let bed = writer().await;
    let item = bed.drive("/root:/Documents/hello.txt").await.json();
    let rest = format!(
        "/items/{}/createUploadSession",
        item["id"].as_str().unwrap()
    );
    let session = bed.session_of(&bed.ask(&rest, &[], &json!({})).await);
    let lost = bed.session_of(&bed.ask(&rest, &[], &json!({})).await);
    bed.sim.change(|world| {
        world.drive_of(&bed.ada).rename(HELLO, "renamed.txt");
    });
    let answer = session.send_all(b"other").await;
    let item = answer.json();
    assert_eq!((answer.status, &item["name"]), (200, &"renamed.txt".into()));
    bed.sim.change(|world| {
        world.drive_of(&bed.ada).remove("/Documents/renamed.txt");
    });
    let answer = lost.send_all(b"other").await;
    assert_eq!(answer.whole_refusal(), refusal(404, "itemNotFound", ""));
    assert_eq!(lost.status().await.status, 404);
}

#[tokio::test]
async fn the_times_of_the_session_are_the_files() {
    let bed = writer().await;
    let body = json!({ "item": {
        "@microsoft.graph.conflictBehavior": "fail",
        "name": "old.bin",
        "fileSystemInfo": {
            "createdDateTime": "2001-02-03T04:05:06Z",
            "lastModifiedDateTime": "2002-02-03T04:05:06.7Z",
        },
    }});
    let rest = "/root:/Empty/old.bin:/createUploadSession";
    let session = bed.session_of(&bed.ask(rest, &[], &body).await);
    let item = session.send_all(b"old").await.json();
    let times = &item["fileSystemInfo"];
    assert_eq!(times["createdDateTime"], "2001-02-03T04:05:06Z");
    assert_eq!(times["lastModifiedDateTime"], "2002-02-03T04:05:06Z");
    assert_ne!(item["lastModifiedDateTime"], "2002-02-03T04:05:06Z");
}

#[tokio::test]
async fn a_name_taken_meanwhile_is_a_conflict_that_keeps_the_session() {
    let bed = writer().await;
    let session = bed.session("/Empty/new.bin", "fail").await;
    let file = noise(UNIT + 9);
    assert_eq!(session.send(&file, 0..UNIT).await.status, 202);
    bed.sim.change(|world| {
        let mut drive = world.drive_of(&bed.ada);
        drive.add_file("/Empty/new.bin", "sooner", World::BEGINNING);
    });
    let conflict = session.send(&file, UNIT..file.len()).await;
    assert_eq!(
        conflict.whole_refusal(),
        refusal(409, "nameAlreadyExists", "")
    );
    assert_eq!(session.expected().await, json!([]));
    assert_eq!(fingerprint(&bed, "/Empty/new.bin").size, 6);
    let again = session.request(Method::POST, &[], "").await;
    assert_eq!(again.status, 409);
    let open = bed.sim.uploads().open();
    assert_eq!(open[0].bytes_received, file.len() as u64);
}

#[tokio::test]
async fn after_a_conflict_the_file_may_get_another_name() {
    let bed = writer().await;
    let file = noise(100);
    let adopt = async |folder: &str, url: &str, name: &str| {
        let body = json!({
            "name": name,
            "@microsoft.graph.conflictBehavior": "rename",
            "@microsoft.graph.sourceUrl": url,
        });
        let address = bed.in_drive(&format!("/root:{folder}"));
        let request = bed.request(Method::PUT, &address).body(body.to_string());
        read(request.send().await.unwrap()).await
    };
    let session = bed.session(HELLO, "fail").await;
    let early = adopt("/Documents", &session.url, "hello.txt").await;
    assert_eq!(
        early.whole_refusal(),
        refusal(400, "invalidRequest", "uploadSessionIncomplete")
    );
    assert_eq!(session.send_all(&file).await.status, 409);
    let bad = adopt("/Documents", "http://127.0.0.1:1/nonsense", "x").await;
    assert_eq!(bad.status, 400);
    assert_eq!(adopt("/Nowhere", &session.url, "x").await.status, 404);
    assert_eq!(adopt("/Documents", &session.url, "nul").await.status, 400);
    let adopted = adopt("/Documents", &session.url, "hello.txt").await;
    assert_eq!(
        (adopted.status, &adopted.json()["name"]),
        (201, &"hello 1.txt".into())
    );
    let stored = fingerprint(&bed, "/Documents/hello 1.txt");
    assert_eq!(stored, Fingerprint::of(&file));
    assert_eq!(adopt("/Documents", &session.url, "x").await.status, 404);
}

#[tokio::test]
async fn a_conflict_may_rename_or_replace() {
    let bed = writer().await;
    for (behavior, status, name) in [
        ("rename", 201, "hello 1.txt"),
        ("replace", 200, "hello.txt"),
    ] {
        let session = bed.session(HELLO, behavior).await;
        let answer = session.send_all(b"other").await;
        assert_eq!(
            (answer.status, &answer.json()["name"]),
            (status, &name.into())
        );
    }
}

#[tokio::test]
async fn a_deferred_file_waits_for_its_commit() {
    let bed = writer().await;
    let body = json!({ "deferCommit": true });
    let rest = "/root:/Empty/new.bin:/createUploadSession";
    let session = bed.session_of(&bed.ask(rest, &[], &body).await);
    let early = session.request(Method::POST, &[], "").await;
    assert_eq!(
        early.whole_refusal(),
        refusal(400, "invalidRequest", "uploadSessionIncomplete")
    );
    let last = session.send_all(b"deferred").await;
    assert_eq!(
        (last.status, &last.json()["nextExpectedRanges"]),
        (202, &json!([]))
    );
    assert!(!bed.exists("/Empty/new.bin"));
    let committed = session.request(Method::POST, &[], "").await;
    assert_eq!(
        (committed.status, &committed.json()["size"]),
        (201, &8.into())
    );
    assert_eq!(session.request(Method::POST, &[], "").await.status, 404);
    assert_eq!(bed.sim.journal().count("POST {upload}"), 3);
}

#[tokio::test]
async fn quota_and_locks_are_checked_at_the_commit() {
    let bed = writer().await;
    let session = bed.session(HELLO, "replace").await;
    bed.sim.change(|world| {
        world.drive_of(&bed.ada).set_total_bytes(50);
    });
    let full = session.send_all(&noise(100)).await;
    assert_eq!(full.whole_refusal(), refusal(507, "quotaLimitReached", ""));
    bed.sim.change(|world| {
        world.drive_of(&bed.ada).set_total_bytes(5000).lock(HELLO);
    });
    let locked = session.request(Method::POST, &[], "").await;
    assert_eq!(
        locked.whole_refusal(),
        refusal(423, "notAllowed", "resourceLocked")
    );
    bed.sim.change(|world| {
        world.drive_of(&bed.ada).unlock(HELLO);
    });
    assert_eq!(session.request(Method::POST, &[], "").await.status, 200);
}

#[tokio::test]
async fn a_folder_that_is_gone_ends_the_session() {
    let bed = writer().await;
    let session = bed.session("/Empty/new.bin", "fail").await;
    bed.sim.change(|world| {
        world.drive_of(&bed.ada).remove("/Empty");
    });
    assert_eq!(session.send_all(b"late").await.status, 404);
    assert_eq!(bed.sim.uploads().tally().failed, 1);
}

#[tokio::test]
async fn office_files_are_rewritten_where_the_switch_says() {
    let bed = writer().await;
    let file = noise(1000);
    let upload = async |path: &str| {
        let session = bed.session(path, "replace").await;
        session.send_all(&file).await.json()
    };
    for (position, rewritten) in [
        (OfficeRewrite::Never, false),
        // Ada's OneDrive is no library of a site.
        (OfficeRewrite::Libraries, false),
        (OfficeRewrite::Everywhere, true),
    ] {
        bed.turn(|s| s.office_rewrite = position);
        let item = upload(REPORT).await;
        assert_eq!(item["size"] != 1000, rewritten, "{position:?}");
        let hash = &item["file"]["hashes"]["quickXorHash"];
        assert_eq!(*hash != Fingerprint::of(&file).quick_xor, rewritten);
        assert_eq!(upload("/Documents/plain.txt").await["size"], 1000);
    }
}

#[tokio::test]
async fn office_files_are_rewritten_in_libraries() {
    let bed = writer().await;
    let site = Site::team("sites/team", "The Team");
    let library = bed
        .sim
        .change(|world| world.add_site(&bed.contoso, site).drive);
    bed.turn(|s| s.office_rewrite = OfficeRewrite::Libraries);
    let path = format!("/drives/{}/root:/a.docx:/content", library.id);
    let request = bed.request(Method::PUT, &path).body("a document");
    let item = read(request.send().await.unwrap()).await.json();
    assert_ne!(item["size"], 10);
}

#[tokio::test]
async fn replacing_an_office_file_may_find_nothing() {
    let bed = writer_with(|world, ada| {
        world
            .drive_of(ada)
            .add_file(REPORT, "old", World::BEGINNING);
    })
    .await;
    bed.turn(|s| s.office_replace = OfficeReplace::NotFound);
    let session = bed.session(REPORT, "replace").await;
    let answer = session.send_all(b"newer").await;
    assert_eq!(answer.whole_refusal(), refusal(404, "itemNotFound", ""));
    assert_eq!(session.status().await.status, 404);
    assert_eq!(fingerprint(&bed, REPORT).size, 3);
    let new = bed.session("/Documents/new.docx", "replace").await;
    assert_eq!(new.send_all(b"newer").await.status, 201);
    bed.turn(|s| s.office_replace = OfficeReplace::Replaced);
    let session = bed.session(REPORT, "replace").await;
    assert_eq!(session.send_all(b"newer").await.status, 200);
}

#[tokio::test]
async fn what_an_application_has_written_says_so_if_that_is_told() {
    let bed = writer().await;
    let path = "/root:/Documents/hello.txt";
    let before = bed.drive(path).await.json();
    assert!(before["lastModifiedBy"].get("application").is_none());
    let session = bed.session(HELLO, "replace").await;
    assert_eq!(session.send_all(b"other").await.status, 200);
    let writer = bed.drive(path).await.json()["lastModifiedBy"].clone();
    assert_eq!(writer["application"]["id"], bed.app.client_id.as_str());
    assert_eq!(writer["user"]["displayName"], "SharePoint App");
    bed.sim
        .switches()
        .update(|all| all.shape.applications = Telling::Omitted);
    let writer = bed.drive(path).await.json()["lastModifiedBy"].clone();
    assert!(writer.get("application").is_none(), "{writer}");
    bed.sim.change(|world| {
        world.drive_of(&bed.ada).replace_content(HELLO, "by hand");
    });
    bed.sim
        .switches()
        .update(|all| all.shape.applications = Telling::Told);
    let writer = bed.drive(path).await.json()["lastModifiedBy"].clone();
    assert!(
        writer.get("application").is_none(),
        "a person wrote it: {writer}"
    );
}

#[tokio::test]
async fn the_kind_of_a_drive_may_be_left_out() {
    for (position, told) in [(Telling::Told, true), (Telling::Omitted, false)] {
        let bed = writer().await;
        bed.sim
            .switches()
            .update(|all| all.shape.drive_type = position);
        let item = bed.drive("/root:/Documents/hello.txt").await.json();
        assert_eq!(item["parentReference"].get("driveType").is_some(), told);
    }
}
