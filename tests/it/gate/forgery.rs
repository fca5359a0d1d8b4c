//! What a foreign page makes a browser send is refused on every address, before anybody looks at it.

use onefold::{api, dav, web};
use reqwest::RequestBuilder;

use crate::support::{Actor, Answer, House, Plan};

/// What a foreign page makes browsers send, or what can't be told from it.
const FORGED: [&[(&str, &str)]; 7] = [
    &[("sec-fetch-site", "cross-site")],
    &[("sec-fetch-site", "same-site")],
    &[
        ("sec-fetch-site", "same-origin"),
        ("sec-fetch-site", "cross-site"),
    ],
    &[("origin", "https://evil.example")],
    &[("origin", "null")],
    &[("origin", "")],
    // Neither header, but a cookie.
    &[],
];

/// Everything that may change something, and methods that are none of ours.
const UNSAFE: [&str; 6] = ["POST", "PUT", "PATCH", "DELETE", "PROPFIND", "BREW"];

/// Every address of every face, what stands for one segment or more filled in.
fn addresses() -> Vec<String> {
    let api = api::routes().into_iter().map(|route| route.path);
    let web = web::ROUTES.iter().map(|route| route.path);
    let dav = dav::ROUTES.iter().map(|route| route.path);
    let fill = |path: &str| {
        let segments = path.split('/').map(|segment| {
            if segment.starts_with('{') {
                "x"
            } else {
                segment
            }
        });
        segments.collect::<Vec<_>>().join("/")
    };
    let mut addresses: Vec<_> = api.chain(web).chain(dav).map(fill).collect();
    addresses.push("/api/v1/none".to_owned());
    addresses.sort();
    addresses.dedup();
    addresses
}

fn with(request: RequestBuilder, headers: &[(&str, &str)]) -> RequestBuilder {
    let add = |request: RequestBuilder, (name, value): &(&str, &str)| request.header(*name, *value);
    headers.iter().fold(request, add)
}

/// The `Cookie` header of the administrator's browser.
async fn cookie(house: &House) -> String {
    let request = house.anonymous().request("POST", "/@login");
    let body = format!(
        "username={}&password={}&next=%2F",
        House::USERNAME,
        House::PASSWORD.replace(' ', "+")
    );
    let request = request
        .header("content-type", "application/x-www-form-urlencoded")
        .body(body);
    let answer = Answer::of(request).await;
    assert_eq!(answer.status, 303, "{}", answer.text());
    let cookie = answer.header("set-cookie").split(';').next();
    cookie.expect("a cookie").to_owned()
}

async fn assert_refused(actor: &Actor, method: &str, address: &str, headers: &[(&str, &str)]) {
    let request = with(actor.request(method, address), headers);
    let answer = Answer::of(
        request
            .header("content-type", "application/json")
            .body("{}"),
    )
    .await;
    let case = format!("{method} {address} {headers:?}");
    assert_eq!(answer.status, 403, "{case}: {}", answer.text());
    assert!(!answer.header("x-request-id").is_empty(), "{case}");
    assert_eq!(
        answer.header("cache-control"),
        "private, no-store",
        "{case}"
    );
    if address.starts_with("/api") {
        assert_eq!(answer.code(), "forbidden", "{case}");
        assert_eq!(
            answer.header("content-type"),
            "application/problem+json",
            "{case}"
        );
    }
}

#[tokio::test]
async fn every_address_refuses_what_a_foreign_page_made_a_browser_send() {
    let house = Plan::of_contoso(|_, _| {}).start().await;
    let (anonymous, admin) = (house.anonymous(), house.admin().await);
    let cookie = cookie(&house).await;
    let cookie = ("cookie", cookie.as_str());
    let addresses = addresses();
    assert!(addresses.len() > 20, "{addresses:?}");
    for address in &addresses {
        for method in UNSAFE {
            for forged in FORGED {
                let headers = [forged, &[cookie]].concat();
                assert_refused(&anonymous, method, address, &headers).await;
            }
            // A token makes no difference: browsers remember passwords, too.
            assert_refused(&admin, method, address, FORGED[0]).await;
        }
    }
    let basic = ("authorization", "Basic cm9vdDpyb290");
    assert_refused(
        &anonymous,
        "POST",
        "/api/v1/auth/login",
        &[FORGED[0][0], basic],
    )
    .await;
    assert_eq!(house.sim.journal().graph_calls(), 0);
    let alive = anonymous.get_with("/", &[cookie]).await;
    assert_eq!(alive.status, 200, "nobody has signed the visitor out");
    house.stop().await;
}

#[tokio::test]
async fn who_only_asks_may_come_from_anywhere() {
    let house = Plan::of_contoso(|_, _| {}).start().await;
    let anonymous = house.anonymous();
    for method in ["GET", "HEAD", "OPTIONS"] {
        for forged in FORGED {
            let request = with(anonymous.request(method, "/@login"), forged);
            let answer = Answer::of(request).await;
            assert_ne!(answer.status, 403, "{method} {forged:?}");
        }
    }
    house.stop().await;
}

#[tokio::test]
async fn our_own_pages_and_programs_are_heard() {
    let house = Plan::of_contoso(|_, _| {}).start().await;
    let (anonymous, ours) = (house.anonymous(), house.url());
    for headers in [
        &[][..],
        &[("sec-fetch-site", "same-origin")],
        &[("sec-fetch-site", "none")],
        &[("origin", &ours)],
    ] {
        for address in ["/@login", "/api/v1/auth/login"] {
            let request = with(anonymous.request("POST", address), headers);
            let answer = Answer::of(request.body("")).await;
            assert_ne!(answer.status, 403, "{address} {headers:?}");
        }
    }
    house.stop().await;
}
