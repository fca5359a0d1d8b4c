//! Who may ask Graph for what.

use std::time::Duration;

use graph_sim::Role;
use graph_sim::switches::{ForeignDrive, InnerErrorKey, MalformedDriveId};

use crate::kit::{Answer, Bed, read};

async fn with_header(bed: &Bed, authorization: Option<&str>) -> Answer {
    let mut request = bed.http.get(format!("{}v1.0/users", bed.sim.graph_url()));
    if let Some(value) = authorization {
        request = request.header("Authorization", value);
    }
    read(request.send().await.unwrap()).await
}

#[tokio::test]
async fn a_missing_or_broken_token_is_unauthorized_with_a_challenge() {
    let bed = Bed::start().await;
    let forged = format!("Bearer {}x", bed.token);
    for value in [
        None,
        Some("Bearer "),
        Some("Bearer garbage"),
        Some(forged.as_str()),
    ] {
        let answer = with_header(&bed, value).await;
        assert_eq!(answer.status, 401, "{value:?}");
        assert_eq!(answer.code(), "InvalidAuthenticationToken");
        assert!(answer.header("WWW-Authenticate").starts_with("Bearer "));
    }
}

#[tokio::test]
async fn a_token_lives_as_long_as_the_switch_says() {
    let mut bed = Bed::start().await;
    bed.sim
        .switches()
        .update(|s| s.login.token_life_seconds = 60);
    bed.token = bed.new_token().await;
    assert_eq!(bed.get("/users").await.status, 200);
    bed.sim.clock().advance(Duration::from_secs(62));
    assert_eq!(bed.get("/users").await.status, 401);
}

#[tokio::test]
async fn a_token_expires_by_the_simulated_clock() {
    let bed = Bed::start().await;
    bed.sim.clock().advance(Duration::from_secs(3590));
    assert_eq!(bed.get("/users").await.status, 200);
    bed.sim.clock().advance(Duration::from_secs(20));
    let answer = bed.get("/users").await;
    assert_eq!(answer.status, 401);
    assert!(
        answer.text().contains("the token is expired"),
        "{}",
        answer.text()
    );
}

#[tokio::test]
async fn revoked_tokens_are_refused_and_new_ones_work() {
    let mut bed = Bed::start().await;
    bed.sim.change(|world| world.revoke_tokens(&bed.app));
    assert_eq!(bed.get("/users").await.status, 401);
    bed.token = bed.new_token().await;
    assert_eq!(bed.get("/users").await.status, 200);
}

#[tokio::test]
async fn a_token_without_roles_is_forbidden_everything() {
    let mut bed = Bed::start().await;
    bed.sim
        .change(|world| world.set_roles(&bed.app, Vec::new()));
    bed.token = bed.new_token().await;
    for path in [
        "/users".to_owned(),
        "/organization".to_owned(),
        bed.in_drive(""),
    ] {
        let answer = bed.get(&path).await;
        assert_eq!(
            (answer.status, answer.code().as_str()),
            (403, "AccessDenied")
        );
        assert!(answer.text().contains("Either scp or roles claim"));
    }
}

#[tokio::test]
async fn each_route_needs_its_own_permission() {
    let mut bed = Bed::start().await;
    let drive = bed.in_drive("");
    for (role, allowed) in [
        (Role::FilesReadAll, [200, 403, 403]),
        (Role::SitesReadAll, [200, 403, 403]),
        (Role::UserReadAll, [403, 200, 403]),
        (Role::OrganizationReadAll, [403, 403, 200]),
        (Role::DirectoryReadAll, [403, 200, 200]),
    ] {
        bed.sim
            .change(|world| world.set_roles(&bed.app, vec![role]));
        bed.token = bed.new_token().await;
        let mut statuses = Vec::new();
        for path in [drive.as_str(), "/users", "/organization"] {
            statuses.push(bed.get(path).await.status);
        }
        assert_eq!(statuses, allowed, "{role:?}");
    }
}

#[tokio::test]
async fn directory_and_files_refuse_in_different_words() {
    let mut bed = Bed::start().await;
    bed.sim
        .change(|world| world.set_roles(&bed.app, vec![Role::OrganizationReadAll]));
    bed.token = bed.new_token().await;
    assert_eq!(
        bed.get("/users").await.code(),
        "Authorization_RequestDenied"
    );
    assert_eq!(bed.drive("/root").await.code(), "accessDenied");
}

#[tokio::test]
async fn another_tenants_drive_is_not_there_or_forbidden() {
    let bed = Bed::start().await;
    let path = format!("/drives/{}/root", bed.eve.drive_id);
    let answer = bed.get(&path).await;
    assert_eq!(
        (answer.status, answer.code().as_str()),
        (404, "itemNotFound")
    );
    bed.sim
        .switches()
        .update(|s| s.errors.foreign_drive = ForeignDrive::Forbidden);
    assert_eq!(bed.get(&path).await.status, 403);
}

#[tokio::test]
async fn a_malformed_drive_id_is_refused_or_not_found() {
    let bed = Bed::start().await;
    assert_eq!(
        bed.get("/drives/nonsense/root").await.code(),
        "invalidRequest"
    );
    bed.sim
        .switches()
        .update(|s| s.errors.malformed_drive_id = MalformedDriveId::NotFound);
    assert_eq!(
        bed.get("/drives/nonsense/root").await.code(),
        "itemNotFound"
    );
}

#[tokio::test]
async fn an_application_has_no_me() {
    let bed = Bed::start().await;
    let answer = bed.get("/me/drive").await;
    assert_eq!((answer.status, answer.code().as_str()), (400, "BadRequest"));
}

#[tokio::test]
async fn an_error_names_the_request_in_either_spelling() {
    let bed = Bed::start().await;
    let id = "5d1c2f7e-0000-4000-8000-000000000001";
    let request = bed
        .request(reqwest::Method::GET, &bed.in_drive("/items/01NOTHERE"))
        .header("client-request-id", id);
    let answer = read(request.send().await.unwrap()).await;
    let inner = &answer.json()["error"]["innerError"];
    assert_eq!(inner["request-id"], answer.header("request-id"));
    assert_eq!(inner["client-request-id"], id);
    assert_eq!(
        inner["date"].as_str().unwrap().len(),
        "2026-11-21T09:37:28".len()
    );
    bed.sim
        .switches()
        .update(|s| s.errors.inner_error = InnerErrorKey::Innererror);
    let answer = bed.drive("/items/01NOTHERE").await;
    assert!(answer.json()["error"]["innererror"].is_object());
}

#[tokio::test]
async fn what_graph_does_not_know_and_what_the_simulator_lacks_are_told_apart() {
    let bed = Bed::start().await;
    let unknown = bed.drive("/root/nonsense").await;
    assert_eq!(
        (unknown.status, unknown.code().as_str()),
        (400, "BadRequest")
    );
    assert!(
        unknown
            .text()
            .contains("Resource not found for the segment 'nonsense'.")
    );
    assert!(bed.sim.journal().defects().is_empty());
    for path in [
        bed.in_drive("/root/workbook"),
        bed.in_drive("/root/activities"),
        "/groups".to_owned(),
    ] {
        let lacking = bed.get(&path).await;
        assert_eq!(
            (lacking.status, lacking.header("Sim-Defect")),
            (501, "1"),
            "{path}"
        );
    }
    assert_eq!(bed.sim.journal().defects().len(), 3);
}
