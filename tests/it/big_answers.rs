//! Listings that take much memory, for clients that take their time.

use serde_json::json;

use crate::support::{Actor, Answer, House, Plan};

/// So many files, and so much that is said of each: seventy megabytes.
const FILES: u64 = 4_700;
const NAMES: usize = 15;

async fn house() -> House {
    let plan = Plan::of_contoso(|world, org| {
        let mut drive = org.drive(world);
        drive.fill("/many", FILES, |n| format!("{n}.txt"));
        drive.fill("/few", 2, |n| format!("{n}.txt"));
    });
    plan.start().await
}

/// Somebody who may read, signed in.
async fn member(house: &House, name: &str) -> Actor {
    let admin = house.admin().await;
    let make = async |list: &str, body: serde_json::Value| {
        let made = admin.post(&format!("/api/v1/admin/{list}"), &body).await;
        assert_eq!(made.status, 201, "{list}: {}", made.text());
        made.json()
    };
    let account = json!({ "username": name, "password": House::PASSWORD });
    let account = make("accounts", account).await;
    let grant = json!({ "principal": account["id"], "path": "/", "rights": ["list", "read"] });
    make("grants", grant).await;
    Actor::sign_in(house.url(), name, House::PASSWORD).await
}

/// Asks for properties that nothing has and whose names are long. What comes is left on its way.
async fn ask(actor: &Actor, folder: &str) -> reqwest::Response {
    let names = (0..NAMES).map(|number| format!("<x{number}{}/>", "x".repeat(1_000)));
    let names: String = names.collect();
    let body = format!("<D:propfind xmlns:D='DAV:'><D:prop>{names}</D:prop></D:propfind>");
    let request = actor.request("PROPFIND", &format!("/dav/contoso/ada/{folder}/"));
    let answer = request.header("depth", "1").body(body).send().await;
    answer.expect("it is answered")
}

fn assert_busy(answer: &reqwest::Response) {
    assert_eq!(answer.status(), 503);
    assert_eq!(answer.headers()["retry-after"], "5");
}

#[tokio::test]
async fn listings_that_nobody_takes_leave_room_for_others() {
    let house = house().await;
    let [ada, bob] = [member(&house, "ada").await, member(&house, "bob").await];
    let first = ask(&ada, "many").await;
    assert_eq!(first.status(), 207);
    let length = first.content_length().expect("it is told");
    assert!((65_000_000..80_000_000).contains(&length), "{length}");
    assert_busy(&ask(&ada, "many").await);
    assert_eq!(ask(&ada, "few").await.status(), 207, "a small one has room");
    let others = ask(&bob, "many").await;
    assert_eq!(others.status(), 207, "the one leaves room to the other");
    assert_busy(&ask(&bob, "many").await);
    drop(others);
    let taken = first.bytes().await.expect("it comes whole");
    assert_eq!(taken.len() as u64, length);
    for actor in [&ada, &bob] {
        let again = until_there_is_room(&house, actor).await;
        assert_eq!(again.status(), 207);
    }
    house.stop().await;
}

/// Asks until the server has seen that somebody has gone.
async fn until_there_is_room(house: &House, actor: &Actor) -> reqwest::Response {
    for _ in 0..20 {
        let answer = ask(actor, "many").await;
        if answer.status() != 503 {
            return answer;
        }
        let health: Answer = house.anonymous().get("/healthz").await;
        assert_eq!(health.status, 200);
    }
    ask(actor, "many").await
}
