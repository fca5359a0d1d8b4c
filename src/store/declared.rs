//! The rows of the configuration file: made the database's own at every start.

use super::cells::Cells;
use super::database::{Store, Writing};
use super::error::StoreError;
use super::handing_over::Holdings;
use super::{audit, drives, generation, mounts, tenants};
use crate::domain::{AuditEntry, Mount, Tenant, VirtualPath};

const DISABLE_TENANTS: &str = "UPDATE tenants SET enabled = 0 WHERE origin = 'file'";
const UPSERT_TENANT: &str = "\
    INSERT INTO tenants (id, name, cloud, directory_id, client_id, path_prefix, path_prefix_key, \
        origin, state_code, state_since, updated_at, mountable_users, mountable_sites, \
        mountable_drives, created_at, enabled) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $11, 1) \
    ON CONFLICT (id) DO UPDATE SET name = excluded.name, cloud = excluded.cloud, \
        directory_id = excluded.directory_id, client_id = excluded.client_id, \
        path_prefix = excluded.path_prefix, path_prefix_key = excluded.path_prefix_key, \
        origin = excluded.origin, state_code = excluded.state_code, \
        state_since = excluded.state_since, updated_at = excluded.updated_at, \
        mountable_users = excluded.mountable_users, mountable_sites = excluded.mountable_sites, \
        mountable_drives = excluded.mountable_drives, enabled = 1";
const DISABLE_MOUNTS: &str = "\
    UPDATE mounts SET enabled = 0 \
    WHERE origin = 'file' OR tenant_id IN (SELECT id FROM tenants WHERE enabled = 0)";
const UPSERT_MOUNT: &str = "\
    INSERT INTO mounts (id, tenant_id, path, path_key, source_kind, source_value, root_kind, \
        root_value, delivery, read_only, origin, state_code, state_since, updated_at, \
        proxy_allowed, guest_redirect, follow_shortcuts, permanent_delete, worker_url, dav_delivery, \
        junk, created_at, enabled) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, \
        $20, $21, $14, 1) \
    ON CONFLICT (id) DO UPDATE SET tenant_id = excluded.tenant_id, path = excluded.path, \
        path_key = excluded.path_key, source_kind = excluded.source_kind, \
        source_value = excluded.source_value, root_kind = excluded.root_kind, \
        root_value = excluded.root_value, delivery = excluded.delivery, \
        read_only = excluded.read_only, origin = excluded.origin, \
        state_code = excluded.state_code, state_since = excluded.state_since, \
        updated_at = excluded.updated_at, proxy_allowed = excluded.proxy_allowed, \
        guest_redirect = excluded.guest_redirect, follow_shortcuts = excluded.follow_shortcuts, \
        permanent_delete = excluded.permanent_delete, worker_url = excluded.worker_url, \
        dav_delivery = excluded.dav_delivery, junk = excluded.junk, enabled = 1";
const LIST_RETURNING: &str = "\
    SELECT id, path FROM mounts WHERE enabled = 0 AND origin = 'database' \
        AND tenant_id IN (SELECT id FROM tenants WHERE enabled = 1)";
const ENABLE_MOUNT: &str = "UPDATE mounts SET enabled = 1 WHERE id = $1";

/// All that a declaration can change, but how things are doing: that begins anew with every start.
const DESCRIBE: &str = "\
    SELECT json_array(id, name, cloud, directory_id, client_id, path_prefix, mountable_users, \
        mountable_sites, mountable_drives, origin, enabled) FROM tenants \
    UNION ALL \
    SELECT json_array(id, tenant_id, path, source_kind, source_value, root_kind, root_value, \
        delivery, read_only, proxy_allowed, guest_redirect, follow_shortcuts, permanent_delete, \
        worker_url, dav_delivery, junk, origin, enabled) FROM mounts \
    ORDER BY 1";

#[cfg(test)]
pub(super) const ALL: &[(&str, &str)] = &[
    ("DISABLE_TENANTS", DISABLE_TENANTS),
    ("UPSERT_TENANT", UPSERT_TENANT),
    ("DISABLE_MOUNTS", DISABLE_MOUNTS),
    ("UPSERT_MOUNT", UPSERT_MOUNT),
    ("LIST_RETURNING", LIST_RETURNING),
    ("ENABLE_MOUNT", ENABLE_MOUNT),
    ("DESCRIBE", DESCRIBE),
];

impl Store {
    /// Makes the declared rows what the configuration file says, in one transaction. A row that is no
    /// longer declared is disabled, not deleted, and so are the mounts of a tenant that is: they come
    /// back with the declaration. Grants and rules in a part of the tree that changes hands are deleted. Noted in the audit only where something has changed.
    ///
    /// # Errors
    /// [`Conflict::PrefixTaken`](super::Conflict::PrefixTaken) and
    /// [`Conflict::PathTaken`](super::Conflict::PathTaken) where a row made over the API, or another
    /// declaration, stands in the way; [`Conflict::RightsAbove`](super::Conflict::RightsAbove);
    /// [`Conflict::UnknownTenant`](super::Conflict::UnknownTenant).
    /// Nothing has changed then.
    pub async fn declare(
        &self,
        tenants: &[Tenant],
        mounts: &[Mount],
        audit: &AuditEntry,
    ) -> Result<(), StoreError> {
        let (now, mut writing) = (audit.at, self.begin().await?);
        let before = describe(&mut writing).await?;
        let holdings = Holdings::read(&mut writing).await?;
        // All are disabled first, so that two declarations may swap their places.
        sqlx::query(DISABLE_TENANTS).execute(&mut *writing).await?;
        for tenant in tenants {
            drives::forget_if_moved(tenant, &mut writing).await?;
            tenants::write(UPSERT_TENANT, tenant, now, &mut writing).await?;
        }
        tenants::check_apart(tenants, &mut writing).await?;
        holdings.settle(audit, &mut writing).await?;
        sqlx::query(DISABLE_MOUNTS).execute(&mut *writing).await?;
        for mount in mounts {
            mounts::write(UPSERT_MOUNT, mount, now, &mut writing).await?;
        }
        enable_returning(&mut writing).await?;
        if describe(&mut writing).await? != before {
            audit::append(audit, &mut writing).await?;
        }
        generation::commit(writing).await
    }
}

async fn describe(writing: &mut Writing) -> Result<Vec<String>, StoreError> {
    let describe = sqlx::query_scalar(DESCRIBE);
    Ok(describe.fetch_all(&mut **writing).await?)
}

/// Mounts made over the API whose tenant is declared again.
async fn enable_returning(writing: &mut Writing) -> Result<(), StoreError> {
    for row in sqlx::query(LIST_RETURNING)
        .fetch_all(&mut **writing)
        .await?
    {
        let cells = Cells::of("mounts", &row);
        let path = cells.parsed("path", VirtualPath::parse)?;
        let enable = sqlx::query(ENABLE_MOUNT).bind(cells.text("id")?);
        let done = enable.execute(&mut **writing).await;
        done.map_err(|error| mounts::refused(error, &path))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Allowance, Diagnosis, Origin, State};
    use crate::store::fixtures::{self, NOW, TestStore, audit, path};
    use crate::store::{AuditQuery, Conflict};

    fn declared_tenant(number: u32) -> Tenant {
        Tenant {
            origin: Origin::File,
            ..fixtures::tenant(number)
        }
    }

    async fn names(store: &Store) -> (Vec<String>, Vec<String>) {
        let tenants = store.list_tenants().await.expect("readable");
        let mounts = store.list_mounts().await.expect("readable");
        let mut paths: Vec<String> = mounts.iter().map(|mount| mount.path.to_string()).collect();
        paths.sort();
        (
            tenants.into_iter().map(|tenant| tenant.name).collect(),
            paths,
        )
    }

    #[tokio::test]
    async fn what_is_no_longer_declared_is_gone_and_comes_back_with_its_declaration() {
        let test = TestStore::new().await;
        let store = &test.store;
        let tenant = declared_tenant(1);
        let mount = fixtures::mount(&tenant, "alice");
        let mut by_hand = fixtures::mount(&tenant, "bob");
        by_hand.origin = Origin::Database;
        let declare = async |tenants: &[Tenant], mounts: &[Mount]| {
            let done = store.declare(tenants, mounts, &audit()).await;
            done.expect("nothing stands in the way");
        };
        let tenants = std::slice::from_ref(&tenant);
        let mounts = std::slice::from_ref(&mount);

        declare(tenants, mounts).await;
        store
            .insert_mount(&by_hand, &audit())
            .await
            .expect("it is new");
        let both = vec!["/Tenant1/alice".to_owned(), "/Tenant1/bob".to_owned()];
        let all = (vec!["Tenant 1".to_owned()], both.clone());
        assert_eq!(names(store).await, all);

        declare(tenants, &[]).await;
        assert_eq!(names(store).await.1, both[1..]);
        declare(&[], &[]).await;
        assert_eq!(names(store).await, (vec![], vec![]));
        declare(tenants, mounts).await;
        assert_eq!(names(store).await, all);
    }

    #[tokio::test]
    async fn a_declaration_is_noted_where_it_changes_something() {
        let test = TestStore::new().await;
        let mut tenant = declared_tenant(1);
        let mut mount = fixtures::mount(&tenant, "alice");
        let declare = async |tenant: &Tenant, mounts: &[Mount]| {
            let tenants = std::slice::from_ref(tenant);
            let done = test.store.declare(tenants, mounts, &audit()).await;
            done.expect("nothing stands in the way");
            let noted = test.store.list_audit(&AuditQuery::newest(100)).await;
            noted.expect("readable").len()
        };
        let now = |mount: &Mount| vec![mount.clone()];
        assert_eq!(declare(&tenant, &now(&mount)).await, 1);
        assert_eq!(declare(&tenant, &now(&mount)).await, 1, "nothing is new");
        let state = State::Trouble(Diagnosis::Throttled);
        let set = test.store.set_mount_state(&mount.id, state, NOW).await;
        set.expect("it is writable");
        assert_eq!(declare(&tenant, &now(&mount)).await, 1, "health is no news");
        tenant.mountable.drives = Allowance::All;
        assert_eq!(declare(&tenant, &now(&mount)).await, 2);
        mount.options.permanent_delete = true;
        assert_eq!(declare(&tenant, &now(&mount)).await, 3);
        let found = test.store.find_mount(&mount.id).await.expect("readable");
        assert!(found.expect("it is there").options.permanent_delete);
        let found = test.store.find_tenant(&tenant.id).await.expect("readable");
        assert_eq!(found.expect("it is there").mountable, tenant.mountable);
        assert_eq!(declare(&tenant, &[]).await, 4);
        assert_eq!(declare(&tenant, &now(&mount)).await, 5);
    }

    #[tokio::test]
    async fn rows_made_over_the_api_stay_as_they_are() {
        let test = TestStore::new().await;
        let tenant = test.with_tenant(1).await;
        test.with_mount(&tenant, "alice").await;
        let before = names(&test.store).await;
        let done = test.store.declare(&[], &[], &audit()).await;
        done.expect("nothing stands in the way");
        assert_eq!(names(&test.store).await, before);
    }

    #[tokio::test]
    async fn two_declarations_may_swap_their_places() {
        let test = TestStore::new().await;
        let (mut one, mut two) = (declared_tenant(1), declared_tenant(2));
        let done = test
            .store
            .declare(&[one.clone(), two.clone()], &[], &audit())
            .await;
        done.expect("nothing stands in the way");
        std::mem::swap(&mut one.path_prefix, &mut two.path_prefix);
        let done = test.store.declare(&[one.clone(), two], &[], &audit()).await;
        done.expect("they have swapped");
        let found = test.store.find_tenant(&one.id).await.expect("readable");
        assert_eq!(found.expect("it is there").path_prefix, path("/Tenant2"));
    }

    #[tokio::test]
    async fn one_place_in_file_and_database_is_refused_and_changes_nothing() {
        let test = TestStore::new().await;
        let tenant = test.with_tenant(1).await;
        test.with_mount(&tenant, "alice").await;
        let mut declared = declared_tenant(2);
        let mut mount = fixtures::mount(&declared, "other");
        mount.path = path("/tenant1/ALICE");
        let mounts = std::slice::from_ref(&mount);
        let refused = test
            .store
            .declare(std::slice::from_ref(&declared), mounts, &audit())
            .await;
        let taken = Conflict::PathTaken {
            path: mount.path.clone(),
        };
        assert!(matches!(refused, Err(StoreError::Conflict(conflict)) if conflict == taken));
        assert_eq!(names(&test.store).await.0, ["Tenant 1"]);

        for overlapping in ["/Tenant1", "/TENANT1/below", "/"] {
            declared.path_prefix = path(overlapping);
            let refused = test.store.declare(&[declared.clone()], &[], &audit()).await;
            let taken = Conflict::PrefixTaken {
                prefix: declared.path_prefix.clone(),
            };
            assert!(
                matches!(refused, Err(StoreError::Conflict(conflict)) if conflict == taken),
                "{overlapping}"
            );
        }
        declared.path_prefix = path("/Tenant10");
        let done = test.store.declare(&[declared], &[], &audit()).await;
        done.expect("a name that begins alike is another");
    }

    #[tokio::test]
    async fn a_place_that_is_no_longer_declared_is_free() {
        let test = TestStore::new().await;
        let tenant = test.with_tenant(1).await;
        let mut declared = fixtures::mount(&tenant, "alice");
        declared.origin = Origin::File;
        let done = test.store.declare(&[], &[declared.clone()], &audit()).await;
        done.expect("nothing stands in the way");
        let done = test.store.declare(&[], &[], &audit()).await;
        done.expect("nothing stands in the way");
        let mut by_hand = fixtures::mount(&tenant, "bob");
        by_hand.path = declared.path.clone();
        let inserted = test.store.insert_mount(&by_hand, &audit()).await;
        inserted.expect("the place is free");
        let refused = test.store.declare(&[], &[declared], &audit()).await;
        assert!(matches!(
            refused,
            Err(StoreError::Conflict(Conflict::PathTaken { .. }))
        ));
    }
}
