//! Accounts and their passwords.

use sqlx::sqlite::SqliteRow;

use super::cells::Cells;
use super::database::Store;
use super::error::{Conflict, StoreError, is_taken};
use super::sessions;
use crate::domain::{Account, AccountId, Role, Secret, TenantId, Timestamp, Username};

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, username, role, home_tenant_id, enabled, password_hash, generation, \
             created_at FROM accounts ",
            $rest
        )
    };
}

const FIND: &str = select!("WHERE id = $1");
const FIND_BY_USERNAME: &str = select!("WHERE username_key = $1");
const COUNT: &str = "SELECT COUNT(*) FROM accounts";
const INSERT: &str = "\
    INSERT INTO accounts (id, username, username_key, role, password_hash, generation, \
        created_at, updated_at, home_tenant_id, enabled) \
    VALUES ($1, $2, $3, $4, $5, 0, $6, $6, $7, $8)";
const SET_PASSWORD: &str = "\
    UPDATE accounts SET password_hash = $2, generation = generation + 1, updated_at = $3 \
    WHERE id = $1";

#[cfg(test)]
pub(super) const ALL: &[(&str, &str)] = &[
    ("FIND", FIND),
    ("FIND_BY_USERNAME", FIND_BY_USERNAME),
    ("COUNT", COUNT),
    ("INSERT", INSERT),
    ("SET_PASSWORD", SET_PASSWORD),
];

/// An account with what only the sign-in may see.
#[derive(Clone, Debug)]
pub struct AccountRecord {
    /// The account.
    pub account: Account,
    /// The hash of its password, in PHC form.
    pub password_hash: Secret<String>,
    /// When it was made.
    pub created_at: Timestamp,
}

impl Store {
    /// An account by id.
    pub async fn find_account(&self, id: &AccountId) -> Result<Option<AccountRecord>, StoreError> {
        let query = sqlx::query(FIND).bind(id.as_str());
        let row = query.fetch_optional(self.readers()).await?;
        row.as_ref().map(read).transpose()
    }

    /// An account by the name it signs in with, in any letter case.
    pub async fn find_account_by_username(
        &self,
        username: &Username,
    ) -> Result<Option<AccountRecord>, StoreError> {
        let query = sqlx::query(FIND_BY_USERNAME).bind(username.key());
        let row = query.fetch_optional(self.readers()).await?;
        row.as_ref().map(read).transpose()
    }

    /// How many accounts there are.
    pub async fn count_accounts(&self) -> Result<u64, StoreError> {
        let count: i64 = sqlx::query_scalar(COUNT).fetch_one(self.readers()).await?;
        Ok(u64::try_from(count).expect("COUNT is never negative"))
    }

    /// Makes an account. `password_hash` is in PHC form.
    ///
    /// # Errors
    /// [`Conflict::UsernameTaken`].
    pub async fn insert_account(
        &self,
        account: &Account,
        password_hash: &Secret<String>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let mut writing = self.begin().await?;
        let insert = sqlx::query(INSERT)
            .bind(account.id.as_str())
            .bind(account.username.as_str())
            .bind(account.username.key())
            .bind(account.role.name())
            .bind(password_hash.expose().as_str())
            .bind(now.unix_ms())
            .bind(account.home_tenant.as_ref().map(TenantId::as_str))
            .bind(account.enabled);
        match insert.execute(&mut *writing).await {
            Ok(_) => Ok(writing.commit().await?),
            Err(error) if is_taken(&error, "accounts.username_key") => {
                Err(Conflict::UsernameTaken.into())
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Gives an account a new password and ends all its sessions: whoever knew the old one is out.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub async fn set_password(
        &self,
        id: &AccountId,
        password_hash: &Secret<String>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let mut writing = self.begin().await?;
        let update = sqlx::query(SET_PASSWORD)
            .bind(id.as_str())
            .bind(password_hash.expose().as_str())
            .bind(now.unix_ms());
        if update.execute(&mut *writing).await?.rows_affected() == 0 {
            return Err(StoreError::NotFound);
        }
        sessions::delete_of(id, &mut writing).await?;
        Ok(writing.commit().await?)
    }
}

fn read(row: &SqliteRow) -> Result<AccountRecord, StoreError> {
    let cells = Cells::of("accounts", row);
    Ok(AccountRecord {
        account: read_account(cells)?,
        password_hash: Secret::new(cells.read("password_hash")?),
        created_at: cells.time("created_at")?,
    })
}

/// Reads an account from columns `id`, `username`, `role`, `home_tenant_id`, `enabled` and `generation`.
pub(super) fn read_account(cells: Cells<'_>) -> Result<Account, StoreError> {
    Ok(Account {
        id: cells.parsed("id", AccountId::parse)?,
        username: cells.parsed("username", Username::parse)?,
        role: cells.named("role", Role::from_name)?,
        home_tenant: cells.optional("home_tenant_id", TenantId::parse)?,
        enabled: cells.read("enabled")?,
        generation: cells.read("generation")?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::fixtures::{self, NOW, TestStore};

    fn hash(text: &str) -> Secret<String> {
        Secret::new(text.to_owned())
    }

    #[tokio::test]
    async fn an_account_is_found_by_its_name_in_any_letter_case() {
        let test = TestStore::new().await;
        let account = fixtures::account("Admin");
        assert_eq!(test.store.count_accounts().await.expect("readable"), 0);
        let inserted = test
            .store
            .insert_account(&account, &hash("$one"), NOW)
            .await;
        inserted.expect("it is new");
        assert_eq!(test.store.count_accounts().await.expect("readable"), 1);
        let name = Username::parse("aDMIN").expect("a name");
        let found = test
            .store
            .find_account_by_username(&name)
            .await
            .expect("readable");
        let found = found.expect("it is there");
        assert_eq!(
            (found.account.id, found.account.role),
            (account.id.clone(), Role::Admin)
        );
        assert_eq!(found.account.username.as_str(), "Admin");
        assert_eq!((found.password_hash, found.created_at), (hash("$one"), NOW));
        let nobody = Username::parse("nobody").expect("a name");
        let found = test
            .store
            .find_account_by_username(&nobody)
            .await
            .expect("readable");
        assert!(found.is_none());
    }

    #[tokio::test]
    async fn a_name_belongs_to_one_account() {
        let test = TestStore::new().await;
        let mut account = fixtures::account("admin");
        let inserted = test
            .store
            .insert_account(&account, &hash("$one"), NOW)
            .await;
        inserted.expect("it is new");
        account.id = AccountId::from_unique("other");
        account.username = Username::parse("ADMIN").expect("a name");
        let refused = test
            .store
            .insert_account(&account, &hash("$two"), NOW)
            .await;
        assert!(matches!(
            refused,
            Err(StoreError::Conflict(Conflict::UsernameTaken))
        ));
    }

    #[tokio::test]
    async fn a_new_password_makes_a_new_generation_of_the_account() {
        let test = TestStore::new().await;
        let account = fixtures::account("admin");
        let inserted = test
            .store
            .insert_account(&account, &hash("$one"), NOW)
            .await;
        inserted.expect("it is new");
        let set = test
            .store
            .set_password(&account.id, &hash("$two"), NOW)
            .await;
        set.expect("it is there");
        let found = test
            .store
            .find_account(&account.id)
            .await
            .expect("readable");
        let found = found.expect("it is there");
        assert_eq!(
            (found.password_hash, found.account.generation),
            (hash("$two"), 1)
        );
        let nobody = AccountId::from_unique("nobody");
        let refused = test.store.set_password(&nobody, &hash("$x"), NOW).await;
        assert!(matches!(refused, Err(StoreError::NotFound)));
    }
}
