//! [`Sim`]: a running simulator.

use std::fmt;
use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;

use jiff::Timestamp;

use crate::announcement::{Announcement, announce_tenants};
use crate::clock::Clock;
use crate::faults::Faults;
use crate::journal::Journal;
use crate::metering::Meter;
use crate::net::Server;
use crate::sockets::Sockets;
use crate::state::State;
use crate::subscriptions::{Subscriptions, deliver_all};
use crate::switches::{SwitchBoard, Switches};
use crate::tls::{Acceptor, Authority};
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
    /// When the simulated clock starts; now, unless said otherwise.
    pub starts_at: Option<Timestamp>,
    /// Whether the listeners speak TLS to clients that begin with it, and links are `https`. Then
    /// there are also a proxy and a port behind which all hosts are. A world with real names
    /// ([`World::in_cloud`]) has it in any case.
    pub tls: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            listen: Ipv4Addr::LOCALHOST.into(),
            ports: Ports::default(),
            switches: Switches::default(),
            starts_at: None,
            tls: false,
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
    /// All hosts by their names; only with TLS.
    pub tls: u16,
    /// The proxy that leads to them.
    pub proxy: u16,
}

/// A running simulator. It stops when dropped.
pub struct Sim {
    state: Arc<State>,
    server: Server,
    authority: Option<Authority>,
}

impl fmt::Debug for Sim {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Sim");
        shown.field("hosts", &self.state.hosts);
        shown.finish_non_exhaustive()
    }
}

impl Sim {
    /// Starts all listeners over a world. Fails when a port is taken.
    pub async fn start(world: World, options: Options) -> io::Result<Self> {
        let Options {
            listen,
            ports,
            switches,
            starts_at,
            tls,
        } = options;
        let authority = if tls || world.cloud().is_some() {
            Some(Authority::new(listen)?)
        } else {
            None
        };
        let sockets = Sockets::bind(listen, ports, authority.is_some()).await?;
        let switches = SwitchBoard::new(switches);
        let state = Arc::new(State::new(world, switches, sockets.addresses));
        if let Some(time) = starts_at {
            state.clock.set(time);
        }
        let server = Server::new();
        server.run(deliver_all(Arc::clone(&state)));
        sockets.serve(&server, &state, authority.as_ref().map(Acceptor::new));
        Ok(Self {
            state,
            server,
            authority,
        })
    }

    /// The authority, such as `http://127.0.0.1:7001/` or `https://login.microsoftonline.com/`.
    pub fn login_url(&self) -> String {
        self.state.login_url()
    }

    /// Graph's address without a version, such as `http://127.0.0.1:7002/` or
    /// `https://graph.microsoft.com/`.
    pub fn graph_url(&self) -> String {
        self.state.graph_url()
    }

    /// The scope of tokens for it, such as `http://127.0.0.1:7002/.default`.
    pub fn graph_scope(&self) -> String {
        format!("{}.default", self.graph_url())
    }

    /// Host and port of the download URLs, such as `127.0.0.1:7003`; with real names, which are
    /// many, a pattern such as `*.sharepoint.com`.
    pub fn content_host(&self) -> String {
        self.state.hosts.content()
    }

    /// Where the simulator itself is controlled from other processes.
    pub fn control_url(&self) -> String {
        format!("http://{}/", self.state.hosts.addresses.control)
    }

    /// The proxy, such as `http://127.0.0.1:7006/`, through which programs reach all hosts by their
    /// real names: what `HTTPS_PROXY` is set to. Only with TLS.
    pub fn proxy_url(&self) -> Option<String> {
        let named = self.state.hosts.addresses.named?;
        Some(format!("http://{}/", named.proxy))
    }

    /// The socket behind which all hosts are by their real names, for hosts files and the like.
    /// Only with TLS.
    pub fn tls_address(&self) -> Option<SocketAddr> {
        Some(self.state.hosts.addresses.named?.tls)
    }

    /// The certificate that clients must trust, in PEM. Only with TLS; another at each start.
    pub fn certificate_authority_pem(&self) -> Option<&str> {
        self.authority.as_ref().map(Authority::pem)
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

    /// The subscriptions, and what was sent for them.
    pub fn subscriptions(&self) -> Subscriptions {
        self.state.subscriptions.clone()
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
            tls: self.tls_address().map(|address| address.to_string()),
            proxy: self.proxy_url(),
            certificate_authority: self.certificate_authority_pem().map(str::to_owned),
            tenants: announce_tenants(&self.state.world(), self.state.clock.now()),
        }
    }

    /// Stops: connections end at once, stalled ones too.
    pub async fn shutdown(self) {
        self.server.stop().await;
    }
}
