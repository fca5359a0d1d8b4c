//! Typed calls to Graph, one method per operation.

use std::sync::Arc;
use std::time::Duration;

use http::{StatusCode, header};
use serde::de::DeserializeOwned;
use uuid::Uuid;

use crate::domain::{
    Diagnosis, DownloadUrl, DriveId, Service, SiteId, UpstreamFailure, Urgency, encode_segment,
};

use super::address::ItemAddress;
use super::attempt::Call;
use super::budget::Cost;
use super::client::Client;
use super::cloud::Cloud;
use super::content::{self, Content, Expected};
use super::error::{Error, Unreadable};
use super::observe::{self, Watch};
use super::pages::Pages;
use super::refusal::{self, Subject};
use super::token::Token;
use super::transport::{Answer, exchange};
use super::wire::{self, Collection, Drive, DriveItem, OneItem, Organization};

/// The fields of an item that we use. `content.downloadUrl` is what makes the URL come along: naming
/// `@microsoft.graph.downloadUrl` with a `$` loses it.
const ITEM_FIELDS: &str = "id,name,size,eTag,cTag,file,folder,package,remoteItem,root,malware,parentReference,\
     fileSystemInfo,lastModifiedDateTime,createdDateTime,content.downloadUrl";

/// The longest that one attempt at a single item, a token or the head of a download may take where a
/// visitor waits: two of them and the wait between fit into his patience.
pub(super) const SHORT_CALL: Duration = Duration::from_secs(4);

/// Children per page: the most that Graph gives.
const PAGE_SIZE: u32 = 1_000;

/// Calls of one client, all of one urgency.
#[derive(Clone, Copy, Debug)]
pub struct Calls<'a> {
    pub(super) client: &'a Client,
    pub(super) urgency: Urgency,
}

impl<'a> Calls<'a> {
    pub(super) const fn new(client: &'a Client, urgency: Urgency) -> Self {
        Self { client, urgency }
    }

    /// The organization (Graph documentation, "List organizations").
    pub async fn organization(self) -> Result<Option<Organization>, Error> {
        let resource = "organization?$select=id,displayName";
        let call = self.to("read organization", Subject::Directory, resource);
        let found: Collection<Organization> = self.read(&call).await?;
        Ok(found.value.into_iter().next())
    }

    /// The OneDrive of a user, by object id or principal name (Graph documentation, "Get drive").
    pub async fn drive_of_user(self, user: &str) -> Result<Drive, Error> {
        let resource = format!(
            "users/{}/drive?$select=id,driveType,name",
            encode_segment(user)
        );
        self.read(&self.to("find drive of user", Subject::UserDrive, &resource))
            .await
    }

    /// The default library of a site (Graph documentation, "Get drive").
    pub async fn drive_of_site(self, site: &SiteId) -> Result<Drive, Error> {
        let resource = format!(
            "sites/{}/drive?$select=id,driveType,name",
            encode_segment(site.as_str())
        );
        self.read(&self.to("find drive of site", Subject::Drive, &resource))
            .await
    }

    /// A drive by its id.
    pub async fn drive(self, drive: &DriveId) -> Result<Drive, Error> {
        let resource = format!(
            "drives/{}?$select=id,driveType,name",
            encode_segment(drive.as_str())
        );
        self.read(
            &self
                .to("read drive", Subject::Drive, &resource)
                .of_drive(drive),
        )
        .await
    }

    /// An item, with a fresh download URL where it is a file (Graph documentation, "Get driveItem").
    pub async fn item(self, drive: &DriveId, address: &ItemAddress) -> Result<DriveItem, Error> {
        let resource = format!("{}?$select={ITEM_FIELDS}", address.to_url(drive));
        let call = self
            .to("read item", Subject::Item, &resource)
            .of_drive(drive);
        let OneItem(item) = self.read(&call).await?;
        Ok(item)
    }

    /// The children of a folder, page by page (Graph documentation, "List children").
    pub fn children(self, drive: &DriveId, address: &ItemAddress) -> Pages<'a> {
        let place = address.to_url_of(drive, "children");
        let resource = format!("{place}?$top={PAGE_SIZE}&$select={ITEM_FIELDS}");
        let call = self
            .to("list children", Subject::Item, &resource)
            .of_drive(drive);
        Pages::new(
            self,
            Call {
                cost: Cost::Many,
                ..call
            },
        )
    }

    /// The bytes behind a download URL, or a part of them. Carries no credentials.
    pub async fn content(
        self,
        drive: &DriveId,
        url: &DownloadUrl,
        range: Option<&str>,
        expected: &Expected,
    ) -> Result<Content, Error> {
        let call = Call {
            operation: content::OPERATION,
            subject: Subject::Item,
            url: String::new(),
            cost: Cost::Single,
            drive: Some(drive.clone()),
        };
        self.persist(&call, || self.open(&call, url, range, expected))
            .await
    }

    /// One attempt at bytes; they are still to come when its line is written.
    async fn open(
        self,
        call: &Call,
        url: &DownloadUrl,
        range: Option<&str>,
        expected: &Expected,
    ) -> Result<Content, Error> {
        let watch = Watch::start(&*self.client.clock, Service::Content, call.operation);
        observe::spent(call.cost.units());
        let answer = self.soon(content::ask(&self.client.transport, url, range));
        let answer = answer.await;
        let answered = answer.as_ref().ok();
        let request_id = answered.and_then(|answer| refusal::request_id(answer.headers()));
        let opened = match answer {
            Ok(answer) => content::open(answer, range, expected).await,
            Err(error) => Err(error),
        };
        watch.stop(request_id.as_deref(), opened.as_ref().err());
        opened
    }

    /// The same calls, as if somebody had just asked for them.
    pub(super) fn afresh(self) -> Self {
        let urgency = match self.urgency {
            Urgency::Visitor { .. } => Urgency::visitor(self.client.clock.now()),
            Urgency::Background => Urgency::Background,
        };
        Self { urgency, ..self }
    }

    /// How long one attempt may take. A visitor's is short, so that another fits into his patience.
    fn time_for(self, cost: Cost) -> Duration {
        let longest = match (self.urgency, cost) {
            (Urgency::Visitor { .. }, Cost::Single) => SHORT_CALL,
            (Urgency::Visitor { .. }, Cost::Many) => Urgency::PATIENCE,
            (Urgency::Background, _) => Duration::MAX,
        };
        self.client.transport.call_time(longest)
    }

    /// Gives a host of bytes no more time for its head than a short call has.
    async fn soon<T>(self, head: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
        let time = self.client.transport.head_time(SHORT_CALL);
        let clock = &self.client.clock;
        tokio::select! {
            answer = head => answer,
            () = clock.sleep_until(clock.now().after(time)) => Err(Error::of(
                content::OPERATION,
                Service::Content,
                Diagnosis::UpstreamTimeout,
            )),
        }
    }

    /// A call to a resource below Graph's version root. The text is put together from encoded segments.
    fn to(self, operation: &'static str, subject: Subject, resource: &str) -> Call {
        let base = self
            .client
            .application
            .cloud
            .graph
            .as_str()
            .trim_end_matches('/');
        Call {
            operation,
            subject,
            url: format!("{base}/v1.0/{resource}"),
            cost: Cost::Single,
            drive: None,
        }
    }

    pub(super) fn cloud(self) -> &'a Cloud {
        &self.client.application.cloud
    }

    /// Makes a call until it succeeds or there is no sense in it, and reads its answer.
    pub(super) async fn read<T: DeserializeOwned + Send>(self, call: &Call) -> Result<T, Error> {
        // Before a place is asked for: nobody holds one while he waits for a token.
        self.client.tokens.current().await?;
        self.persist(call, || self.attempt(call)).await
    }

    /// One attempt: with the token, and once more with a fresh one where it was refused.
    async fn attempt<T: DeserializeOwned>(self, call: &Call) -> Result<T, Error> {
        let tokens = &self.client.tokens;
        let token = tokens.current().await?;
        match self.ask(call, &token).await {
            Err(error) if error.is_unauthorized() && tokens.drop_refused(&token) => {
                let token = tokens.current().await?;
                self.ask(call, &token).await
            }
            done => done,
        }
    }

    /// One request, with its one line in the log.
    async fn ask<T: DeserializeOwned>(self, call: &Call, token: &Token) -> Result<T, Error> {
        let id = self.client.random.uuid();
        let watch = Watch::start(&*self.client.clock, Service::Graph, call.operation).named(id);
        observe::spent(call.cost.units());
        let answer = self.send(call, token, id).await;
        let answered = answer.as_ref().ok();
        let request_id = answered.and_then(|answer| refusal::request_id(&answer.headers));
        let result = answer.and_then(|answer| understand(call.operation, call.subject, &answer));
        watch.stop(request_id.as_deref(), result.as_ref().err());
        result
    }

    async fn send(self, call: &Call, token: &Token, id: Uuid) -> Result<Answer, Error> {
        let request = self
            .client
            .transport
            .api()
            .get(&call.url)
            .timeout(self.time_for(call.cost))
            .bearer_auth(token.value.expose())
            .header(header::ACCEPT, "application/json")
            .header("client-request-id", id.to_string());
        let answer = exchange(Service::Graph, request).await;
        let answer = answer.map_err(|failure| Error::failed(call.operation, failure))?;
        self.note_limits(&answer.headers);
        Ok(answer)
    }
}

/// What an answer says. HTML, an empty or a cut body is a failure, never an empty result.
pub(super) fn understand<T: DeserializeOwned>(
    operation: &'static str,
    subject: Subject,
    answer: &Answer,
) -> Result<T, Error> {
    if answer.status != StatusCode::OK {
        return Err(refusal::read(operation, subject, answer));
    }
    wire::object(&answer.body).map_err(|fault| {
        let failure = UpstreamFailure {
            status: Some(answer.status.as_u16()),
            request_id: refusal::request_id(&answer.headers),
            source: Some(Arc::new(Unreadable::from(fault))),
            ..UpstreamFailure::new(Service::Graph, Diagnosis::UpstreamMalformed)
        };
        Error::failed(operation, failure)
    })
}
