//! A new password of one's own.

use crate::domain::{Account, Deed, DeedEnd, Error, Invalid, Result, Secret};
use crate::services::passes::Subject;
use crate::services::sessions::SignedIn;
use crate::store::StoreError;

use super::OwnAccount;

impl OwnAccount {
    /// Gives the account a new password, ends all its sessions, and begins one in place of that by which its
    /// owner came. Passes of programs stay: they were made on their own.
    ///
    /// # Errors
    /// `Invalid`: `wrong_password` for the old one, `weak_password` for the new one; `RateLimited`;
    /// `Unauthenticated` where somebody else has given the account another password meanwhile.
    pub async fn change_password(
        &self,
        old: &Secret<String>,
        new: Secret<String>,
        client: Option<String>,
    ) -> Result<SignedIn> {
        let (desk, id) = (&self.desk, &self.account.id);
        let subject = Subject::Account(self.account.username.key());
        let admitted = desk.porter.admit(&subject, self.visit.address, old)?;
        let record = desk.store.find_account(id).await?;
        let record = record.ok_or(Error::Unauthenticated)?;
        if !admitted.fits(Some(record.password_hash)).await? {
            let audit = self.audit(Deed::PasswordChange).ended(DeedEnd::Failed);
            desk.store.append_audit(&audit.to(id.as_str())).await?;
            let reason = "is not the present one";
            return Err(Invalid::new("password", "wrong_password", reason).into());
        }
        let hash = desk.porter.hash(new).await.map_err(of_new_password)?;
        let audit = self.audit(Deed::PasswordChange).to(id.as_str());
        let shown = (id, record.account.generation);
        match desk.store.change_password(shown, &hash, &audit).await {
            Err(StoreError::NotFound) => return Err(Error::Unauthenticated),
            changed => changed?,
        }
        desk.authority.reload().await?;
        let account = Account {
            generation: record.account.generation + 1,
            ..record.account
        };
        desk.sessions.begin(account, client, &self.visit).await
    }
}

fn of_new_password(error: Error) -> Error {
    match error {
        Error::Invalid(invalid) => Invalid {
            field: "new_password".to_owned(),
            ..invalid
        }
        .into(),
        other => other,
    }
}
