//! Files written.

use onefold::domain::{IfExists, TagCondition, Times, Timestamp};
use onefold::services::{Put, PutRequest};

use super::scene::{Scene, path, replace, source, watched};
use super::{code, done};

#[tokio::test]
async fn a_new_file_shows_at_once_to_whoever_pages_already() {
    let scene = Scene::start().await;
    assert_eq!(scene.page("/contoso/ada/plain", 1).await, ["nothing"]);
    let first = scene.names("/contoso/ada/plain").await;
    assert_eq!(first, ["nothing", "sub", "one.txt"]);
    scene.forget();
    let to = path("/contoso/ada/plain/new.txt");
    let put = scene
        .files()
        .put(&scene.admin, &to, source("new"), replace());
    assert!(matches!(done(put.await), Put::Created(row) if row.name.as_str() == "new.txt"));
    let second = scene.names("/contoso/ada/plain").await;
    assert_eq!(second, ["nothing", "sub", "new.txt", "one.txt"]);
    let put = scene
        .files()
        .put(&scene.admin, &to, source("newer"), replace());
    assert!(matches!(done(put.await), Put::Replaced(row) if row.size == Some(5)));
    assert_eq!(scene.writes().len(), 2, "{:?}", scene.writes());
    assert_eq!(scene.page("/contoso/ada/plain", 1).await, ["nothing"]);
    assert_eq!(
        scene.ada(|drive| drive.fingerprint_of("/plain/new.txt").size),
        5
    );
    scene.stop().await;
}

#[tokio::test]
async fn what_happens_where_the_name_is_taken_is_the_callers_choice() {
    let scene = Scene::start().await;
    let to = path("/contoso/docs/A.TXT");
    let put = |if_exists| {
        let request = PutRequest::new(if_exists);
        scene.files().put(&scene.admin, &to, source("x"), request)
    };
    assert_eq!(code(put(IfExists::Fail).await), "name_taken");
    assert!(scene.writes().is_empty());
    let Put::Created(numbered) = done(put(IfExists::Rename).await) else {
        panic!("it is another file");
    };
    assert_eq!(numbered.name.as_str(), "A 1.TXT");
    let Put::Replaced(replaced) = done(put(IfExists::Replace).await) else {
        panic!("it was there");
    };
    assert_eq!(replaced.name.as_str(), "a.txt", "it keeps its name");
    scene.stop().await;
}

fn matching(tag: &str) -> PutRequest {
    PutRequest {
        if_match: Some(TagCondition::Tags(vec![tag.to_owned()])),
        ..replace()
    }
}

fn only_over() -> PutRequest {
    PutRequest {
        if_match: Some(TagCondition::Any),
        ..replace()
    }
}

#[tokio::test]
async fn a_condition_that_does_not_hold_costs_no_byte() {
    let scene = Scene::start().await;
    let tag = scene.ada(|drive| drive.e_tag_of("/docs/a.txt"));
    let only_new = PutRequest {
        only_new: true,
        ..replace()
    };
    let (there, missing) = ("/contoso/docs/a.txt", "/contoso/docs/missing.txt");
    for (request, at) in [
        (only_new, there),
        (matching("\"other\""), there),
        (matching(&tag), missing),
        (only_over(), missing),
    ] {
        let (source, asked) = watched("x").split();
        let to = path(at);
        let put = scene.files().put(&scene.admin, &to, source, request);
        assert_eq!(code(put.await), "precondition_failed", "{at}");
        assert!(!asked.is_true(), "{at}");
    }
    assert!(scene.writes().is_empty());
    for request in [matching(&tag), only_over()] {
        let to = path(there);
        let put = scene.files().put(&scene.admin, &to, source("x"), request);
        assert!(matches!(done(put.await), Put::Replaced(_)));
    }
    scene.stop().await;
}

#[tokio::test]
async fn the_clients_times_are_kept() {
    let scene = Scene::start().await;
    let modified_at = Timestamp::from_unix_ms(1_600_000_000_000);
    let request = PutRequest {
        times: Some(Times {
            modified_at,
            created_at: None,
        }),
        ..replace()
    };
    let to = path("/contoso/bob/shelf/old.txt");
    let put = scene.files().put(&scene.admin, &to, source("old"), request);
    assert!(matches!(done(put.await), Put::Created(row) if row.modified_at == Some(modified_at)));
    scene.stop().await;
}

#[tokio::test]
async fn a_full_drive_is_told_before_a_byte_is_asked_for() {
    let scene = Scene::start().await;
    scene.bob(|drive| {
        drive.set_total_bytes(6);
    });
    let to = path("/contoso/bob/shelf/new.txt");
    let (source_of_new, asked) = watched("too much").split();
    let put = scene
        .files()
        .put(&scene.admin, &to, source_of_new, replace());
    assert_eq!(code(put.await), "insufficient_storage");
    assert!(!asked.is_true() && scene.writes().is_empty());
    scene.bob(|drive| {
        drive.set_total_bytes(1_000);
    });
    let put = scene
        .files()
        .put(&scene.admin, &to, source("too much"), replace());
    done(put.await);
    scene.stop().await;
}

#[tokio::test]
async fn a_file_in_a_listed_folder_costs_what_the_write_costs() {
    let scene = Scene::start().await;
    scene.put("/contoso/ada/plain/first.txt", "first").await;
    scene.names("/contoso/ada/plain").await;
    scene.forget();
    scene.put("/contoso/ada/plain/second.txt", "second").await;
    assert_eq!(scene.calls(), 1, "the folder is known");
    scene.stop().await;
}
