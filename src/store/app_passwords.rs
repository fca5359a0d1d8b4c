//! Passwords made for one program each, by which it comes in over HTTP Basic.

use sqlx::sqlite::SqliteRow;

use super::cells::Cells;
use super::database::Store;
use super::error::StoreError;
use super::passes::{self, Kind};
use super::token_hash::TokenHash;
use super::{audit, generation};
use crate::domain::{AccountId, AppPasswordId, AuditEntry, Timestamp};

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, account_id, name, hash, created_at, seen_at, expires_at FROM app_passwords ",
            $rest
        )
    };
}

pub(super) const LIST: &str = select!("ORDER BY created_at, id");
const LIST_OF: &str = select!("WHERE account_id = $1 ORDER BY created_at, id");
const INSERT: &str = "\
    INSERT INTO app_passwords (id, account_id, name, hash, created_at, expires_at) \
    VALUES ($1, $2, $3, $4, $5, $6)";

const KIND: Kind = Kind {
    count_of: "SELECT COUNT(*) FROM app_passwords WHERE account_id = $1",
    delete_ended: "DELETE FROM app_passwords WHERE account_id = $1 AND expires_at <= $2",
    delete: "DELETE FROM app_passwords WHERE account_id = $1 AND id = $2",
    find_seen: "SELECT seen_at FROM app_passwords WHERE id = $1",
    touch: "UPDATE app_passwords SET seen_at = $2 WHERE id = $1",
};

#[cfg(test)]
pub(super) const ALL: &[(&str, &str)] = &[
    ("LIST", LIST),
    ("LIST_OF", LIST_OF),
    ("INSERT", INSERT),
    ("COUNT_OF", KIND.count_of),
    ("DELETE_ENDED", KIND.delete_ended),
    ("DELETE", KIND.delete),
    ("FIND_SEEN", KIND.find_seen),
    ("TOUCH", KIND.touch),
];

/// A password for a program, to be kept.
#[derive(Clone, Debug)]
pub struct NewAppPassword {
    /// Its id.
    pub id: AppPasswordId,
    /// Whose it is.
    pub account_id: AccountId,
    /// What its owner calls it.
    pub name: String,
    /// The hash of the password, which has 256 random bits.
    pub hash: TokenHash,
    /// When it ends; `None` is never.
    pub expires_at: Option<Timestamp>,
}

/// A password for a program, as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AppPassword {
    /// Its id.
    pub id: AppPasswordId,
    /// Whose it is.
    pub account_id: AccountId,
    /// What its owner calls it.
    pub name: String,
    /// The hash of the password.
    pub hash: TokenHash,
    /// When it was made.
    pub created_at: Timestamp,
    /// When its use was last noted; the notes are a minute apart.
    pub seen_at: Option<Timestamp>,
    /// When it ends; `None` is never.
    pub expires_at: Option<Timestamp>,
}

impl Store {
    /// All passwords for programs, oldest first; those too that have expired.
    pub async fn list_app_passwords(&self) -> Result<Vec<AppPassword>, StoreError> {
        let rows = sqlx::query(LIST).fetch_all(self.readers()).await?;
        rows.iter().map(read).collect()
    }

    /// Those of one account.
    pub async fn list_app_passwords_of(
        &self,
        account: &AccountId,
    ) -> Result<Vec<AppPassword>, StoreError> {
        let list = sqlx::query(LIST_OF).bind(account.as_str());
        let rows = list.fetch_all(self.readers()).await?;
        rows.iter().map(read).collect()
    }

    /// Keeps a password for a program.
    ///
    /// # Errors
    /// [`Conflict::TooMany`](super::Conflict::TooMany) where the account has 100 of them that have not
    /// ended,
    /// [`Conflict::UnknownAccount`](super::Conflict::UnknownAccount).
    pub async fn insert_app_password(
        &self,
        password: &NewAppPassword,
        audit: &AuditEntry,
    ) -> Result<(), StoreError> {
        let mut writing = self.begin().await?;
        let now = audit.at;
        KIND.make_room(&password.account_id, now, &mut writing)
            .await?;
        let insert = sqlx::query(INSERT)
            .bind(password.id.as_str())
            .bind(password.account_id.as_str())
            .bind(&password.name)
            .bind(password.hash.as_bytes())
            .bind(audit.at.unix_ms())
            .bind(password.expires_at.map(Timestamp::unix_ms));
        let inserted = insert.execute(&mut *writing).await;
        inserted.map_err(passes::refused)?;
        audit::append(audit, &mut writing).await?;
        generation::commit_rights(writing).await
    }

    /// Notes that a program has come in with its password. Writes at most once a minute; no snapshot is read
    /// anew for it.
    pub async fn touch_app_password(
        &self,
        id: &AppPasswordId,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        self.touch_pass(&KIND, id.as_str(), now).await
    }

    /// Revokes one of this account's.
    ///
    /// # Errors
    /// [`StoreError::NotFound`], also where it is another's.
    pub async fn delete_app_password(
        &self,
        account: &AccountId,
        id: &AppPasswordId,
        audit: &AuditEntry,
    ) -> Result<(), StoreError> {
        let pass = (account, id.as_str());
        self.delete_pass(&KIND, pass, audit).await
    }
}

pub(super) fn read(row: &SqliteRow) -> Result<AppPassword, StoreError> {
    let cells = Cells::of("app_passwords", row);
    Ok(AppPassword {
        id: cells.parsed("id", AppPasswordId::parse)?,
        account_id: cells.parsed("account_id", AccountId::parse)?,
        name: cells.read("name")?,
        hash: TokenHash::read(cells, "hash")?,
        created_at: cells.time("created_at")?,
        seen_at: cells.optional_time("seen_at")?,
        expires_at: cells.optional_time("expires_at")?,
    })
}
