//! Cursors: what they tell, and how long they lead anywhere.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use graph_sim::World;
use onefold::domain::Clock as _;
use serde_json::{Value, json};

use crate::support::{Actor, House, Plan};

/// Ada's drive holds three files, Bob's three others; neither is mounted by hand yet.
async fn house() -> (House, Actor) {
    let house = Plan::of_contoso(|world, org| {
        for (drive, names) in [(&org.ada, ["a", "b", "c"]), (&org.bob, ["x", "y", "z"])] {
            for name in names {
                let mut drive = world.drive_of(drive);
                drive.add_file(&format!("/{name}.txt"), name, World::BEGINNING);
            }
        }
    })
    .start()
    .await;
    let admin = house.admin().await;
    (house, admin)
}

async fn mount(admin: &Actor, path: &str, user: &str) -> String {
    let tenants = admin.get("/api/v1/admin/tenants").await.json();
    let body = json!({
        "path": path, "tenant_id": tenants["items"][0]["id"],
        "source": { "kind": "user", "user": format!("{user}@contoso.example") },
    });
    let made = admin.post("/api/v1/admin/mounts", &body).await;
    assert_eq!(made.status, 201, "{}", made.text());
    let id = made.json()["id"].as_str().expect("an id").to_owned();
    format!("/api/v1/admin/mounts/{id}")
}

async fn first_page(admin: &Actor, path: &str) -> String {
    let page = admin
        .get(&format!("/api/v1/fs/list?path={path}&limit=1"))
        .await;
    let cursor = page.json()["next_cursor"].as_str().map(str::to_owned);
    cursor.expect("there is more")
}

async fn next_page(admin: &Actor, path: &str, cursor: &str) -> (u16, Value) {
    let address = format!("/api/v1/fs/list?path={path}&limit=1&cursor={cursor}");
    let answer = admin.get(&address).await;
    (answer.status, answer.json()["code"].clone())
}

#[tokio::test]
async fn a_cursor_leads_to_nothing_once_its_drive_is_unmounted_or_replaced() {
    let (house, admin) = house().await;
    let there = "/contoso/by-hand";
    let gone = (410, json!("cursor_expired"));
    let one = mount(&admin, there, "ada").await;
    let cursor = first_page(&admin, there).await;
    assert_eq!(next_page(&admin, there, &cursor).await.0, 200);

    let bob = json!({ "source": { "kind": "user", "user": "bob@contoso.example" } });
    let changed = admin.patch(&one, &bob).await;
    assert_eq!(changed.status, 200, "{}", changed.text());
    assert_eq!(
        next_page(&admin, there, &cursor).await,
        gone,
        "another drive"
    );

    let cursor = first_page(&admin, there).await;
    assert_eq!(admin.delete(&one).await.status, 204);
    assert_eq!(next_page(&admin, there, &cursor).await, gone, "no drive");
    mount(&admin, there, "bob").await;
    assert_eq!(
        next_page(&admin, there, &cursor).await,
        gone,
        "another mount"
    );
    house.stop().await;
}

#[tokio::test]
async fn a_cursor_ends_where_mounts_go_or_come_to_stand_before_its_rows_and_lives_beside_them() {
    let (house, admin) = house().await;
    let cursor = first_page(&admin, "/contoso/ada").await;
    mount(&admin, "/contoso/elsewhere", "bob").await;
    let beside = mount(&admin, "/contoso/ada/beside", "bob").await;
    assert_eq!(next_page(&admin, "/contoso/ada", &cursor).await.0, 200);
    let gone = (410, json!("cursor_expired"));
    let with_it = first_page(&admin, "/contoso/ada").await;
    assert_eq!(admin.delete(&beside).await.status, 204);
    assert_eq!(next_page(&admin, "/contoso/ada", &with_it).await, gone);
    mount(&admin, "/contoso/ada/B.txt", "bob").await;
    assert_eq!(next_page(&admin, "/contoso/ada", &cursor).await, gone);
    house.stop().await;
}

#[tokio::test]
async fn nothing_can_be_read_out_of_a_cursor() {
    let (house, admin) = house().await;
    let cursor = first_page(&admin, "/contoso/ada").await;
    let sealed = URL_SAFE_NO_PAD.decode(&cursor).expect("base64");
    // What the plain values would look like, were they there: the next row is the second, and the listing was
    // fetched at a time that everybody knows.
    let now = house.clock.now().unix_ms().to_be_bytes();
    let has = |run: &[u8]| sealed.windows(run.len()).any(|found| found == run);
    assert!(!has(&now[..6]), "the time");
    assert!(
        !has(&[0; 4]),
        "small numbers, which the counts of a new server are"
    );
    for position in 0..sealed.len() {
        let mut changed = sealed.clone();
        changed[position] ^= 1;
        let forged = URL_SAFE_NO_PAD.encode(changed);
        let (status, code) = next_page(&admin, "/contoso/ada", &forged).await;
        assert_eq!((status, code), (422, json!("invalid_cursor")), "{position}");
    }
    house.stop().await;
}
