//! Search in one drive.

use std::time::Duration;

use graph_sim::World;
use graph_sim::switches::{
    FolderScope, FoundParent, SearchedContents, SearchedSlash, Unsupported, WordMatching,
};

use crate::kit::Bed;

async fn start() -> Bed {
    let bed = Bed::with(|world, ada| {
        world
            .drive_of(ada)
            .add_file("/Reports/Q3 Report.pdf", "numbers", World::BEGINNING)
            .add_file("/Reports/it's late.txt", "sorry", World::BEGINNING)
            .add_file("/R & D/report.txt", "secret plans", World::BEGINNING);
    })
    .await;
    bed.sim.clock().freeze();
    bed
}

/// What a search in Ada's drive finds, sorted.
async fn found(bed: &Bed, rest: &str) -> Vec<String> {
    let mut names = bed.names(&bed.in_drive(rest)).await;
    names.sort();
    names
}

#[tokio::test]
async fn items_are_found_by_the_words_of_their_names() {
    let bed = start().await;
    let reports = ["Q3 Report.pdf", "Reports", "report.txt"];
    assert_eq!(found(&bed, "/root/search(q='REPORT')").await, reports);
    assert_eq!(found(&bed, "/search(q='report')").await, reports);
    assert_eq!(
        found(&bed, "/root/search(q='pdf%20q3')").await,
        ["Q3 Report.pdf"]
    );
    assert_eq!(
        found(&bed, "/root/search(q='it''s')").await,
        ["it's late.txt"]
    );
    let alias = "/root/search(q=@q)?@q='it%27%27s'";
    assert_eq!(found(&bed, alias).await, ["it's late.txt"]);
    let none: [&str; 0] = [];
    assert_eq!(found(&bed, "/root/search(q='nowhere')").await, none);
    assert_eq!(
        bed.drive("/root/search(q='it's')").await.refusal(),
        (400, "BadRequest".to_owned())
    );
}

#[tokio::test]
async fn a_word_is_found_by_its_beginning_or_anywhere() {
    let bed = start().await;
    let none: [&str; 0] = [];
    assert_eq!(found(&bed, "/root/search(q='port')").await, none);
    bed.sim
        .switches()
        .update(|s| s.search.matching = WordMatching::Anywhere);
    assert_eq!(found(&bed, "/root/search(q='port')").await.len(), 3);
}

#[tokio::test]
async fn the_text_of_files_is_searched_or_not() {
    let bed = start().await;
    assert_eq!(
        found(&bed, "/root/search(q='secret')").await,
        ["report.txt"]
    );
    bed.sim
        .switches()
        .update(|s| s.search.contents = SearchedContents::Nothing);
    let none: [&str; 0] = [];
    assert_eq!(found(&bed, "/root/search(q='secret')").await, none);
}

#[tokio::test]
async fn the_index_is_late_with_what_is_new_and_with_what_is_gone() {
    let bed = start().await;
    bed.sim
        .switches()
        .update(|s| s.search.contents = SearchedContents::Nothing);
    bed.sim.clock().advance(Duration::from_mins(1));
    bed.sim.change(|world| {
        world
            .drive_of(&bed.ada)
            .add_file("/new.txt", "new", World::BEGINNING)
            .rename("/Documents/hello.txt", "goodbye.txt")
            .remove("/Reports/Q3 Report.pdf");
    });
    let none: [&str; 0] = [];
    assert_eq!(found(&bed, "/root/search(q='new')").await, none);
    assert_eq!(found(&bed, "/root/search(q='hello')").await, ["hello.txt"]);
    assert_eq!(found(&bed, "/root/search(q='q3')").await, ["Q3 Report.pdf"]);
    bed.sim.clock().advance(Duration::from_secs(10));
    assert_eq!(found(&bed, "/root/search(q='new')").await, ["new.txt"]);
    assert_eq!(found(&bed, "/root/search(q='hello.txt')").await, none);
    assert_eq!(found(&bed, "/root/search(q='q3')").await, none);
}

#[tokio::test]
async fn an_index_without_lag_knows_everything_at_once() {
    let bed = start().await;
    bed.sim
        .switches()
        .update(|s| s.search.index_lag_seconds = 0);
    bed.sim.change(|world| {
        world.drive_of(&bed.ada).add_folder("/Fresh");
    });
    assert_eq!(found(&bed, "/root/search(q='fresh')").await, ["Fresh"]);
}

#[tokio::test]
async fn a_slash_is_refused_or_stands_between_words() {
    let bed = start().await;
    let path = "/root/search(q='q3%2Fpdf')";
    assert_eq!(
        bed.drive(path).await.refusal(),
        (400, "invalidRequest".to_owned())
    );
    bed.sim
        .switches()
        .update(|s| s.search.slash = SearchedSlash::Blank);
    assert_eq!(found(&bed, path).await, ["Q3 Report.pdf"]);
}

#[tokio::test]
async fn what_is_found_tells_no_path_or_no_parent_at_all() {
    let bed = start().await;
    let hit = bed.drive("/root/search(q='hello')").await.json();
    let hit = &hit["value"][0];
    assert_eq!(hit["parentReference"]["driveId"], bed.ada.drive_id.as_str());
    assert!(hit["parentReference"].get("path").is_none());
    assert!(hit["searchResult"].is_object());
    assert!(hit["createdBy"].is_object());
    bed.sim
        .switches()
        .update(|s| s.search.parent = FoundParent::Missing);
    let hit = bed.drive("/root/search(q='hello')").await.json();
    let hit = &hit["value"][0];
    assert!(hit.get("parentReference").is_none());
    assert!(hit.get("createdBy").is_none());
}

#[tokio::test]
async fn a_folders_search_finds_what_is_below_or_anywhere_or_nothing() {
    let bed = start().await;
    let reports = "/root:/Reports:/search(q='report')";
    let ampersand = "/root:/R%20%26%20D:/search(q='report')";
    assert_eq!(found(&bed, reports).await, ["Q3 Report.pdf"]);
    assert_eq!(found(&bed, ampersand).await, ["report.txt"]);
    let turn = |scope| bed.sim.switches().update(|s| s.search.folder_scope = scope);
    turn(FolderScope::WholeDrive);
    assert_eq!(found(&bed, reports).await.len(), 3);
    turn(FolderScope::EmptyForAmpersand);
    assert_eq!(found(&bed, reports).await, ["Q3 Report.pdf"]);
    let none: [&str; 0] = [];
    assert_eq!(found(&bed, ampersand).await, none);
}

#[tokio::test]
async fn results_come_in_pages_with_selected_properties() {
    let bed = start().await;
    let (names, pages) = bed
        .list("/root/search(q='report')?$top=2&$select=name")
        .await;
    assert_eq!((names.len(), pages), (3, 2));
    let page = bed
        .drive("/root/search(q='hello')?$select=id,size")
        .await
        .json();
    assert_eq!(page["value"][0]["size"], 12);
    assert!(page["value"][0].get("name").is_none());
}

#[tokio::test]
async fn only_the_time_of_creation_is_a_filter_and_there_is_no_order() {
    let bed = start().await;
    let search = |rest: &str| format!("/root/search(q='txt')?{rest}");
    let created = search("$filter=createdDateTime%20ge%202026-03-01T00:00:00Z");
    assert_eq!(found(&bed, &created).await, ["hello.txt"]);
    let size = search("$filter=size%20gt%201");
    assert_eq!(bed.drive(&size).await.code(), "invalidRequest");
    let order = search("$orderby=name");
    assert_eq!(bed.drive(&order).await.status, 200);
    bed.sim
        .switches()
        .update(|s| s.listing.unsupported_order = Unsupported::Refused);
    assert_eq!(bed.drive(&order).await.status, 400);
}
