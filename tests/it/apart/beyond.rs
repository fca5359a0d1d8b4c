//! People who belong to one organization and have to do with the other, too: what they do there is told to
//! its administrators, not to those of their own.

use graph_sim::World;
use serde_json::{Value, json};

use crate::support::{Actor, House, Plan, text};

/// A house with two organizations, and people who have to do with both.
struct Scene {
    house: House,
    root: Actor,
    /// Administers Contoso alone.
    here: Actor,
    contoso: String,
    fabrikam: String,
}

impl Scene {
    async fn start() -> Self {
        let mut plan = Plan::empty();
        for key in ["contoso", "fabrikam"] {
            plan.add_org(key, |world, org| {
                let mut drive = org.drive(world);
                drive.add_file("/a.txt", "abc", World::BEGINNING);
            });
            let user = format!("ada@{key}.example");
            plan.mount(&format!("/{key}/ada"), key, &user, "delivery: redirect");
        }
        let house = plan.start().await;
        let root = house.admin().await;
        let listed = root.get("/api/v1/admin/tenants").await.json();
        let id = |prefix: &str| {
            let rows = listed["items"].as_array().expect("a list");
            let row = rows.iter().find(|row| row["path_prefix"] == prefix);
            text(row.expect("it is declared"), "id")
        };
        let (contoso, fabrikam) = (id("/contoso"), id("/fabrikam"));
        let scene = Self {
            here: house.anonymous(),
            house,
            root,
            contoso,
            fabrikam,
        };
        let own = json!([scene.contoso]);
        scene.account("here", "tenant_admin", &own).await;
        let here = scene.sign_in("here").await;
        Self { here, ..scene }
    }

    async fn make(&self, list: &str, body: &Value) -> Value {
        let made = self.root.post(&format!("/api/v1/admin/{list}"), body).await;
        assert_eq!(made.status, 201, "{list} {body}: {}", made.text());
        made.json()
    }

    /// The id of a new account at home in Contoso.
    async fn account(&self, name: &str, role: &str, tenants: &Value) -> String {
        let home = &self.contoso;
        let made = json!({
            "username": name, "password": House::PASSWORD, "role": role,
            "home_tenant_id": home, "tenants": tenants,
        });
        text(&self.make("accounts", &made).await, "id")
    }

    async fn sign_in(&self, name: &str) -> Actor {
        Actor::sign_in(self.house.url(), name, House::PASSWORD).await
    }

    async fn give(&self, principal: &str, path: &str) {
        let grant = json!({ "principal": principal, "path": path, "rights": ["list", "read"] });
        self.make("grants", &grant).await;
    }

    /// What Contoso's administrator is shown of a list.
    async fn shown(&self, list: &str) -> String {
        let shown = self.here.get(&format!("/api/v1/admin/{list}")).await;
        assert_eq!(shown.status, 200, "{}", shown.text());
        shown.text()
    }
}

#[tokio::test]
async fn what_somebody_does_in_another_organization_is_not_told_to_his_own() {
    let scene = Scene::start().await;
    scene.account("chief", "admin", &json!([])).await;
    let both = json!([scene.contoso, scene.fabrikam]);
    scene.account("both", "tenant_admin", &both).await;
    let traveler = scene.account("traveler", "member", &json!([])).await;
    scene.give(&traveler, "/fabrikam/ada").await;
    for name in ["chief", "both"] {
        let person = scene.sign_in(name).await;
        let rule = json!({ "path": format!("/fabrikam/ada/{name}"), "hide": ["x"] });
        let made = person.post("/api/v1/admin/rules", &rule).await;
        assert_eq!(made.status, 201, "{}", made.text());
    }
    let person = scene.sign_in("traveler").await;
    let link = person.get("/api/v1/fs/link?path=/fabrikam/ada/a.txt").await;
    assert_eq!(link.status, 200, "{}", link.text());
    for list in [
        "audit", "accounts", "groups", "grants", "rules", "tokens", "mounts", "tenants",
    ] {
        let shown = scene.shown(list).await;
        assert!(!shown.contains("/fabrikam"), "{list}: {shown}");
        assert!(!shown.contains(&scene.fabrikam), "{list}: {shown}");
    }
    let own = scene.shown("audit").await;
    assert!(
        own.contains("session.create"),
        "his own people's deeds are told: {own}"
    );
    scene.house.stop().await;
}

#[tokio::test]
async fn a_pass_that_reaches_beyond_an_organization_is_not_its_administrators_to_take_back() {
    let scene = Scene::start().await;
    scene.account("chief", "admin", &json!([])).await;
    scene.account("staff", "member", &json!([])).await;
    for (name, expected) in [("chief", 404), ("staff", 204)] {
        let owner = scene.sign_in(name).await;
        let token = json!({ "name": "program", "scopes": ["files:read"] });
        let made = owner.post("/api/v1/me/tokens", &token).await.json();
        let path = format!("/api/v1/admin/tokens/{}", text(&made, "id"));
        let removed = scene.here.delete(&path).await;
        assert_eq!(removed.status, expected, "{name}: {}", removed.text());
    }
    scene.house.stop().await;
}

#[tokio::test]
async fn a_name_of_a_group_is_taken_in_ones_own_organization_only() {
    let scene = Scene::start().await;
    let group = |name: &str, home: &str| json!({ "name": name, "home_tenant_id": home });
    scene.make("groups", &group("Board", &scene.fabrikam)).await;
    scene.make("groups", &json!({ "name": "Übersicht" })).await;
    for name in ["Board", "Übersicht"] {
        let body = group(name, &scene.contoso);
        let made = scene.here.post("/api/v1/admin/groups", &body).await;
        assert_eq!(made.status, 201, "{name}: {}", made.text());
        let body = group(&name.to_uppercase(), &scene.contoso);
        let again = scene.here.post("/api/v1/admin/groups", &body).await;
        assert_eq!(
            (again.status, again.code().as_str()),
            (409, "group_name_taken")
        );
    }
    scene.house.stop().await;
}

#[tokio::test]
async fn members_and_groups_of_another_organization_are_not_shown_and_not_lost() {
    let scene = Scene::start().await;
    let staff = scene.account("staff", "member", &json!([])).await;
    let abroad = json!({
        "username": "abroad", "password": House::PASSWORD, "home_tenant_id": scene.fabrikam,
    });
    let abroad = text(&scene.make("accounts", &abroad).await, "id");
    let group = |name: &str, home: &str| json!({ "name": name, "home_tenant_id": home, "members": [staff, abroad] });
    let own = text(
        &scene.make("groups", &group("Own", &scene.contoso)).await,
        "id",
    );
    let foreign = text(
        &scene
            .make("groups", &group("Foreign", &scene.fabrikam))
            .await,
        "id",
    );
    for list in ["accounts", "groups", "grants"] {
        let shown = scene.shown(list).await;
        assert!(
            !shown.contains(&abroad) && !shown.contains(&foreign),
            "{list}: {shown}"
        );
    }
    let path = format!("/api/v1/admin/groups/{own}");
    let changed = scene.here.patch(&path, &json!({ "members": [] })).await;
    assert_eq!(
        (changed.status, &changed.json()["members"]),
        (200, &json!([]))
    );
    let kept = scene.root.get(&path).await.json();
    assert_eq!(
        kept["members"],
        json!([abroad]),
        "whom he does not see he does not put out"
    );
    scene.house.stop().await;
}
