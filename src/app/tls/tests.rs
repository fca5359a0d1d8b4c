//! Which pairs are taken, which are refused and in which words, and what a renewal makes of both.

use std::fs;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rcgen::{CertificateParams, KeyPair};
use tempfile::TempDir;
use tokio_rustls::rustls::ServerConfig;

use super::*;
use crate::app::error::chain;
use crate::config::TlsSettings;

/// A certificate and its key, in PEM.
struct Made {
    certificate: String,
    private_key: String,
}

fn made() -> Made {
    let key = KeyPair::generate().expect("a key");
    let certificate = CertificateParams::new(["files.example.org".to_owned()]);
    let certificate = certificate.expect("a name").self_signed(&key);
    Made {
        certificate: pem("CERTIFICATE", certificate.expect("a certificate").der()),
        private_key: pem("PRIVATE KEY", &key.serialize_der()),
    }
}

fn pem(label: &str, der: &[u8]) -> String {
    let body = STANDARD.encode(der);
    format!("-----BEGIN {label}-----\n{body}\n-----END {label}-----\n")
}

/// A folder with two files.
struct Shelf {
    folder: TempDir,
    settings: TlsSettings,
}

impl Shelf {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let settings = TlsSettings {
            certificate: folder.path().join("cert.pem"),
            private_key: folder.path().join("key.pem"),
        };
        Self { folder, settings }
    }

    fn lay(&self, certificate: &str, private_key: &str) {
        fs::write(&self.settings.certificate, certificate).expect("the folder is ours");
        fs::write(&self.settings.private_key, private_key).expect("the folder is ours");
    }

    fn with(made: &Made) -> Self {
        let shelf = Self::new();
        shelf.lay(&made.certificate, &made.private_key);
        shelf
    }

    /// What is wrong with the files, without the folder's name.
    async fn refusal(&self) -> String {
        let error = Renewal::begin(&self.settings).await.expect_err("it is bad");
        let folder = format!("{}/", self.folder.path().display());
        chain(&error).replace(&folder, "")
    }
}

#[tokio::test]
async fn a_pair_that_cannot_be_used_is_refused_with_its_file_and_the_reason() {
    let (one, other) = (made(), made());
    let shelf = Shelf::new();
    assert!(
        shelf
            .refusal()
            .await
            .starts_with("cert.pem can't be read: ")
    );
    let (certificate, key) = (one.certificate.as_str(), one.private_key.as_str());
    let garbage = pem("CERTIFICATE", b"no certificate");
    let no_key = pem("PRIVATE KEY", b"no key");
    let locked = pem("ENCRYPTED PRIVATE KEY", b"locked");
    let large = "x".repeat(300_000);
    for (certificate, private_key, expected) in [
        ("", key, "cert.pem holds no certificate in PEM"),
        (key, key, "cert.pem holds no certificate in PEM"),
        (&garbage, key, "the certificate in cert.pem can't be used: "),
        (large.as_str(), key, "cert.pem is too large"),
        (certificate, "", "key.pem holds no private key in PEM"),
        (
            certificate,
            certificate,
            "key.pem holds no private key in PEM",
        ),
        (certificate, &no_key, "the key in key.pem can't be used: "),
        (certificate, &locked, "the key in key.pem has a passphrase"),
        (
            certificate,
            &other.private_key,
            "the key in key.pem is not that of the certificate in cert.pem",
        ),
    ] {
        shelf.lay(certificate, private_key);
        let refusal = shelf.refusal().await;
        assert!(refusal.starts_with(expected), "{expected}: {refusal}");
        assert!(
            !refusal.contains("BEGIN") && !refusal.contains('\n'),
            "{refusal}"
        );
    }
}

/// What new handshakes get.
fn shown(renewal: &Renewal) -> Arc<ServerConfig> {
    Arc::clone(renewal.keeper().acceptor().config())
}

#[tokio::test]
async fn a_new_pair_is_taken_over_and_a_broken_one_leaves_the_old() {
    let (first, second) = (made(), made());
    let shelf = Shelf::with(&first);
    let mut renewal = Renewal::begin(&shelf.settings).await.expect("a sound pair");
    let before = shown(&renewal);
    renewal.look().await;
    assert!(Arc::ptr_eq(&before, &shown(&renewal)), "nothing is new");

    // One file after the other, as they are copied: between the two they don't fit.
    shelf.lay(&second.certificate, &first.private_key);
    renewal.look().await;
    assert!(Arc::ptr_eq(&before, &shown(&renewal)));
    fs::remove_file(&shelf.settings.private_key).expect("it is there");
    renewal.look().await;
    assert!(Arc::ptr_eq(&before, &shown(&renewal)));
    shelf.lay(&second.certificate, &second.private_key);
    renewal.look().await;
    let after = shown(&renewal);
    assert!(!Arc::ptr_eq(&before, &after));

    shelf.lay(&first.certificate, &first.private_key);
    renewal.look().await;
    assert!(!Arc::ptr_eq(&after, &shown(&renewal)), "back again");
}

#[tokio::test]
async fn a_flaw_is_told_once() {
    let (first, second) = (made(), made());
    let shelf = Shelf::with(&first);
    let mut renewal = Renewal::begin(&shelf.settings).await.expect("a sound pair");
    shelf.lay(&second.certificate, &first.private_key);
    assert!(renewal.complaint().await.is_some());
    assert!(renewal.complaint().await.is_none(), "it is told already");
    shelf.lay("", &first.private_key);
    assert!(renewal.complaint().await.is_some(), "another flaw");
    shelf.lay(&first.certificate, &first.private_key);
    assert!(renewal.complaint().await.is_none());
    shelf.lay("", &first.private_key);
    assert!(renewal.complaint().await.is_some(), "it is back");
}
