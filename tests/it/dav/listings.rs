//! What is listed, and how it is said.

use std::time::Duration;

use super::disk::{hrefs, value};
use super::{Disk, ROOT};

const FOUR: &str = "<propfind xmlns='DAV:'><prop><displayname/><getlastmodified/>\
    <getcontentlength/><resourcetype/></prop></propfind>";

#[tokio::test]
async fn a_folder_is_listed_with_itself_first_and_addresses_as_they_are_compared() {
    let disk = Disk::start().await;
    let mut found = disk.hrefs(&format!("{ROOT}/docs/")).await;
    assert_eq!(found.remove(0), "/dav/contoso/ada/docs/");
    found.sort();
    let expected = [
        "/dav/contoso/ada/docs/a.txt",
        "/dav/contoso/ada/docs/b%20%26%20c.txt",
        "/dav/contoso/ada/docs/sub/",
    ];
    assert_eq!(found, expected);
    disk.stop().await;
}

#[tokio::test]
async fn a_folder_without_its_slash_is_answered_where_it_stands() {
    let disk = Disk::start().await;
    let answer = disk.propfind(&format!("{ROOT}/docs"), "1", FOUR).await;
    assert_eq!(answer.status, 207);
    assert_eq!(answer.header("content-location"), "/dav/contoso/ada/docs/");
    assert_eq!(
        answer.header("content-type"),
        "application/xml; charset=utf-8"
    );
    assert_eq!(hrefs(&answer.text()).len(), 4);
    disk.stop().await;
}

#[tokio::test]
async fn addresses_are_spelled_as_they_were_asked_for() {
    let disk = Disk::start().await;
    let found = disk.hrefs("/dav/CONTOSO/Ada/Docs/").await;
    assert_eq!(found.len(), 4);
    let strays: Vec<_> = found
        .iter()
        .filter(|href| !href.starts_with("/dav/CONTOSO/Ada/Docs/"))
        .collect();
    assert!(strays.is_empty(), "{strays:?}");
    disk.stop().await;
}

#[tokio::test]
async fn who_does_not_say_how_deep_gets_the_folder_and_its_members_or_the_file() {
    let disk = Disk::start().await;
    for (path, count) in [("docs", 4), ("docs/a.txt", 1)] {
        let answer = disk.ask("PROPFIND", &format!("{ROOT}/{path}")).await;
        assert_eq!(answer.status, 207, "{path}");
        assert_eq!(hrefs(&answer.text()).len(), count, "{path}");
    }
    disk.stop().await;
}

#[tokio::test]
async fn everything_below_is_not_told_and_other_depths_are_none() {
    let disk = Disk::start().await;
    let answer = disk.propfind(ROOT, "infinity", "").await;
    assert_eq!(answer.status, 403);
    assert!(answer.text().contains("propfind-finite-depth"));
    assert_eq!(disk.propfind(ROOT, "2", "").await.status, 400);
    disk.stop().await;
}

#[tokio::test]
async fn a_file_with_a_slash_behind_it_is_not_there() {
    let disk = Disk::start().await;
    let file = format!("{ROOT}/docs/a.txt");
    let token = disk.lock(&file).await.header("lock-token").to_owned();
    let to = format!("{}{ROOT}/docs/c.txt", disk.house.url());
    let shown = format!("({token})");
    let patch =
        "<propertyupdate xmlns='DAV:'><set><prop><a xmlns='u'/></prop></set></propertyupdate>";
    let lock = "<lockinfo xmlns='DAV:'><lockscope><shared/></lockscope><locktype><write/></locktype></lockinfo>";
    let tree = onefold::dav::ROUTES
        .iter()
        .find(|route| route.path == "/dav/{*path}");
    let methods = tree.expect("there is a tree").methods;
    // `LOCK` without a body lets a lock live on, with one it sets another.
    for method in methods.iter().copied().chain(["LOCK with a body"]) {
        let expected = match method {
            "OPTIONS" => 200,
            "PUT" | "MKCOL" => 405,
            _ => 404,
        };
        let (name, body) = match method {
            "PROPPATCH" => (method, patch),
            "LOCK with a body" => ("LOCK", lock),
            _ => (method, ""),
        };
        let request = disk.request(name, &format!("{file}/"));
        let request = request.header("destination", &to).header("if", &shown);
        let request = request.header("lock-token", &token).body(body);
        let answer = crate::support::Answer::of(request).await;
        assert_eq!(answer.status, expected, "{method}: {}", answer.text());
    }
    assert_eq!(disk.read(&file).await, "alpha");
    let locked = disk.put(&file, "omega").await;
    assert_eq!(locked.status, 423, "the lock is there as before");
    disk.stop().await;
}

#[tokio::test]
async fn properties_that_are_not_there_are_named_with_404_behind_those_that_are() {
    let disk = Disk::start().await;
    let body = "<propfind xmlns='DAV:'><prop><nonsense xmlns='u'/><getetag/></prop></propfind>";
    let file = format!("{ROOT}/docs/a.txt");
    let text = disk.propfind(&file, "0", body).await.text();
    let (found, missing) = text.split_once("HTTP/1.1 200 OK").expect("it is there");
    assert!(found.contains("<D:getetag>\""), "{text}");
    assert!(
        missing.contains("nonsense") && missing.contains("404"),
        "{text}"
    );
    let brief = disk
        .request("PROPFIND", &file)
        .header("brief", "t")
        .body(body);
    let brief = crate::support::Answer::of(brief.header("depth", "0")).await;
    assert!(!brief.text().contains("404"), "{}", brief.text());
    disk.stop().await;
}

#[tokio::test]
async fn a_tag_is_the_same_in_a_listing_a_head_and_the_answer_to_a_put() {
    let disk = Disk::start().await;
    let file = format!("{ROOT}/docs/new.txt");
    let put = disk.put(&file, "new").await;
    assert_eq!(put.status, 201, "{}", put.text());
    let tag = put.header("etag").to_owned();
    assert!(tag.starts_with('"') && tag.ends_with('"'), "{tag}");
    // As it was just written; then as Microsoft lists it, and as Microsoft describes the file alone.
    for (path, depth, is_cold) in [
        (file.clone(), "0", false),
        (format!("{ROOT}/docs/"), "1", true),
        (file.clone(), "0", true),
    ] {
        if is_cold {
            disk.house.advance(Duration::from_mins(2));
        }
        disk.calls();
        let listed = disk.propfind(&path, depth, "").await.text();
        assert!(disk.calls() > 0 || !is_cold, "{path} {depth} is not cold");
        let mut rows = listed.split("<D:response>");
        let row = rows.find(|row| row.contains(&format!("<D:href>{file}</D:href>")));
        let listed = row.and_then(|row| value(row, "D:getetag"));
        let listed = listed.map(|listed| listed.replace("&quot;", "\""));
        assert_eq!(listed.as_ref(), Some(&tag), "{path} {depth}");
    }
    disk.house.advance(Duration::from_mins(2));
    assert_eq!(disk.ask("HEAD", &file).await.header("etag"), tag);
    disk.stop().await;
}

#[tokio::test]
async fn windows_can_walk_from_the_very_top() {
    let disk = Disk::start().await;
    for path in ["/", "/dav", "/dav/contoso", ROOT] {
        let answer = disk.propfind(path, "0", "").await;
        assert_eq!(answer.status, 207, "{path}");
        assert!(answer.text().contains("<D:collection/>"), "{path}");
    }
    assert_eq!(disk.hrefs("/").await, ["/", "/dav/"]);
    assert_eq!(disk.hrefs("/dav/").await, ["/dav/", "/dav/contoso/"]);
    disk.stop().await;
}

#[tokio::test]
async fn room_is_told_of_folders_and_only_where_it_is_asked_for() {
    let disk = Disk::start().await;
    let body = "<propfind xmlns='DAV:'><prop><quota-used-bytes/><quota-available-bytes/></prop></propfind>";
    let text = disk
        .propfind(&format!("{ROOT}/docs"), "0", body)
        .await
        .text();
    assert!(text.contains("<D:quota-available-bytes>"), "{text}");
    let all = disk.propfind(ROOT, "0", "").await.text();
    assert!(!all.contains("quota"), "{all}");
    let file = disk
        .propfind(&format!("{ROOT}/docs/a.txt"), "0", body)
        .await;
    let text = file.text();
    assert!(text.contains("<D:quota-available-bytes/>"), "{text}");
    assert!(!text.contains("<D:quota-available-bytes>"), "{text}");
    disk.stop().await;
}

#[tokio::test]
async fn bodies_that_are_no_questions_are_refused() {
    let disk = Disk::start().await;
    for body in [
        "<foo>",
        "<D:propfind/>",
        "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>",
    ] {
        assert_eq!(disk.propfind(ROOT, "0", body).await.status, 400, "{body}");
    }
    let long = format!(
        "<propfind xmlns='DAV:'><!--{}--><allprop/></propfind>",
        " ".repeat(300_000)
    );
    let request = disk
        .request("PROPFIND", ROOT)
        .header("depth", "0")
        .body(long);
    assert_eq!(crate::support::Answer::of(request).await.status, 413);
    disk.stop().await;
}

#[tokio::test]
async fn a_question_whose_answer_would_fill_the_memory_is_refused() {
    let mut plan = super::disk::plan();
    plan.add_writer("fabrikam", |world, org| {
        world
            .drive_of(&org.ada)
            .fill("/many", 2_000, |number| format!("{number}.txt"));
    });
    plan.mount(
        "/fabrikam/ada",
        "fabrikam",
        "ada@fabrikam.example",
        "root: /",
    );
    let disk = Disk::of(plan).await;
    let names: Vec<_> = (0..15).map(|number| format!("<a:n{number}/>")).collect();
    let names = names.concat();
    let asked = |namespace: &str| {
        format!(
            "<D:propfind xmlns:D='DAV:' xmlns:a='{namespace}'><D:prop>{names}</D:prop></D:propfind>"
        )
    };
    for (namespace, status) in [("urn:a".to_owned(), 207), ("\"".repeat(1_000), 507)] {
        let request = disk.request("PROPFIND", "/dav/fabrikam/ada/many/");
        let request = request.header("depth", "1").body(asked(&namespace));
        let answer = crate::support::Answer::of(request).await;
        assert_eq!(answer.status, status, "{:.200}", answer.text());
    }
    disk.stop().await;
}
