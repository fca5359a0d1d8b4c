//! Who is signed in.

pub(super) mod ending;
mod origins;
mod unlocks;

#[cfg(test)]
mod tests;

use std::net::IpAddr;
use std::time::Duration;

use sqlx::sqlite::SqliteRow;

use super::cells::Cells;
use super::database::Store;
use super::error::StoreError;
use super::token_hash::TokenHash;
use super::{accounts, audit};
use crate::domain::{Account, AccountId, AuditEntry, SessionId, Timestamp, Unlock};

pub use origins::SessionOrigin;

/// A session in use is written at most this often.
const TOUCH_INTERVAL: Duration = Duration::from_mins(1);

/// How long the token before the last rotation is still good: requests under way carry it.
const GRACE: Duration = Duration::from_mins(1);

/// The most sessions of an account: programs that sign in for each of their runs must not fill the database.
const MOST: u32 = 100;

/// The most characters kept of what a client calls itself.
const LONGEST_CLIENT: usize = 200;

const INSERT: &str = "\
    INSERT INTO sessions (token_hash, id, account_id, rotated_at, created_at, seen_at, idle_until, \
        expires_at, client, address) \
    SELECT $1, $7, id, $3, $3, $3, $4, $5, $8, $9 FROM accounts \
    WHERE id = $2 AND generation = $6 AND enabled = 1";
/// `CROSS JOIN` keeps SQLite from beginning with the accounts, however few they are
/// (<https://www.sqlite.org/optoverview.html>, on the control of query plans).
const FIND: &str = "\
    SELECT accounts.id, username, role, home_tenant_id, enabled, accounts.generation, \
        sessions.id AS session_id, seen_at, rotated_at, idle_until, expires_at, \
        rule_id, session_unlocks.generation AS rule_generation \
    FROM sessions CROSS JOIN accounts \
    LEFT JOIN session_unlocks ON session_id = sessions.id \
    WHERE accounts.id = account_id AND (token_hash = $1 OR (previous_hash = $1 AND rotated_at > $3)) \
        AND expires_at > $2 AND idle_until > $2 AND enabled = 1";
const LIST_OF: &str = "\
    SELECT id, client, address, created_at, seen_at, idle_until, expires_at FROM sessions \
    WHERE account_id = $1 AND expires_at > $2 AND idle_until > $2 ORDER BY seen_at DESC, id";
const TOUCH: &str = "UPDATE sessions SET idle_until = $2, seen_at = $3 WHERE id = $1";
const ROTATE: &str = "\
    UPDATE sessions SET previous_hash = token_hash, token_hash = $3, rotated_at = $4 \
    WHERE id = $1 AND token_hash = $2 AND (previous_hash IS NULL OR rotated_at <= $5)";

#[cfg(test)]
pub(super) const ALL: &[&[(&str, &str)]] = &[ending::ALL, origins::ALL, unlocks::ALL, OWN];

#[cfg(test)]
const OWN: &[(&str, &str)] = &[
    ("INSERT", INSERT),
    ("FIND", FIND),
    ("LIST_OF", LIST_OF),
    ("TOUCH", TOUCH),
    ("ROTATE", ROTATE),
];

/// A session to be begun.
#[derive(Clone, Debug)]
pub struct NewSession {
    /// Its id.
    pub id: SessionId,
    /// The hash of its token.
    pub token_hash: TokenHash,
    /// Who signed in.
    pub account_id: AccountId,
    /// Generation of the account whose password was verified.
    pub generation: i64,
    /// What the client calls itself; the first 200 characters are kept.
    pub client: Option<String>,
    /// Where it signed in from, as far as that can be trusted.
    pub address: Option<IpAddr>,
    /// When it ends if it is not used.
    pub idle_until: Timestamp,
    /// When it ends however much it is used.
    pub expires_at: Timestamp,
}

/// A session that has not ended.
#[derive(Clone, Debug)]
pub struct Session {
    /// Its id.
    pub id: SessionId,
    /// Who signed in.
    pub account: Account,
    /// The passwords of folders given in it.
    pub unlocked: Vec<Unlock>,
    /// When its use was last noted.
    pub seen_at: Timestamp,
    /// Since when its token is the present one.
    pub rotated_at: Timestamp,
    /// When it ends if it is not used.
    pub idle_until: Timestamp,
    /// When it ends however much it is used.
    pub expires_at: Timestamp,
}

/// A session as its owner sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionRecord {
    /// Its id.
    pub id: SessionId,
    /// What the client called itself when it signed in.
    pub client: Option<String>,
    /// Where it signed in from.
    pub address: Option<IpAddr>,
    /// When it signed in.
    pub created_at: Timestamp,
    /// When its use was last noted.
    pub seen_at: Timestamp,
    /// When it ends if it is not used.
    pub idle_until: Timestamp,
    /// When it ends however much it is used.
    pub expires_at: Timestamp,
}

impl Store {
    /// Begins a session, and says whether: none is begun, and nothing noted, where the account is gone or
    /// disabled, or has another password than the one that was verified, which takes its time. Where the account
    /// has 100 already, the one goes that has not been used for longest.
    pub async fn insert_session(
        &self,
        session: &NewSession,
        audit: &AuditEntry,
    ) -> Result<bool, StoreError> {
        let mut writing = self.begin().await?;
        let insert = sqlx::query(INSERT)
            .bind(session.token_hash.as_bytes())
            .bind(session.account_id.as_str())
            .bind(audit.at.unix_ms())
            .bind(session.idle_until.unix_ms())
            .bind(session.expires_at.unix_ms())
            .bind(session.generation)
            .bind(session.id.as_str())
            .bind(session.client.as_deref().map(cut))
            .bind(session.address.map(|address| address.to_string()));
        if insert.execute(&mut *writing).await?.rows_affected() == 0 {
            return Ok(false);
        }
        ending::make_room(session, audit.at, &mut writing).await?;
        audit::append(audit, &mut writing).await?;
        writing.commit().await?;
        Ok(true)
    }

    /// The session of a token, unless it has ended or its account is disabled.
    pub async fn find_session(
        &self,
        token_hash: &TokenHash,
        now: Timestamp,
    ) -> Result<Option<Session>, StoreError> {
        let find = sqlx::query(FIND)
            .bind(token_hash.as_bytes())
            .bind(now.unix_ms())
            .bind(now.before(GRACE).unix_ms());
        let rows = find.fetch_all(self.readers()).await?;
        // One row for each folder that is unlocked in it, and one where there is none.
        let Some(first) = rows.first() else {
            return Ok(None);
        };
        let mut session = read(first)?;
        for row in &rows {
            session.unlocked.extend(unlocks::read(row)?);
        }
        Ok(Some(session))
    }

    /// The sessions of an account that have not ended, the one used last first.
    pub async fn list_sessions(
        &self,
        account: &AccountId,
        now: Timestamp,
    ) -> Result<Vec<SessionRecord>, StoreError> {
        let list = sqlx::query(LIST_OF)
            .bind(account.as_str())
            .bind(now.unix_ms());
        let rows = list.fetch_all(self.readers()).await?;
        rows.iter().map(read_record).collect()
    }

    /// Notes that a session is in use and lets it live until `idle_until`. Called with every request;
    /// writes at most once a minute.
    pub async fn touch_session(
        &self,
        session: &Session,
        idle_until: Timestamp,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        if now.since(session.seen_at) < TOUCH_INTERVAL {
            return Ok(());
        }
        let mut writing = self.begin().await?;
        sqlx::query(TOUCH)
            .bind(session.id.as_str())
            .bind(idle_until.unix_ms())
            .bind(now.unix_ms())
            .execute(&mut *writing)
            .await?;
        Ok(writing.commit().await?)
    }

    /// Gives a session a new token, and says whether. The old one is good for another minute; nothing happens
    /// where it is not the present one any more, or the one before it still has its minute.
    pub async fn rotate_session(
        &self,
        id: &SessionId,
        old: &TokenHash,
        new: &TokenHash,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let mut writing = self.begin().await?;
        let rotate = sqlx::query(ROTATE)
            .bind(id.as_str())
            .bind(old.as_bytes())
            .bind(new.as_bytes())
            .bind(now.unix_ms())
            .bind(now.before(GRACE).unix_ms());
        let done = rotate.execute(&mut *writing).await?;
        writing.commit().await?;
        Ok(done.rows_affected() > 0)
    }
}

/// What a client calls itself, bounded.
fn cut(client: &str) -> String {
    client.chars().take(LONGEST_CLIENT).collect()
}

fn read(row: &SqliteRow) -> Result<Session, StoreError> {
    let cells = Cells::of("sessions", row);
    Ok(Session {
        id: cells.parsed("session_id", SessionId::parse)?,
        account: accounts::read_account(cells)?,
        unlocked: Vec::new(),
        seen_at: cells.time("seen_at")?,
        rotated_at: cells.time("rotated_at")?,
        idle_until: cells.time("idle_until")?,
        expires_at: cells.time("expires_at")?,
    })
}

fn read_record(row: &SqliteRow) -> Result<SessionRecord, StoreError> {
    let cells = Cells::of("sessions", row);
    Ok(SessionRecord {
        id: cells.parsed("id", SessionId::parse)?,
        client: cells.read("client")?,
        address: cells.optional("address", str::parse)?,
        created_at: cells.time("created_at")?,
        seen_at: cells.time("seen_at")?,
        idle_until: cells.time("idle_until")?,
        expires_at: cells.time("expires_at")?,
    })
}
