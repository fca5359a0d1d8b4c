//! Where the hosts are, and what they are called in the links that the simulator hands out.

use std::net::SocketAddr;

use crate::cloud::Cloud;
use crate::journal::Listener;
use crate::net::Call;
use crate::world::{Home, World};

/// The sockets of the listeners.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Addresses {
    pub(crate) login: SocketAddr,
    pub(crate) graph: SocketAddr,
    pub(crate) content: SocketAddr,
    pub(crate) control: SocketAddr,
    /// Of all hosts by their names, and of the way there; only with TLS.
    pub(crate) named: Option<NamedAddresses>,
}

/// The sockets behind which all hosts are, told apart by their names.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NamedAddresses {
    pub(crate) tls: SocketAddr,
    pub(crate) proxy: SocketAddr,
}

/// What links say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Names {
    /// The listeners' own addresses.
    Sockets { scheme: &'static str },
    /// Microsoft's names of a cloud.
    Real(Cloud),
}

/// The hosts of a running simulator.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Hosts {
    pub(crate) addresses: Addresses,
    names: Names,
}

impl Hosts {
    /// Real names if the world lies in a cloud; else the listeners' own.
    pub(crate) fn new(addresses: Addresses, cloud: Option<Cloud>) -> Self {
        let scheme = match addresses.named {
            Some(_) => "https",
            None => "http",
        };
        let names = cloud.map_or(Names::Sockets { scheme }, Names::Real);
        Self { addresses, names }
    }

    /// The login host's name, with a port if it has one of its own.
    pub(crate) fn login(&self) -> String {
        match self.names {
            Names::Sockets { .. } => self.addresses.login.to_string(),
            Names::Real(cloud) => usual_login_host(cloud).to_owned(),
        }
    }

    /// The same of Graph.
    pub(crate) fn graph(&self) -> String {
        match self.names {
            Names::Sockets { .. } => self.addresses.graph.to_string(),
            Names::Real(cloud) => cloud.graph_host().to_owned(),
        }
    }

    /// The same of all content hosts: with real names there are many, and this is a pattern.
    pub(crate) fn content(&self) -> String {
        match self.names {
            Names::Sockets { .. } => self.addresses.content.to_string(),
            Names::Real(cloud) => format!("*.{}", cloud.site_domain()),
        }
    }

    /// The scheme of all links.
    pub(crate) fn scheme(&self) -> &'static str {
        match self.names {
            Names::Sockets { scheme } => scheme,
            Names::Real(_) => "https",
        }
    }

    /// The login host's address with a slash at its end.
    pub(crate) fn login_url(&self) -> String {
        format!("{}://{}/", self.scheme(), self.login())
    }

    /// Graph's address with a slash at its end.
    pub(crate) fn graph_url(&self) -> String {
        format!("{}://{}/", self.scheme(), self.graph())
    }

    /// Graph's address as the client wrote it, so that links lead back the same way; with real
    /// names there is one way only.
    pub(crate) fn graph_url_for(&self, call: &Call) -> String {
        match (self.names, call.authority()) {
            (Names::Real(_), _) | (_, None) => self.graph_url(),
            // Whether a connection is encrypted, its requests say themselves: see `net::listen`.
            (Names::Sockets { .. }, Some(host)) => {
                let scheme = call.uri.scheme_str().unwrap_or("http");
                format!("{scheme}://{host}/")
            }
        }
    }

    /// The address, without a slash at its end, below which the contents of a drive are found.
    pub(crate) fn content_url(&self, home: &Home) -> String {
        match self.names {
            Names::Sockets { scheme } => format!("{scheme}://{}", self.addresses.content),
            Names::Real(_) => format!("https://{}", home.host),
        }
    }

    /// Whether a resource of tokens is this Graph under another of its names.
    pub(crate) fn is_graph(&self, resource: &str) -> bool {
        let port = self.addresses.graph.port();
        let local = |scheme| format!("{scheme}://localhost:{port}");
        let own = self.graph_url();
        resource == own.trim_end_matches('/')
            || matches!(self.names, Names::Sockets { .. })
                && ["http", "https"].map(local).contains(&resource.to_owned())
    }

    /// Which host has that name in this world, with or without the port of TLS.
    pub(crate) fn find(&self, authority: &str, world: &World) -> Option<Listener> {
        let host = authority.strip_suffix(":443").unwrap_or(authority);
        let tls = self.addresses.named.map(|named| named.tls.port());
        let host = match host.rsplit_once(':') {
            Some((host, port)) if port.parse() == Ok(tls?) => host,
            Some(_) => return None,
            None => host,
        };
        let host = host.to_ascii_lowercase();
        let Names::Real(cloud) = self.names else {
            return None;
        };
        // Clients of all clouds ask the global one how their authority is called elsewhere.
        let mut login = cloud
            .login_hosts()
            .iter()
            .chain(Cloud::Global.login_hosts());
        if login.any(|name| **name == *host) {
            Some(Listener::Login)
        } else if host == cloud.graph_host() {
            Some(Listener::Graph)
        } else if world.has_site_host(&host) {
            Some(Listener::Content)
        } else {
            None
        }
    }
}

fn usual_login_host(cloud: Cloud) -> &'static str {
    let first = cloud.login_hosts().first();
    first.expect("every cloud has a login host")
}
