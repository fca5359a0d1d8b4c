//! What following costs, in calls to Graph.

use std::time::Duration;

use serde_json::json;

use super::{calls, house, make};

#[tokio::test]
async fn below_a_shortcut_the_way_is_looked_along_by_halves_and_only_once() {
    let (house, admin) = house().await;
    let note = "/contoso/ada/Work/Short/Deep/Down/note.txt";
    assert_eq!(admin.stat(note).await.status, 200);
    // Not there; nor `Down`; the shortcut; its target; the note itself.
    assert_eq!(calls(&house), 5);
    assert_eq!(admin.stat(note).await.status, 200);
    assert_eq!(calls(&house), 0, "all is remembered");
    assert_eq!(admin.list("/contoso/ada/Work/Short").await.status, 200);
    assert_eq!(calls(&house), 1, "the children of the target");
    let page = admin.get("/contoso/ada/Work/Short/Deep/").await;
    assert_eq!((page.status, calls(&house)), (303, 0));
    house.advance(Duration::from_mins(2));
    assert_eq!(admin.list("/contoso/ada/Work").await.status, 200);
    calls(&house);
    assert_eq!(admin.stat(note).await.status, 200);
    assert_eq!(
        calls(&house),
        2,
        "the listing shows the shortcut: its target, the note"
    );
    house.stop().await;
}

#[tokio::test]
async fn what_is_missing_costs_one_call_more_where_shortcuts_are_followed() {
    let (house, admin) = house().await;
    assert_eq!(admin.stat("/contoso/plain/Work/no.txt").await.status, 404);
    assert_eq!(calls(&house), 1);
    house.advance(Duration::from_mins(2));
    assert_eq!(admin.stat("/contoso/ada/Work/no.txt").await.status, 404);
    assert_eq!(
        calls(&house),
        2,
        "the folder above is there, and no shortcut"
    );
    assert_eq!(admin.stat("/contoso/ada/Work/other.txt").await.status, 404);
    assert_eq!(calls(&house), 1, "and that is remembered");
    assert_eq!(admin.stat("/contoso/ada/Work/own.txt").await.status, 200);
    assert_eq!(calls(&house), 1, "what is there costs nothing more");
    house.stop().await;
}

#[tokio::test]
async fn a_shortcut_itself_costs_one_call_for_its_target() {
    let (house, admin) = house().await;
    assert_eq!(admin.list("/contoso/ada/Work").await.status, 200);
    calls(&house);
    assert_eq!(admin.get("/contoso/ada/Work/Plan").await.status, 303);
    assert_eq!(calls(&house), 1);
    assert_eq!(admin.get("/p/contoso/ada/Work/Plan").await.status, 200);
    assert_eq!(
        calls(&house),
        1,
        "where it lies is known, its description by that path not"
    );
    house.stop().await;
}

#[tokio::test]
async fn nobody_makes_the_server_walk_up_a_path_that_he_has_thought_up() {
    let (house, admin) = house().await;
    let grant = json!({ "principal": "guest", "path": "/contoso", "rights": ["list", "read"] });
    make(&admin, "grants", &grant).await;
    house.sim.journal().clear();
    let path = format!("/contoso/ada/Work{}", "/x".repeat(196));
    for (address, most) in [
        (format!("/api/v1/fs/stat?path={path}"), 9),
        (path.clone(), 9),
        (format!("/d{path}"), 9),
    ] {
        house.advance(Duration::from_mins(2));
        let answer = house.anonymous().get(&address).await;
        assert_eq!(answer.status, 404, "{}", answer.text());
        let calls = calls(&house);
        assert!((2..=most).contains(&calls), "{calls}");
    }
    house.stop().await;
}
