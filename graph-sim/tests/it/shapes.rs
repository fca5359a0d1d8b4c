//! The JSON of drives and items.

use graph_sim::{Content, Quota, User, World};

use crate::kit::Bed;

#[tokio::test]
async fn a_file_has_every_facet_of_a_business_file() {
    let bed = Bed::start().await;
    let item = bed.drive("/root:/Documents/hello.txt").await.json();
    assert_eq!(item["name"], "hello.txt");
    assert_eq!(item["size"], 12);
    assert_eq!(item["file"]["mimeType"], "text/plain");
    assert_eq!(
        item["file"]["hashes"]["quickXorHash"],
        "SCgDG9jwBhBc4Q1ybAMZQgAAAAA="
    );
    assert_eq!(
        item["fileSystemInfo"]["lastModifiedDateTime"],
        "2026-03-21T20:01:37Z"
    );
    assert_eq!(item["createdBy"]["user"]["displayName"], "Ada Example");
    let parent = &item["parentReference"];
    assert_eq!(parent["driveId"], bed.ada.drive_id.as_str());
    assert_eq!(parent["name"], "Documents");
    assert_eq!(
        parent["path"],
        format!("/drives/{}/root:/Documents", bed.ada.drive_id)
    );
    let tag = item["eTag"].as_str().unwrap();
    assert!(tag.starts_with("\"{") && tag.ends_with("},1\""), "{tag}");
    assert!(item["cTag"].as_str().unwrap().starts_with("\"c:{"));
    assert!(
        item["@odata.context"]
            .as_str()
            .unwrap()
            .contains("/v1.0/$metadata#drives")
    );
    assert!(item.get("folder").is_none());
}

#[tokio::test]
async fn a_folder_counts_its_children_and_sums_what_is_below() {
    let bed = Bed::start().await;
    let folder = bed.drive("/root:/Documents").await.json();
    assert_eq!(folder["folder"]["childCount"], 2);
    assert_eq!(folder["size"], 15);
    assert!(folder.get("cTag").is_none() && folder.get("file").is_none());
    assert!(folder.get("@microsoft.graph.downloadUrl").is_none());
}

#[tokio::test]
async fn the_root_is_marked_and_has_no_parent() {
    let bed = Bed::start().await;
    let root = bed.drive("/root").await.json();
    assert_eq!(root["name"], "root");
    assert_eq!(root["root"], serde_json::json!({}));
    assert!(
        root["id"]
            .as_str()
            .unwrap()
            .ends_with("6Y2GOVW7725BZO354PWSELRRZ")
    );
    assert!(root["parentReference"].get("id").is_none());
}

#[tokio::test]
async fn a_drive_tells_its_owner_and_quota() {
    let bed = Bed::start().await;
    let drive = bed
        .get(&format!("/users/{}/drive", bed.ada.id))
        .await
        .json();
    assert_eq!(drive["id"], bed.ada.drive_id.as_str());
    assert_eq!(drive["driveType"], "business");
    assert_eq!(drive["owner"]["user"]["email"], "ada@contoso.example");
    assert_eq!(drive["quota"]["used"], 15);
    assert_eq!(drive["quota"]["state"], "normal");
    let user = User {
        quota: Quota::Hidden,
        ..User::new("hal", "Hal")
    };
    let hal = bed.sim.change(|world| world.add_user(&bed.contoso, user));
    let drive = bed.get(&format!("/drives/{}", hal.drive_id)).await.json();
    assert!(drive.get("quota").is_none());
}

#[tokio::test]
async fn packages_shortcuts_and_infected_files_show_what_they_are() {
    let bed = Bed::with(|world, ada| {
        let mut drive = world.drive_of(ada);
        drive
            .add_package("/Notes")
            .add_file("/eicar.com", "x", World::BEGINNING);
        drive.mark_malware("/eicar.com").mark_shared("/eicar.com");
    })
    .await;
    bed.sim.change(|world| {
        let target = world.drive_of(&bed.eve).add_folder("/Team").id_of("/Team");
        world
            .drive_of(&bed.ada)
            .add_shortcut("/Team files", &bed.eve, &target);
    });
    let notes = bed.drive("/root:/Notes").await.json();
    assert_eq!(notes["package"]["type"], "oneNote");
    assert!(notes.get("file").is_none() && notes.get("folder").is_none());
    let infected = bed.drive("/root:/eicar.com").await.json();
    assert_eq!(infected["malware"]["description"], "EICAR_Test_File");
    assert_eq!(infected["shared"]["scope"], "users");
    let shortcut = bed.drive("/root:/Team%20files").await.json();
    assert_eq!(shortcut["remoteItem"]["name"], "Team");
    assert_eq!(shortcut["remoteItem"]["folder"]["childCount"], 0);
    assert_eq!(
        shortcut["remoteItem"]["parentReference"]["driveId"],
        bed.eve.drive_id.as_str()
    );
}

#[tokio::test]
async fn the_download_url_survives_only_some_selections() {
    let bed = Bed::start().await;
    let path = "/root:/Documents/hello.txt";
    for (query, kept) in [
        ("", true),
        ("?$select=id,name", false),
        ("?$select=id,@microsoft.graph.downloadUrl", false),
        ("?select=id,@microsoft.graph.downloadUrl", true),
        ("?$select=id,content.downloadUrl", true),
        ("?$select=content.downloadUrl", false),
        ("?$select=ID,Content.DownloadURL", true),
    ] {
        let item = bed.drive(&format!("{path}{query}")).await.json();
        assert_eq!(
            item.get("@microsoft.graph.downloadUrl").is_some(),
            kept,
            "{query}"
        );
    }
    let item = bed.drive(&format!("{path}?$select=id,name")).await.json();
    assert!(item.get("size").is_none() && item.get("name").is_some());
}

#[tokio::test]
async fn the_root_is_called_documents_where_it_is_a_parent() {
    let bed = Bed::start().await;
    let item = bed.drive("/root:/Empty").await.json();
    assert_eq!(item["parentReference"]["name"], "Documents");
}

#[tokio::test]
async fn the_switches_of_the_shape_take_effect() {
    let bed = Bed::start().await;
    bed.sim.switches().update(|switches| {
        switches.shape.hashes = false;
        switches.shape.parent_path = false;
        switches.shape.file_system_info = false;
        switches.shape.time_decimals = 7;
        switches.shape.file_size_offset = -2;
    });
    let item = bed.drive("/root:/Documents/hello.txt").await.json();
    assert!(item["file"].get("hashes").is_none());
    assert!(item["parentReference"].get("path").is_none());
    assert!(item.get("fileSystemInfo").is_none());
    assert_eq!(item["lastModifiedDateTime"], "2026-03-21T20:01:37.0000000Z");
    assert_eq!(item["size"], 10);
}

#[tokio::test]
async fn a_known_tag_is_answered_with_not_modified() {
    let bed = Bed::start().await;
    let path = bed.in_drive("/root:/Documents/hello.txt");
    let tag = bed.get(&path).await.json()["eTag"]
        .as_str()
        .unwrap()
        .to_owned();
    for address in [path.clone(), format!("{path}:/content")] {
        let request = bed
            .request(reqwest::Method::GET, &address)
            .header("If-None-Match", &tag);
        assert_eq!(request.send().await.unwrap().status(), 304);
    }
    let replace = |world: &mut World| {
        let content = Content::Generated { seed: 1, size: 99 };
        world
            .drive_of(&bed.ada)
            .replace_content("/Documents/hello.txt", content);
    };
    bed.sim.change(replace);
    let request = bed
        .request(reqwest::Method::GET, &path)
        .header("If-None-Match", &tag);
    assert_eq!(request.send().await.unwrap().status(), 200);
}

#[tokio::test]
async fn every_document_tells_its_context() {
    let bed = Bed::start().await;
    let base = format!("{}v1.0/$metadata#", bed.sim.graph_url());
    for path in [
        "/organization".to_owned(),
        "/users?$select=id".to_owned(),
        format!("/users/{}?select=id", bed.ada.id),
        format!("/users/{}/drive", bed.ada.id),
        bed.in_drive("/root?$select=id"),
        bed.in_drive("/root/children?select=id"),
        bed.in_drive("/root/delta"),
    ] {
        let document = bed.get(&path).await.json();
        let context = document["@odata.context"].as_str().unwrap_or_default();
        assert!(context.starts_with(&base), "{path}: {context}");
    }
}
