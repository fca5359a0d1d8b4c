//! Many requests at once for what is at hand. The client has the same two cores, so these figures are for
//! comparison with themselves.

use std::time::Duration;

use graph_sim::{Switches, World};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

use crate::figures::{Figures, mebibytes, rate, time};
use crate::stage::{MOUNT, Stage};
use crate::stopwatch::Stopwatch;

const CONNECTIONS: usize = 8;
const DURATION: Duration = Duration::from_secs(5);

/// A connection that is kept, and the one request it sends again and again.
struct Visitor {
    stream: TcpStream,
    request: String,
    buffer: Vec<u8>,
}

impl Visitor {
    async fn connect(stage: &Stage, path: &str) -> Self {
        let host = stage.server.url.trim_start_matches("http://");
        let stream = TcpStream::connect(host).await.expect("the server listens");
        stream.set_nodelay(true).expect("a socket");
        let token = stage.admin.token();
        Self {
            stream,
            request: format!(
                "GET {path} HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {token}\r\n\r\n"
            ),
            buffer: vec![0; 256 * 1024],
        }
    }

    /// Sends the request and reads its answer; gives the status.
    async fn visit(&mut self) -> u16 {
        let request = self.request.as_bytes();
        self.stream.write_all(request).await.expect("it is sent");
        let mut filled = 0;
        loop {
            let free = &mut self.buffer[filled..];
            let read = self.stream.read(free).await.expect("an answer");
            assert!(read > 0, "the connection is kept");
            filled += read;
            if let Some((status, length)) = head(&self.buffer[..filled])
                && filled >= length
            {
                assert_eq!(filled, length, "nothing follows the answer");
                return status;
            }
            if filled == self.buffer.len() {
                self.buffer.resize(filled * 2, 0);
            }
        }
    }
}

/// Status and whole length of an answer, once its head is there.
fn head(answer: &[u8]) -> Option<(u16, usize)> {
    let end = answer.windows(4).position(|four| four == b"\r\n\r\n")? + 4;
    let head = std::str::from_utf8(&answer[..end]).expect("a head is text");
    let status = head.split(' ').nth(1)?.parse().expect("a status");
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(": ")?;
        name.eq_ignore_ascii_case("content-length")
            .then(|| value.parse::<usize>().expect("a length"))
    });
    Some((status, end + length.expect("every answer says its length")))
}

/// Asks for `path` from all connections for a while and adds what came of it.
async fn measure(stage: &Stage, figures: &mut Figures, (what, path): (&str, &str), expected: u16) {
    let mut visitors = JoinSet::new();
    let before = stage.server.processor_time();
    let watch = Stopwatch::start();
    for _ in 0..CONNECTIONS {
        let mut visitor = Visitor::connect(stage, path).await;
        visitors.spawn(async move {
            let mut times = Vec::new();
            while watch.elapsed() < DURATION {
                let one = Stopwatch::start();
                assert_eq!(visitor.visit().await, expected);
                times.push(one.elapsed());
            }
            times
        });
    }
    let mut times = visitors.join_all().await.concat();
    let elapsed = watch.elapsed();
    let cost = stage.server.processor_time_since(before);
    times.sort_unstable();
    let count = times.len() as u64;
    figures.add(
        format!("{what}, requests per second"),
        format!("{:.0}", rate(count, elapsed)),
    );
    figures.add(format!("{what}, median"), time(times[times.len() / 2]));
    let late = times[times.len() * 99 / 100];
    figures.add(format!("{what}, 99 of 100 within"), time(late));
    let each = cost.as_secs_f64() / rate(count, Duration::from_secs(1)) * 1e6;
    figures.add(format!("{what}, CPU each"), format!("{each:.0} µs"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_at_hand_is_answered_without_a_call_to_graph() {
    let stage = Stage::set(Switches::default(), |drive| {
        drive.add_file("/docs/report.pdf", "%PDF-1.7", World::BEGINNING);
        drive.fill("/docs", 199, |number| format!("file {number}.txt"));
        drive.fill("/many", 20_000, |number| format!("file {number}.txt"));
    })
    .await;
    let docs = format!("{MOUNT}/docs/");
    let listing = format!("/api/v1/fs/list?path={MOUNT}/docs");
    let redirect = format!("/d{MOUNT}/docs/report.pdf");
    let among_many = format!("/d{MOUNT}/many/file%2019999.txt");
    // Whatever is asked for is at hand from here on, for a minute.
    for path in [&docs, &listing, &redirect, &format!("{MOUNT}/many/")] {
        stage.admin.get(path).await;
    }
    stage.sim.journal().clear();
    stage.server.forget_peak();
    let mut figures = Figures::of("Requests for what is at hand, 8 connections");
    for (what, path, expected) in [
        ("page of 200 rows", &docs, 200),
        ("JSON of 200 rows", &listing, 200),
        ("302", &redirect, 302),
        ("302 among 20,000", &among_many, 302),
    ] {
        measure(&stage, &mut figures, (what, path), expected).await;
    }
    figures.add("peak memory", mebibytes(stage.server.peak()));
    figures.print();
    assert_eq!(stage.sim.journal().graph_calls(), 0, "all was at hand");
    stage.strike().await;
}
