//! Programs with one file or a handful: Joplin, `KeePass`, Zotero.

use super::{Disk, Program, ROOT, value};

#[tokio::test]
async fn joplin_sends_a_tag_that_is_none() {
    let disk = Disk::start().await;
    let joplin = Program {
        disk: &disk,
        name: "Joplin/1.0",
    };
    let odd = ("if-none-match", "JoplinIgnore-1605429600");
    let file = format!("{ROOT}/docs/note.md");
    for status in [201, 204] {
        let put = joplin.ask("PUT", &file, (&[odd], "note")).await;
        assert_eq!(put.status, status);
    }
    let body = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><d:propfind xmlns:d=\"DAV:\"><d:prop>\
        <d:getlastmodified/><d:resourcetype/></d:prop></d:propfind>";
    let headers = [odd, ("depth", "1"), ("content-type", "text/plain")];
    let folder = format!("{ROOT}/docs/");
    let listed = joplin.ask("PROPFIND", &folder, (&headers, body)).await;
    let text = listed.text();
    assert_eq!(listed.status, 207, "{text}");
    assert_eq!(
        text.matches("<D:getlastmodified>").count(),
        5,
        "folders have one, too: {text}"
    );
    let read = joplin.ask("GET", &file, (&[odd], "")).await;
    assert_eq!((read.status, read.text().as_str()), (200, "note"));
    assert_eq!(joplin.ask("DELETE", &file, (&[odd], "")).await.status, 204);
    disk.stop().await;
}

#[tokio::test]
async fn keepass_moves_what_it_has_written_over_the_old_one() {
    let disk = Disk::start().await;
    let keepass = Program {
        disk: &disk,
        name: "KeePass/2.57",
    };
    let file = format!("{ROOT}/docs/secrets.kdbx");
    let fresh = format!("{file}.tmp");
    let unasked = disk.ask_as_guest("PUT", &fresh).await;
    assert_eq!(
        unasked.status, 401,
        "its first try comes without a password"
    );
    let to = format!("{}{file}", disk.house.url());
    let headers = [("destination", to.as_str()), ("overwrite", "T")];
    for (content, status) in [("one", 201), ("two", 204), ("three", 204)] {
        assert_eq!(keepass.ask("PUT", &fresh, (&[], content)).await.status, 201);
        let moved = keepass.ask("MOVE", &fresh, (&headers, "")).await;
        assert_eq!(moved.status, status, "{content}: {}", moved.text());
        assert_eq!(disk.read(&file).await, content);
        assert_eq!(disk.ask("HEAD", &fresh).await.status, 404, "{content}");
    }
    disk.stop().await;
}

#[tokio::test]
async fn zotero_tries_what_the_server_can_do() {
    let disk = Disk::start().await;
    let zotero = Program {
        disk: &disk,
        name: "Zotero/7.0",
    };
    let folder = format!("{ROOT}/zotero/");
    let options = zotero.ask("OPTIONS", &folder, (&[], "")).await;
    assert_eq!(options.header("dav"), "1, 2, 3");
    let body = "<propfind xmlns='DAV:'><prop><getcontentlength/></prop></propfind>";
    let ask = async || {
        let headers = [("depth", "0"), ("content-type", "text/xml; charset=utf-8")];
        zotero
            .ask("PROPFIND", &folder, (&headers, body))
            .await
            .status
    };
    assert_eq!(ask().await, 404);
    assert_eq!(zotero.ask("MKCOL", &folder, (&[], "")).await.status, 201);
    assert_eq!(ask().await, 207);
    for missing in ["nonexistent.prop", "lastsync.txt", "ABCD2345.zip"] {
        let path = format!("{folder}{missing}");
        assert_eq!(
            zotero.ask("GET", &path, (&[], "")).await.status,
            404,
            "{missing}"
        );
    }
    let test = format!("{folder}zotero-test-file.prop");
    assert_eq!(zotero.ask("PUT", &test, (&[], " ")).await.status, 201);
    let read = zotero.ask("GET", &test, (&[], "")).await;
    assert_eq!((read.status, read.text().as_str()), (200, " "), "at once");
    assert_eq!(zotero.ask("DELETE", &test, (&[], "")).await.status, 204);
    assert_eq!(zotero.ask("GET", &test, (&[], "")).await.status, 404);
    let body = "<propfind xmlns='DAV:'><prop><getlastmodified/></prop></propfind>";
    let listed = disk.propfind(&folder, "0", body).await.text();
    assert!(value(&listed, "D:getlastmodified").is_some(), "{listed}");
    disk.stop().await;
}
