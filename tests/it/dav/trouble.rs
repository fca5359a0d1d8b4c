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
