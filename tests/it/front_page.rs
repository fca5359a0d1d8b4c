//! What an administrator sees of all drives at once, and pages that are no part of the tree.

use onefold::domain::Diagnosis;

use crate::support::{Answer, Plan};

#[tokio::test]
async fn the_front_page_lists_every_drive_and_says_what_is_known_of_it() {
    let mut plan = Plan::of_contoso(|_, _| {});
    plan.mount(
        "/contoso/zoe",
        "contoso",
        "zoe@contoso.example",
        "delivery: redirect",
    );
    let house = plan.start().await;
    let admin = house.admin().await;
    let front = admin.get("/").await.text();
    for drive in ["ada", "bob", "zoe"] {
        let link = format!("href=\"/contoso/{drive}/\"");
        assert!(front.contains(&link), "{front}");
    }
    assert_eq!(front.matches("Not tried yet").count(), 3, "{front}");
    assert_eq!(house.sim.journal().graph_calls(), 0);

    assert_eq!(admin.get("/contoso/ada/").await.status, 200);
    assert_eq!(admin.get("/contoso/zoe/").await.status, 502);
    let front = admin.get("/").await.text();
    assert_eq!(front.matches("Not tried yet").count(), 1, "{front}");
    assert!(front.contains("Works") && front.contains("1 of 3 drives in trouble"));
    assert!(front.contains("href=\"/@problems/user_not_found\""));
    assert!(front.contains("principal name or object id"));
    house.stop().await;
}

#[tokio::test]
async fn every_problem_leads_to_a_page_that_anybody_may_read() {
    let house = Plan::of_contoso(|_, _| {}).start().await;
    let anonymous = house.anonymous();
    for diagnosis in Diagnosis::all() {
        let address = format!("/@problems/{}", diagnosis.code());
        let page = anonymous.get(&address).await;
        assert_eq!(page.status, 200, "{address}");
        assert!(page.text().contains(diagnosis.code()));
    }
    let refused = anonymous.get("/api/v1/me").await;
    let kind = refused.json()["type"].as_str().map(str::to_owned);
    let page = anonymous.get(&kind.expect("a type")).await;
    assert_eq!(page.status, 200);
    assert_eq!(anonymous.get("/@problems/nonsense").await.status, 404);
    house.stop().await;
}

#[tokio::test]
async fn what_the_router_refuses_is_told_in_the_shape_of_the_face() {
    let house = Plan::of_contoso(|_, _| {}).start().await;
    let (anonymous, admin) = (house.anonymous(), house.admin().await);
    let page = Answer::of(admin.request("POST", "/contoso/")).await;
    assert_eq!((page.status, page.header("allow")), (405, "GET,HEAD"));
    assert!(page.text().contains(page.header("x-request-id")));
    assert!(page.header("content-security-policy").contains("'none'"));
    let line = Answer::of(admin.request("PUT", "/p/contoso/ada/a.txt")).await;
    assert_eq!(line.status, 405);
    assert!(
        line.text()
            .starts_with("Not in this way (method_not_allowed).")
    );

    let form = anonymous
        .request("POST", "/@login")
        .header("origin", house.url())
        .header("content-type", "application/x-www-form-urlencoded")
        .body("a".repeat(100_000));
    let page = Answer::of(form).await;
    assert_eq!(page.status, 413);
    assert!(page.text().contains("/@problems/body_too_large"));
    house.stop().await;
}
