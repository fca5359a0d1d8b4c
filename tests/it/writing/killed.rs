//! The server is killed while it writes: the next one leaves nothing of it behind.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_util::stream;
use graph_sim::switches::OfficeReplace;
use graph_sim::{Fault, Held, Listener, World};
use onefold::domain::{ByteSource, Caller};
use onefold::services::{Files, KeptUploads};
use tokio::task::JoinSet;
use tokio::time::timeout;

use super::done;
use super::scene::{Scene, path, plan, replace};

/// How long an heir may take, in real time; far more than it does.
const PATIENCE: Duration = Duration::from_secs(30);

/// More than goes up in one call.
const LONG: usize = 5 * 1024 * 1024;

fn long() -> ByteSource {
    let bytes = Bytes::from(vec![7; LONG]);
    ByteSource::once(Some(LONG as u64), Box::pin(stream::iter([Ok(bytes)])))
}

async fn put(files: Arc<Files>, caller: Caller, at: &str) -> onefold::domain::Result<()> {
    let put = files.put(&caller, &path(at), long(), replace()).await;
    put.map(drop)
}

/// Writes a long file until a call, which is held.
async fn write_until(
    scene: &Scene,
    at: &'static str,
    fault: Fault,
) -> (Held, JoinSet<onefold::domain::Result<()>>) {
    let held = scene.house.sim.faults().hold(fault);
    let files = Arc::clone(&scene.house.services().files);
    let mut writing = JoinSet::new();
    writing.spawn(put(files, scene.admin.clone(), at));
    assert!(held.arrived(1).await, "it comes so far");
    (held, writing)
}

async fn count(uploads: &KeptUploads) -> usize {
    done(uploads.unfinished().await).len()
}

/// What an heir does by itself when it begins has come so far that no more than these are left.
async fn left(uploads: &KeptUploads, most: usize) {
    let waiting = async {
        while count(uploads).await > most {
            tokio::task::yield_now().await;
        }
    };
    let in_time = timeout(PATIENCE, waiting).await;
    in_time.expect("the heir gives up what was cut off");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_that_was_cut_off_is_given_up_by_the_next_server() {
    let scene = Scene::start().await;
    let fragment = Fault::on(Listener::Content).method("PUT").nth(1);
    let (held, _writing) = write_until(&scene, "/contoso/docs/film.bin", fragment).await;
    assert_eq!(count(&scene.house.services().uploads).await, 1);
    assert_eq!(scene.house.sim.uploads().open().len(), 1);
    let heir = scene.house.heir().await;
    left(&heir.services().uploads, 0).await;
    assert!(scene.house.sim.uploads().open().is_empty());
    held.release();
    assert!(!scene.ada(|drive| drive.exists("/docs/film.bin")));
    heir.stop().await;
    scene.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_that_can_not_be_given_up_now_holds_up_no_other() {
    let scene = Scene::start().await;
    let fragment = || Fault::on(Listener::Content).method("PUT").nth(1);
    let (_one, _writing_one) = write_until(&scene, "/contoso/docs/one.bin", fragment()).await;
    let (_other, _writing_other) = write_until(&scene, "/contoso/docs/two.bin", fragment()).await;
    let first_end = Fault::on(Listener::Content).method("DELETE").nth(1);
    let stuck = scene.house.sim.faults().hold(first_end);
    let heir = scene.house.heir().await;
    left(&heir.services().uploads, 1).await;
    stuck.release();
    left(&heir.services().uploads, 0).await;
    heir.stop().await;
    scene.stop().await;
}

/// The old file is set aside, and the new one does not bear its name yet: nobody must find it so.
#[tokio::test(flavor = "multi_thread")]
async fn a_swap_that_was_cut_off_is_finished_by_the_next_server() {
    let stubborn = plan().switch(|switches| {
        switches.uploads.office_replace = OfficeReplace::NotFound;
    });
    let scene = Scene::of(stubborn).await;
    scene.ada(|drive| {
        drive.add_file("/docs/letter.docx", "Dear", World::BEGINNING);
    });
    let at = "/contoso/docs/letter.docx";
    let second_patch = Fault::on(Listener::Graph).method("PATCH").nth(2);
    let _cut_off = write_until(&scene, at, second_patch).await;
    assert!(!scene.ada(|drive| drive.exists("/docs/letter.docx")));
    let heir = scene.house.heir().await;
    left(&heir.services().uploads, 0).await;
    let sizes = scene.ada(|drive| drive.version_sizes("/docs/letter.docx"));
    assert_eq!(sizes.first(), Some(&(LONG as u64)), "{sizes:?}");
    heir.stop().await;
    scene.stop().await;
}

#[tokio::test]
async fn an_upload_that_is_done_or_has_failed_leaves_nothing_to_give_up() {
    let scene = Scene::start().await;
    let files = &scene.house.services().files;
    done(
        put(
            Arc::clone(files),
            scene.admin.clone(),
            "/contoso/docs/film.bin",
        )
        .await,
    );
    assert_eq!(count(&scene.house.services().uploads).await, 0);
    let refused = Fault::on(Listener::Content).method("PUT").status(403);
    scene.house.sim.faults().add(refused);
    let failed = put(
        Arc::clone(files),
        scene.admin.clone(),
        "/contoso/docs/other.bin",
    )
    .await;
    assert!(failed.is_err());
    assert_eq!(count(&scene.house.services().uploads).await, 0);
    assert!(scene.house.sim.uploads().open().is_empty());
    scene.house.sim.faults().clear();
    scene.stop().await;
}
