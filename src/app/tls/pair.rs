//! A certificate and its key, as they lie in their files.

use std::io;
use std::path::Path;
use std::sync::Arc;

use aws_lc_rs::digest::{Context, Digest, SHA256};
use tokio::fs::File;
use tokio::io::AsyncReadExt as _;
use tokio_rustls::rustls::crypto::{CryptoProvider, aws_lc_rs as provider};
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::sign::{CertifiedKey, SingleCertAndKey};
use tokio_rustls::rustls::{Error, InconsistentKeys, ServerConfig};

use crate::config::TlsSettings;
use crate::domain::Secret;

use super::TlsError;

/// No chain of certificates is longer.
const LARGEST_FILE: u64 = 256 * 1024;

/// The first choice of browsers, and what all others speak.
const PROTOCOLS: [&[u8]; 2] = [b"h2", b"http/1.1"];

/// The bytes of both files.
#[derive(Debug)]
pub(super) struct Pair<'a> {
    settings: &'a TlsSettings,
    certificate: Vec<u8>,
    private_key: Secret<Vec<u8>>,
}

impl<'a> Pair<'a> {
    /// Reads both files.
    pub(super) async fn read(settings: &'a TlsSettings) -> Result<Self, TlsError> {
        Ok(Self {
            settings,
            certificate: read(&settings.certificate).await?,
            private_key: Secret::new(read(&settings.private_key).await?),
        })
    }

    /// By what the same pair is known again.
    pub(super) fn digest(&self) -> Digest {
        let mut context = Context::new(&SHA256);
        let length = self.certificate.len() as u64;
        context.update(&length.to_be_bytes());
        context.update(&self.certificate);
        context.update(self.private_key.expose());
        context.finish()
    }

    /// What handshakes need. It knows no session of the pair before, so that nobody resumes one.
    pub(super) fn config(&self) -> Result<Arc<ServerConfig>, TlsError> {
        let provider = Arc::new(provider::default_provider());
        let certified = self.certified(&provider)?;
        let mut config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .expect("the provider speaks TLS 1.2 and 1.3")
            .with_no_client_auth()
            .with_cert_resolver(Arc::new(SingleCertAndKey::from(certified)));
        config.alpn_protocols = PROTOCOLS.map(<[u8]>::to_vec).into();
        Ok(Arc::new(config))
    }

    fn certified(&self, provider: &CryptoProvider) -> Result<CertifiedKey, TlsError> {
        let TlsSettings {
            certificate,
            private_key,
        } = self.settings;
        let key = provider.key_provider.load_private_key(self.key()?);
        let key = key.map_err(|source| TlsError::UnusableKey {
            path: private_key.clone(),
            source,
        })?;
        let certified = CertifiedKey::new(self.chain()?, key);
        match certified.keys_match() {
            // Some keys don't tell their public half; then the first handshake shows it.
            Ok(()) | Err(Error::InconsistentKeys(InconsistentKeys::Unknown)) => Ok(certified),
            Err(Error::InconsistentKeys(_)) => Err(TlsError::OtherKey {
                certificate: certificate.clone(),
                private_key: private_key.clone(),
            }),
            Err(source) => Err(TlsError::UnusableCertificate {
                path: certificate.clone(),
                source,
            }),
        }
    }

    fn chain(&self) -> Result<Vec<CertificateDer<'static>>, TlsError> {
        let none = || TlsError::NoCertificate(self.settings.certificate.clone());
        let chain: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&self.certificate).collect();
        let chain = chain.map_err(|_| none())?;
        if chain.is_empty() {
            Err(none())
        } else {
            Ok(chain)
        }
    }

    fn key(&self) -> Result<PrivateKeyDer<'static>, TlsError> {
        let text = self.private_key.expose();
        PrivateKeyDer::from_pem_slice(text).map_err(|_| {
            let path = self.settings.private_key.clone();
            let text = String::from_utf8_lossy(text);
            // In the envelope's name (RFC 7468, section 11), or in a header of OpenSSL's old form.
            if text.contains("ENCRYPTED") {
                TlsError::Passphrase(path)
            } else {
                TlsError::NoKey(path)
            }
        })
    }
}

async fn read(path: &Path) -> Result<Vec<u8>, TlsError> {
    let unreadable = |source| TlsError::Unreadable {
        path: path.to_owned(),
        source,
    };
    let bytes = read_bounded(path).await.map_err(unreadable)?;
    if bytes.len() as u64 > LARGEST_FILE {
        return Err(TlsError::TooLarge(path.to_owned()));
    }
    Ok(bytes)
}

async fn read_bounded(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let file = File::open(path).await?;
    file.take(LARGEST_FILE + 1).read_to_end(&mut bytes).await?;
    Ok(bytes)
}
