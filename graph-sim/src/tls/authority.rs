//! A certificate authority that lives as long as the simulator.
//!
//! Its key never leaves the process and is not kept: whoever trusts the certificate trusts nobody
//! after the simulator has ended.

use std::io;
use std::net::IpAddr;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::tz::TimeZone;
use rcgen::{
    BasicConstraints, Certificate, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa,
    Issuer, KeyPair, KeyUsagePurpose,
};
use tokio_rustls::rustls::crypto::aws_lc_rs;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;
use tokio_rustls::rustls::{self, ServerConfig};

use crate::cloud::Cloud;
use crate::doors;

/// Width of a line of PEM (RFC 7468, section 2).
const PEM_WIDTH: usize = 64;

/// The authority's certificate, and what servers need.
pub(crate) struct Authority {
    pem: String,
    config: Arc<ServerConfig>,
}

impl Authority {
    /// Makes an authority and a certificate for all hosts of all clouds and for this machine.
    pub(crate) fn new(listen: IpAddr) -> io::Result<Self> {
        let made = make(listen).map_err(io::Error::other)?;
        let Made {
            root,
            leaf,
            leaf_key,
        } = made;
        let key = PrivateKeyDer::Pkcs8(leaf_key.serialize_der().into());
        let chain = vec![leaf.der().clone(), root.der().clone()];
        let config = configure(chain, key).map_err(io::Error::other)?;
        Ok(Self {
            pem: pem(root.der()),
            config: Arc::new(config),
        })
    }

    /// The authority's certificate, for clients to trust.
    pub(crate) fn pem(&self) -> &str {
        &self.pem
    }

    pub(super) fn config(&self) -> Arc<ServerConfig> {
        Arc::clone(&self.config)
    }
}

struct Made {
    root: Certificate,
    leaf: Certificate,
    leaf_key: KeyPair,
}

fn make(listen: IpAddr) -> Result<Made, rcgen::Error> {
    let mut root = valid_for_years(CertificateParams::default());
    let name = &mut root.distinguished_name;
    name.push(DnType::CommonName, "graph-sim authority");
    root.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    root.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    let root_key = KeyPair::generate()?;
    let root_certificate = root.self_signed(&root_key)?;
    let issuer = Issuer::new(root, root_key);
    let mut leaf = valid_for_years(CertificateParams::new(names(listen))?);
    let name = &mut leaf.distinguished_name;
    name.push(DnType::CommonName, "graph-sim");
    leaf.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    leaf.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    // Strict clients, such as Python's since 3.13, want to know which key has signed.
    leaf.use_authority_key_identifier_extension = true;
    let leaf_key = KeyPair::generate()?;
    let leaf_certificate = leaf.signed_by(&leaf_key, &issuer)?;
    Ok(Made {
        root: root_certificate,
        leaf: leaf_certificate,
        leaf_key,
    })
}

/// Clients judge by their own clocks, not by the simulated one.
fn valid_for_years(mut certificate: CertificateParams) -> CertificateParams {
    let year = doors::wall_clock().to_zoned(TimeZone::UTC).year();
    certificate.not_before = rcgen::date_time_ymd(i32::from(year) - 1, 1, 1);
    certificate.not_after = rcgen::date_time_ymd(i32::from(year) + 2, 1, 1);
    certificate
}

fn names(listen: IpAddr) -> Vec<String> {
    let mut names: Vec<String> = ["localhost", "127.0.0.1", "::1"].map(str::to_owned).into();
    for cloud in Cloud::ALL {
        names.extend(cloud.login_hosts().iter().map(|host| (*host).to_owned()));
        names.push(cloud.graph_host().to_owned());
        names.push(format!("*.{}", cloud.site_domain()));
    }
    if !listen.is_loopback() && !listen.is_unspecified() {
        names.push(listen.to_string());
    }
    names
}

fn configure(
    chain: Vec<rustls::pki_types::CertificateDer<'static>>,
    key: PrivateKeyDer<'static>,
) -> Result<ServerConfig, rustls::Error> {
    let provider = Arc::new(aws_lc_rs::default_provider());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(chain, key)?;
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(config)
}

fn pem(der: &[u8]) -> String {
    let text = STANDARD.encode(der);
    let lines = text.as_bytes().chunks(PEM_WIDTH);
    let lines = lines.map(|line| str::from_utf8(line).expect("base64 is ASCII"));
    let body: String = lines.flat_map(|line| [line, "\n"]).collect();
    format!("-----BEGIN CERTIFICATE-----\n{body}-----END CERTIFICATE-----\n")
}
