//! The token endpoint: facts of "client credentials" and of the error table.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use graph_sim::switches::{LoginErrorStatus, NumberStyle};
use graph_sim::{App, Role, Secret};
use serde_json::Value;

use crate::kit::{Bed, SECRET, read};

fn claims(token: &str) -> Value {
    let payload = token.split('.').nth(1).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).unwrap()).unwrap()
}

#[tokio::test]
async fn a_token_has_the_claims_of_an_app_only_token() {
    let bed = Bed::start().await;
    let body = bed.sign_in(&[]).await.json();
    assert_eq!(body["token_type"], "Bearer");
    assert_eq!(body["expires_in"], 3599);
    let claims = claims(body["access_token"].as_str().unwrap());
    assert_eq!(claims["idtyp"], "app");
    assert_eq!(claims["appid"], bed.app.client_id.as_str());
    assert_eq!(claims["tid"], bed.contoso.directory_id.as_str());
    assert_eq!(
        claims["iss"],
        format!("https://sts.windows.net/{}/", bed.contoso.directory_id)
    );
    assert_eq!(claims["roles"][0], "Files.Read.All");
    let seconds = |name: &str| claims[name].as_i64().unwrap();
    assert_eq!(seconds("exp") - seconds("nbf"), 3900);
}

#[tokio::test]
async fn an_application_without_permissions_gets_a_token_without_roles() {
    let bed = Bed::start().await;
    bed.sim
        .change(|world| world.set_roles(&bed.app, Vec::new()));
    let claims = claims(&bed.new_token().await);
    assert!(claims.get("roles").is_none(), "{claims}");
}

#[tokio::test]
async fn a_verified_domain_names_the_tenant_as_well_as_its_id() {
    let bed = Bed::start().await;
    assert_eq!(bed.sign_in_to("contoso.example", &[]).await.status, 200);
}

#[tokio::test]
async fn each_mistake_has_its_own_error() {
    let bed = Bed::start().await;
    let stranger = "11111111-2222-4333-8444-555555555555";
    let scopes = format!("{0} {0}", bed.sim.graph_scope());
    for (changes, status, error, code) in [
        (vec![("grant_type", "")], 400, "invalid_request", 900_144),
        (
            vec![("grant_type", "magic")],
            400,
            "unsupported_grant_type",
            70003,
        ),
        (vec![("client_id", "")], 400, "invalid_request", 900_144),
        (
            vec![("client_id", stranger)],
            400,
            "unauthorized_client",
            700_016,
        ),
        (
            vec![("client_secret", "wrong")],
            401,
            "invalid_client",
            7_000_215,
        ),
        (
            vec![("client_secret", "")],
            401,
            "invalid_client",
            7_000_216,
        ),
        (vec![("scope", "")], 400, "invalid_request", 900_144),
        (
            vec![("scope", "Files.Read.All")],
            400,
            "invalid_scope",
            1_002_012,
        ),
        (
            vec![("scope", scopes.as_str())],
            400,
            "invalid_scope",
            70011,
        ),
        (
            vec![("scope", "https://graph.microsoft.us/.default")],
            400,
            "invalid_resource",
            500_011,
        ),
    ] {
        let answer = bed.sign_in(&changes).await;
        let body = answer.json();
        assert_eq!(answer.status, status, "{changes:?}");
        assert_eq!(body["error"], error, "{changes:?}");
        assert_eq!(body["error_codes"][0], code, "{changes:?}");
    }
}

#[tokio::test]
async fn an_error_has_all_seven_fields() {
    let bed = Bed::start().await;
    let body = bed.sign_in(&[("client_secret", "wrong")]).await.json();
    let text = |name: &str| body[name].as_str().unwrap().to_owned();
    assert!(text("error_description").starts_with("AADSTS7000215: "));
    let ids = format!(
        "\r\nTrace ID: {}\r\nCorrelation ID: {}\r\nTimestamp: {}",
        text("trace_id"),
        text("correlation_id"),
        text("timestamp")
    );
    assert!(text("error_description").ends_with(&ids), "{body}");
    assert_eq!(text("timestamp").chars().nth(10), Some(' '));
    assert!(text("error_uri").ends_with("error?code=7000215"));
    assert_eq!(body.as_object().unwrap().len(), 7);
}

#[tokio::test]
async fn a_tenant_is_looked_for_before_anything_else() {
    let bed = Bed::start().await;
    let nobody = "99999999-2222-4333-8444-555555555555";
    for (tenant, code) in [
        (nobody, 90002),
        ("nobody.example", 90002),
        ("nonsense", 900_023),
        ("common", 9_001_023),
        ("consumers", 90130),
    ] {
        let answer = bed.sign_in_to(tenant, &[("client_secret", "wrong")]).await;
        assert_eq!(answer.status, 400);
        assert_eq!(answer.json()["error_codes"][0], code, "{tenant}");
    }
}

#[tokio::test]
async fn a_secret_expires_by_the_simulated_clock_and_a_second_one_still_works() {
    let bed = Bed::start().await;
    let end = bed.sim.clock().now() + Duration::from_hours(1);
    let secrets = vec![Secret::until(SECRET, end), Secret::lasting("next")];
    bed.sim.change(|world| world.set_secrets(&bed.app, secrets));
    assert_eq!(bed.sign_in(&[]).await.status, 200);
    bed.sim.clock().advance(Duration::from_hours(1));
    let answer = bed.sign_in(&[]).await;
    assert_eq!(answer.status, 401);
    assert_eq!(answer.json()["error_codes"][0], 7_000_222);
    assert_eq!(bed.sign_in(&[("client_secret", "next")]).await.status, 200);
}

#[tokio::test]
async fn a_disabled_application_gets_no_token() {
    let bed = Bed::start().await;
    bed.sim.change(|world| world.set_disabled(&bed.app, true));
    let body = bed.sign_in(&[]).await.json();
    assert_eq!(body["error"], "unauthorized_client");
    assert_eq!(body["error_codes"][0], 7_000_112);
}

#[tokio::test]
async fn an_application_is_unknown_in_other_tenants() {
    let bed = Bed::start().await;
    let body = bed.sign_in_to("fabrikam.example", &[]).await.json();
    assert_eq!(body["error_codes"][0], 700_016);
}

#[tokio::test]
async fn only_forms_are_read() {
    let bed = Bed::start().await;
    let url = format!("{}contoso.example/oauth2/v2.0/token", bed.sim.login_url());
    let json = r#"{"grant_type":"client_credentials"}"#.to_owned();
    let form = bed.form(&[]);
    let form = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(&form)
        .finish();
    for (kind, body, status) in [
        ("application/json", json, 400),
        ("application/json", form.clone(), 400),
        ("text/plain", form.clone(), 400),
        ("application/x-www-form-urlencoded", form, 200),
    ] {
        let request = bed.http.post(&url).header("Content-Type", kind).body(body);
        let answer = read(request.send().await.unwrap()).await;
        assert_eq!(answer.status, status, "{kind}");
        if status == 400 {
            assert_eq!(answer.json()["error_codes"][0], 900_144);
        }
    }
}

#[tokio::test]
async fn a_secret_from_a_web_page_is_refused() {
    let bed = Bed::start().await;
    let url = format!("{}contoso.example/oauth2/v2.0/token", bed.sim.login_url());
    let request = bed
        .http
        .post(url)
        .header("Origin", "https://page.example")
        .form(&bed.form(&[]));
    let answer = read(request.send().await.unwrap()).await;
    assert_eq!(answer.status, 400);
    assert_eq!(answer.json()["error"], "invalid_request");
}

#[tokio::test]
async fn http_basic_carries_the_credential_too() {
    let bed = Bed::start().await;
    let url = format!("{}contoso.example/oauth2/v2.0/token", bed.sim.login_url());
    let pair = format!("{}:{}", bed.app.client_id, "a%7Esecret%2Bwith%2Fmarks");
    let basic = format!("Basic {}", STANDARD.encode(pair));
    let form = bed.form(&[("client_id", ""), ("client_secret", "")]);
    let request = bed
        .http
        .post(url)
        .header("Authorization", basic)
        .form(&form);
    assert_eq!(read(request.send().await.unwrap()).await.status, 200);
}

#[tokio::test]
async fn the_switches_change_life_number_style_and_statuses() {
    let bed = Bed::start().await;
    bed.sim.switches().update(|switches| {
        switches.login.token_life_seconds = 60;
        switches.login.expires_in = NumberStyle::Text;
        switches.login.error_status = LoginErrorStatus::BadRequest;
    });
    assert_eq!(bed.sign_in(&[]).await.json()["expires_in"], "60");
    assert_eq!(bed.sign_in(&[("client_secret", "wrong")]).await.status, 400);
}

#[tokio::test]
async fn the_discovery_document_names_issuer_and_endpoint() {
    let bed = Bed::start().await;
    let login = bed.sim.login_url();
    let path = "v2.0/.well-known/openid-configuration";
    let document = bed
        .fetch(&format!("{login}contoso.example/{path}"), &[])
        .await
        .json();
    let issuer = format!("{login}{}/v2.0", bed.contoso.directory_id);
    assert_eq!(document["issuer"], issuer);
    assert_eq!(
        document["token_endpoint"],
        format!("{login}contoso.example/oauth2/v2.0/token")
    );
    let unknown = bed
        .fetch(&format!("{login}nobody.example/{path}"), &[])
        .await;
    assert_eq!(unknown.status, 400);
    assert_eq!(unknown.json()["error_codes"][0], 90002);
}

#[tokio::test]
async fn what_the_login_host_lacks_is_a_defect_of_the_simulator() {
    let bed = Bed::start().await;
    let saml = "urn:ietf:params:oauth:client-assertion-type:saml2-bearer";
    let answer = bed
        .sign_in(&[
            ("client_assertion_type", saml),
            ("client_assertion", "x.y.z"),
        ])
        .await;
    assert_eq!((answer.status, answer.header("Sim-Defect")), (501, "1"));
    assert_eq!(bed.sim.journal().defects().len(), 1);
}

#[tokio::test]
async fn the_same_world_has_the_same_ids_each_time() {
    let (first, second) = (Bed::start().await, Bed::start().await);
    assert_eq!(first.app.client_id, second.app.client_id);
    assert_eq!(first.ada.drive_id, second.ada.drive_id);
    let id = |bed: &Bed| {
        bed.sim
            .change(|w| w.drive_of(&bed.ada).id_of("/Documents/hello.txt"))
    };
    assert_eq!(id(&first), id(&second));
    let app = App {
        roles: vec![Role::FilesReadAll],
        ..App::default()
    };
    let another = first.sim.change(|world| world.add_app(&first.contoso, app));
    assert_ne!(another.client_id, first.app.client_id);
}
