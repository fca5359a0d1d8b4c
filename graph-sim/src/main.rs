//! The program `graph-sim`: a simulator over folders on disk, until it is told to stop.

use std::io::{self, Write as _};
use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use graph_sim::{Options, Ports, Sim, World};
use tokio::signal::unix::{SignalKind, signal};

/// Simulates Microsoft's login and Graph services over folders on disk.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    /// Folder with a folder per tenant, in it a folder per user; `world.json` may say more.
    #[arg(long)]
    root: PathBuf,
    /// Address to listen on.
    #[arg(long, default_value_t = Ipv4Addr::LOCALHOST.into())]
    listen: IpAddr,
    /// Ports of login, graph, content and control; any free ones if left out.
    #[arg(long, num_args = 4, value_delimiter = ',', value_names = ["LOGIN", "GRAPH", "CONTENT", "CONTROL"])]
    ports: Vec<u16>,
    /// The number from which ids and secrets are derived.
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

#[tokio::main]
async fn main() -> ExitCode {
    match run(Arguments::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            complain(&*error);
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: Arguments) -> Result<(), Box<dyn std::error::Error>> {
    let mut world = World::new(arguments.seed);
    world.load_folder(&arguments.root)?;
    let ports = match arguments.ports.as_slice() {
        [login, graph, content, control] => Ports {
            login: *login,
            graph: *graph,
            content: *content,
            control: *control,
        },
        _ => Ports::default(),
    };
    let options = Options {
        listen: arguments.listen,
        ports,
        ..Options::default()
    };
    let sim = Sim::start(world, options).await?;
    let mut out = io::stdout();
    writeln!(out, "{}", serde_json::to_string(&sim.announcement())?)?;
    out.flush()?;
    wait_for_stop().await?;
    sim.shutdown().await;
    Ok(())
}

async fn wait_for_stop() -> io::Result<()> {
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::select! {
        interrupted = tokio::signal::ctrl_c() => interrupted,
        _ = terminate.recv() => Ok(()),
    }
}

/// Tells on one line what went wrong and why.
fn complain(error: &dyn std::error::Error) {
    let causes = std::iter::successors(Some(error), |error| error.source());
    let line = causes
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join(": ");
    // Nothing is left to be done if even this can't be written.
    writeln!(io::stderr(), "graph-sim: {line}").ok();
}
