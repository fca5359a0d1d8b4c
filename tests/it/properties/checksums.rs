//! Sums of bytes that Microsoft's side does not reckon.

use onefold::domain::Checksums;
use onefold::services::{Put, Row};

use crate::writing::done;
use crate::writing::scene::{Scene, path, replace, source};

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
    let row = put(&scene, at, "abc").await;
    let properties = &scene.house.services().properties;
    let told = Checksums::parse(SUM).expect("sums");
    done(
        properties
            .keep_checksums(&scene.admin, (&path(at), &row), &told)
            .await,
    );
    assert_eq!(
        sums(&scene, "/contoso/docs", "sum.txt").await.as_deref(),
        Some(SUM)
    );
    assert_eq!(sums(&scene, "/contoso/docs", "a.txt").await, None);
    let ends = (&path(at), &path("/contoso/ada/plain/sum.txt"));
    let moved = scene
        .files()
        .move_to(&scene.admin, ends, onefold::domain::IfExists::Fail);
    done(moved.await);
    let Scene { house, admin } = scene;
    let house = house.restart().await;
    let scene = Scene { house, admin };
    assert_eq!(
        sums(&scene, "/contoso/ada/plain", "sum.txt")
            .await
            .as_deref(),
        Some(SUM)
    );
    put(&scene, "/contoso/ada/plain/sum.txt", "abd").await;
    assert_eq!(sums(&scene, "/contoso/ada/plain", "sum.txt").await, None);
    scene.stop().await;
}
