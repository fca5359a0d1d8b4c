//! Certificates of applications: the public half, as it is uploaded to Entra.

use aws_lc_rs::digest::{self, Algorithm};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use jiff::Timestamp;
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;

use super::der::{CONTEXT_0, Elements, INTEGER, SEQUENCE};

/// `UTCTime` (RFC 5280, section 4.1.2.5.1)
const UTC_TIME: u8 = 0x17;
/// `GeneralizedTime` (section 4.1.2.5.2)
const GENERALIZED_TIME: u8 = 0x18;

/// An X.509 certificate with which an application may prove itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    der: Vec<u8>,
    public_key: Vec<u8>,
    not_before: Timestamp,
    not_after: Timestamp,
}

/// The bytes are no X.509 certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is no X.509 certificate")]
pub struct NoCertificate;

impl Certificate {
    /// Reads a certificate (RFC 5280, section 4.1). Its issuer and signature are not looked at: Entra
    /// does not either, since it trusts what was uploaded.
    pub fn from_der(der: impl Into<Vec<u8>>) -> Result<Self, NoCertificate> {
        let der = der.into();
        let parts = read(&der).ok_or(NoCertificate)?;
        let (public_key, not_before, not_after) = parts;
        Ok(Self {
            public_key: public_key.to_vec(),
            not_before,
            not_after,
            der,
        })
    }

    /// Reads the first certificate of a PEM text (RFC 7468).
    pub fn from_pem(text: &str) -> Result<Self, NoCertificate> {
        let (_, rest) = text
            .split_once("-----BEGIN CERTIFICATE-----")
            .ok_or(NoCertificate)?;
        let (body, _) = rest
            .split_once("-----END CERTIFICATE-----")
            .ok_or(NoCertificate)?;
        let packed: String = body.split_whitespace().collect();
        let der = STANDARD.decode(packed).map_err(|_| NoCertificate)?;
        Self::from_der(der)
    }

    /// When it begins to be good.
    pub(crate) fn not_before(&self) -> Timestamp {
        self.not_before
    }

    /// The last moment at which it is good.
    pub(crate) fn not_after(&self) -> Timestamp {
        self.not_after
    }

    /// Its `SubjectPublicKeyInfo`.
    pub(crate) fn public_key(&self) -> &[u8] {
        &self.public_key
    }

    /// The header `x5t` of assertions signed with its key (RFC 7515, section 4.1.7).
    pub(crate) fn x5t(&self) -> String {
        self.thumbprint(&digest::SHA1_FOR_LEGACY_USE_ONLY)
    }

    /// The header `x5t#S256` (section 4.1.8).
    pub(crate) fn x5t_s256(&self) -> String {
        self.thumbprint(&digest::SHA256)
    }

    pub(crate) fn is_expired(&self, now: Timestamp) -> bool {
        now > self.not_after
    }

    fn thumbprint(&self, algorithm: &'static Algorithm) -> String {
        URL_SAFE_NO_PAD.encode(digest::digest(algorithm, &self.der))
    }
}

/// Public key and validity.
fn read(der: &[u8]) -> Option<(&[u8], Timestamp, Timestamp)> {
    let whole = Elements(der).expect(SEQUENCE)?;
    let signed = Elements(whole.contents).expect(SEQUENCE)?;
    let mut fields = Elements(signed.contents);
    let mut version = fields;
    if version.expect(CONTEXT_0).is_some() {
        fields = version;
    }
    let _serial_number = fields.expect(INTEGER)?;
    let _signature = fields.expect(SEQUENCE)?;
    let _issuer = fields.expect(SEQUENCE)?;
    let mut validity = Elements(fields.expect(SEQUENCE)?.contents);
    let (not_before, not_after) = (time(&mut validity)?, time(&mut validity)?);
    let _subject = fields.expect(SEQUENCE)?;
    let public_key = fields.expect(SEQUENCE)?;
    Some((public_key.whole, not_before, not_after))
}

fn time(elements: &mut Elements<'_>) -> Option<Timestamp> {
    let element = elements.next()?;
    let text = str::from_utf8(element.contents).ok()?.strip_suffix('Z')?;
    let (year, rest) = match element.tag {
        UTC_TIME => {
            let (year, rest) = text.split_at_checked(2)?;
            let year: i16 = year.parse().ok()?;
            (if year < 50 { 2000 + year } else { 1900 + year }, rest)
        }
        GENERALIZED_TIME => {
            let (year, rest) = text.split_at_checked(4)?;
            (year.parse().ok()?, rest)
        }
        _ => return None,
    };
    let mut pairs = rest
        .as_bytes()
        .chunks(2)
        .map(|pair| -> Option<i8> { str::from_utf8(pair).ok()?.parse().ok() });
    let mut pair = || pairs.next().flatten();
    let date = Date::new(year, pair()?, pair()?).ok()?;
    let time = Time::new(pair()?, pair()?, pair()?, 0).ok()?;
    TimeZone::UTC.to_timestamp(date.to_datetime(time)).ok()
}
