//! Writes down how far one upload has come.

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;

use crate::domain::{Clock, DriveId, Result, TenantId, UploadId, UploadKeeper, UploadState};
use crate::store::{KeptUpload, Store};
use crate::vault::Vault;

use super::{place, record};

/// The keeper of one upload, in one row.
pub(super) struct Keeping {
    pub(super) store: Store,
    pub(super) vault: Vault,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) id: UploadId,
    pub(super) of: (TenantId, DriveId),
}

#[async_trait]
impl UploadKeeper for Keeping {
    async fn keep(&self, state: &UploadState) -> Result<()> {
        let text = record::to_text(state);
        let (tenant_id, drive_id) = self.of.clone();
        let upload = KeptUpload {
            sealed: self.vault.seal(place(&self.id), text.expose()),
            id: self.id.clone(),
            tenant_id,
            drive_id,
            expires_at: state.expires_at,
        };
        Ok(self.store.keep_upload(&upload, self.clock.now()).await?)
    }

    async fn forget(&self) -> Result<()> {
        Ok(self.store.delete_upload(&self.id).await?)
    }
}

impl fmt::Debug for Keeping {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Keeping({})", self.id)
    }
}
