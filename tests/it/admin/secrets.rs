//! Secrets are written and never read.

use std::path::Path;

use serde_json::json;

use super::{MOUNTS, Scene, TENANTS, lies_in, with};
use crate::support::House;

const MARKED: &str = "S3cret~that-must_not.leak";

#[tokio::test]
async fn a_secret_is_in_no_answer() {
    let scene = Scene::start().await;
    let body = with(scene.registration(), "client_secret", json!(MARKED));
    let answer = scene.admin.post(TENANTS, &body).await;
    let id = super::created(&answer);
    let mount = scene.mount(&id, "/fabrikam/ada").await;
    let address = format!("{TENANTS}/{id}");
    let change = json!({ "client_secret": MARKED });
    let answers = [
        answer,
        scene.admin.get(&address).await,
        scene.admin.get(TENANTS).await,
        scene.admin.patch(&address, &change).await,
        scene
            .admin
            .patch(&address, &with(change, "name", json!(7)))
            .await,
        scene.admin.post(TENANTS, &body).await,
        scene
            .admin
            .post(&format!("{address}/test"), &json!({}))
            .await,
        scene
            .admin
            .post(&format!("{MOUNTS}/{mount}/test"), &json!({}))
            .await,
        scene.admin.list("/fabrikam/ada").await,
        scene.admin.get("/fabrikam/ada/").await,
        scene.admin.get("/p/fabrikam/ada/docs/f.txt").await,
    ];
    for answer in &answers {
        let text = format!("{:?} {}", answer.headers, answer.text());
        assert!(!text.contains(MARKED) && !text.contains("Eyj"), "{text}");
        assert!(!text.contains("client_secret\":"), "{text}");
    }
    assert!(
        answers
            .iter()
            .any(|answer| answer.text().contains("secret_invalid"))
    );
    scene.house.stop().await;
}

#[tokio::test]
async fn no_secret_lies_open_in_the_data_folder() {
    let scene = Scene::start().await;
    let body = with(scene.registration(), "client_secret", json!(MARKED));
    let id = super::created(&scene.admin.post(TENANTS, &body).await);
    scene.mount(&id, "/fabrikam/ada").await;
    assert_eq!(
        scene.admin.list("/fabrikam/ada").await.code(),
        "secret_invalid"
    );
    let token = scene.admin.token().expect("a token").to_owned();
    let data = scene.house.folder().join("data");
    for secret in [
        MARKED,
        House::PASSWORD,
        token.as_str(),
        crate::support::Org::SECRET,
    ] {
        assert!(!lies_in(&data, secret.as_bytes()), "{secret} lies open");
    }
    scene.house.stop().await;
}

#[tokio::test]
async fn a_neighbor_on_the_machine_cannot_read_the_data() {
    use std::os::unix::fs::PermissionsExt as _;
    let scene = Scene::start().await;
    let data = scene.house.folder().join("data");
    let mode = |path: &Path| {
        std::fs::metadata(path)
            .expect("it is there")
            .permissions()
            .mode()
            & 0o077
    };
    assert_eq!(mode(&data), 0);
    for file in std::fs::read_dir(&data).expect("a folder") {
        let path = file.expect("a file").path();
        assert_eq!(mode(&path), 0, "{}", path.display());
    }
    scene.house.stop().await;
}
