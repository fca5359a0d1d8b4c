//! The server is killed again and again while mounts are made: what was acknowledged is there, and nothing
//! is there by halves.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use sqlx::Connection as _;
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};
use tokio::task::JoinSet;

use crate::support::{Actor, Answer, Premises, Running};

const ROUNDS: usize = 15;
const CLIENTS: usize = 4;
const MOUNTS: &str = "/api/v1/admin/mounts";

/// Ids of the mounts that were acknowledged, by their paths.
type Acknowledged = BTreeMap<String, String>;

/// Makes mounts, one after the other, until the server is gone.
async fn make_mounts(
    actor: Actor,
    tenant: Value,
    name: String,
    done: UnboundedSender<(String, String)>,
) {
    for number in 0.. {
        let path = format!("/contoso/made/{name}-{number}");
        let body = json!({
            "path": path, "tenant_id": tenant, "delivery": "proxy", "read_only": true,
            "source": { "kind": "user", "user": format!("{name}@contoso.example") },
            "root": { "path": format!("/{number}") },
        });
        let request = actor
            .request("POST", MOUNTS)
            .header("content-type", "application/json")
            .body(body.to_string());
        let Ok(answer) = Answer::try_of(request).await else {
            return;
        };
        assert_eq!(answer.status, 201, "{}", answer.text());
        let id = answer.json()["id"].as_str().expect("an id").to_owned();
        if done.send((path, id)).is_err() {
            return;
        }
    }
}

/// Several clients at once; the server is killed in the middle, after `enough` acknowledgements.
async fn kill_amid_work(
    server: Running,
    admin: &Actor,
    round: usize,
    acknowledged: &mut Acknowledged,
) {
    let tenants = admin.get("/api/v1/admin/tenants").await.json();
    let tenant = &tenants["items"][0]["id"];
    let (done, mut finished) = unbounded_channel();
    let mut clients = JoinSet::new();
    for client in 0..CLIENTS {
        let actor = Actor::new(server.url().to_owned(), admin.token().map(str::to_owned));
        let name = format!("r{round}c{client}");
        clients.spawn(make_mounts(actor, tenant.clone(), name, done.clone()));
    }
    drop(done);
    let enough = 1 + round * 2;
    for _ in 0..enough {
        acknowledged.extend(finished.recv().await);
    }
    server.kill();
    while let Some(ended) = clients.join_next().await {
        ended.expect("a client ends with its server");
    }
    while let Some(one) = finished.recv().await {
        acknowledged.extend([one]);
    }
}

/// Every acknowledged mount is there under its id, and every mount that is there is whole.
async fn assert_nothing_lost(admin: &Actor, acknowledged: &Acknowledged) -> usize {
    let listed = admin.get(MOUNTS).await.json();
    let rows = listed["items"].as_array().expect("rows");
    let by_path: BTreeMap<_, _> = rows.iter().map(|row| (row["path"].as_str(), row)).collect();
    assert_eq!(by_path.len(), rows.len(), "no path is there twice");
    for (path, id) in acknowledged {
        let found = by_path.get(&Some(path)).map(|row| &row["id"]);
        assert_eq!(found, Some(&json!(id)), "{path} is lost");
    }
    let made = by_path.iter().filter_map(|(path, row)| {
        let name = path.as_deref()?.strip_prefix("/contoso/made/")?;
        Some((name.to_owned(), *row))
    });
    let mut names = Vec::new();
    for (name, row) in made {
        let (client, number) = name.split_once('-').expect("a name of ours");
        assert_eq!(
            row["source"]["user"],
            format!("{client}@contoso.example"),
            "{row}"
        );
        assert_eq!(row["root"]["path"], format!("/{number}"), "{row}");
        assert_eq!(
            (&row["delivery"], &row["read_only"]),
            (&json!("proxy"), &json!(true)),
            "{row}"
        );
        assert_eq!(row["state"]["code"], "unchecked", "{row}");
        names.push(name);
    }
    if !names.is_empty() {
        let mut shown = admin
            .get("/api/v1/fs/list?path=/contoso/made&limit=10000")
            .await
            .names();
        shown.sort();
        names.sort();
        assert_eq!(shown, names, "the tree shows what the table holds");
    }
    names.len()
}

/// What SQLite itself says about the file.
async fn integrity(premises: &Premises) -> String {
    let path = premises.path("data/onefold.db");
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(path);
    let mut connection = sqlx::SqliteConnection::connect_with(&options)
        .await
        .expect("it opens");
    let said = sqlx::query_scalar("PRAGMA integrity_check")
        .fetch_one(&mut connection)
        .await;
    let dangling = sqlx::query("PRAGMA foreign_key_check")
        .fetch_all(&mut connection)
        .await;
    assert!(
        dangling.expect("it answers").is_empty(),
        "rows refer to nothing"
    );
    connection.close().await.expect("it closes");
    said.expect("it answers")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mount_that_was_acknowledged_survives_every_kill() {
    let premises = Premises::of(&["contoso"], "").await;
    premises.create_administrator();
    let mut acknowledged = Acknowledged::new();
    let mut token = None;
    for round in 0..=ROUNDS {
        let server = premises.serve();
        let admin = match &token {
            None => premises.sign_in(&server).await,
            // The session survives, too.
            Some(_) => Actor::new(server.url().to_owned(), token.clone()),
        };
        token = admin.token().map(str::to_owned);
        let present = assert_nothing_lost(&admin, &acknowledged).await;
        assert!(present - acknowledged.len() <= round * CLIENTS, "{present}");
        if round < ROUNDS {
            kill_amid_work(server, &admin, round, &mut acknowledged).await;
        } else {
            server.kill();
        }
    }
    assert!(acknowledged.len() > ROUNDS, "the clients worked");
    assert_eq!(integrity(&premises).await, "ok");
}
