//! Lengths that are true, and cut files that nobody takes for whole.

use graph_sim::{Fault, Listener};

use super::{Shown, assert_sealed, at, house_of_all_kinds, kinds::KINDS, ways};
use crate::support::Answer;

#[tokio::test]
async fn the_length_is_that_of_the_bytes_and_not_the_one_of_the_listing() {
    let house = house_of_all_kinds().await;
    let admin = house.admin().await;
    for offset in [-7, 7] {
        house.sim.switches().update(|switches| {
            switches.shape.file_size_offset = offset;
        });
        house.advance(std::time::Duration::from_mins(2));
        let listed = admin.stat("/contoso/ada/plain.txt").await.json();
        assert_eq!(listed["size"], 1_000 + offset);
        let redirected = at("/d/contoso/ada", "plain.txt");
        for way in ways("plain.txt").into_iter().chain([redirected.clone()]) {
            let head = admin.head(&way).await;
            assert_eq!(head.header("content-length"), "1000", "{way}");
        }
        for way in ways("plain.txt") {
            let answer = admin.get(&way).await;
            assert_eq!(answer.body, KINDS[0].content(), "{way}");
            let last = admin.get_with(&way, &[("range", "bytes=-1")]).await;
            assert_eq!(last.header("content-range"), "bytes 999-999/1000", "{way}");
        }
    }
    house.stop().await;
}

#[tokio::test]
async fn a_download_that_is_cut_above_goes_on_from_that_byte() {
    let house = house_of_all_kinds().await;
    let admin = house.admin().await;
    let content = content_of("archive.zip");
    for (range, cut) in [("", 1), ("", 500), ("", 999), ("bytes=100-299", 20)] {
        for way in ways("archive.zip") {
            house.sim.faults().clear();
            let cut_once = Fault::on(Listener::Content).truncate_body(cut).times(1);
            house.sim.faults().add(cut_once);
            let answer = admin.get_with(&way, &[("range", range)]).await;
            let expected = if range.is_empty() {
                &content[..]
            } else {
                &content[100..300]
            };
            assert_eq!(answer.body, expected, "{way}, cut after {cut}");
        }
    }
    house.stop().await;
}

#[tokio::test]
async fn a_download_that_cannot_go_on_breaks_and_is_never_short_or_spliced() {
    let house = house_of_all_kinds().await;
    let admin = house.admin().await;
    let always_at_once = Fault::on(Listener::Content).truncate_body(0);
    house.sim.faults().add(always_at_once);
    for way in ways("archive.zip") {
        let broken = Answer::try_of(admin.request("GET", &way)).await;
        assert!(broken.is_err(), "{way}: {broken:?}");
    }
    house.sim.faults().clear();
    let cut_once = Fault::on(Listener::Content).truncate_body(500).times(1);
    house.sim.faults().add(cut_once);
    let renewal = house
        .sim
        .faults()
        .hold(Fault::on(Listener::Graph).path_matches("/items/"));
    let way = ways("archive.zip").into_iter().next_back().expect("a way");
    let reading = Answer::try_of(admin.request("GET", &way));
    let changing = async {
        assert!(renewal.arrived(1).await, "the rest is asked for");
        let bob = &house.orgs[0].bob;
        house.sim.change(|world| {
            world
                .drive_of(bob)
                .replace_content("/archive.zip", "x".repeat(1_000).into_bytes());
        });
        renewal.release();
    };
    let (broken, ()) = tokio::join!(reading, changing);
    assert!(
        broken.is_err(),
        "two versions of a file are not one: {broken:?}"
    );
    house.stop().await;
}

fn content_of(name: &str) -> Vec<u8> {
    let kind = KINDS.iter().find(|kind| kind.name == name);
    kind.expect("it is in the table").content()
}

#[tokio::test]
async fn what_the_content_host_says_beside_the_bytes_stays_behind() {
    let house = house_of_all_kinds().await;
    let admin = house.admin().await;
    let said = [
        ("set-cookie", "session=theirs"),
        ("content-type", "text/html"),
        ("content-disposition", "inline"),
        ("content-security-policy", "default-src *"),
        ("cache-control", "public, max-age=99999"),
        ("vary", "Accept"),
        ("access-control-allow-origin", "*"),
        ("server", "Theirs"),
        ("x-ms-secret", "theirs"),
    ];
    let fault = Fault::on(Listener::Content)
        .status(200)
        .body("bytes")
        .header("content-length", "5");
    let fault = said
        .iter()
        .fold(fault, |fault, (name, value)| fault.header(name, value));
    house.sim.faults().add(fault);
    for way in ways("page.html") {
        let answer = admin.get(&way).await;
        assert_sealed(&answer, Shown::Never, &way);
        assert_eq!(answer.header("content-type"), "application/octet-stream");
        assert!(!answer.headers.contains_key("x-ms-secret"), "{way}");
        assert_eq!(answer.text(), "bytes");
    }
    house.stop().await;
}
