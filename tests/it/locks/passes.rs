//! By which pass a lock is ended.

use std::sync::Arc;

use onefold::domain::{
    AppPasswordId, Caller, LockDepth, LockScope, LockToken, Pass, Right, Scope, TokenId,
};

use super::{Act, assert_done, assert_refused, code, done, lock, member};
use crate::writing::scene::{Scene, path};

const ONE: (LockScope, LockDepth) = (LockScope::Exclusive, LockDepth::Zero);

fn by(caller: &Caller, pass: Pass) -> Caller {
    let account = caller.account().expect("somebody");
    Caller::of(Arc::clone(account), pass)
}

fn by_token(caller: &Caller, scopes: &[Scope], prefix: Option<&str>) -> Caller {
    let pass = Pass::Token {
        id: TokenId::from_unique("one"),
        scopes: scopes.iter().copied().collect(),
        prefix: prefix.map(|at| path(at).key()),
    };
    by(caller, pass)
}

#[tokio::test]
async fn a_pass_that_is_not_good_for_writing_there_ends_no_lock_of_its_account() {
    let scene = Scene::start().await;
    let (ann, ben) = (member(&scene, "ann").await, member(&scene, "ben").await);
    let at = path("/contoso/docs/a.txt");
    let set = lock(&scene, &ann, at.as_str(), ONE).await;
    let (token, locks) = (&set.lock.token, &scene.house.services().locks);
    for narrow in [
        by_token(&ann, &[Scope::FilesRead], None),
        by_token(&ann, &[Scope::AuditRead], None),
        by_token(&ann, &[Scope::FilesWrite], Some("/contoso/ada")),
        by(&ann, Pass::Link(at.key())),
    ] {
        let refused = code(locks.unlock(&narrow, &at, token).await);
        let pass = narrow.pass();
        assert!(["forbidden", "not_found"].contains(&refused), "{pass:?}");
        assert_refused(&scene, &ben, &[Act::Put("/contoso/docs/a.txt")]).await;
    }
    let good = by_token(&ann, &[Scope::FilesWrite], Some("/contoso/docs"));
    done(locks.unlock(&good, &at, token).await);
    assert_done(&scene, &ben, &[Act::Put("/contoso/docs/a.txt")]).await;
    scene.stop().await;
}

#[tokio::test]
async fn the_locks_of_others_are_ended_by_who_has_come_to_administer() {
    let scene = Scene::start().await;
    let ann = member(&scene, "ann").await;
    let at = path("/contoso/docs/a.txt");
    let locks = &scene.house.services().locks;
    let program = Pass::AppPassword(AppPasswordId::from_unique("one"));
    let write = [Scope::FilesWrite];
    let office = [Scope::FilesWrite, Scope::AdminWrite];
    for (admin, ends) in [
        (by_token(&scene.admin, &write, None), false),
        (by_token(&scene.admin, &office, Some("/contoso")), false),
        (by(&scene.admin, program), false),
        (by_token(&scene.admin, &office, None), true),
        (by(&scene.admin, Pass::Password), true),
    ] {
        let set = lock(&scene, &ann, at.as_str(), ONE).await;
        let (token, pass) = (&set.lock.token, admin.pass());
        let ended = locks.unlock(&admin, &at, token).await;
        assert_eq!(ended.is_ok(), ends, "{pass:?}");
        if !ends {
            assert_eq!(code(ended), "forbidden", "{pass:?}");
            done(locks.unlock(&ann, &at, token).await);
        }
    }
    scene.stop().await;
}

#[tokio::test]
async fn nobody_is_asked_about_a_lock_where_somebody_may_not_write() {
    let scene = Scene::start().await;
    let reads = [Right::List, Right::Read];
    let reader = scene.member("reader", &[("/contoso/bob", &reads)]).await;
    let stranger = scene.member("stranger", &[]).await;
    let token = LockToken::from_uuid("0198f3a2-1111-4222-8333-444455556666");
    let locks = &scene.house.services().locks;
    for (who, at, expected) in [
        (&stranger, "/contoso/bob/team/t.txt", "not_found"),
        (&reader, "/contoso/bob/team/t.txt", "forbidden"),
        (&reader, "/twin/ada/docs/a.txt", "not_found"),
    ] {
        let refused = locks.unlock(who, &path(at), &token).await;
        assert_eq!(code(refused), expected, "{at}");
    }
    let guest = Caller::anonymous();
    let refused = locks.unlock(&guest, &path("/contoso/bob"), &token).await;
    assert_eq!(code(refused), "unauthenticated");
    assert_eq!(scene.calls(), 0, "nobody was asked");
    scene.stop().await;
}

#[tokio::test]
async fn a_lock_ends_and_lives_on_though_whoever_asked_has_left() {
    let scene = Scene::start().await;
    let (ann, ben) = (member(&scene, "ann").await, member(&scene, "ben").await);
    let at = path("/contoso/docs/a.txt");
    let set = lock(&scene, &ann, at.as_str(), ONE).await;
    let locks = &scene.house.services().locks;
    let hour = Some(std::time::Duration::from_hours(1));
    leave(locks.refresh(&ann, &at, &set.lock.token, hour)).await;
    until(async || {
        locks
            .discover(&ann, &at)
            .await
            .is_ok_and(|it| it[0].left > set.left)
    })
    .await;
    leave(locks.unlock(&ann, &at, &set.lock.token)).await;
    until(async || {
        locks
            .discover(&ben, &at)
            .await
            .is_ok_and(|it| it.is_empty())
    })
    .await;
    assert_done(&scene, &ben, &[Act::Put("/contoso/docs/a.txt")]).await;
    scene.stop().await;
}

/// Asks, and leaves before anybody has answered.
async fn leave<T>(asked: impl Future<Output = T>) {
    let mut asked = Box::pin(asked);
    let first =
        std::future::poll_fn(|context| std::task::Poll::Ready(asked.as_mut().poll(context)));
    assert!(first.await.is_pending(), "it waits for the database");
}

/// Looks until it is so.
async fn until(is_so: impl AsyncFn() -> bool) {
    let mut looks = 0;
    while !is_so().await {
        looks += 1;
        assert!(looks < 100_000, "it never comes");
        tokio::task::yield_now().await;
    }
}
