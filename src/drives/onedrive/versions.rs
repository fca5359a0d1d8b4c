//! What files held before.

use std::sync::Arc;

use crate::domain::{
    Download, Entry, Error, Opened, RangeRequest, Result, Target, Urgency, Version, VersionId,
};

use super::super::capabilities::Feature;
use super::OneDrive;
use super::kinds::check_file;
use super::lookups::is_refused;

impl OneDrive {
    /// What a file holds and has held, the latest first.
    pub(super) async fn versions_of(
        &self,
        target: &Target,
        urgency: Urgency,
    ) -> Result<Vec<Version>> {
        let file = self.file(target, urgency).await?;
        self.list_versions(&file, urgency).await
    }

    /// The bytes of one of a file's versions. Those of the current one are the file's, and the service
    /// gives them in no other way.
    pub(super) async fn bytes_of_version(
        &self,
        target: &Target,
        version: &VersionId,
        range: Option<RangeRequest>,
        urgency: Urgency,
    ) -> Result<Opened> {
        let file = self.file(target, urgency).await?;
        let calls = self.client.calls(urgency);
        let found = calls.version_location(&self.drive, &file.id, version).await;
        let download = match found.map_err(|error| self.error(error)) {
            Ok(url) => Download {
                url,
                entry: unmeasured(&file),
            },
            Err(error) if is_refused(&error) => {
                let versions = self.list_versions(&file, urgency).await?;
                if !is_current(&versions, version) {
                    return Err(error);
                }
                let id = Target::Id(file.id.clone());
                self.download_of(&id, std::time::Duration::ZERO, urgency)
                    .await?
            }
            Err(error) => return Err(error),
        };
        self.bytes_of(&download, range, urgency).await
    }

    /// Makes an earlier content the file's content again. That it is so already needs no call.
    pub(super) async fn bring_back(
        &self,
        target: &Target,
        version: &VersionId,
        urgency: Urgency,
    ) -> Result<()> {
        let file = self.file(target, urgency).await?;
        let versions = self.list_versions(&file, urgency).await?;
        let latest = versions.first().ok_or(Error::NotFound)?;
        if latest.id == *version {
            return Ok(());
        }
        if versions.iter().all(|known| known.id != *version) {
            return Err(Error::NotFound);
        }
        let calls = self.client.calls(urgency);
        let done = calls.restore_version(&self.drive, &file.id, version, &latest.id);
        done.await.map_err(|error| self.error(error))
    }

    /// Removes an earlier content for good.
    pub(super) async fn remove_version(
        &self,
        target: &Target,
        version: &VersionId,
        urgency: Urgency,
    ) -> Result<()> {
        let file = self.file(target, urgency).await?;
        let calls = self.client.calls(urgency);
        let done = calls.delete_version(&self.drive, &file.id, version).await;
        let Err(error) = done.map_err(|error| self.error(error)) else {
            return Ok(());
        };
        // That it is the file's content now is told as if the request were wrong.
        if is_refused(&error) {
            let versions = self.list_versions(&file, urgency).await?;
            if is_current(&versions, version) {
                return Err(Error::conflict(
                    "current_version",
                    "this version is what the file holds now; delete the file instead",
                ));
            }
        }
        Err(error)
    }

    async fn list_versions(&self, file: &Entry, urgency: Urgency) -> Result<Vec<Version>> {
        let calls = self.client.calls(urgency);
        let versions = calls.versions(&self.drive, &file.id).await;
        let versions = versions.map_err(|error| self.error(error));
        self.tried.note(Feature::Versions, versions)
    }

    /// The item, if it is a file whose bytes can be had.
    async fn file(&self, target: &Target, urgency: Urgency) -> Result<Arc<Entry>> {
        let entry = self.look_at(target, urgency).await?;
        check_file(&entry)?;
        Ok(entry)
    }
}

fn is_current(versions: &[Version], version: &VersionId) -> bool {
    let known = versions.iter().find(|known| known.id == *version);
    known.is_some_and(|known| known.is_current)
}

/// The file, without what is said of its present content alone.
fn unmeasured(file: &Entry) -> Arc<Entry> {
    Arc::new(Entry {
        size: None,
        etag: None,
        content_tag: None,
        quick_xor_hash: None,
        ..file.clone()
    })
}
