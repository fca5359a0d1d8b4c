//! Folders, whole or not at all.

use graph_sim::QuickXor;
use serde_json::{Value, json};

use super::{TEXT, house, on_graph, refused};
use crate::support::House;

/// Answers the listing of Ada's `/docs` with this page, once.
fn page_once(house: &House, page: &Value) {
    let once = on_graph().path_matches("/docs:/children$").times(1);
    let once = once.status(200).header("content-type", "application/json");
    house.sim.faults().add(once.body(page.to_string()));
}

#[tokio::test]
async fn an_empty_page_does_not_end_a_listing() {
    let (house, admin) = house().await;
    let drive = &house.orgs[0].ada.drive_id;
    let next = format!(
        "{}v1.0/drives/{drive}/root:/docs:/children?$top=10",
        house.sim.graph_url()
    );
    page_once(&house, &json!({ "value": [], "@odata.nextLink": next }));
    assert_eq!(admin.list("/contoso/ada/docs").await.names().len(), 25);
    house.stop().await;
}

#[tokio::test]
async fn a_folder_that_cannot_be_read_is_neither_empty_nor_missing() {
    for (status, code) in [
        (403, "accessDenied"),
        (429, "activityLimitReached"),
        (500, "generalException"),
        (503, "serviceNotAvailable"),
    ] {
        // From the first page on, and from the second on: a part of a listing is none.
        for first in [1, 2] {
            let (house, admin) = house().await;
            house
                .sim
                .switches()
                .update(|all| all.listing.page_size_cap = 10);
            let pages = refused(status, code).path_matches("/docs:/children$");
            house.sim.faults().add(pages.nth(first).always());
            for address in [
                "/api/v1/fs/list?path=/contoso/ada/docs",
                "/contoso/ada/docs/",
                "/contoso/ada/docs",
            ] {
                let answer = admin.get(address).await;
                let text = answer.text();
                assert!(
                    answer.status == 403 || answer.status >= 500,
                    "{address}: {text}"
                );
                assert!(!text.contains("00.txt") && !text.contains("is empty"));
            }
            house.stop().await;
        }
    }
}

#[tokio::test]
async fn an_answer_that_is_not_graphs_is_a_failure_whatever_it_says() {
    let page = "<html><body>Bad gateway</body></html>";
    for (status, media_type, body) in [
        (502, "text/html", page),
        (503, "text/html", page),
        (504, "text/html", page),
        (429, "text/plain", "Too many requests"),
        (403, "text/html", page),
        (404, "text/html", page),
        (200, "text/html", page),
        (200, "application/json", ""),
        (200, "application/json", "{}"),
        (204, "application/json", ""),
    ] {
        let (house, admin) = house().await;
        let fault = on_graph().status(status).header("content-type", media_type);
        house.sim.faults().add(fault.body(body));
        for address in [
            "/api/v1/fs/list?path=/contoso/ada/docs",
            "/api/v1/fs/stat?path=/contoso/ada/docs/00.txt",
            "/contoso/ada/docs/",
            "/d/contoso/ada/docs/00.txt",
            "/p/contoso/ada/docs/00.txt",
        ] {
            let answer = admin.get(address).await;
            let case = format!("{status} {body:?} {address}: {}", answer.text());
            assert!([502, 503, 504].contains(&answer.status), "{case}");
        }
        house.stop().await;
    }
}

#[tokio::test]
async fn a_deep_file_is_asked_for_and_nothing_on_the_way() {
    let (house, admin) = house().await;
    for (path, status) in [
        ("/contoso/ada/a/b/c/d/deep.txt", 200),
        ("/contoso/ada/a/b/c/d/other.txt", 404),
        ("/contoso/ada/x/y/z.txt", 404),
    ] {
        assert_eq!(admin.stat(path).await.status, status, "{path}");
        assert_eq!(house.sim.journal().graph_calls(), 1, "{path}");
        let all = house.sim.journal().entries();
        assert!(!all[0].path.contains("children"), "{path}");
        house.sim.journal().clear();
    }
    house.stop().await;
}

#[tokio::test]
async fn a_listing_asks_for_what_it_shows_and_keeps_the_addresses() {
    let (house, admin) = house().await;
    let listed = admin.list("/contoso/ada/docs").await;
    assert_eq!(house.sim.journal().graph_calls(), 1);
    let query = house.sim.journal().entries()[0].query.clone();
    let query = query.expect("a query");
    assert!(query.contains("$select=id,name,size"), "{query}");
    assert!(
        !query.contains("expand") && !query.contains("thumbnail"),
        "{query}"
    );
    for name in listed.names() {
        let answer = admin.get(&format!("/d/contoso/ada/docs/{name}")).await;
        assert_eq!(answer.status, 302);
    }
    assert_eq!(house.sim.journal().graph_calls(), 1, "the listing's own");
    house.stop().await;
}

#[tokio::test]
async fn a_row_tells_the_clients_times_the_hash_and_the_tag() {
    let (house, admin) = house().await;
    let listed = admin.list("/contoso/bob/docs").await.json();
    let row = &listed["items"][0];
    let mut hash = QuickXor::default();
    hash.update(TEXT.as_bytes());
    assert_eq!(row["hashes"]["quickxor"], hash.to_base64());
    let head = admin.head("/p/contoso/bob/docs/00.txt").await;
    assert_eq!(row["etag"], head.header("etag"));
    assert!(head.header("etag").starts_with('"'), "a strong one");

    let item = json!({
        "id": "01A", "name": "old.txt", "size": 1, "file": {},
        "createdDateTime": "2026-11-01T00:00:00Z", "lastModifiedDateTime": "2026-11-01T00:00:00Z",
        "fileSystemInfo": {
            "createdDateTime": "1999-01-02T03:04:05Z", "lastModifiedDateTime": "2001-01-02T03:04:05Z",
        },
    });
    page_once(&house, &json!({ "value": [item] }));
    let row = admin.list("/contoso/ada/docs").await.json()["items"][0].clone();
    assert_eq!(row["created_at"], "1999-01-02T03:04:05Z");
    assert_eq!(row["modified_at"], "2001-01-02T03:04:05Z");
    house.stop().await;
}

#[tokio::test]
async fn what_is_neither_file_nor_folder_is_not_opened_as_one() {
    let (house, admin) = house().await;
    let (ada, bob) = (house.orgs[0].ada.clone(), house.orgs[0].bob.clone());
    house.sim.change(|world| {
        let folder = world.drive_of(&bob).id_of("/docs");
        world
            .drive_of(&ada)
            .add_package("/odd/notes")
            .add_shortcut("/odd/shared", &bob, &folder);
    });
    let listed = admin.list("/contoso/ada/odd").await.json();
    let kinds: Vec<_> = listed["items"].as_array().expect("items").iter().collect();
    let kind_of = |name: &str| {
        kinds
            .iter()
            .find(|row| row["name"] == name)
            .map(|row| &row["kind"])
    };
    assert_eq!(kind_of("notes"), Some(&json!("package")));
    assert_eq!(kind_of("shared"), Some(&json!("shortcut")));
    for name in ["notes", "shared", "shared/00.txt"] {
        let path = format!("/contoso/ada/odd/{name}");
        assert!(
            [404, 409].contains(&admin.list(&path).await.status),
            "{name}"
        );
    }
    // Kinds that we don't know, and items of which next to nothing is said.
    let odd = json!({ "value": [
        { "id": "01A", "name": "an album", "bundle": { "childCount": 3 } },
        { "id": "01B", "name": "nothing known", "size": null, "lastModifiedDateTime": null },
        { "id": "01C", "name": "no hashes.txt", "file": { "hashes": null } },
        { "id": "01D", "name": "bare folder", "folder": {}, "parentReference": {} },
    ]});
    page_once(&house, &odd);
    let listed = admin.list("/contoso/ada/docs").await.json();
    let items = listed["items"].as_array().expect("items").iter();
    let kinds: Vec<_> = items
        .map(|row| (row["name"].as_str(), row["kind"].as_str()))
        .collect();
    for row in [
        ("bare folder", "folder"),
        ("an album", "package"),
        ("nothing known", "package"),
        ("no hashes.txt", "file"),
    ] {
        assert!(
            kinds.contains(&(Some(row.0), Some(row.1))),
            "{row:?} in {kinds:?}"
        );
    }
    house.stop().await;
}
