//! Changed, disabled and deleted accounts, and the last administrator.

use std::time::Duration;

use crate::domain::{
    Account, AccountId, Actor, AppPasswordId, AuditEntry, Principal, Role, Secret, SessionId,
    TenantId, TokenId, Username,
};
use crate::store::fixtures::{self, NOW, TestStore, audit};
use crate::store::{
    AuditQuery, Conflict, NewApiToken, NewAppPassword, NewSession, Store, StoreError, TokenHash,
};

fn member(name: &str) -> Account {
    Account {
        role: Role::Member,
        ..fixtures::account(name)
    }
}

async fn insert(test: &TestStore, account: &Account, tenants: &[TenantId]) {
    let hash = Secret::new("$hash".to_owned());
    let audit = audit();
    let inserted = test.store.insert_account(account, tenants, &hash, &audit);
    inserted.await.expect("it is new");
}

async fn find(test: &TestStore, id: &AccountId) -> Option<Account> {
    let found = test.store.find_account(id).await.expect("readable");
    found.map(|record| record.account)
}

/// Gives an account a session, both kinds of passes, a grant and a group.
async fn equip(test: &TestStore, account: &Account) {
    let hash = |text: &str| TokenHash::of(&Secret::new(text.to_owned()));
    let id = &account.id;
    let session = NewSession {
        id: SessionId::from_unique("1"),
        token_hash: hash("session"),
        account_id: id.clone(),
        generation: account.generation,
        client: None,
        address: None,
        idle_until: NOW.after(Duration::from_hours(1)),
        expires_at: NOW.after(Duration::from_hours(1)),
    };
    let begun = test.store.insert_session(&session, &audit()).await;
    assert!(begun.expect("it is writable"));
    let password = NewAppPassword {
        id: AppPasswordId::from_unique("1"),
        account_id: id.clone(),
        name: "Phone".to_owned(),
        hash: hash("password"),
        expires_at: None,
    };
    let kept = test.store.insert_app_password(&password, &audit()).await;
    kept.expect("there is room");
    let token = NewApiToken {
        id: TokenId::from_unique("1"),
        account_id: id.clone(),
        name: "Backup".to_owned(),
        hash: hash("token"),
        scopes: [].into_iter().collect(),
        prefix: None,
        expires_at: None,
    };
    let kept = test.store.insert_api_token(&token, &audit()).await;
    kept.expect("there is room");
    let grant = fixtures::grant("1", Principal::Account(id.clone()), "/a");
    let made = test.store.insert_grant(&grant, &audit()).await;
    made.expect("it is new");
    let (group, members) = (fixtures::group("Editors"), [id.clone()]);
    let made = test.store.insert_group(&group, &members, &audit()).await;
    made.expect("it is new");
}

/// Sessions, passes of both kinds, grants, memberships, offices.
async fn belongings(test: &TestStore, id: &AccountId) -> [usize; 6] {
    let rows = test.store.load_rights().await.expect("readable");
    let sessions = test.store.list_sessions(id, NOW).await.expect("readable");
    [
        sessions.len(),
        rows.app_passwords.len(),
        rows.api_tokens.len(),
        rows.grants.len(),
        rows.members.len(),
        rows.tenant_admins.len(),
    ]
}

#[tokio::test]
async fn an_account_is_changed_with_the_tenants_it_administers() {
    let test = TestStore::new().await;
    let (one, two) = (test.with_tenant(1).await.id, test.with_tenant(2).await.id);
    let mut account = member("ada");
    account.role = Role::TenantAdmin;
    insert(&test, &account, &[one.clone(), one.clone()]).await;
    let admins = async || test.store.list_tenant_admins().await.expect("readable");
    assert_eq!(admins().await, [(account.id.clone(), one.clone())]);

    account.username = Username::parse("Ada.Lovelace").expect("a name");
    account.home_tenant = Some(one.clone());
    let only = std::slice::from_ref(&two);
    let updated = test
        .store
        .update_account(&account, only, None, &audit())
        .await;
    updated.expect("it is there");
    assert_eq!(find(&test, &account.id).await, Some(account.clone()));
    let listed = test.store.list_accounts().await.expect("readable");
    assert_eq!(listed, [account.clone()]);
    assert_eq!(admins().await, [(account.id.clone(), two.clone())]);

    account.home_tenant = Some(TenantId::from_unique("nowhere"));
    let nowhere = [two.clone(), TenantId::from_unique("nowhere")];
    for (home, tenants) in [(account.home_tenant.clone(), only), (None, &nowhere[..])] {
        account.home_tenant = home;
        let refused = test
            .store
            .update_account(&account, tenants, None, &audit())
            .await;
        assert!(matches!(
            refused,
            Err(StoreError::Conflict(Conflict::UnknownTenant))
        ));
        assert_eq!(admins().await, [(account.id.clone(), two.clone())]);
    }

    for id in [&one, &two] {
        let deleted = test.store.delete_tenant(id, false, &audit()).await;
        deleted.expect("it has no mounts");
    }
    let homeless = find(&test, &account.id).await.expect("it is still there");
    assert_eq!(homeless.home_tenant, None);
    assert!(admins().await.is_empty());
}

#[tokio::test]
async fn a_name_that_another_has_is_refused() {
    let test = TestStore::new().await;
    insert(&test, &member("ada"), &[]).await;
    let mut bob = member("bob");
    insert(&test, &bob, &[]).await;
    bob.username = Username::parse("ADA").expect("a name");
    let refused = test.store.update_account(&bob, &[], None, &audit()).await;
    assert!(matches!(
        refused,
        Err(StoreError::Conflict(Conflict::UsernameTaken))
    ));
    let nobody = member("nobody");
    let refused = test
        .store
        .update_account(&nobody, &[], None, &audit())
        .await;
    assert!(matches!(refused, Err(StoreError::NotFound)));
}

#[tokio::test]
async fn a_disabled_account_loses_its_sessions_and_keeps_all_else() {
    let test = TestStore::new().await;
    let mut account = member("ada");
    insert(&test, &account, &[]).await;
    equip(&test, &account).await;
    let update = async |account: &Account| {
        let updated = test
            .store
            .update_account(account, &[], None, &audit())
            .await;
        updated.expect("it is there");
        let found = find(&test, &account.id).await.expect("it is there");
        (found.enabled, found.generation)
    };
    assert_eq!(update(&account).await, (true, 0));
    assert_eq!(belongings(&test, &account.id).await, [1, 1, 1, 1, 1, 0]);
    account.enabled = false;
    assert_eq!(update(&account).await, (false, 1));
    assert_eq!(belongings(&test, &account.id).await, [0, 1, 1, 1, 1, 0]);
    assert_eq!(update(&account).await, (false, 1), "it was disabled before");
    account.enabled = true;
    assert_eq!(update(&account).await, (true, 1));
}

#[tokio::test]
async fn a_new_password_ends_sessions_and_leaves_passes_alone() {
    let test = TestStore::new().await;
    let account = member("ada");
    insert(&test, &account, &[]).await;
    equip(&test, &account).await;
    let hash = Secret::new("$other".to_owned());
    let set = test.store.set_password(&account.id, &hash, &audit()).await;
    set.expect("it is there");
    assert_eq!(belongings(&test, &account.id).await, [0, 1, 1, 1, 1, 0]);
}

#[tokio::test]
async fn what_an_owner_began_before_does_not_undo_what_was_decided_meanwhile() {
    let test = TestStore::new().await;
    let account = member("ada");
    insert(&test, &account, &[]).await;
    let shown = (&account.id, account.generation);
    let (reset, own) = (
        Secret::new("$reset".to_owned()),
        Secret::new("$own".to_owned()),
    );
    let audit = audit();
    let done = test.store.set_password(&account.id, &reset, &audit).await;
    done.expect("it is there");
    let late = test.store.change_password(shown, &own, &audit).await;
    assert!(matches!(late, Err(StoreError::NotFound)), "{late:?}");
    let found = test.store.find_account(&account.id).await;
    let found = found.expect("readable").expect("it is there");
    assert_eq!(found.password_hash, reset);
    let present = (&account.id, found.account.generation);
    let changed = test.store.change_password(present, &own, &audit).await;
    changed.expect("it is the present one");
    let found = test.store.find_account(&account.id).await;
    let found = found.expect("readable").expect("it is there");
    assert_eq!(found.password_hash, own);
    assert_eq!(found.account.generation, account.generation + 2);
}

#[tokio::test]
async fn a_change_that_is_refused_leaves_the_password_alone() {
    let test = TestStore::new().await;
    let (ada, bob) = (member("ada"), member("bob"));
    insert(&test, &ada, &[]).await;
    insert(&test, &bob, &[]).await;
    equip(&test, &bob).await;
    let other = Secret::new("$other".to_owned());
    let known = async || {
        let found = test.store.find_account(&bob.id).await.expect("readable");
        found.expect("it is there").password_hash
    };
    let update = async |account: &Account| {
        let password = Some(&other);
        let audit = audit();
        let updated = test.store.update_account(account, &[], password, &audit);
        updated.await.is_ok()
    };
    let taken = Account {
        username: ada.username.clone(),
        ..bob.clone()
    };
    assert!(!update(&taken).await);
    assert_eq!(known().await, Secret::new("$hash".to_owned()));
    assert_eq!(belongings(&test, &bob.id).await[0], 1);
    assert!(update(&bob).await);
    assert_eq!(known().await, other);
    assert_eq!(
        belongings(&test, &bob.id).await[0],
        0,
        "whoever knew it is out"
    );
    let found = find(&test, &bob.id).await.expect("it is there");
    assert_eq!(found.generation, 1);
}

#[tokio::test]
async fn an_account_that_is_deleted_takes_all_it_has_along_but_its_deeds() {
    let test = TestStore::new().await;
    let tenant = test.with_tenant(1).await;
    let account = member("ada");
    insert(&test, &account, &[tenant.id]).await;
    equip(&test, &account).await;
    assert_eq!(belongings(&test, &account.id).await, [1, 1, 1, 1, 1, 1]);
    let deed = AuditEntry {
        actor: Actor {
            account: Some(account.id.clone()),
            username: Some(account.username.clone()),
            ..Actor::default()
        },
        ..audit()
    };
    let deleted = test.store.delete_account(&account.id, &deed).await;
    deleted.expect("it is there");
    assert_eq!(belongings(&test, &account.id).await, [0; 6]);
    let query = AuditQuery::newest(1);
    let noted = test.store.list_audit(&query).await.expect("readable");
    assert_eq!(noted[0].actor.username, Some(account.username));
    let again = test.store.delete_account(&account.id, &audit()).await;
    assert!(matches!(again, Err(StoreError::NotFound)));
}

#[tokio::test]
async fn the_last_administrator_that_can_sign_in_stays_what_he_is() {
    let test = TestStore::new().await;
    let (ada, bob) = (
        test.with_account("ada").await,
        test.with_account("bob").await,
    );
    insert(&test, &member("eve"), &[]).await;
    let disabled = |account: &Account| Account {
        enabled: false,
        ..account.clone()
    };
    let demoted = |account: &Account| Account {
        role: Role::TenantAdmin,
        ..account.clone()
    };
    let update = async |account: &Account| {
        let updated = test
            .store
            .update_account(account, &[], None, &audit())
            .await;
        updated.map_err(|error| error.to_string())
    };
    let refusal = Err(Conflict::LastAdministrator.to_string());
    assert_eq!(update(&disabled(&bob)).await, Ok(()));
    assert_eq!(update(&disabled(&ada)).await, refusal);
    assert_eq!(update(&demoted(&ada)).await, refusal);
    let refused = test.store.delete_account(&ada.id, &audit()).await;
    assert!(matches!(
        refused,
        Err(StoreError::Conflict(Conflict::LastAdministrator))
    ));
    assert_eq!(find(&test, &ada.id).await, Some(ada.clone()));

    let renamed = Account {
        username: Username::parse("ada2").expect("a name"),
        ..ada.clone()
    };
    assert_eq!(update(&renamed).await, Ok(()));
    assert_eq!(update(&bob).await, Ok(()), "he is enabled again");
    assert_eq!(update(&demoted(&ada)).await, Ok(()));
    let deleted = test.store.delete_account(&ada.id, &audit()).await;
    deleted.expect("it is no administrator any more");
}

#[tokio::test]
async fn of_two_administrators_who_dismiss_each_other_one_stays() {
    let test = TestStore::new().await;
    let (ada, bob) = (
        test.with_account("ada").await,
        test.with_account("bob").await,
    );
    let beside = Store::open(test.data_dir()).await.expect("it opens beside");
    let (one, other) = (audit(), audit());
    let (first, second) = tokio::join!(
        test.store.delete_account(&ada.id, &one),
        beside.delete_account(&bob.id, &other),
    );
    assert_ne!(first.is_ok(), second.is_ok());
    assert_eq!(test.store.count_accounts().await.expect("readable"), 1);
}
