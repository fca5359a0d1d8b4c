//! Groups, and who belongs to them.

use std::collections::HashSet;

use sqlx::sqlite::SqliteRow;

use super::cells::Cells;
use super::database::{Store, Writing};
use super::error::{Conflict, StoreError, is_dangling, is_taken};
use super::{audit, generation};
use crate::domain::{AccountId, AuditEntry, Group, GroupId, GroupName, TenantId};

macro_rules! select {
    ($rest:literal) => {
        concat!("SELECT id, name, home_tenant_id FROM groups ", $rest)
    };
}

pub(super) const LIST: &str = select!("ORDER BY created_at, id");
const FIND: &str = select!("WHERE id = $1");
const INSERT: &str = "\
    INSERT INTO groups (id, name, name_key, home_tenant_id, created_at, updated_at) \
    VALUES ($1, $2, $3, $4, $5, $5)";
const UPDATE: &str = "\
    UPDATE groups SET name = $2, name_key = $3, home_tenant_id = $4, updated_at = $5 WHERE id = $1";
const DELETE: &str = "DELETE FROM groups WHERE id = $1";
const LIST_AT: &str = select!("WHERE COALESCE(home_tenant_id, '') = $1 ORDER BY created_at, id");
const RENAME: &str = "UPDATE groups SET name = $2, name_key = $3 WHERE id = $1";
pub(super) const LIST_MEMBERS: &str = "\
    SELECT group_id AS id, account_id FROM group_members ORDER BY group_id, account_id";
const ADMIT: &str = "\
    INSERT INTO group_members (group_id, account_id) VALUES ($1, $2) \
    ON CONFLICT (group_id, account_id) DO NOTHING";
const EMPTY: &str = "DELETE FROM group_members WHERE group_id = $1";

#[cfg(test)]
pub(super) const ALL: &[(&str, &str)] = &[
    ("LIST", LIST),
    ("FIND", FIND),
    ("INSERT", INSERT),
    ("UPDATE", UPDATE),
    ("DELETE", DELETE),
    ("LIST_AT", LIST_AT),
    ("RENAME", RENAME),
    ("LIST_MEMBERS", LIST_MEMBERS),
    ("ADMIT", ADMIT),
    ("EMPTY", EMPTY),
];

impl Store {
    /// All groups, oldest first.
    pub async fn list_groups(&self) -> Result<Vec<Group>, StoreError> {
        let rows = sqlx::query(LIST).fetch_all(self.readers()).await?;
        rows.iter().map(read).collect()
    }

    /// One of them.
    pub async fn find_group(&self, id: &GroupId) -> Result<Option<Group>, StoreError> {
        let query = sqlx::query(FIND).bind(id.as_str());
        let row = query.fetch_optional(self.readers()).await?;
        row.as_ref().map(read).transpose()
    }

    /// Which account belongs to which group.
    pub async fn list_group_members(&self) -> Result<Vec<(GroupId, AccountId)>, StoreError> {
        let rows = sqlx::query(LIST_MEMBERS).fetch_all(self.readers()).await?;
        rows.iter().map(read_member).collect()
    }

    /// Makes a group of these accounts.
    ///
    /// # Errors
    /// [`Conflict::GroupNameTaken`], [`Conflict::UnknownTenant`], [`Conflict::UnknownAccount`].
    pub async fn insert_group(
        &self,
        group: &Group,
        members: &[AccountId],
        audit: &AuditEntry,
    ) -> Result<(), StoreError> {
        let mut writing = self.begin().await?;
        write(INSERT, group, audit, &mut writing).await?;
        admit(&group.id, members, &mut writing).await?;
        audit::append(audit, &mut writing).await?;
        generation::commit_rights(writing).await
    }

    /// Writes name and home of a group, and makes `members` those that belong to it, where they are given.
    ///
    /// # Errors
    /// [`StoreError::NotFound`], [`Conflict::GroupNameTaken`], [`Conflict::UnknownTenant`],
    /// [`Conflict::UnknownAccount`].
    pub async fn update_group(
        &self,
        group: &Group,
        members: Option<&[AccountId]>,
        audit: &AuditEntry,
    ) -> Result<(), StoreError> {
        let mut writing = self.begin().await?;
        if write(UPDATE, group, audit, &mut writing).await? == 0 {
            return Err(StoreError::NotFound);
        }
        if let Some(members) = members {
            let empty = sqlx::query(EMPTY).bind(group.id.as_str());
            empty.execute(&mut *writing).await?;
            admit(&group.id, members, &mut writing).await?;
        }
        audit::append(audit, &mut writing).await?;
        generation::commit_rights(writing).await
    }

    /// Removes a group and what was granted to it. Its members stay.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub async fn delete_group(&self, id: &GroupId, audit: &AuditEntry) -> Result<(), StoreError> {
        let mut writing = self.begin().await?;
        let delete = sqlx::query(DELETE).bind(id.as_str());
        if delete.execute(&mut *writing).await?.rows_affected() == 0 {
            return Err(StoreError::NotFound);
        }
        audit::append(audit, &mut writing).await?;
        generation::commit_rights(writing).await
    }
}

/// Runs a statement that takes all columns of a group; answers how many rows it wrote.
async fn write(
    sql: &'static str,
    group: &Group,
    audit: &AuditEntry,
    writing: &mut Writing,
) -> Result<u64, StoreError> {
    let write = sqlx::query(sql)
        .bind(group.id.as_str())
        .bind(group.name.as_str())
        .bind(group.name.key())
        .bind(group.home_tenant.as_ref().map(TenantId::as_str))
        .bind(audit.at.unix_ms());
    match write.execute(&mut **writing).await {
        Ok(done) => Ok(done.rows_affected()),
        Err(error) if is_taken(&error, "index 'groups_name'") => {
            Err(Conflict::GroupNameTaken.into())
        }
        Err(error) if is_dangling(&error) => Err(Conflict::UnknownTenant.into()),
        Err(error) => Err(error.into()),
    }
}

/// Makes room for the groups of a tenant that is about to go: they become the server's own, and where that has one of
/// their name already, theirs gets a number.
pub(super) async fn make_homeless(
    tenant: &TenantId,
    writing: &mut Writing,
) -> Result<(), StoreError> {
    let (leaving, own) = (
        list_at(tenant.as_str(), writing).await?,
        list_at("", writing).await?,
    );
    let all = leaving.iter().chain(&own);
    let mut taken: HashSet<String> = all.map(|group| group.name.key()).collect();
    let own: HashSet<String> = own.iter().map(|group| group.name.key()).collect();
    for group in leaving
        .iter()
        .filter(|group| own.contains(&group.name.key()))
    {
        let mut names = (2..).map(|number| group.name.numbered(number));
        let name = names.find(|name| taken.insert(name.key()));
        let name = name.expect("there are more numbers than groups");
        let rename = sqlx::query(RENAME).bind(group.id.as_str());
        let rename = rename.bind(name.as_str()).bind(name.key());
        rename.execute(&mut **writing).await?;
    }
    Ok(())
}

/// Groups at home in a tenant, or in none where the id is empty.
async fn list_at(home: &str, writing: &mut Writing) -> Result<Vec<Group>, StoreError> {
    let list = sqlx::query(LIST_AT).bind(home);
    let rows = list.fetch_all(&mut **writing).await?;
    rows.iter().map(read).collect()
}

async fn admit(
    id: &GroupId,
    members: &[AccountId],
    writing: &mut Writing,
) -> Result<(), StoreError> {
    for member in members {
        let admit = sqlx::query(ADMIT).bind(id.as_str()).bind(member.as_str());
        match admit.execute(&mut **writing).await {
            Ok(_) => {}
            Err(error) if is_dangling(&error) => return Err(Conflict::UnknownAccount.into()),
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

pub(super) fn read(row: &SqliteRow) -> Result<Group, StoreError> {
    let cells = Cells::of("groups", row);
    Ok(Group {
        id: cells.parsed("id", GroupId::parse)?,
        name: cells.parsed("name", GroupName::parse)?,
        home_tenant: cells.optional("home_tenant_id", TenantId::parse)?,
    })
}

pub(super) fn read_member(row: &SqliteRow) -> Result<(GroupId, AccountId), StoreError> {
    let cells = Cells::of("group_members", row);
    let group = cells.parsed("id", GroupId::parse)?;
    Ok((group, cells.parsed("account_id", AccountId::parse)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::fixtures::{self, TestStore, audit};

    async fn members(test: &TestStore) -> Vec<(GroupId, AccountId)> {
        let listed = test.store.list_group_members().await;
        listed.expect("readable")
    }

    #[tokio::test]
    async fn the_members_of_a_group_are_replaced_as_a_whole() {
        let test = TestStore::new().await;
        let tenant = test.with_tenant(1).await;
        let (ada, bob) = (
            test.with_account("ada").await,
            test.with_account("bob").await,
        );
        let mut group = fixtures::group("Editors");
        group.home_tenant = Some(tenant.id.clone());
        let both = [ada.id.clone(), bob.id.clone(), ada.id.clone()];
        let made = test.store.insert_group(&group, &both, &audit()).await;
        made.expect("it is new");
        let of = |account: &AccountId| (group.id.clone(), account.clone());
        assert_eq!(members(&test).await, [of(&ada.id), of(&bob.id)]);

        group.name = GroupName::parse("Writers").expect("a name");
        let update = test.store.update_group(&group, None, &audit()).await;
        update.expect("it is there");
        assert_eq!(members(&test).await.len(), 2, "nobody spoke of members");
        let found = test.store.find_group(&group.id).await.expect("readable");
        let found = found.expect("it is there");
        assert_eq!(found.name.as_str(), "Writers");
        assert_eq!(found.home_tenant, Some(tenant.id));

        let only = [bob.id.clone()];
        let update = test.store.update_group(&group, Some(&only), &audit()).await;
        update.expect("it is there");
        assert_eq!(members(&test).await, [of(&bob.id)]);

        let nobody = [ada.id, AccountId::from_unique("nobody")];
        let refused = test
            .store
            .update_group(&group, Some(&nobody), &audit())
            .await;
        assert!(matches!(
            refused,
            Err(StoreError::Conflict(Conflict::UnknownAccount))
        ));
        assert_eq!(members(&test).await, [of(&bob.id)], "nothing half-written");
    }

    #[tokio::test]
    async fn groups_of_a_tenant_that_goes_make_room_for_those_of_their_name() {
        let test = TestStore::new().await;
        let tenant = test.with_tenant(1).await;
        let own = fixtures::group("Editors");
        let made = test.store.insert_group(&own, &[], &audit()).await;
        made.expect("it is new");
        for (unique, name) in [("1", "EDITORS"), ("2", "Editors 2"), ("3", "Writers")] {
            let mut group = fixtures::group(name);
            group.id = GroupId::from_unique(unique);
            group.home_tenant = Some(tenant.id.clone());
            let made = test.store.insert_group(&group, &[], &audit()).await;
            made.expect("the name is free there");
        }
        let deleted = test.store.delete_tenant(&tenant.id, false, &audit()).await;
        deleted.expect("nothing stands in the way");
        let groups = test.store.list_groups().await.expect("readable");
        assert!(groups.iter().all(|group| group.home_tenant.is_none()));
        let mut names: Vec<_> = groups.iter().map(|group| group.name.as_str()).collect();
        names.sort_unstable();
        assert_eq!(names, ["EDITORS 3", "Editors", "Editors 2", "Writers"]);
    }

    #[tokio::test]
    async fn a_name_belongs_to_one_group_of_each_home() {
        let test = TestStore::new().await;
        let group = fixtures::group("Übersicht");
        let made = test.store.insert_group(&group, &[], &audit()).await;
        made.expect("it is new");
        let mut other = fixtures::group("other");
        other.name = GroupName::parse("ÜBERSICHT").expect("a name");
        let refused = test.store.insert_group(&other, &[], &audit()).await;
        assert!(matches!(
            refused,
            Err(StoreError::Conflict(Conflict::GroupNameTaken))
        ));
        let mut at_home = fixtures::group("at home");
        at_home.name = other.name.clone();
        at_home.home_tenant = Some(test.with_tenant(1).await.id);
        let made = test.store.insert_group(&at_home, &[], &audit()).await;
        made.expect("the name is free there");
        at_home.home_tenant = None;
        let moved = test.store.update_group(&at_home, None, &audit()).await;
        assert!(matches!(
            moved,
            Err(StoreError::Conflict(Conflict::GroupNameTaken))
        ));
        other.name = GroupName::parse("other").expect("a name");
        other.home_tenant = Some(TenantId::from_unique("nowhere"));
        let refused = test.store.insert_group(&other, &[], &audit()).await;
        assert!(matches!(
            refused,
            Err(StoreError::Conflict(Conflict::UnknownTenant))
        ));
    }

    #[tokio::test]
    async fn a_group_goes_without_its_members() {
        let test = TestStore::new().await;
        let ada = test.with_account("ada").await;
        let group = fixtures::group("Editors");
        let made = test.store.insert_group(&group, &[ada.id], &audit()).await;
        made.expect("it is new");
        let deleted = test.store.delete_group(&group.id, &audit()).await;
        deleted.expect("it is there");
        assert!(test.store.list_groups().await.expect("readable").is_empty());
        assert!(members(&test).await.is_empty());
        assert_eq!(test.store.count_accounts().await.expect("readable"), 1);
        for again in [
            test.store.delete_group(&group.id, &audit()).await,
            test.store.update_group(&group, None, &audit()).await,
        ] {
            assert!(matches!(again, Err(StoreError::NotFound)));
        }
    }
}
