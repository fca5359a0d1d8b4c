//! By which passes people and programs come in, how far each of them leads, and how it ends.

mod app_passwords;
mod brakes;
mod given_away;
mod guests;
mod links;
mod own_page;
mod password;
mod sessions;
mod tokens;
mod unlock_form;
mod unlocks;

use serde_json::{Value, json};

use crate::support::{Actor, Answer, House, Plan};

/// The password of every member in these tests.
const PASSWORD: &str = "a member's password";

/// A house whose organization has a file, and a folder that is to be closed.
fn plan() -> Plan {
    Plan::of_contoso(|world, org| {
        let begun = graph_sim::World::BEGINNING;
        let mut drive = org.drive(world);
        drive.add_file("/a.txt", "abc", begun);
        drive.add_file("/closed/b.txt", "bcd", begun);
        drive.add_file("/closed/inner/c.txt", "cde", begun);
        let mut drive = world.drive_of(&org.bob);
        drive.add_file("/p.txt", "proxied", begun);
    })
}

async fn house() -> House {
    plan().start().await
}

/// A house that believes those on this machine who they come for, so that a test can come from anywhere.
async fn house_behind_proxy() -> House {
    plan()
        .configure("trusted_proxies: [\"127.0.0.0/8\"]")
        .start()
        .await
}

/// Makes a member; his id.
async fn add_member(admin: &Actor, name: &str) -> String {
    let account = json!({ "username": name, "password": PASSWORD });
    id_of(&admin.post("/api/v1/admin/accounts", &account).await)
}

/// Makes a member who may do this at a path, and signs him in.
async fn member_with(house: &House, name: &str, path: &str, rights: &[&str]) -> (String, Actor) {
    let admin = house.admin().await;
    let id = add_member(&admin, name).await;
    grant(&admin, &id, path, rights).await;
    (id, Actor::sign_in(house.url(), name, PASSWORD).await)
}

/// Grants rights; the grant's id.
async fn grant(admin: &Actor, principal: &str, path: &str, rights: &[&str]) -> String {
    let grant = json!({ "principal": principal, "path": path, "rights": rights });
    id_of(&admin.post("/api/v1/admin/grants", &grant).await)
}

/// Gives a folder a password; the rule's id.
async fn close(admin: &Actor, path: &str, password: &str) -> String {
    let rule = json!({ "path": path, "password": password });
    id_of(&admin.post("/api/v1/admin/rules", &rule).await)
}

fn id_of(made: &Answer) -> String {
    assert_eq!(made.status, 201, "{}", made.text());
    made.json()["id"].as_str().expect("an id").to_owned()
}

async fn disable(admin: &Actor, account: &str, disabled: bool) {
    let path = format!("/api/v1/admin/accounts/{account}");
    let change = json!({ "enabled": !disabled });
    let answer = admin.patch(&path, &change).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
}

/// What the audit log says of one kind of deed, newest first.
pub(crate) async fn deeds(admin: &Actor, deed: &str) -> Vec<Value> {
    let answer = admin.get(&format!("/api/v1/admin/audit?deed={deed}")).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let items = answer.json()["items"].as_array().cloned();
    items.expect("a list")
}

/// Somebody who comes from an address, where the house believes it.
async fn sign_in_from(house: &House, address: &str, username: &str, password: &str) -> Answer {
    let body = json!({ "username": username, "password": password });
    let request = house
        .anonymous()
        .request("POST", "/api/v1/auth/login")
        .header("x-forwarded-for", address)
        .header("content-type", "application/json")
        .body(body.to_string());
    Answer::of(request).await
}

/// The status and the code of a problem.
fn refusal(answer: &Answer) -> (u16, String) {
    (answer.status, answer.code())
}

fn refused(status: u16, code: &str) -> (u16, String) {
    (status, code.to_owned())
}
