//! Bytes: the right ones, asked for once.

use graph_sim::Listener;
use serde_json::json;

use super::{TEXT, house, on_content, on_graph};
use crate::support::Answer;

const FILE: &str = "/p/contoso/bob/docs/00.txt";

#[tokio::test]
async fn a_part_costs_one_request_for_just_those_bytes() {
    let (house, admin) = house().await;
    for (range, part) in [
        ("bytes=5-14", "56789abcde"),
        ("bytes=15-", "fghij"),
        ("bytes=-4", "ghij"),
    ] {
        let answer = admin.get_with(FILE, &[("range", range)]).await;
        assert_eq!((answer.status, answer.text().as_str()), (206, part));
        let all = house.sim.journal().entries();
        assert_eq!(house.sim.journal().content_calls(), 1, "{range}");
        let content = all.iter().find(|one| one.listener == Listener::Content);
        let content = content.expect("the host was asked");
        assert_eq!(content.header("range"), Some(range));
        assert_eq!(content.bytes_out, part.len() as u64);
        assert!(house.sim.journal().graph_calls() <= 1);
        house.sim.journal().clear();
    }
    house.stop().await;
}

#[tokio::test]
async fn an_address_that_has_ended_is_replaced_unseen() {
    for status in [401, 403, 404, 410] {
        let (house, admin) = house().await;
        assert_eq!(admin.list("/contoso/bob/docs").await.status, 200);
        house.sim.journal().clear();
        house.sim.faults().add(on_content().status(status).times(1));
        let answer = admin.get(FILE).await;
        assert_eq!(
            (answer.status, answer.text().as_str()),
            (200, TEXT),
            "{status}"
        );
        let journal = house.sim.journal();
        assert_eq!((journal.graph_calls(), journal.content_calls()), (1, 2));
        house.stop().await;
    }
}

#[tokio::test]
async fn an_address_that_never_works_is_replaced_once_and_then_told() {
    let (house, admin) = house().await;
    house
        .sim
        .faults()
        .add(on_content().status(401).body("their words"));
    let answer = admin.get(FILE).await;
    assert_eq!(answer.status, 502, "{}", answer.text());
    assert!(house.sim.journal().graph_calls() <= 2);
    assert_eq!(house.sim.journal().content_calls(), 2);
    house.stop().await;
}

#[tokio::test]
async fn an_error_of_the_host_is_never_the_file() {
    let body = r#"{"error":{"code":"malwareDetected","message":"Malware detected"}}"#;
    let infected = || {
        on_content()
            .status(403)
            .header("content-type", "application/json")
    };
    for fault in [
        infected().body(body),
        infected().header("X-Virus-Infected", "EICAR"),
    ] {
        let (house, admin) = house().await;
        house.sim.faults().add(fault);
        let answer = admin.get(FILE).await;
        let text = answer.text();
        assert_eq!(answer.status, 403, "{text}");
        assert!(
            text.contains("(malware)") && !text.contains("Malware detected"),
            "{text}"
        );
        let page = admin
            .get_with(FILE, &[("accept", "text/html")])
            .await
            .text();
        assert!(page.contains("Microsoft holds this file to be infected"));
        house.stop().await;
    }
}

#[tokio::test]
async fn a_download_that_is_cut_again_and_again_arrives_whole() {
    let (house, admin) = house().await;
    house
        .sim
        .faults()
        .add(on_content().truncate_body(6).times(3));
    let answer = admin.get(FILE).await;
    assert_eq!((answer.status, answer.text().as_str()), (200, TEXT));
    let all = house.sim.journal().entries();
    let ranges = all.iter().filter(|one| one.listener == Listener::Content);
    let ranges: Vec<_> = ranges
        .map(|one| one.header("range").unwrap_or_default())
        .collect();
    assert_eq!(ranges, ["", "bytes=6-19", "bytes=12-19", "bytes=18-19"]);
    house.stop().await;
}

#[tokio::test]
async fn an_address_is_passed_on_byte_for_byte() {
    let (house, admin) = house().await;
    let query = "tempauth=v1.eyJ%2b%2B+a%20b~c!(d)*e==&x=%41%7E&UniqueId=0-1&&empty=";
    let url = format!("http://{}/x%2Fy/%7Ea?{query}", house.sim.content_host());
    let item = json!({
        "id": "01A", "name": "00.txt", "size": 20, "file": {}, "eTag": "\"1\"",
        "parentReference": { "id": "01B", "path": "/drive/root:/docs" },
        "@microsoft.graph.downloadUrl": url,
    });
    let item = on_graph().status(200).body(item.to_string());
    house
        .sim
        .faults()
        .add(item.header("content-type", "application/json"));
    let answer = admin.get("/d/contoso/ada/docs/00.txt").await;
    assert_eq!(
        (answer.status, answer.header("location")),
        (302, url.as_str())
    );
    let bytes = on_content().status(200).header("content-length", "5");
    house.sim.faults().add(bytes.body("bytes"));
    assert_eq!(admin.get(FILE).await.text(), "bytes");
    let all = house.sim.journal().entries();
    let asked = all.iter().find(|one| one.listener == Listener::Content);
    let asked = asked.expect("the host was asked");
    assert_eq!(asked.path, "/x%2Fy/%7Ea");
    assert_eq!(asked.query.as_deref(), Some(query));
    house.stop().await;
}

#[tokio::test]
async fn who_leaves_lets_go_of_the_bytes() {
    let (house, admin) = house().await;
    let request = admin.request("GET", "/p/contoso/bob/film.bin");
    let mut response = request.send().await.expect("the server answers");
    assert!(response.chunk().await.expect("bytes").is_some());
    drop(response);
    let journal = house.sim.journal();
    let let_go = journal.wait_for(|all| {
        let mut content = all.iter().filter(|one| one.listener == Listener::Content);
        content.all(|one| one.finished && one.aborted && one.bytes_out < 50_000_000)
    });
    assert!(let_go.await, "the host goes on sending");
    let whole = Answer::of(admin.request("GET", FILE)).await;
    assert_eq!(whole.text(), TEXT);
    house.stop().await;
}
