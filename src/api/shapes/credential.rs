//! What may be known of credentials.

use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::{CredentialFacts, Thumbprints};

use super::time::rfc3339;

/// With what an organization's application proves itself. What is secret of it is never shown.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Credential {
    /// `secret` or `certificate`.
    #[schema(example = "certificate")]
    kind: &'static str,
    /// `current`: it signs in. `next`: it takes the current one's place once Microsoft refuses that.
    #[schema(example = "current")]
    role: &'static str,
    /// A certificate's SHA-1 digest, as the Entra portal shows it.
    thumbprint: Option<String>,
    /// A certificate's SHA-256 digest.
    thumbprint_sha256: Option<String>,
    /// When a certificate ends; Microsoft tells nobody when a secret does.
    #[schema(format = DateTime)]
    expires_at: Option<String>,
    /// When it was stored; null where the configuration file declares it.
    #[schema(format = DateTime)]
    added_at: Option<String>,
}

impl From<CredentialFacts> for Credential {
    fn from(facts: CredentialFacts) -> Self {
        let thumbprints = facts.thumbprints.as_ref();
        Self {
            kind: facts.kind.name(),
            role: facts.role.name(),
            thumbprint: thumbprints.map(Thumbprints::sha1_text),
            thumbprint_sha256: thumbprints.map(Thumbprints::sha256_text),
            expires_at: facts.expires_at.map(rfc3339),
            added_at: facts.added_at.map(rfc3339),
        }
    }
}
