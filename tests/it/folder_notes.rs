//! What administrators say of a folder: texts, order and view, on pages and in the API.

use graph_sim::World;
use serde_json::{Value, json};

use crate::support::{Actor, House, Plan};

async fn house() -> (House, Actor) {
    let house = Plan::of_contoso(|world, org| {
        org.drive(world)
            .add_file("/docs/b.txt", "22", World::BEGINNING)
            .add_file("/docs/a.txt", "1", World::BEGINNING)
            .add_file("/docs/sub/c.txt", "333", World::BEGINNING);
    })
    .start()
    .await;
    let admin = house.admin().await;
    (house, admin)
}

async fn make(admin: &Actor, list: &str, body: &Value) -> Value {
    let made = admin.post(&format!("/api/v1/admin/{list}"), body).await;
    assert_eq!(made.status, 201, "{body}: {}", made.text());
    made.json()
}

#[tokio::test]
async fn each_part_is_told_by_the_nearest_rule_that_has_it() {
    let (house, admin) = house().await;
    for rule in [
        json!({ "path": "/contoso", "header": "Welcome to <b>Contoso</b>", "readme": "Ask Ada.", "inherited": true }),
        json!({ "path": "/contoso/ada/docs", "inherited": true, "header": "Docs", "view": "grid" }),
        json!({ "path": "/contoso/ada/docs/sub", "inherited": false, "readme": "Down here." }),
    ] {
        make(&admin, "rules", &rule).await;
    }
    let page = async |path: &str| admin.get(path).await.text();
    let docs = page("/contoso/ada/docs/").await;
    assert!(docs.contains(">Docs</section>") && docs.contains(">Ask Ada.</section>"));
    assert!(docs.contains("listing view-grid"), "{docs}");
    let sub = page("/contoso/ada/docs/sub/").await;
    assert!(sub.contains(">Docs</section>") && sub.contains(">Down here.</section>"));
    let bob = page("/contoso/bob/").await;
    let welcome = ">Welcome to &#60;b&#62;Contoso&#60;/b&#62;</section>";
    assert!(bob.contains(welcome), "{bob}");
    assert!(
        !page("/").await.contains("class=\"said\""),
        "nothing is said of it"
    );
    house.stop().await;
}

#[tokio::test]
async fn the_order_of_a_folder_is_its_own_where_nobody_asks_for_another() {
    let (house, admin) = house().await;
    let rule = json!({ "path": "/contoso/ada/docs", "sort": "-size", "inherited": false });
    let rule = make(&admin, "rules", &rule).await;
    let list = async |query: &str| {
        let address = format!("/api/v1/fs/list?path=/contoso/ada/docs{query}");
        admin.get(&address).await
    };
    assert_eq!(list("").await.names(), ["sub", "b.txt", "a.txt"]);
    assert_eq!(list("&sort=name").await.names(), ["sub", "a.txt", "b.txt"]);
    let page = admin.get("/contoso/ada/docs/").await.text();
    let place = |name: &str| page.find(&format!("<bdi>{name}</bdi>")).expect(name);
    assert!(place("b.txt") < place("a.txt"), "{page}");
    assert!(page.contains("aria-sort=\"descending\""));
    let first = list("&limit=1").await.json();
    let cursor = first["next_cursor"].as_str().expect("there is more");
    assert_eq!(
        list(&format!("&cursor={cursor}")).await.names(),
        ["b.txt", "a.txt"]
    );
    let spelled_out = list(&format!("&sort=-size&cursor={cursor}")).await;
    assert_eq!(
        spelled_out.names(),
        ["b.txt", "a.txt"],
        "it is the same order"
    );
    let other = list(&format!("&sort=name&cursor={cursor}")).await;
    assert_eq!(other.code(), "invalid_cursor");
    let id = rule["id"].as_str().expect("an id");
    let gone = admin.delete(&format!("/api/v1/admin/rules/{id}")).await;
    assert_eq!(gone.status, 204);
    let other = list(&format!("&cursor={cursor}")).await;
    assert_eq!(
        other.code(),
        "invalid_cursor",
        "the folder has another order now"
    );
    house.stop().await;
}

#[tokio::test]
async fn nothing_is_told_of_a_folder_to_those_who_only_pass_it_or_are_locked_out() {
    let (house, admin) = house().await;
    let rule = json!({ "path": "/contoso", "header": "For members", "inherited": true });
    make(&admin, "rules", &rule).await;
    let rule = json!({ "path": "/contoso/bob", "password": "open sesame", "header": "Hush" });
    make(&admin, "rules", &rule).await;
    let account = json!({ "username": "ann", "password": House::PASSWORD });
    let account = make(&admin, "accounts", &account).await;
    for path in ["/contoso/ada/docs", "/contoso/bob"] {
        let grant = json!({ "principal": account["id"], "path": path, "rights": ["list"] });
        make(&admin, "grants", &grant).await;
    }
    let ann = Actor::sign_in(house.url(), "ann", House::PASSWORD).await;
    let passed = ann.get("/contoso/").await;
    assert_eq!(passed.status, 200);
    assert!(!passed.text().contains("For members"), "{}", passed.text());
    let own = ann.get("/contoso/ada/docs/").await.text();
    assert!(own.contains("For members"), "{own}");
    let locked = ann.get("/contoso/bob/").await;
    assert_eq!(locked.status, 403);
    assert!(!locked.text().contains("Hush"), "{}", locked.text());
    house.stop().await;
}
