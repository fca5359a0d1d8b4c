//! Paths that climb or are malformed, sent byte for byte.

use super::{assert_nobody_was_asked, house};
use crate::support::raw;

/// Behind a mount's address. Each is 400 wherever a path can stand.
const MALFORMED: [&[u8]; 22] = [
    b"..",
    b"../",
    b"../../etc/passwd",
    b".",
    b"b/../a.txt",
    b"b/./c.txt",
    b"%2e%2e",
    b"%2E%2E/x",
    b".%2e/x",
    b"b/%2e/c.txt",
    b"b%2fc.txt",
    b"b%2Fc.txt",
    b"..%2f..%2fx",
    b"b%5cc.txt",
    b"a.txt%00",
    b"a%0d%0ab",
    b"a%7f",
    b"/a.txt",
    b"b//c.txt",
    b"a%2",
    b"a%zz",
    b"%ff%fe",
];

#[tokio::test]
async fn what_climbs_or_is_malformed_is_400_on_every_face() {
    let house = house().await;
    let admin = house.admin().await;
    let token = admin.token().expect("a token");
    let long_name = vec![b'a'; 256];
    let long_path = b"abcdefghi/".repeat(201);
    let extremes = [long_name.as_slice(), long_path.as_slice()];
    for prefix in ["/contoso/ada/", "/d/contoso/ada/", "/p/contoso/ada/"] {
        for path in MALFORMED.into_iter().chain(extremes) {
            for method in ["GET", "HEAD"] {
                let target = [prefix.as_bytes(), path].concat();
                let (status, body) = raw::ask(&house, method, &target, token).await;
                let shown = String::from_utf8_lossy(&target);
                assert_eq!(status, 400, "{method} {shown:.60}: {body}");
                assert!(!body.contains("root:"), "{shown:.60}");
            }
        }
    }
    assert_nobody_was_asked(&house);
    house.stop().await;
}

#[tokio::test]
async fn the_same_paths_are_400_as_a_parameter_of_the_api() {
    let house = house().await;
    let admin = house.admin().await;
    let token = admin.token().expect("a token");
    for route in ["/api/v1/fs/list?path=", "/api/v1/fs/stat?path="] {
        for path in MALFORMED {
            // A value is decoded before it is split, so that an encoded slash is one, and what is no
            // escape is text.
            if path.starts_with(b"b%2") || path.starts_with(b"a%2") || path.starts_with(b"a%z") {
                continue;
            }
            let target = [route.as_bytes(), b"/contoso/ada/", path].concat();
            let (status, body) = raw::ask(&house, "GET", &target, token).await;
            let shown = String::from_utf8_lossy(&target);
            assert_eq!(status, 400, "{shown}: {body}");
            assert!(body.contains("\"code\":"), "{shown}: {body}");
        }
    }
    for path in ["", "contoso", "a/b"] {
        assert_eq!(admin.list(path).await.status, 400, "{path}");
        assert_eq!(admin.stat(path).await.status, 400, "{path}");
    }
    assert_nobody_was_asked(&house);
    house.stop().await;
}

#[tokio::test]
async fn a_request_line_that_is_no_request_line_is_refused_and_the_server_lives() {
    let house = house().await;
    for request in [
        &b"GET /a b HTTP/1.1\r\nHost: x\r\n\r\n"[..],
        b"GET /\xff\xfe HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /a\x00b HTTP/1.1\r\nHost: x\r\n\r\n",
        b"nonsense\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
    ] {
        let (status, body) = raw::send(&house, request).await;
        assert!([0, 303, 400, 505].contains(&status), "{status} {body}");
    }
    assert_eq!(house.anonymous().get("/healthz").await.status, 200);
    assert_nobody_was_asked(&house);
    house.stop().await;
}

#[tokio::test]
async fn a_double_escape_is_a_name_with_a_percent_sign() {
    let house = house().await;
    let admin = house.admin().await;
    let token = admin.token().expect("a token");
    for name in ["%252e%252e", "..%252fa.txt", "%2500"] {
        let target = format!("/p/contoso/ada/{name}");
        let (status, _) = raw::ask(&house, "GET", target.as_bytes(), token).await;
        assert_eq!(status, 404, "{name}");
    }
    house.stop().await;
}

#[tokio::test]
async fn a_name_that_no_drive_can_hold_is_not_there_and_costs_no_call() {
    let house = house().await;
    let admin = house.admin().await;
    assert_eq!(admin.list("/contoso/ada/b").await.status, 200, "it works");
    house.sim.journal().clear();
    let deep = "abcdefghi/".repeat(41);
    for name in [
        "a*b",
        "a:b",
        "a<b",
        "a>b",
        "a|b",
        "a\"b",
        "what?",
        "b/x:y/z",
        deep.as_str(),
    ] {
        let path = format!("/contoso/ada/{name}");
        let list = admin.list(&path).await;
        assert_eq!(
            (list.status, list.code().as_str()),
            (404, "not_found"),
            "{name}"
        );
        assert_eq!(admin.stat(&path).await.status, 404, "{name}");
        let encoded = path.split('/').map(|part| {
            percent_encoding::utf8_percent_encode(part, percent_encoding::NON_ALPHANUMERIC)
                .to_string()
        });
        let address = encoded.collect::<Vec<_>>().join("/");
        for face in ["", "/d", "/p"] {
            let answer = admin
                .get(&format!("{face}{}", address.trim_end_matches('/')))
                .await;
            assert_eq!(answer.status, 404, "{face} {name}");
        }
    }
    assert_nobody_was_asked(&house);
    house.stop().await;
}

#[tokio::test]
async fn other_methods_are_refused_and_do_nothing() {
    let house = house().await;
    let admin = house.admin().await;
    for method in [
        "POST", "PUT", "DELETE", "PATCH", "PROPFIND", "TRACE", "OPTIONS",
    ] {
        for path in [
            "/contoso/ada/a.txt",
            "/d/contoso/ada/a.txt",
            "/p/contoso/ada/a.txt",
        ] {
            let answer = crate::support::Answer::of(admin.request(method, path)).await;
            assert_eq!(answer.status, 405, "{method} {path}");
            assert!(answer.header("allow").contains("GET"), "{method} {path}");
        }
    }
    assert_nobody_was_asked(&house);
    house.stop().await;
}
