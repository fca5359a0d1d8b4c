//! What is made, moved, copied, deleted, said and locked.

use graph_sim::Listener;

use super::{Disk, ROOT};
use crate::support::Answer;

impl Disk {
    async fn send(&self, method: &str, from: &str, to: &str, overwrite: &str) -> u16 {
        let to = format!("{}{to}", self.house.url());
        let headers = [("destination", to.as_str()), ("overwrite", overwrite)];
        self.ask_with(method, from, &headers).await.status
    }
}

fn at(path: &str) -> String {
    format!("{ROOT}/{path}")
}

#[tokio::test]
async fn a_folder_is_made_once_and_not_out_of_nothing() {
    let disk = Disk::start().await;
    assert_eq!(disk.ask("MKCOL", &at("new")).await.status, 201);
    assert_eq!(disk.ask("MKCOL", &at("new/")).await.status, 405);
    assert_eq!(disk.ask("MKCOL", &at("no/new")).await.status, 409);
    assert_eq!(disk.ask("MKCOL", &at("docs/a.txt")).await.status, 405);
    for path in ["/dav/", "/dav/contoso/", ROOT] {
        assert_eq!(disk.ask("MKCOL", path).await.status, 405, "{path}");
    }
    let with_body = disk.request("MKCOL", &at("other")).body("<mkcol/>");
    assert_eq!(Answer::of(with_body).await.status, 415);
    let pieces = futures_util::stream::empty::<std::io::Result<&str>>();
    let pieces = disk
        .request("MKCOL", &at("pieces"))
        .body(reqwest::Body::wrap_stream(pieces));
    assert_eq!(
        Answer::of(pieces).await.status,
        201,
        "none of them has anything in it"
    );
    assert!(disk.hrefs(ROOT).await.contains(&at("new/")), "at once");
    disk.stop().await;
}

#[tokio::test]
async fn nothing_is_copied_or_moved_onto_or_into_itself() {
    let disk = Disk::start().await;
    let (file, folder) = (at("docs/a.txt"), at("docs"));
    for method in ["COPY", "MOVE"] {
        assert_eq!(disk.send(method, &file, &file, "T").await, 403, "{method}");
        assert_eq!(disk.read(&file).await, "alpha", "{method}");
        let inside = at("docs/sub/docs");
        assert_eq!(
            disk.send(method, &folder, &inside, "T").await,
            403,
            "{method}"
        );
        let ancestor = disk.send(method, &at("docs/sub"), &folder, "T").await;
        assert_eq!(ancestor, 403, "{method}");
    }
    assert_eq!(disk.read(&at("docs/sub/deep.txt")).await, "deep");
    assert_eq!(disk.send("MOVE", &file, &at("docs/A.txt"), "F").await, 201);
    disk.stop().await;
}

#[tokio::test]
async fn a_destination_elsewhere_is_no_business_of_ours() {
    let disk = Disk::start().await;
    let file = at("docs/a.txt");
    for (destination, status) in [
        ("http://files.elsewhere.example/dav/contoso/ada/x", 502),
        ("/contoso/ada/x", 502),
        ("/dav/contoso/ada/x", 201),
        ("x", 400),
        ("/dav/contoso/ada/../x", 400),
    ] {
        let headers = [("destination", destination)];
        let answer = disk.ask_with("COPY", &file, &headers).await;
        assert_eq!(answer.status, status, "{destination}");
    }
    assert_eq!(disk.ask("COPY", &file).await.status, 400, "to nowhere");
    disk.stop().await;
}

#[tokio::test]
async fn a_folder_takes_the_place_of_a_folder_whole() {
    let disk = Disk::start().await;
    for (method, status) in [("COPY", 204), ("MOVE", 204)] {
        for path in ["one", "two"] {
            disk.ask("MKCOL", &at(path)).await;
        }
        disk.put(&at("one/new.txt"), "new").await;
        disk.put(&at("two/old.txt"), "old").await;
        assert_eq!(disk.send(method, &at("one"), &at("two"), "F").await, 412);
        assert_eq!(disk.read(&at("two/old.txt")).await, "old");
        assert_eq!(disk.send(method, &at("one"), &at("two"), "T").await, status);
        assert_eq!(disk.read(&at("two/new.txt")).await, "new", "{method}");
        let old = disk.ask("GET", &at("two/old.txt")).await.status;
        assert_eq!(old, 404, "{method}");
        let names = disk.hrefs(&at("")).await;
        let strays = names.iter().filter(|name| name.contains("replaced"));
        assert_eq!(strays.count(), 0, "{method}: {names:?}");
    }
    disk.stop().await;
}

#[tokio::test]
async fn a_copy_between_drives_is_there_when_it_is_answered() {
    let disk = Disk::start().await;
    let to = "/dav/contoso/bobs/docs";
    assert_eq!(disk.send("COPY", &at("docs"), to, "T").await, 201);
    assert_eq!(
        disk.read("/dav/contoso/bobs/docs/sub/deep.txt").await,
        "deep"
    );
    assert_eq!(
        disk.send("MOVE", &at("docs/a.txt"), "/dav/contoso/bobs/a.txt", "F")
            .await,
        201
    );
    assert_eq!(disk.ask("HEAD", &at("docs/a.txt")).await.status, 404);
    disk.stop().await;
}

#[tokio::test]
async fn what_was_replaced_by_a_copy_is_not_shown_any_more() {
    let disk = Disk::start().await;
    let (from, to) = (at("docs/a.txt"), at("docs/b%20%26%20c.txt"));
    assert_eq!(disk.read(&to).await, "beta");
    let old = disk.ask("HEAD", &to).await.header("etag").to_owned();
    assert_eq!(disk.send("COPY", &from, &to, "T").await, 204);
    let new = disk.ask("HEAD", &to).await.header("etag").to_owned();
    assert_ne!(new, old);
    assert_eq!(disk.read(&to).await, "alpha");
    let body = "<propfind xmlns='DAV:'><prop><getetag/></prop></propfind>";
    for (path, depth) in [(to.as_str(), "0"), (&at("docs"), "1")] {
        let text = disk.propfind(path, depth, body).await.text();
        let text = text.replace("&quot;", "\"");
        assert!(
            text.contains(&new) && !text.contains(&old),
            "{path}: {text}"
        );
    }
    disk.stop().await;
}

#[tokio::test]
async fn what_may_not_be_changed_is_not() {
    let disk = Disk::start().await;
    for (method, path, status) in [
        ("DELETE", "/dav/contoso/bob/bobs.txt", 403),
        ("DELETE", ROOT, 403),
        ("DELETE", "/dav/contoso", 403),
        ("DELETE", "/dav/contoso/ada/no", 404),
        ("POST", ROOT, 405),
        ("PATCH", "/dav/contoso/ada/docs/a.txt", 405),
    ] {
        assert_eq!(
            disk.ask(method, path).await.status,
            status,
            "{method} {path}"
        );
    }
    let calls = disk.house.sim.journal().entries();
    let changes = calls.iter().filter(|call| call.listener == Listener::Graph);
    let changes: Vec<_> = changes.filter(|call| call.method != "GET").collect();
    assert!(changes.is_empty(), "{changes:?}");
    assert_eq!(disk.read(&at("docs/a.txt")).await, "alpha");
    let shallow = disk
        .ask_with("DELETE", &at("docs"), &[("depth", "0")])
        .await;
    assert_eq!(shallow.status, 400);
    assert_eq!(disk.ask("DELETE", &at("docs/")).await.status, 204);
    assert_eq!(disk.hrefs(ROOT).await, [at(""), at("empty/")], "at once");
    disk.stop().await;
}

#[tokio::test]
async fn what_home_assistant_says_of_its_backups_is_found_again() {
    let disk = Disk::start().await;
    let file = at("docs/backup.metadata.json");
    disk.put(&file, "{}").await;
    let patch = "<D:propertyupdate xmlns:D='DAV:'><D:set><D:prop>\
        <backup_id xmlns='homeassistant'>abc</backup_id>\
        <metadata_version xmlns='homeassistant'>1</metadata_version></D:prop></D:set>\
        </D:propertyupdate>";
    let request = disk.request("PROPPATCH", &file).body(patch);
    let answer = Answer::of(request).await;
    assert_eq!(answer.status, 207, "{}", answer.text());
    let body = "<propfind xmlns='DAV:'><prop><backup_id xmlns='homeassistant'/></prop></propfind>";
    assert_eq!(disk.send("MOVE", &file, &at("moved.json"), "T").await, 201);
    assert_eq!(
        disk.send("COPY", &at("moved.json"), &at("copy.json"), "T")
            .await,
        201
    );
    for path in ["moved.json", "copy.json"] {
        let text = disk.propfind(&at(path), "0", body).await.text();
        assert!(text.contains(">abc</X:backup_id>"), "{path}: {text}");
    }
    let text = disk.propfind(ROOT, "1", body).await.text();
    assert_eq!(text.matches(">abc</X:backup_id>").count(), 2, "{text}");
    disk.stop().await;
}

#[tokio::test]
async fn a_locked_file_is_changed_by_who_shows_the_token_and_until_it_ends() {
    let disk = Disk::start().await;
    let file = at("docs/a.txt");
    let locked = disk.lock(&file).await;
    assert_eq!(locked.status, 200);
    let token = locked.header("lock-token").to_owned();
    assert_eq!(disk.lock(&file).await.status, 423);
    let refused = disk.put(&file, "omega").await;
    assert_eq!(refused.status, 423);
    assert!(
        refused.text().contains("lock-token-submitted"),
        "{}",
        refused.text()
    );
    let put = disk
        .request("PUT", &file)
        .header("if", format!("({token})"));
    assert_eq!(Answer::of(put.body("omega")).await.status, 204);
    let bare = token.trim_matches(['<', '>']).to_owned();
    let unlocked = disk
        .ask_with("UNLOCK", &file, &[("lock-token", &bare)])
        .await;
    assert_eq!(unlocked.status, 204);
    let again = disk
        .ask_with("UNLOCK", &file, &[("lock-token", &token)])
        .await;
    assert_eq!(again.status, 409);
    assert_eq!(disk.put(&file, "psi").await.status, 204);
    disk.stop().await;
}

#[tokio::test]
async fn davfs2_locks_what_is_not_there_and_writes_it() {
    let disk = Disk::start().await;
    let file = at("docs/fresh.txt");
    let locked = disk.lock(&file).await;
    assert_eq!(locked.status, 201, "{}", locked.text());
    let token = locked.header("lock-token").to_owned();
    let tag = disk.ask("HEAD", &file).await.header("etag").to_owned();
    let condition = format!("<{file}> ({token})");
    let put = disk.request("PUT", &file).header("if", condition);
    let put = Answer::of(put.header("if-match", tag).body("fresh")).await;
    assert_eq!(put.status, 204, "{}", put.text());
    assert_eq!(disk.read(&file).await, "fresh");
    disk.stop().await;
}

#[tokio::test]
async fn what_programs_leave_behind_is_refused_by_its_name_where_the_mount_takes_none() {
    let mut plan = super::disk::plan();
    let (path, ada) = ("/contoso/clean", "ada@contoso.example");
    plan.mount(path, "contoso", ada, "options: { junk: reject }");
    let disk = Disk::of(plan).await;
    disk.calls();
    for (method, name) in [
        ("PUT", "._a.txt"),
        ("PUT", "Thumbs.db"),
        ("MKCOL", ".Trashes"),
        ("PUT", "desktop.ini"),
        ("PUT", "~$a.docx"),
    ] {
        let refused = disk.ask(method, &format!("/dav{path}/docs/{name}")).await;
        assert_eq!(refused.status, 403, "{method} {name}: {}", refused.text());
    }
    assert_eq!(disk.calls(), 0, "nobody is asked");
    let missing = disk.put(&format!("/dav{path}/no/a.txt"), "a").await;
    assert_eq!(missing.status, 409, "there is no such folder");
    disk.stop().await;
}
