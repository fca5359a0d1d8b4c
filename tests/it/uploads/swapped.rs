//! An Office file swapped by hand, and the process that does it killed at each step.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use graph_sim::{Fault, Held, Listener};
use onefold::domain::{
    Anchor, ByteSource, Drive as _, DrivePath, ETag, Error, IfExists, PutOptions, Result, Target,
    UploadKeeper, UploadState, Urgency, Written,
};

use super::ground::{Ground, OLD, UNIT, bytes_of};
use super::notebook::Notebook;
use super::office::{NAME, names, stubborn};
use super::source::{Content, Way};

const LENGTH: usize = 14 * UNIT + 5;

fn matching(ground: &Ground, notebook: &Arc<Notebook>) -> PutOptions {
    let tag = ground.edit(|drive| drive.e_tag_of("/letter.docx"));
    PutOptions {
        if_match: ETag::requote(&tag),
        ..notebook.options(IfExists::Replace)
    }
}

fn patch(number: u64) -> Fault {
    Fault::on(Listener::Graph).method("PATCH").nth(number)
}

fn deletion() -> Fault {
    Fault::on(Listener::Graph).method("DELETE").nth(1)
}

/// Writes until a call, and is then no more.
async fn cut(ground: &Ground, at: Fault) -> (Arc<Notebook>, Held) {
    let notebook = Arc::new(Notebook::default());
    let options = matching(ground, &notebook);
    let held = ground.sim.faults().hold(at);
    let content = Content::of(&bytes_of(LENGTH));
    tokio::select! {
        biased;
        written = ground.put_with(NAME, content.source(Way::Again), &options) => panic!("{written:?}"),
        arrived = held.arrived(1) => assert!(arrived),
    }
    // It stays held: what was to be done then must not be done behind the next process.
    (notebook, held)
}

async fn resume(ground: &Ground, notebook: &Arc<Notebook>, source: ByteSource) -> Result<Written> {
    let state = notebook.last().expect("it was written down");
    let keeper = Some(Arc::clone(notebook) as _);
    let urgency = Urgency::Background;
    ground.drive.resume(state, source, keeper, urgency).await
}

fn whole() -> ByteSource {
    Content::of(&bytes_of(LENGTH)).source(Way::Again)
}

#[tokio::test]
async fn a_swap_that_was_cut_off_is_finished_by_the_next_process() {
    let steps = [
        ("before the old one is set aside", patch(1)),
        ("behind it", patch(1).after()),
        ("before the new one has the name", patch(2)),
        ("behind it", patch(2).after()),
        ("behind the deletion of the old one", deletion().after()),
    ];
    for (number, (step, at)) in steps.into_iter().enumerate() {
        let ground = stubborn().await;
        let (notebook, _held) = cut(&ground, at).await;
        let written = resume(&ground, &notebook, whole()).await;
        let written = written.unwrap_or_else(|error| panic!("{number}, {step}: {error:?}"));
        assert!(!written.created, "{number}, {step}");
        ground.assert_file(NAME, &bytes_of(LENGTH), 1);
        assert_eq!(names(&ground).await, [NAME], "{number}, {step}");
        let bin = ground.edit(|drive| drive.recycle_bin());
        assert_eq!(bin.items, 1, "{number}, {step}: the old one was deleted");
        assert!(notebook.last().is_none(), "{number}, {step}");
        ground.assert_clean();
    }
}

#[tokio::test]
async fn an_old_file_that_was_set_aside_gets_its_name_back_where_the_new_one_is_gone() {
    for is_whole in [false, true] {
        let ground = stubborn().await;
        let (notebook, _held) = cut(&ground, patch(2)).await;
        let found = names(&ground).await;
        let new = found.iter().find(|name| name.contains("uploading"));
        let new = super::ground::path(new.expect("it went up"));
        ground.edit(|drive| {
            drive.remove(&new);
        });
        let mut source = Content::of(&bytes_of(LENGTH)).source(Way::Known);
        if let ByteSource::Once { from, .. } = &mut source {
            let state = notebook.last().expect("it was written down");
            *from = if is_whole { 0 } else { state.received };
        }
        let written = resume(&ground, &notebook, source).await;
        if is_whole {
            written.expect("it goes up anew");
            ground.assert_file(NAME, &bytes_of(LENGTH), 1);
        } else {
            let lost = written.expect_err("its first bytes are gone");
            assert!(lost.is_conflict("upload_lost"), "{lost:?}");
            ground.assert_file(NAME, OLD, 1);
        }
        assert_eq!(names(&ground).await, [NAME]);
    }
}

#[tokio::test]
async fn a_rival_who_takes_the_name_in_the_midst_of_a_swap_keeps_it_and_nothing_is_lost() {
    let ground = stubborn().await;
    let (notebook, _held) = cut(&ground, patch(2)).await;
    ground.edit(|drive| {
        drive.add_file(
            "/letter.docx",
            b"a rival's".to_vec(),
            graph_sim::World::BEGINNING,
        );
    });
    let refused = resume(&ground, &notebook, whole()).await;
    let refused = refused.expect_err("another has the name");
    assert!(refused.is_conflict("left_aside"), "{refused:?}");
    ground.assert_file(NAME, b"a rival's", 1);
    let left = names(&ground).await;
    let aside = left.iter().find(|name| name.contains("replaced"));
    ground.assert_file(aside.expect("the old one is there"), OLD, 1);
    assert_eq!(left.len(), 2, "{left:?}");
}

/// Keeps what is written down until all bytes lie beside the old file; by then somebody else has the upload.
#[derive(Debug, Default)]
struct Evicted {
    received: Mutex<Option<u64>>,
    was_forgotten: AtomicBool,
}

#[async_trait]
impl UploadKeeper for Evicted {
    async fn keep(&self, state: &UploadState) -> Result<()> {
        let received = state.beside.as_ref().map(|_| state.received);
        let before = std::mem::replace(
            &mut *self.received.lock().expect("nobody panicked"),
            received,
        );
        if received.is_some() && before == received {
            return Err(Error::conflict("upload_taken", "it is another's"));
        }
        Ok(())
    }

    async fn forget(&self) -> Result<()> {
        self.was_forgotten.store(true, Ordering::Relaxed);
        Ok(())
    }
}

#[tokio::test]
async fn whose_upload_is_anothers_by_now_touches_neither_the_new_file_nor_the_old_one() {
    let ground = stubborn().await;
    let bytes = bytes_of(LENGTH);
    let keeper = Arc::new(Evicted::default());
    let options = PutOptions {
        keeper: Some(Arc::clone(&keeper) as _),
        ..PutOptions::new(IfExists::Replace)
    };
    let path = DrivePath::parse(&format!("/{NAME}")).expect("a path");
    let source = Content::of(&bytes).source(Way::Again);
    let target = Target::At(Anchor::Root, path);
    let put = ground
        .drive
        .put(&target, source, &options, Urgency::Background);
    let refused = put.await.expect_err("it is another's");
    assert!(refused.is_conflict("upload_taken"), "{refused:?}");
    assert!(!keeper.was_forgotten.load(Ordering::Relaxed));
    ground.assert_file(NAME, OLD, 1);
    let names = names(&ground).await;
    let beside = names.iter().find(|name| name.contains("(uploading "));
    let beside =
        beside.unwrap_or_else(|| panic!("whoever has it now finds the new file: {names:?}"));
    ground.assert_file(beside, &bytes, 1);
}
