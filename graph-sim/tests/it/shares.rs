//! Items by the addresses under which they are shared.

use graph_sim::Role;
use graph_sim::switches::AppOnlyShares;
use reqwest::Method;
use serde_json::json;

use crate::kit::Bed;

/// `u!` and the address in unpadded base64url.
fn share_of(url: &str) -> String {
    use base64::Engine as _;
    let encoded = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(url);
    format!("u!{encoded}")
}

async fn web_url(bed: &Bed, rest: &str) -> String {
    let item = bed.drive(rest).await.json();
    item["webUrl"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn the_address_of_an_items_page_leads_to_the_item() {
    let bed = Bed::writing().await;
    let url = web_url(&bed, "/root:/Documents/hello.txt").await;
    let share = share_of(&url);
    let shared = bed.get(&format!("/shares/{share}")).await.json();
    assert_eq!(shared["id"], share.as_str());
    assert_eq!(shared["name"], "hello.txt");
    assert_eq!(shared["owner"]["user"]["displayName"], "Ada Example");
    for relation in ["driveItem", "root"] {
        let item = bed.get(&format!("/shares/{share}/{relation}")).await.json();
        assert_eq!(item["id"], bed.id_of("/Documents/hello.txt").as_str());
    }
    let with_query = share_of(&format!("{url}?web=1"));
    let item = bed.get(&format!("/shares/{with_query}/driveItem")).await;
    assert_eq!(item.status, 200);
    let keyed = bed.get(&format!("/shares('{share}')/driveItem")).await;
    assert_eq!(keyed.status, 200);
}

#[tokio::test]
async fn a_shared_folder_has_children_and_paths() {
    let bed = Bed::writing().await;
    let share = share_of(&web_url(&bed, "/root:/Documents").await);
    let children = format!("/shares/{share}/driveItem/children");
    assert_eq!(bed.names(&children).await, ["Deep", "hello.txt"]);
    let content = format!("/shares/{share}/driveItem:/hello.txt:/content");
    assert_eq!(bed.get(&content).await.status, 302);
    let by_id = format!(
        "/shares/{share}/items/{}",
        bed.id_of("/Documents/hello.txt")
    );
    assert_eq!(bed.get(&by_id).await.json()["name"], "hello.txt");
    let put = format!("/shares/{share}/driveItem:/new.txt:/content");
    let put = bed.request(Method::PUT, &put).body("new").send().await;
    assert_eq!(put.unwrap().status(), 201);
}

#[tokio::test]
async fn a_sharing_link_and_its_share_id_lead_to_the_item_until_it_is_removed() {
    let bed = Bed::writing().await;
    let body = json!({ "type": "view", "scope": "organization" });
    let link = bed
        .post_to_drive("/root:/Documents:/createLink", &body)
        .await;
    let link = link.json();
    let url = link["link"]["webUrl"].as_str().unwrap();
    let id = bed.id_of("/Documents");
    for share in [
        share_of(url),
        share_of(&format!("{url}?e=Ab12Cd")),
        link["shareId"].as_str().unwrap().to_owned(),
    ] {
        let item = bed.get(&format!("/shares/{share}/driveItem")).await;
        assert_eq!(item.json()["id"], id.as_str(), "{share}");
    }
    let permission = format!(
        "/root:/Documents:/permissions/{}",
        link["id"].as_str().unwrap()
    );
    assert_eq!(bed.delete(&bed.in_drive(&permission)).await.status, 204);
    let gone = bed
        .get(&format!("/shares/{}/driveItem", share_of(url)))
        .await;
    assert_eq!(gone.refusal(), (404, "itemNotFound".to_owned()));
}

#[tokio::test]
async fn what_is_no_share_is_refused_and_what_leads_nowhere_not_found() {
    let bed = Bed::writing().await;
    for share in ["u!%21%21", "s!AbCdEf", "nonsense"] {
        let answer = bed.get(&format!("/shares/{share}/driveItem")).await;
        assert_eq!(answer.refusal(), (400, "invalidRequest".to_owned()));
    }
    for url in [
        "https://contoso-my.sharepoint.example/personal/ada_contoso_example/Documents/none.txt",
        "https://elsewhere.example/personal/ada_contoso_example/Documents/Documents",
    ] {
        let answer = bed.get(&format!("/shares/{}", share_of(url))).await;
        assert_eq!(answer.refusal(), (404, "itemNotFound".to_owned()), "{url}");
    }
}

#[tokio::test]
async fn an_application_needs_a_permission_to_write_or_to_read_or_is_forbidden() {
    let mut bed = Bed::start().await;
    let share = share_of(&web_url(&bed, "/root:/Documents").await);
    let path = format!("/shares/{share}/driveItem");
    assert_eq!(bed.get(&path).await.code(), "accessDenied");
    let turn = |bed: &Bed, shares| bed.sim.switches().update(|s| s.sharing.shares = shares);
    turn(&bed, AppOnlyShares::Readable);
    assert_eq!(bed.get(&path).await.status, 200);
    bed.set_roles(&[Role::FilesReadWriteAll]).await;
    turn(&bed, AppOnlyShares::NeedWriting);
    assert_eq!(bed.get(&path).await.status, 200);
    turn(&bed, AppOnlyShares::Forbidden);
    assert_eq!(bed.get(&path).await.code(), "accessDenied");
}
