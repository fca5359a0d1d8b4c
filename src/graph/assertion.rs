//! Client assertions: an application proves itself by signing, with a key whose certificate Entra knows.
//!
//! Source: Microsoft identity platform, "Application authentication certificate credentials".

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde::Serialize;

use crate::domain::{Certificate, Clock, Diagnosis, Secret, Service, Timestamp, UpstreamFailure};
use crate::doors::Random;

use super::error::Error;

/// How long an assertion may be used; the page recommends five to ten minutes.
const LIFE: Duration = Duration::from_mins(10);

/// A private key, and by what Entra knows the certificate to it.
#[derive(Clone)]
pub struct SigningCertificate {
    key: EncodingKey,
    x5t_s256: String,
    not_after: Timestamp,
}

/// Who asks, and whom.
#[derive(Clone, Copy, Debug)]
pub(super) struct Parties<'a> {
    /// The application's id.
    pub(super) client: &'a str,
    /// The token endpoint's address.
    pub(super) endpoint: &'a str,
}

#[derive(Serialize)]
struct Claims<'a> {
    aud: &'a str,
    iss: &'a str,
    sub: &'a str,
    jti: String,
    nbf: u64,
    iat: u64,
    exp: u64,
}

impl SigningCertificate {
    /// The private key is RSA, in PKCS #1 (RFC 8017, appendix A.1.2), DER.
    pub fn new(certificate: &Certificate, private_key: &Secret<Vec<u8>>) -> Self {
        Self {
            key: EncodingKey::from_rsa_der(private_key.expose()),
            x5t_s256: URL_SAFE_NO_PAD.encode(certificate.thumbprints.sha256),
            not_after: certificate.not_after,
        }
    }

    /// A fresh assertion: no two are alike. Microsoft is not asked with a certificate that has expired.
    pub(super) fn assert(
        &self,
        operation: &'static str,
        parties: Parties<'_>,
        (clock, random): (&dyn Clock, Random),
    ) -> Result<Secret<String>, Error> {
        let now = clock.now();
        if now > self.not_after {
            let (service, diagnosis) = (Service::Login, Diagnosis::CertificateExpired);
            return Err(Error::of(operation, service, diagnosis));
        }
        let header = Header {
            x5t_s256: Some(self.x5t_s256.clone()),
            ..Header::new(Algorithm::PS256)
        };
        let seconds = now.since(Timestamp::default()).as_secs();
        let claims = Claims {
            aud: parties.endpoint,
            iss: parties.client,
            sub: parties.client,
            jti: random.uuid().to_string(),
            nbf: seconds,
            iat: seconds,
            exp: seconds + LIFE.as_secs(),
        };
        let signed = encode(&header, &claims, &self.key);
        signed.map(Secret::new).map_err(|error| {
            let failure = UpstreamFailure::new(Service::Login, Diagnosis::CredentialMissing);
            Error::failed(
                operation,
                UpstreamFailure {
                    source: Some(Arc::new(error)),
                    ..failure
                },
            )
        })
    }
}

impl fmt::Debug for SigningCertificate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("SigningCertificate")
            .field("x5t_s256", &self.x5t_s256)
            .field("not_after", &self.not_after)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::doors::ManualClock;
    use crate::vault::CertifiedKey;

    const NOW: Timestamp = Timestamp::from_unix_ms(1_795_230_245_999);

    const PARTIES: Parties<'static> = Parties {
        client: "6731de76-14a6-49ae-97bc-6eba6914391e",
        endpoint: "https://login.microsoftonline.com/contoso.example/oauth2/v2.0/token",
    };

    fn signer(not_after: Timestamp) -> SigningCertificate {
        let life = (NOW, Duration::from_hours(1));
        let made = CertifiedKey::generate("test", life, Random).expect("a key");
        let certificate = Certificate {
            not_after,
            ..made.certificate
        };
        SigningCertificate::new(&certificate, &made.private_key)
    }

    fn asserted(signer: &SigningCertificate) -> Result<String, Error> {
        let clock = ManualClock::at(NOW);
        let assertion = signer.assert("test", PARTIES, (&clock, Random))?;
        Ok(assertion.expose().clone())
    }

    fn part(assertion: &str, number: usize) -> Value {
        let part = assertion.split('.').nth(number).expect("three parts");
        let bytes = URL_SAFE_NO_PAD.decode(part).expect("base64url");
        serde_json::from_slice(&bytes).expect("JSON")
    }

    #[test]
    fn an_assertion_says_who_asks_whom_and_until_when() {
        let signer = signer(NOW);
        let assertion = asserted(&signer).expect("it is good to the last moment");
        let name = &signer.x5t_s256;
        let header = serde_json::json!({ "typ": "JWT", "alg": "PS256", "x5t#S256": name });
        assert_eq!(part(&assertion, 0), header);
        let claims = part(&assertion, 1);
        assert_eq!(claims["aud"], PARTIES.endpoint);
        assert_eq!(
            (&claims["iss"], &claims["sub"]),
            (&claims["sub"], &PARTIES.client.into())
        );
        let seconds = 1_795_230_245;
        for (claim, expected) in [("nbf", seconds), ("iat", seconds), ("exp", seconds + 600)] {
            assert_eq!(claims[claim], expected, "{claim}");
        }
    }

    #[test]
    fn no_two_assertions_are_alike() {
        let signer = signer(NOW);
        let [one, other] = [0, 1].map(|_| asserted(&signer).expect("it signs"));
        assert_ne!(part(&one, 1)["jti"], part(&other, 1)["jti"]);
    }

    #[test]
    fn a_certificate_that_has_expired_asks_nobody() {
        let before = Timestamp::from_unix_ms(NOW.unix_ms() - 1);
        let refused = asserted(&signer(before)).expect_err("it has expired");
        assert_eq!(refused.diagnosis(), Diagnosis::CertificateExpired);
    }

    #[test]
    fn the_private_key_is_not_printed() {
        let shown = format!("{:?}", signer(NOW));
        assert!(
            shown.contains("x5t_s256") && !shown.contains("key"),
            "{shown}"
        );
    }

    #[test]
    fn a_key_that_does_not_sign_is_no_credential() {
        let broken = SigningCertificate {
            key: EncodingKey::from_rsa_der(b"no key"),
            ..signer(NOW)
        };
        let refused = asserted(&broken).expect_err("it can't sign");
        assert_eq!(refused.diagnosis(), Diagnosis::CredentialMissing);
        assert!(!format!("{refused:?}").contains("no key"));
    }
}
