//! Where signing in leads.

use super::{cookie_of, credentials, house, submit};

/// Attempts to lead elsewhere, and what is no place to arrive at.
const ELSEWHERE: [&str; 18] = [
    "//evil.example",
    "///evil.example",
    "//evil.example/%2f..",
    "/\\evil.example",
    "\\\\evil.example",
    "/%5cevil.example",
    "/%2fevil.example",
    "/%2F%2Fevil.example",
    "https://evil.example",
    "https:evil.example",
    "javascript:alert(1)",
    "/\t/evil.example",
    "\u{0}/evil.example",
    "/..//evil.example",
    "/%2e%2e/",
    "evil.example",
    "/@logout",
    "/a\r\nSet-Cookie: x=y",
];

#[tokio::test]
async fn the_way_on_leads_to_a_path_of_ours() {
    let house = house().await;
    let anonymous = house.anonymous();
    for (next, expected) in [
        ("/contoso/ada/", "/contoso/ada/"),
        ("/contoso/a%20b", "/contoso/a%20b"),
        ("/d/contoso/ada/a.txt", "/d/contoso/ada/a.txt"),
        ("/", "/"),
        ("", "/"),
    ] {
        let answer = submit(&anonymous, "/@login", &credentials(next), &[]).await;
        let found = (answer.status, answer.header("location"));
        assert_eq!(found, (303, expected), "{next}");
    }
    house.stop().await;
}

#[tokio::test]
async fn the_way_on_never_leads_to_another_server() {
    let house = house().await;
    let anonymous = house.anonymous();
    let cookie = cookie_of(&house).await;
    for next in ELSEWHERE {
        let answer = submit(&anonymous, "/@login", &credentials(next), &[]).await;
        let found = (answer.status, answer.header("location"));
        assert_eq!(found, (303, "/"), "{next:?}");

        let query: String = url::form_urlencoded::byte_serialize(next.as_bytes()).collect();
        let address = format!("/@login?next={query}");
        let form = anonymous.get(&address).await;
        assert!(
            form.text().contains("name=\"next\" value=\"/\""),
            "{next:?}"
        );
        let signed_in = anonymous.get_with(&address, &[("cookie", &cookie)]).await;
        let found = (signed_in.status, signed_in.header("location"));
        assert_eq!(found, (303, "/"), "{next:?}");
    }
    house.stop().await;
}

#[tokio::test]
async fn who_is_sent_to_the_form_comes_back_to_where_he_wanted_to_go() {
    let house = house().await;
    let anonymous = house.anonymous();
    let sent = anonymous.get("/contoso/ada/a%20%26%3F.txt").await;
    assert_eq!(sent.status, 303);
    let address = sent.header("location").to_owned();
    let form = anonymous.get(&address).await;
    assert_eq!(form.status, 200);
    let wanted = "value=\"/contoso/ada/a%20%26%3F.txt\"";
    assert!(form.text().contains(wanted), "{}", form.text());
    house.stop().await;
}
