//! The changes of a drive.

use std::collections::BTreeMap;
use std::time::Duration;

use graph_sim::switches::{
    ChangeTracking, DeletedDescendants, Duplicates, ExpiredToken, LinkForm, Recreated, UnknownToken,
};
use graph_sim::{DriveEditor, World};
use serde_json::Value;

use crate::kit::{Answer, Bed, read};

/// The entries of a whole walk and the delta link at its end.
struct Walked {
    entries: Vec<Value>,
    pages: usize,
    link: String,
}

impl Walked {
    /// Names as a client knows them at the end: of entries with one id the last counts, and a
    /// deleted one is `-`.
    fn names(&self) -> Vec<String> {
        let mut known = BTreeMap::new();
        for entry in &self.entries {
            let id = entry["id"].as_str().unwrap();
            known.insert(id.to_owned(), name_of(entry));
        }
        let mut names: Vec<_> = known.into_values().collect();
        names.sort();
        names
    }

    fn deleted(&self) -> Vec<&Value> {
        let deleted = |entry: &&Value| entry.get("deleted").is_some();
        self.entries.iter().filter(deleted).collect()
    }
}

fn name_of(entry: &Value) -> String {
    entry["name"].as_str().unwrap_or("-").to_owned()
}

async fn walk(bed: &Bed, start: &str) -> Walked {
    let mut walked = Walked {
        entries: Vec::new(),
        pages: 0,
        link: String::new(),
    };
    let mut next = start.to_owned();
    loop {
        let page = bed.get(&next).await;
        assert_eq!(page.status, 200, "{next}: {}", page.text());
        let page = page.json();
        walked.pages += 1;
        walked
            .entries
            .extend(page["value"].as_array().unwrap().clone());
        let link = |name: &str| page[name].as_str().map(str::to_owned);
        match (link("@odata.nextLink"), link("@odata.deltaLink")) {
            (Some(link), None) => next = link,
            (None, Some(link)) => {
                walked.link = link;
                return walked;
            }
            both => panic!("exactly one link, not {both:?}"),
        }
    }
}

/// A whole walk over Ada's drive, and what to change in it.
async fn walk_all(bed: &Bed) -> Walked {
    walk(bed, &bed.in_drive("/root/delta")).await
}

fn change(bed: &Bed, change: impl FnOnce(&mut DriveEditor<'_>)) {
    bed.sim
        .change(|world| change(&mut world.drive_of(&bed.ada)));
}

#[tokio::test]
async fn without_a_token_everything_is_listed_parents_first() {
    let bed = Bed::start().await;
    let walked = walk_all(&bed).await;
    let names: Vec<_> = walked.entries.iter().map(name_of).collect();
    assert_eq!(
        names,
        [
            "root",
            "Documents",
            "Empty",
            "Deep",
            "hello.txt",
            "Deeper",
            "end.txt"
        ]
    );
    assert!(walked.entries[0]["root"].is_object());
    assert!(walked.entries[0]["parentReference"].get("id").is_none());
    let file = &walked.entries[4];
    assert!(file.get("cTag").is_none() && file.get("eTag").is_some());
    assert!(file["parentReference"].get("path").is_none());
    assert_eq!(file["parentReference"]["id"], walked.entries[1]["id"]);
    assert!(file["file"]["hashes"]["quickXorHash"].is_string());
    let selected = walk(&bed, &bed.in_drive("/root/delta?$select=id,name&$top=3")).await;
    assert_eq!((selected.entries.len(), selected.pages), (7, 3));
    assert!(
        selected
            .entries
            .iter()
            .all(|entry| entry.get("size").is_none())
    );
    assert!(
        selected.link.contains("$select=id,name"),
        "{}",
        selected.link
    );
}

#[tokio::test]
async fn a_delta_link_leads_to_changes_and_their_parents() {
    let bed = Bed::start().await;
    let first = walk_all(&bed).await;
    assert!(walk(&bed, &first.link).await.entries.is_empty());
    change(&bed, |drive| {
        drive.replace_content("/Documents/hello.txt", "Goodbye!");
    });
    let second = walk(&bed, &first.link).await;
    assert_eq!(second.names(), ["Documents", "hello.txt", "root"]);
    let request = bed.request(reqwest::Method::GET, &first.link);
    let request = request.header("deltaExcludeParent", "true");
    let lone = read(request.send().await.unwrap()).await.json();
    assert_eq!(lone["value"].as_array().unwrap().len(), 1);
    assert!(walk(&bed, &second.link).await.entries.is_empty());
}

#[tokio::test]
async fn a_renamed_folder_comes_without_its_descendants() {
    let bed = Bed::start().await;
    let first = walk_all(&bed).await;
    change(&bed, |drive| {
        drive.rename("/Documents", "Papers");
    });
    let second = walk(&bed, &first.link).await;
    assert_eq!(second.names(), ["Papers", "root"]);
    assert_eq!(second.entries[1]["id"], first.entries[1]["id"]);
}

#[tokio::test]
async fn what_is_deleted_has_no_name_and_no_size() {
    let bed = Bed::start().await;
    let first = walk_all(&bed).await;
    change(&bed, |drive| {
        drive.remove("/Documents");
    });
    let second = walk(&bed, &first.link).await;
    let deleted = second.deleted();
    assert_eq!(deleted.len(), 1);
    assert_eq!(deleted[0]["id"], first.entries[1]["id"]);
    assert_eq!(deleted[0]["deleted"]["state"], "deleted");
    assert_eq!(deleted[0]["size"], 0);
    assert!(deleted[0].get("name").is_none() && deleted[0].get("cTag").is_none());
    assert!(deleted[0]["folder"].is_object());
    bed.sim
        .switches()
        .update(|s| s.delta.deleted_descendants = DeletedDescendants::Listed);
    let second = walk(&bed, &first.link).await;
    assert_eq!(second.deleted().len(), 5);
}

#[tokio::test]
async fn latest_and_times_are_tokens_too() {
    let bed = Bed::start().await;
    let latest = walk(&bed, &bed.in_drive("/root/delta?token=latest")).await;
    assert!(latest.entries.is_empty());
    bed.sim.clock().freeze();
    let before = bed.sim.clock().now();
    bed.sim.clock().advance(Duration::from_secs(60));
    change(&bed, |drive| {
        drive.add_file("/new.txt", "new", World::BEGINNING);
    });
    assert_eq!(walk(&bed, &latest.link).await.names(), ["new.txt", "root"]);
    for shape in [
        format!(
            "/root/delta?token={}",
            before.to_string().replace(':', "%3A")
        ),
        format!("/root/delta(token='{before}')"),
    ] {
        let since = walk(&bed, &bed.in_drive(&shape)).await;
        assert_eq!(since.names(), ["new.txt", "root"], "{shape}");
    }
    let now = bed.sim.clock().now();
    let none = walk(&bed, &bed.in_drive(&format!("/root/delta?token={now}"))).await;
    assert!(none.entries.is_empty());
}

#[tokio::test]
async fn links_write_their_token_in_two_ways() {
    let bed = Bed::start().await;
    let query = walk(&bed, &bed.in_drive("/root/delta?$top=2")).await;
    assert!(
        query.link.contains("/root/delta?$top=2&token="),
        "{}",
        query.link
    );
    bed.sim
        .switches()
        .update(|s| s.delta.link_form = LinkForm::Function);
    let function = walk(&bed, &bed.in_drive("/root/delta?$top=2")).await;
    assert!(
        function.link.contains("/root/delta(token='"),
        "{}",
        function.link
    );
    assert_eq!((function.entries.len(), function.pages), (7, 4));
    assert!(walk(&bed, &function.link).await.entries.is_empty());
}

#[tokio::test]
async fn pages_may_be_empty_and_entries_may_come_twice() {
    let bed = Bed::start().await;
    let path = bed.in_drive("/root/delta?$top=3");
    let plain = walk(&bed, &path).await;
    let switches = bed.sim.switches();
    switches.update(|s| s.delta.empty_page_every = Some(2));
    let gappy = walk(&bed, &path).await;
    assert_eq!((gappy.entries.len(), gappy.pages), (7, 5));
    switches.update(|s| {
        s.delta.empty_page_every = None;
        s.delta.duplicates = Duplicates::Repeated;
    });
    let doubled = walk(&bed, &path).await;
    assert!(doubled.entries.len() > 7);
    assert_eq!(doubled.names(), plain.names());
    let last = |id: &Value| {
        let mut entries = doubled.entries.iter().rev();
        entries.find(|entry| entry["id"] == *id).unwrap()
    };
    for entry in &plain.entries {
        assert_eq!(last(&entry["id"])["eTag"], entry["eTag"]);
        assert_eq!(last(&entry["id"])["size"], entry["size"]);
    }
}

#[tokio::test]
async fn changes_between_pages_come_with_the_next_token_or_the_last_page() {
    for (recreated, now, later) in [
        (Recreated::DeletionListed, false, true),
        (Recreated::DeletionOmitted, true, false),
    ] {
        let bed = Bed::start().await;
        bed.sim.switches().update(|s| s.delta.recreated = recreated);
        let path = bed.in_drive("/root/delta?$top=5");
        let page = bed.get(&path).await.json();
        let old = bed.drive("/root:/Documents/hello.txt").await.json()["id"].clone();
        change(&bed, |drive| {
            drive.remove("/Documents/hello.txt");
            drive.add_file("/Documents/hello.txt", "again", World::BEGINNING);
        });
        let new = bed.drive("/root:/Documents/hello.txt").await.json()["id"].clone();
        assert_ne!(old, new);
        let rest = walk(&bed, page["@odata.nextLink"].as_str().unwrap()).await;
        assert_eq!(rest.entries.iter().any(|entry| entry["id"] == new), now);
        assert!(rest.deleted().is_empty());
        let next = walk(&bed, &rest.link).await;
        let deleted = next.deleted().iter().any(|entry| entry["id"] == old);
        assert_eq!(deleted, later, "{recreated:?}");
        assert_eq!(next.entries.iter().any(|entry| entry["id"] == new), later);
    }
}

#[tokio::test]
async fn what_went_before_its_page_was_read_is_not_in_the_walk() {
    let bed = Bed::start().await;
    let page = bed.get(&bed.in_drive("/root/delta?$top=2")).await.json();
    change(&bed, |drive| {
        drive.remove("/Empty");
    });
    let rest = walk(&bed, page["@odata.nextLink"].as_str().unwrap()).await;
    assert_eq!(rest.names(), ["Deep", "Deeper", "end.txt", "hello.txt"]);
    assert_eq!(walk(&bed, &rest.link).await.deleted().len(), 1);
}

fn assert_gone(answer: &Answer, bed: &Bed, code: &str, inner: Option<&str>) {
    assert_eq!((answer.status, answer.code().as_str()), (410, code));
    let said = &answer.json()["error"]["innerError"]["code"];
    assert_eq!(said.as_str(), inner);
    let fresh = bed.in_drive("/root/delta");
    assert!(answer.header("Location").ends_with(&fresh));
}

#[tokio::test]
async fn an_expired_token_is_gone_with_a_link_to_begin_anew() {
    let mut bed = Bed::start().await;
    let first = walk_all(&bed).await;
    bed.sim.change(World::expire_delta_tokens);
    let switches = bed.sim.switches();
    for (position, code, inner) in [
        (ExpiredToken::ResyncRequired, "resyncRequired", None),
        (
            ExpiredToken::ApplyDifferences,
            "resyncRequired",
            Some("resyncApplyDifferences"),
        ),
        (
            ExpiredToken::UploadDifferences,
            "resyncRequired",
            Some("resyncUploadDifferences"),
        ),
        (
            ExpiredToken::ChangesApplyDifferences,
            "resyncChangesApplyDifferences",
            None,
        ),
        (
            ExpiredToken::ChangesUploadDifferences,
            "resyncChangesUploadDifferences",
            None,
        ),
        (ExpiredToken::SyncStateNotFound, "syncStateNotFound", None),
    ] {
        switches.update(|s| s.delta.expired = position);
        assert_gone(&bed.get(&first.link).await, &bed, code, inner);
    }
    let location = bed.get(&first.link).await.header("Location").to_owned();
    let again = walk(&bed, &location).await;
    assert_eq!(again.entries.len(), 7);
    bed.sim.clock().advance(Duration::from_secs(31 * 24 * 3600));
    bed.token = bed.new_token().await;
    assert_eq!(bed.get(&again.link).await.status, 410);
}

#[tokio::test]
async fn a_token_belongs_to_its_drive() {
    let bed = Bed::start().await;
    let first = walk_all(&bed).await;
    let token = first.link.rsplit_once("token=").unwrap().1;
    let other = bed.sim.change(|world| {
        let user = graph_sim::User::new("bob", "Bob");
        world.add_user(&bed.contoso, user)
    });
    let foreign = format!("/drives/{}/root/delta?token={token}", other.drive_id);
    let invented = bed.in_drive("/root/delta?token=invented");
    for path in [&foreign, &invented] {
        let answer = bed.get(path).await;
        assert_eq!(
            (answer.status, answer.code().as_str()),
            (400, "invalidRequest")
        );
    }
    bed.sim
        .switches()
        .update(|s| s.delta.unknown_token = UnknownToken::Gone);
    assert_eq!(bed.get(&invented).await.status, 410);
}

#[tokio::test]
async fn only_the_root_has_a_delta_and_not_everywhere() {
    let bed = Bed::start().await;
    let folder = bed.drive("/root:/Documents:/delta").await;
    assert_eq!(
        (folder.status, folder.code().as_str()),
        (400, "invalidRequest")
    );
    let root = bed.drive("/root").await.json();
    let by_id = format!("/items/{}/delta", root["id"].as_str().unwrap());
    assert_eq!(bed.drive(&by_id).await.status, 200);
    let by_user = format!("/users/{}/drive/root/delta", bed.ada.id);
    assert_eq!(walk(&bed, &by_user).await.entries.len(), 7);
    assert_eq!(bed.drive("/root/delta?$filter=x").await.status, 501);
    bed.sim
        .switches()
        .update(|s| s.delta.tracking = ChangeTracking::Unsupported);
    let unsupported = bed.drive("/root/delta").await;
    assert_eq!(
        (unsupported.status, unsupported.code().as_str()),
        (400, "BadRequest")
    );
    assert!(
        unsupported
            .text()
            .contains("Change tracking is not supported")
    );
}

#[tokio::test]
async fn changes_may_lag() {
    let bed = Bed::start().await;
    bed.sim.clock().freeze();
    let first = walk_all(&bed).await;
    bed.sim.switches().update(|s| s.delta.lag_seconds = 10);
    bed.sim.clock().advance(Duration::from_secs(100));
    change(&bed, |drive| {
        drive.add_file("/late.txt", "late", World::BEGINNING);
        drive.rename("/Empty", "Void");
    });
    let early = walk(&bed, &first.link).await;
    assert!(early.entries.is_empty());
    assert_eq!(walk_all(&bed).await.entries.len(), 7);
    bed.sim.clock().advance(Duration::from_secs(11));
    let late = walk(&bed, &early.link).await;
    assert_eq!(late.names(), ["Void", "late.txt", "root"]);
}

#[tokio::test]
async fn preferences_are_confirmed_only_by_the_switch() {
    let bed = Bed::start().await;
    let ask = async || {
        let request = bed.request(reqwest::Method::GET, &bed.in_drive("/root/delta"));
        let request = request.header("Prefer", "hierarchicalsharing");
        read(request.send().await.unwrap()).await
    };
    assert_eq!(ask().await.header("Preference-Applied"), "");
    bed.sim
        .switches()
        .update(|s| s.delta.preference_applied = true);
    let answer = ask().await;
    assert_eq!(answer.header("Preference-Applied"), "hierarchicalsharing");
    assert!(
        answer
            .header("Content-Type")
            .starts_with("application/json")
    );
}

#[tokio::test]
async fn twenty_thousand_items_are_walked_in_pages() {
    let bed = Bed::start().await;
    change(&bed, |drive| {
        drive.fill("/Many", 20_000, |n| format!("{n}.txt"));
    });
    let path = bed.in_drive("/root/delta?$top=1000&$select=id,name,parentReference");
    let walked = walk(&bed, &path).await;
    assert_eq!((walked.entries.len(), walked.pages), (20_008, 21));
    change(&bed, |drive| {
        drive.remove("/Many");
    });
    let next = walk(&bed, &walked.link).await;
    assert_eq!(next.names(), ["-", "root"]);
}
