//! What many small files cost.

use std::collections::BTreeMap;
use std::time::Duration;

use tokio::task::JoinSet;

use crate::contestants::{Contestant, Contestants};
use crate::figures::{Rounds, median_and_late, now, rate, say, table};
use crate::ground::Ground;
use crate::wire::{Connection, Request};

const FILES: usize = 2_000;
const CONNECTIONS: usize = 8;
const LENGTH: usize = 4 * 1024;
const ROUNDS: usize = 3;

/// What a contestant came to.
#[derive(Clone, Debug, Default)]
struct Score {
    per_second: Rounds,
    median: Rounds,
    late: Rounds,
    processor: Rounds,
    calls: BTreeMap<String, usize>,
}

pub(crate) async fn measure(ground: &Ground, contestants: &Contestants) {
    let mut rows = Vec::new();
    for with_times in [false, true] {
        let mut scores = vec![Score::default(); contestants.all.len()];
        for round in 0..ROUNDS {
            for (contestant, score) in contestants.all.iter().zip(&mut scores) {
                put_all(ground, contestant, (with_times, round), score).await;
            }
        }
        let what = if with_times { "with times" } else { "without" };
        for (contestant, score) in contestants.all.iter().zip(&scores) {
            rows.push(row(what, contestant, score));
            let name = contestant.name;
            say(format_args!("{name}, {what}: {:?}", score.calls));
        }
    }
    let head = [
        "X-OC-Mtime",
        "server",
        "files per second",
        "median, ms",
        "99 of 100 within, ms",
        "CPU for each, ms",
        "calls upstream for each",
    ];
    let title = format!("{FILES} files of {LENGTH} bytes, {CONNECTIONS} connections");
    table(&title, &head, &rows);
}

fn row(what: &str, contestant: &Contestant, score: &Score) -> Vec<String> {
    let calls: usize = score.calls.values().sum();
    vec![
        what.to_owned(),
        contestant.name.to_owned(),
        score.per_second.show(),
        score.median.show(),
        score.late.show(),
        score.processor.show(),
        format!(
            "{:.2}",
            rate(calls as u64, Duration::from_secs(FILES as u64))
        ),
    ]
}

/// Writes all files into a folder that was made just now, and looked into.
async fn put_all(
    ground: &Ground,
    contestant: &Contestant,
    (with_times, round): (bool, usize),
    score: &mut Score,
) {
    let name = contestant.name.to_lowercase();
    let folder = contestant.path(&format!("small-{name}-{with_times}-{round}"));
    let mut first = contestant.connect().await;
    let ask = |method, headers| Request {
        method,
        path: &folder,
        headers,
    };
    assert_eq!(first.ask(ask("MKCOL", &[]), b"", 0).await.status, 201);
    let listed = first.ask(ask("PROPFIND", &[("Depth", "1")]), b"", 0).await;
    assert_eq!(listed.status, 207);
    ground.take_calls();
    let mut writers = JoinSet::new();
    let (before, begun) = (contestant.process.processor_time(), now());
    for number in 0..CONNECTIONS {
        let connection = contestant.connect().await;
        writers.spawn(put_some(connection, folder.clone(), (number, with_times)));
    }
    let times = writers.join_all().await.concat();
    let elapsed = begun.elapsed();
    let used = contestant.process.processor_time().saturating_sub(before);
    score.calls = ground.take_calls();
    let (median, late) = median_and_late(times);
    score.median.add(median);
    score.late.add(late);
    score.per_second.add(rate(FILES as u64, elapsed));
    let each = used.as_secs_f64() * 1e3 / rate(FILES as u64, Duration::from_secs(1));
    score.processor.add(each);
}

async fn put_some(
    mut connection: Connection,
    folder: String,
    (part, with_times): (usize, bool),
) -> Vec<Duration> {
    let headers: &[(&str, &str)] = if with_times {
        &[("X-OC-Mtime", "1500000000")]
    } else {
        &[]
    };
    let mut times = Vec::new();
    for number in (part..FILES).step_by(CONNECTIONS) {
        let path = format!("{folder}/{number}.bin");
        let request = Request {
            method: "PUT",
            path: &path,
            headers,
        };
        let body = vec![u8::try_from(number % 251).expect("it is small"); LENGTH];
        let answer = connection.ask(request, &body, 1_000).await;
        let said = String::from_utf8_lossy(&answer.body);
        assert_eq!(answer.status, 201, "{path}: {said}");
        times.push(answer.time);
    }
    times
}
