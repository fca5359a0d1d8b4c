//! A mount gets another path: the same people see it there, behind the same passwords, and nobody new.

use serde_json::{Value, json};

use super::{MOUNTS, Scene, created, refusal};
use crate::support::Actor;

const ACCOUNTS: &str = "/api/v1/admin/accounts";
const GRANTS: &str = "/api/v1/admin/grants";
const RULES: &str = "/api/v1/admin/rules";
const PASSWORD: &str = "a member's password";
const SECRET: &str = "open sesame";

impl Scene {
    async fn person(&self, name: &str, more: Value) -> (String, Actor) {
        let mut account = json!({ "username": name, "password": PASSWORD });
        let keys = more.as_object().cloned().unwrap_or_default();
        account.as_object_mut().expect("an object").extend(keys);
        let id = created(&self.admin.post(ACCOUNTS, &account).await);
        let actor = Actor::sign_in(self.house.url(), name, PASSWORD).await;
        (id, actor)
    }

    async fn grant(&self, principal: &str, path: &str, rights: &[&str]) -> String {
        let grant = json!({ "principal": principal, "path": path, "rights": rights });
        created(&self.admin.post(GRANTS, &grant).await)
    }

    async fn rule(&self, path: &str, rule: Value) -> String {
        let mut rule = rule;
        rule["path"] = path.into();
        created(&self.admin.post(RULES, &rule).await)
    }

    async fn move_to(&self, mount: &str, path: &str) -> (u16, String) {
        let change = json!({ "path": path });
        let moved = self
            .admin
            .patch(&format!("{MOUNTS}/{mount}"), &change)
            .await;
        refusal(&moved)
    }

    /// Where rows of a list stand, of one principal if they have any.
    async fn places(&self, list: &str, principal: Option<&str>) -> Vec<String> {
        let rows = self.admin.get(list).await.json();
        let rows = rows["items"].as_array().expect("a list").clone();
        let of = |row: &&Value| principal.is_none() || row["principal"].as_str() == principal;
        let line = |row: &Value| {
            let rights = row["rights"].as_array().map_or(1, Vec::len);
            let closed = if rights == 0 { " closed" } else { "" };
            format!("{}{closed}", row["path"].as_str().expect("a path"))
        };
        rows.iter().filter(of).map(line).collect()
    }
}

async fn status(actor: &Actor, path: &str) -> u16 {
    actor.list(path).await.status
}

#[tokio::test]
async fn the_same_people_see_it_at_its_new_place_and_nobody_at_the_old_one() {
    let scene = Scene::start().await;
    let tenant = scene.register().await;
    let mount = scene.mount(&tenant, "/fabrikam/old").await;
    let (id, member) = scene.person("ann", json!({})).await;
    let (_, stranger) = scene.person("bob", json!({})).await;
    scene.grant(&id, "/Fabrikam/OLD", &["list", "read"]).await;
    scene.grant(&id, "/fabrikam/old/closed", &[]).await;
    scene.grant("guest", "/fabrikam/old/docs", &["list"]).await;
    let rule = scene
        .rule("/fabrikam/old/docs", json!({ "password": SECRET }))
        .await;
    let unlock = json!({ "path": "/fabrikam/old/docs", "password": SECRET });
    let unlocked = member.post("/api/v1/auth/unlock", &unlock).await;
    assert_eq!(unlocked.status, 204, "{}", unlocked.text());

    assert_eq!(scene.move_to(&mount, "/fabrikam/new/place").await.0, 200);
    assert_eq!(status(&member, "/fabrikam/new/place").await, 200);
    assert_eq!(
        status(&member, "/fabrikam/new/place/docs").await,
        200,
        "it stays unlocked"
    );
    assert_eq!(status(&member, "/fabrikam/new/place/closed").await, 403);
    assert_eq!(
        status(&stranger, "/fabrikam/new/place").await,
        200,
        "on a guest's way"
    );
    let locked = stranger.list("/fabrikam/new/place/docs").await;
    assert_eq!(refusal(&locked), (403, "locked".to_owned()));
    assert_eq!(status(&member, "/fabrikam/old").await, 404);
    assert_eq!(
        scene.places(GRANTS, Some(&id)).await,
        ["/fabrikam/new/place", "/fabrikam/new/place/closed closed"]
    );
    assert_eq!(
        scene.places(RULES, None).await,
        ["/fabrikam/new/place/docs"]
    );
    let noted = scene
        .admin
        .get("/api/v1/admin/audit?deed=grant.update")
        .await
        .json();
    assert_eq!(noted["items"].as_array().map(Vec::len), Some(3), "{noted}");
    assert_eq!(noted["items"][0]["fields"], json!(["path"]));
    let noted = scene
        .admin
        .get("/api/v1/admin/audit?deed=rule.update")
        .await
        .json();
    assert_eq!(noted["items"][0]["subject"], rule);

    // Whoever gets the old place next finds no open doors.
    scene.mount(&tenant, "/fabrikam/old").await;
    assert_eq!(status(&member, "/fabrikam/old").await, 404);
    assert_eq!(
        status(&scene.house.anonymous(), "/fabrikam/old/docs").await,
        401
    );
    scene.house.stop().await;
}

#[tokio::test]
async fn a_mount_goes_below_its_own_place_and_back_above_it() {
    let scene = Scene::start().await;
    let tenant = scene.register().await;
    let mount = scene.mount(&tenant, "/fabrikam/new/place").await;
    let (id, member) = scene.person("ann", json!({})).await;
    scene
        .grant(&id, "/fabrikam/new/place", &["list", "read"])
        .await;
    scene.grant(&id, "/fabrikam/new/place/closed", &[]).await;
    assert_eq!(
        scene.move_to(&mount, "/fabrikam/new/place/place").await.0,
        200
    );
    assert_eq!(status(&member, "/fabrikam/new/place/place").await, 200);
    assert_eq!(scene.move_to(&mount, "/FABRIKAM/new").await.0, 200);
    assert_eq!(
        scene.places(GRANTS, Some(&id)).await,
        ["/FABRIKAM/new", "/FABRIKAM/new/closed closed"]
    );
    assert_eq!(status(&member, "/fabrikam/new").await, 200);
    scene.house.stop().await;
}

#[tokio::test]
async fn what_is_said_of_another_mount_stays_with_it() {
    let scene = Scene::start().await;
    let tenant = scene.register().await;
    let outer = scene.mount(&tenant, "/fabrikam/a").await;
    let inner = scene.mount(&tenant, "/fabrikam/a/docs").await;
    let (id, member) = scene.person("ann", json!({})).await;
    scene.grant(&id, "/fabrikam/a/docs", &["list"]).await;
    scene
        .rule("/fabrikam/a/docs", json!({ "hide": ["x"] }))
        .await;

    // The outer one leaves: what was said of the inner one has not moved.
    assert_eq!(scene.move_to(&outer, "/fabrikam/b").await.0, 200);
    assert_eq!(scene.places(GRANTS, Some(&id)).await, ["/fabrikam/a/docs"]);
    assert_eq!(status(&member, "/fabrikam/a/docs").await, 200);
    assert_eq!(status(&member, "/fabrikam/b").await, 404);
    assert_eq!(scene.move_to(&outer, "/fabrikam/a").await.0, 200);

    // The inner one leaves: the folder of the outer one that it has covered opens to nobody.
    assert_eq!(scene.move_to(&inner, "/fabrikam/c").await.0, 200);
    assert_eq!(
        scene.places(GRANTS, Some(&id)).await,
        ["/fabrikam/a/docs closed", "/fabrikam/c"]
    );
    assert_eq!(
        scene.places(RULES, None).await,
        ["/fabrikam/a/docs", "/fabrikam/c"]
    );
    assert_eq!(status(&member, "/fabrikam/a/docs").await, 404);
    assert_eq!(status(&member, "/fabrikam/c").await, 200);

    // What was said of both is said of both.
    let both = scene.mount(&tenant, "/fabrikam/c/docs").await;
    assert_eq!(scene.move_to(&inner, "/fabrikam/d").await.0, 200);
    assert_eq!(status(&member, "/fabrikam/d").await, 200);
    assert_eq!(status(&member, "/fabrikam/c/docs").await, 200);

    // Where it speaks of one below and one around, nobody can tell them apart.
    assert_eq!(scene.move_to(&both, "/fabrikam/d/docs/deep").await.0, 200);
    scene.mount(&tenant, "/fabrikam/d/docs").await;
    scene.grant(&id, "/fabrikam/d/docs", &["list"]).await;
    let rows = scene.admin.get(MOUNTS).await.json();
    let rows = rows["items"].as_array().expect("a list").clone();
    let middle = rows.iter().find(|row| row["path"] == "/fabrikam/d/docs");
    let middle = middle.and_then(|row| row["id"].as_str()).expect("its id");
    let refused = scene.move_to(middle, "/fabrikam/e").await;
    assert_eq!(refused, (409, "contains_mount".to_owned()));
    scene.house.stop().await;
}

#[tokio::test]
async fn a_mount_stays_where_it_is_when_something_said_of_it_can_not_go_along() {
    let scene = Scene::start().await;
    let tenant = scene.register().await;
    let mount = scene.mount(&tenant, "/fabrikam/old").await;
    let (id, member) = scene.person("ann", json!({})).await;
    let (_, chief) = scene
        .person(
            "chief",
            json!({ "role": "tenant_admin", "home_tenant_id": tenant, "tenants": [tenant] }),
        )
        .await;
    scene.grant(&id, "/fabrikam/old", &["list"]).await;
    let taken = scene.grant(&id, "/fabrikam/new", &[]).await;
    let refused = scene.move_to(&mount, "/fabrikam/new").await;
    assert_eq!(refused, (409, "grant_taken".to_owned()));
    let gone = scene.admin.delete(&format!("{GRANTS}/{taken}")).await;
    assert_eq!(gone.status, 204);
    scene
        .rule("/fabrikam/old/docs", json!({ "hide": ["x"] }))
        .await;
    scene
        .rule("/fabrikam/new/docs", json!({ "hide": ["y"] }))
        .await;
    let refused = scene.move_to(&mount, "/fabrikam/new").await;
    assert_eq!(refused, (409, "rule_taken".to_owned()));

    let allowed = json!({ "mountable": { "users": "all" } });
    let allowed = scene
        .admin
        .patch(&format!("{}/{tenant}", super::TENANTS), &allowed)
        .await;
    assert_eq!(allowed.status, 200, "{}", allowed.text());
    let change = json!({ "path": "/fabrikam/other" });
    let address = format!("{MOUNTS}/{mount}");
    // Ann is nobody of his, so that he could not give her this.
    let refused = refusal(&chief.patch(&address, &change).await);
    assert_eq!(refused, (409, "grant_beyond".to_owned()));
    assert_eq!(scene.places(GRANTS, Some(&id)).await, ["/fabrikam/old"]);
    assert_eq!(status(&member, "/fabrikam/old").await, 200);
    let home = json!({ "home_tenant_id": tenant });
    let moved = scene.admin.patch(&format!("{ACCOUNTS}/{id}"), &home).await;
    assert_eq!(moved.status, 200, "{}", moved.text());
    let moved = chief.patch(&address, &change).await;
    assert_eq!(moved.status, 200, "{}", moved.text());
    assert_eq!(status(&member, "/fabrikam/other").await, 200);
    scene.house.stop().await;
}

#[tokio::test]
async fn a_mount_does_not_leave_behind_what_closes_it_from_above() {
    let scene = Scene::start().await;
    let tenant = scene.register().await;
    let mount = scene.mount(&tenant, "/fabrikam/hr/files").await;
    let (ann, member) = scene.person("ann", json!({})).await;
    let team = json!({ "name": "Team", "members": [ann] });
    let team = created(&scene.admin.post("/api/v1/admin/groups", &team).await);
    scene.grant(&team, "/fabrikam", &["list", "read"]).await;
    let above = (409, "rights_above".to_owned());

    for rule in [
        json!({ "password": SECRET }),
        json!({ "hide": ["docs"], "inherited": true }),
        json!({ "hide": ["files"] }),
    ] {
        let rule = scene.rule("/fabrikam/hr", rule).await;
        let refused = scene.move_to(&mount, "/fabrikam/files").await;
        assert_eq!(refused, above);
        assert_eq!(scene.move_to(&mount, "/fabrikam/hr/files2").await.0, 200);
        assert_eq!(scene.move_to(&mount, "/fabrikam/hr/files").await.0, 200);
        let gone = scene.admin.delete(&format!("{RULES}/{rule}")).await;
        assert_eq!(gone.status, 204);
    }
    let closed = scene.grant(&team, "/fabrikam/hr", &[]).await;
    assert_eq!(scene.move_to(&mount, "/fabrikam/files").await, above);
    assert_eq!(status(&member, "/fabrikam/files").await, 404);

    // Said again of the mount itself, it goes along.
    let again = scene.grant(&team, "/fabrikam/hr/files", &[]).await;
    assert_eq!(scene.move_to(&mount, "/fabrikam/files").await.0, 200);
    assert_eq!(status(&member, "/fabrikam/files").await, 403);
    assert_eq!(scene.move_to(&mount, "/fabrikam/hr/files").await.0, 200);
    for grant in [closed, again] {
        let gone = scene.admin.delete(&format!("{GRANTS}/{grant}")).await;
        assert_eq!(gone.status, 204);
    }
    assert_eq!(scene.move_to(&mount, "/fabrikam/files").await.0, 200);
    assert_eq!(status(&member, "/fabrikam/files").await, 200);
    scene.house.stop().await;
}
