//! The sockets of all listeners.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use tokio::net::TcpListener;

use crate::hosts::{Addresses, NamedAddresses};
use crate::journal::Listener;
use crate::net::{Door, Server, bind};
use crate::sim::Ports;
use crate::state::State;
use crate::tls::Acceptor;

/// Sockets that are bound but not served yet.
pub(crate) struct Sockets {
    pub(crate) addresses: Addresses,
    hosts: [(Listener, TcpListener); 4],
    named: Option<Named>,
}

struct Named {
    tls: TcpListener,
    proxy: TcpListener,
}

impl Sockets {
    /// Binds those of the hosts and, with TLS, the ways in by name.
    pub(crate) async fn bind(listen: IpAddr, ports: Ports, with_tls: bool) -> io::Result<Self> {
        let at = |port| bind(SocketAddr::new(listen, port));
        let (login, login_address) = at(ports.login).await?;
        let (graph, graph_address) = at(ports.graph).await?;
        let (content, content_address) = at(ports.content).await?;
        let (control, control_address) = at(ports.control).await?;
        let (named, named_addresses) = if with_tls {
            let (tls, tls_address) = at(ports.tls).await?;
            let (proxy, proxy_address) = at(ports.proxy).await?;
            let addresses = NamedAddresses {
                tls: tls_address,
                proxy: proxy_address,
            };
            (Some(Named { tls, proxy }), Some(addresses))
        } else {
            (None, None)
        };
        Ok(Self {
            addresses: Addresses {
                login: login_address,
                graph: graph_address,
                content: content_address,
                control: control_address,
                named: named_addresses,
            },
            hosts: [
                (Listener::Login, login),
                (Listener::Graph, graph),
                (Listener::Content, content),
                (Listener::Control, control),
            ],
            named,
        })
    }

    /// Begins to serve them all.
    pub(crate) fn serve(self, server: &Server, state: &Arc<State>, tls: Option<Acceptor>) {
        for (listener, socket) in self.hosts {
            server.serve(state, Door::Host(listener, tls.clone()), socket);
        }
        if let (Some(named), Some(tls)) = (self.named, tls) {
            server.serve(state, Door::Names(tls.clone()), named.tls);
            server.serve(state, Door::Proxy(tls), named.proxy);
        }
    }
}
