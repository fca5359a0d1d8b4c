//! The program `graph-sim`: a simulator over folders on disk, until it is told to stop.

use std::fs;
use std::io::{self, Write as _};
use std::net::{IpAddr, Ipv4Addr};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{ArgGroup, Parser};
use graph_sim::{Cloud, Options, Ports, Sim, World, WorldPlan};
use tokio::signal::unix::{SignalKind, signal};

/// What a stranger does first.
const GUIDE: &str = r#"In three minutes:
  graph-sim --world examples/world.json --ports 7001,7002,7003,7004
      prints {"login": …, "graph": …, "content": …, "control": …, "tenants": [{"directory_id": …,
      "apps": [{"client_id": …, "client_secret": …}], "users": [{"drive_id": …}]}]}
  curl http://127.0.0.1:7001/contoso.example/oauth2/v2.0/token -d grant_type=client_credentials \
      -d client_id=… -d client_secret=… -d scope=http://127.0.0.1:7002/.default
  curl http://127.0.0.1:7002/v1.0/drives/…/root/children -H "Authorization: Bearer …"
  curl http://127.0.0.1:7004/journal
      what was asked and answered; POST /faults, POST /clock and PATCH /switches make trouble

A program that has Microsoft's hosts built in comes by the proxy:
  graph-sim --world examples/world.json --cloud global --ca-out ca.pem --proxy-port 7006
  HTTPS_PROXY=http://127.0.0.1:7006 SSL_CERT_FILE=ca.pem program

A request for what the simulator lacks is answered 501 with the header Sim-Defect: 1.
README.md tells more."#;

/// Simulates Microsoft's login and Graph services, as far as files in OneDrive and SharePoint go.
///
/// Describe a world with --world, or lay it out in folders with --root. One line of JSON tells where
/// everything is and with which ids and secrets a program may sign in; then the simulator runs until
/// it is stopped.
#[derive(Parser)]
#[command(version, after_long_help = GUIDE)]
#[command(group(ArgGroup::new("source").required(true).args(["world", "root"])))]
struct Arguments {
    /// File that describes the world, in JSON; `WORLD.md` documents each key.
    #[arg(long, value_name = "FILE")]
    world: Option<PathBuf>,
    /// Folder with a folder per tenant, in it a folder per user; `world.json` may say more.
    #[arg(long, value_name = "DIR")]
    root: Option<PathBuf>,
    /// Address to listen on.
    #[arg(long, default_value_t = Ipv4Addr::LOCALHOST.into())]
    listen: IpAddr,
    /// Ports of login, graph, content and control; any free ones if left out.
    #[arg(long, value_name = "LOGIN,GRAPH,CONTENT,CONTROL", value_parser = read_ports)]
    ports: Option<Ports>,
    /// The number from which ids and secrets are derived; 1, unless the world says otherwise.
    #[arg(long)]
    seed: Option<u64>,
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
    let plan = match (&arguments.world, &arguments.root) {
        (Some(file), _) => WorldPlan::from_file(file)?,
        (None, root) => WorldPlan::from_folder(root.as_deref().unwrap_or(Path::new(".")))?,
    };
    let encryption = &arguments.encryption;
    let seed = arguments.seed.or(plan.seed()).unwrap_or(1);
    let mut world = match encryption.cloud {
        Some(cloud) => World::in_cloud(seed, cloud),
        None => World::new(seed),
    };
    let options = arguments.options(&plan);
    world.build(plan)?;
    let sim = Sim::start(world, options).await?;
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
    fn options(&self, plan: &WorldPlan) -> Options {
        Options {
            listen: self.listen,
            ports: Ports {
                tls: self.encryption.tls_port,
                proxy: self.encryption.proxy_port,
                ..self.ports.unwrap_or_default()
            },
            tls: self.encryption.tls,
            switches: plan.switches(),
            starts_at: plan.starts_at(),
        }
    }
}

fn read_ports(text: &str) -> Result<Ports, String> {
    let ports: Result<Vec<u16>, _> = text.split(',').map(str::parse).collect();
    match ports.as_deref() {
        Ok([login, graph, content, control]) => Ok(Ports {
            login: *login,
            graph: *graph,
            content: *content,
            control: *control,
            ..Ports::default()
        }),
        _ => Err("four port numbers are needed, with commas between".to_owned()),
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
