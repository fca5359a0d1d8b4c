//! What is answered where Microsoft fails: never that nothing is there, and never a part of a listing.

use graph_sim::{Fault, Listener};

use super::disk::plan;
use super::{Disk, ROOT};

#[tokio::test]
async fn a_listing_that_fails_is_no_listing() {
    for (status, answered) in [(429, 503), (503, 503), (500, 503), (400, 502)] {
        let disk = Disk::start().await;
        let fault = Fault::on(Listener::Graph).status(status).always();
        disk.house
            .sim
            .faults()
            .add(fault.header("Retry-After", "120"));
        let answer = disk.propfind(&format!("{ROOT}/docs"), "1", "").await;
        assert_eq!(answer.status, answered, "{status}: {}", answer.text());
        if answered == 503 {
            assert!(!answer.header("retry-after").is_empty(), "{status}");
        }
        disk.house.sim.faults().clear();
        disk.stop().await;
    }
}

#[tokio::test]
async fn a_later_page_that_fails_fails_the_listing() {
    let page = |of: &Disk| {
        let journal = of.house.sim.journal().entries();
        let pages = journal
            .into_iter()
            .filter(|call| call.path.contains("children"));
        pages.filter_map(|call| call.status).collect::<Vec<_>>()
    };
    for nth in [1, 2] {
        let plan = plan().switch(|all| all.listing.page_size_cap = 2);
        let disk = Disk::of(plan).await;
        let pages = Fault::on(Listener::Graph).path_matches("children").nth(nth);
        disk.house
            .sim
            .faults()
            .add(pages.status(503).times(u64::MAX));
        let answer = disk.propfind(&format!("{ROOT}/docs"), "1", "").await;
        assert_eq!(answer.status, 503, "{nth}: {}", answer.text());
        let good = page(&disk).iter().filter(|status| **status == 200).count() as u64;
        assert_eq!(good, nth - 1, "pages came before the one that failed");
        disk.house.sim.faults().clear();
        assert_eq!(disk.hrefs(&format!("{ROOT}/docs")).await.len(), 4);
        disk.stop().await;
    }
}

#[tokio::test]
async fn what_was_to_be_replaced_is_there_after_a_failure() {
    let disk = Disk::start().await;
    for path in ["one", "two"] {
        disk.ask("MKCOL", &format!("{ROOT}/{path}")).await;
    }
    disk.put(&format!("{ROOT}/two/old.txt"), "old").await;
    disk.put(&format!("{ROOT}/one/new.txt"), "new").await;
    let to = format!("{}{ROOT}/two", disk.house.url());
    let headers = [("destination", to.as_str()), ("overwrite", "T")];
    for nth in 1..=2 {
        let renames = Fault::on(Listener::Graph).method("PATCH").nth(nth);
        let refusal = renames
            .status(403)
            .header("content-type", "application/json")
            .body("{\"error\": {\"code\": \"accessDenied\", \"message\": \"no\"}}");
        disk.house.sim.faults().add(refusal);
        let answer = disk
            .ask_with("MOVE", &format!("{ROOT}/one"), &headers)
            .await;
        disk.house.sim.faults().clear();
        assert!(answer.status >= 400, "{nth}: {}", answer.status);
        assert_eq!(
            disk.read(&format!("{ROOT}/two/old.txt")).await,
            "old",
            "{nth}"
        );
        assert_eq!(
            disk.read(&format!("{ROOT}/one/new.txt")).await,
            "new",
            "{nth}"
        );
        let all = disk.hrefs(ROOT).await;
        let strays = all.iter().filter(|href| href.contains('('));
        assert_eq!(strays.count(), 0, "{nth}: {all:?}");
    }
    disk.stop().await;
}

#[tokio::test]
async fn a_copy_that_microsoft_gives_up_on_is_a_failure_and_no_missing_folder() {
    let disk = Disk::start().await;
    let monitor = Fault::on(Listener::Content).path_matches("/monitor/");
    let failed = monitor
        .status(200)
        .header("content-type", "application/json")
        .body("{\"status\": \"failed\", \"error\": {\"code\": \"generalException\", \"message\": \"no\"}}");
    disk.house.sim.faults().add(failed.always());
    let to = format!("{}{ROOT}/copy", disk.house.url());
    let headers = [("destination", to.as_str())];
    let answer = disk
        .ask_with("COPY", &format!("{ROOT}/docs"), &headers)
        .await;
    assert_eq!(answer.status, 502, "{}", answer.text());
    disk.stop().await;
}

/// What is asked of a folder and of a file: the method, `Depth` and the place.
const QUESTIONS: [(&str, &str, &str); 5] = [
    ("PROPFIND", "1", "docs/"),
    ("PROPFIND", "0", "docs/"),
    ("PROPFIND", "0", "docs/a.txt"),
    ("HEAD", "0", "docs/a.txt"),
    ("GET", "0", "docs/a.txt"),
];

#[tokio::test]
async fn whatever_is_asked_a_failure_is_told_as_what_it_is() {
    let html = ("content-type", "text/html");
    let page = "<html><body><h1>Gateway</h1></body></html>";
    for (status, header, body, expected) in [
        (429, ("retry-after", "120"), "", 503),
        (503, ("retry-after", "120"), "", 503),
        (500, html, page, 503),
        (502, html, page, 503),
        (504, html, page, 504),
        (408, html, page, 504),
        (404, html, page, 502),
        (403, html, page, 502),
        (200, html, page, 502),
        (400, html, page, 502),
    ] {
        for (method, depth, path) in QUESTIONS {
            let disk = Disk::start().await;
            // The drive is known, and the question is about what is not.
            assert_eq!(disk.hrefs(&format!("{ROOT}/empty")).await.len(), 1);
            let fault = Fault::on(Listener::Graph).status(status).always();
            let fault = fault.header(header.0, header.1).body(body);
            disk.house.sim.faults().add(fault);
            let headers = [("depth", depth)];
            let answer = disk
                .ask_with(method, &format!("{ROOT}/{path}"), &headers)
                .await;
            let what = format!("{method} {path}, Depth: {depth}, {status}");
            assert_eq!(answer.status, expected, "{what}: {}", answer.text());
            let wait = answer.header("retry-after");
            match header {
                ("retry-after", wanted) => assert_eq!(wait, wanted, "{what}"),
                _ => assert_eq!(wait.is_empty(), expected != 503, "{what}"),
            }
            disk.house.sim.faults().clear();
            disk.stop().await;
        }
    }
}
