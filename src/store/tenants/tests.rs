//! Tenants as they are stored, changed and removed.

use super::*;
use crate::domain::{Allowance, Diagnosis, Health};
use crate::store::fixtures::{self, TestStore, audit, path};

#[tokio::test]
async fn a_tenant_comes_back_as_it_was_stored() {
    let test = TestStore::new().await;
    let mut tenant = fixtures::tenant(1);
    tenant.path_prefix = path("/Contoso/Übersee");
    tenant.mountable.users = Allowance::only(["ada@contoso.example", "bob@contoso.example"]);
    tenant.mountable.sites = Allowance::All;
    tenant.health = Health {
        state: State::Trouble(Diagnosis::SecretExpired),
        since: Timestamp::from_unix_ms(77),
    };
    let inserted = test.store.insert_tenant(&tenant, &[], &audit()).await;
    inserted.expect("it is new");
    let found = test.store.find_tenant(&tenant.id).await.expect("readable");
    assert_eq!(
        format!("{:?}", found.expect("it is there")),
        format!("{tenant:?}")
    );

    tenant.mountable.users = Allowance::All;
    tenant.mountable.sites = Allowance::default();
    tenant.mountable.drives = Allowance::only(["b!drive"]);
    let updated = test.store.update_tenant(&tenant, &[], &audit()).await;
    updated.expect("it is there");
    let listed = test.store.list_tenants().await.expect("readable");
    assert_eq!(format!("{listed:?}"), format!("{:?}", [&tenant]));
}

#[tokio::test]
async fn a_prefix_belongs_to_one_tenant_in_any_letter_case() {
    let test = TestStore::new().await;
    let first = test.with_tenant(1).await;
    let mut second = fixtures::tenant(2);
    second.path_prefix = path("/TENANT1");
    let refused = test.store.insert_tenant(&second, &[], &audit()).await;
    let taken = Conflict::PrefixTaken {
        prefix: path("/TENANT1"),
    };
    assert!(matches!(refused, Err(StoreError::Conflict(conflict)) if conflict == taken));
    second.path_prefix = path("/tenant2");
    let inserted = test.store.insert_tenant(&second, &[], &audit()).await;
    inserted.expect("the prefix is free");
    second.path_prefix = first.path_prefix;
    let refused = test.store.update_tenant(&second, &[], &audit()).await;
    assert!(matches!(
        refused,
        Err(StoreError::Conflict(Conflict::PrefixTaken { .. }))
    ));
}

#[tokio::test]
async fn an_update_that_is_refused_keeps_the_old_secret() {
    let test = TestStore::new().await;
    let first = test.with_tenant(1).await;
    let mut second = fixtures::tenant(2);
    let old = fixtures::credential("old", b"sealed old");
    let inserted = test
        .store
        .insert_tenant(&second, std::slice::from_ref(&old), &audit())
        .await;
    inserted.expect("it is new");
    second.path_prefix = first.path_prefix;
    let new = fixtures::credential("new", b"sealed new");
    let refused = test
        .store
        .update_tenant(&second, std::slice::from_ref(&new), &audit())
        .await;
    assert!(refused.is_err());
    let kept = test
        .store
        .find_credentials(&second.id)
        .await
        .expect("readable");
    assert_eq!(kept[0].id, old.id);
}

#[tokio::test]
async fn a_tenant_with_mounts_goes_only_with_them() {
    let test = TestStore::new().await;
    let tenant = test.with_tenant(1).await;
    test.with_mount(&tenant, "alice").await;
    test.with_mount(&tenant, "bob").await;
    let credential = fixtures::credential("one", b"sealed");
    let replaced = test
        .store
        .replace_credential(&tenant.id, &credential, &audit())
        .await;
    replaced.expect("the tenant is there");
    let refused = test.store.delete_tenant(&tenant.id, false, &audit()).await;
    assert!(matches!(
        refused,
        Err(StoreError::Conflict(Conflict::InUse { mounts: 2 }))
    ));
    let deleted = test.store.delete_tenant(&tenant.id, true, &audit()).await;
    deleted.expect("it may take them along");
    assert!(test.store.list_mounts().await.expect("readable").is_empty());
    assert!(
        test.store
            .list_tenants()
            .await
            .expect("readable")
            .is_empty()
    );
    let credentials = test.store.find_credentials(&tenant.id).await;
    assert!(credentials.expect("readable").is_empty());
    let again = test.store.delete_tenant(&tenant.id, true, &audit()).await;
    assert!(matches!(again, Err(StoreError::NotFound)));
}

#[tokio::test]
async fn the_time_of_a_state_is_when_it_began() {
    let test = TestStore::new().await;
    let tenant = test.with_tenant(1).await;
    for (state, now) in [(State::Ok, 1_000), (State::Ok, 2_000)] {
        let now = Timestamp::from_unix_ms(now);
        let set = test.store.set_tenant_state(&tenant.id, state, now).await;
        set.expect("it is writable");
    }
    let found = test.store.find_tenant(&tenant.id).await.expect("readable");
    let health = found.expect("it is there").health;
    assert_eq!((health.state, health.since.unix_ms()), (State::Ok, 1_000));
}

#[tokio::test]
async fn a_row_that_does_not_parse_is_named_and_not_guessed() {
    let test = TestStore::new().await;
    test.with_tenant(1).await;
    let spoil = sqlx::query("UPDATE tenants SET cloud = 'no cloud at all'");
    spoil
        .execute(test.store.writer())
        .await
        .expect("it is writable");
    let refused = test
        .store
        .list_tenants()
        .await
        .expect_err("it is not understood");
    assert_eq!(
        refused.to_string(),
        "cloud of row tnt_1 in table tenants is not understood"
    );
}
