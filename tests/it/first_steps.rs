//! The main job: browse, and download by a 302 or through the server.

use crate::support::Plan;

#[tokio::test]
async fn a_file_four_folders_deep_is_the_same_by_redirect_and_through_the_server() {
    let house = Plan::of_contoso(|world, org| {
        org.drive(world).add_file(
            "/a/b/c/d/deep.txt",
            "deep down",
            graph_sim::World::BEGINNING,
        );
    })
    .start()
    .await;
    let admin = house.admin().await;
    assert_eq!(
        admin.list("/contoso/ada/a/b/c/d").await.names(),
        ["deep.txt"]
    );

    let redirect = admin.get("/d/contoso/ada/a/b/c/d/deep.txt").await;
    assert_eq!(redirect.status, 302);
    let direct = admin.follow(redirect.header("location")).await;
    assert_eq!((direct.status, direct.text().as_str()), (200, "deep down"));

    let proxied = admin.get("/p/contoso/ada/a/b/c/d/deep.txt").await;
    assert_eq!(
        (proxied.status, proxied.text().as_str()),
        (200, "deep down")
    );
    house.stop().await;
}
