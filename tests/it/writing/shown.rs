//! What those are told of their own deeds who may not see what is there.

use onefold::domain::{Caller, IfExists, Right, Segment, Times, Timestamp};
use onefold::services::{Change, Made, Put, Relocation, Row, Transfer, TransferState};

use super::done;
use super::scene::{Scene, at_once, path, replace, source, under_way};

/// Every use case that answers with an entry.
async fn told(scene: &Scene, caller: &Caller, folder: &str) -> Vec<Row> {
    let files = scene.files();
    let at = |name: &str| path(&format!("{folder}/{name}"));
    let row = |put: Put| match put {
        Put::Created(row) | Put::Replaced(row) => row,
    };
    let made = |made: Made| match made {
        Made::Created(row) | Made::Found(row) => row,
    };
    let mut rows = Vec::new();
    for content in ["a", "other"] {
        let put = files
            .put(caller, &at("a.txt"), source(content), replace())
            .await;
        rows.push(row(done(put)));
    }
    for _ in 0..2 {
        let folder = files.mkdir(caller, &at("new"), false).await;
        rows.push(made(done(folder)));
    }
    let times = Change {
        times: Some(Times {
            modified_at: Timestamp::from_unix_ms(86_400_000),
            created_at: None,
        }),
        ..Change::nothing()
    };
    rows.push(done(files.update(caller, &at("a.txt"), times).await));
    let name = Change {
        name: Segment::parse("b.txt").ok(),
        ..Change::nothing()
    };
    rows.push(done(files.update(caller, &at("a.txt"), name).await));
    rows.push(done(
        files.update(caller, &at("b.txt"), Change::nothing()).await,
    ));
    rows
}

fn is_bare(row: &Row) -> bool {
    row.id.is_none()
        && row.etag.is_none()
        && row.size.is_none()
        && row.modified_at.is_none()
        && row.created_at.is_none()
        && row.quick_xor_hash.is_none()
        && row.mime_type.is_none()
}

#[tokio::test]
async fn who_may_only_write_is_told_names_and_kinds() {
    let scene = Scene::start().await;
    let only: &[Right] = &[Right::Write];
    let blind = scene.member("blind", &[("/contoso/bob/shelf", only)]).await;
    for row in told(&scene, &blind, "/contoso/bob/shelf").await {
        assert!(is_bare(&row), "{row:?}");
    }
    let both: &[Right] = &[Right::List, Right::Write];
    let seeing = scene.member("seeing", &[("/contoso/bob/team", both)]).await;
    for row in told(&scene, &seeing, "/contoso/bob/team").await {
        assert!(row.id.is_some() && row.etag.is_some(), "{row:?}");
    }
    scene.stop().await;
}

#[tokio::test]
async fn who_may_not_list_where_it_goes_is_told_its_name_and_kind() {
    let scene = Scene::start().await;
    let from: &[Right] = &[Right::List, Right::Read, Right::Delete];
    let to: &[Right] = &[Right::Write];
    let granted = [
        ("/contoso/bob/team", from),
        ("/contoso/bob/shelf", to),
        ("/twin", to),
    ];
    let mover = scene.member("mover", &granted).await;
    let files = scene.files();
    let here = path("/contoso/bob/team/t.txt");
    let there = path("/contoso/bob/shelf/copy.txt");
    let copied = done(files.copy(&mover, (&here, &there), IfExists::Fail).await);
    let copied = match copied {
        Relocation::Done(row) => row,
        Relocation::UnderWay(transfer) => landed(&scene, &transfer).await,
    };
    assert!(is_bare(&copied), "{copied:?}");
    let far = path("/twin/ada/plain/t.txt");
    let begun = done(files.copy(&mover, (&here, &far), IfExists::Fail).await);
    let carried = landed(&scene, &under_way(begun)).await;
    assert!(is_bare(&carried), "{carried:?}");
    let there = path("/contoso/bob/shelf/t.txt");
    let moved = files.move_to(&mover, (&here, &there), IfExists::Fail).await;
    let moved = at_once(done(moved));
    assert!(is_bare(&moved), "{moved:?}");
    scene.stop().await;
}

async fn landed(scene: &Scene, transfer: &Transfer) -> Row {
    let report = scene.ended(transfer).await;
    let row = match report.state {
        TransferState::Done(row) => Some(*row),
        _ => None,
    };
    row.expect("nothing stands in the way")
}
