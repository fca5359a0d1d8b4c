//! How the server signs in, and how seldom.

use std::time::Duration;

use futures_util::future::join_all;
use graph_sim::{Exchange, Fault, Listener, Secret, World};

use crate::support::{Actor, House, Org, Plan};

async fn house() -> House {
    with_life(3_599).await
}

async fn with_life(seconds: u64) -> House {
    let house = Plan::of_contoso(|world, org| {
        org.drive(world)
            .add_file("/a.txt", "hello", World::BEGINNING);
    })
    .switch(|all| all.login.token_life_seconds = seconds)
    .start()
    .await;
    assert_eq!(status(&house.admin().await).await, 200);
    house.sim.journal().clear();
    house
}

/// Lists the root of Ada's drive, which nobody remembers after a minute.
async fn status(admin: &Actor) -> u16 {
    admin.list("/contoso/ada").await.status
}

/// Tokens asked for since the last look.
fn tokens(house: &House) -> usize {
    let tokens = house.sim.journal().token_requests();
    house.sim.journal().clear();
    tokens
}

#[tokio::test]
async fn fifty_simultaneous_first_calls_ask_for_one_token() {
    let house = house().await;
    let admin = house.admin().await;
    house.advance(Duration::from_hours(1));
    let held = house.sim.faults().hold(Fault::on(Listener::Login));
    let paths: Vec<_> = (0..50).map(|n| format!("/contoso/ada/{n}")).collect();
    let calls = paths.iter().map(|path| admin.stat(path));
    let (answers, ()) = tokio::join!(join_all(calls), async {
        assert!(held.arrived(1).await);
        held.release();
    });
    assert!(answers.iter().all(|answer| answer.status == 404));
    assert_eq!(tokens(&house), 1);
    house.stop().await;
}

#[tokio::test]
async fn at_four_fifths_of_its_life_a_token_is_renewed_while_the_old_one_serves() {
    for (life, before, after) in [(60, 47, 2), (3_599, 2_879, 2), (86_399, 69_119, 2)] {
        let house = with_life(life).await;
        house.advance(Duration::from_secs(before));
        let admin = house.admin().await;
        assert_eq!(admin.stat("/contoso/ada/x/one").await.status, 404);
        assert_eq!(tokens(&house), 0, "{life}: young");
        house.advance(Duration::from_secs(after));
        let held = house.sim.faults().hold(Fault::on(Listener::Login));
        for name in ["two", "three", "four"] {
            let served = admin.stat(&format!("/contoso/ada/x/{name}")).await;
            assert_eq!(served.status, 404, "{life}: the old one serves");
        }
        assert!(held.arrived(1).await);
        let landed = |all: &[Exchange]| {
            all.iter()
                .any(|one| one.listener == Listener::Login && one.finished)
        };
        assert!(!landed(&house.sim.journal().entries()), "nobody waited");
        held.release();
        assert!(house.sim.journal().wait_for(landed).await);
        assert_eq!(tokens(&house), 1, "{life}: old");
        house.stop().await;
    }
}

#[tokio::test]
async fn a_refused_token_is_replaced_once_and_never_twice_in_ten_seconds() {
    let house = house().await;
    let admin = house.admin().await;
    house.advance(Duration::from_mins(1));
    house
        .sim
        .faults()
        .add(Fault::on(Listener::Graph).nth(1).status(401));
    assert_eq!(status(&admin).await, 200);
    assert_eq!(house.sim.journal().graph_calls(), 2, "asked once more");
    assert_eq!(tokens(&house), 1);

    house.advance(Duration::from_mins(1));
    house.sim.faults().clear();
    house
        .sim
        .faults()
        .add(Fault::on(Listener::Graph).status(401));
    for expected in [1, 0, 0] {
        let answer = admin.list("/contoso/ada").await;
        assert_eq!(
            (answer.status, answer.code().as_str()),
            (502, "token_refused")
        );
        let hint = answer.json()["hint"].to_string();
        assert!(!hint.contains("AADSTS"), "{hint}");
        assert_eq!(tokens(&house), expected);
    }
    house.advance(Duration::from_secs(10));
    assert_eq!(status(&admin).await, 502);
    assert_eq!(tokens(&house), 1);
    house.stop().await;
}

#[tokio::test]
async fn revoked_tokens_are_replaced() {
    let house = house().await;
    let admin = house.admin().await;
    house.advance(Duration::from_mins(1));
    house
        .sim
        .change(|world| world.revoke_tokens(&house.orgs[0].app));
    assert_eq!(status(&admin).await, 200);
    assert_eq!(tokens(&house), 1);
    house.stop().await;
}

#[tokio::test]
async fn a_login_service_that_stays_down_is_left_alone_while_the_token_serves() {
    let house = with_life(3_599).await;
    house.advance(Duration::from_secs(2_881));
    house
        .sim
        .faults()
        .add(Fault::on(Listener::Login).status(503));
    let admin = house.admin().await;
    let mut asked = 0;
    for (passed, flights) in [(0, 1), (5, 0), (4, 0), (4, 1)] {
        house.advance(Duration::from_secs(passed));
        assert_eq!(admin.stat("/contoso/ada/x/one").await.status, 404);
        // Four attempts each.
        asked += flights * 4;
        let all_asked = |all: &[Exchange]| {
            let logins = all.iter().filter(|one| one.listener == Listener::Login);
            logins.filter(|one| one.finished).count() >= asked
        };
        assert!(house.sim.journal().wait_for(all_asked).await);
        // Each question gives the server's own work its turn: that its flight has landed, or that there is
        // none.
        for _ in 0..50 {
            admin.get("/healthz").await;
        }
        assert_eq!(house.sim.journal().token_requests(), asked, "{passed} s");
    }
    house.stop().await;
}

#[tokio::test]
async fn a_refusal_of_login_is_remembered_for_half_a_minute() {
    let house = house().await;
    let admin = house.admin().await;
    let secrets = |value: &str| {
        let secrets = vec![Secret::lasting(value)];
        house
            .sim
            .change(|world| world.set_secrets(&house.orgs[0].app, secrets));
    };
    secrets("another");
    house.advance(Duration::from_hours(1));
    for expected in [1, 0, 0] {
        let answer = admin.list("/contoso/ada").await;
        assert_eq!(
            (answer.status, answer.code().as_str()),
            (502, "secret_invalid")
        );
        assert_eq!(tokens(&house), expected);
    }
    secrets(Org::SECRET);
    house.advance(Duration::from_secs(29));
    assert_eq!(status(&admin).await, 502);
    assert_eq!(tokens(&house), 0);
    house.advance(Duration::from_secs(1));
    assert_eq!(status(&admin).await, 200);
    assert_eq!(tokens(&house), 1);
    house.stop().await;
}

#[tokio::test]
async fn a_login_service_that_is_busy_is_left_alone_as_long_as_it_asks() {
    let house = house().await;
    let admin = house.admin().await;
    house.advance(Duration::from_hours(1));
    let busy = Fault::on(Listener::Login)
        .status(429)
        .header("Retry-After", "20");
    house.sim.faults().add(busy);
    for expected in [1, 0] {
        assert_eq!(status(&admin).await, 503);
        assert_eq!(tokens(&house), expected);
    }
    house.sim.faults().clear();
    house.advance(Duration::from_secs(20));
    assert_eq!(status(&admin).await, 200);
    assert_eq!(tokens(&house), 1);
    house.stop().await;
}

/// Registers the first organization's application a second time.
async fn register_again(house: &House, admin: &Actor, secret: &str) {
    let org = &house.orgs[0];
    let tenant = serde_json::json!({
        "name": "Contoso again", "cloud": "lab", "path_prefix": "/again",
        "directory_id": org.tenant.directory_id, "client_id": org.app.client_id,
        "client_secret": secret,
    });
    let tenant = admin.post("/api/v1/admin/tenants", &tenant).await;
    assert_eq!(tenant.status, 201, "{}", tenant.text());
    let mount = serde_json::json!({
        "path": "/again/ada", "tenant_id": tenant.json()["id"],
        "source": { "kind": "user", "user": org.ada.upn },
    });
    let mount = admin.post("/api/v1/admin/mounts", &mount).await;
    assert_eq!(mount.status, 201, "{}", mount.text());
}

#[tokio::test]
async fn two_tenants_of_one_registration_sign_in_each_for_itself() {
    let house = house().await;
    let admin = house.admin().await;
    register_again(&house, &admin, Org::SECRET).await;
    assert_eq!(admin.list("/again/ada").await.names(), ["a.txt"]);
    assert_eq!(status(&admin).await, 200);
    assert_eq!(tokens(&house), 1);
    house.stop().await;
}

#[tokio::test]
async fn two_tenants_of_one_registration_share_its_pause() {
    let house = house().await;
    let admin = house.admin().await;
    register_again(&house, &admin, Org::SECRET).await;
    assert_eq!(admin.list("/again/ada").await.status, 200);
    house.advance(Duration::from_mins(2));
    let busy = Fault::on(Listener::Graph).status(429);
    let busy = busy.header("Retry-After", "600");
    house.sim.faults().add(busy.times(1));
    assert_eq!(admin.list("/contoso/ada").await.status, 503);
    house.sim.journal().clear();
    assert_eq!(admin.list("/again/ada").await.status, 503);
    assert!(house.sim.journal().entries().is_empty(), "nobody is asked");
    house.stop().await;
}

#[tokio::test]
async fn a_registration_with_a_wrong_secret_neither_borrows_the_right_ones_token_nor_spoils_it() {
    let house = house().await;
    let admin = house.admin().await;
    register_again(&house, &admin, "not-the-secret").await;
    for _ in 0..2 {
        let refused = admin.list("/again/ada").await;
        assert_eq!(refused.code(), "secret_invalid", "{}", refused.text());
        assert_eq!(status(&admin).await, 200);
    }
    house.stop().await;
}

#[tokio::test]
async fn credentials_go_where_they_belong_and_every_call_says_who_asks() {
    let house = house().await;
    let admin = house.admin().await;
    house.advance(Duration::from_hours(1));
    assert_eq!(admin.get("/p/contoso/ada/a.txt").await.text(), "hello");
    let all = house.sim.journal().entries();
    let on = |listener| all.iter().filter(move |one| one.listener == listener);
    for one in &all {
        let agent = one.header("user-agent").unwrap_or_default();
        assert!(agent.starts_with("NONISV|Onefold|Onefold/"), "{agent}");
        let query = one.query.as_deref().unwrap_or_default();
        assert!(!query.contains(Org::SECRET));
    }
    let login = on(Listener::Login).next().expect("a token was asked for");
    assert_eq!((login.method.as_str(), &login.query), ("POST", &None));
    assert_eq!(
        login.header("content-type"),
        Some("application/x-www-form-urlencoded")
    );
    assert_eq!(login.header("authorization"), None);
    let mut ids: Vec<_> = on(Listener::Graph)
        .map(|one| one.header("client-request-id").expect("an id"))
        .collect();
    assert!(on(Listener::Graph).all(|one| one.header("authorization") == Some("Bearer …")));
    let calls = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), calls, "each call has its own");
    let bytes: Vec<_> = on(Listener::Content).collect();
    assert_eq!(bytes.len(), 1);
    assert_eq!(bytes[0].header("authorization"), None);
    assert_eq!(bytes[0].header("cookie"), None);
    house.stop().await;
}
