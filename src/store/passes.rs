//! What passwords for programs and API tokens have in common: an owner, a bound, and notes of their use.

use std::time::Duration;

use super::database::{Store, Writing};
use super::error::{Conflict, StoreError, is_dangling};
use super::{audit, generation};
use crate::domain::{AccountId, AuditEntry, Timestamp};

/// The most passes of one kind that an account can have: all of them lie in memory.
const MOST: u32 = 100;

/// A pass in use is written at most this often.
const TOUCH_INTERVAL: Duration = Duration::from_mins(1);

/// The statements of one kind of passes.
pub(super) struct Kind {
    pub(super) count_of: &'static str,
    pub(super) delete_ended: &'static str,
    pub(super) delete: &'static str,
    pub(super) find_seen: &'static str,
    pub(super) touch: &'static str,
}

impl Kind {
    /// Refuses one more where the account has all it can have. Those that have ended are shown to their owner as
    /// long as there is room for them, and go when it is needed.
    pub(super) async fn make_room(
        &self,
        account: &AccountId,
        now: Timestamp,
        writing: &mut Writing,
    ) -> Result<(), StoreError> {
        if self.has_room(account, writing).await? {
            return Ok(());
        }
        let delete = sqlx::query(self.delete_ended).bind(account.as_str());
        let delete = delete.bind(now.unix_ms());
        delete.execute(&mut **writing).await?;
        if self.has_room(account, writing).await? {
            return Ok(());
        }
        Err(Conflict::TooMany { most: MOST }.into())
    }

    async fn has_room(
        &self,
        account: &AccountId,
        writing: &mut Writing,
    ) -> Result<bool, StoreError> {
        let count = sqlx::query_scalar(self.count_of).bind(account.as_str());
        let count: i64 = count.fetch_one(&mut **writing).await?;
        Ok(count < i64::from(MOST))
    }
}

impl Store {
    /// Notes the use of a pass. What was noted last is read first, as readers wait for nobody.
    pub(super) async fn touch_pass(
        &self,
        kind: &Kind,
        id: &str,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let find = sqlx::query_scalar(kind.find_seen).bind(id);
        let seen: Option<Option<i64>> = find.fetch_optional(self.readers()).await?;
        let due = seen.is_some_and(|seen| {
            let seen = seen.map(Timestamp::from_unix_ms);
            seen.is_none_or(|seen| now.since(seen) >= TOUCH_INTERVAL)
        });
        if !due {
            return Ok(());
        }
        let mut writing = self.begin().await?;
        let touch = sqlx::query(kind.touch).bind(id).bind(now.unix_ms());
        touch.execute(&mut *writing).await?;
        Ok(writing.commit().await?)
    }

    pub(super) async fn delete_pass(
        &self,
        kind: &Kind,
        (account, id): (&AccountId, &str),
        audit: &AuditEntry,
    ) -> Result<(), StoreError> {
        let mut writing = self.begin().await?;
        let delete = sqlx::query(kind.delete).bind(account.as_str()).bind(id);
        if delete.execute(&mut *writing).await?.rows_affected() == 0 {
            return Err(StoreError::NotFound);
        }
        audit::append(audit, &mut writing).await?;
        generation::commit_rights(writing).await
    }
}

/// Why a pass could not be kept.
pub(super) fn refused(error: sqlx::Error) -> StoreError {
    if is_dangling(&error) {
        Conflict::UnknownAccount.into()
    } else {
        error.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{AppPasswordId, Scope, Secret, TokenId};
    use crate::store::fixtures::{NOW, TestStore, audit, audit_at, path};
    use crate::store::{ApiToken, AppPassword, NewApiToken, NewAppPassword, TokenHash};

    fn hash(text: &str) -> TokenHash {
        TokenHash::of(&Secret::new(text.to_owned()))
    }

    fn password(unique: u32, account: &AccountId) -> NewAppPassword {
        NewAppPassword {
            id: AppPasswordId::from_unique(unique),
            account_id: account.clone(),
            name: "Phone".to_owned(),
            hash: hash(&format!("password {unique}")),
            expires_at: None,
        }
    }

    fn token(unique: u32, account: &AccountId) -> NewApiToken {
        NewApiToken {
            id: TokenId::from_unique(unique),
            account_id: account.clone(),
            name: "Backup".to_owned(),
            hash: hash(&format!("token {unique}")),
            scopes: [Scope::FilesRead, Scope::AuditRead].into_iter().collect(),
            prefix: Some(path("/Été")),
            expires_at: Some(NOW.after(Duration::from_hours(1))),
        }
    }

    async fn passwords(test: &TestStore) -> Vec<AppPassword> {
        test.store.list_app_passwords().await.expect("readable")
    }

    async fn tokens(test: &TestStore) -> Vec<ApiToken> {
        test.store.list_api_tokens().await.expect("readable")
    }

    #[tokio::test]
    async fn passes_come_back_as_they_were_stored_to_their_owner() {
        let test = TestStore::new().await;
        let (ada, bob) = (
            test.with_account("ada").await,
            test.with_account("bob").await,
        );
        let store = &test.store;
        for (unique, account) in [(1, &ada), (2, &bob)] {
            let kept = store
                .insert_app_password(&password(unique, &account.id), &audit())
                .await;
            kept.expect("there is room");
            let kept = store
                .insert_api_token(&token(unique, &account.id), &audit())
                .await;
            kept.expect("there is room");
        }
        let of_ada = store
            .list_app_passwords_of(&ada.id)
            .await
            .expect("readable");
        assert_eq!(of_ada, passwords(&test).await[..1]);
        let first = &of_ada[0];
        assert_eq!((first.hash, first.expires_at), (hash("password 1"), None));
        assert_eq!((first.created_at, first.seen_at), (NOW, None));

        let of_bob = store.list_api_tokens_of(&bob.id).await.expect("readable");
        assert_eq!(of_bob, tokens(&test).await[1..]);
        let (second, made) = (&of_bob[0], token(2, &bob.id));
        assert_eq!((second.scopes, &second.prefix), (made.scopes, &made.prefix));
        assert_eq!(
            (second.hash, second.expires_at),
            (made.hash, made.expires_at)
        );

        let (one, other) = (password(1, &ada.id).id, token(2, &bob.id).id);
        for refused in [
            store.delete_app_password(&bob.id, &one, &audit()).await,
            store.delete_api_token(&ada.id, &other, &audit()).await,
        ] {
            assert!(matches!(refused, Err(StoreError::NotFound)));
        }
        for deleted in [
            store.delete_app_password(&ada.id, &one, &audit()).await,
            store.delete_api_token(&bob.id, &other, &audit()).await,
        ] {
            deleted.expect("it is his");
        }
        assert_eq!(
            (passwords(&test).await.len(), tokens(&test).await.len()),
            (1, 1)
        );
    }

    #[tokio::test]
    async fn the_use_of_a_pass_is_written_once_a_minute_and_wakes_nobody() {
        let test = TestStore::new().await;
        let ada = test.with_account("ada").await;
        let (password, token) = (password(1, &ada.id), token(1, &ada.id));
        let kept = test.store.insert_app_password(&password, &audit()).await;
        kept.expect("there is room");
        let kept = test.store.insert_api_token(&token, &audit()).await;
        kept.expect("there is room");
        let before = test.store.rights_generation().await.expect("readable");
        for (seconds, noted) in [(0, 0), (59, 0), (60, 60), (61, 60)] {
            let now = NOW.after(Duration::from_secs(seconds));
            let touched = test.store.touch_app_password(&password.id, now).await;
            touched.expect("it is writable");
            let touched = test.store.touch_api_token(&token.id, now).await;
            touched.expect("it is writable");
            let noted = Some(NOW.after(Duration::from_secs(noted)));
            assert_eq!(passwords(&test).await[0].seen_at, noted, "{seconds}");
            assert_eq!(tokens(&test).await[0].seen_at, noted, "{seconds}");
        }
        let after = test.store.rights_generation().await.expect("readable");
        assert_eq!(before, after);
        let nobody = TokenId::from_unique("nobody");
        let touched = test.store.touch_api_token(&nobody, NOW).await;
        touched.expect("what was revoked meanwhile is nobody's affair");
    }

    #[tokio::test]
    async fn an_account_can_have_a_hundred_of_each_kind() {
        let test = TestStore::new().await;
        let (ada, bob) = (
            test.with_account("ada").await,
            test.with_account("bob").await,
        );
        let store = &test.store;
        for unique in 0..=MOST {
            let room = unique < MOST;
            let kept = store
                .insert_app_password(&password(unique, &ada.id), &audit())
                .await;
            assert_eq!(kept.is_ok(), room, "{unique}");
            let kept = store
                .insert_api_token(&token(unique, &ada.id), &audit())
                .await;
            assert_eq!(kept.is_ok(), room, "{unique}");
        }
        let refused = store.insert_api_token(&token(200, &ada.id), &audit()).await;
        assert!(matches!(
            refused,
            Err(StoreError::Conflict(Conflict::TooMany { most: MOST }))
        ));
        let kept = store.insert_api_token(&token(201, &bob.id), &audit()).await;
        kept.expect("others have room");
    }

    #[tokio::test]
    async fn what_has_ended_makes_room_where_it_is_needed() {
        let test = TestStore::new().await;
        let (ada, bob) = (
            test.with_account("ada").await,
            test.with_account("bob").await,
        );
        let store = &test.store;
        let short = |unique, account: &AccountId, hours| NewAppPassword {
            expires_at: Some(NOW.after(Duration::from_hours(hours))),
            ..password(unique, account)
        };
        for unique in 0..MOST {
            let hours = if unique < 3 { 1 } else { 2 };
            let one = short(unique, &ada.id, hours);
            let kept = store.insert_app_password(&one, &audit()).await;
            kept.expect("there is room");
        }
        let of_bob = short(300, &bob.id, 1);
        let kept = store.insert_app_password(&of_bob, &audit()).await;
        kept.expect("there is room");
        let at = |hours| audit_at(NOW.after(Duration::from_hours(hours)));
        let full = store
            .insert_app_password(&password(101, &ada.id), &audit())
            .await;
        assert!(full.is_err(), "none has ended");
        let kept = store
            .insert_app_password(&password(101, &ada.id), &at(1))
            .await;
        kept.expect("three have ended");
        let left = store
            .list_app_passwords_of(&ada.id)
            .await
            .expect("readable");
        assert_eq!(left.len(), 98);
        let others = store
            .list_app_passwords_of(&bob.id)
            .await
            .expect("readable");
        assert_eq!(others.len(), 1, "nobody else's go");
    }

    #[tokio::test]
    async fn nobody_has_a_pass() {
        let test = TestStore::new().await;
        let nobody = AccountId::from_unique("nobody");
        for refused in [
            test.store
                .insert_app_password(&password(1, &nobody), &audit())
                .await,
            test.store
                .insert_api_token(&token(1, &nobody), &audit())
                .await,
        ] {
            assert!(matches!(
                refused,
                Err(StoreError::Conflict(Conflict::UnknownAccount))
            ));
        }
    }
}
