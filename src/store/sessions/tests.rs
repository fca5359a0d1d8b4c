//! Sessions: their tokens, their ends, and what is unlocked in them.

use super::*;
use crate::domain::{Role, Secret};
use crate::store::fixtures::{self, NOW, TestStore, audit, audit_at};
use crate::store::{AuditQuery, PasswordChange, StoreError};

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
        .insert_account(&account, &[], &password, &audit())
        .await;
    inserted.expect("it is new");
    let inserted = test
        .store
        .insert_session(&session_of(&account, 0), &audit())
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
async fn of_too_many_sessions_of_an_account_the_one_goes_that_was_used_least_lately() {
    let (test, account) = signed_in().await;
    let other = test.with_account("other").await;
    let begin = async |account: &Account, unique: u32, life: u32, seconds: u64| {
        let session = NewSession {
            id: SessionId::from_unique(format!("more-{}-{unique}", account.username)),
            token_hash: hash(&format!("{} {unique}", account.username)),
            expires_at: NOW.after(life * HOUR),
            idle_until: NOW.after(life * HOUR),
            ..session_of(account, 0)
        };
        let at = audit_at(NOW.after(Duration::from_secs(seconds)));
        let begun = test.store.insert_session(&session, &at).await;
        assert!(begun.expect("it is writable"), "{unique}");
    };
    begin(&other, 0, 2, 0).await;
    for unique in 1..MOST {
        begin(&account, unique, if unique == 50 { 1 } else { 2 }, 1).await;
    }
    // The oldest of them is the only one in use.
    let used = find(&test, "token", NOW).await.expect("it is there");
    let (now, until) = (NOW.after(HOUR / 2), NOW.after(2 * HOUR));
    let touched = test.store.touch_session(&used, until, now).await;
    touched.expect("it is writable");
    let count = async || {
        let now = NOW.after(Duration::from_secs(1));
        let all = test.store.list_sessions(&account.id, now).await;
        all.expect("readable").len()
    };
    assert_eq!(count().await, 100);
    begin(&account, 200, 2, 3_600).await;
    assert_eq!(count().await, 100);
    let there = async |token: &str| find(&test, token, NOW).await.is_some();
    assert!(!there("admin 50").await, "it was over");
    begin(&account, 201, 2, 3_601).await;
    assert_eq!(count().await, 100);
    assert!(there("token").await && there("admin 200").await && there("other 0").await);
}

#[tokio::test]
async fn a_session_that_is_ended_is_over() {
    let (test, account) = signed_in().await;
    for token in ["token", "no token"] {
        let deleted = test.store.delete_session(&hash(token), &audit()).await;
        deleted.expect("it is writable");
    }
    assert!(find(&test, "token", NOW).await.is_none());

    let (test, _) = signed_in().await;
    let deleted = test
        .store
        .delete_sessions_of_account(&account.id, &audit())
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
        .set_password(&account.id, &password, &audit())
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
        .set_password(&account.id, &password, &audit())
        .await;
    set.expect("it is there");
    for (generation, begun) in [(0, false), (2, false), (1, true)] {
        let session = session_of(&account, generation);
        let inserted = test.store.insert_session(&session, &audit()).await;
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

const MINUTE: Duration = Duration::from_mins(1);

#[tokio::test]
async fn a_rotated_token_is_good_for_one_more_minute() {
    let (test, account) = signed_in().await;
    let id = find(&test, "token", NOW).await.expect("it is there").id;
    let rotate = async |old: &str, new: &str, now| {
        let rotated = test
            .store
            .rotate_session(&id, &hash(old), &hash(new), now)
            .await;
        rotated.expect("it is writable")
    };
    let at = |seconds| NOW.after(Duration::from_secs(seconds));
    assert!(
        !rotate("other", "second", at(10)).await,
        "it is not its token"
    );
    assert!(rotate("token", "second", at(10)).await);
    let session = find(&test, "second", at(10)).await.expect("it is there");
    assert_eq!((&session.id, session.rotated_at), (&id, at(10)));
    assert_eq!(session.account.id, account.id);
    for (seconds, good) in [(10, true), (69, true), (70, false)] {
        let found = find(&test, "token", at(seconds)).await;
        assert_eq!(found.is_some(), good, "{seconds}");
        assert!(find(&test, "second", at(seconds)).await.is_some());
    }
    assert!(!rotate("token", "third", at(80)).await, "it is an old one");
    assert!(rotate("second", "third", at(80)).await);
    assert!(
        !rotate("third", "fourth", at(90)).await,
        "the second one still has its minute"
    );
    for (token, good) in [("token", false), ("second", true), ("third", true)] {
        let found = find(&test, token, at(100)).await;
        assert_eq!(found.is_some(), good, "{token}");
    }
}

#[tokio::test]
async fn whoever_signs_out_with_the_token_before_is_signed_out() {
    for (seconds, ended) in [(60, false), (59, true)] {
        let (test, _) = signed_in().await;
        let id = find(&test, "token", NOW).await.expect("it is there").id;
        let new = hash("second");
        let rotated = test
            .store
            .rotate_session(&id, &hash("token"), &new, NOW)
            .await;
        assert!(rotated.expect("it is writable"));
        let later = NOW.after(Duration::from_secs(seconds));
        let deleted = test
            .store
            .delete_session(&hash("token"), &audit_at(later))
            .await;
        assert_eq!(deleted.expect("it is writable"), ended);
        assert_eq!(find(&test, "second", later).await.is_none(), ended);
    }
}

#[tokio::test]
async fn an_account_sees_its_sessions_and_ends_one_of_its_own() {
    let (test, account) = signed_in().await;
    let other = test.with_account("other").await;
    let phone = NewSession {
        id: SessionId::from_unique("2"),
        token_hash: hash("phone"),
        client: Some("Ü".repeat(201)),
        address: Some([192, 0, 2, 1].into()),
        ..session_of(&account, 0)
    };
    let later = NOW.after(MINUTE);
    let begun = test.store.insert_session(&phone, &audit_at(later)).await;
    assert!(begun.expect("it is writable"));
    let list = async |id: &AccountId, now| {
        let listed = test.store.list_sessions(id, now).await;
        listed.expect("readable")
    };
    let sessions = list(&account.id, NOW).await;
    let first = SessionRecord {
        id: phone.id.clone(),
        client: Some("Ü".repeat(200)),
        address: phone.address,
        created_at: later,
        seen_at: later,
        idle_until: NOW.after(HOUR),
        expires_at: NOW.after(3 * HOUR),
    };
    assert_eq!((sessions.len(), &sessions[0]), (2, &first));
    assert!(list(&other.id, NOW).await.is_empty());
    assert!(list(&account.id, NOW.after(HOUR)).await.is_empty());

    let revoke = async |account: &AccountId| {
        let revoked = test
            .store
            .revoke_session(account, &phone.id, &audit())
            .await;
        !matches!(revoked, Err(StoreError::NotFound))
    };
    assert!(!revoke(&other.id).await, "it is another's");
    assert!(find(&test, "phone", NOW).await.is_some());
    assert!(revoke(&account.id).await);
    assert!(find(&test, "phone", NOW).await.is_none());
    assert!(find(&test, "token", NOW).await.is_some());
    assert!(!revoke(&account.id).await, "it is over");
}

#[tokio::test]
async fn folders_unlocked_in_a_session_come_with_it() {
    let (test, _) = signed_in().await;
    let session = find(&test, "token", NOW).await.expect("it is there");
    assert!(session.unlocked.is_empty());
    let rules = [fixtures::rule("1", "/a"), fixtures::rule("2", "/b")];
    for rule in &rules {
        let made = test
            .store
            .insert_rule(rule, &PasswordChange::Keep, &audit())
            .await;
        made.expect("it is new");
    }
    let unlock = |rule: usize, generation| Unlock {
        rule: rules[rule].id.clone(),
        generation,
    };
    for unlock in [unlock(0, 1), unlock(1, 1), unlock(0, 2)] {
        let added = test.store.add_unlock(&session.id, &unlock, &audit()).await;
        added.expect("both are there");
    }
    let unlocked = async || {
        let found = find(&test, "token", NOW).await.expect("it is there");
        let mut unlocked = found.unlocked;
        unlocked.sort();
        unlocked
    };
    assert_eq!(unlocked().await, [unlock(0, 2), unlock(1, 1)]);
    let deleted = test.store.delete_rule(&rules[0].id, &audit()).await;
    deleted.expect("it is there");
    assert_eq!(unlocked().await, [unlock(1, 1)]);
    let nowhere = SessionId::from_unique("nowhere");
    for (session, unlock) in [(&session.id, unlock(0, 1)), (&nowhere, unlock(1, 1))] {
        let refused = test.store.add_unlock(session, &unlock, &audit()).await;
        assert!(matches!(refused, Err(StoreError::NotFound)));
    }
}

#[tokio::test]
async fn a_sign_in_is_noted_and_one_that_came_to_nothing_is_not() {
    let (test, mut account) = signed_in().await;
    let noted = async || {
        let rows = test.store.list_audit(&AuditQuery::newest(100)).await;
        rows.expect("readable").len()
    };
    assert_eq!(noted().await, 2, "the account and its session");
    account.role = Role::Member;
    test.with_account("another").await;
    account.enabled = false;
    let updated = test
        .store
        .update_account(&account, &[], None, &audit())
        .await;
    updated.expect("it is there");
    let before = noted().await;
    for generation in [0, 1] {
        let session = session_of(&account, generation);
        let begun = test.store.insert_session(&session, &audit()).await;
        assert!(!begun.expect("it is writable"), "it is disabled");
    }
    let deleted = test.store.delete_session(&hash("token"), &audit()).await;
    assert!(!deleted.expect("it is writable"), "it is over");
    assert_eq!(noted().await, before);
}

#[tokio::test]
async fn a_session_is_found_by_its_indexes_however_few_tokens_were_rotated() {
    let test = TestStore::new().await;
    for number in 0..100 {
        let account = test.with_account(&format!("account{number}")).await;
        let session = NewSession {
            id: SessionId::from_unique(number),
            token_hash: hash(&number.to_string()),
            ..session_of(&account, 0)
        };
        let begun = test.store.insert_session(&session, &audit()).await;
        assert!(begun.expect("it is writable"));
    }
    for statement in ["ANALYZE", "SELECT 1"] {
        let plan = test.plan_of(FIND).await;
        for index in [
            "sessions USING INDEX sqlite_autoindex_sessions_2 (token_hash=?)",
            "sessions USING INDEX sessions_previous_hash (previous_hash=?)",
            "session_unlocks USING PRIMARY KEY (session_id=?)",
        ] {
            assert!(plan.contains(index), "{plan}");
        }
        assert!(!plan.contains("SCAN"), "{plan}");
        // What the planner believes of tables is counted anew now and then.
        let done = sqlx::query(statement).execute(test.store.writer()).await;
        done.expect("it is writable");
    }
}
