//! Tokens by which programs use the API in an account's name.

use sqlx::sqlite::SqliteRow;

use super::cells::Cells;
use super::database::Store;
use super::error::StoreError;
use super::passes::{self, Kind};
use super::token_hash::TokenHash;
use super::{audit, generation};
use crate::domain::{AccountId, AuditEntry, Scope, Scopes, Timestamp, TokenId, VirtualPath};

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, account_id, name, hash, scopes, prefix, created_at, seen_at, expires_at \
             FROM api_tokens ",
            $rest
        )
    };
}

pub(super) const LIST: &str = select!("ORDER BY created_at, id");
const LIST_OF: &str = select!("WHERE account_id = $1 ORDER BY created_at, id");
const INSERT: &str = "\
    INSERT INTO api_tokens (id, account_id, name, hash, scopes, prefix, created_at, expires_at) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";

const KIND: Kind = Kind {
    count_of: "SELECT COUNT(*) FROM api_tokens WHERE account_id = $1",
    delete_ended: "DELETE FROM api_tokens WHERE account_id = $1 AND expires_at <= $2",
    delete: "DELETE FROM api_tokens WHERE account_id = $1 AND id = $2",
    find_seen: "SELECT seen_at FROM api_tokens WHERE id = $1",
    touch: "UPDATE api_tokens SET seen_at = $2 WHERE id = $1",
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

/// An API token, to be kept.
#[derive(Clone, Debug)]
pub struct NewApiToken {
    /// Its id.
    pub id: TokenId,
    /// In whose name it acts.
    pub account_id: AccountId,
    /// What its owner calls it.
    pub name: String,
    /// The hash of the token, which has 256 random bits.
    pub hash: TokenHash,
    /// For what it is good.
    pub scopes: Scopes,
    /// Where it is good; `None` is everywhere.
    pub prefix: Option<VirtualPath>,
    /// When it ends; `None` is never.
    pub expires_at: Option<Timestamp>,
}

/// An API token, as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiToken {
    /// Its id.
    pub id: TokenId,
    /// In whose name it acts.
    pub account_id: AccountId,
    /// What its owner calls it.
    pub name: String,
    /// The hash of the token.
    pub hash: TokenHash,
    /// For what it is good.
    pub scopes: Scopes,
    /// Where it is good; `None` is everywhere.
    pub prefix: Option<VirtualPath>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When its use was last noted; the notes are a minute apart.
    pub seen_at: Option<Timestamp>,
    /// When it ends; `None` is never.
    pub expires_at: Option<Timestamp>,
}

impl Store {
    /// All API tokens, oldest first; those too that have expired.
    pub async fn list_api_tokens(&self) -> Result<Vec<ApiToken>, StoreError> {
        let rows = sqlx::query(LIST).fetch_all(self.readers()).await?;
        rows.iter().map(read).collect()
    }

    /// Those of one account.
    pub async fn list_api_tokens_of(
        &self,
        account: &AccountId,
    ) -> Result<Vec<ApiToken>, StoreError> {
        let list = sqlx::query(LIST_OF).bind(account.as_str());
        let rows = list.fetch_all(self.readers()).await?;
        rows.iter().map(read).collect()
    }

    /// Keeps an API token.
    ///
    /// # Errors
    /// [`Conflict::TooMany`](super::Conflict::TooMany) where the account has 100 of them that have not ended,
    /// [`Conflict::UnknownAccount`](super::Conflict::UnknownAccount).
    pub async fn insert_api_token(
        &self,
        token: &NewApiToken,
        audit: &AuditEntry,
    ) -> Result<(), StoreError> {
        let mut writing = self.begin().await?;
        let now = audit.at;
        KIND.make_room(&token.account_id, now, &mut writing).await?;
        let scopes: Vec<_> = token.scopes.iter().map(Scope::name).collect();
        let insert = sqlx::query(INSERT)
            .bind(token.id.as_str())
            .bind(token.account_id.as_str())
            .bind(&token.name)
            .bind(token.hash.as_bytes())
            .bind(scopes.join(" "))
            .bind(token.prefix.as_ref().map(VirtualPath::as_str))
            .bind(audit.at.unix_ms())
            .bind(token.expires_at.map(Timestamp::unix_ms));
        let inserted = insert.execute(&mut *writing).await;
        inserted.map_err(passes::refused)?;
        audit::append(audit, &mut writing).await?;
        generation::commit_rights(writing).await
    }

    /// Notes that a token is in use. Writes at most once a minute; no snapshot is read anew for it.
    pub async fn touch_api_token(&self, id: &TokenId, now: Timestamp) -> Result<(), StoreError> {
        self.touch_pass(&KIND, id.as_str(), now).await
    }

    /// Revokes one of this account's.
    ///
    /// # Errors
    /// [`StoreError::NotFound`], also where it is another's.
    pub async fn delete_api_token(
        &self,
        account: &AccountId,
        id: &TokenId,
        audit: &AuditEntry,
    ) -> Result<(), StoreError> {
        let pass = (account, id.as_str());
        self.delete_pass(&KIND, pass, audit).await
    }
}

pub(super) fn read(row: &SqliteRow) -> Result<ApiToken, StoreError> {
    let cells = Cells::of("api_tokens", row);
    Ok(ApiToken {
        id: cells.parsed("id", TokenId::parse)?,
        account_id: cells.parsed("account_id", AccountId::parse)?,
        name: cells.read("name")?,
        hash: TokenHash::read(cells, "hash")?,
        scopes: cells.named("scopes", to_scopes)?,
        prefix: cells.optional("prefix", VirtualPath::parse)?,
        created_at: cells.time("created_at")?,
        seen_at: cells.optional_time("seen_at")?,
        expires_at: cells.optional_time("expires_at")?,
    })
}

fn to_scopes(text: &str) -> Option<Scopes> {
    text.split_whitespace().map(Scope::from_name).collect()
}
