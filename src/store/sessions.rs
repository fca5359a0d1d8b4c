//! Who is signed in.

use std::fmt;
use std::time::Duration;

use aws_lc_rs::digest;
use sqlx::sqlite::SqliteRow;

use super::accounts;
use super::cells::Cells;
use super::database::{Store, Writing};
use super::error::StoreError;
use crate::domain::{Account, AccountId, Secret, SessionId, Timestamp};

/// A session in use is written at most this often.
const TOUCH_INTERVAL: Duration = Duration::from_mins(1);

const INSERT: &str = "\
    INSERT INTO sessions (token_hash, id, account_id, rotated_at, created_at, seen_at, idle_until, \
        expires_at) \
    SELECT $1, $7, id, $3, $3, $3, $4, $5 FROM accounts \
    WHERE id = $2 AND generation = $6 AND enabled = 1";
const FIND: &str = "\
    SELECT accounts.id, username, role, home_tenant_id, enabled, generation, sessions.id AS session_id, \
        seen_at, idle_until, expires_at \
    FROM sessions JOIN accounts ON accounts.id = account_id \
    WHERE token_hash = $1 AND expires_at > $2 AND idle_until > $2 AND enabled = 1";
const TOUCH: &str = "UPDATE sessions SET idle_until = $2, seen_at = $3 WHERE token_hash = $1";
const DELETE: &str = "DELETE FROM sessions WHERE token_hash = $1";
const DELETE_OF: &str = "DELETE FROM sessions WHERE account_id = $1";
const DELETE_EXPIRED: &str = "DELETE FROM sessions WHERE expires_at <= $1 OR idle_until <= $1";

#[cfg(test)]
pub(super) const ALL: &[(&str, &str)] = &[
    ("INSERT", INSERT),
    ("FIND", FIND),
    ("TOUCH", TOUCH),
    ("DELETE", DELETE),
    ("DELETE_OF", DELETE_OF),
    ("DELETE_EXPIRED", DELETE_EXPIRED),
];

/// What is kept of a session's token: its SHA-256. The token has 256 random bits, so no slow hash is
/// needed, and whoever reads the database can't sign in with what he finds.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct TokenHash([u8; 32]);

impl TokenHash {
    /// The hash of a token.
    pub fn of(token: &Secret<String>) -> Self {
        let hash = digest::digest(&digest::SHA256, token.expose().as_bytes());
        Self(hash.as_ref().try_into().expect("SHA-256 has 32 bytes"))
    }
}

impl fmt::Debug for TokenHash {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("TokenHash(***)")
    }
}

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
    /// When its use was last noted.
    pub seen_at: Timestamp,
    /// When it ends if it is not used.
    pub idle_until: Timestamp,
    /// When it ends however much it is used.
    pub expires_at: Timestamp,
}

impl Store {
    /// Begins a session, and says whether: none is begun where the account is gone, or has another password
    /// than the one that was verified, which takes its time.
    pub async fn insert_session(
        &self,
        session: &NewSession,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let mut writing = self.begin().await?;
        let insert = sqlx::query(INSERT)
            .bind(session.token_hash.0.as_slice())
            .bind(session.account_id.as_str())
            .bind(now.unix_ms())
            .bind(session.idle_until.unix_ms())
            .bind(session.expires_at.unix_ms())
            .bind(session.generation)
            .bind(session.id.as_str());
        let done = insert.execute(&mut *writing).await?;
        writing.commit().await?;
        Ok(done.rows_affected() > 0)
    }

    /// The session of a token, unless it has ended.
    pub async fn find_session(
        &self,
        token_hash: &TokenHash,
        now: Timestamp,
    ) -> Result<Option<Session>, StoreError> {
        let find = sqlx::query(FIND)
            .bind(token_hash.0.as_slice())
            .bind(now.unix_ms());
        let row = find.fetch_optional(self.readers()).await?;
        row.as_ref().map(read).transpose()
    }

    /// Notes that a session is in use and lets it live until `idle_until`. Called with every request;
    /// writes at most once a minute.
    pub async fn touch_session(
        &self,
        token_hash: &TokenHash,
        session: &Session,
        idle_until: Timestamp,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        if now.since(session.seen_at) < TOUCH_INTERVAL {
            return Ok(());
        }
        let mut writing = self.begin().await?;
        sqlx::query(TOUCH)
            .bind(token_hash.0.as_slice())
            .bind(idle_until.unix_ms())
            .bind(now.unix_ms())
            .execute(&mut *writing)
            .await?;
        Ok(writing.commit().await?)
    }

    /// Ends a session; nothing happens where there is none.
    pub async fn delete_session(&self, token_hash: &TokenHash) -> Result<(), StoreError> {
        let mut writing = self.begin().await?;
        let delete = sqlx::query(DELETE).bind(token_hash.0.as_slice());
        delete.execute(&mut *writing).await?;
        Ok(writing.commit().await?)
    }

    /// Ends all sessions of an account.
    pub async fn delete_sessions_of_account(&self, id: &AccountId) -> Result<(), StoreError> {
        let mut writing = self.begin().await?;
        delete_of(id, &mut writing).await?;
        Ok(writing.commit().await?)
    }

    /// Clears away the sessions that have ended; answers how many.
    pub async fn delete_expired_sessions(&self, now: Timestamp) -> Result<u64, StoreError> {
        let mut writing = self.begin().await?;
        let delete = sqlx::query(DELETE_EXPIRED).bind(now.unix_ms());
        let done = delete.execute(&mut *writing).await?;
        writing.commit().await?;
        Ok(done.rows_affected())
    }
}

pub(super) async fn delete_of(id: &AccountId, writing: &mut Writing) -> Result<(), StoreError> {
    let delete = sqlx::query(DELETE_OF).bind(id.as_str());
    delete.execute(&mut **writing).await?;
    Ok(())
}

fn read(row: &SqliteRow) -> Result<Session, StoreError> {
    let cells = Cells::of("sessions", row);
    Ok(Session {
        id: cells.parsed("session_id", SessionId::parse)?,
        account: accounts::read_account(cells)?,
        seen_at: cells.time("seen_at")?,
        idle_until: cells.time("idle_until")?,
        expires_at: cells.time("expires_at")?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::fixtures::{self, NOW, TestStore};

    const HOUR: Duration = Duration::from_hours(1);

    fn hash(token: &str) -> TokenHash {
        TokenHash::of(&Secret::new(token.to_owned()))
    }

    /// A database with one account and its session, idle after one hour and over after three.
    async fn signed_in() -> (TestStore, Account) {
        let test = TestStore::new().await;
        let account = fixtures::account("admin");
        let password = Secret::new("$hash".to_owned());
        let inserted = test.store.insert_account(&account, &password, NOW).await;
        inserted.expect("it is new");
        let inserted = test
            .store
            .insert_session(&session_of(&account, 0), NOW)
            .await;
        assert!(inserted.expect("it is writable"), "the account is there");
        (test, account)
    }

    fn session_of(account: &Account, generation: i64) -> NewSession {
        NewSession {
            id: SessionId::from_unique("1"),
            token_hash: hash("token"),
            account_id: account.id.clone(),
            generation,
            idle_until: NOW.after(HOUR),
            expires_at: NOW.after(3 * HOUR),
        }
    }

    async fn find(test: &TestStore, token: &str, now: Timestamp) -> Option<Session> {
        let found = test.store.find_session(&hash(token), now).await;
        found.expect("readable")
    }

    #[tokio::test]
    async fn a_token_leads_to_its_account_and_no_other_does() {
        let (test, account) = signed_in().await;
        let session = find(&test, "token", NOW).await.expect("it is there");
        assert_eq!(session.account.id, account.id);
        assert_eq!(session.expires_at, NOW.after(3 * HOUR));
        assert!(find(&test, "Token", NOW).await.is_none());
    }

    #[tokio::test]
    async fn a_session_ends_when_it_is_idle_and_at_the_latest_at_its_end() {
        let (test, _) = signed_in().await;
        let mut now = NOW;
        for _ in 0..5 {
            now = now.after(HOUR / 2);
            let session = find(&test, "token", now).await.expect("it is in use");
            let until = now.after(HOUR);
            let touched = test
                .store
                .touch_session(&hash("token"), &session, until, now)
                .await;
            touched.expect("it is writable");
        }
        assert!(
            find(&test, "token", now.after(HOUR / 2)).await.is_none(),
            "its end has come"
        );

        let (test, _) = signed_in().await;
        assert!(
            find(&test, "token", NOW.after(HOUR)).await.is_none(),
            "it was idle"
        );
    }

    #[tokio::test]
    async fn a_session_in_use_is_written_once_a_minute() {
        let (test, _) = signed_in().await;
        for (seconds, written) in [(59, false), (60, true)] {
            let now = NOW.after(Duration::from_secs(seconds));
            let session = find(&test, "token", now).await.expect("it is there");
            let until = now.after(HOUR);
            let touched = test
                .store
                .touch_session(&hash("token"), &session, until, now)
                .await;
            touched.expect("it is writable");
            let session = find(&test, "token", now).await.expect("it is there");
            assert_eq!(session.idle_until == until, written, "after {seconds} s");
        }
    }

    #[tokio::test]
    async fn a_session_that_is_ended_is_over() {
        let (test, account) = signed_in().await;
        for token in ["token", "no token"] {
            let deleted = test.store.delete_session(&hash(token)).await;
            deleted.expect("it is writable");
        }
        assert!(find(&test, "token", NOW).await.is_none());

        let (test, _) = signed_in().await;
        let deleted = test.store.delete_sessions_of_account(&account.id).await;
        deleted.expect("it is writable");
        assert!(find(&test, "token", NOW).await.is_none());
    }

    #[tokio::test]
    async fn a_new_password_ends_all_sessions() {
        let (test, account) = signed_in().await;
        let password = Secret::new("$other".to_owned());
        let set = test.store.set_password(&account.id, &password, NOW).await;
        set.expect("it is there");
        assert!(find(&test, "token", NOW).await.is_none());
    }

    #[tokio::test]
    async fn a_password_replaced_while_it_was_verified_begins_no_session() {
        let (test, account) = signed_in().await;
        let password = Secret::new("$other".to_owned());
        let set = test.store.set_password(&account.id, &password, NOW).await;
        set.expect("it is there");
        for (generation, begun) in [(0, false), (2, false), (1, true)] {
            let session = session_of(&account, generation);
            let inserted = test.store.insert_session(&session, NOW).await;
            assert_eq!(inserted.expect("it is writable"), begun, "{generation}");
            assert_eq!(find(&test, "token", NOW).await.is_some(), begun);
        }
    }

    #[tokio::test]
    async fn only_sessions_that_have_ended_are_cleared_away() {
        let (test, _) = signed_in().await;
        for (now, cleared) in [(NOW, 0), (NOW.after(HOUR), 1)] {
            let done = test.store.delete_expired_sessions(now).await;
            assert_eq!(done.expect("it is writable"), cleared);
        }
    }
}
