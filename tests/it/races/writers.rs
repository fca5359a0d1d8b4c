//! Two who write one name, make one folder, or delete what the other writes.

use bytes::Bytes;
use graph_sim::World;
use onefold::domain::{
    Deletion, Drive, IfExists, PutOptions, Result, Times, Timestamp, Urgency, Written,
};

use crate::support::lab::{FRAGMENT, Lab, at, noise, source};

use super::{fragment, graph, race};

const CALM: Urgency = Urgency::Background;

/// How a file goes up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Small,
    Large,
}

impl Way {
    const BOTH: [Self; 2] = [Self::Small, Self::Large];

    fn bytes(self, seed: u8) -> Bytes {
        match self {
            Self::Small => noise(1_000, seed),
            Self::Large => noise(FRAGMENT + 1_000, seed),
        }
    }

    /// The call that makes the file.
    fn commit(self) -> graph_sim::Fault {
        match self {
            Self::Small => graph("PUT"),
            Self::Large => fragment(2),
        }
    }
}

async fn put(drive: &dyn Drive, bytes: &Bytes, if_exists: IfExists) -> Result<Written> {
    let times = Times {
        modified_at: Timestamp::from_unix_ms(1_500_000_000_000),
        created_at: None,
    };
    let options = PutOptions {
        times: (bytes.len() > FRAGMENT).then_some(times),
        ..PutOptions::new(if_exists)
    };
    let target = at("/room/a.bin");
    drive.put(&target, source(bytes), &options, CALM).await
}

async fn room() -> Lab {
    Lab::start(|drive| {
        drive.add_folder("/room");
    })
    .await
}

fn add_old(lab: &Lab) {
    lab.truth(|drive| {
        drive.add_file("/room/a.bin", "old", World::BEGINNING);
    });
}

fn sizes(lab: &Lab) -> Vec<u64> {
    lab.truth(|drive| drive.version_sizes("/room/a.bin"))
}

#[tokio::test]
async fn of_two_who_must_not_replace_the_one_who_came_to_the_end_first_has_the_name() {
    for (first, second) in pairs() {
        let lab = room().await;
        let (one, two) = (lab.drive(), lab.drive());
        let (mine, theirs) = (first.bytes(1), second.bytes(2));
        let (late, early) = race(
            lab.sim.faults().hold(first.commit()),
            put(&one, &mine, IfExists::Fail),
            put(&two, &theirs, IfExists::Fail),
        )
        .await;
        let taken = late.expect_err("the name is taken");
        assert!(
            taken.is_conflict("name_taken"),
            "{first:?}, {second:?}: {taken:?}"
        );
        assert!(early.expect("he was first").created);
        assert_eq!(sizes(&lab), [theirs.len() as u64], "{first:?}, {second:?}");
        assert_eq!(lab.sim.uploads().open().len(), 0, "nothing is left open");
        lab.sim.shutdown().await;
    }
}

#[tokio::test]
async fn of_two_who_replace_the_later_one_stands_and_the_other_is_a_version() {
    for (first, second) in pairs() {
        let lab = room().await;
        let (one, two) = (lab.drive(), lab.drive());
        let (mine, theirs) = (first.bytes(1), second.bytes(2));
        let (late, early) = race(
            lab.sim.faults().hold(first.commit()),
            put(&one, &mine, IfExists::Replace),
            put(&two, &theirs, IfExists::Replace),
        )
        .await;
        let (late, early) = (late.expect("written"), early.expect("written"));
        assert_eq!(late.entry.id, early.entry.id, "it is one file");
        let expected = [theirs.len() as u64, mine.len() as u64];
        assert_eq!(sizes(&lab), expected, "{first:?}, {second:?}");
        lab.sim.shutdown().await;
    }
}

#[tokio::test]
async fn of_two_who_replace_the_same_version_one_is_told_that_it_has_changed() {
    for (first, second) in pairs() {
        let lab = room().await;
        add_old(&lab);
        let (one, two) = (lab.drive(), lab.drive());
        let (mine, theirs) = (first.bytes(1), second.bytes(2));
        let known = one.stat(&at("/room/a.bin"), CALM).await.expect("there");
        let times = Times {
            modified_at: Timestamp::from_unix_ms(1_500_000_000_000),
            created_at: None,
        };
        let options = PutOptions {
            times: (first == Way::Large).then_some(times),
            if_match: known.etag.clone(),
            ..PutOptions::new(IfExists::Replace)
        };
        // A session is compared with the tag before its last fragment, so it is held before that.
        let door = match first {
            Way::Small => graph("PUT"),
            Way::Large => fragment(1),
        };
        let target = at("/room/a.bin");
        let (late, early) = race(
            lab.sim.faults().hold(door),
            one.put(&target, source(&mine), &options, CALM),
            put(&two, &theirs, IfExists::Replace),
        )
        .await;
        early.expect("written");
        let refusal = late.expect_err("it has changed").code();
        assert_eq!(refusal, "precondition_failed", "{first:?}, {second:?}");
        assert_eq!(sizes(&lab), [3, theirs.len() as u64]);
        assert_eq!(lab.sim.uploads().open().len(), 0, "nothing is left open");
        lab.sim.shutdown().await;
    }
}

#[tokio::test]
async fn of_two_who_make_a_folder_both_have_the_same() {
    let lab = room().await;
    let (one, two) = (lab.drive(), lab.drive());
    let target = at("/room/made");
    let (late, early) = race(
        lab.sim.faults().hold(graph("POST")),
        one.mkdir(&target, false, CALM),
        two.mkdir(&target, false, CALM),
    )
    .await;
    let (late, early) = (late.expect("adopted"), early.expect("made"));
    assert_eq!((late.created, early.created), (false, true));
    assert_eq!(late.entry.id, early.entry.id);
    lab.sim.shutdown().await;
}

#[tokio::test]
async fn a_file_that_is_deleted_while_it_is_replaced_is_written_anew() {
    for way in Way::BOTH {
        let lab = room().await;
        add_old(&lab);
        let (one, two) = (lab.drive(), lab.drive());
        let (target, bytes) = (at("/room/a.bin"), way.bytes(1));
        let (written, deleted) = race(
            lab.sim.faults().hold(way.commit()),
            put(&one, &bytes, IfExists::Replace),
            two.delete(&target, Deletion::Recycle, None, CALM),
        )
        .await;
        deleted.expect("deleted");
        assert!(
            written.expect("written").created,
            "{way:?}: the old one is gone"
        );
        assert_eq!(
            sizes(&lab),
            [bytes.len() as u64],
            "{way:?}: a file of its own"
        );
        let binned = lab.truth(|drive| drive.recycle_bin().items);
        assert_eq!(binned, 1, "the old content is in the recycle bin");
        lab.sim.shutdown().await;
    }
}

#[tokio::test]
async fn a_deletion_that_was_under_way_takes_the_new_content_with_it() {
    let lab = room().await;
    add_old(&lab);
    let (one, two) = (lab.drive(), lab.drive());
    let (target, bytes) = (at("/room/a.bin"), noise(1_000, 1));
    let (deleted, written) = race(
        lab.sim.faults().hold(graph("DELETE")),
        one.delete(&target, Deletion::Recycle, None, CALM),
        put(&two, &bytes, IfExists::Replace),
    )
    .await;
    let (deleted, written) = (deleted.expect("deleted"), written.expect("written"));
    assert_eq!(
        deleted.id, written.entry.id,
        "it is one file, and its id says which"
    );
    assert!(!lab.truth(|drive| drive.exists("/room/a.bin")));
    assert_eq!(
        lab.truth(|drive| drive.recycle_bin().items),
        1,
        "nothing is lost"
    );
    lab.sim.shutdown().await;
}

fn pairs() -> impl Iterator<Item = (Way, Way)> {
    let second = |first| Way::BOTH.map(|second| (first, second));
    Way::BOTH.into_iter().flat_map(second)
}
