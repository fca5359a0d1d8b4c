//! Mounts as they are stored, changed and counted.

use super::*;
use crate::domain::{
    DavDelivery, Diagnosis, DrivePath, FollowShortcuts, JunkPolicy, LibraryName, MountOptions,
    MountRoot, MountSource, SiteName, WorkerUrl,
};
use crate::store::fixtures::{self, NOW, TestStore, audit, path};

#[tokio::test]
async fn a_mount_comes_back_as_it_was_stored() {
    let test = TestStore::new().await;
    let tenant = test.with_tenant(1).await;
    let mut mount = fixtures::mount(&tenant, "projects");
    mount.source = MountSource::Site {
        site: SiteName::parse("contoso.sharepoint.com,1-2,3-4").expect("a site"),
        library: Some(LibraryName::parse("b!library").expect("a library")),
    };
    mount.root = MountRoot::Path(DrivePath::parse("/Ünter/x").expect("a path"));
    mount.delivery = Delivery::Proxy;
    mount.options.proxy_allowed = false;
    mount.options.permanent_delete = true;
    mount.health.state = State::Trouble(Diagnosis::DriveNotFound);
    test.store
        .insert_mount(&mount, &audit())
        .await
        .expect("it is new");
    let listed = test.store.list_mounts().await.expect("readable");
    assert_eq!(format!("{listed:?}"), format!("{:?}", [&mount]));

    mount.path = path("/tenant1/elsewhere");
    mount.root = MountRoot::Item(ItemId::parse("01LIPQY52RRIHTWL").expect("an item"));
    mount.read_only = false;
    mount.delivery = Delivery::Worker;
    mount.options = MountOptions {
        guest_redirect: true,
        follow_shortcuts: FollowShortcuts::Mounted,
        dav: DavDelivery::Proxy,
        junk: JunkPolicy::Reject,
        worker: Some(WorkerUrl::parse("https://dl.example.org/a").expect("a URL")),
        ..MountOptions::default()
    };
    test.store
        .update_mount(&mount, &Carried::default(), &audit())
        .await
        .expect("it is there");
    let found = test.store.find_mount(&mount.id).await.expect("readable");
    assert_eq!(
        format!("{:?}", found.expect("it is there")),
        format!("{mount:?}")
    );
}

#[tokio::test]
async fn one_place_holds_one_mount_in_any_letter_case() {
    let test = TestStore::new().await;
    let tenant = test.with_tenant(1).await;
    let first = test.with_mount(&tenant, "Été").await;
    let mut second = test.with_mount(&tenant, "second").await;
    second.path = path("/tenant1/E\u{301}TE\u{301}");
    let refused = test
        .store
        .update_mount(&second, &Carried::default(), &audit())
        .await;
    let taken = Conflict::PathTaken {
        path: second.path.clone(),
    };
    assert!(matches!(refused, Err(StoreError::Conflict(conflict)) if conflict == taken));
    test.store
        .delete_mount(&first.id, &audit())
        .await
        .expect("it is there");
    test.store
        .update_mount(&second, &Carried::default(), &audit())
        .await
        .expect("the place is free");
}

#[tokio::test]
async fn a_mount_of_no_tenant_is_refused() {
    let test = TestStore::new().await;
    let mount = fixtures::mount(&fixtures::tenant(9), "alice");
    let refused = test.store.insert_mount(&mount, &audit()).await;
    assert!(matches!(
        refused,
        Err(StoreError::Conflict(Conflict::UnknownTenant))
    ));
}

#[tokio::test]
async fn what_is_not_there_is_neither_changed_nor_deleted() {
    let test = TestStore::new().await;
    let tenant = test.with_tenant(1).await;
    let mount = fixtures::mount(&tenant, "alice");
    let updated = test
        .store
        .update_mount(&mount, &Carried::default(), &audit())
        .await;
    assert!(matches!(updated, Err(StoreError::NotFound)));
    let deleted = test.store.delete_mount(&mount.id, &audit()).await;
    assert!(matches!(deleted, Err(StoreError::NotFound)));
    let found = test.store.find_mount(&mount.id).await.expect("readable");
    assert!(found.is_none());
}

#[tokio::test]
async fn mounts_are_counted_by_tenant() {
    let test = TestStore::new().await;
    let one = test.with_tenant(1).await;
    let two = test.with_tenant(2).await;
    test.with_tenant(3).await;
    for (tenant, name) in [(&one, "alice"), (&one, "bob"), (&two, "carol")] {
        test.with_mount(tenant, name).await;
    }
    let counts = test.store.count_mounts_by_tenant().await.expect("readable");
    assert_eq!(counts, HashMap::from([(one.id, 2), (two.id, 1)]));
}

#[tokio::test]
async fn a_state_that_is_no_news_wakes_nobody() {
    let test = TestStore::new().await;
    let tenant = test.with_tenant(1).await;
    let mount = test.with_mount(&tenant, "alice").await;
    let mut generations = Vec::new();
    for state in [State::Ok, State::Ok, State::Trouble(Diagnosis::Throttled)] {
        let set = test.store.set_mount_state(&mount.id, state, NOW).await;
        set.expect("it is writable");
        generations.push(test.store.generation().await.expect("readable"));
    }
    assert_eq!(generations[0], generations[1]);
    assert_ne!(generations[1], generations[2]);
}
