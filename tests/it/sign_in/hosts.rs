//! Under which name the server may be reached, and what its name does to the cookie.

use serde_json::json;

use super::{credentials, submit};
use crate::support::{Answer, House, Plan, raw};

async fn house_called(public_url: &str) -> House {
    let plan = Plan::of_contoso(|_, _| {});
    let setting = format!("public_url: {public_url}");
    plan.configure(&setting).start().await
}

#[tokio::test]
async fn another_host_is_misdirected_on_every_face() {
    let house = house_called("https://files.example.org").await;
    let anonymous = house.anonymous();
    let addresses = [
        "/",
        "/@login",
        "/contoso/ada/",
        "/p/contoso/ada/a.txt",
        "/api/v1/openapi.json",
        "/robots.txt",
        "/metrics",
    ];
    for host in [
        "evil.example",
        "files.example.org.evil.example",
        "files.example.org:444",
    ] {
        for address in addresses {
            let answer = anonymous.get_with(address, &[("host", host)]).await;
            assert_eq!(answer.status, 421, "{address} of {host}");
            assert!(!answer.text().contains(host), "{address} of {host}");
        }
    }
    assert_eq!(
        anonymous.get("/").await.status,
        421,
        "an address is no name"
    );
    assert_eq!(
        anonymous.get("/healthz").await.status,
        200,
        "but health has no name"
    );
    for host in [
        "files.example.org",
        "FILES.example.org",
        "files.example.org:443",
    ] {
        let answer = anonymous.get_with("/@login", &[("host", host)]).await;
        assert_eq!(answer.status, 200, "{host}");
    }
    house.stop().await;
}

#[tokio::test]
async fn under_tls_the_cookie_belongs_to_this_host_alone() {
    let house = house_called("https://files.example.org").await;
    let anonymous = house.anonymous();
    let host = ("host", "files.example.org");
    let origin = ("origin", "https://files.example.org");
    let answer = submit(&anonymous, "/@login", &credentials("/"), &[host, origin]).await;
    assert_eq!((answer.status, answer.header("location")), (303, "/"));
    let cookie = answer.header("set-cookie").to_owned();
    assert!(cookie.starts_with("__Host-onefold=ofs_"), "{cookie}");
    assert!(
        cookie.contains("; Secure") && cookie.contains("; Path=/;"),
        "{cookie}"
    );
    assert!(!cookie.contains("Domain"), "{cookie}");
    let pair = cookie.split(';').next().expect("name and value");
    let page = anonymous.get_with("/", &[host, ("cookie", pair)]).await;
    assert_eq!(page.status, 200);

    // The same token under the plain name may have been planted by a neighbor.
    let plain = pair.trim_start_matches("__Host-");
    let page = anonymous.get_with("/", &[host, ("cookie", plain)]).await;
    assert_eq!(page.status, 303);
    house.stop().await;
}

#[tokio::test]
async fn a_form_must_come_from_the_public_address() {
    let house = house_called("https://files.example.org").await;
    let anonymous = house.anonymous();
    let host = ("host", "files.example.org");
    for origin in [
        "http://files.example.org",
        "https://files.example.org:444",
        "https://evil.example",
    ] {
        let headers = [host, ("origin", origin)];
        let answer = submit(&anonymous, "/@login", &credentials("/"), &headers).await;
        assert_eq!(answer.status, 403, "{origin}");
    }
    let body = json!({ "username": House::USERNAME, "password": House::PASSWORD });
    let request = anonymous
        .request("POST", "/api/v1/auth/login")
        .header("host", "files.example.org")
        .header("content-type", "application/json")
        .body(body.to_string());
    assert_eq!(Answer::of(request).await.status, 200);
    house.stop().await;
}

#[tokio::test]
async fn a_request_names_one_host() {
    let house = Plan::of_contoso(|_, _| {}).start().await;
    for path in [
        "/",
        "/@login",
        "/api/v1/me",
        "/d/contoso/ada/a.txt",
        "/healthz",
        "/metrics",
    ] {
        for hosts in [
            "",
            "Host: 127.0.0.1\r\nHost: 127.0.0.1\r\n",
            "Host: a b\r\n",
        ] {
            let request = format!("GET {path} HTTP/1.1\r\n{hosts}Connection: close\r\n\r\n");
            let (status, _) = raw::send(&house, request.as_bytes()).await;
            assert_eq!(status, 400, "{path} with {hosts:?}");
        }
    }
    let old = b"GET /healthz HTTP/1.0\r\n\r\n";
    assert_eq!(raw::send(&house, old).await.0, 200, "it knows no hosts");
    house.stop().await;
}

#[tokio::test]
async fn whoever_has_tls_at_a_trusted_proxy_has_such_a_cookie_under_whatever_name() {
    let house = Plan::of_contoso(|_, _| {})
        .configure("trusted_proxies: [127.0.0.1]")
        .start()
        .await;
    let anonymous = house.anonymous();
    let (https, http) = (
        ("x-forwarded-proto", "https"),
        ("x-forwarded-proto", "http"),
    );
    let sign_in = async |line: (&str, &str)| {
        let answer = submit(&anonymous, "/@login", &credentials("/"), &[line]).await;
        assert_eq!(answer.status, 303, "{line:?}");
        answer.header("set-cookie").to_owned()
    };
    let (bound, plain) = (sign_in(https).await, sign_in(http).await);
    assert!(bound.starts_with("__Host-onefold=ofs_"), "{bound}");
    assert!(bound.contains("; Secure"), "{bound}");
    assert!(plain.starts_with("onefold=ofs_"), "{plain}");
    let pair = bound.split(';').next().expect("name and value");
    let planted = pair.trim_start_matches("__Host-");
    for (line, cookie, status) in [(https, pair, 200), (https, planted, 303)] {
        let page = anonymous.get_with("/", &[line, ("cookie", cookie)]).await;
        assert_eq!(page.status, status, "{line:?} {cookie}");
    }
    house.stop().await;
}
