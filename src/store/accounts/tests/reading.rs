//! Accounts by id and by name.

use crate::domain::{AccountId, Role, Secret, Username};
use crate::store::fixtures::{self, NOW, TestStore};
use crate::store::{Conflict, StoreError};

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
        .insert_account(&account, &[], &hash("$one"), &fixtures::audit())
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
        .insert_account(&account, &[], &hash("$one"), &fixtures::audit())
        .await;
    inserted.expect("it is new");
    account.id = AccountId::from_unique("other");
    account.username = Username::parse("ADMIN").expect("a name");
    let refused = test
        .store
        .insert_account(&account, &[], &hash("$two"), &fixtures::audit())
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
        .insert_account(&account, &[], &hash("$one"), &fixtures::audit())
        .await;
    inserted.expect("it is new");
    let set = test
        .store
        .set_password(&account.id, &hash("$two"), &fixtures::audit())
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
    let refused = test
        .store
        .set_password(&nobody, &hash("$x"), &fixtures::audit())
        .await;
    assert!(matches!(refused, Err(StoreError::NotFound)));
}
