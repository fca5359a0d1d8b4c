//! What else can befall an upload, beside a trouble at one place of it.

use std::sync::Arc;
use std::time::Duration;

use graph_sim::switches::{SessionIfMatch, SessionTag};
use graph_sim::{Fault, Listener, Switches, World};
use onefold::domain::{Drive as _, ETag, Error, IfExists, PutOptions, Urgency};

use super::ground::{Ground, Plan, UNIT, bytes_of};
use super::notebook::Notebook;
use super::source::{Content, Way};

const NAME: &str = "film.bin";

/// Something that goes up in 15 fragments.
const LENGTH: usize = 14 * UNIT + 5;

async fn ground() -> Ground {
    with(|_| {}).await
}

async fn with(change: impl FnOnce(&mut Switches)) -> Ground {
    let mut switches = Switches::default();
    change(&mut switches);
    let plan = Plan {
        switches,
        ..Plan::default()
    };
    let ground = Ground::of(plan).await;
    ground.add_old(NAME);
    ground
}

fn sessions(ground: &Ground) -> usize {
    let entries = ground.sim.journal().entries();
    let made = |path: &str| path.ends_with("createUploadSession");
    entries
        .iter()
        .filter(|exchange| made(&exchange.path))
        .count()
}

/// The session expires while its fragments are on the way.
fn expiring(ground: &Ground, times: u32) -> Content {
    let clock = ground.sim.clock();
    let past = move || clock.advance(Duration::from_mins(16));
    Content::of(&bytes_of(LENGTH)).doing(5 * UNIT, times, past)
}

#[tokio::test]
async fn a_session_that_expired_is_made_anew_where_the_bytes_can_be_had_again() {
    let ground = ground().await;
    let written = ground
        .put(NAME, expiring(&ground, 1).source(Way::Again))
        .await;
    written.expect("it goes up from the beginning");
    ground.assert_file(NAME, &bytes_of(LENGTH), 2);
    ground.assert_clean();
    assert_eq!(sessions(&ground), 2);
}

#[tokio::test]
async fn a_session_that_expired_is_the_end_for_bytes_that_passed_by() {
    let ground = ground().await;
    let lost = ground
        .put(NAME, expiring(&ground, 1).source(Way::Known))
        .await;
    let lost = lost.expect_err("its first bytes are gone");
    assert!(lost.is_conflict("upload_lost"), "{lost:?}");
    ground.assert_unharmed(NAME);
    assert_eq!(sessions(&ground), 1);
}

#[tokio::test]
async fn sessions_are_made_anew_a_bounded_number_of_times() {
    let ground = ground().await;
    let lost = ground
        .put(NAME, expiring(&ground, u32::MAX).source(Way::Again))
        .await;
    let lost = lost.expect_err("each of them expires");
    assert!(lost.is_conflict("upload_lost"), "{lost:?}");
    ground.assert_unharmed(NAME);
    assert_eq!(sessions(&ground), 3);
}

#[tokio::test]
async fn an_upload_url_that_is_a_day_old_is_replaced_by_another() {
    let ground = with(|switches| switches.uploads.session_life_seconds = 7 * 24 * 60 * 60).await;
    let (theirs, ours) = (ground.sim.clock(), Arc::clone(&ground.clock));
    let day = move || {
        theirs.advance(Duration::from_hours(25));
        ours.advance(Duration::from_hours(25));
    };
    let content = Content::of(&bytes_of(LENGTH)).doing(5 * UNIT, 1, day);
    ground
        .put(NAME, content.source(Way::Again))
        .await
        .expect("it goes up anew");
    ground.assert_file(NAME, &bytes_of(LENGTH), 2);
    assert_eq!(sessions(&ground), 2);
    assert_eq!(ground.sim.uploads().tally().completed, 1);
}

#[tokio::test]
async fn a_caller_who_leaves_takes_his_session_along() {
    let ground = ground().await;
    let held = Fault::on(Listener::Content).method("PUT").nth(3);
    let held = ground.sim.faults().hold(held);
    let content = Content::of(&bytes_of(LENGTH));
    tokio::select! {
        biased;
        written = ground.put(NAME, content.source(Way::Known)) => panic!("{written:?}"),
        arrived = held.arrived(1) => assert!(arrived),
    }
    held.release();
    let journal = ground.sim.journal();
    let canceled = journal.wait_for(|exchanges| {
        let over = |route: &str| route == "DELETE {upload}";
        exchanges.iter().any(|one| over(&one.route) && one.finished)
    });
    assert!(canceled.await, "nobody canceled the session");
    ground.assert_unharmed(NAME);
}

#[tokio::test]
async fn a_source_that_breaks_is_told_and_leaves_nothing_behind() {
    for (length, at) in [(LENGTH, 6 * UNIT), (LENGTH, LENGTH - 1), (2_000, 1_000)] {
        for way in Way::ALL {
            let ground = ground().await;
            let content = Content::of(&bytes_of(length)).breaking(at);
            let broken = ground.put(NAME, content.source(way)).await;
            let broken = broken.expect_err("not all bytes came");
            assert!(matches!(broken, Error::Internal(_)), "{broken:?}");
            ground.assert_unharmed(NAME);
        }
    }
}

#[tokio::test]
async fn more_or_fewer_bytes_than_announced_are_never_committed() {
    let around = [UNIT, LENGTH, 15 * UNIT, 2_000];
    for announced in around {
        for length in [announced - 1, announced + 1, announced / 2, 2 * announced] {
            let ground = ground().await;
            let source = Content::of(&bytes_of(length)).announced_as(announced as u64);
            let refused = ground.put(NAME, source).await;
            let code = refused.expect_err("another length was announced").code();
            assert_eq!(code, "length_mismatch", "{length} for {announced}");
            ground.assert_unharmed(NAME);
        }
    }
}

#[tokio::test]
async fn a_full_drive_is_told_at_the_beginning_and_at_the_end() {
    let ground = ground().await;
    let full = ground.deed(|drive| {
        drive.set_total_bytes(1_000);
    });
    let content = Content::of(&bytes_of(LENGTH)).doing(9 * UNIT, 1, full);
    for _ in ["at the end", "at the beginning"] {
        let refused = ground.put(NAME, content.source(Way::Known)).await;
        let refused = refused.expect_err("there is no room");
        assert!(matches!(refused, Error::InsufficientStorage), "{refused:?}");
        ground.assert_unharmed(NAME);
    }
    let small = Content::of(&bytes_of(2_000)).source(Way::Known);
    let refused = ground.put(NAME, small).await.expect_err("there is no room");
    assert!(matches!(refused, Error::InsufficientStorage), "{refused:?}");
    ground.assert_unharmed(NAME);
}

#[tokio::test]
async fn a_rival_who_takes_the_name_in_between_keeps_it() {
    let ground = ground().await;
    let rival = ground.deed(|drive| {
        drive.add_file("/new.bin", b"a rival's".to_vec(), World::BEGINNING);
    });
    let content = Content::of(&bytes_of(LENGTH)).doing(9 * UNIT, 1, rival);
    let options = PutOptions::new(IfExists::Fail);
    let refused = ground
        .put_with("new.bin", content.source(Way::Again), &options)
        .await;
    let refused = refused.expect_err("another was faster");
    assert!(refused.is_conflict("name_taken"), "{refused:?}");
    ground.assert_file("new.bin", b"a rival's", 1);
    ground.assert_clean();
}

fn matching(ground: &Ground) -> PutOptions {
    let tag = ground.edit(|drive| drive.e_tag_of("/film.bin"));
    PutOptions {
        if_match: ETag::requote(&tag),
        ..PutOptions::new(IfExists::Replace)
    }
}

/// All that is told of tags and sessions.
fn tags() -> impl Iterator<Item = (SessionIfMatch, SessionTag)> {
    let positions = [SessionIfMatch::Honored, SessionIfMatch::Breaks];
    let pair = |one| [SessionTag::Kept, SessionTag::Changed].map(|other| (one, other));
    positions.into_iter().flat_map(pair)
}

#[tokio::test]
async fn a_rivals_version_is_not_replaced_by_one_that_was_meant_for_the_old() {
    for (if_match, tag) in tags() {
        let ground = with(|switches| {
            switches.uploads.if_match = if_match;
            switches.uploads.session_tag = tag;
        });
        let ground = ground.await;
        let rival = ground.deed(|drive| {
            drive.replace_content("/film.bin", b"a rival's".to_vec());
        });
        let options = matching(&ground);
        let content = Content::of(&bytes_of(LENGTH)).doing(9 * UNIT, 1, rival);
        let refused = ground
            .put_with(NAME, content.source(Way::Again), &options)
            .await;
        let refused = refused.expect_err("another was faster");
        assert!(matches!(refused, Error::PreconditionFailed), "{refused:?}");
        ground.assert_file(NAME, b"a rival's", 2);
        ground.assert_clean();
    }
}

#[tokio::test]
async fn a_rival_who_writes_while_the_session_is_made_is_seen() {
    for (if_match, tag) in tags() {
        let ground = with(|switches| {
            switches.uploads.if_match = if_match;
            switches.uploads.session_tag = tag;
        });
        let ground = ground.await;
        let options = matching(&ground);
        let made = Fault::on(Listener::Graph).path_matches("createUploadSession$");
        let held = ground.sim.faults().hold(made.nth(1));
        let content = Content::of(&bytes_of(LENGTH));
        let put = ground.put_with(NAME, content.source(Way::Again), &options);
        let (refused, ()) = tokio::join!(put, async {
            assert!(held.arrived(1).await, "a session is asked for");
            ground.edit(|drive| {
                drive.replace_content("/film.bin", b"a rival's".to_vec());
            });
            held.release();
        });
        let refused = refused.expect_err("another was faster");
        assert!(matches!(refused, Error::PreconditionFailed), "{refused:?}");
        ground.assert_file(NAME, b"a rival's", 2);
        ground.assert_clean();
    }
}

#[tokio::test]
async fn a_tag_that_fits_replaces_the_file_whatever_sessions_make_of_tags() {
    for (if_match, tag) in tags() {
        let ground = with(|switches| {
            switches.uploads.if_match = if_match;
            switches.uploads.session_tag = tag;
        });
        let ground = ground.await;
        for length in [2_000, LENGTH] {
            let options = matching(&ground);
            let bytes = bytes_of(length);
            let source = Content::of(&bytes).source(Way::Known);
            let written = ground.put_with(NAME, source, &options).await;
            written.unwrap_or_else(|error| panic!("{if_match:?}, {tag:?}, {length}: {error:?}"));
        }
        ground.assert_file(NAME, &bytes_of(LENGTH), 3);
        ground.assert_clean();
    }
}

#[tokio::test]
async fn a_caller_who_leaves_and_has_it_written_down_goes_on_where_he_was() {
    let ground = ground().await;
    let notebook = Arc::new(Notebook::default());
    let options = notebook.options(IfExists::Replace);
    let held = Fault::on(Listener::Content).method("PUT").nth(8).after();
    let held = ground.sim.faults().hold(held);
    let content = Content::of(&bytes_of(LENGTH));
    tokio::select! {
        biased;
        written = ground.put_with(NAME, content.source(Way::Again), &options) => panic!("{written:?}"),
        arrived = held.arrived(1) => assert!(arrived),
    }
    held.release();
    ground.sim.faults().clear();
    let state = notebook.last().expect("it was written down");
    assert_eq!(state.received, 7 * UNIT as u64);
    let (source, keeper) = (content.source(Way::Again), Some(Arc::clone(&notebook) as _));
    let urgency = Urgency::Background;
    let written = ground.drive.resume(state, source, keeper, urgency).await;
    written.expect("it goes on");
    ground.assert_file(NAME, &bytes_of(LENGTH), 2);
    ground.assert_clean();
    assert!(notebook.last().is_none(), "it was forgotten");
    let puts = ground.sim.journal().count("PUT {upload}");
    assert!(
        (15..=16).contains(&puts),
        "no byte went up twice but those of one fragment: {puts}"
    );
}
