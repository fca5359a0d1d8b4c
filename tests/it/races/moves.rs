//! Somebody who moves or deletes, and somebody who is still busy with what lay there.

use std::time::Duration;

use graph_sim::switches::CopyPace;
use graph_sim::{Fault, Listener, Switches, World};
use onefold::domain::{
    CopyOptions, CopyProgress, Deletion, Drive, Error, IfExists, Update, Urgency,
};
use onefold::graph::TransportOptions;

use crate::support::lab::{Lab, at, named};

use super::{graph, race};

const CALM: Urgency = Urgency::Background;

async fn rooms() -> Lab {
    let mut switches = Switches::default();
    switches.copying.pace = CopyPace::Seconds(1);
    Lab::start_with(switches, &TransportOptions::default(), |drive| {
        drive
            .add_file("/a/below/file.txt", "text", World::BEGINNING)
            .add_folder("/shelf");
    })
    .await
}

async fn move_away(drive: &dyn Drive) {
    let update = Update {
        folder: Some(at("/shelf")),
        ..Update::nothing()
    };
    drive.update(&at("/a"), &update, CALM).await.expect("moved");
}

/// That all who ask find the folder where it is now, and nothing where it was.
async fn assert_moved(drive: &dyn Drive) {
    let listed = drive
        .list(&at("/shelf/a/below"), CALM)
        .await
        .expect("listed");
    let place = listed.found_at.as_ref().map(ToString::to_string);
    assert_eq!(place.as_deref(), Some("/shelf/a/below"));
    for entry in &listed.entries {
        let place = entry.found_at.as_ref().map(ToString::to_string);
        assert_eq!(place.as_deref(), Some("/shelf/a/below/file.txt"));
    }
    for path in ["/a", "/a/below", "/a/below/file.txt"] {
        let stat = drive.stat(&at(path), CALM).await;
        assert!(matches!(stat, Err(Error::NotFound)), "{path}: {stat:?}");
    }
    let listed = drive.list(&at("/a/below"), CALM).await;
    assert!(matches!(listed, Err(Error::NotFound)), "{listed:?}");
}

#[tokio::test]
async fn what_is_remembered_below_a_folder_does_not_outlive_its_move() {
    let lab = rooms().await;
    let drive = lab.cached();
    for path in ["/a", "/a/below", "/shelf"] {
        drive.list(&at(path), CALM).await.expect("listed");
    }
    drive
        .stat(&at("/a/below/file.txt"), CALM)
        .await
        .expect("there");
    move_away(&drive).await;
    assert_moved(&drive).await;
    lab.sim.shutdown().await;
}

#[tokio::test]
async fn a_listing_below_a_folder_that_is_moved_meanwhile_is_not_remembered() {
    let lab = rooms().await;
    let drive = lab.cached();
    let listing = Fault::on(Listener::Graph).path_matches("/children$");
    let below = at("/a/below");
    let (listed, ()) = race(
        lab.sim.faults().hold(listing.nth(1).after()),
        drive.list(&below, CALM),
        move_away(&drive),
    )
    .await;
    assert_eq!(listed.expect("it was there when he asked").entries.len(), 1);
    assert_moved(&drive).await;
    lab.sim.shutdown().await;
}

#[tokio::test]
async fn a_copy_whose_original_is_deleted_meanwhile_is_whole_or_has_failed() {
    let lab = rooms().await;
    let drive = lab.drive();
    let options = CopyOptions {
        folder: at("/shelf"),
        name: Some(named("copy")),
        if_exists: IfExists::Fail,
    };
    let task = drive.copy(&at("/a"), &options, CALM).await.expect("begun");
    drive
        .delete(&at("/a"), Deletion::Recycle, None, CALM)
        .await
        .expect("deleted");
    lab.wait(Duration::from_secs(5));
    let progress = drive.progress(&task, CALM).await;
    let is_whole = lab.truth(|drive| drive.exists("/shelf/copy/below/file.txt"));
    match progress {
        Ok(CopyProgress::Done(_)) => assert!(is_whole, "told as done"),
        Ok(CopyProgress::Running { .. }) => panic!("it never ends"),
        Err(error) => {
            assert_eq!(error.code(), "copy_failed");
            assert!(
                !lab.truth(|drive| drive.exists("/shelf/copy")),
                "and nothing of it is there"
            );
        }
    }
    lab.sim.shutdown().await;
}

#[tokio::test]
async fn a_copy_of_what_was_deleted_just_before_is_not_found() {
    let lab = rooms().await;
    let (one, two) = (lab.drive(), lab.drive());
    let options = CopyOptions {
        folder: at("/shelf"),
        name: Some(named("copy")),
        if_exists: IfExists::Fail,
    };
    let target = at("/a");
    let (begun, deleted) = race(
        lab.sim.faults().hold(graph("POST")),
        one.copy(&target, &options, CALM),
        two.delete(&target, Deletion::Recycle, None, CALM),
    )
    .await;
    deleted.expect("deleted");
    assert!(matches!(begun, Err(Error::NotFound)), "{begun:?}");
    lab.sim.shutdown().await;
}
