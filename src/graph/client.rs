//! Typed calls to Graph, one method per operation.

use std::sync::Arc;

use http::{StatusCode, header};
use serde::de::DeserializeOwned;
use url::Url;

use crate::domain::{
    self, Clock, Diagnosis, DownloadUrl, DriveId, Service, SiteId, TenantId, Timestamp,
    UpstreamFailure, encode_segment,
};
use crate::doors::{Random, Tasks};

use super::address::ItemAddress;
use super::cloud::CloudError;
use super::content::{self, Content};
use super::error::Error;
use super::login::{Application, Credential, OpenIdConfiguration, request_configuration};
use super::pages::Pages;
use super::refusal::{self, Subject};
use super::token::{Token, Tokens};
use super::transport::{Answer, Transport, exchange};
use super::wire::{Collection, Drive, DriveItem, Organization, User};

/// The fields of an item that we use. `content.downloadUrl` is what makes the URL come along: naming
/// `@microsoft.graph.downloadUrl` with a `$` loses it.
const ITEM_FIELDS: &str = "id,name,size,eTag,cTag,file,folder,package,remoteItem,root,malware,parentReference,\
     fileSystemInfo,lastModifiedDateTime,createdDateTime,content.downloadUrl";

/// Children per page: the most that Graph gives.
const PAGE_SIZE: u32 = 1_000;

/// What a client is made of.
#[derive(Clone, Debug)]
pub struct ClientParts {
    /// Connections.
    pub transport: Transport,
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// Background work, for flights.
    pub tasks: Tasks,
    /// Request ids.
    pub random: Random,
}

/// Graph, as one application of one directory.
#[derive(Debug)]
pub struct Client {
    transport: Transport,
    random: Random,
    application: Application,
    tokens: Tokens,
}

impl Client {
    /// A client that has not signed in yet: the first call does.
    pub fn new(parts: ClientParts, application: Application, credential: Credential) -> Self {
        let ClientParts {
            transport,
            clock,
            tasks,
            random,
        } = parts;
        let tokens = Tokens::new(
            transport.clone(),
            clock,
            tasks,
            (application.clone(), credential),
        );
        Self {
            transport,
            random,
            application,
            tokens,
        }
    }

    /// Whom this client signs in as.
    pub const fn application(&self) -> &Application {
        &self.application
    }

    /// Signs in, or says why not.
    pub async fn sign_in(&self) -> Result<Arc<Token>, Error> {
        self.tokens.current().await
    }

    /// Forgets the token, so that the next call shows what has changed at Microsoft's.
    pub fn forget_token(&self) {
        self.tokens.forget();
    }

    /// The directory's published configuration; needs no sign-in.
    pub async fn openid_configuration(&self) -> Result<OpenIdConfiguration, Error> {
        request_configuration(&self.transport, &self.application).await
    }

    /// The organization (Graph documentation, "List organizations").
    pub async fn organization(&self) -> Result<Option<Organization>, Error> {
        let found: Collection<Organization> = self
            .call(
                "read organization",
                Subject::Directory,
                self.url("organization?$select=id,displayName"),
            )
            .await?;
        Ok(found.value.into_iter().next())
    }

    /// The first users of the directory (Graph documentation, "List users").
    pub async fn first_users(&self, count: u32) -> Result<Vec<User>, Error> {
        let url = self.url(&format!(
            "users?$top={count}&$select=id,displayName,userPrincipalName"
        ));
        let found: Collection<User> = self.call("list users", Subject::Directory, url).await?;
        Ok(found.value)
    }

    /// The OneDrive of a user, by object id or principal name (Graph documentation, "Get drive").
    pub async fn drive_of_user(&self, user: &str) -> Result<Drive, Error> {
        let url = self.url(&format!(
            "users/{}/drive?$select=id,driveType,name",
            encode_segment(user)
        ));
        self.call("find drive of user", Subject::UserDrive, url)
            .await
    }

    /// The default library of a site (Graph documentation, "Get drive").
    pub async fn drive_of_site(&self, site: &SiteId) -> Result<Drive, Error> {
        let url = self.url(&format!(
            "sites/{}/drive?$select=id,driveType,name",
            encode_segment(site.as_str())
        ));
        self.call("find drive of site", Subject::Drive, url).await
    }

    /// A drive by its id.
    pub async fn drive(&self, drive: &DriveId) -> Result<Drive, Error> {
        let url = self.url(&format!(
            "drives/{}?$select=id,driveType,name",
            encode_segment(drive.as_str())
        ));
        self.call("read drive", Subject::Drive, url).await
    }

    /// An item, with a fresh download URL where it is a file (Graph documentation, "Get driveItem").
    pub async fn item(&self, drive: &DriveId, address: &ItemAddress) -> Result<DriveItem, Error> {
        let url = self.url(&format!("{}?$select={ITEM_FIELDS}", address.to_url(drive)));
        self.call("read item", Subject::Item, url).await
    }

    /// The children of a folder, page by page (Graph documentation, "List children").
    pub fn children(&self, drive: &DriveId, address: &ItemAddress) -> Pages<'_> {
        let place = address.to_url_of(drive, "children");
        Pages::new(
            self,
            self.url(&format!("{place}?$top={PAGE_SIZE}&$select={ITEM_FIELDS}")),
        )
    }

    /// Accepts a URL that Graph gave for an item's bytes, if it points to this cloud's hosts.
    /// `issued_at` is when the item was asked for.
    pub fn trust(&self, url: &str, issued_at: Timestamp) -> Result<DownloadUrl, Error> {
        self.application
            .cloud
            .trust(url, issued_at)
            .map_err(|fault| {
                let failure =
                    UpstreamFailure::new(Service::Graph, Diagnosis::UpstreamUntrustedHost);
                Error::failed(
                    "check download URL",
                    UpstreamFailure {
                        source: Some(Arc::<CloudError>::new(fault)),
                        ..failure
                    },
                )
            })
    }

    /// The bytes behind a download URL, or a part of them. Carries no credentials.
    pub async fn content(&self, url: &DownloadUrl, range: Option<&str>) -> Result<Content, Error> {
        content::open(&self.transport, url, range).await
    }

    pub(super) fn cloud_accepts(&self, link: &Url) -> bool {
        self.application.cloud.is_graph(link)
    }

    /// A URL below Graph's version root. The texts are put together from encoded segments only.
    fn url(&self, resource: &str) -> String {
        format!(
            "{}/v1.0/{resource}",
            self.application.cloud.graph.as_str().trim_end_matches('/')
        )
    }

    /// Sends a `GET` with the token. A refused token is dropped and the call made once more.
    pub(super) async fn call<T: DeserializeOwned>(
        &self,
        operation: &'static str,
        subject: Subject,
        url: String,
    ) -> Result<T, Error> {
        let token = self.tokens.current().await?;
        let mut answer = self.send(operation, &url, &token).await?;
        if answer.status == StatusCode::UNAUTHORIZED && self.tokens.drop_refused(&token) {
            let token = self.tokens.current().await?;
            answer = self.send(operation, &url, &token).await?;
        }
        if answer.status != StatusCode::OK {
            return Err(refusal::read(operation, subject, &answer));
        }
        parse(operation, &answer)
    }

    async fn send(
        &self,
        operation: &'static str,
        url: &str,
        token: &Token,
    ) -> Result<Answer, Error> {
        let request = self
            .transport
            .api()
            .get(url)
            .bearer_auth(token.value.expose())
            .header(header::ACCEPT, "application/json")
            .header("client-request-id", self.random.uuid().to_string());
        exchange(Service::Graph, request)
            .await
            .map_err(|failure| Error::failed(operation, failure))
    }
}

/// Reads a success. HTML, an empty or a cut body is a failure, never an empty result.
fn parse<T: DeserializeOwned>(operation: &'static str, answer: &Answer) -> Result<T, Error> {
    serde_json::from_slice(&answer.body).map_err(|fault| {
        let failure = UpstreamFailure {
            status: Some(answer.status.as_u16()),
            request_id: refusal::request_id(&answer.headers),
            source: Some(Arc::new(fault)),
            ..UpstreamFailure::new(Service::Graph, Diagnosis::UpstreamMalformed)
        };
        Error::failed(operation, failure)
    })
}

/// Names the tenant whose application it was, so that its administrators may see the particulars.
pub fn for_tenant(mut error: Error, tenant: &TenantId) -> domain::Error {
    error.failure.tenant = Some(tenant.clone());
    error.into()
}
