//! What a large file costs on its way through.

use std::time::Duration;

use graph_sim::{Fault, Listener};

use crate::contestants::{Contestant, Contestants};
use crate::figures::{Rounds, mebi, rate, table};
use crate::ground::{Ground, LARGE};
use crate::wire::Request;

const ROUNDS: usize = 3;

/// What the line to Microsoft gives, where it is capped: bytes per second.
const LINE: u64 = 125_000_000;

/// How long a fragment is on that line, which all here send in pieces of 10 MiB.
const FRAGMENT: Duration = Duration::from_millis(84);

/// What a contestant came to.
#[derive(Clone, Debug, Default)]
struct Score {
    throughput: Rounds,
    memory: Rounds,
    processor: Rounds,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Down,
    Up,
}

pub(crate) async fn measure(ground: &Ground, contestants: &Contestants) {
    let mut rows = Vec::new();
    for way in [Way::Down, Way::Up] {
        for is_capped in [true, false] {
            cap(ground, is_capped);
            let mut scores = vec![Score::default(); contestants.all.len()];
            for _ in 0..ROUNDS {
                for (contestant, score) in contestants.all.iter().zip(&mut scores) {
                    if contestant.is_remote || !is_capped {
                        pass(contestant, way, score).await;
                    }
                }
            }
            let of_all = contestants.all.iter().zip(&scores);
            let of_all = of_all.filter(|(it, _)| it.is_remote || !is_capped);
            rows.extend(of_all.map(|(it, score)| row((way, is_capped), it, score)));
        }
    }
    ground.sim.faults().clear();
    let head = [
        "1 GiB",
        "server",
        "MB/s",
        "memory above what it held before, MiB",
        "CPU, s",
    ];
    table("A file of 1 GiB", &head, &rows);
}

/// The simulator paces what goes down; what goes up waits as long before each fragment as the line would take.
fn cap(ground: &Ground, is_capped: bool) {
    let rate = is_capped.then_some(LINE);
    let switches = ground.sim.switches();
    switches.update(|all| all.content.bytes_per_second = rate);
    ground.sim.faults().clear();
    if is_capped {
        let slow = Fault::on(Listener::Content).method("PUT").delay(FRAGMENT);
        ground.sim.faults().add(slow);
    }
}

fn row((way, is_capped): (Way, bool), contestant: &Contestant, score: &Score) -> Vec<String> {
    let method = match way {
        Way::Down => "GET",
        Way::Up => "PUT",
    };
    let line = if is_capped {
        "125 MB/s upstream"
    } else {
        "unbounded"
    };
    vec![
        format!("{method}, {line}"),
        contestant.name.to_owned(),
        score.throughput.show(),
        score.memory.show(),
        score.processor.show(),
    ]
}

async fn pass(contestant: &Contestant, way: Way, score: &mut Score) {
    let mut connection = contestant.connect().await;
    let process = &contestant.process;
    let (idle, before) = (process.resident(), process.processor_time());
    process.forget_peak();
    let answer = match way {
        Way::Down => {
            let path = contestant.path("large.bin");
            // Without a `User-Agent`: to such a client Onefold sends the bytes itself.
            let request = Request {
                method: "GET",
                path: &path,
                headers: &[],
            };
            let answer = connection.ask(request, b"", 0).await;
            assert_eq!((answer.status, answer.length), (200, LARGE));
            answer
        }
        Way::Up => {
            let path = contestant.path(&format!("up-{}.bin", contestant.name));
            let request = Request {
                method: "PUT",
                path: &path,
                headers: &[],
            };
            let block: Vec<u8> = (0..=250).cycle().take(256 * 1024).collect();
            let answer = connection.send(request, (LARGE, &block)).await;
            assert!(matches!(answer.status, 201 | 204), "{}", answer.status);
            answer
        }
    };
    score.throughput.add(rate(LARGE, answer.time) / 1e6);
    score.memory.add(mebi(process.peak().saturating_sub(idle)));
    let used = process.processor_time().saturating_sub(before);
    score.processor.add(used.as_secs_f64());
}
