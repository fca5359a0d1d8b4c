//! Uploads that a later process can go on with: how far each has come, sealed.

mod ending;
mod in_hand;
mod keeping;
mod record;
#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use crate::domain::{
    Clock, DriveId, Error, Result, TenantId, Timestamp, UploadId, UploadKeeper, UploadState,
};
use crate::doors::Random;
use crate::store::{Store, UploadRecord};
use crate::vault::{Aad, Vault};

use in_hand::{AtWork, InHand};
use keeping::Keeping;

/// A session that has ended is remembered so much longer: it may have ended because the file is there, and
/// whoever goes on finds that out.
const GRACE: Duration = Duration::from_hours(24);

/// Unfinished uploads.
#[derive(Debug)]
pub struct KeptUploads {
    store: Store,
    vault: Vault,
    clock: Arc<dyn Clock>,
    random: Random,
    /// What this process is writing now, however long a fragment takes.
    at_work: InHand,
}

/// An upload that is not finished. What it needs to go on stays sealed until [`KeptUploads::take`].
#[derive(Clone, Debug)]
pub struct Unfinished {
    /// Its id, the same from its beginning to its end.
    pub id: UploadId,
    /// Whose application it uses.
    pub tenant: TenantId,
    /// The drive it goes to.
    pub drive: DriveId,
    /// When it began.
    pub created_at: Timestamp,
    /// When it last came further.
    pub updated_at: Timestamp,
    /// When its session ends unless more bytes come.
    pub expires_at: Timestamp,
}

impl KeptUploads {
    /// The uploads of a database alone, for programs that need nothing else.
    pub fn new((store, vault): (Store, Vault), (clock, random): (Arc<dyn Clock>, Random)) -> Self {
        Self {
            store,
            vault,
            clock,
            random,
            at_work: InHand::default(),
        }
    }

    /// Writes down how far a new upload to a drive has come.
    pub fn keeper(&self, tenant: &TenantId, drive: &DriveId) -> Arc<dyn UploadKeeper> {
        let id = UploadId::from_unique(self.random.row_id(&*self.clock));
        Arc::new(self.keeping(id, (tenant.clone(), drive.clone()), (false, true)))
    }

    /// Writes down how far a new upload has come whose bytes pass by once, so that [`KeptUploads::cut_off`] knows of
    /// it if this process is killed.
    pub fn witness(&self, tenant: &TenantId, drive: &DriveId) -> Arc<dyn UploadKeeper> {
        let id = UploadId::from_unique(self.random.row_id(&*self.clock));
        let of = (tenant.clone(), drive.clone());
        let mut keeping = self.keeping(id.clone(), of, (false, false));
        keeping.at_work = Some(AtWork::new(&self.at_work, id));
        Arc::new(keeping)
    }

    /// The uploads with which nobody can go on, though they are not finished: the process that had them was
    /// killed. Who takes one gives it up.
    pub async fn cut_off(&self) -> Result<Vec<Unfinished>> {
        let mut cut_off = Vec::new();
        // Asked first: what begins meanwhile is not among them.
        let unfinished = self.unfinished().await?;
        for upload in unfinished {
            if self.at_work.holds(&upload.id) {
                continue;
            }
            match self.open(&upload.id).await {
                Ok(Some((_, false))) => cut_off.push(upload),
                Ok(_) => {}
                Err(error) => tracing::warn!(
                    upload = %upload.id,
                    error = &error as &dyn std::error::Error,
                    "what is kept of an upload can't be read"
                ),
            }
        }
        Ok(cut_off)
    }

    /// Takes an unfinished upload, to go on with it: how far it has come, and who writes down how far it
    /// comes. Nobody else has it until it is left, or some minutes after its keeper was last heard of.
    ///
    /// # Errors
    /// A conflict `upload_taken` where somebody else is at work on it, or it is over; [`Error::Internal`] as
    /// with [`KeptUploads::find`].
    pub async fn take(&self, upload: &Unfinished) -> Result<(UploadState, Arc<dyn UploadKeeper>)> {
        let of = (upload.tenant.clone(), upload.drive.clone());
        let is_for_later = self.open(&upload.id).await?.is_none_or(|(_, is)| is);
        let keeping = self.keeping(upload.id.clone(), of, (true, is_for_later));
        let (claim, now) = (keeping.claim(), self.clock.now());
        self.store.claim_upload(&upload.id, &claim, now).await?;
        // Only now, as whoever had it may have come further.
        match self.find(&upload.id).await {
            Ok(Some(state)) => Ok((state, Arc::new(keeping))),
            Ok(None) => Err(Error::conflict("upload_taken", "the upload is over")),
            Err(error) => {
                keeping.leave().await?;
                Err(error)
            }
        }
    }

    /// Ends the claims of all who were at work. Only a server that has just begun, alone in its data
    /// directory, knows that they are gone.
    pub async fn leave_all(&self) -> Result<()> {
        Ok(self.store.leave_all_uploads().await?)
    }

    /// All uploads that are not finished, the oldest first.
    pub async fn unfinished(&self) -> Result<Vec<Unfinished>> {
        let records = self.store.list_uploads().await?;
        Ok(records.into_iter().map(unfinished).collect())
    }

    /// How far an upload has come, and what is needed to go on; `None` where it is finished or forgotten.
    ///
    /// # Errors
    /// [`Error::Internal`] where the master key is another one, or the row was tampered with.
    pub async fn find(&self, id: &UploadId) -> Result<Option<UploadState>> {
        Ok(self.open(id).await?.map(|(state, _)| state))
    }

    /// The same, and whether anybody could go on with it.
    async fn open(&self, id: &UploadId) -> Result<Option<(UploadState, bool)>> {
        let Some(record) = self.store.find_upload(id).await? else {
            return Ok(None);
        };
        let text = self.vault.open(place(id), &record.kept.sealed)?;
        let state = record::from_text(&text).ok_or_else(|| Error::internal(Unreadable))?;
        Ok(Some(state))
    }

    /// Forgets the uploads whose sessions ended more than a day ago; answers how many. Microsoft has
    /// forgotten them long since.
    pub async fn purge(&self) -> Result<u64> {
        let until = self.clock.now().before(GRACE);
        Ok(self.store.delete_expired_uploads(until).await?)
    }

    fn keeping(
        &self,
        id: UploadId,
        of: (TenantId, DriveId),
        (is_kept, is_for_later): (bool, bool),
    ) -> Keeping {
        Keeping {
            store: self.store.clone(),
            vault: self.vault.clone(),
            clock: Arc::clone(&self.clock),
            id,
            of,
            holder: self.random.row_id(&*self.clock).to_string(),
            is_kept: AtomicBool::new(is_kept),
            is_for_later,
            at_work: None,
        }
    }
}

/// What was sealed is none of ours, or a later version's.
#[derive(Debug, thiserror::Error)]
#[error("what is kept of the upload is not understood by this version")]
struct Unreadable;

fn unfinished(record: UploadRecord) -> Unfinished {
    Unfinished {
        id: record.kept.id,
        tenant: record.kept.tenant_id,
        drive: record.kept.drive_id,
        created_at: record.created_at,
        updated_at: record.updated_at,
        expires_at: record.kept.expires_at,
    }
}

/// Where the state of an upload lies.
fn place(id: &UploadId) -> Aad<'_> {
    Aad {
        table: "uploads",
        row: id.as_str(),
        column: "sealed",
    }
}
