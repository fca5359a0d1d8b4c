//! Locks set, refreshed and shown.

use std::time::Duration;

use onefold::domain::{Caller, Error, Lock, LockDepth, LockRequest, LockScope, LockToken, Right};
use onefold::services::ListQuery;

use super::{
    Act, assert_done, assert_refused, code, done, holding, lock, member, try_lock, wanted,
};
use crate::writing::scene::{Scene, path};

const EXCLUSIVE: (LockScope, LockDepth) = (LockScope::Exclusive, LockDepth::Zero);
const SHARED: (LockScope, LockDepth) = (LockScope::Shared, LockDepth::Zero);
const DEEP: (LockScope, LockDepth) = (LockScope::Exclusive, LockDepth::Infinity);
const SHARED_DEEP: (LockScope, LockDepth) = (LockScope::Shared, LockDepth::Infinity);

#[tokio::test]
async fn locks_that_overlap_are_both_shared_or_one_of_them_is_refused() {
    let scene = Scene::start().await;
    let (ann, ben) = (member(&scene, "ann").await, member(&scene, "ben").await);
    let (folder, file) = ("/contoso/ada/plain", "/contoso/ada/plain/sub/two.txt");
    for (at, first, second_at, second, is_set) in [
        (file, EXCLUSIVE, file, EXCLUSIVE, false),
        (file, EXCLUSIVE, file, SHARED, false),
        (file, SHARED, file, EXCLUSIVE, false),
        (file, SHARED, file, SHARED, true),
        (folder, DEEP, file, SHARED, false),
        (folder, SHARED_DEEP, file, EXCLUSIVE, false),
        (folder, SHARED_DEEP, file, SHARED, true),
        (folder, EXCLUSIVE, file, EXCLUSIVE, true),
        (file, EXCLUSIVE, folder, DEEP, false),
        (file, EXCLUSIVE, folder, SHARED_DEEP, false),
        (file, SHARED, folder, SHARED_DEEP, true),
        (file, EXCLUSIVE, folder, EXCLUSIVE, true),
    ] {
        let locks = &scene.house.services().locks;
        for other in [&ben, &ann] {
            let one = lock(&scene, &ann, at, first).await;
            let two = try_lock(&scene, &other.clone(), second_at, second).await;
            let told = format!("{at} {first:?}, {second_at} {second:?}");
            match two {
                Ok(two) => {
                    assert!(is_set, "{told}");
                    let token = &two.lock.lock.token;
                    done(locks.unlock(other, &path(second_at), token).await);
                }
                Err(Error::LockHeld { places }) => {
                    assert!(!is_set, "{told}");
                    assert_eq!(places, [path(at)], "{told}");
                }
                Err(other) => panic!("{told}: {other:?}"),
            }
            done(locks.unlock(&ann, &path(at), &one.lock.token).await);
        }
    }
    scene.stop().await;
}

#[tokio::test]
async fn locking_what_is_not_there_makes_an_empty_file_that_is_its_owners() {
    let scene = Scene::start().await;
    let (ann, ben) = (member(&scene, "ann").await, member(&scene, "ben").await);
    let at = "/contoso/docs/new.docx";
    let locked = done(try_lock(&scene, &ann, at, EXCLUSIVE).await);
    assert!(locked.created);
    assert_eq!(
        scene.ada(|drive| drive.fingerprint_of("/docs/new.docx").size),
        0
    );
    assert!(
        scene
            .names("/contoso/docs")
            .await
            .contains(&"new.docx".to_owned())
    );
    assert_refused(&scene, &ben, &[Act::Put(at), Act::Delete(at)]).await;
    assert_done(&scene, &holding(&ann, &locked.lock), &[Act::Put(at)]).await;
    let locks = &scene.house.services().locks;
    done(locks.unlock(&ann, &path(at), &locked.lock.lock.token).await);
    let again = done(try_lock(&scene, &ann, at, EXCLUSIVE).await);
    assert!(!again.created, "it was there");
    scene.stop().await;
}

#[tokio::test]
async fn where_the_empty_file_can_not_be_made_no_lock_stays() {
    let scene = Scene::start().await;
    let (ann, ben) = (member(&scene, "ann").await, member(&scene, "ben").await);
    let missing = "/contoso/ada/nowhere/new.txt";
    assert_eq!(
        code(try_lock(&scene, &ann, missing, EXCLUSIVE).await),
        "folder_missing"
    );
    let name = "/contoso/ada/plain/CON";
    assert_eq!(
        code(try_lock(&scene, &ann, name, EXCLUSIVE).await),
        "invalid_name"
    );
    let guarded = lock(&scene, &ben, "/contoso/ada/plain", EXCLUSIVE).await;
    let refused = try_lock(&scene, &ann, "/contoso/ada/plain/new.txt", EXCLUSIVE).await;
    assert_eq!(code(refused), "lock_held");
    let locks = &scene.house.services().locks;
    done(
        locks
            .unlock(&ben, &path("/contoso/ada/plain"), &guarded.lock.token)
            .await,
    );
    assert_done(
        &scene,
        &ben,
        &[
            Act::Put("/contoso/ada/plain/new.txt"),
            Act::Mkdir("/contoso/ada/nowhere"),
        ],
    )
    .await;
    scene.stop().await;
}

#[tokio::test]
async fn a_lock_is_a_matter_of_writing_and_of_folders_that_can_be_written() {
    let scene = Scene::start().await;
    let reader = scene
        .member("reader", &[("/contoso", &[Right::List, Right::Read][..])])
        .await;
    let refused = try_lock(&scene, &reader, "/contoso/docs/a.txt", EXCLUSIVE).await;
    assert_eq!(code(refused), "forbidden");
    let guest = Caller::anonymous();
    let refused = try_lock(&scene, &guest, "/contoso/docs/a.txt", EXCLUSIVE).await;
    assert_eq!(code(refused), "unauthenticated");
    for (at, kind, expected) in [
        ("/contoso", EXCLUSIVE, "virtual_folder"),
        ("/contoso/ada/new", EXCLUSIVE, "virtual_folder"),
        ("/contoso/closed/team/t.txt", EXCLUSIVE, "read_only"),
        ("/contoso/ada/docs", DEEP, "contains_mount"),
    ] {
        assert_eq!(
            code(try_lock(&scene, &scene.admin, at, kind).await),
            expected,
            "{at}"
        );
    }
    let owner = LockRequest {
        owner: Some("x".repeat(Lock::MOST_OWNER_BYTES + 1)),
        ..wanted(LockScope::Shared, LockDepth::Zero)
    };
    let locks = &scene.house.services().locks;
    let at = path("/contoso/docs/a.txt");
    let refused = locks.lock(&scene.admin, &at, owner);
    assert_eq!(code(refused.await), "too_long");
    scene.stop().await;
}

#[tokio::test]
async fn a_lock_is_refreshed_and_ended_by_who_has_set_it_where_it_covers_the_place() {
    let scene = Scene::start().await;
    let (ann, ben) = (member(&scene, "ann").await, member(&scene, "ben").await);
    let locks = &scene.house.services().locks;
    let (folder, file) = (
        path("/contoso/ada/plain"),
        path("/contoso/ada/plain/one.txt"),
    );
    let beside = path("/contoso/docs/a.txt");
    let set = lock(&scene, &ann, "/contoso/ada/plain", DEEP).await;
    let token = &set.lock.token;
    let strange = LockToken::from_uuid("0198f3a2-1111-4222-8333-444455556666");
    scene.house.advance(Duration::from_mins(10));
    let minute = Some(Duration::from_mins(1));
    assert_eq!(
        code(locks.refresh(&ben, &file, token, minute).await),
        "forbidden"
    );
    for (at, token) in [(&beside, token), (&file, &strange)] {
        let refused = locks.refresh(&ann, at, token, minute).await;
        assert_eq!(code(refused), "lock_token_mismatch");
        assert_eq!(
            code(locks.unlock(&ann, at, token).await),
            "lock_token_mismatch"
        );
    }
    assert_eq!(code(locks.unlock(&ben, &file, token).await), "forbidden");
    let same = done(locks.refresh(&ann, &file, token, None).await);
    assert_eq!(same.left, Duration::from_mins(30), "as long as before");
    let short = done(locks.refresh(&ann, &file, token, minute).await);
    assert_eq!(short.left, Duration::from_mins(1));
    assert_eq!((&short.root, short.is_own), (&folder, true));
    done(locks.unlock(&ann, &file, token).await);
    assert_done(&scene, &ben, &[Act::Delete("/contoso/ada/plain")]).await;
    scene.stop().await;
}

#[tokio::test]
async fn an_administrator_ends_the_locks_of_others_and_that_is_noted() {
    let scene = Scene::start().await;
    let ann = member(&scene, "ann").await;
    let at = path("/contoso/docs/a.txt");
    let set = lock(&scene, &ann, at.as_str(), EXCLUSIVE).await;
    let locks = &scene.house.services().locks;
    done(locks.unlock(&scene.admin, &at, &set.lock.token).await);
    assert_done(&scene, &scene.admin, &[Act::Put("/contoso/docs/a.txt")]).await;
    let actor = scene.house.admin().await;
    let noted = crate::passes::deeds(&actor, "file.unlock").await;
    assert_eq!(noted.len(), 1);
    assert_eq!(noted[0]["path"], at.as_str());
    scene.stop().await;
}

#[tokio::test]
async fn locks_are_shown_beside_a_listing_at_no_cost() {
    let scene = Scene::start().await;
    let (ann, ben) = (member(&scene, "ann").await, member(&scene, "ben").await);
    let locks = &scene.house.services().locks;
    let folder = path("/contoso/ada/plain");
    let query = ListQuery {
        limit: 100,
        cursor: None,
        sort: None,
    };
    done(
        scene
            .house
            .services()
            .browse
            .list(&ben, &folder, &query)
            .await,
    );
    scene.forget();
    assert!(done(locks.within(&ben, &folder).await).is_empty());
    let (one, sub) = ("/contoso/ada/plain/one.txt", "/contoso/ada/plain/sub");
    let set = lock(&scene, &ann, one, SHARED).await;
    lock(&scene, &ann, sub, DEEP).await;
    scene.forget();
    let shown = done(locks.within(&ben, &folder).await);
    assert!(shown.of_folder().is_empty());
    let child = shown.of_child("ONE.txt").right_there;
    assert_eq!(child.len(), 1);
    assert_eq!((&child[0].root, child[0].is_own), (&path(one), false));
    assert_eq!(child[0].lock.owner, set.lock.owner);
    assert_eq!(shown.of_child("sub").right_there.len(), 1);
    assert!(shown.of_child("nothing").right_there.is_empty());
    assert!(!shown.of_child("nothing").inherits);
    let below = done(locks.within(&ben, &path(sub)).await);
    assert_eq!(below.of_folder().len(), 1);
    assert!(below.of_child("two.txt").inherits);
    assert_eq!(below.inherited()[0].root, path(sub));
    let deep = done(
        locks
            .discover(&ann, &path("/contoso/ada/plain/sub/two.txt"))
            .await,
    );
    assert_eq!((&deep[0].root, deep[0].is_own), (&path(sub), true));
    assert!(done(locks.discover(&ben, &path("/contoso")).await).is_empty());
    assert_eq!(scene.calls(), 0, "nobody was asked");
    scene.stop().await;
}

#[tokio::test]
async fn shared_locks_of_one_account_over_one_place_are_few() {
    let scene = Scene::start().await;
    let (ann, ben) = (member(&scene, "ann").await, member(&scene, "ben").await);
    let (folder, sub) = ("/contoso/ada/plain", "/contoso/ada/plain/sub");
    for at in [folder, sub].into_iter().cycle().take(10) {
        lock(&scene, &ann, at, SHARED_DEEP).await;
    }
    for (at, kind, is_set) in [
        (sub, SHARED, false),
        (folder, SHARED_DEEP, false),
        ("/contoso/ada/plain/sub/two.txt", SHARED, false),
        (folder, SHARED, true),
        ("/contoso/ada/docs/a.txt", SHARED, true),
    ] {
        let refused = try_lock(&scene, &ann, at, kind).await;
        assert_eq!(refused.is_ok(), is_set, "{at} {kind:?}");
        if !is_set {
            assert_eq!(code(refused), "too_many");
        }
    }
    lock(&scene, &ben, sub, SHARED_DEEP).await;
    scene.house.advance(Duration::from_mins(30));
    lock(&scene, &ann, sub, SHARED_DEEP).await;
    scene.stop().await;
}
