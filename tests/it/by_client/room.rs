//! How much room there is, asked for with every listing.

use std::time::Duration;

use futures_util::future::join_all;
use graph_sim::{Fault, Listener};

use crate::writing::done;
use crate::writing::scene::{Scene, path};

/// Sees to it that no call is made any more to find the drive.
async fn open_drive(scene: &Scene) {
    let browse = &scene.house.services().browse;
    let at = path("/contoso/ada/docs/a.txt");
    done(browse.stat(&scene.admin, &at).await);
}

#[tokio::test]
async fn asking_for_room_again_and_again_costs_one_call_in_five_minutes() {
    let scene = Scene::start().await;
    let (files, ada) = (scene.files(), path("/contoso/ada"));
    open_drive(&scene).await;
    scene.forget();
    let asked = join_all((0..20).map(|_| files.quota(&scene.admin, &ada))).await;
    for quota in asked {
        done(quota);
    }
    for _ in 0..4 {
        scene.house.advance(Duration::from_secs(74));
        for at in ["/contoso/ada", "/contoso/ada/plain", "/contoso/docs"] {
            done(files.quota(&scene.admin, &path(at)).await);
        }
    }
    assert_eq!(scene.calls(), 1);
    scene.house.advance(Duration::from_secs(5));
    done(files.quota(&scene.admin, &ada).await);
    assert_eq!(scene.calls(), 2);
    scene.stop().await;
}

#[tokio::test]
async fn a_drive_that_does_not_say_is_not_asked_again_and_again() {
    let scene = Scene::start().await;
    let ada = path("/contoso/ada");
    open_drive(&scene).await;
    scene
        .house
        .sim
        .faults()
        .add(Fault::on(Listener::Graph).status(403));
    scene.forget();
    let mut calls = Vec::new();
    for _ in 0..5 {
        let quota = scene.files().quota(&scene.admin, &ada).await;
        quota.expect_err("it is refused");
        calls.push(scene.calls());
    }
    assert!(calls[0] > 0, "it was asked once");
    assert!(calls.iter().all(|all| *all == calls[0]), "{calls:?}");
    scene.house.sim.faults().clear();
    scene.stop().await;
}

#[tokio::test]
async fn a_failure_that_passes_is_not_taken_for_a_drive_that_does_not_say() {
    for (status, retry_after, pause) in [(503, None, 5), (429, Some("20"), 20)] {
        let scene = Scene::start().await;
        let ada = path("/contoso/ada");
        open_drive(&scene).await;
        let fault = Fault::on(Listener::Graph).status(status);
        let fault = match retry_after {
            Some(seconds) => fault.header("Retry-After", seconds),
            None => fault,
        };
        scene.house.sim.faults().add(fault);
        scene
            .files()
            .quota(&scene.admin, &ada)
            .await
            .expect_err("it can't say");
        scene.house.sim.faults().clear();
        scene.forget();
        scene.house.advance(Duration::from_secs(pause - 1));
        let quota = scene.files().quota(&scene.admin, &ada).await;
        quota.expect_err("it is not asked again at once");
        assert_eq!(scene.calls(), 0, "{status}");
        scene.house.advance(Duration::from_secs(1));
        done(scene.files().quota(&scene.admin, &ada).await);
        assert_eq!(scene.calls(), 1, "{status}");
        scene.stop().await;
    }
}
