//! Who holds which pass, and which folders have a password: looked up in memory.

use std::sync::Arc;

use crate::domain::{Account, AccountId, FolderRule, Username, VirtualPath};
use crate::store::{ApiToken, AppPassword, TokenHash};

use super::Authority;

impl Authority {
    /// An account, also one that is disabled.
    pub(in crate::services) fn account(&self, id: &AccountId) -> Option<Arc<Account>> {
        self.book().account(id).cloned()
    }

    /// The account of this name, also one that is disabled.
    pub(in crate::services) fn account_named(&self, name: &Username) -> Option<Arc<Account>> {
        self.book().account_named(name).cloned()
    }

    /// The API token of this hash, also one that has ended.
    pub(in crate::services) fn find_token(&self, hash: &TokenHash) -> Option<Arc<ApiToken>> {
        self.book().token(hash).cloned()
    }

    /// The password for a program of this hash, also one that has ended.
    pub(in crate::services) fn find_app_password(
        &self,
        hash: &TokenHash,
    ) -> Option<Arc<AppPassword>> {
        self.book().app_password(hash).cloned()
    }

    /// The rule of exactly this folder, where it asks for a password.
    pub(in crate::services) fn lock_at(&self, folder: &VirtualPath) -> Option<Arc<FolderRule>> {
        let (book, key) = (self.book(), folder.key());
        let trail = book.policy.along(&key);
        let mut rules = trail.passwords();
        rules.find(|rule| rule.path.key() == key).cloned()
    }
}
