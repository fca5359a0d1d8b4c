//! How locks end, and what they outlive.

use std::time::Duration;

use graph_sim::{Fault, Listener};
use onefold::domain::{IfExists, LockDepth, LockScope};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{Connection as _, SqliteConnection};

use super::{Act, assert_done, assert_refused, code, done, holding, lock, member, try_lock};
use crate::writing::scene::{Scene, path};

const ONE: (LockScope, LockDepth) = (LockScope::Exclusive, LockDepth::Zero);
const DEEP: (LockScope, LockDepth) = (LockScope::Exclusive, LockDepth::Infinity);

#[tokio::test]
async fn a_lock_that_is_not_refreshed_ends_by_the_clock() {
    let scene = Scene::start().await;
    let (ann, ben) = (member(&scene, "ann").await, member(&scene, "ben").await);
    let put = [Act::Put("/contoso/docs/a.txt")];
    let set = lock(&scene, &ann, "/contoso/docs/a.txt", ONE).await;
    assert_eq!(set.left, Duration::from_mins(30));
    scene.house.advance(Duration::from_millis(30 * 60_000 - 1));
    assert_refused(&scene, &ben, &put).await;
    scene.house.advance(Duration::from_millis(1));
    let locks = &scene.house.services().locks;
    let at = path("/contoso/docs/a.txt");
    let late = locks.refresh(&ann, &at, &set.lock.token, None).await;
    assert_eq!(code(late), "lock_token_mismatch");
    assert_done(&scene, &ben, &put).await;
    lock(&scene, &ben, "/contoso/docs/a.txt", ONE).await;
    assert_refused(&scene, &holding(&ann, &set), &put).await;
    scene.stop().await;
}

#[tokio::test]
async fn locks_outlive_a_restart_of_the_server() {
    let scene = Scene::start().await;
    let (ann, ben) = (member(&scene, "ann").await, member(&scene, "ben").await);
    let kept = lock(&scene, &ann, "/contoso/docs/a.txt", ONE).await;
    let ended = lock(&scene, &ann, "/contoso/docs/b.txt", ONE).await;
    let locks = &scene.house.services().locks;
    let b = path("/contoso/docs/b.txt");
    done(locks.unlock(&ann, &b, &ended.lock.token).await);
    let Scene { house, admin } = scene;
    let scene = Scene {
        house: house.restart().await,
        admin,
    };
    assert_refused(&scene, &ben, &[Act::Put("/contoso/docs/a.txt")]).await;
    assert_done(&scene, &ben, &[Act::Put("/contoso/docs/b.txt")]).await;
    let hers = holding(&ann, &kept);
    assert_done(&scene, &hers, &[Act::Put("/contoso/docs/a.txt")]).await;
    let locks = &scene.house.services().locks;
    let shown = done(locks.discover(&ann, &path("/contoso/docs/a.txt")).await);
    assert_eq!(*shown[0].lock, *kept.lock);
    scene.stop().await;
}

#[tokio::test]
async fn locks_end_with_their_account() {
    let scene = Scene::start().await;
    let (ann, ben) = (member(&scene, "ann").await, member(&scene, "ben").await);
    lock(&scene, &ann, "/contoso/docs/a.txt", ONE).await;
    let put = [Act::Put("/contoso/docs/a.txt")];
    assert_refused(&scene, &ben, &put).await;
    let id = ann.account().expect("she has one").id.clone();
    done(scene.administration().accounts().delete(&id).await);
    assert_done(&scene, &ben, &put).await;
    let refused = try_lock(&scene, &ann, "/contoso/docs/a.txt", ONE).await;
    assert!(refused.is_err(), "{refused:?}");
    scene.stop().await;
}

#[tokio::test]
async fn locks_end_with_what_they_were_set_on_and_go_along_with_nothing() {
    let scene = Scene::start().await;
    let (ann, ben) = (member(&scene, "ann").await, member(&scene, "ben").await);
    let one = lock(&scene, &ann, "/contoso/ada/plain/one.txt", ONE).await;
    let sub = lock(&scene, &ann, "/contoso/ada/plain/sub", DEEP).await;
    let hers = holding(&holding(&ann, &one), &sub);
    let file = Act::Move("/contoso/ada/plain/one.txt", "/contoso/ada/docs/one.txt");
    let copy = Act::Copy("/contoso/ada/plain/sub", "/contoso/ada/docs/copy");
    assert_done(&scene, &hers, &[file, copy]).await;
    assert_done(
        &scene,
        &ben,
        &[
            Act::Put("/contoso/ada/docs/one.txt"),
            Act::Put("/contoso/ada/plain/one.txt"),
            Act::Put("/contoso/ada/docs/copy/two.txt"),
        ],
    )
    .await;
    assert_refused(&scene, &ben, &[Act::Put("/contoso/ada/plain/sub/two.txt")]).await;
    assert_done(&scene, &hers, &[Act::Delete("/contoso/ada/plain")]).await;
    assert_done(
        &scene,
        &ben,
        &[
            Act::Mkdir("/contoso/ada/plain"),
            Act::Mkdir("/contoso/ada/plain/sub"),
            Act::Put("/contoso/ada/plain/sub/two.txt"),
        ],
    )
    .await;
    scene.stop().await;
}

#[tokio::test]
async fn what_comes_into_a_locked_folder_is_covered_like_the_rest() {
    let scene = Scene::start().await;
    let (ann, ben) = (member(&scene, "ann").await, member(&scene, "ben").await);
    let set = lock(&scene, &ann, "/contoso/ada/plain", DEEP).await;
    let hers = holding(&ann, &set);
    let moved = Act::Move("/contoso/ada/docs/a.txt", "/contoso/ada/plain/a.txt");
    assert_done(&scene, &hers, &[moved]).await;
    assert_refused(&scene, &ben, &[Act::Put("/contoso/ada/plain/a.txt")]).await;
    assert_done(&scene, &ben, &[Act::Put("/contoso/ada/docs/a.txt")]).await;
    scene.stop().await;
}

#[tokio::test]
async fn what_is_locked_at_a_place_just_after_something_left_it_stays_locked() {
    let scene = Scene::start().await;
    let (ann, ben) = (member(&scene, "ann").await, member(&scene, "ben").await);
    let (from, to) = (
        path("/contoso/docs/a.txt"),
        path("/contoso/ada/plain/a.txt"),
    );
    let moving = Fault::on(Listener::Graph).method("PATCH");
    let held = scene.house.sim.faults().hold(moving);
    let moved = scene.files().move_to(&ann, (&from, &to), IfExists::Fail);
    let locking = async {
        assert!(held.arrived(1).await);
        let set = lock(&scene, &ben, from.as_str(), ONE).await;
        held.release();
        set
    };
    let (moved, set) = tokio::join!(moved, locking);
    done(moved);
    assert_refused(&scene, &ann, &[Act::Put("/contoso/docs/a.txt")]).await;
    assert_done(
        &scene,
        &holding(&ben, &set),
        &[Act::Put("/contoso/docs/a.txt")],
    )
    .await;
    scene.stop().await;
}

#[tokio::test]
async fn a_lock_that_the_database_would_not_let_go_does_not_come_back() {
    let scene = Scene::start().await;
    let (ann, ben) = (member(&scene, "ann").await, member(&scene, "ben").await);
    let at = "/contoso/docs/a.txt";
    let set = lock(&scene, &ann, at, ONE).await;
    let database = scene.house.config.data_dir.join("onefold.db");
    let options = SqliteConnectOptions::new().filename(database);
    let beside = SqliteConnection::connect_with(&options).await;
    let mut beside = beside.expect("it opens");
    let stuck =
        "CREATE TRIGGER stuck BEFORE DELETE ON locks BEGIN SELECT RAISE(ABORT, 'stuck'); END";
    for (statement, left) in [(stuck, 1), ("DROP TRIGGER stuck", 0)] {
        sqlx::query(statement)
            .execute(&mut beside)
            .await
            .expect("it is ours");
        if left == 1 {
            assert_done(&scene, &holding(&ann, &set), &[Act::Delete(at)]).await;
        }
        // Somebody new makes everybody read the rows anew, and a minute later they are read in any case.
        let name = format!("member{left}");
        scene.member(&name, &[]).await;
        scene.house.advance(Duration::from_mins(2));
        let services = scene.house.services();
        for _ in 0..50 {
            let told = services.locks.discover(&ben, &path(at)).await;
            assert!(done(told).is_empty(), "{name}");
        }
    }
    assert_done(&scene, &ben, &[Act::Put(at)]).await;
    let mut left = 1;
    for _ in 0..10_000 {
        let count = sqlx::query_scalar("SELECT COUNT(*) FROM locks");
        left = count.fetch_one(&mut beside).await.expect("it is ours");
        if left == 0 {
            break;
        }
        scene.house.advance(Duration::from_mins(2));
        tokio::task::yield_now().await;
    }
    assert_eq!(left, 0, "it is ended in the end");
    scene.stop().await;
}
