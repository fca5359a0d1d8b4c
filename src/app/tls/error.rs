//! Why a certificate can't be shown.

use std::io;
use std::path::PathBuf;

use tokio_rustls::rustls;

/// Why a certificate and its key can't be used. It names files and never what is in them.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// A file can't be read.
    #[error("{} can't be read", path.display())]
    Unreadable {
        /// Which one.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A file is longer than any certificate or key.
    #[error("{} is too large for a certificate or a key", .0.display())]
    TooLarge(PathBuf),
    /// There is no certificate in the file.
    #[error("{} holds no certificate in PEM", .0.display())]
    NoCertificate(PathBuf),
    /// There is no key in the file.
    #[error("{} holds no private key in PEM", .0.display())]
    NoKey(PathBuf),
    /// The key is encrypted, and nobody is there to say the passphrase.
    #[error("the key in {} has a passphrase", .0.display())]
    Passphrase(PathBuf),
    /// The key is of a kind that serves no TLS.
    #[error("the key in {} can't be used", path.display())]
    UnusableKey {
        /// Where it is.
        path: PathBuf,
        /// Why.
        source: rustls::Error,
    },
    /// The certificate can't be read.
    #[error("the certificate in {} can't be used", path.display())]
    UnusableCertificate {
        /// Where it is.
        path: PathBuf,
        /// Why.
        source: rustls::Error,
    },
    /// The two don't belong together.
    #[error("the key in {} is not that of the certificate in {}", private_key.display(), certificate.display())]
    OtherKey {
        /// Where the certificate is.
        certificate: PathBuf,
        /// Where the key is.
        private_key: PathBuf,
    },
    /// The signal that asks to look again can't be received.
    #[error("signals can't be received")]
    Signals(#[source] io::Error),
}
