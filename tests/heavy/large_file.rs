//! A file of 5 GiB through the server: every byte, in bounded memory, about as fast as without it.

use std::time::Duration;

use graph_sim::{Content, Switches, World};

use crate::client::{Client, Fetched};
use crate::figures::{Figures, mebi, mebibytes, rate, time};
use crate::stage::{MOUNT, Stage};

const SIZE: u64 = 5 << 30;

/// What the content host gives, as a fast line would: bytes per second of all downloads together.
const LINE: u64 = 125_000_000;

/// Processor time of the server, per GiB of the file.
fn per_gibibyte(time: Duration) -> String {
    format!("{:.2} s", time.as_secs_f64() * 1024.0 / mebi(SIZE))
}

fn throughput(fetched: &Fetched) -> String {
    let megabytes = rate(fetched.bytes, fetched.time) / 1e6;
    format!("{megabytes:.0} MB/s ({})", time(fetched.time))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn five_gibibytes_pass_whole_fast_and_in_bounded_memory() {
    let content = Content::Generated {
        seed: 5,
        size: SIZE,
    };
    let stage = Stage::set(Switches::default(), |drive| {
        drive.add_file("/large.bin", content, World::BEGINNING);
    })
    .await;
    let (server, admin) = (&stage.server, &stage.admin);
    let cap = |rate| {
        stage
            .sim
            .switches()
            .update(|switches| switches.content.bytes_per_second = rate);
    };
    let redirect = admin.get(&format!("/d{MOUNT}/large.bin")).await;
    let direct_url = redirect.headers()["location"].to_str().expect("a URL");
    let upstream = Client::anonymous("");
    let through = format!("/p{MOUNT}/large.bin");
    let idle = server.resident();
    server.forget_peak();

    cap(Some(LINE));
    let direct = upstream.fetch(direct_url).await;
    let before = server.processor_time();
    let proxied = admin.fetch(&through).await;
    let capped_cost = server.processor_time_since(before);
    cap(None);
    let before = server.processor_time();
    let unbounded = admin.fetch(&through).await;
    let unbounded_cost = server.processor_time_since(before);
    let unbounded_direct = upstream.fetch(direct_url).await;
    let growth = server.peak().saturating_sub(idle);
    let ratio = direct.time.as_secs_f64() / proxied.time.as_secs_f64();

    let mut figures = Figures::of("A file of 5 GiB through the server");
    figures.add("from the simulator, 125 MB/s", throughput(&direct));
    figures.add("through the server, 125 MB/s", throughput(&proxied));
    figures.add("throughput against the simulator", format!("{ratio:.3}"));
    figures.add("CPU per GiB, 125 MB/s", per_gibibyte(capped_cost));
    figures.add(
        "from the simulator, unbounded",
        throughput(&unbounded_direct),
    );
    figures.add("through the server, unbounded", throughput(&unbounded));
    figures.add("CPU per GiB, unbounded", per_gibibyte(unbounded_cost));
    figures.add("memory idle", mebibytes(idle));
    figures.add("peak memory above idle", mebibytes(growth));
    figures.print();

    for fetched in [&direct, &proxied, &unbounded, &unbounded_direct] {
        assert_eq!(fetched.bytes, SIZE);
        assert_eq!(fetched.digest.as_ref(), direct.digest.as_ref());
    }
    assert!(growth <= 64 << 20, "{growth} bytes above idle");
    assert!(ratio >= 0.9, "{ratio} of the throughput");
    stage.strike().await;
}

/// Many slow readers at once: what a stream holds must not add up.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hundred_readers_who_pause_cost_little_memory() {
    const READERS: u64 = 100;
    let content = Content::Generated {
        seed: 6,
        size: 64 << 20,
    };
    let stage = Stage::set(Switches::default(), |drive| {
        drive.add_file("/clip.bin", content, World::BEGINNING);
    })
    .await;
    let (server, admin) = (&stage.server, &stage.admin);
    let through = format!("/p{MOUNT}/clip.bin");
    let idle = server.resident();
    server.forget_peak();
    let mut readers = Vec::new();
    for _ in 0..READERS {
        let mut response = admin.get(&through).await;
        let first = response.chunk().await.expect("it begins");
        assert!(first.is_some());
        readers.push(response);
    }
    // Each has read a little; a whole file in between shows that the others block nobody.
    let whole = admin.fetch(&through).await;
    assert_eq!(whole.bytes, 64 << 20);
    let growth = server.peak().saturating_sub(idle);

    let mut figures = Figures::of("A hundred readers who pause");
    figures.add("memory idle", mebibytes(idle));
    figures.add("peak memory above idle", mebibytes(growth));
    figures.add("for each reader", mebibytes(growth / READERS));
    figures.print();
    assert!(growth <= 128 << 20, "{growth} bytes above idle");
    drop(readers);
    stage.strike().await;
}
