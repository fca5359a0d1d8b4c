//! What figures may say: words out of lists that nobody outside can add to.

use std::collections::BTreeSet;

use onefold::domain::Diagnosis;

use super::Post;
use super::figures::{Figures, Series};

const OPERATIONS: [&str; 34] = [
    "request token",
    "read directory configuration",
    "read organization",
    "find drive of user",
    "find drive of site",
    "read drive",
    "read item",
    "list children",
    "download",
    "find site",
    "list sites",
    "list libraries",
    "find app folder",
    "list versions",
    "find version",
    "restore version",
    "delete version",
    "read quota",
    "find thumbnail",
    "read thumbnail",
    "create link",
    "list permissions",
    "read changes",
    "write content",
    "create upload session",
    "upload fragment",
    "read upload status",
    "cancel upload",
    "create folder",
    "update item",
    "delete item",
    "delete item for good",
    "copy item",
    "watch copy",
];

/// How a call may end, beside what a diagnosis says.
const OUTCOMES: [&str; 13] = [
    "ok",
    "not_found",
    "range_not_satisfiable",
    "name_taken",
    "precondition_failed",
    "locked",
    "quota_exceeded",
    "too_large",
    "invalid_name",
    "unsupported",
    "session_gone",
    "out_of_order",
    "url_refused",
];

/// Every label's key, and whether the value is on its list.
fn is_known(one: &Series, key: &str, value: &str) -> bool {
    let diagnosis = Diagnosis::from_code(value).is_some();
    match key {
        "face" => ["api", "bytes", "dav", "health", "web"].contains(&value),
        "status" => value
            .parse()
            .is_ok_and(|status: u16| (100..600).contains(&status)),
        "delivery" => ["redirect", "proxy", "worker"].contains(&value),
        "what" => ["entry", "listing", "url"].contains(&value),
        "outcome" if one.name == "onefold_cache_lookups_total" => ["hit", "miss"].contains(&value),
        "outcome" => OUTCOMES.contains(&value) || diagnosis,
        "operation" => OPERATIONS.contains(&value),
        "service" => ["login", "graph", "content"].contains(&value),
        "cause" => diagnosis,
        "for" => ["budget", "place"].contains(&value),
        "le" => value == "+Inf" || value.parse::<f64>().is_ok(),
        _ => false,
    }
}

fn assert_closed(figures: &Figures) {
    for one in &figures.series {
        for (key, value) in &one.labels {
            assert!(is_known(one, key, value), "{key}={value:?} in {one:?}");
        }
    }
    let names = figures.names();
    let silent: Vec<_> = names.difference(&figures.described).collect();
    assert!(
        silent.is_empty(),
        "these don't say what they are: {silent:?}"
    );
}

#[tokio::test]
async fn all_figures_are_told_and_written_down_and_their_labels_are_closed() {
    let post = Post::start("cache: { lifetime_seconds: 0 }").await;
    post.bustle("salaries").await;
    let figures = post.figures().await;
    assert_closed(&figures);
    let paper = include_str!("../../../docs/OPERATIONS.md");
    let row = |line: &str| {
        let (name, _) = line.strip_prefix("| `onefold_")?.split_once('`')?;
        // Rows of what to alert on name labels too.
        (!name.contains('{')).then(|| format!("onefold_{name}"))
    };
    let written: BTreeSet<_> = paper.lines().filter_map(row).collect();
    assert_eq!(
        figures.names(),
        written,
        "docs/OPERATIONS.md has other rows"
    );
}

#[tokio::test]
async fn whatever_the_tests_of_this_process_do_the_labels_stay_closed() {
    let house = crate::support::Plan::of_contoso(|_, _| {}).start().await;
    let admin = house.admin().await;
    for path in ["/contoso/ada", "/@nowhere", "/dav/x", "/api/v1/nothing"] {
        admin.get(path).await;
    }
    let shown = house.anonymous().get("/metrics").await;
    assert_closed(&Figures::parse(&shown.text()));
    house.stop().await;
}
