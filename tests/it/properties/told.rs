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

#[tokio::test]
async fn sums_that_cannot_be_read_are_refused_with_all_that_came_beside_them() {
    let scene = Scene::start().await;
    let ask = async |method: &str, body: &'static str| {
        let actor = scene.house.anonymous();
        let request = actor.request(method, "/dav/contoso/ada/docs/a.txt");
        let request = request.basic_auth(House::USERNAME, Some(House::PASSWORD));
        Answer::of(request.header("depth", "0").body(body)).await
    };
    let said = "<D:propertyupdate xmlns:D='DAV:' xmlns:o='http://owncloud.org/ns'><D:set><D:prop>\
        <o:checksums><o:checksum>MD5:1</o:checksum></o:checksums><path xmlns='urn:test'>x</path>\
        </D:prop></D:set></D:propertyupdate>";
    let answer = ask("PROPPATCH", said).await;
    let text = answer.text();
    assert_eq!(answer.status, 207, "{text}");
    let (refused, others) = text.split_once("HTTP/1.1 409").expect("it is refused");
    assert!(refused.contains("checksums"), "{text}");
    assert!(
        others.contains("path") && others.contains("HTTP/1.1 424"),
        "{text}"
    );
    let asked = "<propfind xmlns='DAV:'><prop><path xmlns='urn:test'/></prop></propfind>";
    let found = ask("PROPFIND", asked).await.text();
    assert!(!found.contains(">x<"), "{found}");
    scene.stop().await;
}
