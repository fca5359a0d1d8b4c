//! Asks a running server whether it is well: a few lines of HTTP/1.1 over TCP or TLS, for containers without a client.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio_util::either::Either;

use crate::config::Config;
use crate::domain::Clock as _;
use crate::doors::SystemClock;

use super::tls::connector;

/// How long a healthy server may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// Why a server is held to be unwell.
#[derive(Debug, thiserror::Error)]
pub enum ProbeError {
    /// It can't be reached.
    #[error("{address} does not answer")]
    Unreachable {
        /// Where it was looked for.
        address: SocketAddr,
        /// Why.
        source: io::Error,
    },
    /// It took too long.
    #[error("{0} did not answer in time")]
    Late(SocketAddr),
    /// It answered with something else than 200.
    #[error("{address} answered {answer:?}")]
    Unwell {
        /// Which server.
        address: SocketAddr,
        /// The first line of its answer.
        answer: String,
    },
}

/// Where a server is asked, and over which wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProbeTarget {
    address: SocketAddr,
    tls: bool,
}

impl ProbeTarget {
    /// The server of this configuration. One that listens everywhere is asked over loopback.
    pub fn of(config: &Config) -> Self {
        Self {
            address: reachable(config.listen),
            tls: config.tls.is_some(),
        }
    }

    /// The server that a URL like `http://127.0.0.1:5244` names.
    ///
    /// # Errors
    /// A host name, another scheme or no URL at all: a probe looks nothing up.
    pub fn parse(url: &str) -> Result<Self, String> {
        let (rest, tls) = match (url.strip_prefix("http://"), url.strip_prefix("https://")) {
            (Some(rest), _) => (rest, false),
            (None, Some(rest)) => (rest, true),
            (None, None) => ("", false),
        };
        let address = rest.trim_end_matches('/').parse();
        let address = address.map_err(|_| format!("{url} is not an address that can be probed"))?;
        let address = reachable(address);
        Ok(Self { address, tls })
    }
}

/// Asks a server.
pub async fn probe(target: ProbeTarget) -> Result<(), ProbeError> {
    let address = target.address;
    let deadline = SystemClock.now().after(PATIENCE);
    let answer = tokio::select! {
        answer = ask(target) => answer.map_err(|source| ProbeError::Unreachable { address, source })?,
        () = SystemClock.sleep_until(deadline) => return Err(ProbeError::Late(address)),
    };
    if answer.starts_with("HTTP/1.1 200 ") {
        return Ok(());
    }
    let first_line = answer.lines().next().unwrap_or_default().to_owned();
    Err(ProbeError::Unwell {
        address,
        answer: first_line,
    })
}

fn reachable(address: SocketAddr) -> SocketAddr {
    let ip = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, address.port())
}

async fn ask(ProbeTarget { address, tls }: ProbeTarget) -> io::Result<String> {
    let stream = TcpStream::connect(address).await?;
    let mut stream = if tls {
        let name = address.ip().into();
        Either::Left(connector().connect(name, stream).await?)
    } else {
        Either::Right(stream)
    };
    let request = format!("GET /healthz HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await?;
    let mut answer = Vec::new();
    stream.take(4_096).read_to_end(&mut answer).await?;
    Ok(String::from_utf8_lossy(&answer).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_probed_over_the_wire_that_its_url_names() {
        for (url, address, tls) in [
            ("http://127.0.0.1:5244", "127.0.0.1:5244", false),
            ("https://192.0.2.1:443/", "192.0.2.1:443", true),
            ("https://0.0.0.0:5244", "127.0.0.1:5244", true),
            ("http://[::]:5244", "[::1]:5244", false),
        ] {
            let address = address.parse().expect("an address");
            let expected = Ok(ProbeTarget { address, tls });
            assert_eq!(ProbeTarget::parse(url), expected, "{url}");
        }
        for url in [
            "",
            "127.0.0.1:5244",
            "http://localhost:1",
            "ftp://127.0.0.1:1",
        ] {
            ProbeTarget::parse(url).expect_err(url);
        }
    }
}
