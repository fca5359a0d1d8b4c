//! Writes.

use std::time::Duration;

use bytes::Bytes;
use graph_sim::switches::CopyPace;
use graph_sim::{Fault, Fingerprint, Listener, Switches, World};
use onefold::domain::{
    CopyOptions, Drive as _, ETag, IfExists, PutOptions, Result, Times, Timestamp, Urgency, Written,
};
use onefold::graph::TransportOptions;

use crate::support::lab::{FRAGMENT, Lab, at, named, noise, source};

const CALM: Urgency = Urgency::Background;

async fn lab() -> Lab {
    let mut switches = Switches::default();
    switches.copying.pace = CopyPace::Seconds(1);
    Lab::start_with(switches, &TransportOptions::default(), |drive| {
        drive.add_file("/old.bin", "old", World::BEGINNING);
    })
    .await
}

/// Writes over the old file in three fragments.
async fn put_large(lab: &Lab, bytes: &Bytes) -> Result<Written> {
    let options = PutOptions {
        times: Some(Times {
            modified_at: Timestamp::from_unix_ms(1_500_000_000_000),
            created_at: None,
        }),
        ..PutOptions::new(IfExists::Replace)
    };
    let (drive, target) = (lab.drive(), at("/old.bin"));
    drive.put(&target, source(bytes), &options, CALM).await
}

fn large() -> Bytes {
    noise(2 * FRAGMENT + 5, 3)
}

fn fragment(number: u64) -> Fault {
    Fault::on(Listener::Content).method("PUT").nth(number)
}

#[track_caller]
fn assert_holds(lab: &Lab, bytes: &Bytes) {
    let stored = lab.truth(|drive| drive.fingerprint_of("/old.bin"));
    assert_eq!(stored, Fingerprint::of(bytes));
    assert_eq!(lab.sim.uploads().open().len(), 0, "no session is open");
}

#[tokio::test]
async fn a_fragment_waits_as_long_as_was_asked_for() {
    let lab = lab().await;
    let pause = fragment(2).status(503).header("retry-after", "3");
    lab.sim.faults().add(pause);
    put_large(&lab, &large()).await.expect("written");
    assert_eq!(
        lab.clock.take_skipped(),
        [Duration::from_secs(3)],
        "once, and no longer"
    );
    assert_holds(&lab, &large());
    lab.sim.shutdown().await;
}

#[tokio::test]
async fn a_session_that_was_refused_for_a_change_is_asked_for_again() {
    let lab = lab().await;
    let session = Fault::on(Listener::Graph).path_matches("createUploadSession$");
    let changed = r#"{"error":{"code":"resourceModified","message":"ETag does not match"}}"#;
    lab.sim
        .faults()
        .add(session.nth(1).status(409).body(changed));
    put_large(&lab, &large()).await.expect("written");
    assert_holds(&lab, &large());
    lab.sim.shutdown().await;
}

#[tokio::test]
async fn a_tag_that_does_not_fit_leaves_the_file_alone() {
    let lab = lab().await;
    let options = PutOptions {
        if_match: ETag::requote("\"{00000000-0000-0000-0000-000000000000},9\""),
        ..PutOptions::new(IfExists::Replace)
    };
    assert!(options.if_match.is_some(), "it is a tag");
    let bytes = noise(10, 1);
    let put = lab
        .drive()
        .put(&at("/old.bin"), source(&bytes), &options, CALM)
        .await;
    assert_eq!(
        put.expect_err("it does not fit").code(),
        "precondition_failed"
    );
    assert_eq!(lab.truth(|drive| drive.version_sizes("/old.bin")), [3]);
    lab.sim.shutdown().await;
}

#[tokio::test]
async fn an_upload_that_is_repeated_sends_all_bytes_again() {
    let lab = lab().await;
    let bytes = noise(1_000, 1);
    let put = Fault::on(Listener::Graph).method("PUT").nth(1);
    lab.sim.faults().add(put.cut_request_body(500));
    let options = PutOptions::new(IfExists::Replace);
    let target = at("/old.bin");
    let written = lab
        .drive()
        .put(&target, source(&bytes), &options, CALM)
        .await;
    assert_eq!(written.expect("written").entry.size, Some(1_000));
    assert_holds(&lab, &bytes);
    lab.sim.shutdown().await;
}

#[tokio::test]
async fn an_upload_that_failed_leaves_no_session() {
    let lab = lab().await;
    let refused = r#"{"error":{"code":"quotaLimitReached","message":"no room"}}"#;
    lab.sim.faults().add(fragment(2).status(507).body(refused));
    let refusal = put_large(&lab, &large())
        .await
        .expect_err("there is no room");
    assert_eq!(refusal.code(), "insufficient_storage");
    assert_eq!(lab.truth(|drive| drive.version_sizes("/old.bin")), [3]);
    assert_eq!(lab.sim.uploads().open().len(), 0, "no session is open");
    assert_eq!(lab.sim.journal().count("DELETE {upload}"), 1);
    lab.sim.shutdown().await;
}

#[tokio::test]
async fn a_copy_that_fails_is_told() {
    let lab = lab().await;
    let drive = lab.drive();
    let options = CopyOptions {
        folder: at("/"),
        name: Some(named("copy.bin")),
        if_exists: IfExists::Fail,
    };
    let task = drive
        .copy(&at("/old.bin"), &options, CALM)
        .await
        .expect("begun");
    lab.truth(|drive| {
        drive.add_file("/copy.bin", "in the way", World::BEGINNING);
    });
    lab.wait(Duration::from_secs(2));
    let progress = drive.progress(&task, CALM).await;
    assert_eq!(progress.expect_err("it has failed").code(), "name_taken");
    lab.sim.shutdown().await;
}

#[tokio::test]
async fn a_session_that_is_lost_is_made_anew_and_its_fragments_go_there() {
    let lab = lab().await;
    let gone = r#"{"error":{"code":"itemNotFound","message":"The upload session was not found"}}"#;
    let lost = |fault: Fault| fault.status(404).body(gone);
    // The fragment, and both questions about the session after it.
    lab.sim.faults().add(lost(fragment(1)));
    lab.sim
        .faults()
        .add(lost(Fault::on(Listener::Content).method("GET").times(2)));
    let bytes = large();
    let again = std::sync::Arc::new(Again(bytes.clone()));
    let options = PutOptions {
        times: Some(Times {
            modified_at: Timestamp::from_unix_ms(1_500_000_000_000),
            created_at: None,
        }),
        ..PutOptions::new(IfExists::Replace)
    };
    let source = onefold::domain::ByteSource::Again(again);
    let target = at("/old.bin");
    let written = lab.drive().put(&target, source, &options, CALM).await;
    written.expect("written");
    let sessions = "POST /drives/{drive}/items/{item}:/{path}:/createUploadSession";
    assert_eq!(lab.sim.journal().count(sessions), 2);
    let stored = lab.truth(|drive| drive.fingerprint_of("/old.bin"));
    assert_eq!(stored, Fingerprint::of(&bytes));
    lab.sim.shutdown().await;
}

/// Bytes that can be had as often as needed.
#[derive(Debug)]
struct Again(Bytes);

#[async_trait::async_trait]
impl onefold::domain::Reread for Again {
    fn size(&self) -> u64 {
        self.0.len() as u64
    }

    async fn read_from(&self, from: u64) -> Result<onefold::domain::ByteStream> {
        let rest = self.0.slice(usize::try_from(from).expect("short")..);
        Ok(Box::pin(futures_util::stream::iter([Ok(rest)])))
    }
}
