//! Certificates for organizations, made and used as people do.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use graph_sim::Secret;
use onefold::domain::Clock as _;
use onefold::doors::{Random, SystemClock};
use onefold::vault::CertifiedKey;
use serde_json::{Value, json};

use super::running::{PATIENCE, assert_one_line};
use crate::support::{Actor, Org, Premises};

const TENANTS: &str = "/api/v1/admin/tenants";

/// Premises whose database knows Fabrikam, which the file does not declare; its id.
async fn premises(secret: Option<&str>) -> (Premises, String) {
    let premises = Premises::of(&["contoso"], "log: { level: trace }").await;
    premises.create_administrator();
    let fabrikam = premises.sim.change(|world| {
        let org = Org::add(world, "fabrikam");
        org.drive(world)
            .add_file("/f.txt", "f", graph_sim::World::BEGINNING);
        org
    });
    let mut registration = json!({
        "name": "Fabrikam", "cloud": "lab", "path_prefix": "/fabrikam",
        "directory_id": fabrikam.tenant.directory_id, "client_id": fabrikam.app.client_id,
    });
    if let Some(secret) = secret {
        registration["client_secret"] = json!(secret);
    }
    let server = premises.serve();
    let admin = premises.sign_in(&server).await;
    let tenant = admin.post(TENANTS, &registration).await;
    assert_eq!(tenant.status, 201, "{}", tenant.text());
    let id = tenant.json()["id"].as_str().expect("an id").to_owned();
    let mount = json!({
        "path": "/fabrikam/ada", "tenant_id": id,
        "source": { "kind": "user", "user": fabrikam.ada.upn },
    });
    assert_eq!(admin.post("/api/v1/admin/mounts", &mount).await.status, 201);
    server.kill();
    let mut premises = premises;
    premises.orgs.push(fabrikam);
    (premises, id)
}

fn run(premises: &Premises, line: &str) -> std::process::Output {
    let line = format!("tenant {line} --config config.yaml");
    premises.run(&line.split(' ').collect::<Vec<_>>())
}

fn printed(output: &std::process::Output) -> String {
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert!(output.stderr.is_empty(), "{output:?}");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// Uploads the certificate in a PEM text to Entra.
fn upload(premises: &Premises, pem: &str) {
    let (_, rest) = pem.split_once("BEGIN CERTIFICATE-----").expect("PEM");
    let (body, _) = rest.split_once("-----END").expect("PEM");
    let packed: String = body.split_whitespace().collect();
    let der = STANDARD.decode(packed).expect("base64");
    let app = &premises.orgs.last().expect("an organization").app;
    premises
        .sim
        .change(|world| world.add_certificate(app, &der));
}

async fn credentials(admin: &Actor, id: &str) -> Value {
    admin.get(&format!("{TENANTS}/{id}")).await.json()["credentials"].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_made_at_the_command_line_signs_in() {
    let (premises, id) = premises(None).await;
    let output = run(&premises, "new-certificate /fabrikam --out f.cer --days 30");
    let text = printed(&output);
    assert!(text.contains("written to: f.cer"), "{text}");
    assert!(text.contains("upload it now"), "{text}");
    let pem = premises.read("f.cer");
    assert!(!pem.contains("PRIVATE"), "{pem}");
    upload(&premises, &pem);

    let server = premises.serve();
    let admin = premises.sign_in(&server).await;
    assert_eq!(admin.list("/fabrikam/ada").await.names(), ["f.txt"]);
    let shown = credentials(&admin, &id).await;
    let thumbprint = shown[0]["thumbprint"].as_str().expect("a certificate's");
    assert!(text.contains(&format!("SHA-1 thumbprint: {thumbprint}")));
    let log = server.stop(PATIENCE).expect("it stops").log;
    assert!(log.contains("called Microsoft"), "it logs: {log}");
    for secret in ["eyJ", "client_assertion=", "PRIVATE"] {
        assert!(!log.contains(secret), "{secret} is in the log");
    }
    let check = premises.run(&["check", "--config", "config.yaml"]);
    let report = printed(&check);
    assert!(report.contains("its credential ends soon"), "{report}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_would_lose_a_credential_or_a_file_is_refused_in_one_line() {
    let (premises, id) = premises(Some(Org::SECRET)).await;
    premises.write("there.cer", "something else");
    for (line, reason) in [
        ("new-certificate Fabrikam", "--next"),
        ("new-certificate contoso", "certificate_file"),
        ("new-certificate nobody", "no organization"),
        (
            "new-certificate Fabrikam --next --out there.cer",
            "there.cer",
        ),
        (
            "new-certificate Fabrikam --next --out no/where.cer",
            "--out",
        ),
        ("promote Fabrikam", "no next credential"),
        ("promote contoso", "configuration file"),
    ] {
        let output = run(&premises, line);
        assert_eq!(output.status.code(), Some(1), "{line}: {output:?}");
        let said = assert_one_line(&output.stderr, line);
        assert!(said.contains(reason), "{line}: {said}");
        assert!(output.stdout.is_empty(), "{line}: {output:?}");
    }
    assert_eq!(premises.read("there.cer"), "something else");
    for line in ["", "new-certificate", "new-certificate x --next --replace"] {
        let output = run(&premises, line.trim());
        assert_eq!(output.status.code(), Some(2), "{line}: {output:?}");
    }
    let server = premises.serve();
    let admin = premises.sign_in(&server).await;
    let shown = credentials(&admin, &id).await;
    assert_eq!(shown.as_array().map(Vec::len), Some(1), "{shown}");
    assert_eq!(shown[0]["kind"], "secret");
    server.kill();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_running_server_changes_to_the_next_certificate_when_told() {
    let (premises, id) = premises(Some(Org::SECRET)).await;
    let server = premises.serve();
    let admin = premises.sign_in(&server).await;
    assert_eq!(admin.list("/fabrikam/ada").await.status, 200);
    let pem = printed(&run(&premises, &format!("new-certificate {id} --next")));
    upload(&premises, &pem);
    assert!(printed(&run(&premises, "promote Fabrikam")).contains("Fabrikam signs in"));
    let app = premises.orgs.last().expect("an organization").app.clone();
    premises.sim.change(|world| {
        world.set_secrets(&app, vec![Secret::lasting("another")]);
    });
    let followed = async {
        loop {
            let shown = credentials(&admin, &id).await;
            if shown[0]["kind"] == "certificate" && shown[1].is_null() {
                return;
            }
        }
    };
    let followed = tokio::time::timeout(Duration::from_secs(30), followed).await;
    followed.expect("the server follows within a second");
    let test = admin
        .post(&format!("{TENANTS}/{id}/test"), &json!({}))
        .await;
    assert_eq!(test.json()["ok"], true, "{}", test.text());
    server.kill();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_declared_organization_may_have_a_certificate() {
    let premises = Premises::of(&["contoso"], "").await;
    let sound = premises.read("config.yaml");
    let now = SystemClock.now();
    let make = || CertifiedKey::generate("test", (now, Duration::from_hours(9_000)), Random);
    let (key, other) = (make().expect("a key"), make().expect("a key"));
    let block = |key: &CertifiedKey| {
        let body = STANDARD.encode(key.private_key.expose());
        format!("-----BEGIN RSA PRIVATE KEY-----\n{body}\n-----END RSA PRIVATE KEY-----\n")
    };
    premises.write("app.cer", &key.certificate_pem());
    premises.write("app.key", &block(&other));
    let pair = "certificate_file: app.cer, private_key_file: app.key";
    let config = sound.replace("client_secret_file: secret", pair);
    premises.write("config.yaml", &config);
    for command in ["serve", "check"] {
        let output = premises.run(&[command, "--config", "config.yaml"]);
        assert_eq!(output.status.code(), Some(1), "{output:?}");
        let said = assert_one_line(&output.stderr, command);
        assert!(said.contains("contoso"), "{said}");
        assert!(said.contains("does not belong"), "{said}");
    }

    premises.write("app.key", &block(&key));
    upload(&premises, &key.certificate_pem());
    premises.create_administrator();
    let server = premises.serve();
    let admin = premises.sign_in(&server).await;
    assert_eq!(admin.list("/contoso/ada").await.names(), ["a.txt"]);
    let tenants = admin.get(TENANTS).await.json();
    let shown = &tenants["items"][0]["credentials"][0];
    assert_eq!(shown["kind"], "certificate");
    let thumbprints = key.certificate.thumbprints;
    assert_eq!(shown["thumbprint"], thumbprints.sha1_text());
    assert!(shown["added_at"].is_null(), "{shown}");
    server.kill();
    let output = premises.run(&["check", "--config", "config.yaml"]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
}
