//! What a signed link gives away: no more than its maker has, and no password of a folder.

use serde_json::json;

use super::links::{FILE, link, open};
use super::{grant, house, member_with};

/// No password holds up an administrator; that is his own, and goes to nobody along with a link.
#[tokio::test]
async fn a_link_of_an_administrator_wants_the_password_of_whoever_follows_it() {
    let house = house().await;
    let admin = house.admin().await;
    super::close(&admin, "/contoso/ada/closed", "open sesame").await;
    for door in ["d", "p"] {
        let query = format!("path=/contoso/ada/closed/inner/c.txt&door={door}");
        let address = link(&admin, &query).await;
        let closed = open(&house, &address).await;
        assert_eq!(closed.status, 403, "{door}");
        assert!(closed.text().contains("(locked)"), "{}", closed.text());
        let header = [("onefold-unlock", "open%20sesame")];
        let opened = house.anonymous().get_with(&address, &header).await;
        assert_eq!(
            (opened.status, opened.text()),
            (200, "cde".to_owned()),
            "{door}"
        );
        let himself = admin.get(&address).await;
        assert_eq!(himself.status, 200, "he needs no link, and no password");
    }
    // What has no password is open to whoever has the link.
    let address = link(&admin, &format!("{FILE}&door=p")).await;
    assert_eq!(open(&house, &address).await.status, 200);
    house.stop().await;
}

/// Who hides a name hides it from listings; who may write there, and gives it to somebody, means to.
#[tokio::test]
async fn a_link_to_a_hidden_name_lasts_as_long_as_its_maker_may_write_there() {
    let house = house().await;
    let admin = house.admin().await;
    let rule = json!({ "path": "/contoso/ada", "hide": ["a.*"] });
    super::id_of(&admin.post("/api/v1/admin/rules", &rule).await);
    let (id, writer) = member_with(&house, "ada", "/contoso/bob", &["list"]).await;
    let (_, reader) = member_with(&house, "rea", "/contoso", &["list", "read"]).await;
    let right = grant(&admin, &id, "/contoso/ada", &["read", "write"]).await;
    let hidden = reader.get(&format!("/api/v1/fs/link?{FILE}")).await;
    assert_eq!(hidden.status, 404, "nobody gives away what he does not see");
    let address = link(&writer, &format!("{FILE}&door=p")).await;
    assert_eq!(open(&house, &address).await.text(), "abc");
    let path = format!("/api/v1/admin/grants/{right}");
    assert_eq!(admin.delete(&path).await.status, 204);
    grant(&admin, &id, "/contoso/ada", &["read"]).await;
    assert_eq!(open(&house, &address).await.status, 401);
    house.stop().await;
}

/// Making a link asks Microsoft nothing, so that it tells nothing of what is there.
#[tokio::test]
async fn a_link_to_nothing_is_made_without_a_question_and_says_so_when_it_is_followed() {
    let house = house().await;
    let (_, member) = member_with(&house, "ada", "/contoso", &["list", "read"]).await;
    house.sim.journal().clear();
    let (nothing, file) = (
        link(&member, "path=/contoso/ada/nothing.txt&door=p").await,
        link(&member, &format!("{FILE}&door=p")).await,
    );
    assert_eq!(house.sim.journal().graph_calls(), 0);
    assert_eq!(nothing.len() - "nothing".len(), file.len() - "a".len());
    let answer = open(&house, &nothing).await;
    assert_eq!(answer.status, 404);
    let told = answer.text();
    assert!(told.starts_with("Nothing here (not_found)."), "{told}");
    assert!(
        !told.contains("contoso") && !told.contains("sign="),
        "{told}"
    );
    house.stop().await;
}
