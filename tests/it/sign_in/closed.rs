//! What is said to those who have not signed in: the same everywhere, and without asking anybody.

use onefold::api::{self, Access};
use onefold::web::{Group, ROUTES};

use super::house;
use crate::support::{Actor, Answer, House};

/// Places: a file, a folder, a mount, a virtual folder, and what is not there.
const PLACES: [&str; 7] = [
    "contoso/ada/a.txt",
    "contoso/ada/",
    "contoso/ada",
    "contoso",
    "contoso/ada/missing.txt",
    "nothing/here",
    "contoso/bob/a.txt",
];

/// What can be no place, whoever asks.
const NO_PLACES: [&str; 3] = ["contoso/a%5Cb", "contoso/ada/a%00b", "contoso//a"];

fn assert_nobody_was_asked(house: &House) {
    let entries = house.sim.journal().entries();
    assert!(entries.is_empty(), "{entries:?}");
}

#[tokio::test]
async fn no_page_tells_whether_anything_is_there() {
    let house = house().await;
    let anonymous = house.anonymous();
    for route in ROUTES.iter().filter(|route| route.group == Group::Page) {
        for place in PLACES {
            let path = route.path.replace("{*path}", place);
            for method in route.methods {
                let answer = Answer::of(anonymous.request(method, &path)).await;
                assert_eq!(answer.status, 303, "{method} {path}");
                let location = answer.header("location");
                assert!(location.starts_with("/@login"), "{method} {path}");
                let headers = answer.headers.keys().count();
                let other = anonymous.get("/nothing/at/all").await;
                assert_eq!(headers, other.headers.keys().count(), "{method} {path}");
            }
        }
    }
    assert_nobody_was_asked(&house);
    house.stop().await;
}

#[tokio::test]
async fn no_address_of_bytes_tells_whether_anything_is_there() {
    let house = house().await;
    let anonymous = house.anonymous();
    for route in ROUTES.iter().filter(|route| route.group == Group::Bytes) {
        for method in route.methods {
            let ask = async |place: &str| {
                let path = route.path.replace("{*path}", place);
                let answer = Answer::of(anonymous.request(method, &path)).await;
                assert_eq!(answer.status, 401, "{method} {path}");
                assert!(answer.header("www-authenticate").starts_with("Bearer"));
                answer.constant_part()
            };
            let expected = ask(PLACES[0]).await;
            for place in PLACES {
                assert_eq!(ask(place).await, expected, "{method} {place}");
            }
        }
        let path = route.path.replace("{*path}", PLACES[0]);
        let browser = anonymous
            .get_with(&path, &[("accept", "text/html,*/*")])
            .await;
        assert_eq!(browser.status, 303, "{path}");
        assert!(browser.header("location").starts_with("/@login"), "{path}");
    }
    assert_nobody_was_asked(&house);
    house.stop().await;
}

#[tokio::test]
async fn what_can_be_no_place_is_no_place_for_anybody() {
    let house = house().await;
    let (admin, anonymous) = (house.admin().await, house.anonymous());
    for place in NO_PLACES {
        for address in [
            "/",
            "/d/",
            "/p/",
            "/api/v1/fs/list?path=/",
            "/api/v1/fs/stat?path=/",
        ] {
            for actor in [&admin, &anonymous] {
                let answer = actor.get(&format!("{address}{place}")).await;
                assert_eq!(answer.status, 400, "{address}{place}");
            }
        }
    }
    assert_nobody_was_asked(&house);
    house.stop().await;
}

#[tokio::test]
async fn the_tree_over_the_api_tells_guests_nothing() {
    let house = house().await;
    let anonymous = house.anonymous();
    for route in api::routes() {
        if route.access != Access::Guest {
            continue;
        }
        let ask = async |place: &str| {
            let path = format!("{}?path=/{place}", route.path);
            let answer = anonymous.get(&path).await;
            assert_eq!(answer.status, 401, "{path}");
            answer.constant_part()
        };
        let expected = ask(PLACES[0]).await;
        for place in PLACES {
            assert_eq!(ask(place).await, expected, "{} {place}", route.path);
        }
    }
    assert_nobody_was_asked(&house);
    house.stop().await;
}

/// What can be sent to a route of the API: with and without a place, a real id and a made-up one.
async fn ask_api(actor: &Actor, house: &House, route: &api::Route) -> Vec<Answer> {
    let mut answers = Vec::new();
    let admin = house.admin().await;
    let list = if route.path.contains("mounts") {
        "mounts"
    } else {
        "tenants"
    };
    let known = admin.get(&format!("/api/v1/admin/{list}")).await.json();
    let known = known["items"][0]["id"].as_str().expect("an id").to_owned();
    for id in [known.as_str(), "mnt_none", "%00"] {
        for query in [
            "",
            "?path=/contoso/ada/a.txt",
            "?path=/nothing",
            "?path=..",
            "?wrong=1",
        ] {
            let path = format!("{}{query}", route.path.replace("{id}", id));
            for body in ["", "{}", "no json"] {
                let request = actor
                    .request(route.method.as_str(), &path)
                    .header("content-type", "application/json")
                    .body(body);
                answers.push(Answer::of(request).await);
            }
        }
    }
    answers
}

#[tokio::test]
async fn no_route_of_the_api_tells_anything() {
    let house = house().await;
    for route in api::routes()
        .iter()
        .filter(|route| route.access == Access::Account)
    {
        let answers = ask_api(&house.anonymous(), &house, route).await;
        let expected = answers[0].constant_part();
        assert_eq!(answers[0].status, 401, "{} {}", route.method, route.path);
        for answer in &answers {
            assert_eq!(
                answer.constant_part(),
                expected,
                "{} {}",
                route.method,
                route.path
            );
        }
    }
    assert_nobody_was_asked(&house);
    house.stop().await;
}

#[tokio::test]
async fn a_bad_token_is_refused_everywhere() {
    let house = house().await;
    let good = house.admin().await;
    let good = good.token().expect("a token");
    let almost = format!(
        "{}x",
        &good.chars().take(good.len() - 1).collect::<String>()
    );
    let long = "x".repeat(600);
    let tokens = [
        "Bearer wrong",
        "Bearer ",
        "Bearer",
        &format!("Bearer {almost}"),
        &format!("Bearer {long}"),
        "Bearer \u{e9}",
    ];
    let mut addresses: Vec<_> = ROUTES
        .iter()
        .filter(|route| matches!(route.group, Group::Page | Group::Bytes))
        .map(|route| ("GET", route.path.replace("{*path}", "contoso/ada/a.txt")))
        .collect();
    let routes = api::routes();
    let of_api = routes
        .iter()
        .filter(|route| route.access == Access::Account);
    addresses
        .extend(of_api.map(|route| (route.method.as_str(), route.path.replace("{id}", "tnt_x"))));
    let anonymous = house.anonymous();
    for (method, path) in &addresses {
        for token in tokens {
            let request = anonymous
                .request(method, path)
                .header("authorization", token);
            let answer = Answer::of(request).await;
            assert_eq!(answer.status, 401, "{method} {path} with {token:.20}");
            assert!(
                answer.header("www-authenticate").starts_with("Bearer"),
                "{method} {path}"
            );
        }
    }
    assert_nobody_was_asked(&house);
    house.stop().await;
}
