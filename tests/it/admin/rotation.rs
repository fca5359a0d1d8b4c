//! From one credential to the next.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::join_all;
use graph_sim::{Fault, Listener, Secret};
use onefold::domain::TenantId;
use onefold::doors::{Random, Tasks};
use onefold::services::{Placement, Rotation};
use serde_json::json;

use super::certificates::{SERVED, named, refused};
use super::{Scene, TENANTS, refusal};
use crate::support::Org;

#[tokio::test]
async fn the_next_secret_takes_over_from_one_that_ends_and_no_visitor_notices() {
    let scene = Scene::start().await;
    let id = scene.register_mounted().await;
    scene.store_next(&id, "the next secret").await;
    let both = [named("secret", "current"), named("secret", "next")];
    assert_eq!(scene.roles(&id).await, both);
    assert_eq!(scene.state(TENANTS, &id).await, "ok", "nothing is in doubt");
    let app = scene.fabrikam.app.clone();
    let end = scene.house.sim.clock().now() + Duration::from_mins(90);
    scene.house.sim.change(|world| {
        let secrets = vec![
            Secret::until(Org::SECRET, end),
            Secret::lasting("the next secret"),
        ];
        world.set_secrets(&app, secrets);
    });
    assert_eq!(scene.admin.list("/fabrikam/ada").await.status, 200);
    assert_eq!(
        scene.roles(&id).await,
        both,
        "the current one is still good"
    );

    scene.house.advance(Duration::from_hours(2));
    scene.house.sim.journal().clear();
    let held = scene.house.sim.faults().hold(Fault::on(Listener::Login));
    let visitors = (0..20).map(|_| scene.admin.list("/fabrikam/ada"));
    let (answers, ()) = tokio::join!(join_all(visitors), async {
        assert!(held.arrived(1).await);
        held.release();
    });
    assert!(answers.iter().all(|answer| answer.status == 200));
    let tokens = scene.house.sim.journal().token_requests();
    assert_eq!(tokens, 2, "one was refused, and one was not");
    let (store, _) = scene.beside().await;
    let tenant = TenantId::parse(&id).expect("an id");
    let stored = store.find_credentials(&tenant).await.expect("readable");
    assert_eq!(
        stored.len(),
        1,
        "it was promoted before anybody was answered"
    );
    scene.await_roles(&id, &[named("secret", "current")]).await;
    assert_eq!(scene.state(TENANTS, &id).await, "ok");

    // The promotion is known to the server itself, and to the next one.
    assert_eq!(scene.list_afresh().await, SERVED);
    assert_eq!(scene.house.sim.journal().token_requests(), 1);
    let Scene { house, .. } = scene;
    let house = house.restart().await;
    let admin = house.admin().await;
    house.advance(Duration::from_hours(2));
    assert_eq!(admin.list("/fabrikam/ada").await.status, 200);
    let all = house.sim.journal().entries();
    let mut logins = all
        .iter()
        .filter(|one| one.listener == Listener::Login && one.finished);
    assert!(
        logins.all(|one| one.status == Some(200)),
        "nobody asks with the old one"
    );
    house.stop().await;
}

#[tokio::test]
async fn what_is_no_fault_of_the_credential_is_no_reason_to_change_it() {
    let scene = Scene::start().await;
    let id = scene.register_mounted().await;
    scene.store_next(&id, "the next secret").await;
    scene.set_secrets(&[Org::SECRET, "the next secret"]);
    let app = scene.fabrikam.app.clone();
    let disable = |disabled| {
        scene
            .house
            .sim
            .change(|world| world.set_disabled(&app, disabled));
    };
    disable(true);
    assert_eq!(scene.list_afresh().await, refused("app_disabled"));
    assert_eq!(scene.house.sim.journal().token_requests(), 1);
    disable(false);
    assert!(scene.test(TENANTS, &id).await.0);
    let busy = Fault::on(Listener::Login).status(429);
    scene
        .house
        .sim
        .faults()
        .add(busy.header("Retry-After", "60"));
    assert_eq!(scene.list_afresh().await.0, 503);
    assert_eq!(scene.house.sim.journal().token_requests(), 1);
    scene.house.sim.faults().clear();
    assert_eq!(scene.list_afresh().await, SERVED);
    assert_eq!(scene.roles(&id).await.len(), 2);
    scene.house.stop().await;
}

#[tokio::test]
async fn a_next_credential_is_promoted_on_request_and_nothing_is_forgotten() {
    let scene = Scene::start().await;
    let declared = scene.declared(TENANTS).await;
    let id = scene.register_mounted().await;
    let promote = format!("{TENANTS}/{id}/credentials/promote");
    let nothing = scene.admin.post(&promote, &json!({})).await;
    assert_eq!(refusal(&nothing), (409, "no_next_credential".to_owned()));
    let of_file = format!("{TENANTS}/{declared}/credentials/promote");
    let answer = scene.admin.post(&of_file, &json!({})).await;
    assert_eq!(refusal(&answer), (409, "declared_in_file".to_owned()));
    let stranger = scene.house.anonymous().post(&promote, &json!({})).await;
    assert_eq!(stranger.status, 401);

    scene.store_next(&id, "the next secret").await;
    assert_eq!(scene.admin.list("/fabrikam/ada").await.status, 200);
    scene.house.sim.journal().clear();
    let answer = scene.admin.post(&promote, &json!({})).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(scene.roles(&id).await, [named("secret", "current")]);
    assert_eq!(scene.admin.list("/fabrikam/ada").await.status, 200);
    scene.assert_nobody_was_asked();
    assert_eq!(scene.list_afresh().await, refused("secret_invalid"));
    scene.set_secrets(&["the next secret"]);
    assert_eq!(scene.list_afresh().await, SERVED);
    scene.house.stop().await;
}

#[tokio::test]
async fn who_promotes_what_is_not_the_next_any_more_is_told() {
    let scene = Scene::start().await;
    let id = scene.register_mounted().await;
    scene.store_next(&id, "the next secret").await;
    let clock = Arc::clone(&scene.house.clock) as _;
    let beside = Rotation::new(scene.beside().await, &Tasks::default(), (clock, Random));
    let day = Duration::from_hours(24);
    let made = beside.make_certificate(&id, Placement::Next, day).await;
    let made = made.expect("there is such an organization");
    beside.keep(&made).await.expect("it is writable");
    // The server has not followed yet.
    let promote = format!("{TENANTS}/{id}/credentials/promote");
    let answer = scene.admin.post(&promote, &json!({})).await;
    assert_eq!(refusal(&answer), (409, "credentials_changed".to_owned()));
    let both = [named("secret", "current"), named("certificate", "next")];
    assert_eq!(scene.roles(&id).await, both);
    let answer = scene.admin.post(&promote, &json!({})).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let one = [named("certificate", "current")];
    assert_eq!(scene.roles(&id).await, one);
    scene.house.stop().await;
}

#[tokio::test]
async fn a_next_secret_is_checked_like_any_and_helps_the_sick() {
    let scene = Scene::start().await;
    let id = scene.register_mounted().await;
    let address = format!("{TENANTS}/{id}");
    let change = json!({ "next_client_secret": "two\nlines" });
    let answer = scene.admin.patch(&address, &change).await;
    assert_eq!(refusal(&answer), (422, "invalid_secret".to_owned()));
    let pointer = &answer.json()["errors"][0]["pointer"];
    assert_eq!(*pointer, "/next_client_secret");

    scene.set_secrets(&["the next secret"]);
    assert_eq!(scene.list_afresh().await, refused("secret_invalid"));
    scene.store_next(&id, "the next secret").await;
    assert_eq!(scene.state(TENANTS, &id).await, "unchecked");
    assert_eq!(
        scene.admin.list("/fabrikam/ada").await.status,
        200,
        "at once"
    );
    scene.await_roles(&id, &[named("secret", "current")]).await;
    scene.house.stop().await;
}
