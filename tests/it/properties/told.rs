//! What is said, as it is told over WebDAV.

use crate::support::{Answer, House};
use crate::writing::scene::Scene;

use super::say;

#[tokio::test]
async fn the_root_of_a_mount_is_told_of_alone_as_with_its_members() {
    let scene = Scene::start().await;
    for at in ["/contoso/docs", "/contoso/shredder", "/contoso/ada/plain"] {
        say(&scene, &[at]).await;
        for depth in ["0", "1"] {
            let actor = scene.house.anonymous();
            let asked = actor.request("PROPFIND", &format!("/dav{at}"));
            let asked = asked.basic_auth(House::USERNAME, Some(House::PASSWORD));
            let body = "<propfind xmlns='DAV:'><prop><path xmlns='urn:test'/></prop></propfind>";
            let answer = Answer::of(asked.header("depth", depth).body(body)).await;
            let told = answer.text().matches(&format!(">{at}</X:path>")).count();
            assert_eq!(told, 1, "{at} {depth}: {}", answer.text());
        }
    }
    scene.stop().await;
}
