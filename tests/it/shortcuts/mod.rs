//! Shortcuts into other drives: followed to where a mount shows their target, and nowhere else.
//!
//! - `leads`: where they lead, in every face
//! - `rights`: for whom
//! - `chains`: shortcuts to shortcuts
//! - `writes`: what is written goes past them
//! - `costs`: calls

mod chains;
mod costs;
mod leads;
mod rights;
mod writes;

use graph_sim::{Switches, User, World};
use serde_json::{Value, json};

use crate::support::{Actor, House, Plan};

/// Ada's drive holds, in `/Work`, shortcuts to a folder and a file of Bob's, to another folder of Bob's that
/// only his whole drive shows, to something of Fabrikam's, and to a drive that is mounted nowhere.
fn plan() -> Plan {
    let mut plan = Plan::empty();
    plan.add_org("fabrikam", |world, org| {
        let mut drive = org.drive(world);
        drive.add_file("/Abroad/far.txt", "far", World::BEGINNING);
    });
    plan.add_writer("contoso", |world, org| {
        let mut bob = world.drive_of(&org.bob);
        bob.add_file("/Projects/plan.txt", "the plan", World::BEGINNING)
            .add_file("/Projects/Deep/Down/note.txt", "a note", World::BEGINNING)
            .add_file("/Private/diary.txt", "dear diary", World::BEGINNING);
        let [projects, plan, private] =
            ["/Projects", "/Projects/plan.txt", "/Private"].map(|path| bob.id_of(path));
        let cid = world.add_user(&org.tenant, User::new("cid", "Cid Example"));
        let mut unmounted = world.drive_of(&cid);
        unmounted.add_file("/Projects/plan.txt", "Cid's", World::BEGINNING);
        let nowhere = unmounted.id_of("/Projects");
        world
            .drive_of(&org.ada)
            .add_file("/Work/own.txt", "Ada's", World::BEGINNING)
            .add_shortcut("/Work/Short", &org.bob, &projects)
            .add_shortcut("/Work/Plan", &org.bob, &plan)
            .add_shortcut("/Work/Private", &org.bob, &private)
            .add_shortcut("/Work/Nowhere", &cid, &nowhere);
    });
    let (ada, bob) = ("ada@contoso.example", "bob@contoso.example");
    let follows = "options: { follow_shortcuts: mounted }";
    plan.mount("/contoso/ada", "contoso", ada, follows);
    plan.mount("/contoso/plain", "contoso", ada, "root: /");
    plan.mount("/contoso/bob", "contoso", bob, "root: /");
    plan.mount("/contoso/projects", "contoso", bob, "root: /Projects");
    plan.mount(
        "/fabrikam/ada",
        "fabrikam",
        "ada@fabrikam.example",
        "root: /",
    );
    plan
}

/// The house of the plan with its drives known: nobody is asked for one that is not.
async fn house() -> (House, Actor) {
    house_with(|_| {}).await
}

async fn house_with(turn: impl FnOnce(&mut Switches)) -> (House, Actor) {
    let house = plan().switch(turn).start().await;
    let (fabrikam, contoso) = (&house.orgs[0], &house.orgs[1]);
    house.sim.change(|world| {
        let abroad = world.drive_of(&fabrikam.ada).id_of("/Abroad");
        let mut ada = world.drive_of(&contoso.ada);
        ada.add_shortcut("/Work/Abroad", &fabrikam.ada, &abroad);
    });
    let admin = house.admin().await;
    for path in ["/contoso/ada", "/contoso/bob", "/fabrikam/ada"] {
        assert_eq!(admin.stat(&format!("{path}/x")).await.status, 404, "{path}");
    }
    house.sim.journal().clear();
    (house, admin)
}

/// Somebody who holds these rights at these places.
async fn member(house: &House, admin: &Actor, name: &str, grants: &[(&str, &[&str])]) -> Actor {
    let account = json!({ "username": name, "password": House::PASSWORD });
    let account = make(admin, "accounts", &account).await;
    for (path, rights) in grants {
        let grant = json!({ "principal": account["id"], "path": path, "rights": rights });
        make(admin, "grants", &grant).await;
    }
    let actor = Actor::sign_in(house.url(), name, House::PASSWORD).await;
    house.sim.journal().clear();
    actor
}

async fn make(admin: &Actor, list: &str, body: &Value) -> Value {
    let made = admin.post(&format!("/api/v1/admin/{list}"), body).await;
    assert_eq!(made.status, 201, "{list} {body}: {}", made.text());
    made.json()
}

/// The calls to Graph since the last look.
fn calls(house: &House) -> usize {
    let calls = house.sim.journal().graph_calls();
    house.sim.journal().clear();
    calls
}
