//! Writes down how far one upload has come.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use async_trait::async_trait;

use crate::domain::{Clock, DriveId, Result, TenantId, UploadId, UploadKeeper, UploadState};
use crate::store::{KeptUpload, Store, UploadClaim};
use crate::vault::Vault;

use super::in_hand::AtWork;
use super::{place, record};

/// How long an upload is its keeper's after he has last written something down: a fragment on a slow line
/// takes some minutes.
const CLAIM: Duration = Duration::from_mins(10);

/// The keeper of one upload, in one row that is his alone.
pub(super) struct Keeping {
    pub(super) store: Store,
    pub(super) vault: Vault,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) id: UploadId,
    pub(super) of: (TenantId, DriveId),
    /// What nobody else calls himself.
    pub(super) holder: String,
    /// Whether there is a row.
    pub(super) is_kept: AtomicBool,
    /// Whether anybody could go on with it.
    pub(super) is_for_later: bool,
    /// That this process has it in hand, where nobody could go on with it.
    pub(super) at_work: Option<AtWork>,
}

impl Keeping {
    /// The claim, held from now on.
    pub(super) fn claim(&self) -> UploadClaim {
        UploadClaim {
            holder: self.holder.clone(),
            until: self.clock.now().after(CLAIM),
        }
    }
}

#[async_trait]
impl UploadKeeper for Keeping {
    async fn keep(&self, state: &UploadState) -> Result<()> {
        let text = record::to_text(state, self.is_for_later);
        let (tenant_id, drive_id) = self.of.clone();
        let upload = KeptUpload {
            sealed: self.vault.seal(place(&self.id), text.expose()),
            id: self.id.clone(),
            tenant_id,
            drive_id,
            expires_at: state.expires_at,
        };
        let (claim, now) = (self.claim(), self.clock.now());
        if self.is_kept.load(Ordering::Acquire) {
            return Ok(self.store.keep_upload(&upload, &claim, now).await?);
        }
        self.store.insert_upload(&upload, &claim, now).await?;
        self.is_kept.store(true, Ordering::Release);
        Ok(())
    }

    fn is_for_later(&self) -> bool {
        self.is_for_later
    }

    async fn leave(&self) -> Result<()> {
        Ok(self.store.leave_upload(&self.id, &self.holder).await?)
    }

    async fn forget(&self) -> Result<()> {
        Ok(self.store.delete_upload(&self.id, &self.holder).await?)
    }
}

impl fmt::Debug for Keeping {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Keeping({})", self.id)
    }
}
