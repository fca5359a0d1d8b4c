//! What can go wrong with keys and sealed values.

use std::io;
use std::path::PathBuf;

use crate::domain::Error;

/// Why a key could not be had, or a sealed value not be opened.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    /// A text is no master key.
    #[error("the master key must be 32 bytes in base64 or hexadecimal")]
    InvalidKey,
    /// A file holds no master key.
    #[error("{} must hold a master key: 32 bytes in base64 or hexadecimal", path.display())]
    InvalidKeyFile {
        /// Which file.
        path: PathBuf,
    },
    /// A key file can't be read or made.
    #[error("the key file {} can't be used", path.display())]
    KeyFile {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The value was sealed under another master key than the one in use.
    #[error("it was sealed under another master key")]
    WrongKey,
    /// The value is damaged, or was sealed for another place than the one it was found at.
    #[error("the sealed value is damaged, or belongs to another place")]
    Broken,
    /// A text or its bytes are no certificate.
    #[error("it holds no X.509 certificate in PEM with an RSA key")]
    NoCertificate,
    /// A text or its bytes are no private key that can be used.
    #[error("it holds no RSA private key of 2,048 bits or more in PEM without a passphrase")]
    NoPrivateKey,
    /// A private key is not the one to a certificate.
    #[error("the private key does not belong to the certificate")]
    OtherKey,
    /// No key could be made.
    #[error("a key pair could not be made")]
    KeyGeneration,
}

impl From<VaultError> for Error {
    fn from(error: VaultError) -> Self {
        Self::internal(error)
    }
}
