//! A folder of 50,000 children, over the API and in the browser; and one of 10,000 as a network disk.

use std::time::Duration;

use graph_sim::Switches;

use crate::figures::{Figures, mebibytes, time};
use crate::stage::{MOUNT, Stage};
use crate::stopwatch::Stopwatch;

const CHILDREN: u64 = 50_000;

/// The number of pages in which Graph gives them.
const PAGES: usize = 50;

/// A server that knows its drive, with nothing of the folder in memory.
async fn stage() -> Stage {
    let stage = Stage::set(Switches::default(), |drive| {
        drive.fill("/many", CHILDREN, |number| {
            // Neither in order nor all in one script.
            let number = number * 7_919 % CHILDREN;
            match number % 10 {
                0 => format!("Отчёт {number}.docx"),
                1 => format!("报告 {number}.pdf"),
                _ => format!("Quarterly report {number} (final).xlsx"),
            }
        });
    })
    .await;
    stage.admin.get(&format!("{MOUNT}/")).await;
    stage.sim.journal().clear();
    stage
}

/// All names over the cursors, `limit` at a time.
async fn names(stage: &Stage, limit: usize) -> Vec<String> {
    let (mut names, mut cursor) = (Vec::new(), String::new());
    loop {
        let path = format!("/api/v1/fs/list?path={MOUNT}/many&limit={limit}{cursor}");
        let page = stage.admin.json(&path).await;
        let items = page["items"].as_array().expect("items");
        let name = |item: &serde_json::Value| item["name"].as_str().expect("a name").to_owned();
        names.extend(items.iter().map(name));
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return names,
        }
    }
}

fn assert_complete_and_in_order(names: &[String]) {
    let numbers = |script: &str| -> Vec<u64> {
        let of_script = names.iter().filter_map(|name| name.strip_prefix(script));
        let digits = of_script.map(|rest| rest.split(['.', ' ']).next().unwrap_or_default());
        digits
            .map(|digits| digits.parse().expect("a number"))
            .collect()
    };
    let scripts = ["Quarterly report ", "Отчёт ", "报告 "].map(numbers);
    assert_eq!(scripts.iter().map(Vec::len).sum::<usize>(), names.len());
    assert!(scripts.iter().all(|numbers| numbers.is_sorted()));
    let mut all = scripts.concat();
    all.sort_unstable();
    assert!(all.into_iter().eq(0..CHILDREN), "each of them once");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fifty_thousand_children_are_complete_and_in_order_over_the_api() {
    let stage = stage().await;
    let server = &stage.server;
    let idle = server.resident();
    server.forget_peak();
    let mut figures = Figures::of("A folder of 50,000 children, as JSON");
    for (state, limit) in [
        ("cold", 1_000),
        ("cached", 1_000),
        ("cached, 10,000 at a time", 10_000),
    ] {
        let (watch, before) = (Stopwatch::start(), server.processor_time());
        let names = names(&stage, limit).await;
        let (elapsed, cost) = (watch.elapsed(), server.processor_time_since(before));
        figures.add(format!("all pages, {state}"), time(elapsed));
        figures.add(format!("CPU, {state}"), time(cost));
        assert_complete_and_in_order(&names);
    }
    let calls = stage.sim.journal().graph_calls();
    let growth = server.peak().saturating_sub(idle);
    figures.add("memory idle", mebibytes(idle));
    figures.add("peak memory above idle", mebibytes(growth));
    figures.add(
        "held afterwards",
        mebibytes(server.resident().saturating_sub(idle)),
    );
    figures.print();
    assert_eq!(calls, PAGES, "one listing, and then from memory");
    assert!(growth <= 192 << 20, "{growth} bytes above idle");
    stage.strike().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_first_page_of_fifty_thousand_children_opens_soon_and_leads_on() {
    let stage = stage().await;
    let server = &stage.server;
    let idle = server.resident();
    server.forget_peak();
    let mut figures = Figures::of("A folder of 50,000 children, in the browser");
    let address = format!("{MOUNT}/many/");
    let mut first = String::new();
    for state in ["cold", "cached"] {
        let (watch, before) = (Stopwatch::start(), server.processor_time());
        first = stage.admin.text(&address).await;
        let (elapsed, cost) = (watch.elapsed(), server.processor_time_since(before));
        figures.add(format!("first page, {state}"), time(elapsed));
        figures.add(format!("CPU, {state}"), time(cost));
    }
    let growth = server.peak().saturating_sub(idle);
    figures.add("size of the page", mebibytes(first.len() as u64));
    figures.add("memory idle", mebibytes(idle));
    figures.add("peak memory above idle", mebibytes(growth));
    figures.print();
    assert_eq!(first.matches("role=\"rowheader\"").count(), 2_000);
    assert!(first.contains("rows 1–2,000 of 50,000"));
    let (_, link) = first.split_once("rel=\"next\" href=\"").expect("a link");
    let link = link.split('"').next().expect("it ends");
    let next = stage.admin.text(&link.replace("&#38;", "&")).await;
    assert!(next.contains("rows 2,001–4,000 of 50,000"));
    assert!(growth <= 192 << 20, "{growth} bytes above idle");
    stage.strike().await;
}

/// As rclone asks where it has been told `vendor = owncloud`.
const AS_RCLONE: &str = r#"<?xml version="1.0"?>
<d:propfind xmlns:d="DAV:" xmlns:oc="http://owncloud.org/ns"><d:prop><d:displayname/><d:getlastmodified/><d:getcontentlength/><d:resourcetype/><d:getcontenttype/><oc:checksums/><oc:permissions/></d:prop></d:propfind>"#;

/// How often a listing is asked for that is at hand: the kernel counts time in steps of 10 ms.
const TIMES: u32 = 20;

/// What such a listing may cost the processor: a few times what it does, since the machine may be a slow one.
const MOST: Duration = Duration::from_millis(60);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_disk_with_ten_thousand_children_is_listed_from_memory_for_little() {
    let stage = Stage::set(Switches::default(), |drive| {
        drive.fill("/many", 10_000, |number| format!("file {number}.bin"));
    })
    .await;
    let path = format!("/dav{MOUNT}/many/");
    let list = async || {
        let asked = stage.admin.ask("PROPFIND", &path).header("depth", "1");
        let answer = asked.body(AS_RCLONE).send().await.expect("it answers");
        assert_eq!(answer.status(), 207);
        let listed = answer.text().await.expect("the answer is whole");
        assert_eq!(listed.matches("<D:response>").count(), 10_001);
    };
    list().await;
    stage.sim.journal().clear();
    let (watch, before) = (Stopwatch::start(), stage.server.processor_time());
    for _ in 0..TIMES {
        list().await;
    }
    let elapsed = watch.elapsed() / TIMES;
    let cost = stage.server.processor_time_since(before) / TIMES;
    let mut figures = Figures::of("A folder of 10,000 children, by WebDAV from memory");
    figures.add("time", time(elapsed));
    figures.add("CPU", time(cost));
    figures.print();
    assert_eq!(stage.sim.journal().graph_calls(), 0);
    assert!(cost <= MOST, "{cost:?}");
    stage.strike().await;
}
