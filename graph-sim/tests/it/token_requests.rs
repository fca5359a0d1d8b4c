//! The first version of the token endpoint, and what ends a series of token requests.

use std::collections::HashMap;
use std::time::Duration;

use graph_sim::switches::{BlockedApp, LoginOutage};
use graph_sim::{Fault, Listener};

use crate::kit::{Answer, Bed, SECRET, read};

async fn first_version(bed: &Bed, changes: &[(&str, &str)]) -> Answer {
    let resource = bed.sim.graph_url();
    let mut form: HashMap<&str, &str> = HashMap::from([
        ("grant_type", "client_credentials"),
        ("client_id", bed.app.client_id.as_str()),
        ("client_secret", SECRET),
        ("resource", &resource),
    ]);
    form.extend(changes.iter().copied());
    form.retain(|_, value| !value.is_empty());
    let url = format!("{}contoso.example/oauth2/token", bed.sim.login_url());
    read(bed.http.post(url).form(&form).send().await.unwrap()).await
}

#[tokio::test]
async fn the_first_version_takes_a_resource_and_tells_numbers_as_strings() {
    let mut bed = Bed::start().await;
    bed.sim.clock().freeze();
    let now = bed.sim.clock().now().as_second();
    let body = first_version(&bed, &[]).await.json();
    assert_eq!(body["expires_in"], "3599");
    assert_eq!(body["ext_expires_in"], "0");
    assert_eq!(body["expires_on"], (now + 3599).to_string());
    assert_eq!(body["not_before"], (now - 300).to_string());
    assert_eq!(body["resource"], bed.sim.graph_url());
    body["access_token"]
        .as_str()
        .unwrap()
        .clone_into(&mut bed.token);
    assert_eq!(bed.drive("/root").await.status, 200);
    assert_eq!(bed.sim.journal().token_requests(), 1);
}

#[tokio::test]
async fn the_first_version_has_the_errors_of_the_second() {
    let bed = Bed::start().await;
    for (change, code) in [
        (("resource", ""), 900_144),
        (("resource", "https://graph.microsoft.us"), 500_011),
        (("client_secret", "wrong"), 7_000_215),
    ] {
        let answer = first_version(&bed, &[change]).await;
        assert_eq!(answer.json()["error_codes"][0], code, "{change:?}");
    }
}

#[tokio::test]
async fn a_token_for_another_service_is_no_good_at_graph() {
    let mut bed = Bed::start().await;
    let scope = [("scope", "https://management.azure.com/.default")];
    let body = bed.sign_in(&scope).await.json();
    body["access_token"]
        .as_str()
        .unwrap()
        .clone_into(&mut bed.token);
    let refused = bed.drive("/root").await;
    assert_eq!(
        refused.refusal(),
        (401, "InvalidAuthenticationToken".to_owned())
    );
    assert!(
        refused.text().contains("Invalid audience"),
        "{}",
        refused.text()
    );
}

#[tokio::test]
async fn conditional_access_keeps_an_application_out_under_either_name() {
    let bed = Bed::start().await;
    bed.sim.change(|world| world.set_blocked(&bed.app, true));
    for (position, error) in [
        (BlockedApp::AccessDenied, "access_denied"),
        (BlockedApp::InvalidGrant, "invalid_grant"),
    ] {
        bed.sim.switches().update(|s| s.login.blocked = position);
        let answer = bed.sign_in(&[]).await;
        assert_eq!(answer.status, 400);
        assert_eq!(answer.json()["error"], error);
        assert_eq!(answer.json()["error_codes"][0], 53003);
    }
    bed.sim.change(|world| world.set_blocked(&bed.app, false));
    assert_eq!(bed.sign_in(&[]).await.status, 200);
}

#[tokio::test]
async fn an_error_may_lack_its_page_and_bear_claims() {
    let bed = Bed::start().await;
    bed.sim.change(|world| world.set_blocked(&bed.app, true));
    let plain = bed.sign_in(&[]).await.json();
    assert!(plain["error_uri"].is_string() && plain.get("claims").is_none());
    bed.sim.switches().update(|switches| {
        switches.login.error_uri = false;
        switches.login.blocked_claims = true;
    });
    let other = bed.sign_in(&[]).await.json();
    assert!(other.get("error_uri").is_none());
    assert!(other["claims"].as_str().unwrap().contains("access_token"));
    assert_eq!(other["suberror"], "message_only");
}

#[tokio::test]
async fn a_loop_of_token_requests_is_broken_or_goes_on() {
    let bed = Bed::start().await;
    bed.sim.clock().freeze();
    for (limit, expected) in [(Some(3), 400), (None, 200)] {
        bed.sim.clock().advance(Duration::from_mins(1));
        bed.sim.switches().update(|s| s.login.loop_limit = limit);
        for _ in 0..3 {
            assert_eq!(bed.sign_in(&[]).await.status, 200);
        }
        let fourth = bed.sign_in(&[]).await;
        assert_eq!(fourth.status, expected);
        if limit.is_some() {
            assert_eq!(fourth.json()["error"], "invalid_grant");
            assert_eq!(fourth.json()["error_codes"][0], 50196);
            let other = [("scope", "https://graph.microsoft.com/.default")];
            assert_eq!(bed.sign_in(&other).await.status, 200);
        }
    }
}

#[tokio::test]
async fn an_outage_of_the_token_service_has_several_statuses_and_one_name() {
    let bed = Bed::start().await;
    for (outage, status) in [
        (LoginOutage::BadRequest, 400),
        (LoginOutage::TooManyRequests, 429),
        (LoginOutage::ServiceUnavailable, 503),
    ] {
        bed.sim.switches().update(|s| s.login.outage = outage);
        let answer = bed.sign_in(&[]).await;
        assert_eq!(answer.status, status);
        assert_eq!(answer.json()["error"], "temporarily_unavailable");
        assert_eq!(answer.json()["error_codes"][0], 90033);
    }
    let over = LoginOutage::Over;
    bed.sim.switches().update(|s| s.login.outage = over);
    assert_eq!(bed.sign_in(&[]).await.status, 200);
}

#[tokio::test]
async fn the_login_host_is_busy_with_and_without_a_word_on_when() {
    let bed = Bed::start().await;
    let busy = || Fault::on(Listener::Login).method("POST").nth(1);
    for (fault, status, pause) in [
        (busy().status(429).header("Retry-After", "7"), 429, "7"),
        (busy().status(429), 429, ""),
        (busy().status(503).header("Retry-After", "7"), 503, "7"),
        (busy().status(503), 503, ""),
    ] {
        bed.sim.faults().clear();
        bed.sim.faults().add(fault);
        let answer = bed.sign_in(&[]).await;
        assert_eq!(
            (answer.status, answer.header("Retry-After")),
            (status, pause)
        );
        assert_eq!(bed.sign_in(&[]).await.status, 200);
    }
}
