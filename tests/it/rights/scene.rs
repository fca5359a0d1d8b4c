//! The one house in which everything is asked, and what everybody has in his hand.

use std::collections::HashMap;
use std::time::Duration;

use graph_sim::{DriveEditor, World};
use onefold::domain::Right;
use serde_json::{Value, json};

use super::actors::{
    ACTORS, Actor, DELETER, DISABLED, GUESTS, Link, PEOPLE, Pass, Person, Role, SPARE, UNITED, Void,
};
use super::deeds::targets;
use super::keys::{Key, Signs};
use super::places::{Area, Nature, PLACES, Part, Place, Tenant};
use crate::support::{self, House, Plan, text};

/// A running house, and what can be asked in it.
pub(super) struct Scene {
    pub(super) house: House,
    pub(super) admin: support::Actor,
    /// Who sends what is asked; what he shows comes beside.
    pub(super) sender: support::Actor,
    /// What stands for the names in braces of the table.
    pub(super) ids: HashMap<&'static str, String>,
    /// The ids of the accounts, by their names.
    pub(super) people: HashMap<&'static str, String>,
    /// What each actor shows.
    pub(super) keys: HashMap<&'static str, Key>,
    /// Microsoft's ids of what lies at each place, by its tag.
    pub(super) items: HashMap<&'static str, Vec<String>>,
}

const ACCOUNTS: &str = "/api/v1/admin/accounts";
const GROUPS: &str = "/api/v1/admin/groups";
const GRANTS: &str = "/api/v1/admin/grants";
const RULES: &str = "/api/v1/admin/rules";
const TOKENS: &str = "/api/v1/me/tokens";
const APP_PASSWORDS: &str = "/api/v1/me/app-passwords";

impl Area {
    /// Where it begins.
    pub(super) fn path(self) -> &'static str {
        let mut places = PLACES.iter();
        let first = places.find(|place| place.area == self);
        first.expect("every area has a place").folder
    }
}

impl Scene {
    pub(super) async fn start() -> Self {
        let (plan, items) = plan();
        // Time stands still while one actor asks: nobody is to wait for units to come back.
        let plan = plan.configure("upstream: { units_per_minute: 100000 }");
        let house = plan.start().await;
        let admin = house.admin().await;
        let mut scene = Self {
            sender: house.anonymous(),
            house,
            admin,
            ids: HashMap::new(),
            people: HashMap::new(),
            keys: HashMap::new(),
            items,
        };
        scene.know_rows().await;
        scene.make_people().await;
        scene.make_rules().await;
        scene.hand_out_keys().await;
        scene
    }

    /// Ids of what the configuration file declares, and the address of an asset.
    async fn know_rows(&mut self) {
        for (name, list, field, value) in [
            ("tenant", "tenants", "path_prefix", "/contoso"),
            ("fabrikam", "tenants", "path_prefix", "/fabrikam"),
            ("mount", "mounts", "path", "/contoso/ada"),
        ] {
            let rows = self
                .admin
                .get(&format!("/api/v1/admin/{list}"))
                .await
                .json();
            let rows = rows["items"].as_array().expect("a list").clone();
            let row = rows.iter().find(|row| row[field] == value);
            let id = row.expect("it is declared")["id"].as_str().expect("an id");
            self.ids.insert(name, id.to_owned());
        }
        // Assets bear the hash of their content in their names.
        let page = self.sender.get("/@login").await.text();
        let mut linked = page.split('"').filter(|one| one.starts_with("/@assets/"));
        let asset = linked.next().expect("a page has a style");
        self.ids.insert("asset", asset.to_owned());
    }

    pub(super) async fn create(&self, list: &str, body: &Value) -> Value {
        let answer = self.admin.post(list, body).await;
        assert_eq!(answer.status, 201, "{list} {body}: {}", answer.text());
        answer.json()
    }

    async fn make_people(&mut self) {
        let mut accounts = HashMap::new();
        for person in PEOPLE {
            let made = self.create(ACCOUNTS, &self.account(&person)).await;
            accounts.insert(person.name, text(&made, "id"));
        }
        self.ids.insert("account", accounts["reader"].clone());
        for person in PEOPLE.iter().filter(|person| **person != UNITED) {
            for (area, rights) in person.holds {
                let id = self.give(&accounts[person.name], *area, rights).await;
                if person.name == "reader" {
                    self.ids.insert("grant", id);
                }
            }
        }
        let deleter = &accounts[DELETER.name];
        self.give_at(deleter, "/contoso/ada/tree/closed", &[]).await;
        for (name, right) in [("Listers", Right::List), ("Readers", Right::Read)] {
            let body = json!({
                "name": name,
                "home_tenant_id": self.ids["tenant"],
                "members": [accounts[UNITED.name]],
            });
            let group = text(&self.create(GROUPS, &body).await, "id");
            // Where one of two groups was closed out, nothing of the other's is left: it was given further up.
            let closes = right == Right::List;
            self.give_at(&group, "/contoso/ada", &[right]).await;
            if closes {
                self.give_at(&group, "/contoso/ada/closed", &[]).await;
            }
            self.ids.insert("group", group);
        }
        for (area, rights) in GUESTS {
            self.give("guest", *area, rights).await;
        }
        self.people = accounts;
    }

    fn account(&self, person: &Person) -> Value {
        let abroad = matches!(person.role, Role::TenantAdmin(Tenant::Fabrikam))
            || person.holds.iter().any(|(area, _)| *area == Area::Far);
        let home = if abroad { "fabrikam" } else { "tenant" };
        let (role, tenants) = match person.role {
            Role::Member => ("member", vec![]),
            Role::TenantAdmin(_) => ("tenant_admin", vec![&self.ids[home]]),
            Role::Admin => ("admin", vec![]),
        };
        json!({
            "username": person.name,
            "password": House::PASSWORD,
            "role": role,
            "home_tenant_id": self.ids[home],
            "tenants": tenants,
        })
    }

    /// Gives rights in an area, and none where it is closed; the grant's id.
    async fn give(&self, principal: &str, area: Area, rights: &[Right]) -> String {
        let closed = |place: &&Place| place.area == area && place.nature == Nature::Closed;
        for place in PLACES.iter().filter(closed) {
            self.give_at(principal, place.folder, &[]).await;
        }
        self.give_at(principal, area.path(), rights).await
    }

    async fn give_at(&self, principal: &str, path: &str, rights: &[Right]) -> String {
        let rights: Vec<_> = rights.iter().map(|right| right.name()).collect();
        let body = json!({ "principal": principal, "path": path, "rights": rights });
        text(&self.create(GRANTS, &body).await, "id")
    }

    async fn make_rules(&mut self) {
        for place in &PLACES {
            let (folder, name) = place.folder.rsplit_once('/').expect("a path");
            let body = match place.nature {
                Nature::Hidden => json!({ "path": folder, "hide": [name] }),
                Nature::Locked | Nature::Unlocked => {
                    json!({ "path": place.folder, "password": "open sesame" })
                }
                Nature::Open | Nature::Closed => continue,
            };
            let made = self.create(RULES, &body).await;
            if folder == "/contoso/ada" && place.nature == Nature::Hidden {
                self.ids.insert("rule", text(&made, "id"));
            }
        }
    }

    async fn hand_out_keys(&mut self) {
        let mut sessions: HashMap<_, support::Actor> = HashMap::new();
        sessions.insert(House::USERNAME, self.admin.clone());
        for person in PEOPLE {
            sessions.insert(person.name, self.sign_in(person.name).await);
        }
        for actor in &ACTORS {
            let own = actor.person.map(|person| &sessions[person.name]);
            let key = self.key(actor, own).await;
            self.keys.insert(actor.name, key);
        }
        let spare = &sessions[SPARE.name];
        let token = made(
            spare,
            TOKENS,
            &json!({ "name": "x", "scopes": ["files:read"] }),
        )
        .await;
        self.ids.insert("token", text(&token, "id"));
        let password = made(spare, APP_PASSWORDS, &json!({ "name": "x" })).await;
        self.ids.insert("app_password", text(&password, "id"));
        let listed = spare.get("/api/v1/me/sessions").await.json();
        self.ids.insert("session", text(&listed["items"][0], "id"));
        let disabled = self.create_disabled().await;
        assert_eq!(disabled, 200, "the account is disabled");
        self.house.advance(Duration::from_secs(2));
    }

    /// Disables the account whose passes are shown from now on.
    async fn create_disabled(&self) -> u16 {
        let accounts = self.admin.get(ACCOUNTS).await.json();
        let accounts = accounts["items"].as_array().expect("a list").clone();
        let row = accounts.iter().find(|row| row["username"] == DISABLED.name);
        let id = text(row.expect("it was made"), "id");
        let change = json!({ "enabled": false });
        self.admin
            .patch(&format!("{ACCOUNTS}/{id}"), &change)
            .await
            .status
    }

    pub(super) async fn sign_in(&self, name: &str) -> support::Actor {
        support::Actor::sign_in(self.house.url(), name, House::PASSWORD).await
    }

    async fn key(&self, actor: &Actor, own: Option<&support::Actor>) -> Key {
        let own = |what: &str| own.unwrap_or_else(|| unreachable!("{what} is somebody's"));
        match actor.pass {
            Pass::Nothing => Key::Nothing,
            Pass::Session => Key::bearer(own("a session")),
            Pass::Cookie => Key::cookie(own("a cookie")),
            Pass::AppPassword => {
                let made = made(own("a password"), APP_PASSWORDS, &json!({ "name": "x" })).await;
                let name = actor.person.map(|person| person.name).unwrap_or_default();
                Key::basic(name, &text(&made, "password"))
            }
            Pass::Token(token) => {
                let body = json!({
                    "name": actor.name,
                    "scopes": token.scopes.iter().map(|scope| scope.name()).collect::<Vec<_>>(),
                    "prefix": token.prefix.map(Area::path),
                });
                Key::Bearer(text(&made(own("a token"), TOKENS, &body).await, "token"))
            }
            Pass::Void(void) => self.void(void).await,
            Pass::Link(link) => Key::Sign(self.signs(link).await),
        }
    }

    async fn void(&self, void: Void) -> Key {
        let name = match void {
            Void::Disabled | Void::DisabledToken => DISABLED.name,
            Void::Revoked | Void::RevokedCookie | Void::RevokedToken => "reader",
        };
        let session = self.sign_in(name).await;
        match void {
            Void::Disabled => Key::bearer(&session),
            Void::DisabledToken | Void::RevokedToken => {
                let body = json!({ "name": "x", "scopes": ["files:read", "admin:read"] });
                let made = made(&session, TOKENS, &body).await;
                if void == Void::RevokedToken {
                    let path = format!("{TOKENS}/{}", text(&made, "id"));
                    assert_eq!(session.delete(&path).await.status, 204);
                }
                Key::Bearer(text(&made, "token"))
            }
            Void::Revoked | Void::RevokedCookie => {
                let ended = session.post("/api/v1/auth/logout", &json!({})).await;
                assert_eq!(ended.status, 204, "{}", ended.text());
                match void {
                    Void::RevokedCookie => Key::cookie(&session),
                    _ => Key::bearer(&session),
                }
            }
        }
    }

    /// The administrator's links, to each path through each door.
    async fn signs(&self, link: Link) -> Signs {
        let mut signs = Signs::default();
        for path in paths() {
            for door in ["d", "p"] {
                let named: &str = if link == Link::Foreign {
                    "/contoso/ada/else.txt"
                } else {
                    &path
                };
                let lifetime = if link == Link::Expired { 1 } else { 3_600 };
                let query = format!("path={named}&door={door}&lifetime={lifetime}");
                let answer = self.admin.get(&format!("/api/v1/fs/link?{query}")).await;
                assert_eq!(answer.status, 200, "{path}: {}", answer.text());
                let url = text(&answer.json(), "url");
                let (_, sign) = url.split_once("?sign=").expect("it is signed");
                signs.keep(door, &path, sign, link == Link::Tampered);
            }
        }
        signs
    }

    /// Lets everything grow old that is remembered of Microsoft's answers: what is asked next is asked there,
    /// if it is asked at all.
    pub(super) fn forget(&self) {
        self.house.advance(Duration::from_secs(61));
    }
}

/// Every path that the table asks for.
pub(super) fn paths() -> impl Iterator<Item = String> {
    let parts = |place: &'static Place| {
        let both = [Part::Folder, Part::File].into_iter();
        both.filter_map(|part| place.path(part))
    };
    PLACES.iter().flat_map(parts)
}

async fn made(actor: &support::Actor, list: &str, body: &Value) -> Value {
    let answer = actor.post(list, body).await;
    assert_eq!(answer.status, 201, "{list} {body}: {}", answer.text());
    answer.json()
}

/// The world and its mounts, and Microsoft's ids of what lies at each place.
fn plan() -> (Plan, HashMap<&'static str, Vec<String>>) {
    let mut plan = Plan::empty();
    let mut items = HashMap::new();
    plan.add_org("contoso", |world, org| {
        let mut drive = world.drive_of(&org.ada);
        furnish(&mut drive, Area::Desk, &mut items);
        for folder in ["/outer/beside", "/tree/closed", "/tree/open"] {
            drive.add_folder(folder);
        }
        furnish(&mut world.drive_of(&org.bob), Area::Square, &mut items);
    });
    plan.add_org("fabrikam", |world, org| {
        furnish(&mut world.drive_of(&org.ada), Area::Far, &mut items);
    });
    for (path, tenant, user, options) in [
        (
            "/contoso/ada",
            "contoso",
            "ada",
            "delivery: redirect, options: { permanent_delete: true }",
        ),
        ("/contoso/bob", "contoso", "bob", "delivery: proxy"),
        ("/fabrikam/ada", "fabrikam", "ada", "delivery: redirect"),
        // For what is changed, or may not be.
        ("/contoso/frozen", "contoso", "ada", "read_only: true"),
        (
            "/contoso/ada/outer/inner",
            "contoso",
            "bob",
            "delivery: proxy",
        ),
    ] {
        plan.mount(path, tenant, &format!("{user}@{tenant}.example"), options);
    }
    (plan, items)
}

/// Fills a drive with the places of an area: in each the file that is asked for, and one that nobody names.
fn furnish(
    drive: &mut DriveEditor<'_>,
    area: Area,
    items: &mut HashMap<&'static str, Vec<String>>,
) {
    for place in PLACES.iter().filter(|place| place.area == area) {
        let Some(folder) = place.in_drive() else {
            continue;
        };
        let unasked = format!("{folder}/{}", place.unasked());
        let note = format!("{folder}/note.txt");
        drive.add_file(&note, place.content().into_bytes(), World::BEGINNING);
        drive.add_file(&unasked, "of no account", World::BEGINNING);
        let mut ids = vec![drive.id_of(&note), drive.id_of(&unasked)];
        if !folder.is_empty() {
            ids.push(drive.id_of(&folder));
        }
        items.insert(place.tag, ids);
        if targets().any(|target| target.tag == place.tag) {
            drive.add_file(&format!("{folder}/taken.txt"), "taken", World::BEGINNING);
            drive.add_file(&format!("{folder}/taken/old.txt"), "old", World::BEGINNING);
        }
    }
}
