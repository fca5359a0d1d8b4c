//! A server from its start to its end.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use graph_sim::{Fault, Listener, Secret, Timestamp};
use serde_json::json;

use crate::support::{Actor, House, Org, Premises, raw};

pub(super) const PATIENCE: Duration = Duration::from_secs(8);

#[tokio::test(flavor = "multi_thread")]
async fn a_server_says_where_it_listens_serves_and_stops_when_asked() {
    let premises = Premises::of(&["contoso"], "").await;
    premises.create_administrator();
    let server = premises.serve();
    assert!(
        server.url().starts_with("http://127.0.0.1:"),
        "{}",
        server.url()
    );
    let url = server.url().to_owned();
    assert_eq!(
        premises.run(&["healthcheck", "--url", &url]).status.code(),
        Some(0)
    );
    let admin = premises.sign_in(&server).await;
    assert_eq!(admin.list("/contoso/ada").await.names(), ["a.txt"]);
    assert_eq!(admin.get("/p/contoso/ada/a.txt").await.text(), "abc");

    let kept = raw::keep(&url).await;
    let ended = server
        .stop(PATIENCE)
        .expect("it stops though clients keep their connections");
    assert_eq!(ended.code, Some(0), "{}", ended.log);
    drop(kept);
    let output = premises.run(&["healthcheck", "--url", &url]);
    assert_eq!(output.status.code(), Some(1));
    assert_one_line(&output.stderr, "healthcheck");

    let again = premises.serve();
    let admin = Actor::new(again.url().to_owned(), admin.token().map(str::to_owned));
    assert_eq!(
        admin.get("/api/v1/me").await.status,
        200,
        "sessions outlive the server"
    );
    assert!(again.stop(PATIENCE).is_some());
}

/// One line, so that it fits a log and a terminal.
pub(super) fn assert_one_line(stderr: &[u8], case: &str) -> String {
    let text = String::from_utf8_lossy(stderr).into_owned();
    assert!(text.starts_with("onefold: "), "{case}: {text}");
    assert_eq!(text.lines().count(), 1, "{case}: {text}");
    text
}

#[tokio::test(flavor = "multi_thread")]
async fn the_log_holds_no_secret_even_at_its_loudest() {
    let premises = Premises::of(&["contoso"], "log: { level: trace }").await;
    premises.create_administrator();
    let server = premises.serve();
    let admin = premises.sign_in(&server).await;
    let marked = "S3cret~that-must_not.leak";
    let body = json!({
        "name": "Other", "cloud": "lab", "path_prefix": "/other", "client_secret": marked,
        "directory_id": premises.orgs[0].tenant.directory_id,
        "client_id": premises.orgs[0].app.client_id,
    });
    let tenant = admin.post("/api/v1/admin/tenants", &body).await.json();
    let id = tenant["id"].as_str().expect("an id");
    admin
        .post(&format!("/api/v1/admin/tenants/{id}/test"), &json!({}))
        .await;
    assert_eq!(admin.list("/contoso/ada").await.status, 200);
    let redirect = admin.get("/d/contoso/ada/a.txt").await;
    let location = redirect.header("location").to_owned();
    let (_, query) = location.split_once('?').expect("a URL with a token");
    assert_eq!(admin.get("/p/contoso/ada/a.txt").await.status, 200);
    admin.get("/contoso/ada/?sort=query-in-the-log").await;
    let wrong = json!({ "username": "typed-into-the-wrong-field", "password": "wrong-password" });
    admin.post("/api/v1/auth/login", &wrong).await;
    let token = admin.token().expect("a token").to_owned();

    let log = server.stop(PATIENCE).expect("it stops").log;
    assert!(log.contains("/d/{*path}"), "it logs something: {log}");
    let secrets = [
        marked,
        token.as_str(),
        query,
        House::PASSWORD,
        Org::SECRET,
        "wrong-password",
        "typed-into-the-wrong-field",
        "query-in-the-log",
        "tempauth",
        "Bearer ey",
        "eyJ",
    ];
    for secret in secrets {
        assert!(!log.contains(secret), "{secret} is in the log");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn check_names_the_broken_organization_and_what_to_do() {
    let premises = Premises::of(&["contoso", "fabrikam"], "").await;
    let check = ["check", "--config", "config.yaml"];
    let output = premises.run(&check);
    assert_eq!(output.status.code(), Some(0), "{output:?}");

    let (app, past) = (
        premises.orgs[1].app.clone(),
        Timestamp::from_second(1).expect("a time"),
    );
    premises.sim.change(|world| {
        world.set_secrets(&app, vec![Secret::until(Org::SECRET, past)]);
    });
    let output = premises.run(&check);
    assert_eq!(output.status.code(), Some(1));
    let line = assert_one_line(&output.stderr, "check");
    assert!(line.contains("1 of 2 organizations"), "{line}");
    let report = String::from_utf8_lossy(&output.stdout).into_owned();
    let fabrikam = report
        .split("(/fabrikam)")
        .nth(1)
        .expect("Fabrikam is named");
    assert!(
        fabrikam.contains("FAIL") && fabrikam.contains("[secret_expired]"),
        "{report}"
    );
    assert!(
        fabrikam.contains("Create a new client secret in Entra"),
        "{report}"
    );
    let contoso = report.split("(/contoso)").nth(1).expect("Contoso is named");
    let contoso = contoso.split("(/fabrikam)").next().unwrap_or_default();
    assert!(!contoso.contains("FAIL"), "{report}");
    assert!(!report.contains(Org::SECRET), "{report}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_of_errors_alone_still_names_the_request() {
    for level in ["warn", "error"] {
        let premises = Premises::of(&["contoso"], &format!("log: {{ level: {level} }}")).await;
        premises.create_administrator();
        let server = premises.serve();
        let admin = premises.sign_in(&server).await;
        premises
            .sim
            .faults()
            .add(Fault::on(Listener::Graph).status(403));
        let answer = admin.list("/contoso/ada").await;
        assert!(answer.status >= 500, "{}", answer.text());
        let request_id = answer.header("x-request-id").to_owned();
        let log = server.stop(PATIENCE).expect("it stops").log;
        assert!(log.contains(&request_id), "{level}: {log}");
    }
}

/// Whether a request over this connection is answered within a second.
fn is_served(visitor: &mut TcpStream) -> bool {
    let request = b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";
    visitor.write_all(request).expect("there is room");
    let bounded = visitor.set_read_timeout(Some(Duration::from_secs(1)));
    bounded.expect("a second is a time");
    visitor.read_exact(&mut [0; 12]).is_ok()
}

/// Rich enough for a server at rest, and not for all who come.
#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn a_server_without_descriptors_waits_for_them_and_says_so_once() {
    let premises = Premises::of(&["contoso"], "").await;
    let server = premises.serve_with_descriptors(64);
    let url = server.url().to_owned();
    let address = url.trim_start_matches("http://");
    let mut crowd: Vec<_> = (0..100)
        .map(|_| TcpStream::connect(address).expect("the system's queue has room"))
        .collect();
    let served = crowd.iter_mut().position(|visitor| !is_served(visitor));
    assert!(served.is_some(), "descriptors have run out");
    drop(crowd);
    let anonymous = Actor::new(url.clone(), None);
    assert_eq!(anonymous.get("/healthz").await.status, 200);
    let log = server.stop(PATIENCE).expect("it stops").log;
    let told = log.matches("could not be accepted").count();
    assert_eq!(told, 1, "{log}");
}

#[tokio::test(flavor = "multi_thread")]
async fn check_says_no_more_than_microsoft_did() {
    let premises = Premises::of(&["contoso"], "").await;
    let silent = Fault::on(Listener::Login).status(400).body("").always();
    premises.sim.faults().add(silent);
    let output = premises.run(&["check", "--config", "config.yaml"]);
    assert_eq!(output.status.code(), Some(1));
    let report = String::from_utf8_lossy(&output.stdout).into_owned();
    let failed = report.lines().find(|line| line.contains("FAIL"));
    let failed = failed.expect("a step failed");
    for filler in ["no code", "no message", ": ", "  ["] {
        let said = failed.trim_start_matches("  FAIL ");
        assert!(!said.contains(filler), "{filler:?} in {failed}");
    }
}
