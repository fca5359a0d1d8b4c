//! Mounts inside of mounts, and the folders between them.

use super::nested;

#[tokio::test]
async fn an_inner_mount_shadows_what_lies_beneath_it() {
    let (house, admin) = nested().await;
    assert_eq!(
        admin.list("/contoso/ada/docs").await.names(),
        ["Shadowed", "plain.txt"]
    );
    assert_eq!(
        admin.list("/contoso/ada/docs/shadowed").await.names(),
        ["projects", "inner.txt"]
    );
    let hidden = admin.get("/p/contoso/ada/docs/Shadowed/hidden.txt").await;
    assert_eq!(hidden.status, 404, "Ada's file is shadowed");
    let inner = admin.get("/p/contoso/ada/docs/SHADOWED/inner.txt").await;
    assert_eq!((inner.status, inner.text().as_str()), (200, "Bob's"));
    let plain = admin.get("/p/contoso/ada/docs/plain.txt").await;
    assert_eq!(plain.text(), "Ada's");
    house.stop().await;
}

#[tokio::test]
async fn folders_between_two_mounts_exist_though_no_drive_has_them() {
    let (house, admin) = nested().await;
    assert_eq!(admin.list("/contoso/ada").await.names(), ["docs", "new"]);
    assert_eq!(admin.list("/contoso/ada/new").await.names(), ["between"]);
    assert_eq!(
        admin.list("/contoso/ada/NEW/Between").await.names(),
        ["bob"]
    );
    assert_eq!(
        admin.list("/contoso/ada/new/between/bob").await.names(),
        ["x"]
    );
    for path in [
        "/",
        "/contoso",
        "/contoso/ada/new",
        "/contoso/ada/new/between",
    ] {
        let stat = admin.stat(path).await;
        assert_eq!(
            (stat.status, &stat.json()["kind"]),
            (200, &"folder".into()),
            "{path}"
        );
        for key in ["size", "etag", "id", "modified_at", "created_at"] {
            assert!(stat.json()[key].is_null(), "{key} of {path}");
        }
        let page = admin.get(&format!("{}/", path.trim_end_matches('/'))).await;
        assert_eq!(page.status, 200, "{path}");
        let bytes = admin.get(&format!("/d{path}")).await;
        assert_eq!(
            (bytes.status, bytes.text().contains("not_a_file")),
            (409, true),
            "{path}"
        );
    }
    for path in [
        "/contoso/nobody",
        "/contoso/ada/new/x",
        "/contoso/ada/new/between/x",
        "/nowhere",
    ] {
        assert_eq!(admin.list(path).await.status, 404, "{path}");
        assert_eq!(admin.stat(path).await.status, 404, "{path}");
    }
    house.stop().await;
}

#[tokio::test]
async fn a_drive_in_trouble_hides_no_mount_inside_of_it() {
    let (house, admin) = nested().await;
    let ada = house.orgs[0].ada.clone();
    house.sim.change(|world| {
        world.set_drive_state(&ada, graph_sim::DriveState::Locked);
    });
    assert_eq!(admin.list("/contoso/ada").await.code(), "drive_locked");
    assert_eq!(
        admin.list("/contoso/ada/new/between/bob").await.names(),
        ["x"]
    );
    assert_eq!(admin.list("/contoso").await.names(), ["ada"]);
    house.stop().await;
}
