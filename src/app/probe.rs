//! Asks a running server whether it is well: a few lines of HTTP/1.1, for containers without a client.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::domain::Clock as _;
use crate::doors::SystemClock;

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

/// Asks the server that listens at `address`. One that listens everywhere is asked over loopback.
pub async fn probe(address: SocketAddr) -> Result<(), ProbeError> {
    let address = reachable(address);
    let deadline = SystemClock.now().after(PATIENCE);
    let answer = tokio::select! {
        answer = ask(address) => answer.map_err(|source| ProbeError::Unreachable { address, source })?,
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

async fn ask(address: SocketAddr) -> io::Result<String> {
    let mut stream = TcpStream::connect(address).await?;
    let request = format!("GET /healthz HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await?;
    let mut answer = Vec::new();
    stream.take(4_096).read_to_end(&mut answer).await?;
    Ok(String::from_utf8_lossy(&answer).into_owned())
}

/// The address that a URL like `http://127.0.0.1:5244` names.
///
/// # Errors
/// A host name, another scheme or no URL at all: a probe looks nothing up.
pub fn address_of(url: &str) -> Result<SocketAddr, String> {
    let refused = || format!("{url} is not an address that can be probed");
    let rest = url.strip_prefix("http://").ok_or_else(refused)?;
    rest.trim_end_matches('/').parse().map_err(|_| refused())
}
