//! Search in one drive.

use serde_json::{Value, json};

use super::condition::Condition;
use super::words::Words;
use crate::graph::answer::Answer;
use crate::graph::fault::{self, Failure};
use crate::graph::inquiry::Inquiry;
use crate::graph::paging;
use crate::graph::route::{DriveName, Place};
use crate::graph::shape::describe_each;
use crate::graph::{lag, locate};
use crate::switches::{FolderScope, FoundParent, SearchedSlash, Unsupported};
use crate::world::{Drive, ItemKey, Keyed, World};

/// `GET …/root/search(q='…')`, `…/items/{folder}/search(q='…')` and `/drives/{drive}/search(q='…')`:
/// "Search for `DriveItems` within a drive". `$select`, `$top`, `$skiptoken`, `$filter` by
/// `createdDateTime`, `$expand=thumbnails`. Found are items with all the words in their names or,
/// for small files of plain text, in their text; in no order of weight. Left out: other metadata,
/// what others shared with somebody (a drive's own search may add that), `$orderby`, which is
/// ignored or refused.
pub(crate) fn in_drive(
    inquiry: &Inquiry<'_>,
    drive: &DriveName,
    place: &Place,
    text: &str,
) -> Result<Answer, Failure> {
    let known = [
        "$select",
        "$top",
        "$expand",
        "$orderby",
        "$filter",
        "$skiptoken",
    ];
    inquiry.options.permit(&known)?;
    let switches = &inquiry.switches.search;
    if text.contains('/') && switches.slash == SearchedSlash::Refused {
        return Err(fault::invalid_request("The text of a search can't have a slash.").into());
    }
    let ordered = inquiry.options.value("$orderby").is_some();
    if ordered && inquiry.switches.listing.unsupported_order == Unsupported::Refused {
        return Err(fault::unsupported_option("$orderby").into());
    }
    let condition = inquiry.options.value("$filter").map(Condition::parse);
    let condition = condition.transpose()?;
    let world = inquiry.state.world();
    let drive = locate::drive(inquiry, &world, drive)?;
    let folder = locate::item(inquiry, drive, place)?;
    let words = Words::of(text);
    let found: Vec<Keyed<'_>> = searched(inquiry, drive, folder)
        .into_iter()
        .filter(|(_, item)| condition.is_none_or(|condition| condition.admits(item)))
        .filter(|(_, item)| words.find(item, switches))
        .collect();
    page(inquiry, &world, drive, &found)
}

/// What the index knows of the folder.
fn searched<'d>(inquiry: &Inquiry<'_>, drive: &'d Drive, folder: ItemKey) -> Vec<Keyed<'d>> {
    let then = lag::time_before(inquiry, inquiry.switches.search.index_lag_seconds);
    let has_ampersand = || drive.path_of(folder).iter().any(|name| name.contains('&'));
    match inquiry.switches.search.folder_scope {
        FolderScope::WholeDrive => drive.tree_at(Drive::ROOT, then),
        FolderScope::EmptyForAmpersand if has_ampersand() => Vec::new(),
        FolderScope::Respected | FolderScope::EmptyForAmpersand => drive.tree_at(folder, then),
    }
}

fn page(
    inquiry: &Inquiry<'_>,
    world: &World,
    drive: &Drive,
    found: &[Keyed<'_>],
) -> Result<Answer, Failure> {
    let cut = paging::cut_counted(inquiry, found.len())?;
    let mut value = describe_each(inquiry, world, drive, &found[cut.range])?;
    for entry in &mut value {
        adapt(entry, inquiry.switches.search.parent);
    }
    let mut document = json!({
        "@odata.context": inquiry.context("Collection(driveItem)"),
        "value": value,
    });
    if let (Some(link), Some(properties)) = (cut.next_link, document.as_object_mut()) {
        properties.insert("@odata.nextLink".to_owned(), link.into());
    }
    Ok(Answer::json(&document))
}

/// What was found tells less of itself than what was listed, and that it was found.
fn adapt(entry: &mut Value, parent: FoundParent) {
    let Some(properties) = entry.as_object_mut() else {
        return;
    };
    properties.insert("searchResult".to_owned(), json!({}));
    match (parent, properties.get_mut("parentReference")) {
        (FoundParent::WithoutPath, Some(Value::Object(reference))) => {
            reference.remove("path");
        }
        (FoundParent::WithoutPath, _) => {}
        (FoundParent::Missing, _) => {
            properties.remove("parentReference");
            properties.remove("createdBy");
        }
    }
}
