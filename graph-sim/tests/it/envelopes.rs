//! What errors say, in all the shapes that were seen.

use graph_sim::switches::{
    Denied, Envelope, ErrorSwitches, ExpiredTokenChallenge, GatewayBody, InnerErrorKey, MeRefusal,
    RevokedTokenChallenge, ThrottlingRefusal, WithoutRoles,
};
use graph_sim::{DriveState, Fault, Listener, Role};

use crate::kit::Bed;

fn set(bed: &Bed, change: impl FnOnce(&mut ErrorSwitches)) {
    bed.sim
        .switches()
        .update(|switches| change(&mut switches.errors));
}

#[tokio::test]
async fn the_more_specific_code_is_inside_deeper_or_missing() {
    let bed = Bed::start().await;
    let locked = DriveState::Locked;
    bed.sim
        .change(|world| world.set_drive_state(&bed.ada, locked));
    let error = bed.drive("/root").await.json()["error"].clone();
    assert_eq!(error["innerError"]["code"], "resourceLocked");
    let date = error["innerError"]["date"].as_str().unwrap();
    assert_eq!(date.len(), "2026-11-21T09:37:28".len(), "no zone: {date}");
    set(&bed, |errors| {
        errors.envelope = Envelope::Nested;
        errors.inner_error = InnerErrorKey::Innererror;
    });
    let error = bed.drive("/root").await.json()["error"].clone();
    assert_eq!(error["innererror"]["innererror"]["code"], "resourceLocked");
    assert_eq!(error["details"][0]["code"], "notAllowed");
    assert!(error["target"].is_string() && error["localizedMessage"].is_object());
    set(&bed, |errors| errors.inner_codes = false);
    let text = bed.drive("/root").await.text();
    assert!(!text.contains("resourceLocked"), "{text}");
}

#[tokio::test]
async fn some_errors_say_nothing() {
    let bed = Bed::start().await;
    for (per_mille, least, most) in [(0, 0, 0), (500, 20, 80), (1_000, 100, 100)] {
        set(&bed, |errors| errors.unknown_per_mille = per_mille);
        let mut silent = 0;
        for _ in 0..100 {
            let answer = bed.drive("/root:/nothing").await;
            assert_eq!(answer.status, 404);
            let error = answer.json()["error"].clone();
            silent += u32::from(error["code"] == "UnknownError" && error["message"] == "");
        }
        assert!((least..=most).contains(&silent), "{silent} at {per_mille}");
    }
}

#[tokio::test]
async fn a_gateway_answers_in_json_or_html_or_is_cut_off() {
    let bed = Bed::start().await;
    bed.sim.switches().update(|switches| {
        switches.throttling.enforced = true;
        switches.throttling.limits.units_per_minute = Some(0);
        switches.throttling.refusal = ThrottlingRefusal::ServerTooBusy;
    });
    for (position, kind, beginning) in [
        (
            GatewayBody::AsGiven,
            "application/json",
            "{\"error\":{\"code\":\"serviceNotAvailable\"",
        ),
        (GatewayBody::Html, "text/html", "<html>"),
        (GatewayBody::Truncated, "application/json", "{\"error\":{"),
    ] {
        set(&bed, |errors| errors.gateway_body = position);
        let answer = bed.drive("/root").await;
        assert_eq!(answer.status, 503);
        assert_eq!(answer.header("Content-Type"), kind);
        assert!(answer.text().starts_with(beginning), "{}", answer.text());
        assert!(!answer.header("Retry-After").is_empty());
        let whole = serde_json::from_slice::<serde_json::Value>(&answer.bytes).is_ok();
        assert_eq!(whole, position == GatewayBody::AsGiven);
    }
}

#[tokio::test]
async fn a_gateway_that_a_fault_plays_answers_likewise_unless_the_fault_says_what() {
    let bed = Bed::start().await;
    set(&bed, |errors| errors.gateway_body = GatewayBody::Html);
    for status in [502, 503, 504] {
        bed.sim.faults().clear();
        bed.sim
            .faults()
            .add(Fault::on(Listener::Graph).status(status));
        assert!(
            bed.drive("/root").await.text().starts_with("<html>"),
            "{status}"
        );
    }
    bed.sim.faults().clear();
    let own = Fault::on(Listener::Graph).status(503).body("busy");
    bed.sim.faults().add(own);
    assert_eq!(bed.drive("/root").await.text(), "busy");
    bed.sim.faults().clear();
    bed.sim.faults().add(Fault::on(Listener::Graph).status(429));
    assert_eq!(bed.drive("/root").await.text(), "");
}

#[tokio::test]
async fn an_application_without_a_user_is_told_so_in_two_ways() {
    let bed = Bed::start().await;
    for (position, text) in [
        (
            MeRefusal::DelegatedOnly,
            "only valid with delegated authentication flow",
        ),
        (MeRefusal::NoMysite, "Unable to retrieve user's mysite URL."),
    ] {
        set(&bed, |errors| errors.me = position);
        for path in ["/me", "/me/drive", "/me/drive/root:/a.txt:/content"] {
            let answer = bed.get(path).await;
            assert_eq!(answer.refusal(), (400, "BadRequest".to_owned()), "{path}");
            assert!(answer.text().contains(text), "{}", answer.text());
        }
    }
}

#[tokio::test]
async fn an_application_without_permissions_is_forbidden_or_unauthorized() {
    let mut bed = Bed::start().await;
    bed.set_roles(&[]).await;
    for (position, expected) in [
        (WithoutRoles::Forbidden, (403, "AccessDenied".to_owned())),
        (
            WithoutRoles::Unauthorized,
            (401, "generalException".to_owned()),
        ),
    ] {
        set(&bed, |errors| errors.without_roles = position);
        let answer = bed.drive("/root").await;
        assert_eq!(answer.refusal(), expected);
        assert!(answer.text().contains("Either scp or roles claim"));
        let challenged = !answer.header("WWW-Authenticate").is_empty();
        assert_eq!(challenged, answer.status == 401);
    }
}

#[tokio::test]
async fn missing_permissions_for_files_are_told_or_left_unsaid() {
    let mut bed = Bed::start().await;
    bed.set_roles(&[Role::UserReadAll]).await;
    for (position, code) in [
        (Denied::AccessDenied, "accessDenied"),
        (Denied::UnknownError, "UnknownError"),
    ] {
        set(&bed, |errors| errors.denied = position);
        let answer = bed.drive("/root").await;
        assert_eq!(answer.refusal(), (403, code.to_owned()));
        let silent = answer.json()["error"]["message"] == "";
        assert_eq!(silent, position == Denied::UnknownError);
    }
}

#[tokio::test]
async fn expired_and_revoked_tokens_are_challenged_in_two_ways_each() {
    let mut bed = Bed::start().await;
    bed.sim.change(|world| world.revoke_tokens(&bed.app));
    for (position, word) in [
        (
            RevokedTokenChallenge::InvalidToken,
            "error=\"invalid_token\"",
        ),
        (
            RevokedTokenChallenge::InsufficientClaims,
            "error=\"insufficient_claims\", claims=\"",
        ),
    ] {
        set(&bed, |errors| errors.revoked_token = position);
        let answer = bed.drive("/root").await;
        assert_eq!(answer.status, 401);
        assert!(
            answer.header("WWW-Authenticate").contains(word),
            "{position:?}"
        );
    }
    bed.token = bed.new_token().await;
    bed.sim.clock().advance(std::time::Duration::from_hours(2));
    for (position, word) in [
        (
            ExpiredTokenChallenge::InvalidToken,
            "error=\"invalid_token\"",
        ),
        (
            ExpiredTokenChallenge::ExpiredToken,
            "error=\"expired_token\"",
        ),
    ] {
        set(&bed, |errors| errors.expired_token = position);
        let answer = bed.drive("/root").await;
        assert_eq!(answer.status, 401);
        assert!(
            answer.header("WWW-Authenticate").contains(word),
            "{position:?}"
        );
    }
}
