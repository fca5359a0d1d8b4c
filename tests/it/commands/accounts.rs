//! Accounts, made and helped beside a running server.

use serde_json::json;

use super::running::assert_one_line;
use crate::support::{Actor, Premises};

fn arguments(line: &str) -> Vec<&str> {
    line.split(' ').collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_administrator_made_beside_the_server_signs_in_at_once() {
    let premises = Premises::of(&["contoso"], "").await;
    let server = premises.serve();
    let output = premises.run(&arguments("admin create ann --config config.yaml"));
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let password = text
        .lines()
        .find_map(|line| line.strip_prefix("password: "));
    let password = password.expect("one is made and shown once");
    let ann = Actor::sign_in(server.url().to_owned(), "ann", password).await;
    assert_eq!(ann.list("/contoso/ada").await.names(), ["a.txt"]);

    let output = premises.run(&arguments("admin create ANN --config config.yaml"));
    assert_eq!(
        output.status.code(),
        Some(1),
        "the name is taken in every letter case"
    );
    assert_one_line(&output.stderr, "create");
    server.kill();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reset_password_ends_all_sessions_of_the_account() {
    let premises = Premises::of(&["contoso"], "").await;
    premises.create_administrator();
    let server = premises.serve();
    let admin = premises.sign_in(&server).await;
    assert_eq!(admin.get("/api/v1/me").await.status, 200);

    premises.write("new", "another long password\n");
    let reset = "admin reset-password root --password-file new --config config.yaml";
    let output = premises.run(&arguments(reset));
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert!(
        !String::from_utf8_lossy(&output.stdout).contains("another long"),
        "it is known already"
    );
    assert_eq!(
        admin.get("/api/v1/me").await.status,
        401,
        "the old session is over"
    );
    let old = json!({ "username": "root", "password": crate::support::House::PASSWORD });
    assert_eq!(admin.post("/api/v1/auth/login", &old).await.status, 401);
    let again = Actor::sign_in(server.url().to_owned(), "root", "another long password").await;
    assert_eq!(again.get("/api/v1/me").await.status, 200);
    server.kill();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_can_be_no_account_is_refused_in_one_line() {
    let premises = Premises::of(&["contoso"], "").await;
    premises.write("short", "short");
    for (line, reason) in [
        (
            "admin reset-password nobody --password-file password --config config.yaml",
            "no account of that name",
        ),
        (
            "admin create ann --password-file short --config config.yaml",
            "10 characters",
        ),
        (
            "admin create ann --password-file missing --config config.yaml",
            "name a file",
        ),
        ("admin create ann --config missing.yaml", "missing.yaml"),
    ] {
        let output = premises.run(&arguments(line));
        assert_eq!(output.status.code(), Some(1), "{line}: {output:?}");
        let text = assert_one_line(&output.stderr, line);
        assert!(text.contains(reason), "{line}: {text}");
    }
}
