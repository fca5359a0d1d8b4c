//! Long writes that stop in the middle, and go on from what was written down.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use tokio::sync::Notify;

use crate::domain::{
    ByteSource, Error, IfExists, PutOptions, Result, Times, Timestamp, UploadKeeper, UploadState,
    Written,
};

use super::sources::{LONG, again, announced, once, pattern, rest, stalling};
use super::writer::{CALM, Writer, assert_refused, name_of};

pub(super) async fn keeps(writer: &Writer<'_>) {
    a_long_upload_is_written_down_and_forgotten_in_the_end(writer).await;
    what_was_written_down_goes_on_with_the_rest_of_the_bytes(writer).await;
    what_was_written_down_goes_on_from_a_file(writer).await;
    an_upload_that_goes_on_keeps_what_it_was_told(writer).await;
    bytes_that_begin_too_late_are_refused(writer).await;
    an_upload_that_was_given_up_leaves_nothing(writer).await;
    a_session_that_is_over_is_begun_anew_where_that_can_be(writer).await;
    an_upload_that_fails_is_forgotten(writer).await;
    a_keeper_that_fails_stops_the_upload(writer).await;
}

/// A keeper who remembers all he was told.
#[derive(Debug, Default)]
struct Notebook {
    states: Mutex<Vec<UploadState>>,
    forgotten: AtomicU32,
    is_full: bool,
}

impl Notebook {
    fn states(&self) -> Vec<UploadState> {
        let states = self.states.lock();
        states.unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn last(&self) -> UploadState {
        let last = self.states().pop();
        last.expect("a session is written down before bytes are waited for")
    }

    fn first(&self) -> UploadState {
        let first = self.states().into_iter().next();
        first.expect("a session is written down before bytes are waited for")
    }

    fn is_forgotten(&self) -> bool {
        self.forgotten.load(Ordering::Relaxed) > 0
    }
}

#[async_trait]
impl UploadKeeper for Notebook {
    async fn keep(&self, state: &UploadState) -> Result<()> {
        if self.is_full {
            return Err(Error::internal(std::io::Error::other("no room")));
        }
        let states = self.states.lock();
        let mut states = states.unwrap_or_else(PoisonError::into_inner);
        states.push(state.clone());
        Ok(())
    }

    async fn forget(&self) -> Result<()> {
        self.forgotten.fetch_add(1, Ordering::Relaxed);
        Ok(())
    }
}

fn kept_by(notebook: &Arc<Notebook>, if_exists: IfExists) -> PutOptions {
    PutOptions {
        keeper: Some(Arc::clone(notebook) as _),
        ..PutOptions::new(if_exists)
    }
}

/// Writes until the last byte is waited for, and is then no more: as a process that is killed.
async fn interrupt(
    writer: &Writer<'_>,
    path: &str,
    bytes: &Bytes,
    options: PutOptions,
) -> Arc<Notebook> {
    let notebook = Arc::new(Notebook::default());
    let options = PutOptions {
        keeper: Some(Arc::clone(&notebook) as _),
        ..options
    };
    let stalled = Arc::new(Notify::new());
    let source = stalling(bytes, Arc::clone(&stalled));
    let target = writer.target(path);
    tokio::select! {
        written = writer.drive.put(&target, source, &options, CALM) => {
            unreachable!("{path}: the last byte never came, and this did: {written:?}")
        }
        () = stalled.notified() => {}
    }
    assert!(!notebook.is_forgotten(), "{path}: it can go on");
    notebook
}

async fn resume(
    writer: &Writer<'_>,
    state: UploadState,
    source: ByteSource,
    keeper: &Arc<Notebook>,
) -> Result<Written> {
    let keeper = Some(Arc::clone(keeper) as _);
    let written = writer.drive.resume(state, source, keeper, CALM).await;
    writer.settle();
    written
}

async fn a_long_upload_is_written_down_and_forgotten_in_the_end(writer: &Writer<'_>) {
    let (bytes, notebook) = (pattern(LONG, 1), Arc::new(Notebook::default()));
    let options = kept_by(&notebook, IfExists::Fail);
    let folder = writer.stat("/").await.expect("the corner is there");
    let written = writer.put("/kept.bin", once(&bytes), &options).await;
    assert!(written.expect("it can be written").created);
    let states = notebook.states();
    assert!(!states.is_empty() && notebook.is_forgotten());
    for state in &states {
        assert_eq!(
            (&state.folder, state.name.as_str(), state.size),
            (&folder.id, "kept.bin", LONG as u64)
        );
        assert_eq!(state.hash.length(), state.received);
        assert!(state.received <= state.size && state.replaces.is_none());
    }
    let received = states.iter().map(|state| state.received);
    assert!(received.is_sorted(), "it never falls back by itself");
}

async fn what_was_written_down_goes_on_with_the_rest_of_the_bytes(writer: &Writer<'_>) {
    let bytes = pattern(LONG, 2);
    let options = PutOptions::new(IfExists::Fail);
    let notebook = interrupt(writer, "/rest.bin", &bytes, options).await;
    writer.assert_missing("/rest.bin").await;
    let state = notebook.last();
    let source = rest(&bytes, state.received);
    let written = resume(writer, state, source, &notebook).await;
    let written = written.expect("it goes on");
    assert!(written.created && notebook.is_forgotten());
    assert!(writer.bytes("/rest.bin").await == bytes);
    assert_eq!(
        writer.stat("/rest.bin").await.expect("it").id,
        written.entry.id
    );
}

async fn what_was_written_down_goes_on_from_a_file(writer: &Writer<'_>) {
    let old = writer.make("/again.bin", "old").await;
    let bytes = pattern(LONG, 3);
    let options = PutOptions::new(IfExists::Replace);
    let notebook = interrupt(writer, "/again.bin", &bytes, options).await;
    writer.assert_holds("/again.bin", "old").await;
    let state = notebook.first();
    let replaced = state.replaces.as_ref().map(|replaced| &replaced.id);
    assert_eq!(replaced, Some(&old.id));
    let written = resume(writer, state.clone(), again(&bytes), &notebook).await;
    let written = written.expect("it goes on");
    assert!(!written.created && written.entry.id == old.id);
    assert!(writer.bytes("/again.bin").await == bytes);
    let again = resume(writer, state, again(&bytes), &notebook).await;
    again.expect("a file that can be read again is written again where its session is over");
    assert!(writer.bytes("/again.bin").await == bytes);
}

async fn an_upload_that_goes_on_keeps_what_it_was_told(writer: &Writer<'_>) {
    let old = writer.make("/told.bin", "old").await;
    let bytes = pattern(LONG, 4);
    let modified_at = Timestamp::from_unix_ms(1_500_000_000_000);
    let options = PutOptions {
        if_match: old.etag.clone(),
        times: Some(Times {
            modified_at,
            created_at: None,
        }),
        ..PutOptions::new(IfExists::Replace)
    };
    let notebook = interrupt(writer, "/told.bin", &bytes, options.clone()).await;
    let written = resume(writer, notebook.last(), again(&bytes), &notebook).await;
    let entry = written.expect("the tag is still right").entry;
    assert!(entry.modified_at == Some(modified_at) || !writer.promises.times);
    let options = PutOptions {
        if_match: entry.etag.clone(),
        ..options
    };
    let notebook = interrupt(writer, "/told.bin", &bytes, options).await;
    writer.overwrite("/told.bin", "meanwhile").await;
    let refused = resume(writer, notebook.last(), again(&bytes), &notebook).await;
    assert_refused(refused, "precondition_failed", "somebody else has written");
    assert!(notebook.is_forgotten(), "there is nothing to go on with");
    writer.assert_holds("/told.bin", "meanwhile").await;
}

async fn bytes_that_begin_too_late_are_refused(writer: &Writer<'_>) {
    let bytes = pattern(LONG, 5);
    let options = PutOptions::new(IfExists::Fail);
    let notebook = interrupt(writer, "/late.bin", &bytes, options).await;
    let state = notebook.last();
    let late = rest(&bytes, state.received + 1);
    let refused = resume(writer, state.clone(), late, &notebook).await;
    assert_refused(refused, "length_mismatch", "a byte is missing");
    assert!(!notebook.is_forgotten(), "the right ones may come yet");
    writer.assert_missing("/late.bin").await;
    let longer = again(&pattern(LONG + 1, 5));
    let refused = resume(writer, state.clone(), longer, &notebook).await;
    assert_refused(refused, "length_mismatch", "it is another file");
    assert!(!notebook.is_forgotten(), "the right one may come yet");
    let cancelled = writer.drive.cancel(&state, CALM).await;
    cancelled.expect("whether it is over or not");
}

async fn an_upload_that_was_given_up_leaves_nothing(writer: &Writer<'_>) {
    let bytes = pattern(LONG, 6);
    let options = PutOptions::new(IfExists::Fail);
    let notebook = interrupt(writer, "/given up.bin", &bytes, options).await;
    let state = notebook.last();
    for what in ["it can be given up", "once more does no harm"] {
        writer.drive.cancel(&state, CALM).await.expect(what);
    }
    writer.assert_missing("/given up.bin").await;
    if state.received > 0 {
        let source = rest(&bytes, state.received);
        let lost = resume(writer, state.clone(), source, &notebook).await;
        assert_refused(lost, "upload_lost", "its first bytes are gone");
        assert!(notebook.is_forgotten(), "there is nothing to go on with");
        writer.assert_missing("/given up.bin").await;
    }
    let anew = resume(writer, state, again(&bytes), &notebook).await;
    assert!(anew.expect("its bytes can be had again").created);
    assert!(writer.bytes("/given up.bin").await == bytes);
}

async fn a_session_that_is_over_is_begun_anew_where_that_can_be(writer: &Writer<'_>) {
    let bytes = pattern(LONG, 9);
    let options = PutOptions::new(IfExists::Fail);
    let notebook = interrupt(writer, "/over.bin", &bytes, options).await;
    (writer.levers.wait)(Duration::from_hours(24 * 8));
    let written = resume(writer, notebook.last(), again(&bytes), &notebook).await;
    assert!(written.expect("its bytes can be had again").created);
    assert!(notebook.is_forgotten());
    assert!(writer.bytes("/over.bin").await == bytes);
}

async fn an_upload_that_fails_is_forgotten(writer: &Writer<'_>) {
    let (bytes, notebook) = (pattern(LONG, 7), Arc::new(Notebook::default()));
    let options = kept_by(&notebook, IfExists::Fail);
    let source = announced(&bytes, LONG + 1);
    let refused = writer.put("/short.bin", source, &options).await;
    assert_refused(refused, "length_mismatch", "a byte is missing");
    assert!(notebook.is_forgotten(), "there is nothing to go on with");
    writer.assert_missing("/short.bin").await;
}

async fn a_keeper_that_fails_stops_the_upload(writer: &Writer<'_>) {
    let notebook = Notebook {
        is_full: true,
        ..Notebook::default()
    };
    let options = kept_by(&Arc::new(notebook), IfExists::Rename);
    let source = once(&pattern(LONG, 8));
    let refused = writer.put("/unkept.bin", source, &options).await;
    assert_refused(refused, "internal", "the keeper's own error is told");
    writer.assert_missing("/unkept.bin").await;
    let source = once(&pattern(LONG, 8));
    let options = kept_by(&Arc::default(), IfExists::Rename);
    let written = writer.put("/unkept.bin", source, &options).await;
    let entry = written.expect("another keeper").entry;
    assert_eq!(name_of(&entry), Some("unkept.bin"));
}
