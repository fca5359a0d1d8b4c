//! Users and the organization.

use graph_sim::switches::UnknownUsersDrive;
use graph_sim::{DriveState, NotProvisionedShape, User};

use crate::kit::{Bed, read};

#[tokio::test]
async fn the_organization_tells_its_name_and_domain() {
    let bed = Bed::start().await;
    let body = bed
        .get("/organization?$select=displayName,verifiedDomains")
        .await
        .json();
    assert_eq!(body["value"][0]["displayName"], "Contoso");
    assert_eq!(
        body["value"][0]["verifiedDomains"][0]["name"],
        "contoso.example"
    );
    assert!(body["value"][0].get("id").is_none());
}

#[tokio::test]
async fn users_come_in_pages() {
    let bed = Bed::start().await;
    bed.sim.change(|world| {
        for number in 0..248 {
            world.add_user(&bed.contoso, User::new(format!("user{number}"), "Somebody"));
        }
    });
    let (mut next, mut pages) = (Some("/users".to_owned()), Vec::new());
    while let Some(address) = next {
        let page = bed.get(&address).await.json();
        pages.push(page["value"].as_array().unwrap().len());
        next = page["@odata.nextLink"].as_str().map(str::to_owned);
    }
    assert_eq!(pages, [100, 100, 50]);
    assert_eq!(
        bed.get("/users?$top=999").await.json()["value"]
            .as_array()
            .unwrap()
            .len(),
        250
    );
    assert_eq!(bed.get("/users?$top=1000").await.status, 400);
}

#[tokio::test]
async fn a_user_has_a_small_set_of_properties_unless_others_are_selected() {
    let bed = Bed::start().await;
    let user = bed.get(&format!("/users/{}", bed.ada.id)).await.json();
    assert_eq!(user["userPrincipalName"], "ada@contoso.example");
    assert!(user.get("accountEnabled").is_none());
    let path = "/users/ada%40contoso.example?$select=id,accountEnabled,assignedPlans";
    let user = bed.get(path).await.json();
    assert_eq!(user["accountEnabled"], true);
    assert_eq!(user["assignedPlans"][0]["service"], "SharePoint");
    assert!(user.get("displayName").is_none());
}

#[tokio::test]
async fn users_are_filtered_by_name_and_not_by_what_needs_more_headers() {
    let bed = Bed::start().await;
    let filter = |text: &str| format!("/users?$filter={text}");
    let found = bed
        .get(&filter("userPrincipalName eq 'ADA@contoso.example'"))
        .await
        .json();
    assert_eq!(found["value"].as_array().unwrap().len(), 1);
    let found = bed
        .get(&filter("startswith(displayName,'Dor')"))
        .await
        .json();
    assert_eq!(found["value"][0]["displayName"], "Dora");
    let refused = bed.get(&filter("endswith(mail,'example')")).await;
    assert_eq!(
        (refused.status, refused.code().as_str()),
        (400, "Request_UnsupportedQuery")
    );
}

#[tokio::test]
async fn users_are_counted_for_those_who_ask_in_the_right_way() {
    let bed = Bed::start().await;
    let request = bed.request(reqwest::Method::GET, "/users?$count=true");
    let answer = read(
        request
            .header("ConsistencyLevel", "eventual")
            .send()
            .await
            .unwrap(),
    )
    .await;
    assert_eq!(answer.json()["@odata.count"], 2);
}

#[tokio::test]
async fn an_unknown_user_is_not_found_nor_is_the_drive() {
    let bed = Bed::start().await;
    let answer = bed.get("/users/nobody%40contoso.example").await;
    assert_eq!(
        (answer.status, answer.code().as_str()),
        (404, "Request_ResourceNotFound")
    );
    assert_eq!(bed.get(&format!("/users/{}", bed.eve.id)).await.status, 404);
    let drive = "/users/nobody%40contoso.example/drive";
    assert_eq!(bed.get(drive).await.code(), "Request_ResourceNotFound");
    let position = UnknownUsersDrive::ItemNotFound;
    bed.sim
        .switches()
        .update(|s| s.errors.unknown_users_drive = position);
    assert_eq!(bed.get(drive).await.code(), "itemNotFound");
}

#[tokio::test]
async fn a_missing_drive_is_told_in_many_ways() {
    let bed = Bed::start().await;
    let path = format!("/users/{}/drive", bed.dora.id);
    for (shape, status, code) in [
        (NotProvisionedShape::MysiteNotFound, 404, "ResourceNotFound"),
        (NotProvisionedShape::MysiteUrlBadRequest, 400, "BadRequest"),
        (
            NotProvisionedShape::MysiteUrlUnknownError,
            404,
            "UnknownError",
        ),
        (NotProvisionedShape::FileNotFound, 404, "UnknownError"),
        (NotProvisionedShape::ItemNotFound, 404, "itemNotFound"),
        (NotProvisionedShape::EmptyForbidden, 403, "UnknownError"),
        (NotProvisionedShape::NoSharePointLicense, 400, "BadRequest"),
    ] {
        let state = DriveState::NotProvisioned(shape);
        bed.sim
            .change(|world| world.set_drive_state(&bed.dora, state));
        let answer = bed.get(&path).await;
        assert_eq!(
            (answer.status, answer.code().as_str()),
            (status, code),
            "{shape:?}"
        );
    }
    bed.sim
        .change(|world| world.set_drive_state(&bed.dora, DriveState::Locked));
    let answer = bed.get(&path).await;
    assert_eq!(answer.status, 423);
    assert_eq!(
        answer.json()["error"]["innerError"]["code"],
        "resourceLocked"
    );
}

#[tokio::test]
async fn a_guests_name_is_found_when_encoded() {
    let bed = Bed::start().await;
    let guest = User {
        guest_of: Some("home.example".to_owned()),
        ..User::new("gus", "Gus")
    };
    let gus = bed.sim.change(|world| world.add_user(&bed.contoso, guest));
    assert_eq!(gus.upn, "gus_home.example#EXT#@contoso.example");
    let path = "/users/gus_home.example%23EXT%23%40contoso.example/drive";
    assert_eq!(bed.get(path).await.json()["id"], gus.drive_id.as_str());
}

#[tokio::test]
async fn a_deleted_users_drive_stays_readable_by_its_id() {
    let bed = Bed::start().await;
    bed.sim.change(|world| world.delete_user(&bed.ada));
    assert_eq!(bed.get(&format!("/users/{}", bed.ada.id)).await.status, 404);
    assert_eq!(bed.drive("/root").await.status, 200);
}
