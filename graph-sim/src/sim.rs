//! [`Sim`]: a running simulator.

use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;

use crate::announcement::{Announcement, announce_tenants};
use crate::clock::Clock;
use crate::faults::Faults;
use crate::journal::{Journal, Listener};
use crate::metering::Meter;
use crate::net::{Server, bind};
use crate::state::{Addresses, State};
use crate::switches::{SwitchBoard, Switches};
use crate::uploads::Uploads;
use crate::world::World;

/// How to start a simulator.
#[derive(Clone, Debug)]
pub struct Options {
    /// The address all listeners are on; `127.0.0.1` unless said otherwise.
    pub listen: IpAddr,
    /// Their ports; any free ones unless said otherwise.
    pub ports: Ports,
    /// Positions of the switches at the start.
    pub switches: Switches,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            listen: Ipv4Addr::LOCALHOST.into(),
            ports: Ports::default(),
            switches: Switches::default(),
        }
    }
}

/// A port for each listener; 0 means any free one.
#[derive(Clone, Copy, Debug, Default)]
#[expect(missing_docs, reason = "the names say whose port it is")]
pub struct Ports {
    pub login: u16,
    pub graph: u16,
    pub content: u16,
    pub control: u16,
}

/// A running simulator. It stops when dropped.
#[derive(Debug)]
pub struct Sim {
    state: Arc<State>,
    server: Server,
}

impl Sim {
    /// Starts all listeners over a world. Fails when a port is taken.
    pub async fn start(world: World, options: Options) -> io::Result<Self> {
        let Options {
            listen,
            ports,
            switches,
        } = options;
        let (login, login_address) = bind(SocketAddr::new(listen, ports.login)).await?;
        let (graph, graph_address) = bind(SocketAddr::new(listen, ports.graph)).await?;
        let (content, content_address) = bind(SocketAddr::new(listen, ports.content)).await?;
        let (control, control_address) = bind(SocketAddr::new(listen, ports.control)).await?;
        let addresses = Addresses {
            login: login_address,
            graph: graph_address,
            content: content_address,
            control: control_address,
        };
        let state = Arc::new(State::new(world, SwitchBoard::new(switches), addresses));
        let server = Server::new();
        server.serve(&state, Listener::Login, login);
        server.serve(&state, Listener::Graph, graph);
        server.serve(&state, Listener::Content, content);
        server.serve(&state, Listener::Control, control);
        Ok(Self { state, server })
    }

    /// The authority, such as `http://127.0.0.1:7001/`.
    pub fn login_url(&self) -> String {
        self.state.login_url()
    }

    /// Graph's address without a version, such as `http://127.0.0.1:7002/`.
    pub fn graph_url(&self) -> String {
        self.state.graph_url()
    }

    /// The scope of tokens for it, such as `http://127.0.0.1:7002/.default`.
    pub fn graph_scope(&self) -> String {
        format!("{}.default", self.graph_url())
    }

    /// Host and port of the download URLs, such as `127.0.0.1:7003`.
    pub fn content_host(&self) -> String {
        self.state.addresses.content.to_string()
    }

    /// Where the simulator itself is controlled from other processes.
    pub fn control_url(&self) -> String {
        format!("http://{}/", self.state.addresses.control)
    }

    /// What was asked and answered.
    pub fn journal(&self) -> Journal {
        self.state.journal.clone()
    }

    /// What is to go wrong.
    pub fn faults(&self) -> Faults {
        self.state.faults.clone()
    }

    /// The upload sessions, and how they ended.
    pub fn uploads(&self) -> Uploads {
        self.state.uploads.clone()
    }

    /// What applications have used of what they may ask.
    pub fn meter(&self) -> Meter {
        self.state.meter.clone()
    }

    /// The simulated time.
    pub fn clock(&self) -> Clock {
        self.state.clock.clone()
    }

    /// Which reading of the facts is in force.
    pub fn switches(&self) -> SwitchBoard {
        self.state.switches.clone()
    }

    /// Changes the world while the simulator runs. Requests see it before or after, never half.
    pub fn change<T>(&self, change: impl FnOnce(&mut World) -> T) -> T {
        self.state.copies.settle(&self.state);
        self.state.change(change)
    }

    /// Where everything is, and what a client needs to sign in, secrets included.
    pub fn announcement(&self) -> Announcement {
        Announcement {
            login: self.login_url(),
            graph: self.graph_url(),
            content: self.content_host(),
            control: self.control_url(),
            tenants: announce_tenants(&self.state.world(), self.state.clock.now()),
        }
    }

    /// Stops: connections end at once, stalled ones too.
    pub async fn shutdown(self) {
        self.server.stop().await;
    }
}
