//! The way from a program that has Graph's address built in to the simulator: a proxy that ends the encryption and
//! passes on what it hears. Only calls to Graph take it, and of those the further pages of a listing come without
//! encryption, as the simulator names them; files go up and down by links of its own, which lead there directly.

use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use rcgen::{BasicConstraints, CertificateParams, IsCa, KeyPair};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{AbortHandle, JoinSet};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::aws_lc_rs;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

/// The host that is behind it.
const HOST: &str = "graph.microsoft.com";

/// A gateway that works until it is dropped.
#[derive(Debug)]
pub(crate) struct Gateway {
    /// What `HTTPS_PROXY` and `HTTP_PROXY` are set to.
    pub(crate) proxy: String,
    /// The certificate that is to be trusted, as a file.
    pub(crate) certificate: PathBuf,
    _work: JoinSet<()>,
    _handle: AbortHandle,
}

impl Gateway {
    pub(crate) async fn open(graph: SocketAddr, folder: &Path) -> Self {
        let (acceptor, certificate) = make_acceptor();
        let file = folder.join("gateway.pem");
        fs::write(&file, pem(&certificate)).expect("the folder is ours");
        let listener = TcpListener::bind("127.0.0.1:0").await;
        let listener = listener.expect("loopback has free ports");
        let address = listener.local_addr().expect("it is bound");
        let mut work = JoinSet::new();
        let handle = work.spawn(serve(listener, acceptor, graph));
        Self {
            proxy: format!("http://{address}/"),
            certificate: file,
            _work: work,
            _handle: handle,
        }
    }
}

async fn serve(listener: TcpListener, acceptor: TlsAcceptor, graph: SocketAddr) {
    let mut tunnels = JoinSet::new();
    while let Ok((client, _)) = listener.accept().await {
        let acceptor = acceptor.clone();
        tunnels.spawn(async move {
            // A client may leave whenever it likes.
            let _left = tunnel(client, acceptor, graph).await;
        });
    }
}

async fn tunnel(
    mut client: TcpStream,
    acceptor: TlsAcceptor,
    graph: SocketAddr,
) -> std::io::Result<()> {
    client.set_nodelay(true)?;
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(client.read_u8().await?);
    }
    let mut graph = TcpStream::connect(graph).await?;
    graph.set_nodelay(true)?;
    if !head.starts_with(format!("CONNECT {HOST}:443 ").as_bytes()) {
        graph.write_all(&head).await?;
        return copy_bidirectional(&mut client, &mut graph).await.map(drop);
    }
    client.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await?;
    let mut client = acceptor.accept(client).await?;
    copy_bidirectional(&mut client, &mut graph).await.map(drop)
}

/// A certificate that vouches for itself.
fn make_acceptor() -> (TlsAcceptor, CertificateDer<'static>) {
    let key = KeyPair::generate().expect("there is randomness");
    let mut parameters = CertificateParams::new([HOST.to_owned()]).expect("it is a name");
    parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let certificate = parameters.self_signed(&key).expect("the key is its own");
    let certificate = certificate.der().clone();
    let key = PrivateKeyDer::Pkcs8(key.serialize_der().into());
    let config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("the provider knows them")
        .with_no_client_auth()
        .with_single_cert(vec![certificate.clone()], key);
    let config = config.expect("they belong together");
    (TlsAcceptor::from(Arc::new(config)), certificate)
}

/// RFC 7468.
fn pem(der: &[u8]) -> String {
    let text = BASE64.encode(der);
    let lines = text.as_bytes().chunks(64);
    let lines: Vec<_> = lines.map(String::from_utf8_lossy).collect();
    let body = lines.join("\n");
    format!("-----BEGIN CERTIFICATE-----\n{body}\n-----END CERTIFICATE-----\n")
}
