//! Where shortcuts lead, in every face.

use graph_sim::switches::ShortcutListing;
use serde_json::Value;

use super::{house, house_with};
use crate::support::{Actor, Answer};

#[tokio::test]
async fn a_page_below_a_shortcut_has_one_address_where_its_mount_shows_it() {
    let (house, admin) = house().await;
    for (asked, address) in [
        ("/contoso/ada/Work/Short", "/contoso/projects/"),
        ("/contoso/ada/Work/Short/", "/contoso/projects/"),
        ("/contoso/ada/work/SHORT/Deep/", "/contoso/projects/Deep/"),
        (
            "/contoso/ada/Work/Short/Deep/Down/note.txt",
            "/contoso/projects/Deep/Down/note.txt",
        ),
        ("/contoso/ada/Work/Plan", "/contoso/projects/plan.txt"),
        ("/contoso/ada/Work/Private/", "/contoso/bob/Private/"),
    ] {
        let page = admin.get(asked).await;
        assert_eq!(
            (page.status, page.header("location")),
            (303, address),
            "{asked}: {}",
            page.text()
        );
        assert_eq!(admin.get(address).await.status, 200, "{address}");
    }
    house.stop().await;
}

#[tokio::test]
async fn listings_entries_and_bytes_are_those_of_the_place_it_leads_to() {
    let (house, admin) = house().await;
    let listed = admin.list("/contoso/ada/Work/Short").await;
    assert_eq!(listed.names(), ["Deep", "plan.txt"]);
    let below = admin.list("/contoso/ada/Work/Short/Deep/Down").await;
    assert_eq!(below.names(), ["note.txt"]);
    let plan = admin.stat("/contoso/ada/Work/Plan").await.json();
    assert_eq!(
        (&plan["kind"], &plan["name"]),
        (&"file".into(), &"plan.txt".into())
    );
    assert_eq!(plan, admin.stat("/contoso/projects/plan.txt").await.json());
    for path in ["Work/Plan", "Work/Short/plan.txt", "work/SHORT/PLAN.TXT"] {
        let bytes = admin.get(&format!("/p/contoso/ada/{path}")).await;
        assert_eq!((bytes.status, bytes.text()), (200, "the plan".to_owned()));
    }
    let by_mount = admin.get("/d/contoso/ada/Work/Short/plan.txt").await;
    assert_eq!(by_mount.status, 302);
    let bytes = admin.follow(by_mount.header("location")).await;
    assert_eq!(bytes.text(), "the plan");
    let missing = admin.stat("/contoso/ada/Work/Short/Deep/no").await;
    assert_eq!(missing.status, 404);
    house.stop().await;
}

#[tokio::test]
async fn one_can_page_through_a_folder_at_its_shortcut() {
    let (house, admin) = house().await;
    let part = async |cursor: &str| {
        let query = format!("path=/contoso/ada/Work/Short&limit=1&sort=-name{cursor}");
        admin.get(&format!("/api/v1/fs/list?{query}")).await
    };
    let first = part("").await;
    assert_eq!(first.names(), ["Deep"], "{}", first.text());
    let cursor = first.json()["next_cursor"]
        .as_str()
        .unwrap_or_default()
        .to_owned();
    let second = part(&format!("&cursor={cursor}")).await;
    assert_eq!(second.names(), ["plan.txt"], "{}", second.text());
    // What is remembered of the shortcut is no more than a help.
    house.advance(std::time::Duration::from_mins(5));
    let again = part(&format!("&cursor={cursor}")).await;
    assert_eq!(again.names(), ["plan.txt"], "{}", again.text());
    let forged = part("&cursor=x").await;
    assert_eq!(forged.code(), "invalid_cursor");
    house.stop().await;
}

#[tokio::test]
async fn a_mount_that_follows_none_shows_shortcuts_as_what_cannot_be_opened() {
    let (house, admin) = house().await;
    let shortcut = admin.stat("/contoso/plain/Work/Short").await.json();
    assert_eq!(
        (&shortcut["kind"], &shortcut["target"]),
        (&"shortcut".into(), &Value::Null)
    );
    assert_eq!(
        admin.list("/contoso/plain/Work/Short").await.code(),
        "opaque"
    );
    let below = admin.list("/contoso/plain/Work/Short/Deep").await;
    assert_eq!(below.code(), "not_found");
    let bytes = admin.get("/p/contoso/plain/Work/Plan").await;
    assert!(bytes.text().contains("opaque"), "{}", bytes.text());
    let page = admin.get("/contoso/plain/Work/Short").await;
    assert_eq!(page.status, 200);
    assert!(
        page.text()
            .contains("It leads to nothing that you can open here")
    );
    assert_eq!(
        targets(&admin, "/contoso/plain/Work").await,
        [const { None }; 5]
    );
    house.stop().await;
}

#[tokio::test]
async fn a_listing_tells_where_its_shortcuts_lead_as_far_as_that_is_known_already() {
    let (house, admin) = house().await;
    assert_eq!(
        targets(&admin, "/contoso/ada/Work").await,
        [const { None }; 5]
    );
    assert_eq!(admin.stat("/contoso/ada/Work/Short").await.status, 200);
    house.sim.journal().clear();
    let projects = Some("/contoso/projects".to_owned());
    let expected = [None, None, None, None, projects];
    assert_eq!(targets(&admin, "/contoso/ada/Work").await, expected);
    assert_eq!(super::calls(&house), 0, "nobody is asked");
    house.stop().await;
}

#[tokio::test]
async fn shortcuts_are_listed_by_a_service_that_shows_them_only_on_request() {
    let (house, admin) =
        house_with(|switches| switches.listing.shortcuts = ShortcutListing::OnRequest).await;
    assert_eq!(shortcuts(&admin.list("/contoso/ada/Work").await).len(), 5);
    assert_eq!(admin.list("/contoso/ada/Work/Short").await.status, 200);
    house.stop().await;
}

#[tokio::test]
async fn a_drive_that_is_not_known_yet_is_not_asked_for() {
    let house = super::plan().start().await;
    let admin = house.admin().await;
    let shortcut = admin.stat("/contoso/ada/Work/Short").await.json();
    assert_eq!(
        shortcut["kind"], "shortcut",
        "nobody has come to Bob's drive"
    );
    assert_eq!(admin.list("/contoso/bob").await.status, 200);
    let shortcut = admin.stat("/contoso/ada/Work/Short").await.json();
    assert_eq!(shortcut["kind"], "folder");
    house.stop().await;
}

/// The targets of the shortcuts in a folder, in the order of their names.
async fn targets(actor: &Actor, folder: &str) -> Vec<Option<String>> {
    let rows = shortcuts(&actor.list(folder).await);
    let targets = rows
        .iter()
        .map(|row| row["target"].as_str().map(str::to_owned));
    targets.collect()
}

fn shortcuts(listed: &Answer) -> Vec<Value> {
    let rows = listed.json()["items"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    rows.into_iter()
        .filter(|row| row["kind"] == "shortcut")
        .collect()
}

#[tokio::test]
async fn on_a_disk_a_shortcut_to_a_folder_is_never_an_empty_file() {
    let (house, admin) = house().await;
    let disk = async |method: &str, path: &str| {
        let request = admin.request(method, &format!("/dav/contoso/{path}"));
        Answer::of(request.header("depth", "1")).await
    };
    let listed = disk("PROPFIND", "ada/Work/").await.text();
    assert!(listed.contains("<D:href>/dav/contoso/ada/Work/Short</D:href>"));
    for path in ["ada/Work/Short", "ada/work/SHORT", "plain/Work/Short"] {
        for method in ["GET", "HEAD"] {
            assert_eq!(disk(method, path).await.status, 403, "{method} {path}");
        }
    }
    for path in ["ada/Work/Short/", "ada/Work/Short/Deep", "ada/Work"] {
        let folder = disk("GET", path).await;
        assert_eq!(
            (folder.status, folder.text()),
            (200, String::new()),
            "{path}"
        );
    }
    let below = disk("PROPFIND", "ada/Work/Short/").await;
    assert_eq!(below.status, 207);
    assert!(
        below
            .text()
            .contains("/dav/contoso/ada/Work/Short/plan.txt<")
    );
    let plan = disk("GET", "ada/Work/Plan").await;
    assert_eq!((plan.status, plan.text()), (200, "the plan".to_owned()));
    house.stop().await;
}
