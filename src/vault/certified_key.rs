//! Keys that prove who an application is: RSA, each with the certificate that Entra knows.

use std::fmt;
use std::time::Duration;

use aws_lc_rs::signature::{KeyPair as _, RsaKeyPair};
use rcgen::{
    CertificateParams, DistinguishedName, DnType, KeyPair, KeyUsagePurpose, PKCS_RSA_SHA256,
    RsaKeySize, SerialNumber,
};

use super::der::{Der, INTEGER, OCTET_STRING, SEQUENCE};
use super::error::VaultError;
use super::{pem, x509};
use crate::domain::{Certificate, Secret, Timestamp};
use crate::doors::Random;

/// What Microsoft's own guide makes ("Create a self-signed public certificate to authenticate your
/// application"): Entra takes RSA alone, and certificates are renewed before 2,048 bits grow weak.
const KEY_SIZE: RsaKeySize = RsaKeySize::_2048;

/// A certificate begins to be good a little before it is made: clocks differ.
const BACKDATED: Duration = Duration::from_mins(5);

const CERTIFICATE: &str = "CERTIFICATE";

/// A private key, and the certificate to it.
#[derive(Clone)]
pub struct CertifiedKey {
    /// What Entra is given.
    pub certificate: Certificate,
    /// What nobody is given: PKCS #1 (RFC 8017, appendix A.1.2), DER.
    pub private_key: Secret<Vec<u8>>,
}

impl CertifiedKey {
    /// Makes a key, and a certificate that it has signed itself. Takes as long as it takes to find two
    /// large primes: a tenth of a second or more, so never on an async thread.
    ///
    /// # Errors
    /// [`VaultError::KeyGeneration`].
    pub fn generate(
        common_name: &str,
        (now, life): (Timestamp, Duration),
        random: Random,
    ) -> Result<Self, VaultError> {
        let key = KeyPair::generate_rsa_for(&PKCS_RSA_SHA256, KEY_SIZE)
            .map_err(|_| VaultError::KeyGeneration)?;
        let certificate = parameters(common_name, (now, life), random)
            .self_signed(&key)
            .map_err(|_| VaultError::KeyGeneration)?;
        let private_key = pkcs1(key.serialized_der()).ok_or(VaultError::KeyGeneration)?;
        Self::checked(certificate.der().to_vec(), private_key.to_vec())
    }

    /// Reads a certificate and the key to it, in PEM. The key may be PKCS #8 or PKCS #1, without a
    /// passphrase.
    ///
    /// # Errors
    /// [`VaultError::NoCertificate`], [`VaultError::NoPrivateKey`], [`VaultError::OtherKey`].
    pub fn from_pem(certificate: &str, private_key: &Secret<String>) -> Result<Self, VaultError> {
        let der = pem::decode(CERTIFICATE, certificate).ok_or(VaultError::NoCertificate)?;
        let text = private_key.expose();
        let key = pem::decode("RSA PRIVATE KEY", text).or_else(|| {
            let wrapped = pem::decode("PRIVATE KEY", text)?;
            pkcs1(&wrapped).map(<[u8]>::to_vec)
        });
        let key = key.ok_or(VaultError::NoPrivateKey)?;
        Self::checked(der, key)
    }

    /// Puts together again what was kept apart.
    ///
    /// # Errors
    /// As [`CertifiedKey::from_pem`].
    pub fn from_der(der: Vec<u8>, private_key: &Secret<Vec<u8>>) -> Result<Self, VaultError> {
        Self::checked(der, private_key.expose().clone())
    }

    /// The certificate as text, to be uploaded to Entra.
    pub fn certificate_pem(&self) -> String {
        pem::encode(CERTIFICATE, &self.certificate.der)
    }

    fn checked(der: Vec<u8>, private_key: Vec<u8>) -> Result<Self, VaultError> {
        let (certificate, public_key) = x509::read(der)?;
        let key = RsaKeyPair::from_der(&private_key).map_err(|_| VaultError::NoPrivateKey)?;
        if key.public_key().as_ref() != public_key {
            return Err(VaultError::OtherKey);
        }
        Ok(Self {
            certificate,
            private_key: Secret::new(private_key),
        })
    }
}

impl fmt::Debug for CertifiedKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("CertifiedKey")
            .field("certificate", &self.certificate)
            .finish_non_exhaustive()
    }
}

fn parameters(
    common_name: &str,
    (now, life): (Timestamp, Duration),
    random: Random,
) -> CertificateParams {
    let epoch = rcgen::date_time_ymd(1970, 1, 1);
    let since_epoch = now.since(Timestamp::default());
    // Whole seconds: a certificate knows no finer ones.
    let now = epoch + Duration::from_secs(since_epoch.as_secs());
    let mut name = DistinguishedName::new();
    name.push(DnType::CommonName, common_name);
    // At most 20 bytes, positive (RFC 5280, section 4.1.2.2).
    let mut serial_number: [u8; 16] = random.bytes();
    serial_number[0] &= 0x7f;
    let mut parameters = CertificateParams::default();
    parameters.not_before = now - BACKDATED;
    parameters.not_after = now + life;
    parameters.distinguished_name = name;
    parameters.serial_number = Some(SerialNumber::from_slice(&serial_number));
    parameters.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    parameters
}

/// The key inside a PKCS #8 envelope (RFC 5958, section 2).
fn pkcs1(envelope: &[u8]) -> Option<&[u8]> {
    let mut fields = Der::new(envelope).enter(SEQUENCE)?;
    let _version = fields.take(INTEGER)?;
    let _algorithm = fields.take(SEQUENCE)?;
    fields.take(OCTET_STRING)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_unix_ms(1_795_230_245_999);
    const YEAR: Duration = Duration::from_hours(365 * 24);

    fn made() -> CertifiedKey {
        CertifiedKey::generate("Onefold: Contoso", (NOW, YEAR), Random).expect("a key")
    }

    fn pem_of(key: &CertifiedKey) -> Secret<String> {
        Secret::new(pem::encode("RSA PRIVATE KEY", key.private_key.expose()))
    }

    #[test]
    fn a_certificate_ends_when_it_was_told_to() {
        let made = made();
        let end = Timestamp::from_unix_ms(1_795_230_245_000).after(YEAR);
        assert_eq!(made.certificate.not_after, end);
        let name = b"Onefold: Contoso";
        let der = &made.certificate.der;
        assert!(der.windows(name.len()).any(|window| window == name));
    }

    #[test]
    fn a_key_comes_back_with_its_certificate_and_with_no_other() {
        let (one, other) = (made(), made());
        let certificate = one.certificate_pem();
        let read = CertifiedKey::from_pem(&certificate, &pem_of(&one)).expect("they fit");
        assert_eq!(read.certificate, one.certificate);
        assert_eq!(read.private_key, one.private_key);
        let again = CertifiedKey::from_der(read.certificate.der, &read.private_key);
        assert!(again.is_ok());
        let refused = |certificate: &str, key: &str| {
            let key = Secret::new(key.to_owned());
            CertifiedKey::from_pem(certificate, &key).expect_err("it is refused")
        };
        let key = pem_of(&one);
        let key = key.expose();
        assert!(matches!(
            refused(&other.certificate_pem(), key),
            VaultError::OtherKey
        ));
        assert!(matches!(refused(key, key), VaultError::NoCertificate));
        assert!(matches!(
            refused(&certificate, &certificate),
            VaultError::NoPrivateKey
        ));
        let locked = key.replace("RSA PRIVATE", "ENCRYPTED PRIVATE");
        assert!(matches!(
            refused(&certificate, &locked),
            VaultError::NoPrivateKey
        ));
    }

    #[test]
    fn the_private_key_is_not_printed() {
        let made = made();
        let shown = format!("{made:?}");
        assert!(shown.contains("Certificate("), "{shown}");
        assert!(shown.len() < 300, "{shown}");
    }

    #[test]
    fn a_key_in_an_envelope_is_taken_out() {
        let key = KeyPair::generate_rsa_for(&PKCS_RSA_SHA256, KEY_SIZE).expect("a key");
        let certificate = parameters("x", (NOW, YEAR), Random)
            .self_signed(&key)
            .expect("a certificate");
        let wrapped = pem::encode("PRIVATE KEY", key.serialized_der());
        let certificate = pem::encode(CERTIFICATE, certificate.der());
        let read = CertifiedKey::from_pem(&certificate, &Secret::new(wrapped));
        assert!(read.is_ok(), "{read:?}");
    }
}
