//! Whoever vouches for certificates, for the length of a test.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use tokio_rustls::rustls::pki_types::CertificateDer;

/// The name that every certificate is made out for, beside this machine's.
pub(super) const NAME: &str = "files.example.org";

/// An authority of its own.
pub(super) struct Authority {
    root: CertificateDer<'static>,
    issuer: Issuer<'static, KeyPair>,
}

/// A certificate with its issuer's, and its key, as they lie in files.
pub(super) struct Leaf {
    pub(super) chain: String,
    pub(super) key: String,
    pub(super) certificate: CertificateDer<'static>,
}

impl Authority {
    pub(super) fn new() -> Self {
        let mut parameters = CertificateParams::default();
        parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().expect("a key");
        let root = parameters.self_signed(&key).expect("a certificate");
        Self {
            root: root.der().clone(),
            issuer: Issuer::new(parameters, key),
        }
    }

    /// What its followers trust.
    pub(super) fn root(&self) -> CertificateDer<'static> {
        self.root.clone()
    }

    /// A new certificate with a new key.
    pub(super) fn issue(&self) -> Leaf {
        let names = [NAME, "127.0.0.1"].map(str::to_owned);
        let parameters = CertificateParams::new(names).expect("sound names");
        let key = KeyPair::generate().expect("a key");
        let leaf = parameters.signed_by(&key, &self.issuer);
        let leaf = leaf.expect("a certificate");
        let chain = [leaf.der(), &self.root].map(|der| pem("CERTIFICATE", der));
        Leaf {
            chain: chain.concat(),
            key: pem("PRIVATE KEY", &key.serialize_der()),
            certificate: leaf.der().clone(),
        }
    }
}

fn pem(label: &str, der: &[u8]) -> String {
    let body = STANDARD.encode(der);
    format!("-----BEGIN {label}-----\n{body}\n-----END {label}-----\n")
}
