//! What is moved or copied to a place where something lies: one of the two is always there, whole.

use std::time::Duration;

use graph_sim::{Fault, Listener, World};

use super::disk::{hrefs, plan};
use super::{Disk, ROOT};
use crate::support::{Answer, Plan};

/// The drive of `ROOT` by another path.
const AGAIN: &str = "/dav/contoso/again";

fn at(path: &str) -> String {
    format!("{ROOT}/{path}")
}

/// Ada's drive is mounted twice.
fn twice() -> Plan {
    let mut plan = plan();
    plan.mount(
        "/contoso/again",
        "contoso",
        "ada@contoso.example",
        "root: /",
    );
    plan
}

impl Disk {
    /// Moves or copies something over whatever is there.
    async fn replace(&self, method: &str, (from, to): (&str, &str), depth: &str) -> u16 {
        let to = format!("{}{to}", self.house.url());
        let headers = [("destination", to.as_str()), ("depth", depth)];
        self.ask_with(method, from, &headers).await.status
    }

    /// What was asked of Microsoft to change something.
    fn changes(&self) -> Vec<String> {
        let calls = self.house.sim.journal().entries().into_iter();
        let calls = calls.filter(|call| call.listener == Listener::Graph && call.method != "GET");
        calls.map(|call| call.method).collect()
    }
}

#[tokio::test]
async fn nothing_replaces_itself_by_another_path() {
    let disk = Disk::of(twice()).await;
    let docs = (at("docs"), format!("{AGAIN}/docs"));
    let status = disk.replace("COPY", (&docs.0, &docs.1), "0").await;
    assert_eq!(status, 403);
    assert_eq!(disk.changes(), [""; 0]);
    assert_eq!(disk.read(&at("docs/sub/deep.txt")).await, "deep");
    disk.stop().await;
}

#[tokio::test]
async fn nothing_is_moved_or_copied_over_itself_by_another_path() {
    let disk = Disk::of(twice()).await;
    for name in ["docs/a.txt", "docs"] {
        for method in ["COPY", "MOVE"] {
            for overwrite in ["T", "F"] {
                let to = format!("{}{AGAIN}/{name}", disk.house.url());
                let headers = [("destination", to.as_str()), ("overwrite", overwrite)];
                let answer = disk.ask_with(method, &at(name), &headers).await;
                assert_eq!(answer.status, 403, "{method} {name} {overwrite}");
            }
        }
    }
    assert_eq!(disk.changes(), [""; 0]);
    // Another letter case is another name, by whichever path it is given.
    let cased = format!("{AGAIN}/docs/A.txt");
    let ways = (&*at("docs/a.txt"), &*cased);
    assert_eq!(disk.replace("MOVE", ways, "infinity").await, 201);
    assert_eq!(disk.changes(), ["PATCH"]);
    let hrefs = disk.hrefs(&at("docs")).await;
    assert!(hrefs.contains(&at("docs/A.txt")), "{hrefs:?}");
    disk.stop().await;
}

#[tokio::test]
async fn what_came_behind_our_back_is_replaced_all_the_same() {
    for (method, changes) in [
        ("MOVE", &["PATCH", "PATCH", "PATCH", "DELETE"][..]),
        ("COPY", &["POST"][..]),
    ] {
        let disk = Disk::start().await;
        for folder in ["docs", "empty"] {
            disk.hrefs(&at(folder)).await;
        }
        let ada = disk.house.orgs[0].ada.clone();
        disk.house.sim.change(|world| {
            let mut drive = world.drive_of(&ada);
            drive.add_file("/empty/x.txt", "theirs", World::BEGINNING);
        });
        disk.house.sim.journal().clear();
        let ways = (&*at("docs/a.txt"), &*at("empty/x.txt"));
        assert_eq!(
            disk.replace(method, ways, "infinity").await,
            204,
            "{method}"
        );
        assert_eq!(disk.changes(), changes, "{method}");
        assert_eq!(disk.read(&at("empty/x.txt")).await, "alpha", "{method}");
        disk.stop().await;
    }
}

#[tokio::test]
async fn what_was_put_behind_our_back_in_the_place_of_what_was_there_is_replaced() {
    let disk = Disk::start().await;
    let (file, folder) = ("docs/b%20&%20c.txt", "docs/sub");
    disk.hrefs(&at("docs")).await;
    let ada = disk.house.orgs[0].ada.clone();
    disk.house.sim.change(|world| {
        let mut drive = world.drive_of(&ada);
        drive.remove("/docs/b & c.txt").remove("/docs/sub");
        drive.add_file("/docs/b & c.txt", "theirs", World::BEGINNING);
        drive.add_file("/docs/sub/other.txt", "theirs", World::BEGINNING);
    });
    let ways = (&*at("docs/a.txt"), &*at(file));
    assert_eq!(disk.replace("MOVE", ways, "infinity").await, 204);
    assert_eq!(disk.read(&at(file)).await, "alpha");
    let ways = (&*at("empty"), &*at(folder));
    assert_eq!(disk.replace("MOVE", ways, "infinity").await, 204);
    assert_eq!(disk.hrefs(&at(folder)).await, [at("docs/sub/")]);
    assert_eq!(strays(&disk, &at("docs")).await, [""; 0]);
    disk.stop().await;
}

#[tokio::test]
async fn what_is_to_stay_stays_though_nobody_remembers_it() {
    let disk = Disk::start().await;
    disk.hrefs(&at("empty")).await;
    let ada = disk.house.orgs[0].ada.clone();
    disk.house.sim.change(|world| {
        let mut drive = world.drive_of(&ada);
        drive.add_file("/empty/x.txt", "theirs", World::BEGINNING);
    });
    for method in ["MOVE", "COPY"] {
        let to = format!("{}{}", disk.house.url(), at("empty/x.txt"));
        let headers = [("destination", to.as_str()), ("overwrite", "F")];
        let answer = disk.ask_with(method, &at("docs/a.txt"), &headers).await;
        assert_eq!(answer.status, 412, "{method}");
    }
    assert_eq!(disk.read(&at("empty/x.txt")).await, "theirs");
    disk.stop().await;
}

#[tokio::test]
async fn nothing_replaces_the_folder_it_lies_in_by_another_path() {
    let disk = Disk::of(twice()).await;
    let docs = format!("{AGAIN}/docs");
    for method in ["COPY", "MOVE"] {
        for inside in ["docs/sub", "docs/a.txt", "docs/sub/deep.txt"] {
            let status = disk.replace(method, (&at(inside), &docs), "infinity").await;
            assert_eq!(status, 403, "{method} {inside}");
        }
    }
    for depth in ["0", "infinity"] {
        let inside = format!("{docs}/sub");
        let status = disk.replace("COPY", (&at("docs"), &inside), depth).await;
        assert_eq!(status, 403, "Depth: {depth}");
    }
    assert_eq!(disk.changes(), [""; 0]);
    assert_eq!(disk.read(&at("docs/sub/deep.txt")).await, "deep");
    disk.stop().await;
}

#[tokio::test]
async fn depth_makes_no_difference_to_a_file() {
    let disk = Disk::start().await;
    let files = (at("docs/a.txt"), at("docs/b%20&%20c.txt"));
    let status = disk.replace("COPY", (&files.0, &files.1), "0").await;
    assert_eq!(status, 204);
    assert_eq!(disk.changes(), ["POST"], "in one step");
    for (depth, from, to) in [("0", "docs/a.txt", "a.txt"), ("1", "a.txt", "docs/a.txt")] {
        let status = disk.replace("MOVE", (&at(from), &at(to)), depth).await;
        assert_eq!(status, 201, "Depth: {depth}");
        assert_eq!(disk.read(&at(to)).await, "alpha");
    }
    for depth in ["0", "1"] {
        let status = disk.replace("MOVE", (&at("docs"), &at("new")), depth).await;
        assert_eq!(status, 400, "a folder, Depth: {depth}");
    }
    disk.stop().await;
}

/// Two folders, of which one is to take the other's place.
async fn two_folders(disk: &Disk, (one, two): (&str, &str)) {
    for folder in [one, two] {
        disk.ask("MKCOL", folder).await;
    }
    disk.put(&format!("{one}/new.txt"), "new").await;
    disk.put(&format!("{one}/other.txt"), "other").await;
    disk.put(&format!("{two}/old.txt"), "old").await;
}

/// What is left of something that was laid or set beside its place.
async fn strays(disk: &Disk, folder: &str) -> Vec<String> {
    let mut names = disk.hrefs(folder).await;
    names.retain(|name| name.contains("(new") || name.contains("(replaced"));
    names
}

#[tokio::test]
async fn a_folder_that_can_not_get_its_place_leaves_the_other_there_with_its_locks() {
    let disk = Disk::start().await;
    let (one, two) = (at("one"), at("two"));
    two_folders(&disk, (&one, &two)).await;
    let token = disk.lock(&two).await.header("lock-token").to_owned();
    for method in ["MOVE", "COPY"] {
        disk.house.sim.journal().clear();
        let second = Fault::on(Listener::Graph).method("PATCH").nth(2);
        let refusal = second
            .status(403)
            .header("content-type", "application/json")
            .body("{\"error\": {\"code\": \"accessDenied\", \"message\": \"no\"}}");
        disk.house.sim.faults().add(refusal);
        let tokens = format!("<{two}> ({token})");
        let to = format!("{}{two}", disk.house.url());
        let headers = [("destination", to.as_str()), ("if", tokens.as_str())];
        let refused = disk.ask_with(method, &one, &headers).await;
        assert_eq!(refused.status, 502, "{method}: {}", refused.text());
        disk.house.sim.faults().clear();
        assert_eq!(disk.read(&format!("{two}/old.txt")).await, "old");
        assert_eq!(disk.read(&format!("{one}/new.txt")).await, "new");
        assert_eq!(strays(&disk, ROOT).await, [""; 0], "{method}");
        let put = disk.put(&format!("{two}/old.txt"), "newer").await;
        assert_eq!(put.status, 423, "{method}: it is still locked");
    }
    disk.stop().await;
}

#[tokio::test]
async fn a_folder_from_another_drive_takes_the_place_of_a_folder_whole() {
    let disk = Disk::start().await;
    let (one, two) = (at("one"), "/dav/contoso/bobs/two");
    two_folders(&disk, (&one, two)).await;
    assert_eq!(disk.replace("MOVE", (&one, two), "infinity").await, 204);
    assert_eq!(disk.read(&format!("{two}/new.txt")).await, "new");
    assert_eq!(
        disk.ask("HEAD", &format!("{two}/old.txt")).await.status,
        404
    );
    assert_eq!(disk.ask("HEAD", &one).await.status, 404, "it has gone");
    assert_eq!(strays(&disk, "/dav/contoso/bobs").await, [""; 0]);
    disk.stop().await;
}

#[tokio::test]
async fn a_folder_that_does_not_come_whole_from_another_drive_stays_where_it_is() {
    let disk = Disk::start().await;
    let (one, two) = (at("one"), "/dav/contoso/bobs/two");
    two_folders(&disk, (&one, two)).await;
    let ada = disk.house.orgs[0].ada.clone();
    disk.house.sim.change(|world| {
        world.drive_of(&ada).mark_malware("/one/new.txt");
    });
    disk.house.clock.advance(Duration::from_mins(2));
    let to = format!("{}{two}", disk.house.url());
    let told = disk.ask_with("MOVE", &one, &[("destination", &to)]).await;
    assert_eq!(told.status, 207, "{}", told.text());
    assert_eq!(hrefs(&told.text()), [format!("{one}/new.txt")]);
    assert_eq!(disk.hrefs(&one).await.len(), 3, "all is still there");
    assert_eq!(disk.read(&format!("{one}/other.txt")).await, "other");
    assert_eq!(disk.read(&format!("{two}/old.txt")).await, "old");
    assert_eq!(strays(&disk, "/dav/contoso/bobs").await, [""; 0]);
    disk.stop().await;
}

#[tokio::test]
async fn a_folder_copied_alone_keeps_what_is_said_of_it() {
    let disk = Disk::start().await;
    let patch = "<D:propertyupdate xmlns:D='DAV:'><D:set><D:prop><mark xmlns='urn:x'>told</mark>\
        </D:prop></D:set></D:propertyupdate>";
    let said = disk.request("PROPPATCH", &at("docs")).body(patch);
    assert_eq!(Answer::of(said).await.status, 207);
    let body = "<propfind xmlns='DAV:'><prop><mark xmlns='urn:x'/></prop></propfind>";
    for (to, status) in [("fresh", 201), ("empty", 204)] {
        let ways = (&*at("docs"), &*at(to));
        assert_eq!(disk.replace("COPY", ways, "0").await, status, "{to}");
        let text = disk.propfind(&at(to), "0", body).await.text();
        assert!(text.contains(">told<"), "{to}: {text}");
        assert_eq!(disk.hrefs(&at(to)).await.len(), 1, "{to} is empty");
    }
    disk.stop().await;
}
