//! Listings of folders.

use std::collections::BTreeMap;
use std::ops::Bound;

use serde::Serialize;

use super::admission::Admission;
use super::answer::Answer;
use super::fault::{self, Failure};
use super::inquiry::Inquiry;
use super::items::is_unchanged;
use super::paging::{self, Page};
use super::route::{DriveName, Place};
use super::shape::{DriveItem, Renderer};
use super::{lag, locate};
use crate::switches::{FileChildren, PagePosition, Unsupported};
use crate::world::{Drive, FoldedName, Item, ItemKey, Keyed};

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
/// `$orderby=name`, `$filter` by name, `$skiptoken`, `$expand=thumbnails`.
pub(crate) fn list(
    inquiry: &Inquiry<'_>,
    drive: &DriveName,
    place: &Place,
) -> Result<Answer, Failure> {
    inquiry.options.permit(&[
        "$select",
        "$expand",
        "$top",
        "$orderby",
        "$filter",
        "$skiptoken",
    ])?;
    let admission = Admission::filtered(inquiry)?;
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
    let children = children(inquiry, folder)?.unwrap_or(&nothing);
    let left_empty = page.is_left_empty(&inquiry.switches.listing);
    let size = if left_empty { 0 } else { size };
    let way = Way {
        order,
        position: inquiry.switches.listing.position,
        size,
    };
    let late = lag::listed_time(inquiry).and_then(|then| drive.children_at(key, then));
    let cut = match late {
        None if admission.is_open() => cut(children, &page, way).map(|key| (key, drive.item(key))),
        None => cut_shown(with_items(drive, children), &admission, &page, way),
        Some(late) => cut_shown(late, &admission, &page, way),
    };
    let renderer = Renderer::new(inquiry, &world, drive, Some(key))?;
    renderer.require_hashes_of(cut.entries.iter().map(|(_, item)| *item))?;
    let entries = cut.entries.iter();
    let id = drive.id_of(folder);
    let context = inquiry.context(&format!("drives('{}')/items('{id}')/children", drive.id));
    Ok(Answer::json(&Listing {
        context,
        value: entries
            .map(|(key, item)| renderer.item_as(*key, item))
            .collect(),
        next_link: cut.next.map(|next| paging::next_link(inquiry, next)),
    }))
}

/// The children of a folder; none where those of a file are an empty list.
pub(super) fn children<'i>(
    inquiry: &Inquiry<'_>,
    folder: &'i Item,
) -> Result<Option<&'i BTreeMap<FoldedName, ItemKey>>, Failure> {
    match (folder.children(), inquiry.switches.listing.file_children) {
        (Some(children), _) => Ok(Some(children)),
        (None, FileChildren::EmptyList) => Ok(None),
        (None, FileChildren::NotFound) => Err(fault::item_not_found().into()),
        (None, FileChildren::Unprocessable) => Err(fault::not_a_folder().into()),
        (None, FileChildren::BadRequest) => {
            Err(fault::invalid_request("The item is not a folder.").into())
        }
    }
}

fn with_items<'d>(
    drive: &'d Drive,
    children: &BTreeMap<FoldedName, ItemKey>,
) -> BTreeMap<FoldedName, Keyed<'d>> {
    let children = children.iter();
    children
        .map(|(name, key)| (name.clone(), (*key, drive.item(*key))))
        .collect()
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
struct Cut<T> {
    entries: Vec<T>,
    next: Option<Page>,
}

impl<T> Cut<T> {
    fn map<U>(self, change: impl FnMut(T) -> U) -> Cut<U> {
        Cut {
            entries: self.entries.into_iter().map(change).collect(),
            next: self.next,
        }
    }
}

/// How a page is cut.
#[derive(Clone, Copy)]
struct Way {
    order: Order,
    position: PagePosition,
    size: usize,
}

/// Cuts a page out of the children, by name without walking over those before it.
fn cut<T: Copy>(children: &BTreeMap<FoldedName, T>, page: &Page, way: Way) -> Cut<T> {
    if way.position == PagePosition::ByNumber {
        return cut_by_number(children, page, way);
    }
    let after = page.after.as_deref().map(FoldedName::new);
    let edge = after.map_or(Bound::Unbounded, Bound::Excluded);
    match way.order {
        Order::Ascending => take(children.range((edge, Bound::Unbounded)), page, way.size),
        Order::Descending => take(
            children.range((Bound::Unbounded, edge)).rev(),
            page,
            way.size,
        ),
    }
}

/// The same of those that are shown.
fn cut_shown<'d>(
    mut children: BTreeMap<FoldedName, Keyed<'d>>,
    admission: &Admission,
    page: &Page,
    way: Way,
) -> Cut<Keyed<'d>> {
    children.retain(|_, (_, item)| admission.admits(item));
    cut(&children, page, way)
}

fn cut_by_number<T: Copy>(children: &BTreeMap<FoldedName, T>, page: &Page, way: Way) -> Cut<T> {
    let start = page.after.as_deref().and_then(|number| number.parse().ok());
    let start: usize = start.unwrap_or(0);
    let entries: Vec<T> = match way.order {
        Order::Ascending => children
            .values()
            .skip(start)
            .take(way.size)
            .copied()
            .collect(),
        Order::Descending => {
            let last_first = children.values().rev();
            last_first.skip(start).take(way.size).copied().collect()
        }
    };
    let end = start + entries.len();
    let next = (end < children.len()).then(|| page.next(Some(end.to_string())));
    Cut { entries, next }
}

fn take<'a, T: Copy + 'a>(
    rest: impl Iterator<Item = (&'a FoldedName, &'a T)>,
    page: &Page,
    size: usize,
) -> Cut<T> {
    let mut rest = rest.peekable();
    let mut entries = Vec::with_capacity(size);
    let mut last = page.after.clone();
    while entries.len() < size
        && let Some((name, entry)) = rest.next()
    {
        entries.push(*entry);
        if entries.len() == size {
            last = Some(name.as_str().to_owned());
        }
    }
    let next = rest.peek().map(|_| page.next(last));
    Cut { entries, next }
}
