//! An upload is never taken for what it is not: what can't be told is said to be unclear.

use std::time::Duration;

use graph_sim::switches::{OfficeRewrite, SessionTag, Telling};
use graph_sim::{Fault, Listener, Switches, World};
use onefold::domain::{
    Clock as _, Drive as _, Error, IfExists, PutOptions, Result, Times, Timestamp, Urgency, Written,
};

use super::ground::{Ground, OLD, Plan, UNIT, bytes_of, target};
use super::source::{Content, Way};

const NAME: &str = "letter.docx";

/// Something that goes up in 15 fragments.
const LENGTH: usize = 14 * UNIT + 5;

/// The answers to its commit, counted among all fragments.
const COMMIT: u64 = 15;

async fn library(change: impl FnOnce(&mut Switches)) -> Ground {
    let mut switches = Switches::default();
    switches.uploads.office_rewrite = OfficeRewrite::Libraries;
    change(&mut switches);
    Ground::of(Plan {
        switches,
        in_library: true,
        ..Plan::default()
    })
    .await
}

fn missing(fault: Fault) -> Fault {
    fault
        .status(404)
        .header("Content-Type", "application/json")
        .body(r#"{"error":{"code":"itemNotFound","message":"Trouble"}}"#)
}

/// The commit is refused, and the session seems to be gone.
fn lose(ground: &Ground, is_done: bool) {
    let commit = missing(Fault::on(Listener::Content).method("PUT").nth(COMMIT));
    let commit = if is_done { commit.after() } else { commit };
    ground.sim.faults().add(commit);
    let status = Fault::on(Listener::Content).method("GET").times(2);
    ground.sim.faults().add(missing(status));
}

fn versions(ground: &Ground) -> usize {
    ground.edit(|drive| drive.version_sizes("/letter.docx").len())
}

#[tokio::test]
async fn an_old_file_whose_tag_the_session_has_changed_is_not_the_new_one() {
    for tag in [SessionTag::Kept, SessionTag::Changed] {
        let ground = library(|switches| switches.uploads.session_tag = tag).await;
        ground.add_old(NAME);
        lose(&ground, false);
        let source = Content::of(&bytes_of(LENGTH)).source(Way::Known);
        let lost = ground.put(NAME, source).await;
        let lost = lost.expect_err("nothing was written");
        assert!(lost.is_conflict("upload_lost"), "{tag:?}: {lost:?}");
        ground.assert_unharmed(NAME);
        ground.sim.faults().clear();
        lose(&ground, false);
        let source = Content::of(&bytes_of(LENGTH)).source(Way::Again);
        let written = ground.put(NAME, source).await.expect("it goes up anew");
        assert!(
            written.entry.size > Some(LENGTH as u64),
            "{tag:?}: it is the new one"
        );
        ground.assert_clean();
    }
}

/// A stranger makes the file in between, just now or, by its time, long ago.
fn rival(
    ground: &Ground,
    name: &str,
    bytes: &[u8],
    is_new: bool,
) -> impl Fn() + Send + Sync + 'static {
    let (path, bytes) = (super::ground::path(name), bytes.to_vec());
    let now = ground.sim.clock().now();
    let then = if is_new { now } else { World::BEGINNING };
    ground.deed(move |drive| {
        drive.add_file(&path, bytes.clone(), then);
    })
}

#[tokio::test]
async fn a_strangers_office_file_in_between_is_not_ours() {
    for way in [Way::Known, Way::Again] {
        let ground = library(|_| {}).await;
        let stranger = rival(&ground, NAME, b"a rival's", true);
        lose(&ground, false);
        let content = Content::of(&bytes_of(LENGTH)).doing(9 * UNIT, 1, stranger);
        let unclear = ground.put(NAME, content.source(way)).await;
        let unclear = unclear.expect_err("nobody can tell whose it is");
        assert!(unclear.is_unclear(), "{way:?}: {unclear:?}");
        ground.assert_file(NAME, b"a rival's", 1);
        ground.assert_clean();
    }
}

#[tokio::test]
async fn a_strangers_office_file_that_is_older_than_the_upload_is_told_from_ours() {
    let ground = library(|_| {}).await;
    let stranger = rival(&ground, NAME, b"a rival's", false);
    lose(&ground, false);
    let content = Content::of(&bytes_of(LENGTH)).doing(9 * UNIT, 1, stranger);
    let lost = ground.put(NAME, content.source(Way::Known)).await;
    let lost = lost.expect_err("nothing was written");
    assert!(lost.is_conflict("upload_lost"), "{lost:?}");
    ground.assert_file(NAME, b"a rival's", 1);
    ground.assert_clean();
}

/// A commit that was done, and nobody said so.
async fn doubtful(applications: Telling, old: bool, times: Option<Times>) -> Result<Written> {
    let ground = library(|switches| switches.shape.applications = applications).await;
    if old {
        ground.add_old(NAME);
    }
    lose(&ground, true);
    let options = PutOptions {
        times,
        ..PutOptions::new(IfExists::Replace)
    };
    let source = Content::of(&bytes_of(LENGTH)).source(Way::Again);
    let written = ground.put_with(NAME, source, &options).await;
    assert_eq!(
        versions(&ground),
        1 + usize::from(old),
        "it was written once"
    );
    ground.assert_clean();
    written
}

#[tokio::test]
async fn a_rewritten_file_is_ours_where_something_says_so_and_else_it_is_unclear() {
    let times = Times {
        modified_at: Timestamp::from_unix_ms(1_500_000_000_000),
        created_at: None,
    };
    for old in [false, true] {
        let written = doubtful(Telling::Told, old, None).await;
        let written = written.expect("our application wrote it, just now");
        assert_eq!(written.created, !old);
        let written = doubtful(Telling::Omitted, old, Some(times)).await;
        written.expect("it bears our times");
        let unclear = doubtful(Telling::Omitted, old, None).await;
        let unclear = unclear.expect_err("nothing says whose it is");
        assert!(unclear.is_unclear(), "{unclear:?}");
    }
}

#[tokio::test]
async fn a_file_without_a_hash_is_not_ours_by_its_length() {
    let ground = library(|switches| switches.shape.hashes = false).await;
    let stranger = rival(&ground, "film.bin", &vec![7; LENGTH], true);
    lose(&ground, false);
    let content = Content::of(&bytes_of(LENGTH)).doing(9 * UNIT, 1, stranger);
    let unclear = ground.put("film.bin", content.source(Way::Again)).await;
    let unclear = unclear.expect_err("nobody can tell whose it is");
    assert!(unclear.is_unclear(), "{unclear:?}");
    ground.assert_file("film.bin", &vec![7; LENGTH], 1);
}

#[tokio::test]
async fn a_library_that_does_not_say_what_it_is_is_known_all_the_same() {
    for length in [2_000, LENGTH] {
        let ground = library(|switches| switches.shape.drive_type = Telling::Omitted).await;
        ground.add_old(NAME);
        let source = Content::of(&bytes_of(length)).source(Way::Known);
        let written = ground.put(NAME, source).await.expect("it is written");
        assert_ne!(written.entry.size, Some(length as u64), "it was rewritten");
        assert_eq!(versions(&ground), 2, "and not taken back");
        ground.assert_clean();
    }
}

fn contents(ground: &Ground) -> u64 {
    let entries = ground.sim.journal().entries();
    let puts = entries.iter().filter(|one| one.path.ends_with("content"));
    puts.count() as u64
}

#[tokio::test]
async fn a_small_file_that_was_stored_and_not_found_is_not_written_again_unseen() {
    for if_exists in [IfExists::Fail, IfExists::Replace, IfExists::Rename] {
        let ground = Ground::new().await;
        let put = Fault::on(Listener::Graph).method("PUT").nth(1).after();
        ground.sim.faults().add(missing(put));
        // The looks behind it find out nothing.
        let hidden = Fault::on(Listener::Graph)
            .method("GET")
            .path_matches("new.bin");
        let hidden = match if_exists {
            IfExists::Rename => hidden.nth(2),
            IfExists::Fail | IfExists::Replace => hidden.nth(1),
        };
        ground.sim.faults().add(hidden.times(50).status(400));
        let options = PutOptions::new(if_exists);
        let source = Content::of(&bytes_of(2_000)).source(Way::Known);
        let unclear = ground.put_with("new.bin", source, &options).await;
        let unclear = unclear.expect_err("nobody could look");
        assert!(unclear.is_unclear(), "{if_exists:?}: {unclear:?}");
        assert_eq!(contents(&ground), 1, "{if_exists:?}");
        ground.assert_file("new.bin", &bytes_of(2_000), 1);
    }
}

#[tokio::test]
async fn a_small_file_that_was_stored_and_shows_late_is_found() {
    for if_exists in [IfExists::Fail, IfExists::Rename] {
        for questions in [1, 2] {
            let mut switches = Switches::default();
            switches.lag.new_item_questions = questions;
            let plan = Plan {
                switches,
                ..Plan::default()
            };
            let ground = Ground::of(plan).await;
            let put = Fault::on(Listener::Graph).method("PUT").nth(1).after();
            ground.sim.faults().add(missing(put));
            let options = PutOptions::new(if_exists);
            let source = Content::of(&bytes_of(2_000)).source(Way::Known);
            let written = ground.put_with("new.bin", source, &options).await;
            let entry = written.expect("it is there").entry;
            assert_eq!(
                entry.name.as_ref().map(ToString::to_string).as_deref(),
                Some("new.bin")
            );
            ground.assert_file("new.bin", &bytes_of(2_000), 1);
            assert!(!ground.edit(|drive| drive.exists("/new 1.bin")), "and once");
        }
    }
}

#[tokio::test]
async fn a_folder_that_was_made_and_not_found_is_told_as_made() {
    let ground = Ground::new().await;
    let post = Fault::on(Listener::Graph).method("POST").nth(1).after();
    ground.sim.faults().add(missing(post));
    let place = target("new");
    let made = ground.drive.mkdir(&place, false, Urgency::Background);
    assert!(made.await.expect("it is there").created);
}

#[tokio::test]
async fn who_waits_for_an_upload_is_asked_how_long() {
    for (urgency, waits) in [(None, false), (Some(Urgency::Background), true)] {
        let ground = Ground::new().await;
        ground.add_old("film.bin");
        let urgency = urgency.unwrap_or_else(|| Urgency::visitor(ground.clock.now()));
        let slow = Fault::on(Listener::Content).method("PUT").nth(3);
        let slow = slow.status(503).header("Retry-After", "200");
        ground.sim.faults().add(slow);
        let source = Content::of(&bytes_of(LENGTH)).source(Way::Known);
        let options = PutOptions::new(IfExists::Replace);
        let target = target("film.bin");
        let written = ground.drive.put(&target, source, &options, urgency).await;
        assert_eq!(written.is_ok(), waits, "{urgency:?}: {written:?}");
        let bytes = if waits {
            bytes_of(LENGTH)
        } else {
            OLD.to_vec()
        };
        ground.assert_file("film.bin", &bytes, 1 + usize::from(waits));
    }
}

#[tokio::test]
async fn a_file_that_was_deleted_or_made_meanwhile_is_told_truly() {
    let ground = Ground::new().await;
    ground.add_old("film.bin");
    let deleted = ground.deed(|drive| {
        drive.remove("/film.bin");
    });
    let content = Content::of(&bytes_of(LENGTH)).doing(9 * UNIT, 1, deleted);
    let written = ground.put("film.bin", content.source(Way::Known)).await;
    assert!(
        written.expect("it is written").created,
        "the old one is gone"
    );
    let rival = ground.deed(|drive| {
        drive.add_file("/new.bin", b"a rival's".to_vec(), World::BEGINNING);
    });
    let content = Content::of(&bytes_of(LENGTH)).doing(9 * UNIT, 1, rival);
    let written = ground.put("new.bin", content.source(Way::Known)).await;
    assert!(
        !written.expect("it is written").created,
        "a rival's was there"
    );
    ground.wait(Duration::from_mins(1));
    ground.assert_clean();
}

#[tokio::test]
async fn a_source_that_does_not_fit_leaves_the_upload_as_it_is() {
    use super::notebook::Notebook;
    let ground = Ground::new().await;
    ground.add_old("film.bin");
    let notebook = std::sync::Arc::new(Notebook::default());
    let options = notebook.options(IfExists::Replace);
    let held = Fault::on(Listener::Content).method("PUT").nth(8).after();
    let held = ground.sim.faults().hold(held);
    let content = Content::of(&bytes_of(LENGTH));
    tokio::select! {
        biased;
        written = ground.put_with("film.bin", content.source(Way::Again), &options) => panic!("{written:?}"),
        arrived = held.arrived(1) => assert!(arrived),
    }
    held.release();
    ground.sim.faults().clear();
    let state = notebook.last().expect("it was written down");
    let resume = async |source| {
        let keeper = Some(std::sync::Arc::clone(&notebook) as _);
        let urgency = Urgency::Background;
        ground
            .drive
            .resume(state.clone(), source, keeper, urgency)
            .await
    };
    let longer = Content::of(&bytes_of(LENGTH + 1)).source(Way::Again);
    let mut late = Content::of(&bytes_of(LENGTH)).source(Way::Known);
    if let onefold::domain::ByteSource::Once { from, .. } = &mut late {
        *from = state.received + 1;
    }
    for source in [longer, late] {
        let refused: Error = resume(source).await.expect_err("it does not fit");
        assert_eq!(refused.code(), "length_mismatch");
        assert!(notebook.last().is_some(), "who has the right one goes on");
        assert_eq!(ground.sim.uploads().open().len(), 1);
    }
    resume(content.source(Way::Again))
        .await
        .expect("it goes on");
    ground.assert_file("film.bin", &bytes_of(LENGTH), 2);
    ground.assert_clean();
}
