//! Guests: they see what was granted to everybody, and the way in.

use super::{grant, house, member_with};

#[tokio::test]
async fn guests_see_what_was_granted_to_them_on_every_face() {
    let house = house().await;
    let admin = house.admin().await;
    let guest = house.anonymous();
    let granted = grant(&admin, "guest", "/contoso/bob", &["list", "read"]).await;
    for path in [
        "/contoso/bob/",
        "/contoso/bob/p.txt",
        "/d/contoso/bob/p.txt",
        "/p/contoso/bob/p.txt",
        "/api/v1/fs/list?path=/contoso/bob",
        "/api/v1/fs/stat?path=/contoso/bob/p.txt",
    ] {
        let answer = guest.get(path).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.text());
    }
    for path in ["/contoso/ada/", "/contoso/ada/none", "/none/"] {
        let answer = guest.get(path).await;
        let way = answer.header("location");
        assert_eq!(answer.status, 303, "{path}");
        assert!(way.starts_with("/@login?next="), "{path}: {way}");
    }
    for path in [
        "/p/contoso/ada/a.txt",
        "/api/v1/fs/stat?path=/contoso/ada/a.txt",
    ] {
        assert_eq!(guest.get(path).await.status, 401, "{path}");
    }
    let page = guest.get("/contoso/bob/").await.text();
    let way = "href=\"/@login?next=%2Fcontoso%2Fbob\">Sign in</a>";
    assert!(
        page.contains(way) && !page.contains("Signed in as"),
        "{page}"
    );

    let path = format!("/api/v1/admin/grants/{granted}");
    assert_eq!(admin.delete(&path).await.status, 204);
    assert_eq!(guest.get("/p/contoso/bob/p.txt").await.status, 401);
    house.stop().await;
}

#[tokio::test]
async fn signing_in_takes_nothing_away_that_guests_have() {
    let house = house().await;
    let admin = house.admin().await;
    grant(&admin, "guest", "/contoso/bob", &["list", "read"]).await;
    let (_, member) = member_with(&house, "ada", "/contoso/ada", &["list"]).await;
    assert_eq!(member.get("/p/contoso/bob/p.txt").await.status, 200);
    assert_eq!(member.get("/p/contoso/ada/a.txt").await.status, 403);
    let page = member.get("/contoso/bob/").await.text();
    assert!(
        page.contains("<a href=\"/@me\"><bdi>ada</bdi></a>"),
        "{page}"
    );
    house.stop().await;
}
