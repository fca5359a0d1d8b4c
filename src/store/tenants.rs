//! Tenants. Rows that are no longer declared are disabled, and as good as absent here.

use sqlx::Sqlite;
use sqlx::query::Query;
use sqlx::sqlite::{SqliteArguments, SqliteRow};

use super::cells::{Cells, origin_name};
use super::credentials::{self, NewCredential};
use super::database::{Store, Writing};
use super::error::{Conflict, StoreError, is_taken};
use super::{audit, drives, generation, mounts};
use crate::domain::{
    AuditEntry, ClientId, CloudName, DirectoryId, Mountable, State, Tenant, TenantId, Timestamp,
    VirtualPath,
};

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, name, cloud, directory_id, client_id, path_prefix, origin, \
             state_code, state_since FROM tenants WHERE enabled = 1 ",
            $rest
        )
    };
}

const LIST: &str = select!("ORDER BY created_at, id");
const FIND: &str = select!("AND id = $1");
const INSERT: &str = "\
    INSERT INTO tenants (id, name, cloud, directory_id, client_id, path_prefix, path_prefix_key, \
        origin, state_code, state_since, updated_at, created_at, enabled) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11, 1)";
const UPDATE: &str = "\
    UPDATE tenants SET name = $2, cloud = $3, directory_id = $4, client_id = $5, path_prefix = $6, \
        path_prefix_key = $7, origin = $8, state_code = $9, state_since = $10, updated_at = $11 \
    WHERE id = $1 AND enabled = 1";
const SET_STATE: &str = "\
    UPDATE tenants SET state_code = $2, state_since = $3 WHERE id = $1 AND state_code <> $2";
const DELETE: &str = "DELETE FROM tenants WHERE id = $1 AND enabled = 1";

#[cfg(test)]
pub(super) const ALL: &[(&str, &str)] = &[
    ("LIST", LIST),
    ("FIND", FIND),
    ("INSERT", INSERT),
    ("UPDATE", UPDATE),
    ("SET_STATE", SET_STATE),
    ("DELETE", DELETE),
];

impl Store {
    /// All tenants, oldest first.
    pub async fn list_tenants(&self) -> Result<Vec<Tenant>, StoreError> {
        let rows = sqlx::query(LIST).fetch_all(self.readers()).await?;
        rows.iter().map(read).collect()
    }

    /// One of them.
    pub async fn find_tenant(&self, id: &TenantId) -> Result<Option<Tenant>, StoreError> {
        let query = sqlx::query(FIND).bind(id.as_str());
        let row = query.fetch_optional(self.readers()).await?;
        row.as_ref().map(read).transpose()
    }

    /// Registers a tenant, together with its credential: neither is ever there without the other.
    ///
    /// # Errors
    /// [`Conflict::PrefixTaken`].
    pub async fn insert_tenant(
        &self,
        tenant: &Tenant,
        credentials: &[NewCredential],
        audit: &AuditEntry,
    ) -> Result<(), StoreError> {
        let mut writing = self.begin().await?;
        write(INSERT, tenant, audit.at, &mut writing).await?;
        for credential in credentials {
            credentials::put(&tenant.id, credential, audit.at, &mut writing).await?;
        }
        audit::append(audit, &mut writing).await?;
        generation::commit(writing).await
    }

    /// Writes all of a tenant, its health too, and with it new credentials where there are any. Remembered
    /// drives are forgotten where the tenant is now another organization.
    ///
    /// # Errors
    /// [`StoreError::NotFound`], [`Conflict::PrefixTaken`].
    pub async fn update_tenant(
        &self,
        tenant: &Tenant,
        credentials: &[NewCredential],
        audit: &AuditEntry,
    ) -> Result<(), StoreError> {
        let mut writing = self.begin().await?;
        drives::forget_if_moved(tenant, &mut writing).await?;
        if write(UPDATE, tenant, audit.at, &mut writing).await? == 0 {
            return Err(StoreError::NotFound);
        }
        for credential in credentials {
            credentials::put(&tenant.id, credential, audit.at, &mut writing).await?;
        }
        audit::append(audit, &mut writing).await?;
        generation::commit(writing).await
    }

    /// Notes what the last contact said. Nothing happens where that is no news.
    pub async fn set_tenant_state(
        &self,
        id: &TenantId,
        state: State,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let mut writing = self.begin().await?;
        let query = sqlx::query(SET_STATE).bind(id.as_str()).bind(state.code());
        let done = query.bind(now.unix_ms()).execute(&mut *writing).await?;
        if done.rows_affected() == 0 {
            return Ok(());
        }
        generation::commit(writing).await
    }

    /// Removes a tenant with its credentials and what was remembered of its drives; its mounts too if
    /// `cascade`.
    ///
    /// # Errors
    /// [`StoreError::NotFound`]; [`Conflict::InUse`] where it has mounts and may not take them along.
    pub async fn delete_tenant(
        &self,
        id: &TenantId,
        cascade: bool,
        audit: &AuditEntry,
    ) -> Result<(), StoreError> {
        let mut writing = self.begin().await?;
        let mounts = mounts::count_of(id, &mut writing).await?;
        if mounts > 0 && !cascade {
            return Err(Conflict::InUse { mounts }.into());
        }
        mounts::delete_of(id, &mut writing).await?;
        let query = sqlx::query(DELETE).bind(id.as_str());
        if query.execute(&mut *writing).await?.rows_affected() == 0 {
            return Err(StoreError::NotFound);
        }
        audit::append(audit, &mut writing).await?;
        generation::bump_rights(&mut writing).await?;
        generation::commit(writing).await
    }
}

/// Runs a statement that takes all columns of a tenant; answers how many rows it wrote.
pub(super) async fn write(
    sql: &'static str,
    tenant: &Tenant,
    now: Timestamp,
    writing: &mut Writing,
) -> Result<u64, StoreError> {
    match bind(sql, tenant, now).execute(&mut **writing).await {
        Ok(done) => Ok(done.rows_affected()),
        Err(error) if is_taken(&error, "tenants.path_prefix_key") => {
            let prefix = tenant.path_prefix.clone();
            Err(Conflict::PrefixTaken { prefix }.into())
        }
        Err(error) => Err(error.into()),
    }
}

/// Refuses prefixes that lie inside another tenant's, or around it: the index knows equal ones only.
pub(super) async fn check_apart(
    tenants: &[Tenant],
    writing: &mut Writing,
) -> Result<(), StoreError> {
    let rows = sqlx::query(LIST).fetch_all(&mut **writing).await?;
    let all: Vec<_> = rows.iter().map(read).collect::<Result<_, _>>()?;
    let nested = |tenant: &&Tenant| {
        let mut others = all.iter().filter(|other| other.id != tenant.id);
        others.any(|other| other.path_prefix.overlaps(&tenant.path_prefix))
    };
    match tenants.iter().find(nested) {
        Some(tenant) => {
            let prefix = tenant.path_prefix.clone();
            Err(Conflict::PrefixTaken { prefix }.into())
        }
        None => Ok(()),
    }
}

fn bind(
    sql: &'static str,
    tenant: &Tenant,
    now: Timestamp,
) -> Query<'static, Sqlite, SqliteArguments> {
    sqlx::query(sql)
        .bind(tenant.id.to_string())
        .bind(tenant.name.clone())
        .bind(tenant.cloud.to_string())
        .bind(tenant.directory_id.to_string())
        .bind(tenant.client_id.to_string())
        .bind(tenant.path_prefix.as_str().to_owned())
        .bind(tenant.path_prefix.key().as_str().to_owned())
        .bind(origin_name(tenant.origin))
        .bind(tenant.health.state.code())
        .bind(tenant.health.since.unix_ms())
        .bind(now.unix_ms())
}

fn read(row: &SqliteRow) -> Result<Tenant, StoreError> {
    let cells = Cells::of("tenants", row);
    Ok(Tenant {
        id: cells.parsed("id", TenantId::parse)?,
        name: cells.text("name")?.to_owned(),
        cloud: cells.parsed("cloud", CloudName::parse)?,
        directory_id: cells.parsed("directory_id", DirectoryId::parse)?,
        client_id: cells.parsed("client_id", ClientId::parse)?,
        path_prefix: cells.parsed("path_prefix", VirtualPath::parse)?,
        mountable: Mountable::default(),
        origin: cells.origin()?,
        health: cells.health()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Diagnosis, Health};
    use crate::store::fixtures::{self, TestStore, path};

    #[tokio::test]
    async fn a_tenant_comes_back_as_it_was_stored() {
        let test = TestStore::new().await;
        let mut tenant = fixtures::tenant(1);
        tenant.path_prefix = path("/Contoso/Übersee");
        tenant.health = Health {
            state: State::Trouble(Diagnosis::SecretExpired),
            since: Timestamp::from_unix_ms(77),
        };
        let inserted = test
            .store
            .insert_tenant(&tenant, &[], &fixtures::audit())
            .await;
        inserted.expect("it is new");
        let found = test.store.find_tenant(&tenant.id).await.expect("readable");
        assert_eq!(
            format!("{:?}", found.expect("it is there")),
            format!("{tenant:?}")
        );
    }

    #[tokio::test]
    async fn a_prefix_belongs_to_one_tenant_in_any_letter_case() {
        let test = TestStore::new().await;
        let first = test.with_tenant(1).await;
        let mut second = fixtures::tenant(2);
        second.path_prefix = path("/TENANT1");
        let refused = test
            .store
            .insert_tenant(&second, &[], &fixtures::audit())
            .await;
        let taken = Conflict::PrefixTaken {
            prefix: path("/TENANT1"),
        };
        assert!(matches!(refused, Err(StoreError::Conflict(conflict)) if conflict == taken));
        second.path_prefix = path("/tenant2");
        let inserted = test
            .store
            .insert_tenant(&second, &[], &fixtures::audit())
            .await;
        inserted.expect("the prefix is free");
        second.path_prefix = first.path_prefix;
        let refused = test
            .store
            .update_tenant(&second, &[], &fixtures::audit())
            .await;
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
            .insert_tenant(&second, std::slice::from_ref(&old), &fixtures::audit())
            .await;
        inserted.expect("it is new");
        second.path_prefix = first.path_prefix;
        let new = fixtures::credential("new", b"sealed new");
        let refused = test
            .store
            .update_tenant(&second, std::slice::from_ref(&new), &fixtures::audit())
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
            .replace_credential(&tenant.id, &credential, &fixtures::audit())
            .await;
        replaced.expect("the tenant is there");
        let refused = test
            .store
            .delete_tenant(&tenant.id, false, &fixtures::audit())
            .await;
        assert!(matches!(
            refused,
            Err(StoreError::Conflict(Conflict::InUse { mounts: 2 }))
        ));
        let deleted = test
            .store
            .delete_tenant(&tenant.id, true, &fixtures::audit())
            .await;
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
        let again = test
            .store
            .delete_tenant(&tenant.id, true, &fixtures::audit())
            .await;
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
}
