//! `/healthz`, `/readyz` and `/metrics`.

use crate::support::Plan;

#[tokio::test]
async fn a_server_is_ready_without_asking_microsoft() {
    let house = Plan::of_contoso(|_, _| {}).start().await;
    let anonymous = house.anonymous();
    for (path, text) in [("/healthz", "ok\n"), ("/readyz", "ready\n")] {
        let answer = anonymous.get(path).await;
        assert_eq!(
            (answer.status, answer.text().as_str()),
            (200, text),
            "{path}"
        );
    }
    assert_eq!(house.sim.journal().entries().len(), 0);
    house.stop().await;
}

#[tokio::test]
async fn the_figures_count_by_face_and_status_and_name_nobody() {
    let house = Plan::of_contoso(|world, org| {
        org.drive(world).add_file(
            "/salaries of 2026.txt",
            "secret",
            graph_sim::World::BEGINNING,
        );
    })
    .start()
    .await;
    let admin = house.admin().await;
    admin.list("/contoso/ada").await;
    admin.get("/d/contoso/ada/salaries%20of%202026.txt").await;
    admin.get("/p/contoso/ada/salaries%20of%202026.txt").await;
    let figures = house.anonymous().get("/metrics").await;
    assert_eq!(figures.status, 200);
    assert_eq!(
        figures.header("content-type"),
        "text/plain; version=0.0.4; charset=utf-8"
    );
    let text = figures.text();
    for line in [
        "onefold_requests_total{face=\"api\",status=\"200\"}",
        "onefold_requests_total{face=\"bytes\",status=\"302\"}",
        "onefold_request_seconds_bucket{face=\"api\"",
        "onefold_deliveries_total{delivery=\"redirect\"}",
        "onefold_bytes_total{delivery=\"proxy\"}",
    ] {
        assert!(text.contains(line), "{line} is missing in:\n{text}");
    }
    for word in ["salaries", "contoso", "ada", "root"] {
        assert!(!text.contains(word), "{word} is told");
    }
    house.stop().await;
}

#[tokio::test]
async fn the_figures_are_for_this_machine_or_for_the_token() {
    let plan = Plan::of_contoso(|_, _| {}).secret_file("figures", "a-token-for-figures");
    let house = plan.configure("metrics_token_file: figures").start().await;
    let anonymous = house.anonymous();
    let passed_on = ("x-forwarded-for", "192.0.2.7");
    assert_eq!(
        anonymous.get_with("/metrics", &[passed_on]).await.status,
        404
    );
    for (token, status) in [
        ("a-token-for-figures", 200),
        ("another-token", 404),
        ("", 404),
    ] {
        let authorization = format!("Bearer {token}");
        let headers = [passed_on, ("authorization", authorization.as_str())];
        assert_eq!(
            anonymous.get_with("/metrics", &headers).await.status,
            status,
            "{token}"
        );
    }
    house.stop().await;
}

#[tokio::test]
async fn a_page_that_has_bound_its_name_to_this_machine_sees_no_figures() {
    let house = Plan::of_contoso(|_, _| {}).start().await;
    let anonymous = house.anonymous();
    for (header, value) in [
        ("host", "evil.example"),
        ("host", "192.0.2.7"),
        ("x-forwarded-server", "files.example.org"),
        ("x-forwarded-anything", ""),
    ] {
        let answer = anonymous.get_with("/metrics", &[(header, value)]).await;
        assert_eq!(answer.status, 404, "{header}: {value}");
    }
    for host in ["localhost:5244", "[::1]", "127.0.0.1"] {
        let answer = anonymous.get_with("/metrics", &[("host", host)]).await;
        assert_eq!(answer.status, 200, "{host}");
    }
    house.stop().await;
}
