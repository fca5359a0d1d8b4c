//! What is made of the rarer answers: versions, room, pictures, links, permissions, sites, changes.

use http::{Method, StatusCode};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::domain::Permission;
use crate::graph::call::Call;
use crate::graph::calls::{Delta, Site, changes_told, object_made, understand};
use crate::graph::cloud::Cloud;
use crate::graph::error::{Error, ErrorKind};
use crate::graph::refusal::Subject;
use crate::graph::transport::Answer;
use crate::graph::walk;
use crate::graph::wire::sharing::ItemPermission;
use crate::graph::wire::thumbnail::ThumbnailSet;
use crate::graph::wire::version::{ItemVersion, Room};
use crate::graph::wire::{Collection, Drive};

use super::changes::{check_failure, is_object};

/// What was asked for where an answer tells of changes.
const ASKED: &str = "https://graph.microsoft.com/v1.0/drives/b!x/root/delta?$skiptoken=1";

/// What each reader of one object made of it, in words.
pub(super) fn readings(answer: &Answer) -> Vec<Result<String, Error>> {
    vec![
        page(answer, Subject::Item, |version: ItemVersion| {
            format!("{:?}", version.into_version(false))
        }),
        page(answer, Subject::Item, |told: ItemPermission| {
            format!("{:?}", Permission::from(told))
        }),
        page(answer, Subject::Item, words_of_pictures),
        page(answer, Subject::Directory, |site: Site| format!("{site:?}")),
        page(answer, Subject::Site, |drive: Drive| format!("{drive:?}")),
        understand::<Site>("site", Subject::Site, answer).map(|site| format!("{site:?}")),
        understand::<Room>("quota", Subject::Drive, answer).map(|room| {
            let quota = room.into_quota();
            let hidden = quota.total.is_none();
            assert!(!hidden || quota.remaining != Some(0), "unknown, not full");
            format!("{quota:?}")
        }),
    ]
}

/// A page, member by member; its link is the walk's.
fn page<T: DeserializeOwned>(
    answer: &Answer,
    subject: Subject,
    words: impl Fn(T) -> String,
) -> Result<String, Error> {
    let page: Collection<T> = understand("page", subject, answer)?;
    if let Some(members) = members(answer) {
        assert_eq!(page.value.len(), members, "a member got lost");
    }
    let words: Vec<_> = page.value.into_iter().map(words).collect();
    Ok(format!("{words:?} {:?}", page.next_link))
}

fn words_of_pictures(mut set: ThumbnailSet) -> String {
    let pictures = ["small", "medium", "large", "c300x400"].map(|size| {
        let picture = set.take_picture(size)?;
        let (width, height) = picture.extent();
        assert!(width != Some(0) && height != Some(0));
        Some((picture.url, width, height))
    });
    format!("{pictures:?}")
}

/// Reads an answer as a link that was made, and as one about changes.
pub(super) fn check(answer: &Answer) {
    check_link(answer);
    check_changes(answer);
}

/// A link is there only where a browser could open it, and new with 201 alone.
fn check_link(answer: &Answer) {
    let call = Call::of_host("create link", Method::POST).changing(Method::POST);
    match object_made::<ItemPermission>(&call, answer) {
        Ok((permission, created)) => {
            assert!(is_object(answer));
            assert_eq!(created, answer.status == StatusCode::CREATED);
            if let Some(link) = permission.into_link(created) {
                let url = link.url.expose().to_ascii_lowercase();
                assert!(url.trim_start().starts_with("http"), "{url}");
                assert!(!format!("{link:?}").contains(link.url.expose()));
            }
        }
        Err(error) => check_failure(answer, &error),
    }
}

/// A page leads on to exactly one place, which is Graph's; all is asked anew only where Graph says so.
fn check_changes(answer: &Answer) {
    let cloud = Cloud::known().swap_remove(0);
    let call = Call::reading("changes", Subject::Changes, ASKED.to_owned());
    let is_graphs = |link: &str| walk::trusted(&cloud, link).is_ok();
    match changes_told(&cloud, &call, answer) {
        Ok(Delta::More(items, mark)) => {
            assert_ne!(mark.as_str(), ASKED, "it leads round");
            check_page(answer, items.len());
            assert!(is_graphs(mark.as_str()));
        }
        Ok(Delta::UpToDate(items, mark)) => {
            check_page(answer, items.len());
            assert!(is_graphs(mark.as_str()));
        }
        Ok(Delta::Resync(mark)) => {
            assert_eq!(answer.status, StatusCode::GONE);
            assert!(mark.is_none_or(|mark| is_graphs(mark.as_str())));
        }
        Err(error) if error.kind == ErrorKind::Unsupported => {
            let said = [StatusCode::BAD_REQUEST, StatusCode::NOT_IMPLEMENTED];
            assert!(said.contains(&answer.status));
        }
        // Of a page whose links lead astray only that is told.
        Err(error) if error.failure.status.is_none() => {
            assert_eq!(answer.status, StatusCode::OK);
        }
        Err(error) => assert_eq!(error.failure.status, Some(answer.status.as_u16())),
    }
}

fn check_page(answer: &Answer, items: usize) {
    assert!(answer.status == StatusCode::OK && is_object(answer));
    if let Some(members) = members(answer) {
        assert_eq!(items, members, "a member got lost");
    }
}

/// What is cut says nothing of changes, least of all that there are no more.
pub(super) fn check_cut(answer: &Answer) {
    check(answer);
    let cloud = Cloud::known().swap_remove(0);
    let call = Call::reading("changes", Subject::Changes, ASKED.to_owned());
    let told = changes_told(&cloud, &call, answer);
    assert!(told.is_err(), "a cut document is no success: {told:?}");
}

/// How many members the page has, where it can be read as a tree.
fn members(answer: &Answer) -> Option<usize> {
    let value: Value = serde_json::from_slice(&answer.body).ok()?;
    value.get("value").and_then(Value::as_array).map(Vec::len)
}
