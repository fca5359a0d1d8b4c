//! Uploads that are not finished, in a database of their own.

use std::time::Duration;

use super::*;
use crate::store::fixtures::{self, NOW, TestStore};

const HOUR: Duration = Duration::from_hours(1);

fn upload(unique: &str, tenant: &TenantId) -> KeptUpload {
    KeptUpload {
        id: UploadId::from_unique(unique),
        tenant_id: tenant.clone(),
        drive_id: DriveId::parse("b!drive").expect("an id"),
        sealed: Sealed::from_bytes(b"at the beginning".to_vec()),
        expires_at: NOW.after(HOUR),
    }
}

fn claim(holder: &str) -> UploadClaim {
    UploadClaim {
        holder: holder.to_owned(),
        until: NOW.after(HOUR),
    }
}

fn is_taken(done: Result<(), StoreError>) -> bool {
    match done {
        Ok(()) => false,
        Err(StoreError::Conflict(Conflict::UploadTaken)) => true,
        Err(other) => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn of_two_who_claim_an_upload_one_has_it_until_he_leaves_it_or_his_time_is_over() {
    let test = TestStore::new().await;
    let store = &test.store;
    let tenant = test.with_tenant(1).await;
    let begun = upload("one", &tenant.id);
    let (one, two) = (claim("one"), claim("two"));
    let inserted = store.insert_upload(&begun, &one, NOW).await;
    inserted.expect("the tenant is there");
    assert!(is_taken(store.claim_upload(&begun.id, &two, NOW).await));
    assert!(is_taken(store.keep_upload(&begun, &two, NOW).await));
    store
        .delete_upload(&begun.id, "two")
        .await
        .expect("nothing happens");
    store
        .leave_upload(&begun.id, "two")
        .await
        .expect("nothing happens");
    assert!(!is_taken(store.keep_upload(&begun, &one, NOW).await));
    store
        .leave_upload(&begun.id, "one")
        .await
        .expect("it is his");
    let both = tokio::join!(
        store.claim_upload(&begun.id, &one, NOW),
        store.claim_upload(&begun.id, &two, NOW)
    );
    assert_ne!(is_taken(both.0), is_taken(both.1), "one of them has it");
    let late = NOW.after(HOUR);
    assert!(!is_taken(
        store.claim_upload(&begun.id, &claim("three"), late).await
    ));
    assert!(is_taken(store.keep_upload(&begun, &one, late).await));
    assert!(is_taken(store.keep_upload(&begun, &two, late).await));
    store.leave_all_uploads().await.expect("it is writable");
    assert!(!is_taken(store.claim_upload(&begun.id, &two, NOW).await));
    store
        .delete_upload(&begun.id, "two")
        .await
        .expect("it is his");
    assert!(
        is_taken(store.claim_upload(&begun.id, &two, NOW).await),
        "it is over"
    );
}

#[tokio::test]
async fn an_upload_is_kept_as_far_as_it_has_come_until_it_is_forgotten() {
    let test = TestStore::new().await;
    let tenant = test.with_tenant(1).await;
    let begun = upload("one", &tenant.id);
    let kept = test.store.insert_upload(&begun, &claim("it"), NOW).await;
    kept.expect("the tenant is there");
    let further = KeptUpload {
        sealed: Sealed::from_bytes(b"further".to_vec()),
        expires_at: NOW.after(2 * HOUR),
        ..begun
    };
    let later = NOW.after(HOUR);
    let kept = test.store.keep_upload(&further, &claim("it"), later).await;
    kept.expect("the tenant is there");
    let found = test.store.find_upload(&further.id).await;
    let found = found.expect("readable").expect("it is there");
    assert_eq!(found.kept.sealed, further.sealed);
    assert_eq!(found.kept.expires_at, further.expires_at);
    assert_eq!((found.created_at, found.updated_at), (NOW, later));
    assert_eq!(test.store.list_uploads().await.expect("readable").len(), 1);
    let forgotten = test.store.delete_upload(&further.id, "it").await;
    forgotten.expect("it is writable");
    assert!(
        test.store
            .list_uploads()
            .await
            .expect("readable")
            .is_empty()
    );
}

#[tokio::test]
async fn what_has_expired_is_forgotten_and_nothing_else() {
    let test = TestStore::new().await;
    let tenant = test.with_tenant(1).await;
    for (unique, hours) in [("one", 1), ("two", 2)] {
        let upload = KeptUpload {
            expires_at: NOW.after(hours * HOUR),
            ..upload(unique, &tenant.id)
        };
        let kept = test.store.insert_upload(&upload, &claim("it"), NOW).await;
        kept.expect("the tenant is there");
    }
    for (hours, forgotten) in [(0, 0), (1, 1), (1, 0), (3, 1)] {
        let done = test.store.delete_expired_uploads(NOW.after(hours * HOUR));
        assert_eq!(done.await.expect("it is writable"), forgotten);
    }
}

#[tokio::test]
async fn an_upload_belongs_to_a_tenant_and_goes_with_it() {
    let test = TestStore::new().await;
    let nobody = fixtures::tenant(9).id;
    let refused = test
        .store
        .insert_upload(&upload("one", &nobody), &claim("it"), NOW)
        .await;
    assert!(matches!(
        refused,
        Err(StoreError::Conflict(Conflict::UnknownTenant))
    ));
    let tenant = test.with_tenant(1).await;
    let kept = test
        .store
        .insert_upload(&upload("one", &tenant.id), &claim("it"), NOW)
        .await;
    kept.expect("the tenant is there");
    let deleted = test
        .store
        .delete_tenant(&tenant.id, false, &fixtures::audit())
        .await;
    deleted.expect("it has no mounts");
    assert!(
        test.store
            .list_uploads()
            .await
            .expect("readable")
            .is_empty()
    );
}
