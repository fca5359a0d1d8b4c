//! A content host that answers another question than was asked, or not with the file.

use graph_sim::{Fault, Listener, World};

use crate::support::{Actor, Answer, House, Plan};

const TEXT: &str = "0123456789";
const PAGE: &str = "<!DOCTYPE html><html><body>Sign in</body></html>";

async fn house() -> (House, Actor) {
    let plan = Plan::of_contoso(|world, org| {
        world
            .drive_of(&org.bob)
            .add_file("/a.txt", TEXT, World::BEGINNING)
            .add_file("/a.html", PAGE, World::BEGINNING)
            .add_file("/big.bin", vec![7_u8; 300_000], World::BEGINNING);
    });
    let house = plan.start().await;
    let admin = house.admin().await;
    (house, admin)
}

/// A made-up answer; without `Content-Length` among its headers it comes in chunks.
fn answer(status: u16, headers: &[(&str, &str)], body: &str) -> Fault {
    let fault = Fault::on(Listener::Content)
        .status(status)
        .body(body.to_owned());
    let with = |fault: Fault, (name, value): &(&str, &str)| fault.header(name, value);
    headers.iter().fold(fault, with)
}

async fn ask(admin: &Actor, path: &str, range: &str) -> Answer {
    match range {
        "" => admin.get(path).await,
        range => admin.get_with(path, &[("range", range)]).await,
    }
}

/// The file is asked for while the host answers so, and nothing of what it sends is passed on.
async fn assert_refused(house: &House, admin: &Actor, range: &str, fault: Fault) {
    let case = format!("{range:?} {fault:?}");
    house.sim.faults().clear();
    house.sim.faults().add(fault);
    let refused = ask(admin, "/p/contoso/bob/a.txt", range).await;
    let text = refused.text();
    assert_eq!(refused.status, 502, "{case}: {text}");
    assert!(text.contains("upstream_malformed"), "{case}: {text}");
    assert_eq!(refused.header("content-range"), "", "{case}");
}

#[tokio::test]
async fn a_part_that_was_not_asked_for_is_refused() {
    let (house, admin) = house().await;
    let length = ("content-length", "3");
    let parts = ("content-type", "multipart/byteranges; boundary=x");
    let told = |value| ("content-range", value);
    for (range, headers) in [
        ("", &[length, told("bytes 0-2/10")][..]),
        ("bytes=2-4", &[length, told("bytes 3-5/10")]),
        ("bytes=2-4", &[length, told("bytes 2-4/4")]),
        ("bytes=2-4", &[length, told("bytes 2-4/*")]),
        ("bytes=2-4", &[length, told("bytes 2-5/10")]),
        ("bytes=2-5", &[length, told("bytes 2-4/10")]),
        ("bytes=2-", &[length, told("bytes 2-4/10")]),
        ("bytes=-3", &[length, told("bytes 2-4/10")]),
        ("bytes=2-4", &[length]),
        ("bytes=2-4", &[length, parts]),
        ("bytes=2-4", &[length, parts, told("bytes 2-4/10")]),
    ] {
        assert_refused(&house, &admin, range, answer(206, headers, "abc")).await;
    }
    house.stop().await;
}

#[tokio::test]
async fn what_may_be_less_than_the_whole_is_refused() {
    let (house, admin) = house().await;
    let length = ("content-length", "3");
    for headers in [
        &[][..],
        &[length, ("content-range", "bytes 0-2/10")],
        &[length, ("content-encoding", "gzip")],
        &[length, ("content-encoding", "br")],
    ] {
        for range in ["", "bytes=0-"] {
            assert_refused(&house, &admin, range, answer(200, headers, "abc")).await;
        }
    }
    let coded = [
        length,
        ("content-range", "bytes 0-2/10"),
        ("content-encoding", "gzip"),
    ];
    assert_refused(&house, &admin, "bytes=0-2", answer(206, &coded, "abc")).await;
    let outside = [("content-range", "bytes */10")];
    for range in ["", "bytes=2-4"] {
        assert_refused(&house, &admin, range, answer(416, &outside, "")).await;
    }
    house.stop().await;
}

#[tokio::test]
async fn a_page_is_handed_out_for_a_page_only() {
    let (house, admin) = house().await;
    let length = PAGE.len().to_string();
    let headers = [
        ("content-length", length.as_str()),
        ("content-type", "text/html; charset=utf-8"),
    ];
    assert_refused(&house, &admin, "", answer(200, &headers, PAGE)).await;
    let head = admin.head("/p/contoso/bob/a.txt").await;
    assert_eq!(head.status, 502);
    let page = admin.get("/p/contoso/bob/a.html").await;
    assert_eq!((page.status, page.text().as_str()), (200, PAGE));
    house.stop().await;
}

#[tokio::test]
async fn nothing_is_no_answer_for_a_file_that_is_something() {
    let (house, admin) = house().await;
    let bob = house.orgs[0].bob.clone();
    house.sim.change(|world| {
        world
            .drive_of(&bob)
            .add_file("/b.txt", "", World::BEGINNING);
    });
    let nothing = [("content-length", "0")];
    assert_refused(&house, &admin, "", answer(200, &nothing, "")).await;
    house.sim.faults().clear();
    let empty = admin.get("/p/contoso/bob/b.txt").await;
    assert_eq!((empty.status, empty.body.len()), (200, 0));
    house.stop().await;
}

#[tokio::test]
async fn an_answer_that_fits_is_passed_on() {
    let (house, admin) = house().await;
    let plain = ("content-encoding", "identity");
    let whole = [("content-length", "3"), plain];
    house.sim.faults().add(answer(200, &whole, "abc"));
    for range in ["", "bytes=1-2"] {
        let answer = ask(&admin, "/p/contoso/bob/a.txt", range).await;
        assert_eq!((answer.status, answer.text().as_str()), (200, "abc"));
        assert_eq!(answer.header("content-length"), "3");
    }
    house.sim.faults().clear();
    // In chunks, but its range says its length.
    let part = [("content-range", "bytes 2-4/10")];
    house.sim.faults().add(answer(206, &part, "234"));
    let answer = ask(&admin, "/p/contoso/bob/a.txt", "bytes=2-4").await;
    assert_eq!((answer.status, answer.text().as_str()), (206, "234"));
    assert_eq!(answer.header("content-range"), "bytes 2-4/10");
    house.stop().await;
}

#[tokio::test]
async fn a_url_that_is_refused_after_a_cut_is_renewed_once_more() {
    let (house, admin) = house().await;
    for status in [401, 403, 404, 410] {
        let content = || Fault::on(Listener::Content);
        house.sim.faults().clear();
        house
            .sim
            .faults()
            .add(content().nth(1).truncate_body(100_000));
        house.sim.faults().add(content().nth(2).status(status));
        let whole = admin.get("/p/contoso/bob/big.bin").await;
        assert_eq!((whole.status, whole.body.len()), (200, 300_000), "{status}");
    }
    house.stop().await;
}

#[tokio::test]
async fn the_rest_of_a_cut_file_is_held_to_the_same() {
    let page = [("content-type", "text/html"), ("content-length", "3")];
    let other = [("content-range", "bytes 0-2/300000")];
    for rest in [answer(200, &page, "abc"), answer(206, &other, "abc")] {
        let (house, admin) = house().await;
        house
            .sim
            .faults()
            .add(Fault::on(Listener::Content).nth(1).truncate_body(100_000));
        house.sim.faults().add(rest.nth(2).always());
        let request = admin.request("GET", "/p/contoso/bob/big.bin");
        assert!(
            Answer::try_of(request).await.is_err(),
            "the connection breaks"
        );
        house.stop().await;
    }
}
