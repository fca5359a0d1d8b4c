//! How fast the simulator is: pages of 1,000 items, and bytes of content, over one connection and
//! over eight. `cargo bench -p graph-sim --bench speed` prints a table.
//!
//! The client shares the machine with the simulator and is as lean as can be. Beside each figure
//! stands what the same bytes take over a bare socket, because machines differ and are busy.

mod bare;
mod client;
mod scene;

use std::future::Future;
use std::io::{self, Write as _};
use std::time::{Duration, Instant};

use client::{Client, Request};
use scene::{Scene, UPLOADED};

/// How long each figure is measured, at least.
const WHILE: Duration = Duration::from_secs(2);
const CONNECTIONS: [usize; 2] = [1, 8];

#[tokio::main]
async fn main() -> io::Result<()> {
    let mut out = io::stdout();
    let scene = Scene::start().await?;
    writeln!(
        out,
        "| what | connections | per second | of a bare socket |"
    )?;
    writeln!(out, "|---|---|---|---|")?;
    for (what, request) in scene.listings() {
        let size = Client::new(scene.graph).await?.exchange(&request).await?;
        for connections in CONNECTIONS {
            let seconds = measure(connections, scene.graph, &request).await?;
            let bare = bare::measure(connections, request.len(), size, WHILE).await?;
            writeln!(
                out,
                "| {what} ({size} bytes) | {connections} | {:.0} pages, {:.1} µs/item | {:.0} % |",
                1.0 / seconds,
                seconds * 1_000.0,
                100.0 * bare / seconds,
            )?;
        }
    }
    for (what, address, request, bytes) in scene.transfers() {
        for connections in CONNECTIONS {
            let seconds = measure(connections, address, &request).await?;
            let answer = if request.len() > UPLOADED { 500 } else { bytes };
            let bare = bare::measure(connections, request.len(), answer, WHILE).await?;
            writeln!(
                out,
                "| {what} | {connections} | {:.0} MB | {:.0} % |",
                bytes as f64 / seconds / 1e6,
                100.0 * bare / seconds,
            )?;
        }
    }
    scene.sim.shutdown().await;
    Ok(())
}

/// Seconds per exchange, when so many connections are busy with it.
async fn measure(
    connections: usize,
    address: std::net::SocketAddr,
    request: &Request,
) -> io::Result<f64> {
    let mut clients = Vec::new();
    for _ in 0..connections {
        clients.push((Client::new(address).await?, request.clone()));
    }
    busy(clients, WHILE, |(mut client, request)| async move {
        client.exchange(&request).await?;
        Ok((client, request))
    })
    .await
}

/// Lets each worker do its task over and over for a while; seconds per task of all together.
#[expect(clippy::disallowed_methods, reason = "a measurement, in real time")]
async fn busy<W, F>(
    workers: Vec<W>,
    while_: Duration,
    task: impl Fn(W) -> F + Copy + Send + 'static,
) -> io::Result<f64>
where
    W: Send + 'static,
    F: Future<Output = io::Result<W>> + Send,
{
    let start = Instant::now();
    let workers = workers.into_iter().map(|mut worker| {
        tokio::spawn(async move {
            let mut done = 0_u32;
            while done == 0 || start.elapsed() < while_ {
                worker = task(worker).await?;
                done += 1;
            }
            Ok::<_, io::Error>(done)
        })
    });
    let mut done = 0;
    for worker in workers.collect::<Vec<_>>() {
        done += worker.await.map_err(io::Error::other)??;
    }
    Ok(start.elapsed().as_secs_f64() / f64::from(done))
}
