//! What is said of a file stays when its bytes are replaced, also where it becomes another item by that.

use graph_sim::switches::OfficeReplace;

use super::{said, say};
use crate::support::{Answer, House};
use crate::writing::scene::{Scene, plan};

const FILE: &str = "/contoso/ada/plain/plan.docx";

async fn put(scene: &Scene, content: &'static str) -> u16 {
    let actor = scene.house.anonymous();
    let request = actor.request("PUT", &format!("/dav{FILE}"));
    let request = request.basic_auth(House::USERNAME, Some(House::PASSWORD));
    // Who wants its time kept sends it in a session.
    let request = request.header("x-oc-mtime", "1000000000").body(content);
    Answer::of(request).await.status
}

fn id(scene: &Scene) -> String {
    scene.ada(|drive| drive.id_of("/plain/plan.docx"))
}

#[tokio::test]
async fn an_office_file_that_can_only_be_replaced_by_another_item_keeps_what_is_said_of_it() {
    let stubborn = plan().switch(|all| all.uploads.office_replace = OfficeReplace::NotFound);
    let scene = Scene::of(stubborn).await;
    assert_eq!(put(&scene, "one").await, 201);
    say(&scene, &[FILE]).await;
    let mut ids = vec![id(&scene)];
    for content in ["two", "three"] {
        assert_eq!(put(&scene, content).await, 204, "{content}");
        assert_eq!(
            said(&scene, FILE).await,
            [format!("path={FILE}")],
            "{content}"
        );
        ids.push(id(&scene));
    }
    ids.dedup();
    assert_eq!(ids.len(), 3, "it was another item each time");
    let scene = Scene {
        house: scene.house.restart().await,
        ..scene
    };
    assert_eq!(said(&scene, FILE).await, [format!("path={FILE}")]);
    scene.stop().await;
}
