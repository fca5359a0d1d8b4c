//! Sums of bytes that Microsoft's side does not reckon.

use std::time::Duration;

use graph_sim::Switches;
use graph_sim::switches::CopyPace;
use onefold::domain::{Checksums, IfExists};
use onefold::services::{Put, Row};

use crate::writing::done;
use crate::writing::scene::{Scene, at_once, path, plan, replace, source, under_way};

const SUM: &str = "SHA1:a9993e364706816aba3e25717850c26c9cd0d89d ADLER32:024d0127";

async fn put(scene: &Scene, at: &str, content: &'static str) -> Row {
    let at = path(at);
    let put = scene
        .files()
        .put(&scene.admin, &at, source(content), replace());
    match done(put.await) {
        Put::Created(row) | Put::Replaced(row) => row,
    }
}

/// The sums of a file, as a listing of its folder shows it.
async fn sums(scene: &Scene, folder: &str, name: &str) -> Option<String> {
    let services = scene.house.services();
    let whole = done(services.browse.whole(&scene.admin, &path(folder)).await);
    let drive = whole.drive.expect("it is a drive's");
    let known = services
        .properties
        .checksums_of(&drive, &whole.entries)
        .await;
    let row = whole.entries.iter().find(|row| row.name.as_str() == name);
    let id = row.and_then(|row| row.id.as_ref()).expect("it is listed");
    done(known).get(id).map(ToString::to_string)
}

#[tokio::test]
async fn sums_are_told_as_long_as_the_content_is_the_same() {
    let scene = Scene::start().await;
    let at = "/contoso/docs/sum.txt";
    put_summed(&scene, at).await;
    assert_sums(&scene, ("/contoso/docs", "sum.txt"), Some(SUM)).await;
    assert_sums(&scene, ("/contoso/docs", "a.txt"), None).await;
    let ends = (&path(at), &path("/contoso/ada/plain/sum.txt"));
    let moved = scene.files().move_to(&scene.admin, ends, IfExists::Fail);
    done(moved.await);
    let Scene { house, admin } = scene;
    let house = house.restart().await;
    let scene = Scene { house, admin };
    let there = ("/contoso/ada/plain", "sum.txt");
    assert_sums(&scene, there, Some(SUM)).await;
    put(&scene, "/contoso/ada/plain/sum.txt", "abd").await;
    assert_sums(&scene, there, None).await;
    scene.stop().await;
}

/// A file of three letters, of which the sums are told.
async fn put_summed(scene: &Scene, at: &str) {
    let row = put(scene, at, "abc").await;
    let properties = &scene.house.services().properties;
    let told = Checksums::parse(SUM).expect("sums");
    let of = (&path(at), &row);
    done(properties.keep_checksums(&scene.admin, of, &told).await);
}

async fn assert_sums(scene: &Scene, (folder, name): (&str, &str), expected: Option<&str>) {
    let found = sums(scene, folder, name).await;
    assert_eq!(found.as_deref(), expected, "{folder}/{name}");
}

#[tokio::test]
async fn a_copy_of_the_same_content_has_the_same_sums_in_its_drive_and_in_others() {
    let pace = |switches: &mut Switches| switches.copying.pace = CopyPace::Polls(0);
    let scene = Scene::of(plan().switch(pace)).await;
    let at = "/contoso/ada/plain/sum.txt";
    put_summed(&scene, at).await;
    let (files, admin) = (scene.files(), &scene.admin);
    let beside = path("/contoso/docs/copy.txt");
    let copied = files
        .copy(admin, (&path(at), &beside), IfExists::Fail)
        .await;
    at_once(done(copied));
    assert_sums(&scene, ("/contoso/docs", "copy.txt"), Some(SUM)).await;
    let elsewhere = path("/contoso/bob/copy.txt");
    let copied = files
        .copy(admin, (&path(at), &elsewhere), IfExists::Fail)
        .await;
    scene.ended(&under_way(done(copied))).await;
    assert_sums(&scene, ("/contoso/bob", "copy.txt"), Some(SUM)).await;
    let there = path("/contoso/bob/moved.txt");
    let moved = files
        .move_to(admin, (&path(at), &there), IfExists::Fail)
        .await;
    scene.ended(&under_way(done(moved))).await;
    assert_sums(&scene, ("/contoso/bob", "moved.txt"), Some(SUM)).await;
    put(&scene, "/contoso/bob/copy.txt", "abd").await;
    assert_sums(&scene, ("/contoso/bob", "copy.txt"), None).await;
    assert_sums(&scene, ("/contoso/bob", "moved.txt"), Some(SUM)).await;
    scene.stop().await;
}

#[tokio::test]
async fn a_copy_that_is_not_told_to_be_of_the_same_content_has_no_sums() {
    for (case, has_hashes) in [("another content", true), ("nothing is told", false)] {
        let turn = |switches: &mut Switches| {
            switches.copying.pace = CopyPace::Polls(0);
            switches.shape.hashes = has_hashes;
        };
        let scene = Scene::of(plan().switch(turn)).await;
        let at = "/contoso/ada/plain/sum.txt";
        put_summed(&scene, at).await;
        if has_hashes {
            scene.ada(|drive| {
                drive.replace_content("/plain/sum.txt", "abd");
            });
            scene.house.advance(Duration::from_mins(2));
        }
        let there = path("/contoso/docs/copy.txt");
        let ends = (&path(at), &there);
        let copied = scene.files().copy(&scene.admin, ends, IfExists::Fail).await;
        at_once(done(copied));
        let found = sums(&scene, "/contoso/docs", "copy.txt").await;
        assert_eq!(found, None, "{case}");
        scene.stop().await;
    }
}
