//! The program `graph-sim`: a simulator over folders on disk, until it is told to stop.

use std::fs;
use std::io::{self, Write as _};
use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use graph_sim::{Cloud, Options, Ports, Sim, World};
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
    #[command(flatten)]
    encryption: Encryption,
}

/// How programs come in that insist on TLS or on Microsoft's host names.
#[derive(clap::Args)]
struct Encryption {
    /// Speak TLS too, on all ports, and write `https` into all links.
    #[arg(long)]
    tls: bool,
    /// Use the host names of a cloud of Microsoft's (global, us-gov, us-dod, china) in all links;
    /// programs come in by the proxy. Includes --tls.
    #[arg(long)]
    cloud: Option<Cloud>,
    /// Where to write the certificate that programs must trust, in PEM.
    #[arg(long, value_name = "FILE")]
    ca_out: Option<PathBuf>,
    /// Port of the proxy, which leads to all hosts by their names; any free one if left out.
    #[arg(
        long,
        value_name = "PORT",
        default_value_t = 0,
        hide_default_value = true
    )]
    proxy_port: u16,
    /// Port of all hosts by their names, such as 443 beside a hosts file; any free one if left out.
    #[arg(
        long,
        value_name = "PORT",
        default_value_t = 0,
        hide_default_value = true
    )]
    tls_port: u16,
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
    let encryption = &arguments.encryption;
    let mut world = match encryption.cloud {
        Some(cloud) => World::in_cloud(arguments.seed, cloud),
        None => World::new(arguments.seed),
    };
    world.load_folder(&arguments.root)?;
    let sim = Sim::start(world, arguments.options()).await?;
    if let (Some(file), Some(pem)) = (&encryption.ca_out, sim.certificate_authority_pem()) {
        fs::write(file, pem)?;
    }
    let mut out = io::stdout();
    writeln!(out, "{}", serde_json::to_string(&sim.announcement())?)?;
    out.flush()?;
    wait_for_stop().await?;
    sim.shutdown().await;
    Ok(())
}

impl Arguments {
    fn options(&self) -> Options {
        let ports = match self.ports.as_slice() {
            [login, graph, content, control] => Ports {
                login: *login,
                graph: *graph,
                content: *content,
                control: *control,
                ..Ports::default()
            },
            _ => Ports::default(),
        };
        Options {
            listen: self.listen,
            ports: Ports {
                tls: self.encryption.tls_port,
                proxy: self.encryption.proxy_port,
                ..ports
            },
            tls: self.encryption.tls,
            ..Options::default()
        }
    }
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
