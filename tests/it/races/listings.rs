//! Somebody who writes, and somebody who lists through the same memory.

use std::time::Duration;

use graph_sim::{Fault, Listener, Switches, World};
use onefold::domain::{Deletion, Drive, IfExists, Listing, PutOptions, Urgency};
use onefold::graph::TransportOptions;

use crate::support::lab::{Lab, at, noise, source};

use super::race;

const CALM: Urgency = Urgency::Background;

async fn room(turn: impl FnOnce(&mut Switches)) -> Lab {
    let mut switches = Switches::default();
    turn(&mut switches);
    Lab::start_with(switches, &TransportOptions::default(), |drive| {
        drive
            .add_file("/room/old.txt", "old", World::BEGINNING)
            .add_file("/room/gone.txt", "gone", World::BEGINNING);
    })
    .await
}

/// Writes one file and deletes another.
async fn write(drive: &dyn Drive) {
    let options = PutOptions::new(IfExists::Fail);
    let (bytes, new) = (noise(10, 1), at("/room/new.txt"));
    drive
        .put(&new, source(&bytes), &options, CALM)
        .await
        .expect("written");
    let gone = at("/room/gone.txt");
    drive
        .delete(&gone, Deletion::Recycle, None, CALM)
        .await
        .expect("deleted");
}

#[track_caller]
fn assert_shows(listing: &Listing, when: &str) {
    let names = listing
        .entries
        .iter()
        .filter_map(|entry| entry.name.as_ref());
    let mut names: Vec<_> = names.map(onefold::domain::Segment::as_str).collect();
    names.sort_unstable();
    assert_eq!(names, ["new.txt", "old.txt"], "{when}");
}

/// The answer to a listing, made before and given after.
fn listing() -> Fault {
    let listing = Fault::on(Listener::Graph).path_matches("/children$");
    listing.nth(1).after()
}

#[tokio::test]
async fn a_listing_that_began_before_a_write_and_lands_behind_it_shows_it() {
    let lab = room(|_| {}).await;
    let drive = lab.cached();
    let room = at("/room");
    let (listed, ()) = race(
        lab.sim.faults().hold(listing()),
        drive.list(&room, CALM),
        write(&drive),
    )
    .await;
    assert_shows(&listed.expect("listed"), "told");
    assert_shows(
        &drive.list(&room, CALM).await.expect("listed"),
        "afterwards",
    );
    lab.sim.shutdown().await;
}

#[tokio::test]
async fn who_joins_such_a_listing_behind_the_write_sees_it_too() {
    let lab = room(|_| {}).await;
    let drive = lab.cached();
    let room = at("/room");
    let held = lab.sim.faults().hold(listing());
    let joined = async {
        assert!(held.arrived(1).await, "the listing is under way");
        write(&drive).await;
        let (listed, ()) = tokio::join!(drive.list(&room, CALM), async {
            tokio::task::yield_now().await;
            held.release();
        });
        listed
    };
    let (first, joined) = tokio::join!(drive.list(&room, CALM), joined);
    assert_shows(&first.expect("listed"), "the first");
    assert_shows(&joined.expect("listed"), "who joined");
    lab.sim.shutdown().await;
}

#[tokio::test]
async fn a_service_that_lists_late_does_not_hide_what_we_wrote() {
    let lab = room(|all| all.lag.listing_seconds = 8).await;
    let drive = lab.cached();
    write(&drive).await;
    for second in 0..12 {
        let listed = drive.list(&at("/room"), CALM).await.expect("listed");
        assert_shows(&listed, &format!("after {second} s"));
        lab.wait(Duration::from_secs(1));
    }
    lab.wait(Duration::from_mins(2));
    let listed = drive.list(&at("/room"), CALM).await.expect("listed");
    assert_shows(&listed, "when all is forgotten");
    lab.sim.shutdown().await;
}

#[tokio::test]
async fn a_service_that_has_not_heard_of_a_new_file_does_not_hide_it() {
    let lab = room(|all| all.lag.new_item_questions = 2).await;
    let drive = lab.cached();
    write(&drive).await;
    let found = drive.stat(&at("/room/new.txt"), CALM).await.expect("there");
    assert_eq!(found.size, Some(10));
    let listed = drive.list(&at("/room"), CALM).await.expect("listed");
    assert_shows(&listed, "at once");
    lab.sim.shutdown().await;
}
