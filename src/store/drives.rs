//! Where a source has led: asked once ever, then remembered.

use super::database::{Store, Writing};
use super::error::{Conflict, StoreError, is_dangling};
use super::{generation, place};
use crate::domain::{ItemId, MountSource, SourcePlace, Tenant, TenantId, Timestamp};

const REMEMBER: &str = "\
    INSERT INTO drives (tenant_id, source_kind, source_value, drive_id, folder_id, resolved_at) \
    VALUES ($1, $2, $3, $4, $5, $6) \
    ON CONFLICT (tenant_id, source_kind, source_value) \
    DO UPDATE SET drive_id = excluded.drive_id, folder_id = excluded.folder_id, \
        resolved_at = excluded.resolved_at";
const FORGET: &str = "\
    DELETE FROM drives WHERE tenant_id = $1 AND source_kind = $2 AND source_value = $3";
const FORGET_IF_MOVED: &str = "\
    DELETE FROM drives WHERE tenant_id = $1 AND EXISTS ( \
        SELECT 1 FROM tenants WHERE id = $1 AND (directory_id <> $2 OR cloud <> $3))";

#[cfg(test)]
pub(super) const ALL: &[(&str, &str)] = &[
    ("REMEMBER", REMEMBER),
    ("FORGET", FORGET),
    ("FORGET_IF_MOVED", FORGET_IF_MOVED),
];

impl Store {
    /// Remembers where a source leads; every mount of that source goes there from now on. By source
    /// rather than by mount, so that an answer that comes late can't land on a mount that has changed.
    ///
    /// # Errors
    /// [`Conflict::UnknownTenant`].
    pub async fn remember_drive(
        &self,
        tenant_id: &TenantId,
        source: &MountSource,
        place: &SourcePlace,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let mut writing = self.begin().await?;
        let source = place::of_source(source);
        let remember = sqlx::query(REMEMBER)
            .bind(tenant_id.as_str())
            .bind(source.kind)
            .bind(source.value)
            .bind(place.drive.as_str())
            .bind(place.folder.as_ref().map(ItemId::as_str))
            .bind(now.unix_ms());
        match remember.execute(&mut *writing).await {
            Ok(_) => generation::commit(writing).await,
            Err(error) if is_dangling(&error) => Err(Conflict::UnknownTenant.into()),
            Err(error) => Err(error.into()),
        }
    }

    /// Forgets the drive behind a source, so that it is asked for anew: the drive is gone, or another
    /// took its place. Nothing happens where none is remembered.
    pub async fn forget_drive(
        &self,
        tenant_id: &TenantId,
        source: &MountSource,
    ) -> Result<(), StoreError> {
        let mut writing = self.begin().await?;
        let source = place::of_source(source);
        let forget = sqlx::query(FORGET)
            .bind(tenant_id.as_str())
            .bind(source.kind)
            .bind(source.value);
        if forget.execute(&mut *writing).await?.rows_affected() == 0 {
            return Ok(());
        }
        generation::commit(writing).await
    }
}

/// Forgets all drives of a tenant that is about to become another organization.
pub(super) async fn forget_if_moved(
    tenant: &Tenant,
    writing: &mut Writing,
) -> Result<(), StoreError> {
    let forget = sqlx::query(FORGET_IF_MOVED)
        .bind(tenant.id.as_str())
        .bind(tenant.directory_id.as_str())
        .bind(tenant.cloud.as_str());
    forget.execute(&mut **writing).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{CloudName, DriveId, Mount};
    use crate::store::Carried;
    use crate::store::fixtures::{self, NOW, TestStore};

    fn place(folder: Option<&str>) -> SourcePlace {
        SourcePlace {
            drive: DriveId::parse("b!drive").expect("a drive"),
            folder: folder.map(|id| ItemId::parse(id).expect("an item")),
        }
    }

    async fn remembered(test: &TestStore, mount: &Mount) -> Option<SourcePlace> {
        let found = test.store.find_mount(&mount.id).await.expect("readable");
        found.expect("it is there").place
    }

    #[tokio::test]
    async fn a_drive_is_remembered_for_every_mount_of_its_source_until_it_is_forgotten() {
        let test = TestStore::new().await;
        let tenant = test.with_tenant(1).await;
        let alice = test.with_mount(&tenant, "alice").await;
        let bob = test.with_mount(&tenant, "bob").await;
        let mut again = fixtures::mount(&tenant, "again");
        again.source = alice.source.clone();
        test.store
            .insert_mount(&again, &fixtures::audit())
            .await
            .expect("it is new");

        let store = &test.store;
        for place in [place(Some("01APPS")), place(None), place(Some("01APPS2"))] {
            let done = store
                .remember_drive(&tenant.id, &alice.source, &place, NOW)
                .await;
            done.expect("the tenant is there");
            assert_eq!(remembered(&test, &alice).await, Some(place.clone()));
            assert_eq!(remembered(&test, &again).await, Some(place));
        }
        assert_eq!(remembered(&test, &bob).await, None);

        let done = store.forget_drive(&tenant.id, &alice.source).await;
        done.expect("it is writable");
        assert_eq!(remembered(&test, &alice).await, None);
    }

    #[tokio::test]
    async fn a_mount_whose_source_changes_does_not_go_on_with_the_old_drive() {
        let test = TestStore::new().await;
        let tenant = test.with_tenant(1).await;
        let mut mount = test.with_mount(&tenant, "alice").await;
        let done = test
            .store
            .remember_drive(&tenant.id, &mount.source, &place(None), NOW)
            .await;
        done.expect("the tenant is there");
        mount.source = MountSource::User("carol@contoso.example".to_owned());
        let updated = test
            .store
            .update_mount(&mount, &Carried::default(), &fixtures::audit())
            .await;
        updated.expect("it is there");
        assert_eq!(remembered(&test, &mount).await, None);
    }

    #[tokio::test]
    async fn a_tenant_that_becomes_another_organization_forgets_its_drives() {
        let test = TestStore::new().await;
        let mut tenant = test.with_tenant(1).await;
        let mount = test.with_mount(&tenant, "alice").await;
        let done = test
            .store
            .remember_drive(&tenant.id, &mount.source, &place(None), NOW)
            .await;
        done.expect("the tenant is there");

        tenant.name = "Another name".to_owned();
        let updated = test
            .store
            .update_tenant(&tenant, &[], &fixtures::audit())
            .await;
        updated.expect("it is there");
        assert_eq!(remembered(&test, &mount).await, Some(place(None)));

        tenant.cloud = CloudName::parse("china").expect("a cloud");
        let updated = test
            .store
            .update_tenant(&tenant, &[], &fixtures::audit())
            .await;
        updated.expect("it is there");
        assert_eq!(remembered(&test, &mount).await, None);
    }
}
