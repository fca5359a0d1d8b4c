//! A folder of 50,000 children, over cursors and pages.

use std::time::Duration;

use serde_json::{Value, json};

use crate::support::{Actor, Answer, House, Plan};

const MANY: usize = 50_000;
const PATH: &str = "/contoso/ada/many";

async fn house_of(children: usize) -> House {
    let house = Plan::of_contoso(|world, org| {
        let count = u64::try_from(children).expect("small");
        org.drive(world)
            .fill("/many", count, |n| format!("file {n}.txt"))
            .add_folder("/few/folder");
    })
    .start()
    .await;
    assert_eq!(house.admin().await.list("/contoso/ada").await.status, 200);
    house.sim.journal().clear();
    house
}

async fn list(admin: &Actor, query: &str) -> Answer {
    admin
        .get(&format!("/api/v1/fs/list?path={PATH}&{query}"))
        .await
}

/// All items over cursors, and how many answers they took.
async fn collect(admin: &Actor, query: &str) -> (Vec<Value>, usize) {
    let (mut items, mut answers) = (Vec::new(), 0);
    let mut cursor = String::new();
    loop {
        let answer = list(admin, &format!("{query}{cursor}")).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        let mut answer = answer.json();
        answers += 1;
        items.append(answer["items"].as_array_mut().expect("items"));
        match answer["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return (items, answers),
        }
    }
}

#[tokio::test]
async fn fifty_thousand_children_are_complete_and_sorted_over_cursors() {
    let house = house_of(MANY).await;
    let admin = house.admin().await;
    let expected: Vec<_> = (0..MANY).map(|n| format!("file {n}.txt")).collect();
    for (limit, answers) in [(10_000, 5), (1_000, 50)] {
        let (items, took) = collect(&admin, &format!("limit={limit}")).await;
        assert_eq!(took, answers);
        let names: Vec<_> = items
            .iter()
            .filter_map(|item| item["name"].as_str())
            .collect();
        assert!(names == expected, "all of them, in natural order");
    }
    assert_eq!(house.sim.journal().graph_calls(), MANY / 1_000);
    house.stop().await;
}

#[tokio::test]
async fn a_page_shows_two_thousand_rows_and_leads_on_to_the_end() {
    let house = house_of(MANY).await;
    let admin = house.admin().await;
    let (mut address, mut seen, mut pages) = (format!("{PATH}/"), 0, 0);
    loop {
        let page = admin.get(&address).await;
        assert_eq!(page.status, 200, "{address}");
        let html = page.text();
        let rows = html.matches("file%20").count();
        let first = format!("file {seen}.txt");
        assert!(html.contains(&first), "page {pages} begins with {first}");
        assert_eq!(rows, 2_000, "page {pages}");
        (seen, pages) = (seen + rows, pages + 1);
        match next_page(&html) {
            Some(next) => address = next,
            None => break,
        }
    }
    assert_eq!((seen, pages), (MANY, MANY / 2_000));
    assert_eq!(house.sim.journal().graph_calls(), MANY / 1_000);
    house.stop().await;
}

/// The `href` of the link to the next page.
fn next_page(html: &str) -> Option<String> {
    let (_, href) = html.split_once("rel=\"next\" href=\"")?;
    Some(href.split('"').next()?.replace("&#38;", "&"))
}

#[tokio::test]
async fn every_sort_key_orders_all_of_it_both_ways() {
    let house = house_of(3_000).await;
    let admin = house.admin().await;
    let size = |item: &Value| item["size"].as_u64();
    let time = |item: &Value| item["modified_at"].as_str().map(str::to_owned);
    let (by_size, _) = collect(&admin, "sort=size").await;
    assert!(by_size.is_sorted_by_key(size) && by_size.len() == 3_000);
    let (by_size, _) = collect(&admin, "sort=-size").await;
    assert!(by_size.iter().rev().is_sorted_by_key(size) && by_size.len() == 3_000);
    let (by_time, _) = collect(&admin, "sort=modified_at").await;
    assert!(by_time.is_sorted_by_key(time) && by_time.len() == 3_000);
    let (by_kind, _) = collect(&admin, "sort=-kind").await;
    assert_eq!(by_kind.len(), 3_000);
    let (by_name, _) = collect(&admin, "sort=-name").await;
    assert_eq!(by_name[0]["name"], "file 2999.txt");
    assert_eq!(by_name[2_999]["name"], "file 0.txt");
    house.stop().await;
}

#[tokio::test]
async fn a_cursor_is_good_for_its_reader_folder_and_order_only() {
    let house = house_of(20).await;
    let admin = house.admin().await;
    let first = list(&admin, "limit=5").await.json();
    let cursor = first["next_cursor"].as_str().expect("there is more");
    for query in [
        format!("/api/v1/fs/list?path=/contoso/ada/few&cursor={cursor}"),
        format!("/api/v1/fs/list?path={PATH}&sort=size&cursor={cursor}"),
        format!("/api/v1/fs/list?path={PATH}&cursor={cursor}x"),
    ] {
        let answer = admin.get(&query).await;
        assert_eq!(
            (answer.status, answer.code().as_str()),
            (422, "invalid_cursor")
        );
    }
    onefold::app::set_administrator(
        &house.config,
        "other",
        onefold::domain::Secret::new("another good password".to_owned()),
    )
    .await
    .expect("a second account");
    let other = Actor::sign_in(house.url(), "other", "another good password").await;
    let answer = list(&other, &format!("cursor={cursor}")).await;
    assert_eq!(
        (answer.status, answer.code().as_str()),
        (422, "invalid_cursor")
    );
    let ours = list(&admin, &format!("limit=5&cursor={cursor}")).await;
    assert_eq!(ours.names()[0], "file 5.txt");
    house.stop().await;
}

#[tokio::test]
async fn a_cursor_lives_ten_minutes_from_the_first_part() {
    let house = house_of(20).await;
    let admin = house.admin().await;
    for path in [PATH, "/contoso"] {
        let list = async |more: &str| {
            admin
                .get(&format!("/api/v1/fs/list?path={path}&limit=1{more}"))
                .await
        };
        let next = |answer: Answer| {
            let answer = answer.json();
            let cursor = answer["next_cursor"].as_str().expect("there is more");
            format!("&cursor={cursor}")
        };
        let cursor = next(list("").await);
        house.advance(Duration::from_secs(599));
        assert_eq!(list(&cursor).await.status, 200, "{path}");
        house.advance(Duration::from_secs(1));
        let late = list(&cursor).await;
        assert_eq!(
            (late.status, late.code().as_str()),
            (410, "cursor_expired"),
            "{path}"
        );
        // Whoever begins has ten minutes, also where nothing has changed since somebody else began.
        let cursor = next(list("").await);
        assert_eq!(list(&cursor).await.status, 200, "{path}");
        house.advance(Duration::from_mins(5));
        let cursor = next(list("").await);
        house.advance(Duration::from_secs(599));
        assert_eq!(list(&cursor).await.status, 200, "{path}");
    }
    house.stop().await;
}

#[tokio::test]
async fn a_mount_made_meanwhile_does_not_disturb_who_is_reading() {
    let house = house_of(20).await;
    let admin = house.admin().await;
    let first = list(&admin, "limit=5").await.json();
    let cursor = first["next_cursor"].as_str().expect("there is more");
    let tenants = admin.get("/api/v1/admin/tenants").await.json();
    let mount = json!({
        "path": format!("{PATH}/a mount"), "tenant_id": tenants["items"][0]["id"],
        "source": { "kind": "user", "user": house.orgs[0].bob.upn },
    });
    let mount = admin.post("/api/v1/admin/mounts", &mount).await;
    assert_eq!(mount.status, 201, "{}", mount.text());
    let rest = list(&admin, &format!("limit=100&cursor={cursor}")).await;
    let expected: Vec<_> = (5..20).map(|n| format!("file {n}.txt")).collect();
    assert_eq!(rest.names(), expected);
    assert_eq!(rest.json()["total"], 20);
    let fresh = list(&admin, "").await;
    assert_eq!(fresh.names().len(), 21);
    assert_eq!(fresh.names()[0], "a mount");
    house.stop().await;
}
