//! What an `If` header costs, and whom it lets write.

use onefold::domain::{LockDepth, LockScope, Right};

use super::lock;
use crate::support::{Answer, House};
use crate::writing::scene::Scene;

const ONE: (LockScope, LockDepth) = (LockScope::Exclusive, LockDepth::Zero);

async fn ask(scene: &Scene, (user, password): (&str, &str), method: &str, condition: &str) -> u16 {
    let asked = scene.house.anonymous();
    let asked = asked.request(method, "/dav/contoso/ada/plain/one.txt");
    let asked = asked.basic_auth(user, Some(password));
    Answer::of(asked.header("if", condition).body("new"))
        .await
        .status
}

#[tokio::test]
async fn a_header_about_many_resources_asks_for_few_of_them() {
    let scene = Scene::start().await;
    let admin = (House::USERNAME, House::PASSWORD);
    let lists = (0..200).map(|number| format!("</dav/contoso/ada/n{number}/x> ([\"x\"]) "));
    let condition: String = lists.collect();
    scene.forget();
    assert_eq!(ask(&scene, admin, "DELETE", &condition).await, 412);
    assert!(scene.calls() <= 20, "{} calls", scene.calls());
    scene.forget();
    let first = format!("<http://elsewhere.example/> (Not <DAV:no-lock>) {condition}");
    assert_eq!(ask(&scene, admin, "DELETE", &first).await, 204);
    assert!(scene.calls() <= 8, "{} calls", scene.calls());
    scene.stop().await;
}

#[tokio::test]
async fn who_may_write_and_not_look_writes_what_he_has_locked() {
    let scene = Scene::start().await;
    let tray = "/contoso/ada/plain";
    let sender = scene.member("sender", &[(tray, &[Right::Write])]).await;
    let set = lock(&scene, &sender, "/contoso/ada/plain/one.txt", ONE).await;
    let condition = format!("(<{}>)", set.lock.token.as_str());
    let his = ("sender", "battery staple horse");
    assert_eq!(ask(&scene, his, "PUT", &condition).await, 204);
    assert_eq!(ask(&scene, his, "PUT", "(<urn:uuid:strange>)").await, 412);
    scene.stop().await;
}
