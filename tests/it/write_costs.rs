//! What a write costs at Microsoft's, counted on the simulator's journal. What it costs does not depend on
//! how much lies in a folder.

use std::time::Duration;

use graph_sim::Switches;
use graph_sim::switches::CopyPace;
use onefold::domain::{
    Anchor, CopyOptions, CopyProgress, Deletion, Drive, DrivePath, IfExists, ItemId, LinkKind,
    LinkOptions, PutOptions, Target, Times, Timestamp, Update, Urgency,
};
use onefold::graph::TransportOptions;

use crate::support::lab::{FRAGMENT, Lab, at, named, noise, source};

/// Nobody who waits.
const CALM: Urgency = Urgency::Background;

/// Items of the large folder.
const MANY: u64 = 20_000;

/// A drive whose sign-in is done, with a folder of 20,000 items and a file of some versions.
async fn lab() -> Lab {
    let mut switches = Switches::default();
    switches.copying.pace = CopyPace::Seconds(1);
    let lab = Lab::start_with(switches, &TransportOptions::default(), |drive| {
        drive
            .fill("/many", MANY, |n| format!("{n}.txt"))
            .add_folder("/shelf")
            .add_file("/one.txt", "one", graph_sim::World::BEGINNING)
            .replace_content("/one.txt", "two");
    })
    .await;
    lab.sim.journal().clear();
    lab
}

/// The routes that were asked since the last look, in order, however the item was addressed; those of the
/// sign-in left out.
fn routes(lab: &Lab) -> Vec<String> {
    let entries = lab.sim.journal().entries();
    lab.sim.journal().clear();
    let asked = entries
        .into_iter()
        .filter(|one| one.listener != graph_sim::Listener::Login);
    let item = "/items/{item}";
    let plain = |route: &str| {
        let route = route.replace("/drives/{drive}", "");
        let route = route.replace("/items/{item}:/{path}", item);
        route.replace("/root:/{path}", item).replace("}:/", "}/")
    };
    asked.map(|one| plain(&one.route)).collect()
}

/// A place seen from a folder whose id is known, as a face has it.
fn below(folder: &ItemId, name: &str) -> Target {
    let path = DrivePath::root().join(&named(name));
    Target::At(Anchor::Folder(folder.clone()), path)
}

async fn id_of(drive: &dyn Drive, path: &str) -> ItemId {
    let entry = drive.stat(&at(path), CALM).await.expect(path);
    entry.id.clone()
}

#[tokio::test]
async fn a_folder_of_twenty_thousand_items_is_changed_in_as_few_calls_as_a_file() {
    let lab = lab().await;
    let drive = lab.drive();

    let rename = Update {
        name: Some(named("renamed")),
        ..Update::nothing()
    };
    drive
        .update(&at("/many"), &rename, CALM)
        .await
        .expect("renamed");
    assert_eq!(routes(&lab), ["GET /items/{item}", "PATCH /items/{item}"]);

    let relocate = Update {
        folder: Some(at("/shelf")),
        ..Update::nothing()
    };
    drive
        .update(&at("/renamed"), &relocate, CALM)
        .await
        .expect("moved");
    let look_twice = [
        "GET /items/{item}",
        "GET /items/{item}",
        "PATCH /items/{item}",
    ];
    assert_eq!(routes(&lab), look_twice);

    let options = CopyOptions {
        folder: at("/"),
        name: Some(named("copy")),
        if_exists: IfExists::Fail,
    };
    let task = drive
        .copy(&at("/shelf/renamed"), &options, CALM)
        .await
        .expect("begun");
    assert_eq!(routes(&lab).len(), 4, "three looks, and the wish");
    lab.wait(Duration::from_secs(1));
    let progress = drive.progress(&task, CALM).await.expect("done");
    assert!(matches!(progress, CopyProgress::Done(_)));
    assert_eq!(routes(&lab).len(), 2, "the monitor, and the copy itself");
    assert!(lab.truth(|drive| drive.exists("/copy/19999.txt")));

    drive
        .delete(&at("/copy"), Deletion::Recycle, None, CALM)
        .await
        .expect("deleted");
    assert_eq!(routes(&lab), ["GET /items/{item}", "DELETE /items/{item}"]);
    let kept = at("/shelf/renamed");
    drive
        .delete(&kept, Deletion::Permanent, None, CALM)
        .await
        .expect("deleted");
    let for_good = ["GET /items/{item}", "POST /items/{item}/permanentDelete"];
    assert_eq!(routes(&lab), for_good);
    assert_eq!(lab.truth(|drive| drive.recycle_bin().items), 1);
    lab.sim.shutdown().await;
}

#[tokio::test]
async fn a_small_file_costs_two_calls_and_one_where_its_folder_is_known() {
    let lab = lab().await;
    let drive = lab.drive();
    let bytes = noise(1_000, 1);
    let shelf = id_of(&drive, "/shelf").await;
    routes(&lab);
    for if_exists in [IfExists::Fail, IfExists::Replace] {
        let options = PutOptions::new(if_exists);
        let target = at("/shelf/a.txt");
        let put = drive.put(&target, source(&bytes), &options, CALM);
        put.await.expect("written");
        let calls = routes(&lab);
        assert_eq!(
            calls,
            ["GET /items/{item}", "PUT /items/{item}/content"],
            "{if_exists:?}"
        );
    }
    let options = PutOptions::new(IfExists::Replace);
    let target = below(&shelf, "b.txt");
    let put = drive.put(&target, source(&bytes), &options, CALM);
    put.await.expect("written");
    assert_eq!(routes(&lab), ["PUT /items/{item}/content"]);
    lab.sim.shutdown().await;
}

#[tokio::test]
async fn a_large_file_costs_two_looks_a_session_and_its_fragments() {
    let lab = lab().await;
    let drive = lab.drive();
    let options = with_times(IfExists::Replace);
    for fragments in [13, 15] {
        let bytes = noise(fragments * FRAGMENT, 1);
        let target = at("/shelf/a.bin");
        let put = drive.put(&target, source(&bytes), &options, CALM);
        put.await.expect("written");
        let calls = routes(&lab);
        let (before, sent) = calls.split_at(3);
        let session = "POST /items/{item}/createUploadSession";
        assert_eq!(before, ["GET /items/{item}", "GET /items/{item}", session]);
        assert_eq!(sent, vec!["PUT {upload}"; fragments]);
    }
    lab.sim.shutdown().await;
}

/// What is in the way of a small file is seen when it is there; to look first would cost as much as the file.
#[tokio::test]
async fn a_small_file_with_its_times_costs_a_session_and_its_bytes_where_its_folder_is_known() {
    let lab = lab().await;
    let drive = lab.drive();
    let bytes = noise(1_000, 1);
    let shelf = id_of(&drive, "/shelf").await;
    routes(&lab);
    let (session, fragment) = ("POST /items/{item}/createUploadSession", "PUT {upload}");
    for is_new in [true, false] {
        let options = with_times(IfExists::Replace);
        let target = below(&shelf, "a.bin");
        let put = drive.put(&target, source(&bytes), &options, CALM);
        let written = put.await.expect("written");
        assert_eq!(written.created, is_new);
        assert_eq!(routes(&lab), [session, fragment]);
    }
    let options = with_times(IfExists::Fail);
    let target = below(&shelf, "b.bin");
    let put = drive.put(&target, source(&bytes), &options, CALM);
    put.await.expect("written");
    assert_eq!(routes(&lab), ["GET /items/{item}", session, fragment]);
    lab.sim.shutdown().await;
}

/// A write that brings a time along.
fn with_times(if_exists: IfExists) -> PutOptions {
    let modified_at = Timestamp::from_unix_ms(1_500_000_000_000);
    PutOptions {
        times: Some(Times {
            modified_at,
            created_at: None,
        }),
        ..PutOptions::new(if_exists)
    }
}

#[tokio::test]
async fn a_folder_costs_two_calls_and_each_missing_one_above_two_more() {
    let lab = lab().await;
    let drive = lab.drive();
    drive
        .mkdir(&at("/shelf/a"), false, CALM)
        .await
        .expect("made");
    assert_eq!(
        routes(&lab),
        ["GET /items/{item}", "POST /items/{item}/children"]
    );
    drive
        .mkdir(&at("/shelf/a"), false, CALM)
        .await
        .expect("found");
    assert_eq!(routes(&lab).len(), 3, "the name is taken: one look more");
    drive
        .mkdir(&at("/shelf/b/c/d"), true, CALM)
        .await
        .expect("made");
    assert_eq!(routes(&lab).len(), 6, "a look and a wish for each of three");
    lab.sim.shutdown().await;
}

#[tokio::test]
async fn times_versions_and_links_cost_a_look_and_a_call() {
    let lab = lab().await;
    let drive = lab.drive();
    let one = at("/one.txt");
    let times = Update {
        times: Some(Times {
            modified_at: Timestamp::from_unix_ms(1_500_000_000_000),
            created_at: None,
        }),
        ..Update::nothing()
    };
    drive.update(&one, &times, CALM).await.expect("set");
    assert_eq!(routes(&lab), ["GET /items/{item}", "PATCH /items/{item}"]);

    let versions = drive.versions(&one, CALM).await.expect("versions");
    assert_eq!(
        routes(&lab),
        ["GET /items/{item}", "GET /items/{item}/versions"]
    );
    let oldest = versions.last().expect("there are two");
    drive
        .restore_version(&one, &oldest.id, CALM)
        .await
        .expect("restored");
    assert_eq!(routes(&lab).len(), 3, "the item, its versions, the wish");

    let link = LinkOptions {
        kind: LinkKind::View,
        scope: None,
        password: None,
        expires_at: None,
    };
    drive.link(&one, &link, CALM).await.expect("a link");
    assert_eq!(
        routes(&lab),
        ["GET /items/{item}", "POST /items/{item}/createLink"]
    );
    lab.sim.shutdown().await;
}

#[tokio::test]
async fn a_file_that_replaces_another_costs_seven_calls_whatever_their_size() {
    let lab = lab().await;
    lab.truth(|drive| {
        drive.add_file("/shelf/two.txt", "in the way", graph_sim::World::BEGINNING);
    });
    let replace = Update {
        name: Some(named("two.txt")),
        folder: Some(at("/shelf")),
        if_exists: IfExists::Replace,
        ..Update::nothing()
    };
    lab.drive()
        .update(&at("/one.txt"), &replace, CALM)
        .await
        .expect("replaced");
    let (look, change) = ("GET /items/{item}", "PATCH /items/{item}");
    let expected = [
        look,
        look,
        change,
        look,
        change,
        change,
        "DELETE /items/{item}",
    ];
    assert_eq!(
        routes(&lab),
        expected,
        "the one in the way is set aside first"
    );
    lab.sim.shutdown().await;
}
