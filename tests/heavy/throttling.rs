//! Two organizations, one of which Microsoft throttles: the other does not notice.

use std::time::{Duration, Instant};

use graph_sim::{Fault, Listener, Switches};
use reqwest::StatusCode;
use tokio::task::JoinSet;

use crate::client::Client;
use crate::figures::{Figures, time};
use crate::ground::Ground;
use crate::stage::Stage;
use crate::stopwatch::{Stopwatch, now, rest};

/// Connections to each of both organizations, and how long each rests between two requests.
const CONNECTIONS: usize = 8;
const REST: Duration = Duration::from_millis(50);

/// How long it is quiet before and after.
const QUIET: Duration = Duration::from_secs(30);
/// How long Microsoft asks to be left alone.
const PAUSE: Duration = Duration::from_mins(1);

/// Who is throttled is told so within that time.
const AT_ONCE: Duration = Duration::from_millis(50);

/// Far above what the machine's own unrest costs: a call to Microsoft takes longer in life.
const LATENCY_MILLISECONDS: u64 = 50;

const PEOPLE: [&str; 8] = ["ada", "bob", "cleo", "dan", "eve", "finn", "gus", "hal"];

/// Nothing is remembered, so that every request needs Microsoft.
const SETTINGS: &str = "\
cache: { lifetime_seconds: 0 }
log: { level: error }
upstream: { units_per_minute: 100000, units_per_day: 100000000 }";

/// An answer: when, what, how soon.
#[derive(Clone, Copy, Debug)]
struct Visit {
    at: Instant,
    status: StatusCode,
    retry_after: Option<u64>,
    took: Duration,
}

/// Asks for one folder after the other until `end`.
async fn visit(client: Client, drive: String, end: Instant) -> Vec<Visit> {
    let mut visits = Vec::new();
    while now() < end {
        let (at, watch) = (now(), Stopwatch::start());
        let path = format!("/api/v1/fs/list?path={drive}/docs");
        let response = client.request(&path).send().await;
        let response = response.expect("the server answers");
        let retry_after = response.headers().get("retry-after");
        let retry_after = retry_after.and_then(|value| value.to_str().ok()?.parse().ok());
        let status = response.status();
        let _body = response.bytes().await.expect("the answer is whole");
        let took = watch.elapsed();
        visits.push(Visit {
            at,
            status,
            retry_after,
            took,
        });
        rest(REST.saturating_sub(took) + REST).await;
    }
    visits
}

/// A page of the throttled organization says so at once: by an old copy that is marked as one, since the
/// folder was seen before, and by a failure where there is none.
async fn look_at_page(admin: &Client, drive: &str) {
    for (folder, status, words) in [
        ("docs", StatusCode::OK, "class=\"notice stale\""),
        ("unseen", StatusCode::SERVICE_UNAVAILABLE, "throttled"),
    ] {
        let (path, watch) = (format!("{drive}/{folder}/"), Stopwatch::start());
        let response = admin.request(&path).send().await;
        let response = response.expect("the server answers");
        assert_eq!(response.status(), status, "{path}");
        let text = response.text().await.expect("the answer is whole");
        let took = watch.elapsed();
        assert!(text.contains(words), "{path}: {text}");
        assert!(text.contains("/@problems/throttled"), "{path}: {text}");
        assert!(took < AT_ONCE, "{path} took {took:?}");
    }
}

/// 99 of 100 of these took no longer.
fn late<'a>(visits: impl Iterator<Item = &'a Visit>) -> Duration {
    let mut times: Vec<_> = visits.map(|visit| visit.took).collect();
    times.sort_unstable();
    times[times.len() * 99 / 100]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_throttled_organization_is_told_so_at_once_and_slows_nobody_down() {
    let mut switches = Switches::default();
    switches.transport.graph_latency_milliseconds = LATENCY_MILLISECONDS;
    let mut ground = Ground::new(switches);
    ground.configure(SETTINGS);
    let orgs = ["contoso", "fabrikam"].map(|key| ground.add_org(key, &PEOPLE));
    for drive in orgs.iter().flatten() {
        let mut drive = ground.world.drive_of(&drive.owner);
        drive.fill("/docs", 50, |number| format!("file {number}.txt"));
    }
    let stage = Stage::on(ground).await;
    for drive in orgs.iter().flatten() {
        stage.admin.get(&format!("{}/docs/", drive.path)).await;
    }
    let start = now();
    let (throttled_at, end) = (start + QUIET, start + QUIET + PAUSE + QUIET);
    let mut visitors = [JoinSet::new(), JoinSet::new()];
    for number in 0..CONNECTIONS {
        for (org, visitors) in orgs.iter().zip(&mut visitors) {
            let drive = org[number % org.len()].path.clone();
            visitors.spawn(visit(stage.admin.again(), drive, end));
        }
    }
    rest(QUIET).await;
    // One answer is enough: it speaks for the whole of contoso.
    let drive_of = |id: &str| id.trim_start_matches("b!").to_owned();
    let struck = orgs[0].iter().map(|drive| drive_of(&drive.owner.drive_id));
    let struck = struck.collect::<Vec<_>>().join("|");
    let fault = Fault::on(Listener::Graph).path_matches(&struck).nth(1);
    let seconds = PAUSE.as_secs().to_string();
    let fault = fault.status(429).header("Retry-After", &seconds);
    stage.sim.faults().add(fault);
    rest(PAUSE / 2).await;
    look_at_page(&stage.admin, &orgs[0][0].path).await;
    let [theirs, others] = visitors;
    let (theirs, others) = (
        theirs.join_all().await.concat(),
        others.join_all().await.concat(),
    );
    judge((&theirs, &others), throttled_at);
    stage.strike().await;
}

fn judge((theirs, others): (&[Visit], &[Visit]), throttled_at: Instant) {
    let over_at = throttled_at + PAUSE;
    let is_during = |visit: &&Visit| visit.at >= throttled_at && visit.at < over_at;
    let before = late(others.iter().filter(|visit| visit.at < throttled_at));
    let quiet = late(others.iter().filter(|visit| !is_during(visit)));
    let during = late(others.iter().filter(is_during));
    let refused: Vec<_> = theirs.iter().filter(|visit| visit.status == 503).collect();
    let told = late(refused.iter().copied());
    let ratio = during.as_secs_f64() / before.as_secs_f64();
    let quiet_ratio = during.as_secs_f64() / quiet.as_secs_f64();

    let mut figures = Figures::of("Two organizations, one throttled for a minute");
    figures.add("the other, 99 of 100 within, before", time(before));
    figures.add("the other, 99 of 100 within, meanwhile", time(during));
    figures.add("ratio", format!("{ratio:.2}"));
    let what = "ratio to the quiet time before and after";
    figures.add(what, format!("{quiet_ratio:.2}"));
    figures.add("the other, answers", others.len());
    figures.add("the throttled one, answers 503", refused.len());
    figures.add("the throttled one, 99 of 100 told within", time(told));
    figures.print();

    assert!(others.iter().all(|visit| visit.status == 200));
    assert!(
        theirs
            .iter()
            .all(|visit| matches!(visit.status.as_u16(), 200 | 503))
    );
    assert!(refused.len() > 100, "it was throttled");
    for visit in &refused {
        let left = over_at.saturating_duration_since(visit.at).as_secs();
        let told = visit.retry_after.expect("how long it lasts is told");
        assert!(told.abs_diff(left) <= 2, "{told} s told, {left} s left");
    }
    let last = refused.iter().map(|visit| visit.at).max();
    let first_again = theirs
        .iter()
        .find(|visit| visit.status == 200 && visit.at > throttled_at);
    assert!(
        last < Some(over_at + Duration::from_secs(2)),
        "it ends in time"
    );
    assert!(first_again.is_some(), "and then all is well");
    assert!(told < AT_ONCE, "told within {told:?}");
    assert!(ratio <= 1.2, "{ratio} times what it was");
}
