//! Organizations and mounts as they are set up.

use graph_sim::{User, World};
use serde_json::{Value, json};

use super::house;
use crate::support::{Actor, House, Org, Plan};

const MOUNTS: &str = "/api/v1/admin/mounts";
const TENANTS: &str = "/api/v1/admin/tenants";

async fn mount(admin: &Actor, path: &str, source: Value, root: &str) -> String {
    let tenants = admin.get(TENANTS).await.json();
    let body = json!({
        "path": path, "tenant_id": tenants["items"][0]["id"], "source": source, "root": { "path": root },
    });
    let answer = admin.post(MOUNTS, &body).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    answer.json()["id"].as_str().expect("an id").to_owned()
}

#[tokio::test]
async fn a_secret_goes_in_and_never_comes_out() {
    let (house, admin) = house().await;
    let org = &house.orgs[0];
    let tenant = json!({
        "name": "Again", "cloud": "lab", "path_prefix": "/again", "client_secret": Org::SECRET,
        "directory_id": org.tenant.directory_id, "client_id": org.app.client_id,
    });
    let made = admin.post(TENANTS, &tenant).await;
    assert_eq!(made.status, 201, "{}", made.text());
    let id = made.json()["id"].as_str().expect("an id").to_owned();
    let one = format!("{TENANTS}/{id}");
    let shown = [
        made,
        admin.get(TENANTS).await,
        admin.get(&one).await,
        admin.patch(&one, &json!({ "name": "Once more" })).await,
        admin.post(&format!("{one}/test"), &json!({})).await,
        admin.get("/").await,
    ];
    for answer in shown {
        assert!(answer.status < 300, "{}", answer.text());
        assert!(!answer.text().contains(Org::SECRET), "{}", answer.text());
    }
    assert!(!lies_in_the_folder(&house, Org::SECRET), "nor on the disk");
    house.stop().await;
}

/// Whether a text stands in a file of the server's own data.
fn lies_in_the_folder(house: &House, text: &str) -> bool {
    let files = std::fs::read_dir(house.folder().join("data")).expect("the data's folder");
    let mut bytes =
        files.map(|file| std::fs::read(file.expect("a file").path()).unwrap_or_default());
    bytes.any(|bytes| {
        bytes
            .windows(text.len())
            .any(|part| part == text.as_bytes())
    })
}

#[tokio::test]
async fn a_drive_is_mounted_by_its_id_and_nobodys_by_no_name() {
    let (house, admin) = house().await;
    let drive = json!({ "kind": "drive", "drive_id": house.orgs[0].bob.drive_id });
    mount(&admin, "/contoso/by-id", drive, "/").await;
    assert_eq!(admin.list("/contoso/by-id/docs").await.names().len(), 25);
    let tenants = admin.get(TENANTS).await.json();
    let body = json!({
        "path": "/contoso/x", "tenant_id": tenants["items"][0]["id"],
        "source": { "kind": "user", "user": "" },
    });
    let refused = admin.post(MOUNTS, &body).await;
    assert_eq!(
        (refused.status, refused.code().as_str()),
        (422, "invalid_user")
    );
    house.stop().await;
}

#[tokio::test]
async fn a_guest_whose_name_holds_a_number_sign_is_found() {
    let mut plan = Plan::empty();
    let mut name = String::new();
    plan.add_org("contoso", |world, org| {
        let guest = User {
            guest_of: Some("fabrikam.example".to_owned()),
            ..User::new("gil", "Gil")
        };
        let guest = world.add_user(&org.tenant, guest);
        world
            .drive_of(&guest)
            .add_file("/a.txt", "a", World::BEGINNING);
        name = guest.upn;
    });
    let house = plan.start().await;
    let admin = house.admin().await;
    assert!(name.contains("#EXT#"), "{name}");
    let source = json!({ "kind": "user", "user": name });
    mount(&admin, "/contoso/gil", source, "/").await;
    assert_eq!(admin.list("/contoso/gil").await.names(), ["a.txt"]);
    house.stop().await;
}

#[tokio::test]
async fn a_mount_whose_folder_is_missing_says_so() {
    let (house, admin) = house().await;
    let source = json!({ "kind": "user", "user": house.orgs[0].ada.upn });
    let id = mount(&admin, "/contoso/lost", source, "/nowhere").await;
    let one = format!("{MOUNTS}/{id}");
    let state = async || admin.get(&one).await.json()["state"]["code"].clone();
    assert_eq!(state().await, "unchecked", "nobody has looked yet");
    let test = admin.post(&format!("{one}/test"), &json!({})).await.json();
    assert_eq!(test["ok"], false, "{test}");
    assert_eq!(state().await, "drive_not_found");
    let listed = admin.list("/contoso/lost").await;
    assert_eq!(
        (listed.status, listed.code().as_str()),
        (502, "drive_not_found")
    );
    house.stop().await;
}
