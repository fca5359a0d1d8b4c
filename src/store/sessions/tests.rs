use super::*;
use crate::domain::Secret;
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
    let inserted = test
        .store
        .insert_account(&account, &[], &password, &fixtures::audit())
        .await;
    inserted.expect("it is new");
    let inserted = test
        .store
        .insert_session(&session_of(&account, 0), &fixtures::audit())
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
        client: None,
        address: None,
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
        let touched = test.store.touch_session(&session, until, now).await;
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
        let touched = test.store.touch_session(&session, until, now).await;
        touched.expect("it is writable");
        let session = find(&test, "token", now).await.expect("it is there");
        assert_eq!(session.idle_until == until, written, "after {seconds} s");
    }
}

#[tokio::test]
async fn a_session_that_is_ended_is_over() {
    let (test, account) = signed_in().await;
    for token in ["token", "no token"] {
        let deleted = test
            .store
            .delete_session(&hash(token), &fixtures::audit())
            .await;
        deleted.expect("it is writable");
    }
    assert!(find(&test, "token", NOW).await.is_none());

    let (test, _) = signed_in().await;
    let deleted = test
        .store
        .delete_sessions_of_account(&account.id, &fixtures::audit())
        .await;
    deleted.expect("it is writable");
    assert!(find(&test, "token", NOW).await.is_none());
}

#[tokio::test]
async fn a_new_password_ends_all_sessions() {
    let (test, account) = signed_in().await;
    let password = Secret::new("$other".to_owned());
    let set = test
        .store
        .set_password(&account.id, &password, &fixtures::audit())
        .await;
    set.expect("it is there");
    assert!(find(&test, "token", NOW).await.is_none());
}

#[tokio::test]
async fn a_password_replaced_while_it_was_verified_begins_no_session() {
    let (test, account) = signed_in().await;
    let password = Secret::new("$other".to_owned());
    let set = test
        .store
        .set_password(&account.id, &password, &fixtures::audit())
        .await;
    set.expect("it is there");
    for (generation, begun) in [(0, false), (2, false), (1, true)] {
        let session = session_of(&account, generation);
        let inserted = test
            .store
            .insert_session(&session, &fixtures::audit())
            .await;
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
