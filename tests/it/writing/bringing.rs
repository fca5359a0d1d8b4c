//! What a program with a network disk asks for while much is under way: it joins what it has asked for already, and
//! waits for its turn.

use std::time::Duration;

use graph_sim::{Fault, Held, Listener};
use onefold::domain::{IfExists, Result};
use onefold::services::{Bringing, Brought, Relocation, TransferState};

use super::scene::{Scene, at_once, path, under_way};
use super::{code, done};

const FROM: &str = "/contoso/docs/a.txt";
const TO: &str = "/contoso/bob/shelf/a.txt";

async fn bring(scene: &Scene, bringing: Bringing, to: &str, overwrite: bool) -> Result<Brought> {
    let ways = (&path(FROM), &path(to));
    let files = scene.files();
    files.bring(&scene.admin, bringing, ways, overwrite).await
}

/// Nobody gets a byte until it is let go.
fn hold(scene: &Scene) -> Held {
    let bytes = Fault::on(Listener::Content).method("GET").always();
    scene.house.sim.faults().hold(bytes)
}

async fn assert_done(scene: &Scene, relocation: Relocation) {
    if let Relocation::UnderWay(transfer) = relocation {
        let report = scene.ended(&transfer).await;
        assert!(matches!(report.state, TransferState::Done(_)), "{report:?}");
    }
}

#[tokio::test]
async fn who_asks_for_a_newer_content_does_not_join() {
    let scene = Scene::start().await;
    let held = hold(&scene);
    let first = under_way(done(bring(&scene, Bringing::Copy, TO, true).await).relocation);
    assert!(held.arrived(1).await);
    scene.put(FROM, "brand new").await;
    let asked = Box::pin(bring(&scene, Bringing::Copy, TO, true));
    let refused = a_minute_later(&scene, asked).await;
    assert_eq!(code(refused), "busy", "there is no way to stop the first");
    held.release();
    scene.ended(&first).await;
    let again = done(bring(&scene, Bringing::Copy, TO, true).await);
    assert_done(&scene, again.relocation).await;
    let copy = scene.bob(|drive| drive.fingerprint_of("/shelf/a.txt"));
    assert_eq!(copy.size, 9);
    scene.stop().await;
}

#[tokio::test]
async fn who_wants_nothing_replaced_does_not_join_who_does() {
    let scene = Scene::start().await;
    let held = hold(&scene);
    let first = under_way(done(bring(&scene, Bringing::Copy, TO, true).await).relocation);
    assert!(held.arrived(1).await);
    let letting_go = async {
        tokio::task::yield_now().await;
        held.release();
        scene.ended(&first).await
    };
    let (second, _) = tokio::join!(bring(&scene, Bringing::Copy, TO, false), letting_go);
    assert_eq!(code(second), "precondition_failed");
    scene.stop().await;
}

#[tokio::test]
async fn who_asks_again_for_what_has_left_its_place_joins() {
    let scene = Scene::start().await;
    let held = hold(&scene);
    let first = under_way(done(bring(&scene, Bringing::Move, TO, true).await).relocation);
    assert!(held.arrived(1).await);
    scene.ada(|drive| {
        drive.remove("/docs/a.txt");
    });
    scene.house.advance(Duration::from_secs(61));
    under_way(done(bring(&scene, Bringing::Move, TO, true).await).relocation);
    assert_eq!(
        code(bring(&scene, Bringing::Copy, TO, true).await),
        "not_found"
    );
    held.release();
    scene.ended(&first).await;
    scene.stop().await;
}

#[tokio::test]
async fn the_fifth_waits_for_its_turn_and_is_sent_away_after_a_minute() {
    let scene = Scene::start().await;
    let held = hold(&scene);
    scene.names("/contoso/docs").await;
    scene.names("/contoso/bob/shelf").await;
    let to = |number: u32| format!("/contoso/bob/shelf/{number}.txt");
    let mut four = Vec::new();
    for number in 0..4 {
        let brought = bring(&scene, Bringing::Copy, &to(number), true).await;
        four.push(under_way(done(brought).relocation));
    }
    assert!(held.arrived(4).await);
    let (one, other) = (to(4), to(5));
    let fifth = Box::pin(bring(&scene, Bringing::Copy, &one, true));
    assert_eq!(code(a_minute_later(&scene, fifth).await), "rate_limited");
    let letting_go = async {
        tokio::task::yield_now().await;
        held.release();
    };
    let (fifth, ()) = tokio::join!(bring(&scene, Bringing::Copy, &other, true), letting_go);
    assert_done(&scene, done(fifth).relocation).await;
    for transfer in &four {
        scene.ended(transfer).await;
    }
    scene.stop().await;
}

/// What comes of it a minute later, when it has come as far as it can without that.
async fn a_minute_later<T>(scene: &Scene, mut asked: impl Future<Output = T> + Unpin) -> T {
    loop {
        for _ in 0..10_000 {
            tokio::select! {
                biased;
                answer = &mut asked => return answer,
                () = tokio::task::yield_now() => {}
            }
        }
        scene.house.advance(Duration::from_secs(61));
    }
}

#[tokio::test]
async fn copies_that_microsoft_makes_do_not_count_among_those_that_are_carried() {
    let scene = Scene::start().await;
    let beginning = Fault::on(Listener::Graph)
        .method("POST")
        .path_matches("copy$");
    let held = scene.house.sim.faults().hold(beginning.always());
    let copy = async |number: u32| {
        let to = path(&format!("/contoso/ada/plain/{number}.txt"));
        let ways = (&path(FROM), &to);
        scene.files().copy(&scene.admin, ways, IfExists::Fail).await
    };
    let six = futures_util::future::join_all((0..6).map(copy));
    let letting_go = async {
        assert!(held.arrived(6).await, "all of them have begun");
        held.release();
    };
    let (six, ()) = tokio::join!(six, letting_go);
    for copied in six {
        assert_done(&scene, done(copied)).await;
    }
    scene.stop().await;
}

#[tokio::test]
async fn another_letter_case_is_another_name() {
    let scene = Scene::start().await;
    let brought = bring(&scene, Bringing::Move, "/contoso/ada/docs/A.TXT", true).await;
    let brought = done(brought);
    assert!(!brought.replaced);
    assert_eq!(at_once(brought.relocation).name.as_str(), "A.TXT");
    assert_eq!(scene.writes().len(), 1);
    scene.stop().await;
}
