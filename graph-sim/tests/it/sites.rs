//! Sites, their libraries, and applications that may enter only some of them.

use graph_sim::switches::{ListedRoles, Unsupported};
use graph_sim::{DriveHandle, DriveState, Quota, Role, Site, SiteHandle, SiteRole, World};
use reqwest::Method;

use crate::kit::{Bed, read};

const HOST: &str = "contoso.sharepoint.example";

/// Contoso with a team site that has two libraries, and a communication site.
struct Place {
    bed: Bed,
    team: SiteHandle,
    news: SiteHandle,
    archive: DriveHandle,
}

impl Place {
    async fn start() -> Self {
        let mut bed = Bed::start().await;
        let contoso = bed.contoso.clone();
        let (team, news, archive) = bed.sim.change(|world| {
            let team = world.add_site(&contoso, Site::team("sites/team", "The Team"));
            let news = world.add_site(&contoso, Site::communication("sites/news", "Daily News"));
            let archive = world.add_library(&team, "Archive");
            world
                .drive_by(&team.drive)
                .add_file("/Plans/plan a.txt", "a plan", World::BEGINNING);
            world
                .drive_by(&archive)
                .add_file("/old.txt", "old", World::BEGINNING);
            (team, news, archive)
        });
        bed.set_roles(&[Role::SitesReadAll]).await;
        Self {
            bed,
            team,
            news,
            archive,
        }
    }

    async fn status(&self, path: &str) -> u16 {
        self.bed.get(path).await.status
    }
}

#[tokio::test]
async fn a_site_is_found_by_host_path_and_id() {
    let place = Place::start().await;
    let id = &place.team.id;
    for path in [
        format!("/sites/{HOST}:/sites/team"),
        format!("/sites/{HOST}:/sites/TEAM:"),
        format!("/sites/{id}"),
        format!("/sites/{}", id.split(',').nth(1).unwrap()),
    ] {
        let site = place.bed.get(&path).await;
        assert_eq!(site.status, 200, "{path}");
        let site = site.json();
        assert_eq!(site["id"], id.as_str());
        assert_eq!(site["displayName"], "The Team");
        assert_eq!(site["name"], "team");
        assert_eq!(site["webUrl"], format!("https://{HOST}/sites/team"));
        assert_eq!(site["siteCollection"]["hostname"], HOST);
        assert!(site.get("isPersonalSite").is_none());
    }
    for path in ["/sites/root".to_owned(), format!("/sites/{HOST}")] {
        let site = place.bed.get(&path).await.json();
        assert_eq!(site["webUrl"], format!("https://{HOST}"));
    }
    for path in [
        format!("/sites/{HOST}:/sites/nowhere"),
        "/sites/fabrikam.sharepoint.example".to_owned(),
        "/sites/contoso-my.sharepoint.example:/personal/dora_contoso_example".to_owned(),
    ] {
        assert_eq!(place.bed.get(&path).await.code(), "itemNotFound", "{path}");
    }
}

#[tokio::test]
async fn a_sites_library_is_a_drive() {
    let place = Place::start().await;
    let drive = place
        .bed
        .get(&format!("/sites/{}/drive", place.team.id))
        .await
        .json();
    assert_eq!(drive["id"], place.team.drive.id.as_str());
    assert_eq!(drive["driveType"], "documentLibrary");
    assert_eq!(drive["name"], "Documents");
    assert_eq!(drive["owner"]["group"]["displayName"], "The Team");
    assert_eq!(
        drive["webUrl"],
        format!("https://{HOST}/sites/team/Shared%20Documents")
    );
    let path = format!("/sites/{HOST}:/sites/team:/drive/root:/Plans/plan%20a.txt");
    let file = place.bed.get(&path).await.json();
    assert_eq!(file["parentReference"]["driveType"], "documentLibrary");
    let url = file["@microsoft.graph.downloadUrl"].as_str().unwrap();
    assert!(
        url.contains("/sites/team/_layouts/15/download.aspx"),
        "{url}"
    );
    assert_eq!(place.bed.fetch(url, &[]).await.text(), "a plan");
    let news = place
        .bed
        .get(&format!("/drives/{}", place.news.drive.id))
        .await
        .json();
    assert!(news["owner"].get("group").is_none());
    let root = place
        .bed
        .sim
        .change(|world| world.root_site(&place.bed.contoso));
    place.bed.sim.change(|world| {
        let mut drive = world.drive_by(&root.drive);
        drive.add_file("/a.txt", "root's", World::BEGINNING);
    });
    let file = place.bed.get("/sites/root/drive/root:/a.txt").await.json();
    let url = file["@microsoft.graph.downloadUrl"].as_str().unwrap();
    assert_eq!(place.bed.fetch(url, &[]).await.text(), "root's");
}

#[tokio::test]
async fn a_sites_libraries_are_listed_in_pages_and_ignore_sorting() {
    let place = Place::start().await;
    let path = format!("/sites/{HOST}:/sites/team:/drives");
    assert_eq!(place.bed.names(&path).await, ["Documents", "Archive"]);
    let sorted = format!("{path}?$orderby=name%20asc&$filter=name%20eq%20'x'");
    assert_eq!(place.bed.names(&sorted).await, ["Documents", "Archive"]);
    let first = place.bed.get(&format!("{path}?$top=1")).await.json();
    assert_eq!(first["value"].as_array().unwrap().len(), 1);
    let next = first["@odata.nextLink"].as_str().unwrap();
    let last = place.bed.get(next).await.json();
    assert_eq!(last["value"][0]["id"], place.archive.id.as_str());
    assert!(last.get("@odata.nextLink").is_none());
    let of_user = format!("/users/{}/drives", place.bed.ada.id);
    assert_eq!(place.bed.names(&of_user).await, ["OneDrive"]);
    let missing = format!("/users/{}/drives", place.bed.dora.id);
    assert_eq!(place.bed.get(&missing).await.code(), "ResourceNotFound");
}

#[tokio::test]
async fn a_search_finds_sites_by_their_names_and_a_star_finds_all() {
    let place = Place::start().await;
    assert_eq!(place.bed.names("/sites?search=daily").await, ["news"]);
    assert_eq!(place.bed.names("/sites?search=nothing").await.len(), 0);
    assert_eq!(place.bed.names("/sites?search=*").await.len(), 3);
    assert_eq!(place.bed.get("/sites").await.code(), "invalidRequest");
    let sorted = "/sites?search=*&$orderby=createdDateTime%20desc";
    assert_eq!(place.bed.names(sorted).await[2], "");
    let odd = "/sites?search=*&$orderby=displayName";
    assert_eq!(place.status(odd).await, 200);
    let switches = place.bed.sim.switches();
    switches.update(|s| s.listing.unsupported_order = Unsupported::Refused);
    assert_eq!(place.status(odd).await, 400);
}

#[tokio::test]
async fn all_sites_are_listed_with_the_personal_ones_that_exist() {
    let place = Place::start().await;
    let list = place.bed.get("/sites/getAllSites").await.json();
    let personal = |site: &&serde_json::Value| site["isPersonalSite"] == true;
    let sites = list["value"].as_array().unwrap();
    let personal: Vec<_> = sites.iter().filter(personal).collect();
    assert_eq!((sites.len(), personal.len()), (4, 1));
    assert_eq!(personal[0]["name"], "ada_contoso_example");
    let drive = format!("/sites/{}/drive", personal[0]["id"].as_str().unwrap());
    assert_eq!(
        place.bed.get(&drive).await.json()["id"],
        place.bed.ada.drive_id.as_str()
    );
    let page = place.bed.get("/sites/getAllSites?$top=3").await.json();
    let next = page["@odata.nextLink"].as_str().unwrap();
    assert_eq!(
        place.bed.get(next).await.json()["value"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
}

#[tokio::test]
async fn files_permissions_reach_libraries_but_not_sites() {
    let mut place = Place::start().await;
    place.bed.set_roles(&[Role::FilesReadAll]).await;
    let id = place.team.id.clone();
    for (path, expected) in [
        (format!("/drives/{}/root/children", place.archive.id), 200),
        (format!("/sites/{id}/drive/root/children"), 200),
        (format!("/sites/{id}/drives"), 200),
        (format!("/sites/{id}"), 403),
        ("/sites?search=*".to_owned(), 403),
        ("/sites/getAllSites".to_owned(), 403),
        (format!("/sites/{id}/permissions"), 403),
    ] {
        assert_eq!(place.status(&path).await, expected, "{path}");
    }
}

#[tokio::test]
async fn an_application_with_selected_sites_reaches_those_alone() {
    let mut place = Place::start().await;
    place.bed.set_roles(&[Role::SitesSelected]).await;
    let (team, news) = (place.team.clone(), place.news.clone());
    let drive = |site: &SiteHandle| format!("/drives/{}/root/children", site.drive.id);
    assert_eq!(place.bed.get(&drive(&team)).await.code(), "accessDenied");
    assert_eq!(place.bed.names("/sites?search=*").await.len(), 0);
    let app = place.bed.app.clone();
    place
        .bed
        .sim
        .change(|world| world.grant_site(&app, &team, SiteRole::Read));
    for (path, expected) in [
        (drive(&team), 200),
        (format!("/sites/{}", team.id), 200),
        (format!("/sites/{}/drives", team.id), 200),
        (format!("/sites/{}/drive/root/children", team.id), 200),
        (drive(&news), 403),
        (format!("/sites/{}", news.id), 403),
        (format!("/sites/{}/drives", news.id), 403),
        (format!("/users/{}/drive", place.bed.ada.id), 403),
        (place.bed.in_drive("/root"), 403),
        ("/sites/getAllSites".to_owned(), 403),
    ] {
        assert_eq!(place.status(&path).await, expected, "{path}");
    }
    assert_eq!(place.bed.names("/sites?search=*").await, ["team"]);
    place.bed.sim.change(|world| world.revoke_site(&app, &team));
    assert_eq!(place.status(&drive(&team)).await, 403);
}

#[tokio::test]
async fn writing_to_a_selected_site_needs_the_role_to_write() {
    let mut place = Place::start().await;
    place.bed.set_roles(&[Role::SitesSelected]).await;
    let (app, team) = (place.bed.app.clone(), place.team.clone());
    let link = format!("/drives/{}/root:/Plans:/createLink", team.drive.id);
    for (role, expected) in [
        (SiteRole::Read, 403),
        (SiteRole::Write, 201),
        (SiteRole::FullControl, 200),
    ] {
        place
            .bed
            .sim
            .change(|world| world.grant_site(&app, &team, role));
        let request = place.bed.request(Method::POST, &link);
        let request = request.body(r#"{"type":"view","scope":"organization"}"#);
        let answer = read(request.send().await.unwrap()).await;
        assert_eq!(answer.status, expected, "{role:?} {}", answer.text());
    }
}

#[tokio::test]
async fn a_library_may_be_locked_or_hide_its_quota() {
    let place = Place::start().await;
    let archive = format!("/drives/{}", place.archive.id);
    place
        .bed
        .sim
        .change(|world| world.set_quota_of_libraries(&place.archive, Quota::Hidden));
    assert!(place.bed.get(&archive).await.json().get("quota").is_none());
    place
        .bed
        .sim
        .change(|world| world.set_library_state(&place.archive, DriveState::Locked));
    assert_eq!(place.status(&archive).await, 423);
    let personal = place.bed.sim.change(|world| world.site_of(&place.bed.ada));
    assert_eq!(personal.drive.id, place.bed.ada.drive_id);
}

#[tokio::test]
async fn a_sites_permissions_are_shown_to_full_control_alone() {
    let mut place = Place::start().await;
    let (app, team) = (place.bed.app.clone(), place.team.clone());
    place
        .bed
        .sim
        .change(|world| world.grant_site(&app, &team, SiteRole::Write));
    let path = format!("/sites/{}/permissions", team.id);
    assert_eq!(place.bed.get(&path).await.code(), "accessDenied");
    place.bed.set_roles(&[Role::SitesFullControlAll]).await;
    let list = place.bed.get(&path).await.json();
    let entry = &list["value"][0];
    assert_eq!(entry["roles"], serde_json::json!(["write"]));
    let identity = &entry["grantedToIdentitiesV2"][0]["application"];
    assert_eq!(identity["id"], app.client_id.as_str());
    let switches = place.bed.sim.switches();
    switches.update(|s| s.sites.listed_roles = ListedRoles::Untold);
    let list = place.bed.get(&path).await.json();
    assert!(list["value"][0].get("roles").is_none());
    let one = format!("{path}/{}", entry["id"].as_str().unwrap());
    assert_eq!(place.bed.get(&one).await.json()["roles"][0], "write");
    assert_eq!(place.status(&format!("{path}/nobody")).await, 404);
}
