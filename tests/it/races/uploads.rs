//! An upload, and what others do to its folder and to its file meanwhile.

use onefold::domain::{
    Drive, IfExists, PutOptions, Result, Times, Timestamp, Update, Urgency, Written,
};

use crate::support::lab::{FRAGMENT, Lab, at, named, noise, source};

use super::{fragment, race};

const CALM: Urgency = Urgency::Background;
const SIZE: u64 = FRAGMENT as u64 + 1_000;

async fn room() -> Lab {
    Lab::start(|drive| {
        drive.add_file("/room/a.bin", "old", graph_sim::World::BEGINNING);
    })
    .await
}

async fn put(drive: &dyn Drive, path: &str) -> Result<Written> {
    let options = PutOptions {
        times: Some(Times {
            modified_at: Timestamp::from_unix_ms(1_500_000_000_000),
            created_at: None,
        }),
        ..PutOptions::new(IfExists::Replace)
    };
    let bytes = noise(FRAGMENT + 1_000, 1);
    drive.put(&at(path), source(&bytes), &options, CALM).await
}

#[tokio::test]
async fn a_folder_that_gets_another_name_during_an_upload_gets_the_file() {
    for number in [1, 2] {
        let lab = room().await;
        let (one, two) = (lab.drive(), lab.drive());
        let rename = Update {
            name: Some(named("renamed")),
            ..Update::nothing()
        };
        let (written, renamed) = race(
            lab.sim.faults().hold(fragment(number)),
            put(&one, "/room/new.bin"),
            async { two.update(&at("/room"), &rename, CALM).await },
        )
        .await;
        renamed.expect("renamed");
        let entry = written.expect("written").entry;
        let place = entry.found_at.as_ref().map(ToString::to_string);
        assert_eq!(
            place.as_deref(),
            Some("/renamed/new.bin"),
            "it is told where it is"
        );
        assert_eq!(
            lab.truth(|drive| drive.fingerprint_of("/renamed/new.bin").size),
            SIZE
        );
        lab.sim.shutdown().await;
    }
}

#[tokio::test]
async fn a_file_that_gets_another_name_while_it_is_replaced_keeps_both() {
    let lab = room().await;
    let (one, two) = (lab.drive(), lab.drive());
    let rename = Update {
        name: Some(named("renamed.bin")),
        ..Update::nothing()
    };
    let (written, renamed) = race(
        lab.sim.faults().hold(fragment(2)),
        put(&one, "/room/a.bin"),
        async { two.update(&at("/room/a.bin"), &rename, CALM).await },
    )
    .await;
    renamed.expect("renamed");
    let entry = written.expect("written").entry;
    let place = entry.found_at.as_ref().map(ToString::to_string);
    assert_eq!(
        place.as_deref(),
        Some("/room/a.bin"),
        "where it was to be written"
    );
    let sizes = |path| lab.truth(|drive| drive.version_sizes(path));
    assert_eq!(sizes("/room/a.bin"), [SIZE], "the new content");
    assert_eq!(
        sizes("/room/renamed.bin"),
        [3],
        "the old one went with its name"
    );
    lab.sim.shutdown().await;
}

#[tokio::test]
async fn a_folder_that_is_deleted_during_an_upload_takes_nothing_in() {
    for number in [1, 2] {
        let lab = room().await;
        let one = lab.drive();
        let (written, ()) = race(
            lab.sim.faults().hold(fragment(number)),
            put(&one, "/room/new.bin"),
            async {
                lab.truth(|drive| {
                    drive.remove("/room");
                });
            },
        )
        .await;
        let code = written.expect_err("there is no place for it").code();
        assert_eq!(code, "upload_lost", "and whoever begins again is told why");
        assert!(
            !lab.truth(|drive| drive.exists("/room")),
            "and it is not made anew"
        );
        lab.sim.shutdown().await;
    }
}
