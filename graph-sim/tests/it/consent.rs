//! Where an administrator consents to an application.

use std::collections::HashMap;

use graph_sim::switches::Consent;
use graph_sim::{App, AppHandle, Role};

use crate::kit::{Answer, Bed, SECRET};

const BACK: &str = "https://files.example.org/@consent";

/// An application that asks for permissions it doesn't hold yet.
fn applicant(bed: &Bed) -> AppHandle {
    let app = App {
        roles: Vec::new(),
        requested_roles: vec![Role::FilesReadAll],
        redirect_uris: vec![BACK.to_owned()],
        ..App::reader("Applicant", SECRET)
    };
    bed.sim.change(|world| world.add_app(&bed.contoso, app))
}

async fn ask(bed: &Bed, endpoint: &str, query: &[(&str, &str)]) -> Answer {
    let mut url = reqwest::Url::parse(&format!("{}{endpoint}", bed.sim.login_url())).unwrap();
    url.query_pairs_mut().extend_pairs(query);
    bed.fetch(url.as_str(), &[]).await
}

/// Where the browser is sent, and with what.
fn told(answer: &Answer) -> HashMap<String, String> {
    assert_eq!(answer.status, 302, "{}", answer.text());
    let location = reqwest::Url::parse(answer.header("Location")).unwrap();
    assert!(location.as_str().starts_with(BACK));
    location.query_pairs().into_owned().collect()
}

#[tokio::test]
async fn consent_redirects_and_grants_what_was_asked_for() {
    let mut bed = Bed::start().await;
    bed.app = applicant(&bed);
    bed.token = bed.new_token().await;
    assert_eq!(bed.drive("/root").await.status, 403);
    let (client_id, scope) = (bed.app.client_id.clone(), bed.sim.graph_scope());
    let query = [
        ("client_id", client_id.as_str()),
        ("redirect_uri", BACK),
        ("state", "a b&c"),
        ("scope", &scope),
    ];
    let told = told(&ask(&bed, "contoso.example/v2.0/adminconsent", &query).await);
    assert_eq!(told["admin_consent"], "True");
    assert_eq!(told["tenant"], bed.contoso.directory_id);
    assert_eq!((told["state"].as_str(), &told["scope"]), ("a b&c", &scope));
    assert_eq!(
        bed.drive("/root").await.status,
        403,
        "an old token stays poor"
    );
    bed.token = bed.new_token().await;
    assert_eq!(bed.drive("/root").await.status, 200);
}

#[tokio::test]
async fn the_first_version_takes_any_tenant_and_tells_no_scope() {
    let bed = Bed::start().await;
    let app = applicant(&bed);
    let query = [
        ("client_id", app.client_id.as_str()),
        ("redirect_uri", BACK),
    ];
    for tenant in ["common", "organizations", "contoso.example"] {
        let told = told(&ask(&bed, &format!("{tenant}/adminconsent"), &query).await);
        assert_eq!(told["tenant"], bed.contoso.directory_id, "{tenant}");
        assert_eq!(told.len(), 2);
    }
}

#[tokio::test]
async fn a_refusal_is_told_in_two_ways_one_of_which_looks_like_consent() {
    let mut bed = Bed::start().await;
    bed.sim
        .switches()
        .update(|switches| switches.login.consent = Consent::Declined);
    bed.app = applicant(&bed);
    let (client_id, scope) = (bed.app.client_id.clone(), bed.sim.graph_scope());
    let query = [
        ("client_id", client_id.as_str()),
        ("redirect_uri", BACK),
        ("scope", &scope),
    ];
    let first = told(&ask(&bed, "contoso.example/adminconsent", &query).await);
    assert_eq!(first["error"], "permission_denied");
    assert!(!first.contains_key("admin_consent"));
    let second = told(&ask(&bed, "contoso.example/v2.0/adminconsent", &query).await);
    assert_eq!(second["error"], "consent_required");
    assert_eq!(second["admin_consent"], "True");
    assert!(second["error_description"].starts_with("AADSTS65004"));
    bed.token = bed.new_token().await;
    assert_eq!(bed.drive("/root").await.status, 403);
}

#[tokio::test]
async fn nobody_is_sent_to_an_address_that_is_not_registered() {
    let bed = Bed::start().await;
    let app = applicant(&bed);
    let (id, scope) = (app.client_id.as_str(), bed.sim.graph_scope());
    let longer = format!("{BACK}/");
    let second = "contoso.example/v2.0/adminconsent";
    for (endpoint, query, code) in [
        (
            second,
            vec![("client_id", id), ("redirect_uri", longer.as_str())],
            "AADSTS50011",
        ),
        (
            second,
            vec![("client_id", "nobody"), ("redirect_uri", BACK)],
            "AADSTS700016",
        ),
        (second, vec![("client_id", id)], "AADSTS900144"),
        (
            second,
            vec![("client_id", id), ("redirect_uri", BACK)],
            "AADSTS900144",
        ),
        (
            second,
            vec![
                ("client_id", id),
                ("redirect_uri", BACK),
                ("scope", "Files.Read.All"),
            ],
            "AADSTS1002012",
        ),
        (
            "common/v2.0/adminconsent",
            vec![
                ("client_id", id),
                ("redirect_uri", BACK),
                ("scope", scope.as_str()),
            ],
            "AADSTS9001023",
        ),
    ] {
        let answer = ask(&bed, endpoint, &query).await;
        assert_eq!(
            (answer.status, answer.header("Location")),
            (400, ""),
            "{query:?}"
        );
        assert!(answer.header("Content-Type").starts_with("text/html"));
        assert!(answer.text().contains(code), "{}", answer.text());
    }
}
