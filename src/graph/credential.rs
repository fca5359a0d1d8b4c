//! With what an application signs in, and what it turns to when that is refused.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use async_trait::async_trait;

use crate::domain::{Clock, Diagnosis, Kind, Secret};
use crate::doors::Random;

use super::assertion::SigningCertificate;
use super::error::Error;
use super::login::{Application, Issued, request_token};
use super::transport::Transport;

/// How an application proves itself.
#[derive(Clone, Debug)]
pub enum Credential {
    /// A client secret's value.
    ClientSecret(Secret<String>),
    /// The key to a certificate that Entra knows.
    Certificate(SigningCertificate),
}

/// Is told that the next credential has signed in, so that it can be made the current one.
#[async_trait]
pub trait Promotion: fmt::Debug + Send + Sync {
    /// Makes it the current one, wherever that is kept. May be called again, and a failure is its own affair:
    /// whoever waits for the token gets it.
    async fn promote(&self);
}

/// The credentials of an application, in the order in which they are tried.
#[derive(Clone, Debug)]
pub struct Credentials {
    first: Candidate,
    second: Option<Candidate>,
}

#[derive(Clone, Debug)]
struct Candidate {
    credential: Credential,
    promotion: Option<Arc<dyn Promotion>>,
}

impl Credentials {
    /// This one alone.
    pub const fn only(credential: Credential) -> Self {
        Self {
            first: Candidate {
                credential,
                promotion: None,
            },
            second: None,
        }
    }

    /// The next one alone: there is no current one that could be used.
    pub fn only_next(credential: Credential, promotion: Arc<dyn Promotion>) -> Self {
        Self {
            first: Candidate {
                credential,
                promotion: Some(promotion),
            },
            second: None,
        }
    }

    /// The next one, too: it is used once Microsoft refuses the first.
    #[must_use]
    pub fn with_next(mut self, credential: Credential, promotion: Arc<dyn Promotion>) -> Self {
        self.second = Some(Candidate {
            credential,
            promotion: Some(promotion),
        });
        self
    }
}

/// What a request needs beside whom it is for.
pub(super) type Doors<'a> = (&'a Transport, &'a dyn Clock, Random);

/// Credentials in use.
#[derive(Debug)]
pub(super) struct Ring {
    credentials: Credentials,
    /// Whether the second is the one to use. There is no way back: the first was refused, or dismissed.
    turned: AtomicBool,
}

impl Ring {
    pub(super) const fn new(credentials: Credentials) -> Self {
        Self {
            credentials,
            turned: AtomicBool::new(false),
        }
    }

    /// Uses the next credential from now on, if there is one.
    pub(super) fn turn(&self) {
        self.turned.store(true, Ordering::Relaxed);
    }

    /// Asks for a token with the credential in use and, where that is refused for its own sake, with the
    /// next.
    pub(super) async fn request_token(
        &self,
        doors: Doors<'_>,
        application: &Application,
    ) -> Result<Issued, Error> {
        let Credentials { first, second } = &self.credentials;
        match second {
            None => first.request_token(doors, application).await,
            Some(second) if self.turned.load(Ordering::Relaxed) => {
                second.request_token(doors, application).await
            }
            Some(second) => match first.request_token(doors, application).await {
                Err(refused) if is_of_credential(refused.diagnosis()) => {
                    let replaced = second.request_token(doors, application).await;
                    if replaced.is_ok() {
                        self.turn();
                    }
                    replaced.map_err(|error| whichever_matters(refused, error))
                }
                other => other,
            },
        }
    }
}

impl Candidate {
    async fn request_token(
        &self,
        doors: Doors<'_>,
        application: &Application,
    ) -> Result<Issued, Error> {
        let issued = request_token(doors, application, &self.credential).await?;
        if let Some(promotion) = &self.promotion {
            promotion.promote().await;
        }
        Ok(issued)
    }
}

/// Whether another credential may be taken where this one is not. All other refusals are about the
/// application, the directory or the moment, and would meet another credential just so.
const fn is_of_credential(diagnosis: Diagnosis) -> bool {
    matches!(
        diagnosis,
        Diagnosis::SecretInvalid
            | Diagnosis::SecretExpired
            | Diagnosis::CertificateUnknown
            | Diagnosis::CertificateExpired
            | Diagnosis::CredentialMissing
    )
}

/// Of two refusals the one to tell: the current credential's, unless the next one only has to be tried
/// again.
fn whichever_matters(of_current: Error, of_next: Error) -> Error {
    match of_next.diagnosis().kind() {
        Kind::Passing | Kind::Late => of_next,
        Kind::Configuration | Kind::Closed | Kind::Broken => of_current,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Service;

    fn error(diagnosis: Diagnosis) -> Error {
        Error::of("test", Service::Login, diagnosis)
    }

    #[test]
    fn only_what_is_wrong_with_a_credential_calls_for_another() {
        let replaceable: Vec<_> = Diagnosis::all()
            .filter(|one| is_of_credential(*one))
            .collect();
        assert_eq!(
            replaceable,
            [
                Diagnosis::SecretInvalid,
                Diagnosis::SecretExpired,
                Diagnosis::CertificateUnknown,
                Diagnosis::CertificateExpired,
                Diagnosis::CredentialMissing,
            ]
        );
    }

    #[test]
    fn a_next_credential_that_is_not_ready_hides_no_trouble() {
        let told =
            |next| whichever_matters(error(Diagnosis::SecretExpired), error(next)).diagnosis();
        assert_eq!(
            told(Diagnosis::CertificateUnknown),
            Diagnosis::SecretExpired
        );
        assert_eq!(told(Diagnosis::Throttled), Diagnosis::Throttled);
        assert_eq!(told(Diagnosis::UpstreamTimeout), Diagnosis::UpstreamTimeout);
    }
}
