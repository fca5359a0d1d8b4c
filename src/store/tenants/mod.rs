//! Tenants. Rows that are no longer declared are disabled, and as good as absent here.

#[cfg(test)]
mod tests;

use sqlx::Sqlite;
use sqlx::query::Query;
use sqlx::sqlite::{SqliteArguments, SqliteRow};

use super::cells::{Cells, origin_name};
use super::choices::{of_allowance, read_mountable};
use super::credentials::{self, NewCredential};
use super::database::{Store, Writing};
use super::error::{Conflict, StoreError, is_taken};
use super::handing_over::Holdings;
use super::{audit, clearing, drives, generation, groups, mounts, unreached};
use crate::domain::{
    AuditEntry, ClientId, CloudName, DirectoryId, PathKey, State, Tenant, TenantId, Timestamp,
    VirtualPath,
};

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, name, cloud, directory_id, client_id, path_prefix, mountable_users, \
             mountable_sites, mountable_drives, origin, state_code, state_since FROM tenants WHERE enabled = 1 ",
            $rest
        )
    };
}

const LIST: &str = select!("ORDER BY created_at, id");
const FIND: &str = select!("AND id = $1");
const INSERT: &str = "\
    INSERT INTO tenants (id, name, cloud, directory_id, client_id, path_prefix, path_prefix_key, \
        origin, state_code, state_since, updated_at, mountable_users, mountable_sites, \
        mountable_drives, created_at, enabled) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $11, 1)";
const UPDATE: &str = "\
    UPDATE tenants SET name = $2, cloud = $3, directory_id = $4, client_id = $5, path_prefix = $6, \
        path_prefix_key = $7, origin = $8, state_code = $9, state_since = $10, updated_at = $11, \
        mountable_users = $12, mountable_sites = $13, mountable_drives = $14 \
    WHERE id = $1 AND enabled = 1";
const SET_STATE: &str = "\
    UPDATE tenants SET state_code = $2, state_since = $3 WHERE id = $1 AND state_code <> $2";
const DELETE: &str = "\
    DELETE FROM tenants WHERE id = $1 AND enabled = 1 RETURNING id, path_prefix";

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
    /// What was said of the place while another tenant had it is deleted.
    ///
    /// # Errors
    /// [`Conflict::PrefixTaken`], [`Conflict::RightsAbove`].
    pub async fn insert_tenant(
        &self,
        tenant: &Tenant,
        credentials: &[NewCredential],
        audit: &AuditEntry,
    ) -> Result<(), StoreError> {
        let mut writing = self.begin().await?;
        let holdings = Holdings::read(&mut writing).await?;
        write(INSERT, tenant, audit.at, &mut writing).await?;
        holdings.settle(audit, &mut writing).await?;
        for credential in credentials {
            credentials::put(&tenant.id, credential, audit.at, &mut writing).await?;
        }
        audit::append(audit, &mut writing).await?;
        generation::commit(writing).await
    }

    /// Writes all of a tenant, its health too, and with it new credentials where there are any. Remembered
    /// drives are forgotten where the tenant is now another organization, and grants and rules deleted in a
    /// part of the tree that is no longer its own.
    ///
    /// # Errors
    /// [`StoreError::NotFound`], [`Conflict::PrefixTaken`], [`Conflict::RightsAbove`].
    pub async fn update_tenant(
        &self,
        tenant: &Tenant,
        credentials: &[NewCredential],
        audit: &AuditEntry,
    ) -> Result<(), StoreError> {
        let mut writing = self.begin().await?;
        drives::forget_if_moved(tenant, &mut writing).await?;
        let holdings = Holdings::read(&mut writing).await?;
        if write(UPDATE, tenant, audit.at, &mut writing).await? == 0 {
            return Err(StoreError::NotFound);
        }
        holdings.settle(audit, &mut writing).await?;
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

    /// Removes a tenant with its credentials, what was remembered of its drives, and the grants and rules in
    /// its part of the tree; its mounts too if `cascade`. Its groups stay, and where the server has one of the
    /// same name, theirs gets a number.
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
        let places = mounts::places_of(id, &mut writing).await?;
        mounts::delete_of(id, &mut writing).await?;
        groups::make_homeless(id, &mut writing).await?;
        let delete = sqlx::query(DELETE).bind(id.as_str());
        let row = delete.fetch_optional(&mut *writing).await?;
        let prefix = read_prefix(&row.ok_or(StoreError::NotFound)?)?.key();
        clearing::clear(&prefix, &mut writing).await?;
        let elsewhere = |place: &&PathKey| !place.is_at_or_below(&prefix);
        for place in places.iter().filter(elsewhere) {
            clearing::clear(place, &mut writing).await?;
        }
        unreached::clear(&mut writing).await?;
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
        .bind(of_allowance(&tenant.mountable.users))
        .bind(of_allowance(&tenant.mountable.sites))
        .bind(of_allowance(&tenant.mountable.drives))
}

fn read_prefix(row: &SqliteRow) -> Result<VirtualPath, StoreError> {
    Cells::of("tenants", row).parsed("path_prefix", VirtualPath::parse)
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
        mountable: read_mountable(cells)?,
        origin: cells.origin()?,
        health: cells.health()?,
    })
}
