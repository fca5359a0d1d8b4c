//! Graph, as one application of one directory.

use std::sync::Arc;

use crate::domain::{
    self, Clock, Diagnosis, DownloadUrl, Service, TenantId, Timestamp, UpstreamFailure, Urgency,
};
use crate::doors::{Random, Tasks};

use super::budget::Budget;
use super::calls::Calls;
use super::cloud::CloudError;
use super::credential::Credentials;
use super::error::Error;
use super::login::{Application, OpenIdConfiguration, request_configuration};
use super::token::{Token, Tokens};
use super::transport::Transport;
use super::trusted::{MonitorUrl, UploadUrl};

/// What a client is made of.
#[derive(Clone, Debug)]
pub struct ClientParts {
    /// Connections.
    pub transport: Transport,
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// Background work, for flights.
    pub tasks: Tasks,
    /// Request ids, and chance in back-off.
    pub random: Random,
}

/// Graph, as one application of one directory. Holds that application's token; the budget outlives it,
/// since Microsoft goes on counting when a credential is replaced.
#[derive(Debug)]
pub struct Client {
    pub(super) transport: Transport,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) random: Random,
    pub(super) application: Application,
    pub(super) tokens: Tokens,
    pub(super) budget: Arc<Budget>,
}

impl Client {
    /// A client that has not signed in yet: the first call does.
    pub fn new(
        parts: ClientParts,
        (application, credentials): (Application, Credentials),
        budget: Arc<Budget>,
    ) -> Self {
        let tokens = Tokens::new(parts.clone(), (application.clone(), credentials));
        Self {
            transport: parts.transport,
            clock: parts.clock,
            random: parts.random,
            application,
            tokens,
            budget,
        }
    }

    /// Calls that somebody, or nobody, waits for.
    pub const fn calls(&self, urgency: Urgency) -> Calls<'_> {
        Calls::new(self, urgency)
    }

    /// Whom this client signs in as.
    pub const fn application(&self) -> &Application {
        &self.application
    }

    /// Signs in, or says why not.
    pub async fn sign_in(&self) -> Result<Arc<Token>, Error> {
        self.tokens.current().await
    }

    /// Signs in anew, so that what has changed at Microsoft's shows. What was held stays in use until then.
    pub async fn sign_in_anew(&self) -> Result<Arc<Token>, Error> {
        self.tokens.another().await
    }

    /// Signs in with the next credential from now on, where there is one: it has been made the current one.
    /// The token in force stays.
    pub fn turn_to_next(&self) {
        self.tokens.turn_to_next();
    }

    /// The directory's published configuration; needs no sign-in.
    pub async fn openid_configuration(&self) -> Result<OpenIdConfiguration, Error> {
        request_configuration((&self.transport, &*self.clock), &self.application).await
    }

    /// Accepts a URL that Graph gave for an item's bytes, if it points to this cloud's hosts.
    /// `issued_at` is when the item was asked for.
    pub fn trust(&self, url: &str, issued_at: Timestamp) -> Result<DownloadUrl, Error> {
        let trusted = self.application.cloud.trust(url, issued_at);
        trusted.map_err(|fault| untrusted("check download URL", fault))
    }

    /// Accepts the URL of an upload session, from Graph or from where it was kept: a cloud's hosts may
    /// have been declared anew since.
    pub fn trust_upload(&self, url: &str) -> Result<UploadUrl, Error> {
        let trusted = self.application.cloud.trust_upload(url);
        trusted.map_err(|fault| untrusted("check upload URL", fault))
    }

    /// Accepts the URL at which a copy is watched, from Graph or from where it was kept.
    pub fn trust_monitor(&self, url: &str) -> Result<MonitorUrl, Error> {
        let trusted = self.application.cloud.trust_monitor(url);
        trusted.map_err(|fault| untrusted("check monitor URL", fault))
    }
}

fn untrusted(operation: &'static str, fault: CloudError) -> Error {
    let failure = UpstreamFailure::new(Service::Graph, Diagnosis::UpstreamUntrustedHost);
    let source: Arc<CloudError> = Arc::new(fault);
    Error::failed(
        operation,
        UpstreamFailure {
            source: Some(source),
            ..failure
        },
    )
}

/// Names the tenant whose application it was, so that its administrators may see the particulars.
pub fn for_tenant(mut error: Error, tenant: &TenantId) -> domain::Error {
    error.failure.tenant = Some(tenant.clone());
    error.into()
}
