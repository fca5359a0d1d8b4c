//! What a folder with all that is in it costs.

use std::borrow::Cow;
use std::io::{Seek as _, Write as _};
use std::ops::Range;
use std::process::Command;
use std::time::Duration;

use crate::contestants::{Contestant, Contestants};
use crate::figures::{Rounds, median_and_late, now, rate, table};
use crate::ground::{COLD_ROUNDS, SIZES, cold, warm};
use crate::wire::{Answer, Connection, Request};

/// How often each is asked in turn.
const ROUNDS: usize = 5;

/// How often in each turn; fewer times where that takes long.
const TIMES: Range<usize> = 3..30;

/// How long a turn may take, unless the least number needs longer.
const TURN: Duration = Duration::from_secs(1);

/// What a client asks for.
#[derive(Clone, Copy, Debug)]
struct Question {
    name: &'static str,
    body: &'static str,
}

/// rclone 1.75 where it has been told `vendor = owncloud`.
const AS_RCLONE: Question = Question {
    name: "as rclone asks",
    body: r#"<?xml version="1.0"?>
<d:propfind  xmlns:d="DAV:" xmlns:oc="http://owncloud.org/ns" xmlns:nc="http://nextcloud.org/ns">
 <d:prop>
  <d:displayname />
  <d:getlastmodified />
  <d:getcontentlength />
  <d:resourcetype />
  <d:getcontenttype />
  <oc:checksums />
  <oc:permissions />
 </d:prop>
</d:propfind>
"#,
};

const ALL: Question = Question {
    name: "allprop",
    body: r#"<?xml version="1.0" encoding="utf-8"?><propfind xmlns="DAV:"><allprop/></propfind>"#,
};

/// One row of the table.
#[derive(Clone, Copy, Debug)]
struct Case {
    size: u64,
    question: Question,
    is_gzip: bool,
}

/// What a contestant came to in one case.
#[derive(Clone, Debug, Default)]
struct Score {
    times: Rounds,
    processor: Rounds,
    bytes: u64,
}

/// What becomes of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reading {
    /// It is read, and its members are counted where nobody needs to unpack it.
    Measured,
    /// It is unpacked where it is packed, and its members are counted.
    Checked,
}

async fn list(connection: &mut Connection, path: &str, (case, reading): (Case, Reading)) -> Answer {
    let encoding = if case.is_gzip { "gzip" } else { "identity" };
    let request = Request {
        method: "PROPFIND",
        path,
        headers: &[
            ("Depth", "1"),
            ("Content-Type", "application/xml"),
            ("Accept-Encoding", encoding),
        ],
    };
    let is_kept = !case.is_gzip || reading == Reading::Checked;
    let most = if is_kept { usize::MAX } else { 0 };
    let answer = connection
        .ask(request, case.question.body.as_bytes(), most)
        .await;
    assert_eq!(answer.status, 207, "{path}");
    if is_kept {
        let body = unpacked(&answer.body);
        let members = count(&body, b":href>") / 2;
        assert_eq!(members as u64, case.size + 1, "{path}");
    }
    answer
}

/// The same by the system's `gzip`, where it begins as what that has packed (RFC 1952, section 2.3.1).
fn unpacked(body: &[u8]) -> Cow<'_, [u8]> {
    if !body.starts_with(&[0x1f, 0x8b]) {
        return Cow::Borrowed(body);
    }
    let mut packed = tempfile::tempfile().expect("there is room");
    packed.write_all(body).expect("there is room");
    packed.rewind().expect("it is a file");
    let unpacked = Command::new("gzip").arg("-dc").stdin(packed).output();
    let unpacked = unpacked.expect("every system has it");
    assert!(unpacked.status.success(), "{unpacked:?}");
    Cow::Owned(unpacked.stdout)
}

fn count(body: &[u8], wanted: &[u8]) -> usize {
    let parts = body.windows(wanted.len());
    parts.filter(|part| *part == wanted).count()
}

pub(crate) async fn measure(contestants: &Contestants) {
    let mut rows = Vec::new();
    for size in SIZES {
        for question in [AS_RCLONE, ALL] {
            for is_gzip in [false, true] {
                let case = Case {
                    size,
                    question,
                    is_gzip,
                };
                rows.push(row("warm", case, &measure_warm(contestants, case).await));
            }
        }
        let case = Case {
            size,
            question: AS_RCLONE,
            is_gzip: false,
        };
        rows.push(row("cold", case, &measure_cold(contestants, case).await));
    }
    let mut head = vec!["PROPFIND, depth 1"];
    head.extend(contestants.names());
    let ratios = contestants.names();
    let ratios: Vec<_> = ratios
        .iter()
        .skip(1)
        .map(|it| format!("{it} / Onefold"))
        .collect();
    head.extend(ratios.iter().map(String::as_str));
    head.extend(["CPU of each", "bytes of each"]);
    table("Listings: milliseconds", &head, &rows);
}

fn row(state: &str, case: Case, scores: &[Score]) -> Vec<String> {
    let encoding = if case.is_gzip { ", gzip" } else { "" };
    let what = format!(
        "{} children, {state}, {}{encoding}",
        case.size, case.question.name
    );
    let mut cells = vec![what];
    cells.extend(scores.iter().map(|score| score.times.show()));
    let first = &scores[0];
    cells.extend(
        scores
            .iter()
            .skip(1)
            .map(|score| score.times.times(&first.times)),
    );
    let all = |show: fn(&Score) -> String| {
        let each: Vec<_> = scores.iter().map(show).collect();
        each.join(" / ")
    };
    cells.push(all(|score| {
        score
            .processor
            .median()
            .map_or("–".to_owned(), |it| format!("{it:.1}"))
    }));
    cells.push(all(|score| score.bytes.to_string()));
    cells
}

async fn measure_warm(contestants: &Contestants, case: Case) -> Vec<Score> {
    let mut scores = vec![Score::default(); contestants.all.len()];
    for _ in 0..ROUNDS {
        for (contestant, score) in contestants.all.iter().zip(&mut scores) {
            measure_again(contestant, case, score).await;
        }
    }
    scores
}

/// Asks once, and then again and again for what is at hand.
async fn measure_again(contestant: &Contestant, case: Case, score: &mut Score) {
    let mut connection = contestant.connect().await;
    let path = contestant.path(&format!("{}/", warm(case.size)));
    list(&mut connection, &path, (case, Reading::Checked)).await;
    let (before, begun) = (contestant.process.processor_time(), now());
    let mut each = Vec::new();
    while each.len() < TIMES.start || (each.len() < TIMES.end && begun.elapsed() < TURN) {
        let answer = list(&mut connection, &path, (case, Reading::Measured)).await;
        score.bytes = answer.length;
        each.push(answer.time);
    }
    let used = contestant.process.processor_time().saturating_sub(before);
    let times = rate(each.len() as u64, Duration::from_secs(1));
    score.processor.add(used.as_secs_f64() * 1e3 / times);
    score.times.add(median_and_late(each).0);
}

async fn measure_cold(contestants: &Contestants, case: Case) -> Vec<Score> {
    let mut scores = vec![Score::default(); contestants.all.len()];
    for round in 0..COLD_ROUNDS {
        for (contestant, score) in contestants.all.iter().zip(&mut scores) {
            let mut connection = contestant.connect().await;
            let path = contestant.path(&format!("{}/", cold(case.size, round)));
            let answer = list(&mut connection, &path, (case, Reading::Checked)).await;
            score.bytes = answer.length;
            score.times.add(answer.time.as_secs_f64() * 1e3);
        }
    }
    scores
}
