//! Queries: known parameters, once each, with values that make sense.

use std::time::Duration;

use onefold::api;
use onefold::web::{Group, ROUTES};

use super::{assert_nobody_was_asked, house};
use crate::support::{Answer, Plan};

#[tokio::test]
async fn an_unknown_parameter_is_400_on_every_address() {
    let house = house().await;
    let admin = house.admin().await;
    let mut addresses: Vec<_> = api::routes()
        .iter()
        .map(|route| (route.method.to_string(), route.path.replace("{id}", "x")))
        .collect();
    let open = |route: &&onefold::web::Route| route.group != Group::Open;
    for route in ROUTES.iter().filter(open) {
        let path = route.path.replace("{*path}", "contoso/ada/a.txt");
        if route.methods.contains(&"GET") {
            addresses.push(("GET".to_owned(), path));
        }
    }
    for (method, path) in addresses {
        let answer = Answer::of(admin.request(&method, &format!("{path}?pth=/a"))).await;
        assert_eq!(answer.status, 400, "{method} {path}");
        assert!(
            answer.text().contains("unknown_parameter"),
            "{method} {path}: {}",
            answer.text()
        );
    }
    assert_nobody_was_asked(&house);
    house.stop().await;
}

#[tokio::test]
async fn values_that_make_no_sense_are_refused_by_name() {
    let house = house().await;
    let admin = house.admin().await;
    for (query, status, code) in [
        ("path=/a&path=/b", 400, "repeated_parameter"),
        ("path=/a&p%61th=/b", 400, "repeated_parameter"),
        ("Path=/a", 400, "unknown_parameter"),
        ("path=%ff", 400, "not_utf8"),
        ("limit=0", 400, "invalid_limit"),
        ("limit=10001", 400, "invalid_limit"),
        ("limit=-1", 400, "invalid_limit"),
        ("limit=1e3", 400, "invalid_limit"),
        ("limit=", 400, "invalid_limit"),
        ("sort=colour", 400, "invalid_sort"),
        ("sort=--name", 400, "invalid_sort"),
        ("cursor=abc", 422, "invalid_cursor"),
        ("cursor=", 422, "invalid_cursor"),
    ] {
        let answer = admin.get(&format!("/api/v1/fs/list?{query}")).await;
        assert_eq!(
            (answer.status, answer.code().as_str()),
            (status, code),
            "{query}"
        );
        let problem = answer.json();
        let name = query.split('=').next().unwrap_or_default();
        let named = problem["errors"][0]["parameter"].as_str();
        assert!(
            named.is_some_and(|named| named.eq_ignore_ascii_case(name)),
            "{problem}"
        );
        assert_eq!(answer.header("content-type"), "application/problem+json");
    }
    let known = admin.get("/api/v1/admin/tenants").await.json();
    let known = known["items"][0]["id"].as_str().expect("an id");
    let answer = admin
        .delete(&format!("/api/v1/admin/tenants/{known}?cascade=yes"))
        .await;
    assert_eq!(
        (answer.status, answer.code().as_str()),
        (400, "invalid_flag")
    );
    for query in ["sort=colour", "sort=name&sort=size", "page=2"] {
        assert_eq!(
            admin.get(&format!("/contoso/ada/?{query}")).await.status,
            400,
            "{query}"
        );
    }
    assert_nobody_was_asked(&house);
    house.stop().await;
}

#[tokio::test]
async fn a_cursor_serves_its_folder_its_order_and_its_time_only() {
    let house = Plan::of_contoso(|world, org| {
        org.drive(world).fill("/many", 50, |n| format!("{n}.txt"));
        org.drive(world).fill("/more", 50, |n| format!("{n}.txt"));
    })
    .start()
    .await;
    let admin = house.admin().await;
    let list = "/api/v1/fs/list?limit=20&path=/contoso/ada";
    let first = admin.get(&format!("{list}/many")).await.json();
    let cursor = first["next_cursor"].as_str().expect("there is more");
    let second = admin.get(&format!("{list}/many&cursor={cursor}")).await;
    assert_eq!((second.status, second.names().len()), (200, 20));
    assert_eq!(second.names()[0], "20.txt");

    let mut forged = cursor.to_owned();
    forged.replace_range(
        4..5,
        if forged.as_bytes()[4] == b'A' {
            "B"
        } else {
            "A"
        },
    );
    for (query, case) in [
        (format!("{list}/more&cursor={cursor}"), "another folder"),
        (
            format!("{list}/many&cursor={cursor}&sort=-name"),
            "another order",
        ),
        (format!("{list}/many&cursor={forged}"), "a forged one"),
    ] {
        let answer = admin.get(&query).await;
        assert_eq!(
            (answer.status, answer.code().as_str()),
            (422, "invalid_cursor"),
            "{case}"
        );
    }
    house.advance(Duration::from_mins(10));
    let late = admin.get(&format!("{list}/many&cursor={cursor}")).await;
    assert_eq!((late.status, late.code().as_str()), (410, "cursor_expired"));
    house.stop().await;
}
