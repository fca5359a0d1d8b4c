//! `PROPPATCH`: what is said of what is there, all of it or nothing.

use graph_sim::World;
use onefold::domain::Property;

use super::disk::{hrefs, plan};
use super::{Disk, ROOT};
use crate::support::Answer;

const SUMS: &str = "<checksums xmlns='http://owncloud.org/ns'>\
    <checksum>SHA1:a9993e364706816aba3e25717850c26c9cd0d89d</checksum></checksums>";

const TIME: &str = "<D:lastmodified>1000000000</D:lastmodified>";

/// Says these of an entry; the status, and the text of the answer.
async fn say(disk: &Disk, path: &str, properties: &str) -> (u16, String) {
    let body = format!(
        "<D:propertyupdate xmlns:D='DAV:'><D:set><D:prop>{properties}</D:prop></D:set>\
         </D:propertyupdate>"
    );
    let answer = Answer::of(disk.request("PROPPATCH", path).body(body)).await;
    (answer.status, answer.text())
}

async fn modified_at(disk: &Disk, path: &str) -> String {
    disk.ask("HEAD", path)
        .await
        .header("last-modified")
        .to_owned()
}

#[tokio::test]
async fn nothing_is_said_of_what_may_only_be_read() {
    let disk = Disk::start().await;
    for properties in [SUMS, TIME, "<x xmlns='urn:x'>1</x>"] {
        let (status, text) = say(&disk, "/dav/contoso/bob/bobs.txt", properties).await;
        assert_eq!(status, 403, "{properties}: {text}");
    }
    let sums = "<propfind xmlns='DAV:'><prop><checksums xmlns='http://owncloud.org/ns'/></prop>\
        </propfind>";
    let found = disk.propfind("/dav/contoso/bob/bobs.txt", "0", sums).await;
    assert!(!found.text().contains("SHA1:"), "{}", found.text());
    disk.stop().await;
}

#[tokio::test]
async fn nothing_said_is_answered_whole() {
    let disk = Disk::start().await;
    let (status, text) = say(&disk, &format!("{ROOT}/docs/a.txt"), "").await;
    assert_eq!(status, 207, "{text}");
    assert!(text.contains("HTTP/1.1 200 OK"), "{text}");
    disk.stop().await;
}

#[tokio::test]
async fn what_can_not_be_kept_whole_changes_no_time_either() {
    let disk = Disk::start().await;
    let file = format!("{ROOT}/docs/a.txt");
    let before = modified_at(&disk, &file).await;
    let long = "x".repeat(Property::MOST_BYTES + 1);
    let too_much = format!("{TIME}<long xmlns='urn:x'>{long}</long>");
    let (status, text) = say(&disk, &file, &too_much).await;
    assert_eq!(status, 507, "{text:.300}");
    assert_eq!(modified_at(&disk, &file).await, before);
    let (status, _) = say(&disk, &file, TIME).await;
    assert_eq!(status, 207);
    let after = "Sun, 09 Sep 2001 01:46:40 GMT";
    assert_eq!(modified_at(&disk, &file).await, after);
    disk.stop().await;
}

#[tokio::test]
async fn what_is_said_of_a_locked_file_needs_its_token() {
    let disk = Disk::start().await;
    let file = format!("{ROOT}/docs/a.txt");
    let locked = disk.lock(&file).await;
    let token = locked.header("lock-token").to_owned();
    for properties in [SUMS, TIME, "<x xmlns='urn:x'>1</x>"] {
        let (status, text) = say(&disk, &file, properties).await;
        assert_eq!(status, 423, "{properties}: {text}");
    }
    let body = format!(
        "<D:propertyupdate xmlns:D='DAV:'><D:set><D:prop>{SUMS}</D:prop></D:set>\
         </D:propertyupdate>"
    );
    let request = disk.request("PROPPATCH", &file).body(body);
    let answer = Answer::of(request.header("if", format!("({token})"))).await;
    assert_eq!(answer.status, 207, "{}", answer.text());
    disk.stop().await;
}

#[tokio::test]
async fn a_folder_of_which_too_much_is_said_is_listed_without_it_or_not_at_all() {
    let mut plan = plan();
    plan.add_writer("fabrikam", |world, org| {
        let mut drive = world.drive_of(&org.ada);
        for number in 0..270 {
            drive.add_file(&format!("/{number}.txt"), "x", World::BEGINNING);
        }
    });
    plan.mount(
        "/fabrikam/ada",
        "fabrikam",
        "ada@fabrikam.example",
        "root: /",
    );
    let disk = Disk::of(plan.configure("upstream: { units_per_minute: 100000 }")).await;
    let folder = "/dav/fabrikam/ada";
    assert_eq!(disk.hrefs(folder).await.len(), 271);
    let long = "x".repeat(Property::MOST_BYTES - 100);
    let said = format!("<long xmlns='urn:x'>{long}</long>");
    for number in 0..270 {
        let (status, text) = say(&disk, &format!("{folder}/{number}.txt"), &said).await;
        assert_eq!(status, 207, "{number}: {text:.300}");
    }
    let all = disk.propfind(folder, "1", "").await;
    assert_eq!(all.status, 507, "{:.300}", all.text());
    let names = "<propfind xmlns='DAV:'><prop><getetag/></prop></propfind>";
    let found = disk.propfind(folder, "1", names).await;
    assert_eq!(found.status, 207);
    assert_eq!(hrefs(&found.text()).len(), 271);
    disk.stop().await;
}
