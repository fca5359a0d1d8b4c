//! Answers of Microsoft's that are none, and URLs that lead astray.

use std::net::TcpListener;

use futures_util::future::join_all;
use graph_sim::{Fault, Listener, World};
use serde_json::json;

use crate::support::{House, Plan};

const PAGE_OF_A_PROXY: &str = "<!DOCTYPE html><html><body>Service unavailable</body></html>";

/// A house with files enough that an answer about them is longer than any cut below.
async fn house() -> House {
    let house = Plan::of_contoso(|world, org| {
        org.drive(world)
            .fill("/many", 50, |n| format!("{n:02}.txt"))
            .add_file("/a.txt", "hello", World::BEGINNING);
        let mut bob = world.drive_of(&org.bob);
        bob.add_file("/a.txt", "hello", World::BEGINNING);
    })
    .switch(|all| {
        all.transport.gzip = false;
        all.content.url_life_seconds = 30;
    })
    .start()
    .await;
    let admin = house.admin().await;
    assert_eq!(admin.list("/contoso/ada").await.status, 200);
    assert_eq!(admin.list("/contoso/bob").await.status, 200);
    house.advance(std::time::Duration::from_mins(1));
    house.sim.journal().clear();
    house
}

fn on_graph() -> Fault {
    Fault::on(Listener::Graph)
}

/// Answers that are none, as status and body, and what is said of them.
const NO_ANSWERS: [(u16, &str, u16, &str); 14] = [
    (200, PAGE_OF_A_PROXY, 502, "upstream_malformed"),
    (404, PAGE_OF_A_PROXY, 502, "upstream_malformed"),
    (502, PAGE_OF_A_PROXY, 503, "upstream_down"),
    (503, PAGE_OF_A_PROXY, 503, "upstream_down"),
    (504, PAGE_OF_A_PROXY, 504, "upstream_timeout"),
    (302, "", 502, "upstream_refused"),
    (204, "", 502, "upstream_refused"),
    (200, "", 502, "upstream_malformed"),
    (200, "null", 502, "upstream_malformed"),
    (200, "[]", 502, "upstream_malformed"),
    (200, r#"{"error":{}}"#, 502, "upstream_malformed"),
    (200, r#"{"value":null}"#, 502, "upstream_malformed"),
    (200, r#"{"value":[{"id":7}]}"#, 502, "upstream_malformed"),
    (200, r#"{"value":[{}]}"#, 502, "upstream_malformed"),
];

/// The same with answers that break off.
fn no_answers() -> Vec<(String, Fault, u16, &'static str)> {
    let made_up = NO_ANSWERS.map(|(sent, body, status, code)| {
        let fault = on_graph().status(sent).body(body);
        (format!("{sent} {body}"), fault, status, code)
    });
    let cut = [0, 1, 40, 400].map(|bytes| {
        let fault = on_graph().truncate_body(bytes);
        (format!("{bytes} bytes"), fault, 502, "upstream_malformed")
    });
    let gone = (
        "no connection".to_owned(),
        on_graph().drop_connection(),
        503,
        "upstream_down",
    );
    made_up.into_iter().chain(cut).chain([gone]).collect()
}

#[tokio::test]
async fn what_is_no_answer_is_a_typed_error_and_never_an_empty_folder() {
    let house = house().await;
    let admin = house.admin().await;
    for (name, fault, status, code) in no_answers() {
        house.sim.faults().add(fault);
        for answer in [
            admin.list("/contoso/ada/many").await,
            admin.stat("/contoso/ada/a.txt").await,
        ] {
            assert_eq!(
                (answer.status, answer.code().as_str()),
                (status, code),
                "{name}"
            );
        }
        for path in [
            "/d/contoso/ada/a.txt",
            "/p/contoso/ada/a.txt",
            "/contoso/ada/many/",
        ] {
            assert_eq!(admin.get(path).await.status, status, "{name}: {path}");
        }
        house.sim.faults().clear();
    }
    assert_eq!(
        admin.list("/contoso/ada/many").await.names().len(),
        50,
        "none of it was remembered"
    );
    assert_eq!(admin.get("/p/contoso/ada/a.txt").await.text(), "hello");
    house.stop().await;
}

#[tokio::test]
async fn a_drive_without_an_id_is_microsofts_fault() {
    let house = Plan::of_contoso(|_, _| {}).start().await;
    let admin = house.admin().await;
    house
        .sim
        .faults()
        .add(on_graph().path_matches("/users/").status(200).body("{}"));
    let answer = admin.list("/contoso/ada").await;
    assert_eq!(
        (answer.status, answer.code().as_str()),
        (502, "upstream_malformed")
    );
    house.stop().await;
}

#[tokio::test]
async fn a_drive_that_is_gone_is_not_a_folder_that_is_not_there() {
    let house = house().await;
    let admin = house.admin().await;
    let gone = r#"{"error":{"code":"itemNotFound","message":"Item not found"}}"#;
    let fault = on_graph().path_matches("/drives/").status(404).body(gone);
    house.sim.faults().add(fault);
    for answer in [
        admin.list("/contoso/ada").await,
        admin.list("/contoso/bob").await,
    ] {
        assert_eq!(
            (answer.status, answer.code().as_str()),
            (502, "drive_not_found")
        );
    }
    assert_eq!(admin.list("/contoso/ada/many").await.status, 404);
    house.stop().await;
}

#[tokio::test]
async fn an_administrator_is_told_microsofts_id_of_the_request() {
    let house = house().await;
    let admin = house.admin().await;
    let refusals = [
        on_graph().status(503).header("request-id", "6f6c-1"),
        on_graph()
            .status(200)
            .header("request-id", "6f6c-1")
            .body("<html>"),
    ];
    for fault in refusals {
        house.sim.faults().add(fault);
        let problem = admin.list("/contoso/ada/many").await.json();
        assert_eq!(problem["upstream"]["request_id"], "6f6c-1", "{problem}");
        house.sim.faults().clear();
    }
    house.stop().await;
}

/// Somebody whom nobody should call.
struct Stranger(TcpListener);

impl Stranger {
    fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        listener.set_nonblocking(true).expect("it can be asked");
        Self(listener)
    }

    fn url(&self) -> String {
        let address = self.0.local_addr().expect("it is bound");
        format!("http://{address}/x?tempauth=v1.secret")
    }

    fn assert_alone(&self) {
        let silence = self.0.accept().expect_err("nobody has called").kind();
        assert_eq!(silence, std::io::ErrorKind::WouldBlock);
    }
}

#[tokio::test]
async fn a_download_url_to_a_strange_host_is_neither_called_nor_given_away() {
    let house = house().await;
    let admin = house.admin().await;
    let stranger = Stranger::new();
    let item = json!({
        "id": "01AB", "name": "a.txt", "size": 5, "file": {},
        "parentReference": { "id": "01ROOT", "path": "/drive/root:" },
        "@microsoft.graph.downloadUrl": stranger.url(),
    });
    house
        .sim
        .faults()
        .add(on_graph().status(200).body(item.to_string()));
    for path in [
        "/d/contoso/ada/a.txt",
        "/p/contoso/ada/a.txt",
        "/d/contoso/bob/a.txt",
    ] {
        let answer = admin.get(path).await;
        assert_eq!(answer.status, 502, "{path}");
        assert!(answer.text().contains("upstream_untrusted_host"), "{path}");
        assert!(!answer.text().contains("tempauth"), "{path}");
        assert_eq!(answer.header("location"), "", "{path}");
        let journal = house.sim.journal();
        let calls = (journal.graph_calls(), journal.content_calls());
        assert_eq!(calls, (1, 0), "{path}");
        journal.clear();
        house.advance(std::time::Duration::from_mins(2));
    }

    house.sim.faults().clear();
    let page = json!({ "value": [item] }).to_string();
    house.sim.faults().add(on_graph().status(200).body(page));
    assert_eq!(admin.list("/contoso/ada").await.names(), ["a.txt"]);
    house.sim.journal().clear();
    for path in ["/d/contoso/ada/a.txt", "/p/contoso/ada/a.txt"] {
        let answer = admin.get(path).await;
        assert!(answer.text().contains("upstream_untrusted_host"), "{path}");
    }
    assert_eq!(house.sim.journal().graph_calls(), 0, "it is known already");
    stranger.assert_alone();
    house.stop().await;
}

#[tokio::test]
async fn a_download_url_with_hidden_characters_is_not_given_away() {
    let house = house().await;
    let admin = house.admin().await;
    let host = house.sim.content_host();
    for hidden in ["\r\nSet-Cookie: a=b", "\t", "\n", " ", "\\", "\u{7f}", "é"] {
        let item = json!({
            "id": "01AB", "name": "a.txt", "size": 5, "file": {},
            "@microsoft.graph.downloadUrl": format!("http://{host}/x{hidden}y?tempauth=v1"),
        });
        house.sim.faults().clear();
        let fault = on_graph().status(200).body(item.to_string());
        house.sim.faults().add(fault);
        for path in ["/d/contoso/ada/a.txt", "/p/contoso/ada/a.txt"] {
            let answer = admin.get(path).await;
            assert_eq!(answer.status, 502, "{hidden:?} {path}");
            assert!(answer.text().contains("upstream_untrusted_host"), "{path}");
            assert_eq!(answer.header("location"), "", "{path}");
        }
        house.advance(std::time::Duration::from_mins(2));
    }
    assert_eq!(house.sim.journal().content_calls(), 0);
    house.stop().await;
}

#[tokio::test]
async fn a_content_host_that_sends_elsewhere_is_not_followed() {
    let house = house().await;
    let admin = house.admin().await;
    let stranger = Stranger::new();
    for status in [301, 302, 303, 307, 308] {
        let elsewhere = Fault::on(Listener::Content)
            .status(status)
            .header("Location", &stranger.url());
        house.sim.faults().add(elsewhere);
        let answer = admin.get("/p/contoso/bob/a.txt").await;
        assert_eq!(answer.status, 502, "{status}");
        house.sim.faults().clear();
    }
    stranger.assert_alone();
    house.stop().await;
}

#[tokio::test]
async fn a_refused_url_is_renewed_once_and_the_new_one_remembered() {
    for status in [401, 403, 404, 410] {
        let house = house().await;
        let admin = house.admin().await;
        assert_eq!(admin.list("/contoso/bob").await.status, 200);
        house.sim.journal().clear();
        house
            .sim
            .faults()
            .add(Fault::on(Listener::Content).times(1).status(status));
        // In a later second the simulator's URLs are others.
        house.advance(std::time::Duration::from_secs(2));
        let journal = house.sim.journal();
        assert_eq!(admin.get("/p/contoso/bob/a.txt").await.text(), "hello");
        assert_eq!(
            (journal.graph_calls(), journal.content_calls()),
            (1, 2),
            "{status}"
        );
        journal.clear();
        assert_eq!(admin.get("/p/contoso/bob/a.txt").await.text(), "hello");
        assert_eq!(
            (journal.graph_calls(), journal.content_calls()),
            (0, 1),
            "{status}"
        );
        journal.clear();
        house
            .sim
            .faults()
            .add(Fault::on(Listener::Content).status(status));
        assert_eq!(admin.get("/p/contoso/bob/a.txt").await.status, 502);
        assert_eq!(
            (journal.graph_calls(), journal.content_calls()),
            (1, 2),
            "{status}"
        );
        house.stop().await;
    }
}

#[tokio::test]
async fn many_readers_of_an_expired_url_renew_it_together() {
    let house = house().await;
    let admin = house.admin().await;
    assert_eq!(admin.list("/contoso/bob").await.status, 200);
    house.advance(std::time::Duration::from_secs(31));
    house.sim.journal().clear();
    let readers = (0..30).map(|_| {
        let admin = admin.clone();
        async move { admin.get("/p/contoso/bob/a.txt").await.text() }
    });
    for text in join_all(readers).await {
        assert_eq!(text, "hello");
    }
    assert_eq!(house.sim.journal().graph_calls(), 1);
    house.stop().await;
}

#[tokio::test]
async fn a_file_that_changed_or_went_is_not_given_out_under_its_old_description() {
    let house = house().await;
    let admin = house.admin().await;
    let old = admin.stat("/contoso/bob/a.txt").await.json();
    let bob = &house.orgs[0].bob;
    house.advance(std::time::Duration::from_secs(31));
    house.sim.change(|world| {
        world.drive_of(bob).replace_content("/a.txt", "another");
    });
    let again = admin.get("/p/contoso/bob/a.txt").await;
    assert_eq!((again.status, again.text().as_str()), (200, "another"));
    assert_ne!(again.header("etag"), old["etag"].as_str().expect("a tag"));

    assert_eq!(admin.list("/contoso/bob").await.names(), ["a.txt"]);
    house.advance(std::time::Duration::from_secs(31));
    house.sim.change(|world| {
        world.drive_of(bob).remove("/a.txt");
    });
    assert_eq!(admin.get("/p/contoso/bob/a.txt").await.status, 404);
    assert!(admin.list("/contoso/bob").await.names().is_empty());
    house.stop().await;
}
