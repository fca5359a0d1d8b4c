//! Reads a refusal of login and says what is the matter.
//!
//! Source: "Microsoft Entra authentication and authorization error codes".

use http::StatusCode;
use serde::Deserialize;

use crate::domain::{Diagnosis, Service, UpstreamFailure};

use super::retry_after::retry_after;
use super::transport::Answer;
use super::wire;

#[derive(Default, Deserialize)]
#[serde(default)]
struct RefusalBody {
    error: Option<String>,
    error_description: Option<String>,
    error_codes: Vec<u64>,
    trace_id: Option<String>,
}

impl RefusalBody {
    fn says(&self, words: &str) -> bool {
        let text = self.error_description.as_deref();
        text.is_some_and(|text| text.contains(words))
    }
}

/// What an answer that is no success says.
pub(super) fn read(answer: &Answer) -> UpstreamFailure {
    let body: RefusalBody = wire::object(&answer.body).unwrap_or_default();
    let number = body.error_codes.first().copied();
    let message = body
        .error_description
        .as_deref()
        .and_then(|text| text.lines().next());
    UpstreamFailure {
        retry_after: retry_after(&answer.headers),
        status: Some(answer.status.as_u16()),
        code: number
            .map(|number| format!("AADSTS{number}"))
            .or_else(|| body.error.as_deref().map(wire::excerpt)),
        message: message.map(wire::excerpt),
        request_id: body.trace_id.as_deref().map(wire::excerpt),
        ..UpstreamFailure::new(Service::Login, diagnose(answer.status, number, &body))
    }
}

/// The number says most. Microsoft forbids to key behavior on it, so it decides nothing but words and one
/// thing for which there is no word: whether another credential is tried, since `invalid_client` is also
/// said of clocks that differ and of applications that may have no credential.
fn diagnose(status: StatusCode, number: Option<u64>, body: &RefusalBody) -> Diagnosis {
    let error = body.error.as_deref();
    match number {
        Some(90_002 | 900_023) => Diagnosis::TenantNotFound,
        Some(700_016 | 700_011 | 70_001) => Diagnosis::AppNotInTenant,
        Some(7_000_215) => Diagnosis::SecretInvalid,
        Some(7_000_222) => Diagnosis::SecretExpired,
        // Told from the next only by words ("[Reason - The key used is expired., …]").
        Some(700_027) if body.says("is expired") => Diagnosis::CertificateExpired,
        Some(700_027 | 700_030 | 50_012 | 50_013) => Diagnosis::CertificateUnknown,
        Some(7_000_216 | 7_000_218) => Diagnosis::CredentialMissing,
        Some(7_000_112) => Diagnosis::AppDisabled,
        Some(90_038 | 900_382 | 900_432 | 500_011) => Diagnosis::WrongCloud,
        Some(53_003 | 530_032 | 530_035) => Diagnosis::BlockedByPolicy,
        Some(700_024) => Diagnosis::ClockSkew,
        _ if status == StatusCode::TOO_MANY_REQUESTS => Diagnosis::Throttled,
        // These pass, whatever word stands beside them.
        Some(90_006 | 90_012 | 90_024 | 90_033 | 90_055 | 90_090 | 90_091 | 50_087) => {
            Diagnosis::UpstreamDown
        }
        _ if matches!(
            status,
            StatusCode::REQUEST_TIMEOUT | StatusCode::GATEWAY_TIMEOUT
        ) =>
        {
            Diagnosis::UpstreamTimeout
        }
        _ if status.is_server_error() || error == Some("temporarily_unavailable") => {
            Diagnosis::UpstreamDown
        }
        _ if error.is_none() => Diagnosis::UpstreamMalformed,
        _ => Diagnosis::LoginRefused,
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderMap;

    use super::*;

    fn refused(status: u16, body: &str) -> UpstreamFailure {
        let status = StatusCode::from_u16(status).expect("a status");
        read(&Answer {
            status,
            headers: HeaderMap::new(),
            body: body.as_bytes().to_vec(),
        })
    }

    #[test]
    fn the_number_of_a_refusal_names_the_cause() {
        let body = r#"{"error":"invalid_client","error_description":"AADSTS7000222: expired.\r\nTrace ID: x","error_codes":[7000222],"trace_id":"6f6c"}"#;
        let failure = refused(401, body);
        assert_eq!(failure.diagnosis, Diagnosis::SecretExpired);
        assert_eq!(failure.code.as_deref(), Some("AADSTS7000222"));
        assert_eq!(failure.message.as_deref(), Some("AADSTS7000222: expired."));
        assert_eq!(failure.request_id.as_deref(), Some("6f6c"));
    }

    #[test]
    fn a_certificate_that_is_refused_is_unknown_or_expired() {
        let refused = |number: u64, reason: &str| {
            let words = format!("AADSTS{number}: … [Reason - {reason}, Thumbprint …]");
            let body = format!(
                r#"{{"error":"invalid_client","error_description":"{words}","error_codes":[{number}]}}"#
            );
            refused(401, &body).diagnosis
        };
        let unknown = Diagnosis::CertificateUnknown;
        assert_eq!(refused(700_027, "The key was not found."), unknown);
        assert_eq!(refused(50_013, "The key was not found."), unknown);
        assert_eq!(
            refused(700_027, "The key used is expired."),
            Diagnosis::CertificateExpired
        );
        assert_eq!(refused(700_024, ""), Diagnosis::ClockSkew);
    }

    #[test]
    fn what_is_no_refusal_of_logins_is_no_verdict_on_the_credential() {
        assert_eq!(refused(503, "<html>").diagnosis, Diagnosis::UpstreamDown);
        assert_eq!(refused(429, "").diagnosis, Diagnosis::Throttled);
        for late in [408, 504] {
            assert_eq!(
                refused(late, "<html>").diagnosis,
                Diagnosis::UpstreamTimeout
            );
        }
        assert_eq!(
            refused(400, "<html>").diagnosis,
            Diagnosis::UpstreamMalformed
        );
        assert_eq!(
            refused(400, r#"{"error":"invalid_grant","error_codes":[1]}"#).diagnosis,
            Diagnosis::LoginRefused
        );
    }

    #[test]
    fn a_number_that_passes_is_no_refusal_whatever_word_comes_with_it() {
        for number in [
            90_006, 90_012, 90_024, 90_033, 90_055, 90_090, 90_091, 50_087,
        ] {
            for error in ["invalid_request", "temporarily_unavailable", "server_error"] {
                let body = format!(r#"{{"error":"{error}","error_codes":[{number}]}}"#);
                let failure = refused(400, &body);
                assert_eq!(
                    failure.diagnosis,
                    Diagnosis::UpstreamDown,
                    "{number} {error}"
                );
            }
            let body = format!(r#"{{"error":"invalid_request","error_codes":[{number}]}}"#);
            assert_eq!(
                refused(429, &body).diagnosis,
                Diagnosis::Throttled,
                "{number}"
            );
        }
    }
}
