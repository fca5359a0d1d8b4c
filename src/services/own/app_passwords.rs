//! Passwords of one's own programs, for HTTP Basic.

use crate::domain::{AppPasswordId, Deed, Result, Secret, Timestamp};
use crate::services::passes::app_password;
use crate::store::{self, AppPassword, TokenHash};

use super::{OwnAccount, label};

/// One's own passwords for programs.
#[derive(Clone, Copy, Debug)]
pub struct AppPasswords<'a> {
    pub(super) of: &'a OwnAccount,
}

/// A password for a program, to be made.
#[derive(Clone, Debug)]
pub struct NewAppPassword {
    /// What its owner calls it.
    pub name: String,
    /// When it ends; `None` is never.
    pub expires_at: Option<Timestamp>,
}

/// A password for a program, as its owner sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnAppPassword {
    /// Its id.
    pub id: AppPasswordId,
    /// What its owner calls it.
    pub name: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When its use was last noted; the notes are a minute apart.
    pub seen_at: Option<Timestamp>,
    /// When it ends; `None` is never.
    pub expires_at: Option<Timestamp>,
}

/// A fresh password for a program, the one time it is shown.
#[derive(Clone, Debug)]
pub struct FreshAppPassword {
    /// The password itself.
    pub secret: Secret<String>,
    /// What is kept of it.
    pub kept: OwnAppPassword,
}

impl From<AppPassword> for OwnAppPassword {
    fn from(password: AppPassword) -> Self {
        Self {
            id: password.id,
            name: password.name,
            created_at: password.created_at,
            seen_at: password.seen_at,
            expires_at: password.expires_at,
        }
    }
}

impl AppPasswords<'_> {
    /// All, oldest first; those too that have ended.
    pub async fn list(self) -> Result<Vec<OwnAppPassword>> {
        let (store, account) = (&self.of.desk.store, &self.of.account.id);
        let passwords = store.list_app_passwords_of(account).await?;
        Ok(passwords.into_iter().map(OwnAppPassword::from).collect())
    }

    /// Makes one. `Invalid`: `invalid_name`, `invalid_time`; `Conflict` (`too_many`).
    pub async fn create(self, new: NewAppPassword) -> Result<FreshAppPassword> {
        let (desk, now) = (&self.of.desk, self.of.now());
        let name = label::check_name(&new.name)?;
        label::check_end(new.expires_at, now)?;
        let made = app_password(desk.random);
        let new = store::NewAppPassword {
            id: AppPasswordId::from_unique(desk.random.row_id(&*desk.clock)),
            account_id: self.of.account.id.clone(),
            name,
            hash: TokenHash::of(&made.bare),
            expires_at: new.expires_at,
        };
        let audit = self.of.audit(Deed::AppPasswordCreate).to(new.id.as_str());
        desk.store.insert_app_password(&new, &audit).await?;
        desk.authority.reload().await?;
        let kept = OwnAppPassword {
            id: new.id,
            name: new.name,
            created_at: now,
            seen_at: None,
            expires_at: new.expires_at,
        };
        Ok(FreshAppPassword {
            secret: made.shown,
            kept,
        })
    }

    /// Revokes one. `NotFound` where it is not his.
    pub async fn revoke(self, id: &AppPasswordId) -> Result<()> {
        let (desk, account) = (&self.of.desk, &self.of.account.id);
        let audit = self.of.audit(Deed::AppPasswordDelete).to(id.as_str());
        desk.store.delete_app_password(account, id, &audit).await?;
        desk.authority.reload().await
    }
}
