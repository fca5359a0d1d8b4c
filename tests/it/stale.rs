//! Old copies: shown on pages, with a line that says so, while Microsoft fails for the moment; and to
//! nobody else, and not for long.

use std::time::Duration;

use graph_sim::{Fault, Listener, World};

use crate::support::{Actor, Answer, House, Plan};

const FOLDER: &str = "/contoso/ada/docs/";

/// Rows of one page.
const PAGE: u64 = 2_000;

/// A house that has listed Ada's folder, so long ago that the listing is not believed any more.
async fn house() -> (House, Actor) {
    house_with("").await
}

async fn house_with(settings: &str) -> (House, Actor) {
    let plan = Plan::of_contoso(|world, org| {
        org.drive(world)
            .add_file("/docs/a.txt", "abc", World::BEGINNING)
            .add_folder("/void")
            .fill("/many", PAGE + 5, |n| format!("{n:05}.txt"));
    });
    let house = plan.configure(settings).start().await;
    let admin = house.admin().await;
    for folder in [FOLDER, "/contoso/ada/void/", "/contoso/ada/many/"] {
        assert_eq!(admin.get(folder).await.status, 200);
    }
    house.advance(Duration::from_mins(3));
    house.sim.journal().clear();
    (house, admin)
}

fn refusal(status: u16) -> Fault {
    Fault::on(Listener::Graph).status(status)
}

fn throttling() -> Fault {
    refusal(429).header("Retry-After", "120")
}

/// The page is an old copy, and says so.
fn assert_old_copy(case: &str, page: &Answer, words: &[&str]) {
    let html = page.text();
    assert_eq!(page.status, 200, "{case}: {html}");
    for words in [
        "role=\"status\"",
        "This copy was fetched ",
        ">Try again</a>",
    ]
    .iter()
    .chain(words)
    {
        assert!(html.contains(words), "{case}: {words} in {html}");
    }
    assert_eq!(page.header("cache-control"), "private, no-store", "{case}");
}

#[tokio::test]
async fn a_page_shows_an_old_copy_with_its_age_while_microsoft_fails_for_the_moment() {
    let down = "Microsoft&#39;s service is not available";
    for (case, fault, words) in [
        (
            "throttled",
            throttling(),
            &["Microsoft asks for a pause", "may be asked again in 2 min"][..],
        ),
        (
            "throttled, no word of when",
            refusal(429),
            &["Microsoft asks for a pause"],
        ),
        ("an error of theirs", refusal(500), &[down]),
        ("a broken gateway", refusal(502), &[down]),
        (
            "out of service",
            refusal(503).header("Retry-After", "90"),
            &[down, "may be asked again in 90 s"],
        ),
        ("a late gateway", refusal(504), &[]),
        ("out of bandwidth", refusal(509), &[]),
        (
            "cut off",
            Fault::on(Listener::Graph).drop_connection(),
            &[down],
        ),
    ] {
        let (house, admin) = house().await;
        house.sim.faults().add(fault);
        for address in [FOLDER, FOLDER.trim_end_matches('/')] {
            let page = admin.get(address).await;
            assert_old_copy(case, &page, words);
            assert_old_copy(case, &page, &["fetched 3 min ago.", "a.txt"]);
        }
        house.sim.faults().clear();
        house.advance(Duration::from_mins(2));
        let page = admin.get(FOLDER).await.text();
        assert!(
            !page.contains("This copy was fetched"),
            "{case}: it is over"
        );
        house.stop().await;
    }
}

#[tokio::test]
async fn a_service_that_does_not_answer_in_time_leaves_the_old_copy() {
    let (house, admin) = house_with("upstream: { call_timeout_seconds: 1 }").await;
    house.sim.faults().add(Fault::on(Listener::Graph).stall());
    let page = admin.get(FOLDER).await;
    assert_old_copy("stalled", &page, &["did not answer in time", "a.txt"]);
    house.stop().await;
}

#[tokio::test]
async fn while_a_pause_lasts_old_copies_cost_no_call_and_the_wait_counts_down() {
    let (house, admin) = house().await;
    house.sim.faults().add(throttling());
    let page = admin.get(FOLDER).await;
    assert_old_copy("first", &page, &["may be asked again in 2 min"]);
    assert_eq!(house.sim.journal().graph_calls(), 1);
    house.advance(Duration::from_secs(50));
    let page = admin.get(FOLDER).await;
    assert_old_copy("later", &page, &["may be asked again in 70 s"]);
    assert_eq!(house.sim.journal().graph_calls(), 1, "the pause holds");
    house.stop().await;
}

#[tokio::test]
async fn an_old_copy_of_an_empty_folder_does_not_claim_that_it_is_empty() {
    let (house, admin) = house().await;
    house.sim.faults().add(throttling());
    let page = admin.get("/contoso/ada/void/").await;
    assert_old_copy("empty", &page, &["This folder was empty then."]);
    assert!(!page.text().contains("is empty"));
    house.stop().await;
}

#[tokio::test]
async fn a_folder_that_has_gone_or_is_closed_is_not_shown_and_its_copy_is_dropped() {
    for (theirs, ours, said) in [
        (404, 404, "not_found"),
        (403, 403, "item_forbidden"),
        (401, 502, "token_refused"),
    ] {
        let (house, admin) = house().await;
        let code = if theirs == 403 {
            "accessDenied"
        } else {
            "itemNotFound"
        };
        let body = format!("{{\"error\": {{\"code\": \"{code}\", \"message\": \"no\"}}}}");
        house.sim.faults().add(refusal(theirs).body(body));
        let refused = admin.get(FOLDER).await;
        assert_eq!(refused.status, ours, "{theirs}: {}", refused.text());
        assert!(
            refused.text().contains(said),
            "{theirs}: {}",
            refused.text()
        );
        house.sim.faults().clear();
        house.sim.faults().add(throttling());
        let later = admin.get(FOLDER).await;
        assert_eq!(later.status, 503, "{theirs}: nothing is left to show");
        assert!(!later.text().contains("a.txt"));
        house.stop().await;
    }
}

#[tokio::test]
async fn nothing_older_than_ten_minutes_is_shown() {
    let (house, admin) = house().await;
    house.sim.faults().add(throttling());
    house.advance(Duration::from_secs(7 * 60 - 1));
    let page = admin.get(FOLDER).await;
    assert_old_copy("just so", &page, &["fetched 9 min ago."]);
    house.advance(Duration::from_secs(1));
    let page = admin.get(FOLDER).await;
    assert_eq!(page.status, 503);
    assert!(!page.text().contains("a.txt"));
    house.stop().await;
}

#[tokio::test]
async fn a_mount_whose_root_is_known_by_its_id_has_old_copies_too() {
    let (house, admin) = house().await;
    let ada = house.orgs[0].ada.clone();
    let mut root = String::new();
    house.sim.change(|world| {
        let mut drive = world.drive_of(&ada);
        drive.add_file("/docs/sub/b.txt", "b", World::BEGINNING);
        root = drive.id_of("/docs");
    });
    let tenants = admin.get("/api/v1/admin/tenants").await.json();
    let mount = serde_json::json!({
        "path": "/contoso/by-id", "tenant_id": tenants["items"][0]["id"],
        "source": { "kind": "user", "user": ada.upn }, "root": { "item_id": root },
    });
    let made = admin.post("/api/v1/admin/mounts", &mount).await;
    assert_eq!(made.status, 201, "{}", made.text());
    for folder in ["/contoso/by-id/sub/", "/contoso/by-id/"] {
        assert_eq!(admin.get(folder).await.status, 200);
    }
    house.advance(Duration::from_mins(3));
    house.sim.faults().add(throttling());
    for (folder, name) in [
        ("/contoso/by-id/", "a.txt"),
        ("/contoso/by-id/sub/", "b.txt"),
    ] {
        assert_old_copy(folder, &admin.get(folder).await, &[name]);
    }
    house.stop().await;
}

#[tokio::test]
async fn programs_and_bytes_are_never_served_from_an_old_copy() {
    let (house, admin) = house().await;
    house.sim.faults().add(throttling());
    for address in [
        "/api/v1/fs/list?path=/contoso/ada/docs",
        "/api/v1/fs/stat?path=/contoso/ada/docs/a.txt",
        "/d/contoso/ada/docs/a.txt",
        "/p/contoso/ada/docs/a.txt",
        "/contoso/ada/docs/a.txt",
    ] {
        let answer = admin.get(address).await;
        assert_eq!(answer.status, 503, "{address}");
        assert!(answer.text().contains("throttled"), "{address}");
        assert!(!answer.text().contains("abc"), "{address}");
    }
    house.stop().await;
}

/// The `href` of the link to the next page.
fn next_page(page: &Answer) -> String {
    let html = page.text();
    let (_, href) = html
        .split_once("rel=\"next\" href=\"")
        .expect("there is more");
    let href = href.split('"').next().expect("it ends");
    href.replace("&#38;", "&")
}

#[tokio::test]
async fn an_old_copy_is_read_to_its_end_and_every_page_says_what_it_is() {
    let (house, admin) = house().await;
    house.sim.faults().add(throttling());
    let first = admin.get("/contoso/ada/many/").await;
    assert_old_copy("first", &first, &["00000.txt"]);
    let next = next_page(&first);
    let words = [
        "02000.txt",
        "Microsoft asks for a pause",
        "?sort=name\">Try again",
    ];
    assert_old_copy("next", &admin.get(&next).await, &words);
    house.advance(Duration::from_mins(6));
    assert_old_copy("later", &admin.get(&next).await, &["fetched 9 min ago."]);
    house.advance(Duration::from_mins(1));
    let late = admin.get(&next).await;
    assert_eq!(late.status, 410, "nothing older than ten minutes");
    assert!(
        late.text()
            .contains("href=\"/contoso/ada/many/\">Begin again</a>")
    );
    house.stop().await;
}

#[tokio::test]
async fn a_cursor_of_an_old_copy_is_no_way_to_it_for_programs() {
    let (house, admin) = house().await;
    house.sim.faults().add(throttling());
    let next = next_page(&admin.get("/contoso/ada/many/").await);
    let (_, query) = next.split_once('?').expect("a query");
    let address = format!("/api/v1/fs/list?path=/contoso/ada/many&{query}");
    let answer = admin.get(&address).await;
    assert_eq!(
        (answer.status, answer.code().as_str()),
        (410, "cursor_expired")
    );
    house.stop().await;
}
