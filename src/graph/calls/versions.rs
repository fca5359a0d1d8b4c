//! Versions of files, and room in drives.

use http::{Method, StatusCode, header};

use crate::domain::{
    Diagnosis, DownloadUrl, DriveId, ItemId, Quota, Service, Version, VersionId, encode_segment,
};
use crate::graph::address::ItemAddress;
use crate::graph::budget::Cost;
use crate::graph::call::Call;
use crate::graph::error::Error;
use crate::graph::pages::Pages;
use crate::graph::refusal::{self, Subject};
use crate::graph::transport::Answer;
use crate::graph::wire::version::{ItemVersion, Room};

use super::Calls;
use super::asking::done;

/// More versions than a file has (SharePoint documentation, "`SharePoint` limits": 50,000 major ones).
const MOST_VERSIONS: usize = 100_000;

impl Calls<'_> {
    /// What a file holds and has held, the latest first (Graph documentation, "List versions of a
    /// driveItem").
    pub async fn versions(self, drive: &DriveId, id: &ItemId) -> Result<Vec<Version>, Error> {
        let place = ItemAddress::Id(id.clone()).to_url_of(drive, "versions");
        let call = self.to("list versions", Subject::Item, &place);
        let call = call.of_drive(drive).costing(Cost::Many);
        let pages: Pages<'_, ItemVersion> = Pages::new(self, call);
        let versions = pages.all(MOST_VERSIONS).await?.into_iter().enumerate();
        let versions = versions.map(|(position, version)| version.into_version(position == 0));
        versions.collect::<Option<_>>().ok_or_else(|| {
            Error::of(
                "list versions",
                Service::Graph,
                Diagnosis::UpstreamMalformed,
            )
        })
    }

    /// Where the bytes of an earlier version lie (Graph documentation, "Download contents of a
    /// driveItemVersion"). The service refuses the current one: its bytes are the file's.
    pub async fn version_location(
        self,
        drive: &DriveId,
        id: &ItemId,
        version: &VersionId,
    ) -> Result<DownloadUrl, Error> {
        let asked_at = self.client.clock.now();
        let resource = format!("{}/content", place(drive, id, version));
        let call = self.to("find version", Subject::Item, &resource);
        let location = self.repeat(&call.of_drive(drive), redirect).await?;
        self.client.trust(&location, asked_at)
    }

    /// Makes an earlier version the latest again, as a new one (Graph documentation, "Restore a previous
    /// version of a driveItem"). `latest` is the one before: where another has taken its place after a
    /// failure, the deed was done.
    pub async fn restore_version(
        self,
        drive: &DriveId,
        id: &ItemId,
        version: &VersionId,
        latest: &VersionId,
    ) -> Result<(), Error> {
        let resource = format!("{}/restoreVersion", place(drive, id, version));
        let call = self.changing("restore version", &resource, Method::POST);
        let verify = || async {
            let versions = self.versions(drive, id).await?;
            let renewed = versions.first().is_some_and(|first| first.id != *latest);
            Ok(renewed.then_some(()))
        };
        self.write(&call.of_drive(drive), done, verify).await
    }

    /// Removes an earlier version for good (Graph documentation, "driveItemVersion resource type"; business
    /// drives only).
    pub async fn delete_version(
        self,
        drive: &DriveId,
        id: &ItemId,
        version: &VersionId,
    ) -> Result<(), Error> {
        let resource = place(drive, id, version);
        let call = self.changing("delete version", &resource, Method::DELETE);
        let verify = || async {
            let versions = self.versions(drive, id).await?;
            let gone = versions.iter().all(|left| left.id != *version);
            Ok(gone.then_some(()))
        };
        self.write(&call.of_drive(drive), done, verify).await
    }

    /// How much room a drive has (Graph documentation, "quota resource type").
    pub async fn quota(self, drive: &DriveId) -> Result<Quota, Error> {
        let id = encode_segment(drive.as_str());
        let resource = format!("drives/{id}?$select=id,quota");
        let call = self.to("read quota", Subject::Drive, &resource);
        let room: Room = self.read(&call.of_drive(drive)).await?;
        Ok(room.into_quota())
    }
}

fn place(drive: &DriveId, id: &ItemId, version: &VersionId) -> String {
    let versions = ItemAddress::Id(id.clone()).to_url_of(drive, "versions");
    format!("{versions}/{}", encode_segment(version.as_str()))
}

/// Where an answer sends us. It is not followed; whoever goes there has to trust it first.
fn redirect(call: &Call, answer: &Answer) -> Result<String, Error> {
    if answer.status != StatusCode::FOUND {
        return Err(refusal::read(call.operation, call.subject, answer));
    }
    let location = answer.headers.get(header::LOCATION);
    let location = location.and_then(|location| location.to_str().ok());
    location
        .map(str::to_owned)
        .ok_or_else(|| Error::of(call.operation, Service::Graph, Diagnosis::UpstreamMalformed))
}
