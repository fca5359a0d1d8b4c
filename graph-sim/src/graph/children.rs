//! Listings of folders.

use std::collections::BTreeMap;
use std::ops::Bound;

use serde::Serialize;

use super::answer::Answer;
use super::fault::{self, Failure};
use super::inquiry::Inquiry;
use super::items::is_unchanged;
use super::locate;
use super::paging::{self, Page};
use super::route::{DriveName, Place};
use super::shape::{DriveItem, Renderer};
use crate::switches::{FileChildren, Unsupported};
use crate::world::{FoldedName, ItemKey};

#[derive(Serialize)]
struct Listing<'a> {
    #[serde(rename = "@odata.context")]
    context: String,
    value: Vec<DriveItem<'a>>,
    #[serde(rename = "@odata.nextLink", skip_serializing_if = "Option::is_none")]
    next_link: Option<String>,
}

/// The order of a listing; by name is the only one business drives have.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Order {
    Ascending,
    Descending,
}

/// `GET …/children`: "List children of a driveItem". In the order of names; `$top`, `$select`,
/// `$orderby=name`, `$skiptoken`. `$expand=thumbnails`. Left out: `$filter`, entries missed or
/// repeated when something changes between pages other than by sorting before the page.
pub(crate) fn list(
    inquiry: &Inquiry<'_>,
    drive: &DriveName,
    place: &Place,
) -> Result<Answer, Failure> {
    inquiry
        .options
        .permit(&["$select", "$expand", "$top", "$orderby", "$skiptoken"])?;
    let (order, size, page) = (
        order(inquiry)?,
        paging::page_size(inquiry)?,
        paging::page(inquiry)?,
    );
    let world = inquiry.state.world();
    let drive = locate::drive(inquiry, &world, drive)?;
    let key = locate::item(inquiry, drive, place)?;
    let folder = drive.item(key);
    if is_unchanged(inquiry, folder) {
        return Ok(Answer::NotModified);
    }
    let nothing = BTreeMap::new();
    let children = match (folder.children(), inquiry.switches.listing.file_children) {
        (Some(children), _) => children,
        (None, FileChildren::EmptyList) => &nothing,
        (None, FileChildren::NotFound) => return Err(fault::item_not_found().into()),
        (None, FileChildren::BadRequest) => {
            return Err(fault::invalid_request("The item is not a folder.").into());
        }
    };
    let left_empty = page.is_left_empty(&inquiry.switches.listing);
    let cut = cut(children, order, &page, if left_empty { 0 } else { size });
    let renderer = Renderer::new(inquiry, &world, drive, Some(key))?;
    renderer.require_hashes(&cut.keys)?;
    let id = drive.id_of(folder);
    let context = inquiry.context(&format!("drives('{}')/items('{id}')/children", drive.id));
    Ok(Answer::json(&Listing {
        context,
        value: cut.keys.iter().map(|key| renderer.item(*key)).collect(),
        next_link: cut.next.map(|next| paging::next_link(inquiry, next)),
    }))
}

fn order(inquiry: &Inquiry<'_>) -> Result<Order, Failure> {
    match inquiry.options.value("$orderby").map(str::trim) {
        None | Some("name" | "name asc") => Ok(Order::Ascending),
        Some("name desc") => Ok(Order::Descending),
        Some(_) if inquiry.switches.listing.unsupported_order == Unsupported::Refused => {
            Err(fault::unsupported_option("$orderby").into())
        }
        Some(_) => Ok(Order::Ascending),
    }
}

/// A page's worth of children, and the page after it if there is one.
struct Cut {
    keys: Vec<ItemKey>,
    next: Option<Page>,
}

/// Cuts a page out of the children without walking over those before it.
fn cut(children: &BTreeMap<FoldedName, ItemKey>, order: Order, page: &Page, size: usize) -> Cut {
    let after = page.after.as_deref().map(FoldedName::new);
    let edge = after.map_or(Bound::Unbounded, Bound::Excluded);
    match order {
        Order::Ascending => take(children.range((edge, Bound::Unbounded)), page, size),
        Order::Descending => take(children.range((Bound::Unbounded, edge)).rev(), page, size),
    }
}

fn take<'a>(
    rest: impl Iterator<Item = (&'a FoldedName, &'a ItemKey)>,
    page: &Page,
    size: usize,
) -> Cut {
    let mut rest = rest.peekable();
    let mut keys = Vec::with_capacity(size);
    let mut last = page.after.clone();
    while keys.len() < size
        && let Some((name, key)) = rest.next()
    {
        keys.push(*key);
        if keys.len() == size {
            last = Some(name.as_str().to_owned());
        }
    }
    let next = rest.peek().map(|_| page.next(last));
    Cut { keys, next }
}
