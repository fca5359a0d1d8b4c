//! Mounts. Rows that are no longer declared are disabled, and as good as absent here.

#[cfg(test)]
mod tests;

use std::collections::HashMap;

use sqlx::Sqlite;
use sqlx::query::Query;
use sqlx::sqlite::{SqliteArguments, SqliteRow};

use super::carrying::Carried;
use super::cells::{Cells, origin_name};
use super::database::{Store, Writing};
use super::error::{Conflict, StoreError, is_dangling, is_taken};
use super::{audit, carrying, choices, clearing, generation, place, unreached};
use crate::domain::{
    AuditEntry, Delivery, DriveId, ItemId, Mount, MountId, PathKey, SourcePlace, State, TenantId,
    Timestamp, VirtualPath,
};

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT mounts.id, mounts.tenant_id, path, mounts.source_kind, mounts.source_value, \
             root_kind, root_value, delivery, read_only, proxy_allowed, guest_redirect, \
             follow_shortcuts, permanent_delete, worker_url, dav_delivery, junk, origin, state_code, state_since, \
             drives.drive_id, drives.folder_id FROM mounts LEFT JOIN drives \
             ON drives.tenant_id = mounts.tenant_id \
             AND drives.source_kind = mounts.source_kind \
             AND drives.source_value = mounts.source_value \
             WHERE mounts.enabled = 1 ",
            $rest
        )
    };
}

const LIST: &str = select!("ORDER BY mounts.created_at, mounts.id");
const FIND: &str = select!("AND mounts.id = $1");
const INSERT: &str = "\
    INSERT INTO mounts (id, tenant_id, path, path_key, source_kind, source_value, root_kind, \
        root_value, delivery, read_only, origin, state_code, state_since, updated_at, \
        proxy_allowed, guest_redirect, follow_shortcuts, permanent_delete, worker_url, dav_delivery, \
        junk, created_at, enabled) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, \
        $20, $21, $14, 1)";
const UPDATE: &str = "\
    UPDATE mounts SET tenant_id = $2, path = $3, path_key = $4, source_kind = $5, \
        source_value = $6, root_kind = $7, root_value = $8, delivery = $9, read_only = $10, \
        origin = $11, state_code = $12, state_since = $13, updated_at = $14, \
        proxy_allowed = $15, guest_redirect = $16, follow_shortcuts = $17, permanent_delete = $18, \
        worker_url = $19, dav_delivery = $20, junk = $21 \
    WHERE id = $1 AND enabled = 1";
const SET_STATE: &str = "\
    UPDATE mounts SET state_code = $2, state_since = $3 WHERE id = $1 AND state_code <> $2";
const DELETE: &str = "\
    DELETE FROM mounts WHERE id = $1 AND enabled = 1 RETURNING id, path";
const PLACES_OF: &str = "SELECT id, path FROM mounts WHERE tenant_id = $1";
const PLACES: &str = "SELECT id, path FROM mounts";
const DELETE_OF: &str = "DELETE FROM mounts WHERE tenant_id = $1";
const COUNT: &str = "\
    SELECT tenant_id AS id, COUNT(*) AS mounts FROM mounts WHERE enabled = 1 GROUP BY tenant_id";
const COUNT_OF: &str = "SELECT COUNT(*) FROM mounts WHERE tenant_id = $1 AND enabled = 1";

#[cfg(test)]
pub(super) const ALL: &[(&str, &str)] = &[
    ("LIST", LIST),
    ("FIND", FIND),
    ("INSERT", INSERT),
    ("UPDATE", UPDATE),
    ("SET_STATE", SET_STATE),
    ("DELETE", DELETE),
    ("DELETE_OF", DELETE_OF),
    ("PLACES_OF", PLACES_OF),
    ("PLACES", PLACES),
    ("COUNT", COUNT),
    ("COUNT_OF", COUNT_OF),
];

impl Store {
    /// All mounts, oldest first, each with where its source leads, if that is remembered.
    pub async fn list_mounts(&self) -> Result<Vec<Mount>, StoreError> {
        let rows = sqlx::query(LIST).fetch_all(self.readers()).await?;
        rows.iter().map(read).collect()
    }

    /// One of them.
    pub async fn find_mount(&self, id: &MountId) -> Result<Option<Mount>, StoreError> {
        let query = sqlx::query(FIND).bind(id.as_str());
        let row = query.fetch_optional(self.readers()).await?;
        row.as_ref().map(read).transpose()
    }

    /// How many mounts each tenant has; a tenant without any is not in the map.
    pub async fn count_mounts_by_tenant(&self) -> Result<HashMap<TenantId, usize>, StoreError> {
        let rows = sqlx::query(COUNT).fetch_all(self.readers()).await?;
        rows.iter()
            .map(|row| {
                let cells = Cells::of("mounts", row);
                let count: i64 = cells.read("mounts")?;
                Ok((cells.parsed("id", TenantId::parse)?, to_count(count)))
            })
            .collect()
    }

    /// Stores a new mount. Its `place` is not looked at: places are remembered by source.
    ///
    /// # Errors
    /// [`Conflict::PathTaken`], [`Conflict::UnknownTenant`].
    pub async fn insert_mount(&self, mount: &Mount, audit: &AuditEntry) -> Result<(), StoreError> {
        let mut writing = self.begin().await?;
        write(INSERT, mount, audit.at, &mut writing).await?;
        audit::append(audit, &mut writing).await?;
        generation::commit(writing).await
    }

    /// Where all mounts stand, those too that are not declared at present.
    pub async fn list_mount_places(&self) -> Result<Vec<(MountId, PathKey)>, StoreError> {
        let rows = sqlx::query(PLACES).fetch_all(self.readers()).await?;
        let read = |row| {
            let id = Cells::of("mounts", row).parsed("id", MountId::parse)?;
            Ok((id, read_place_key(row)?))
        };
        rows.iter().map(read).collect()
    }

    /// Writes all of a mount but its `place`; its health too, and what goes along with it to another path.
    ///
    /// # Errors
    /// [`StoreError::NotFound`], [`Conflict::PathTaken`], [`Conflict::UnknownTenant`],
    /// [`Conflict::GrantTaken`], [`Conflict::RuleTaken`].
    pub async fn update_mount(
        &self,
        mount: &Mount,
        carried: &Carried,
        audit: &AuditEntry,
    ) -> Result<(), StoreError> {
        let mut writing = self.begin().await?;
        if write(UPDATE, mount, audit.at, &mut writing).await? == 0 {
            return Err(StoreError::NotFound);
        }
        audit::append(audit, &mut writing).await?;
        if !carried.is_empty() {
            carrying::carry(carried, &mut writing).await?;
            generation::bump_rights(&mut writing).await?;
        }
        generation::commit(writing).await
    }

    /// Notes what the last contact said. Nothing happens where that is no news.
    pub async fn set_mount_state(
        &self,
        id: &MountId,
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

    /// Removes a mount, and the grants and rules that spoke of its place alone.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub async fn delete_mount(&self, id: &MountId, audit: &AuditEntry) -> Result<(), StoreError> {
        let mut writing = self.begin().await?;
        let delete = sqlx::query(DELETE).bind(id.as_str());
        let row = delete.fetch_optional(&mut *writing).await?;
        let place = read_place_key(&row.ok_or(StoreError::NotFound)?)?;
        clearing::clear(&place, &mut writing).await?;
        unreached::clear(&mut writing).await?;
        audit::append(audit, &mut writing).await?;
        generation::bump_rights(&mut writing).await?;
        generation::commit(writing).await
    }
}

pub(super) async fn count_of(
    tenant_id: &TenantId,
    writing: &mut Writing,
) -> Result<usize, StoreError> {
    let query = sqlx::query_scalar(COUNT_OF).bind(tenant_id.as_str());
    Ok(to_count(query.fetch_one(&mut **writing).await?))
}

/// Where mounts of a tenant stand, those too that are not declared at present.
pub(super) async fn places_of(
    tenant_id: &TenantId,
    writing: &mut Writing,
) -> Result<Vec<PathKey>, StoreError> {
    let query = sqlx::query(PLACES_OF).bind(tenant_id.as_str());
    let rows = query.fetch_all(&mut **writing).await?;
    rows.iter().map(read_place_key).collect()
}

pub(super) async fn delete_of(
    tenant_id: &TenantId,
    writing: &mut Writing,
) -> Result<(), StoreError> {
    let query = sqlx::query(DELETE_OF).bind(tenant_id.as_str());
    query.execute(&mut **writing).await?;
    Ok(())
}

/// Runs a statement that takes all columns of a mount; answers how many rows it wrote.
pub(super) async fn write(
    sql: &'static str,
    mount: &Mount,
    now: Timestamp,
    writing: &mut Writing,
) -> Result<u64, StoreError> {
    match bind(sql, mount, now).execute(&mut **writing).await {
        Ok(done) => Ok(done.rows_affected()),
        Err(error) => Err(refused(error, &mount.path)),
    }
}

/// Why a row can't stand at `path`.
pub(super) fn refused(error: sqlx::Error, path: &VirtualPath) -> StoreError {
    if is_taken(&error, "mounts.path_key") {
        let path = path.clone();
        Conflict::PathTaken { path }.into()
    } else if is_dangling(&error) {
        Conflict::UnknownTenant.into()
    } else {
        error.into()
    }
}

fn bind(
    sql: &'static str,
    mount: &Mount,
    now: Timestamp,
) -> Query<'static, Sqlite, SqliteArguments> {
    let source = place::of_source(&mount.source);
    let root = place::of_root(&mount.root);
    sqlx::query(sql)
        .bind(mount.id.to_string())
        .bind(mount.tenant_id.to_string())
        .bind(mount.path.as_str().to_owned())
        .bind(mount.path.key().as_str().to_owned())
        .bind(source.kind)
        .bind(source.value)
        .bind(root.kind)
        .bind(root.value)
        .bind(mount.delivery.name())
        .bind(mount.read_only)
        .bind(origin_name(mount.origin))
        .bind(mount.health.state.code())
        .bind(mount.health.since.unix_ms())
        .bind(now.unix_ms())
        .bind(mount.options.proxy_allowed)
        .bind(mount.options.guest_redirect)
        .bind(mount.options.follow_shortcuts.name())
        .bind(mount.options.permanent_delete)
        .bind(
            mount
                .options
                .worker
                .as_ref()
                .map(|url| url.as_str().to_owned()),
        )
        .bind(mount.options.dav.name())
        .bind(mount.options.junk.name())
}

fn read(row: &SqliteRow) -> Result<Mount, StoreError> {
    let cells = Cells::of("mounts", row);
    let source_kind = cells.text("source_kind")?;
    let root_kind = cells.text("root_kind")?;
    Ok(Mount {
        id: cells.parsed("id", MountId::parse)?,
        path: cells.parsed("path", VirtualPath::parse)?,
        tenant_id: cells.parsed("tenant_id", TenantId::parse)?,
        source: cells.named("source_value", |value| place::to_source(source_kind, value))?,
        root: cells.named("root_value", |value| place::to_root(root_kind, value))?,
        delivery: cells.named("delivery", Delivery::from_name)?,
        read_only: cells.read("read_only")?,
        options: choices::read_options(cells)?,
        origin: cells.origin()?,
        place: read_place(cells)?,
        health: cells.health()?,
    })
}

fn read_place_key(row: &SqliteRow) -> Result<PathKey, StoreError> {
    let cells = Cells::of("mounts", row);
    let path = cells.parsed("path", VirtualPath::parse)?;
    Ok(path.key())
}

fn read_place(cells: Cells<'_>) -> Result<Option<SourcePlace>, StoreError> {
    let Some(drive) = cells.read::<Option<&str>>("drive_id")? else {
        return Ok(None);
    };
    let folder = cells.read::<Option<&str>>("folder_id")?;
    let folder = folder.map(ItemId::parse).transpose();
    Ok(Some(SourcePlace {
        drive: DriveId::parse(drive).map_err(|_| cells.corrupt("drive_id"))?,
        folder: folder.map_err(|_| cells.corrupt("folder_id"))?,
    }))
}

fn to_count(count: i64) -> usize {
    usize::try_from(count).expect("COUNT is never negative")
}
