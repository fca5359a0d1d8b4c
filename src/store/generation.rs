//! The numbers that say when to read again.

use sqlx::SqlitePool;

use super::database::{Store, Writing};
use super::error::StoreError;

const READ: &str = "SELECT value FROM generation WHERE id = 1";
const BUMP: &str = "UPDATE generation SET value = value + 1 WHERE id = 1";
pub(super) const READ_RIGHTS: &str = "SELECT value FROM rights_generation WHERE id = 1";
const BUMP_RIGHTS: &str = "UPDATE rights_generation SET value = value + 1 WHERE id = 1";

#[cfg(test)]
pub(super) const ALL: &[(&str, &str)] = &[
    ("READ", READ),
    ("BUMP", BUMP),
    ("READ_RIGHTS", READ_RIGHTS),
    ("BUMP_RIGHTS", BUMP_RIGHTS),
];

/// A state of tenants, credentials and mounts taken together. Another value than last time: they have
/// changed, perhaps by another process. Only good for that comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Generation(i64);

/// A state of people and rights taken together: accounts, groups, grants, rules, passes, and who
/// administers what. Only good to be compared, like [`Generation`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct RightsGeneration(pub(super) i64);

impl Store {
    /// The present generation. Read it **before** the rows of a snapshot: a change in between then
    /// makes the snapshot look old and be read once more, rather than look new and be kept.
    pub async fn generation(&self) -> Result<Generation, StoreError> {
        read(READ, self.readers()).await.map(Generation)
    }

    /// The present generation of people and rights. [`Store::load_rights`] brings the one of its rows.
    pub async fn rights_generation(&self) -> Result<RightsGeneration, StoreError> {
        let value = read(READ_RIGHTS, self.readers()).await?;
        Ok(RightsGeneration(value))
    }
}

async fn read(statement: &'static str, readers: &SqlitePool) -> Result<i64, StoreError> {
    Ok(sqlx::query_scalar(statement).fetch_one(readers).await?)
}

pub(super) async fn bump(writing: &mut Writing) -> Result<(), StoreError> {
    sqlx::query(BUMP).execute(&mut **writing).await?;
    Ok(())
}

pub(super) async fn bump_rights(writing: &mut Writing) -> Result<(), StoreError> {
    sqlx::query(BUMP_RIGHTS).execute(&mut **writing).await?;
    Ok(())
}

/// Commits a change of tenants, credentials or mounts, and lets every snapshot know of it.
pub(super) async fn commit(mut writing: Writing) -> Result<(), StoreError> {
    bump(&mut writing).await?;
    writing.commit().await?;
    Ok(())
}

/// Commits a change of people or rights, and lets every snapshot know of it.
pub(super) async fn commit_rights(mut writing: Writing) -> Result<(), StoreError> {
    bump_rights(&mut writing).await?;
    writing.commit().await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Diagnosis, Principal, Role, Secret, State};
    use crate::store::fixtures::{self, NOW, TestStore, audit};
    use crate::store::{Carried, PasswordChange};

    #[tokio::test]
    async fn every_change_that_a_snapshot_shows_makes_a_new_generation() {
        let test = TestStore::new().await;
        let store = &test.store;
        let mut seen = vec![store.generation().await.expect("readable")];
        let mut note = async |done: Result<(), StoreError>, what: &str| {
            done.expect(what);
            let now = store.generation().await.expect("readable");
            assert!(!seen.contains(&now), "{what}");
            seen.push(now);
        };
        let tenant = fixtures::tenant(1);
        let mount = fixtures::mount(&tenant, "alice");
        let credential = fixtures::credential("one", b"sealed");
        note(
            store.insert_tenant(&tenant, &[], &audit()).await,
            "a new tenant",
        )
        .await;
        note(
            store.update_tenant(&tenant, &[], &audit()).await,
            "a changed tenant",
        )
        .await;
        let replaced = store
            .replace_credential(&tenant.id, &credential, &audit())
            .await;
        note(replaced, "a new secret").await;
        note(store.insert_mount(&mount, &audit()).await, "a new mount").await;
        note(
            store
                .update_mount(&mount, &Carried::default(), &audit())
                .await,
            "a changed mount",
        )
        .await;
        note(store.declare(&[], &[], &audit()).await, "a declaration").await;
        note(
            store.delete_mount(&mount.id, &audit()).await,
            "a mount gone",
        )
        .await;
        note(
            store.delete_tenant(&tenant.id, false, &audit()).await,
            "a tenant gone",
        )
        .await;
    }

    #[tokio::test]
    async fn a_change_that_is_refused_makes_none() {
        let test = TestStore::new().await;
        let tenant = test.with_tenant(1).await;
        let before = test.store.generation().await.expect("readable");
        let again = test.store.insert_tenant(&tenant, &[], &audit()).await;
        assert!(again.is_err());
        assert_eq!(test.store.generation().await.expect("readable"), before);
    }

    #[tokio::test]
    async fn a_change_made_by_another_process_is_seen() {
        let test = TestStore::new().await;
        let command = Store::open(test.data_dir()).await.expect("it opens beside");
        let before = test.store.generation().await.expect("readable");
        let inserted = command
            .insert_tenant(&fixtures::tenant(1), &[], &audit())
            .await;
        inserted.expect("it is new");
        assert_ne!(test.store.generation().await.expect("readable"), before);
    }

    #[tokio::test]
    async fn every_change_of_people_and_rights_makes_a_new_generation_of_its_own() {
        let test = TestStore::new().await;
        let store = &test.store;
        let tenant = test.with_tenant(1).await;
        let others = store.generation().await.expect("readable");
        let mut seen = vec![store.rights_generation().await.expect("readable")];
        let mut note = async |done: Result<(), StoreError>, what: &str| {
            done.expect(what);
            let now = store.rights_generation().await.expect("readable");
            assert!(!seen.contains(&now), "{what}");
            seen.push(now);
        };
        let (mut account, hash) = (fixtures::account("ada"), Secret::new("$hash".to_owned()));
        account.role = Role::Member;
        let (id, audit) = (account.id.clone(), audit());
        let done = store.insert_account(&account, &[], &hash, &audit).await;
        note(done, "a new account").await;
        let tenants = std::slice::from_ref(&tenant.id);
        let done = store.update_account(&account, tenants, None, &audit).await;
        note(done, "a changed account").await;
        let done = store.set_password(&id, &hash, &audit).await;
        note(done, "a new password").await;
        let group = fixtures::group("Editors");
        let done = store
            .insert_group(&group, std::slice::from_ref(&id), &audit)
            .await;
        note(done, "a new group").await;
        let done = store.update_group(&group, Some(&[]), &audit).await;
        note(done, "another who belongs to it").await;
        let done = store.delete_group(&group.id, &audit).await;
        note(done, "a group gone").await;
        let grant = fixtures::grant("1", Principal::Guest, "/a");
        note(store.insert_grant(&grant, &audit).await, "a grant").await;
        note(store.update_grant(&grant, &audit).await, "another grant").await;
        note(store.delete_grant(&grant.id, &audit).await, "no grant").await;
        let (rule, keep) = (fixtures::rule("1", "/a"), PasswordChange::Keep);
        note(store.insert_rule(&rule, &keep, &audit).await, "a rule").await;
        note(store.update_rule(&rule, &keep, &audit).await, "another").await;
        note(store.delete_rule(&rule.id, &audit).await, "no rule").await;
        note(store.delete_account(&id, &audit).await, "an account gone").await;
        assert_eq!(store.generation().await.expect("readable"), others);
    }

    #[tokio::test]
    async fn what_a_mount_or_a_tenant_takes_along_makes_new_generations_of_both() {
        let test = TestStore::new().await;
        let store = &test.store;
        let tenant = test.with_tenant(1).await;
        let mount = test.with_mount(&tenant, "alice").await;
        let both = async || {
            let rights = store.rights_generation().await.expect("readable");
            (store.generation().await.expect("readable"), rights)
        };
        let before = both().await;
        let state = State::Trouble(Diagnosis::Throttled);
        let set = store.set_mount_state(&mount.id, state, NOW).await;
        set.expect("it is writable");
        let noted = both().await;
        assert_eq!(noted.1, before.1, "a state is no news for rights");
        let deleted = store.delete_mount(&mount.id, &audit()).await;
        deleted.expect("it is there");
        let unmounted = both().await;
        assert!(unmounted.0 != noted.0 && unmounted.1 != noted.1);
        let deleted = store.delete_tenant(&tenant.id, false, &audit()).await;
        deleted.expect("it has no mounts");
        let gone = both().await;
        assert!(gone.0 != unmounted.0 && gone.1 != unmounted.1);
    }
}
