//! Who was given which rights, and where.

use sqlx::sqlite::SqliteRow;

use super::cells::Cells;
use super::database::{Store, Writing};
use super::error::{Conflict, StoreError, is_dangling, is_taken};
use super::{audit, generation};
use crate::domain::{
    AccountId, AuditEntry, Grant, GrantId, GroupId, Principal, Right, Rights, VirtualPath,
};

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, account_id, group_id, path, rights FROM grants ",
            $rest
        )
    };
}

pub(super) const LIST: &str = select!("ORDER BY path_key, principal");
const FIND: &str = select!("WHERE id = $1");
pub(super) const INSERT: &str = "\
    INSERT INTO grants (id, principal, account_id, group_id, path, path_key, rights, created_at, \
        updated_at) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8)";
pub(super) const UPDATE: &str = "\
    UPDATE grants SET principal = $2, account_id = $3, group_id = $4, path = $5, path_key = $6, \
        rights = $7, updated_at = $8 \
    WHERE id = $1";
const DELETE: &str = "DELETE FROM grants WHERE id = $1";

#[cfg(test)]
pub(super) const ALL: &[(&str, &str)] = &[
    ("LIST", LIST),
    ("FIND", FIND),
    ("INSERT", INSERT),
    ("UPDATE", UPDATE),
    ("DELETE", DELETE),
];

impl Store {
    /// All grants, by path.
    pub async fn list_grants(&self) -> Result<Vec<Grant>, StoreError> {
        let rows = sqlx::query(LIST).fetch_all(self.readers()).await?;
        rows.iter().map(read).collect()
    }

    /// One of them.
    pub async fn find_grant(&self, id: &GrantId) -> Result<Option<Grant>, StoreError> {
        let query = sqlx::query(FIND).bind(id.as_str());
        let row = query.fetch_optional(self.readers()).await?;
        row.as_ref().map(read).transpose()
    }

    /// Grants rights, or closes a path with none.
    ///
    /// # Errors
    /// [`Conflict::GrantTaken`], [`Conflict::UnknownAccount`], [`Conflict::UnknownGroup`].
    pub async fn insert_grant(&self, grant: &Grant, audit: &AuditEntry) -> Result<(), StoreError> {
        let mut writing = self.begin().await?;
        write(INSERT, grant, audit, &mut writing).await?;
        audit::append(audit, &mut writing).await?;
        generation::commit_rights(writing).await
    }

    /// Writes all of a grant.
    ///
    /// # Errors
    /// [`StoreError::NotFound`], [`Conflict::GrantTaken`], [`Conflict::UnknownAccount`],
    /// [`Conflict::UnknownGroup`].
    pub async fn update_grant(&self, grant: &Grant, audit: &AuditEntry) -> Result<(), StoreError> {
        let mut writing = self.begin().await?;
        if write(UPDATE, grant, audit, &mut writing).await? == 0 {
            return Err(StoreError::NotFound);
        }
        audit::append(audit, &mut writing).await?;
        generation::commit_rights(writing).await
    }

    /// Takes a grant back.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub async fn delete_grant(&self, id: &GrantId, audit: &AuditEntry) -> Result<(), StoreError> {
        let mut writing = self.begin().await?;
        let delete = sqlx::query(DELETE).bind(id.as_str());
        if delete.execute(&mut *writing).await?.rows_affected() == 0 {
            return Err(StoreError::NotFound);
        }
        audit::append(audit, &mut writing).await?;
        generation::commit_rights(writing).await
    }
}

/// Runs a statement that takes all columns of a grant; answers how many rows it wrote.
pub(super) async fn write(
    sql: &'static str,
    grant: &Grant,
    audit: &AuditEntry,
    writing: &mut Writing,
) -> Result<u64, StoreError> {
    let (account, group) = match &grant.principal {
        Principal::Guest => (None, None),
        Principal::Account(account) => (Some(account.as_str()), None),
        Principal::Group(group) => (None, Some(group.as_str())),
    };
    let write = sqlx::query(sql)
        .bind(grant.id.as_str())
        .bind(account.or(group).unwrap_or("guest"))
        .bind(account)
        .bind(group)
        .bind(grant.path.as_str())
        .bind(grant.path.key().as_str().to_owned())
        .bind(to_text(grant.rights))
        .bind(audit.at.unix_ms());
    let done = write.execute(&mut **writing).await;
    let done = done.map_err(|error| refused(error, grant))?;
    Ok(done.rows_affected())
}

fn refused(error: sqlx::Error, grant: &Grant) -> StoreError {
    if is_taken(&error, "grants.path_key") {
        let path = grant.path.clone();
        return Conflict::GrantTaken { path }.into();
    }
    match grant.principal {
        Principal::Account(_) if is_dangling(&error) => Conflict::UnknownAccount.into(),
        Principal::Group(_) if is_dangling(&error) => Conflict::UnknownGroup.into(),
        Principal::Account(_) | Principal::Group(_) | Principal::Guest => error.into(),
    }
}

pub(super) fn read(row: &SqliteRow) -> Result<Grant, StoreError> {
    let cells = Cells::of("grants", row);
    let account = cells.optional("account_id", AccountId::parse)?;
    let group = cells.optional("group_id", GroupId::parse)?;
    Ok(Grant {
        id: cells.parsed("id", GrantId::parse)?,
        principal: match (account, group) {
            (None, None) => Principal::Guest,
            (Some(account), None) => Principal::Account(account),
            (None, Some(group)) => Principal::Group(group),
            (Some(_), Some(_)) => return Err(cells.corrupt("group_id")),
        },
        path: cells.parsed("path", VirtualPath::parse)?,
        rights: cells.named("rights", to_rights)?,
    })
}

/// How rights are written: their names, with blanks between them.
fn to_text(rights: Rights) -> String {
    let names: Vec<_> = rights.iter().map(Right::name).collect();
    names.join(" ")
}

/// Reads what [`to_text`] has written.
fn to_rights(text: &str) -> Option<Rights> {
    text.split_whitespace().map(Right::from_name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::fixtures::{self, TestStore, audit, path};

    fn grant(unique: &str, principal: Principal, at: &str) -> Grant {
        fixtures::grant(unique, principal, at)
    }

    #[tokio::test]
    async fn a_grant_comes_back_as_it_was_stored() {
        let test = TestStore::new().await;
        let ada = test.with_account("ada").await;
        let editors = fixtures::group("Editors");
        let made = test.store.insert_group(&editors, &[], &audit()).await;
        made.expect("it is new");
        let mut grants = [
            grant("1", Principal::Guest, "/"),
            grant("2", Principal::Account(ada.id), "/Été"),
            grant("3", Principal::Group(editors.id), "/Été/x"),
        ];
        grants[1].rights = Rights::NONE;
        grants[2].rights = Rights::ALL;
        for grant in &grants {
            let made = test.store.insert_grant(grant, &audit()).await;
            made.expect("it is new");
        }
        let listed = test.store.list_grants().await.expect("readable");
        assert_eq!(listed, grants);

        grants[0].rights = Right::Share.into();
        grants[0].path = path("/elsewhere");
        let changed = test.store.update_grant(&grants[0], &audit()).await;
        changed.expect("it is there");
        let found = test.store.find_grant(&grants[0].id).await;
        assert_eq!(found.expect("readable"), Some(grants[0].clone()));
        let deleted = test.store.delete_grant(&grants[0].id, &audit()).await;
        deleted.expect("it is there");
        for again in [
            test.store.delete_grant(&grants[0].id, &audit()).await,
            test.store.update_grant(&grants[0], &audit()).await,
        ] {
            assert!(matches!(again, Err(StoreError::NotFound)));
        }
    }

    #[tokio::test]
    async fn a_principal_has_one_grant_at_a_path_however_it_is_written() {
        let test = TestStore::new().await;
        let ada = test.with_account("ada").await;
        for (unique, principal) in [("1", Principal::Guest), ("2", Principal::Account(ada.id))] {
            let first = grant(unique, principal.clone(), "/Été");
            let made = test.store.insert_grant(&first, &audit()).await;
            made.expect("each has its own");
            let again = grant("9", principal, "/E\u{301}TE\u{301}");
            let refused = test.store.insert_grant(&again, &audit()).await;
            let taken = Conflict::GrantTaken { path: again.path };
            assert!(matches!(refused, Err(StoreError::Conflict(conflict)) if conflict == taken));
        }
    }

    #[tokio::test]
    async fn rights_are_granted_to_those_who_are_there() {
        let test = TestStore::new().await;
        for (principal, expected) in [
            (
                Principal::Account(AccountId::from_unique("x")),
                Conflict::UnknownAccount,
            ),
            (
                Principal::Group(GroupId::from_unique("x")),
                Conflict::UnknownGroup,
            ),
        ] {
            let refused = test
                .store
                .insert_grant(&grant("1", principal, "/a"), &audit())
                .await;
            assert!(matches!(refused, Err(StoreError::Conflict(conflict)) if conflict == expected));
        }
    }

    #[test]
    fn a_right_that_nobody_knows_is_not_guessed() {
        assert_eq!(to_rights(""), Some(Rights::NONE));
        assert_eq!(to_rights("list read"), Some(Rights::READER));
        assert_eq!(to_rights("list own"), None);
    }
}
