//! Who holds which pass, and which folders have a password: looked up in memory.

use std::sync::{Arc, PoisonError};

use crate::domain::{Account, AccountId, FolderRule, Result, VirtualPath};
use crate::store::{ApiToken, AppPassword, RightsRows, TokenHash};

use super::Authority;

impl Authority {
    /// An account, also one that is disabled.
    pub(in crate::services) fn account(&self, id: &AccountId) -> Option<Arc<Account>> {
        let rows = self.rows();
        let account = rows.accounts.iter().find(|account| account.id == *id);
        account.cloned().map(Arc::new)
    }

    /// The API token of this hash, also one that has ended.
    pub(in crate::services) fn find_token(&self, hash: &TokenHash) -> Option<Arc<ApiToken>> {
        let rows = self.rows();
        let token = rows.api_tokens.iter().find(|token| token.hash == *hash);
        token.cloned().map(Arc::new)
    }

    /// The password for a program of this hash, also one that has ended.
    pub(in crate::services) fn find_app_password(
        &self,
        hash: &TokenHash,
    ) -> Option<Arc<AppPassword>> {
        let rows = self.rows();
        let found = rows.app_passwords.iter().find(|one| one.hash == *hash);
        found.cloned().map(Arc::new)
    }

    /// The rule of exactly this folder.
    pub(in crate::services) fn lock_at(&self, folder: &VirtualPath) -> Option<Arc<FolderRule>> {
        let (rows, key) = (self.rows(), folder.key());
        let rule = rows.rules.iter().find(|rule| rule.path.key() == key);
        rule.cloned().map(Arc::new)
    }

    /// Takes over what we have changed ourselves.
    pub(in crate::services) async fn reload(&self) -> Result<()> {
        let rows = self.store.load_rights().await?;
        *self.rows.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(rows);
        Ok(())
    }

    fn rows(&self) -> Arc<RightsRows> {
        Arc::clone(&self.rows.read().unwrap_or_else(PoisonError::into_inner))
    }
}
