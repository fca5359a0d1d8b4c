//! Mounts of sites, of their libraries, and of the application's own folder, as administrators make them.

use graph_sim::{Role, Site, SiteHandle, SiteRole, World};
use serde_json::{Value, json};

use crate::support::{Actor, House, Plan};

const MOUNTS: &str = "/api/v1/admin/mounts";

/// A house with one organization, its site, and somebody who may mount.
struct Scene {
    house: House,
    admin: Actor,
    site: SiteHandle,
    address: String,
}

impl Scene {
    async fn start() -> Self {
        let mut made = None;
        let plan = Plan::of_contoso(|world, contoso| {
            let site = world.add_site(&contoso.tenant, Site::team("sites/team", "Team"));
            let mut documents = world.drive_by(&site.drive);
            documents.add_file("/plan.txt", "the plan", World::BEGINNING);
            let minutes = world.add_library(&site, "Minutes");
            let mut minutes = world.drive_by(&minutes);
            minutes.add_file("/may.txt", "in May", World::BEGINNING);
            let mut drive = contoso.drive(world);
            drive.add_file("/Apps/Onefold/own.txt", "ours", World::BEGINNING);
            drive.add_file("/private.txt", "hers", World::BEGINNING);
            made = Some(site);
        });
        let house = plan.start().await;
        let roles = vec![
            Role::FilesReadAll,
            Role::SitesReadAll,
            Role::OrganizationReadAll,
        ];
        let app = &house.orgs[0].app;
        house.sim.change(|world| {
            world.set_roles(app, roles);
            // The token of the start lacks the new role.
            world.revoke_tokens(app);
        });
        house.advance(std::time::Duration::from_secs(11));
        let admin = house.admin().await;
        let site = made.expect("it was added");
        let (host, _) = site.id.split_once(',').expect("an id has a host");
        Self {
            address: format!("{host}:/{}", site.path),
            house,
            admin,
            site,
        }
    }

    /// Mounts a source at `/contoso/x`; the mount's address.
    async fn mount(&self, source: &Value) -> String {
        let tenants = self.admin.get("/api/v1/admin/tenants").await.json();
        let tenant = &tenants["items"][0]["id"];
        let body = json!({"path": "/contoso/x", "tenant_id": tenant, "source": source});
        let answer = self.admin.post(MOUNTS, &body).await;
        assert_eq!(answer.status, 201, "{}", answer.text());
        assert_eq!(answer.json()["source"], *source);
        format!("{MOUNTS}/{}", answer.json()["id"].as_str().expect("an id"))
    }

    /// What is in the mount.
    async fn names(&self) -> Vec<String> {
        let answer = self.admin.list("/contoso/x").await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        let list = answer.json();
        let items = list["items"].as_array().expect("a list").iter();
        let names = items.filter_map(|item| item["name"].as_str());
        names.map(str::to_owned).collect()
    }

    /// The last rung that was tried: its state, its code, and what was seen.
    async fn test(&self, mount: &str) -> (String, String, String) {
        let answer = self.admin.post(&format!("{mount}/test"), &json!({})).await;
        let result = answer.json();
        let checks = result["checks"].as_array().cloned().unwrap_or_default();
        let last = checks.iter().rfind(|check| check["state"] != "skipped");
        let text = |key: &str| {
            let value = last.and_then(|check| check[key].as_str());
            value.unwrap_or_default().to_owned()
        };
        (text("state"), text("code"), text("detail"))
    }

    fn app(&self) -> &graph_sim::AppHandle {
        &self.house.orgs[0].app
    }
}

#[tokio::test]
async fn a_site_is_mounted_by_id_or_address_and_its_library_by_title_or_drive() {
    let scene = Scene::start().await;
    let (id, address) = (scene.site.id.clone(), scene.address.clone());
    let library = scene.site.drive.id.clone();
    for (source, expected) in [
        (json!({"kind": "site", "site": id}), "plan.txt"),
        (json!({"kind": "site", "site": address}), "plan.txt"),
        (
            json!({"kind": "site", "site": address, "library": library}),
            "plan.txt",
        ),
        (
            json!({"kind": "site", "site": address, "library": "Minutes"}),
            "may.txt",
        ),
        (
            json!({"kind": "site", "site": id, "library": "minutes"}),
            "may.txt",
        ),
    ] {
        let mount = scene.mount(&source).await;
        assert_eq!(scene.names().await, [expected], "{source}");
        let (state, _, detail) = scene.test(&mount).await;
        assert_eq!(state, "ok", "{source}: {detail}");
        assert_eq!(scene.admin.delete(&mount).await.status, 204);
    }
    scene.house.stop().await;
}

#[tokio::test]
async fn where_a_source_leads_is_asked_once_ever() {
    let scene = Scene::start().await;
    let source = json!({"kind": "site", "site": scene.address, "library": "Minutes"});
    scene.mount(&source).await;
    assert_eq!(scene.names().await, ["may.txt"]);
    let Scene { house, .. } = scene;
    let house = house.restart().await;
    let admin = house.admin().await;
    assert_eq!(admin.list("/contoso/x").await.status, 200);
    let entries = house.sim.journal().entries();
    let asked = entries.iter().filter(|one| one.path.contains("/sites/"));
    assert_eq!(asked.count(), 0, "{entries:?}");
    house.stop().await;
}

#[tokio::test]
async fn what_is_not_there_is_told_with_what_is() {
    let scene = Scene::start().await;
    let nowhere = scene.address.replace("team", "nowhere");
    for (source, code) in [
        (json!({"kind": "site", "site": nowhere}), "site_not_found"),
        (
            json!({"kind": "site", "site": scene.address, "library": "Plans"}),
            "library_not_found",
        ),
        (
            json!({"kind": "approot", "user": "bob@contoso.example"}),
            "app_folder_missing",
        ),
    ] {
        let mount = scene.mount(&source).await;
        let (state, told, detail) = scene.test(&mount).await;
        assert_eq!((state.as_str(), told.as_str()), ("fail", code), "{detail}");
        if code == "library_not_found" {
            assert!(detail.contains("Documents, Minutes"), "{detail}");
        }
        assert_eq!(scene.admin.delete(&mount).await.status, 204);
    }
    scene.house.stop().await;
}

#[tokio::test]
async fn of_the_applications_own_folder_nothing_above_is_shown() {
    let scene = Scene::start().await;
    let mount = scene
        .mount(&json!({"kind": "approot", "user": "ada@contoso.example"}))
        .await;
    assert_eq!(scene.names().await, ["own.txt"]);
    for missing in ["/contoso/x/private.txt", "/contoso/x/Apps"] {
        let answer = scene.admin.list(missing).await;
        assert_eq!(answer.status, 404, "{missing}: {}", answer.text());
    }
    assert_eq!(scene.test(&mount).await.0, "ok");
    scene.house.stop().await;
}

#[tokio::test]
async fn an_application_that_reaches_granted_sites_only_is_told_what_it_lacks() {
    let scene = Scene::start().await;
    let roles = vec![Role::SitesSelected, Role::OrganizationReadAll];
    scene
        .house
        .sim
        .change(|world| world.set_roles(scene.app(), roles));
    let library = json!({"kind": "site", "site": scene.site.id, "library": scene.site.drive.id});
    let site = json!({"kind": "site", "site": scene.site.id});
    for (source, code) in [
        (&library, "site_not_granted"),
        (&site, "site_not_granted"),
        (
            &json!({"kind": "user", "user": "ada@contoso.example"}),
            "onedrive_not_granted",
        ),
    ] {
        let mount = scene.mount(source).await;
        let (state, told, detail) = scene.test(&mount).await;
        assert_eq!(
            (state.as_str(), told.as_str()),
            ("fail", code),
            "{source}: {detail}"
        );
        assert_eq!(scene.admin.delete(&mount).await.status, 204);
    }
    let granted = scene.site.clone();
    scene
        .house
        .sim
        .change(|world| world.grant_site(scene.app(), &granted, SiteRole::Read));
    let mount = scene.mount(&site).await;
    let (state, _, detail) = scene.test(&mount).await;
    assert_eq!(state, "ok", "{detail}");
    assert_eq!(scene.names().await, ["plan.txt"]);
    scene.house.stop().await;
}
