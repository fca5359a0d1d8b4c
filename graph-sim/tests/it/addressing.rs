//! Items by path and by id.

use graph_sim::World;
use graph_sim::switches::{ColonPaths, Normalization, Plus};

use crate::kit::Bed;

async fn with_odd_names() -> Bed {
    Bed::with(|world, ada| {
        world
            .drive_of(ada)
            .add_file("/#1 100% + more.txt", "a", World::BEGINNING)
            .add_file("/it's.txt", "b", World::BEGINNING)
            .add_file("/\u{65e5}\u{672c}/\u{1f600}.txt", "c", World::BEGINNING)
            .add_file("/e\u{301}t\u{e9}.txt", "d", World::BEGINNING);
    })
    .await
}

#[tokio::test]
async fn names_are_decoded_once_in_either_case_of_the_escapes() {
    let bed = with_odd_names().await;
    for path in [
        "/root:/%231%20100%25%20%2B%20more.txt",
        "/root:/%231%20100%25%20+%20more.txt:",
        "/root:/it's.txt",
        "/root:/it%27s.txt",
        "/root:/%E6%97%A5%E6%9C%AC/%F0%9F%98%80.txt",
        "/root:/%e6%97%a5%e6%9c%ac%2f%f0%9f%98%80.txt",
        "/items/root:/Documents/hello.txt",
    ] {
        assert_eq!(bed.drive(path).await.status, 200, "{path}");
    }
    assert_eq!(bed.drive("/root:/%25231.txt").await.status, 404);
    assert_eq!(bed.drive("/root:/a%2").await.status, 400);
}

#[tokio::test]
async fn a_plus_may_be_read_as_a_blank() {
    let bed = with_odd_names().await;
    bed.sim
        .switches()
        .update(|s| s.addressing.plus = Plus::Blank);
    assert_eq!(
        bed.drive("/root:/%231%20100%25%20%2B%20more.txt")
            .await
            .status,
        404
    );
}

#[tokio::test]
async fn names_are_found_in_any_case_and_shown_as_they_are() {
    let bed = Bed::start().await;
    let item = bed.drive("/root:/DOCUMENTS/Hello.TXT").await.json();
    assert_eq!(item["name"], "hello.txt");
}

#[tokio::test]
async fn ids_are_found_in_their_own_case_only() {
    let bed = Bed::start().await;
    let item = bed.drive("/root:/Documents").await.json();
    let id = item["id"].as_str().unwrap();
    assert_eq!(bed.drive(&format!("/items/{id}")).await.status, 200);
    let answer = bed.drive(&format!("/items/{}", id.to_lowercase())).await;
    assert_eq!(
        (answer.status, answer.code().as_str()),
        (404, "itemNotFound")
    );
    let drive = bed.ada.drive_id.to_uppercase();
    assert_ne!(bed.get(&format!("/drives/{drive}/root")).await.status, 200);
}

#[tokio::test]
async fn a_path_may_start_at_any_folder() {
    let bed = Bed::start().await;
    let folder = bed.drive("/root:/Documents").await.json();
    let id = folder["id"].as_str().unwrap();
    let item = bed
        .drive(&format!("/items/{id}:/Deep/Deeper/end.txt"))
        .await
        .json();
    assert_eq!(item["name"], "end.txt");
    assert_eq!(
        bed.drive(&format!("/items/{id}:/Deep:/children"))
            .await
            .status,
        200
    );
}

#[tokio::test]
async fn a_trailing_slash_before_the_colon_leads_nowhere() {
    let bed = Bed::start().await;
    assert_eq!(bed.drive("/root:/Documents:/children").await.status, 200);
    assert_eq!(bed.drive("/root:/Documents/:/children").await.status, 404);
    assert_eq!(bed.drive("/root:/:/children").await.status, 200);
}

#[tokio::test]
async fn children_are_addressed_by_key_and_by_alias() {
    let bed = with_odd_names().await;
    for path in [
        "/root/children('it''s.txt')",
        "/items/root/children('it%27%27s.txt')",
        "/root/children('@a1')?@a1=%27it%27%27s.txt%27",
        "/root/children(@a1)?@a1='it''s.txt'",
        "/root/children('Documents')/children('hello.txt')/content",
    ] {
        let status = bed.drive(path).await.status;
        assert!(status == 200 || status == 302, "{path}: {status}");
    }
}

#[tokio::test]
async fn where_paths_are_refused_keys_still_work() {
    let bed = Bed::start().await;
    bed.sim
        .switches()
        .update(|s| s.addressing.colon_paths = ColonPaths::Refused);
    assert_eq!(bed.drive("/root:/Documents").await.status, 400);
    assert_eq!(bed.drive("/root/children('Documents')").await.status, 200);
}

#[tokio::test]
async fn a_path_no_drive_can_hold_is_refused() {
    let bed = Bed::start().await;
    let bad = bed.drive("/root:/a%3Cb.txt").await;
    assert_eq!(bad.json()["error"]["innerError"]["code"], "invalidPath");
    let long = bed.drive(&format!("/root:/{}", "x".repeat(300))).await;
    assert_eq!(long.json()["error"]["innerError"]["code"], "pathIsTooLong");
}

#[tokio::test]
async fn normalization_forms_are_two_names_or_one() {
    let bed = with_odd_names().await;
    let composed = "/root:/%C3%A9t%C3%A9.txt";
    assert_eq!(bed.drive(composed).await.status, 404);
    bed.sim
        .switches()
        .update(|s| s.addressing.normalization = Normalization::Equal);
    assert_eq!(bed.drive(composed).await.status, 200);
}

#[tokio::test]
async fn an_id_survives_renaming_and_moving_and_dies_with_the_item() {
    let bed = Bed::start().await;
    let before = bed.drive("/root:/Documents/hello.txt").await.json();
    bed.sim.change(|world| {
        let mut drive = world.drive_of(&bed.ada);
        drive.rename("/Documents/hello.txt", "HELLO.txt");
        drive.move_into("/Documents/HELLO.txt", "/Empty");
    });
    let after = bed.drive("/root:/Empty/hello.txt").await.json();
    assert_eq!(after["id"], before["id"]);
    assert_ne!(after["eTag"], before["eTag"]);
    assert_eq!(after["cTag"], before["cTag"]);
    bed.sim.change(|world| {
        let mut drive = world.drive_of(&bed.ada);
        drive
            .remove("/Empty")
            .add_file("/Empty/HELLO.txt", "again", World::BEGINNING);
    });
    let again = bed.drive("/root:/Empty/hello.txt").await.json();
    assert_ne!(again["id"], before["id"]);
    assert_eq!(bed.drive("/root:/Documents/hello.txt").await.status, 404);
}
