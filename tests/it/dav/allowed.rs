//! What can be done where: `Allow`, and the letters and properties that say it of a listing's rows.

use super::disk::{Disk, ROOT, hrefs, value};
use crate::support::Answer;

const FILE: &str = "OPTIONS, PROPFIND, GET, HEAD, COPY, PROPPATCH, LOCK, UNLOCK, PUT, DELETE, MOVE";
const ANY: &str =
    "OPTIONS, PROPFIND, PROPPATCH, GET, HEAD, PUT, MKCOL, DELETE, COPY, MOVE, LOCK, UNLOCK";

#[tokio::test]
async fn options_say_what_the_very_place_takes_to_whoever_may_see_it() {
    let disk = Disk::start().await;
    disk.member("eve", &[("/contoso/bobs", &["list"])]).await;
    for (path, expected) in [
        ("/dav/contoso/ada/docs/a.txt", FILE),
        (
            "/dav/contoso/ada/docs",
            "OPTIONS, PROPFIND, GET, HEAD, COPY, PROPPATCH, LOCK, UNLOCK, DELETE, MOVE",
        ),
        (
            ROOT,
            "OPTIONS, PROPFIND, GET, HEAD, COPY, PROPPATCH, LOCK, UNLOCK",
        ),
        ("/dav/contoso", "OPTIONS, PROPFIND, GET, HEAD"),
        ("/dav/", "OPTIONS, PROPFIND, GET, HEAD"),
        ("/dav/contoso/ada/new", "OPTIONS, MKCOL, PUT, LOCK"),
        ("/dav/contoso/ada/new/", "OPTIONS, MKCOL"),
        ("/dav/contoso/ada/docs/a.txt/", "OPTIONS"),
        (
            "/dav/contoso/bob/bobs.txt",
            "OPTIONS, PROPFIND, GET, HEAD, COPY",
        ),
        ("/dav/contoso/bob/new", "OPTIONS"),
        ("/dav/contoso/new", "OPTIONS"),
        ("/", "GET, HEAD, OPTIONS, PROPFIND"),
    ] {
        let answer = disk.ask("OPTIONS", path).await;
        assert_eq!(answer.status, 200, "{path}");
        assert_eq!(answer.header("allow"), expected, "{path}");
        assert_eq!(answer.header("dav"), "1, 2, 3", "{path}");
        let guest = disk.ask_as_guest("OPTIONS", path).await;
        let known = if path == "/" { expected } else { ANY };
        assert_eq!(guest.header("allow"), known, "{path}");
    }
    for (path, expected) in [("/dav/contoso/bobs/bobs.txt", FILE), (ROOT, ANY)] {
        let answer = Answer::of(disk.request_of("eve", "OPTIONS", path)).await;
        assert_eq!(answer.header("allow"), expected, "{path}");
    }
    disk.stop().await;
}

#[tokio::test]
async fn what_a_place_does_not_take_is_refused_with_what_it_takes() {
    let disk = Disk::start().await;
    for (method, path) in [
        ("PATCH", "/dav/contoso/ada/docs/a.txt"),
        ("MKCOL", "/dav/contoso/ada/docs/a.txt"),
        ("PUT", "/dav/contoso/ada/docs"),
        ("PUT", "/dav/contoso/ada/docs/"),
        ("PUT", "/dav/contoso/ada/docs/a.txt/"),
        ("PUT", "/dav/contoso/ada/new/"),
        ("MKCOL", "/dav/contoso/ada/docs/a.txt/"),
        ("MKCOL", "/dav/contoso"),
        ("POST", ROOT),
        ("PATCH", "/dav/contoso/ada/new"),
    ] {
        let answer = disk.ask(method, path).await;
        assert_eq!(answer.status, 405, "{method} {path}: {}", answer.text());
        let allow = answer.header("allow").to_owned();
        let options = disk.ask("OPTIONS", path).await;
        assert_eq!(allow, options.header("allow"), "{method} {path}");
        assert!(
            !allow.split(", ").any(|it| it == method),
            "{method} {path}: {allow}"
        );
    }
    disk.stop().await;
}

const ASKED: &str = "<propfind xmlns='DAV:' xmlns:o='http://owncloud.org/ns'><prop><o:permissions/>\
    <isreadonly/><o:id/><o:fileid/><o:size/><supportedlock/></prop></propfind>";

#[tokio::test]
async fn letters_say_what_the_caller_may_do_with_each_row() {
    let disk = Disk::start().await;
    let grants: [(&str, &[&str]); 2] = [
        ("/contoso/ada", &["list", "read"]),
        ("/contoso/ada/docs", &["list", "read", "write"]),
    ];
    disk.member("eve", &grants).await;
    for (name, path, expected) in [
        ("root", "/dav/contoso/ada/docs/a.txt", "RDNVW"),
        ("root", "/dav/contoso/ada/docs", "RDNVCK"),
        ("root", ROOT, "RMCK"),
        ("root", "/dav/contoso/bob", "RM"),
        ("root", "/dav/contoso/bob/bobs.txt", "R"),
        ("eve", "/dav/contoso/ada/docs/a.txt", "NW"),
        ("eve", "/dav/contoso/ada/empty", ""),
    ] {
        let request = disk.request_of(name, "PROPFIND", path).header("depth", "0");
        let text = Answer::of(request.body(ASKED)).await.text();
        let closed = !(expected.contains('W') || expected.contains('K'));
        let closed = u8::from(closed).to_string();
        assert_eq!(
            value(&text, "isreadonly"),
            Some(closed.as_str()),
            "{name} {path}"
        );
        assert_eq!(
            value(&text, "permissions"),
            Some(expected),
            "{name} {path}: {text}"
        );
    }
    let request = disk
        .request_of("eve", "PROPFIND", ROOT)
        .header("depth", "1");
    let text = Answer::of(request.body(ASKED)).await.text();
    let letters = text.split("<D:response>").skip(1);
    let letters = letters.filter_map(|response| {
        let href = hrefs(response).pop()?;
        Some((href, value(response, "permissions")?.to_owned()))
    });
    let mut letters: Vec<_> = letters.collect();
    letters.sort();
    let expected = [("", "M"), ("docs/", "NCK"), ("empty/", "")];
    let expected = expected.map(|(name, letters)| (format!("{ROOT}/{name}"), letters.to_owned()));
    assert_eq!(letters, expected, "{text}");
    disk.stop().await;
}

#[tokio::test]
async fn locks_can_be_had_where_something_can_be_written() {
    let disk = Disk::start().await;
    for (path, can) in [
        ("/dav/contoso/ada/docs/a.txt", true),
        (ROOT, true),
        ("/dav/contoso/bob/bobs.txt", false),
        ("/dav/contoso", false),
        ("/dav/", false),
        ("/", false),
    ] {
        let text = disk.propfind(path, "0", "").await.text();
        assert_eq!(text.contains("<D:lockentry>"), can, "{path}: {text}");
        assert!(text.contains("supportedlock"), "{path}: {text}");
    }
    for (path, kinds) in [(ROOT, 6), ("/dav/contoso/bob", 0), ("/dav/contoso", 4)] {
        let text = disk.propfind(path, "1", "").await.text();
        assert_eq!(
            text.matches("<D:lockentry>").count(),
            kinds,
            "{path}: {text}"
        );
    }
    disk.stop().await;
}

#[tokio::test]
async fn a_folder_is_there_for_whoever_may_list_it() {
    let disk = Disk::start().await;
    disk.member("eve", &[("/contoso/ada", &["list"])]).await;
    for method in ["GET", "HEAD"] {
        for (path, status) in [
            (ROOT, 200),
            ("/dav/contoso/ada/docs", 200),
            ("/dav/contoso/ada/docs/", 200),
            ("/dav/contoso/ada/docs/a.txt", 403),
            ("/dav/contoso/ada/no", 404),
            ("/dav/contoso/bob", 404),
        ] {
            let answer = Answer::of(disk.request_of("eve", method, path)).await;
            assert_eq!(answer.status, status, "{method} {path}");
        }
    }
    disk.stop().await;
}
