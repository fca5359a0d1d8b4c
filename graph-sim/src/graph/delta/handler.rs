//! Answering with a page of changes.

use jiff::Timestamp;
use serde::Serialize;
use uuid::Uuid;

use super::shape::{Described, Renderers, outdate};
use super::tokens::{self, Cursor};
use super::walk::{self, Scope, Walk};
use crate::graph::admission::Admission;
use crate::graph::answer::Answer;
use crate::graph::fault::{self, Failure};
use crate::graph::inquiry::Inquiry;
use crate::graph::locate;
use crate::graph::paging;
use crate::graph::route::{DriveName, Place};
use crate::switches::{ChangeTracking, Duplicates};
use crate::world::{Drive, World};

#[derive(Serialize)]
struct Changes<'a> {
    #[serde(rename = "@odata.context")]
    context: String,
    #[serde(rename = "@odata.nextLink", skip_serializing_if = "Option::is_none")]
    next_link: Option<String>,
    #[serde(rename = "@odata.deltaLink", skip_serializing_if = "Option::is_none")]
    delta_link: Option<String>,
    value: Vec<Described<'a>>,
}

/// `GET …/root/delta`, `delta?token=…`, `delta(token='…')`: "driveItem: delta". Business drives
/// know it on the root alone. The token is none, `latest`, a time, or one of an earlier link.
/// `$select`, `$expand=thumbnails`, `$top`. Left out: changes of sharing (`Prefer:
/// deltashowsharingchanges` and its kin), the contents of shortcuts' folders (which never are part
/// of a drive's delta), webhooks.
pub(crate) fn page(
    inquiry: &Inquiry<'_>,
    drive: &DriveName,
    place: &Place,
    token: Option<&str>,
) -> Result<Answer, Failure> {
    if inquiry.switches.delta.tracking == ChangeTracking::Unsupported {
        return Err(fault::no_change_tracking().into());
    }
    inquiry.options.permit(&["$select", "$expand", "$top"])?;
    let size = paging::page_size(inquiry)?;
    let world = inquiry.state.world();
    let drive = locate::drive(inquiry, &world, drive)?;
    if locate::item(inquiry, drive, place)? != Drive::ROOT {
        let message = "Changes can be followed from the root of a drive alone.";
        return Err(fault::invalid_request(message).into());
    }
    let token = token.or_else(|| inquiry.options.parameter("token"));
    let mut walk = begin(inquiry, &world, drive, token)?;
    walk.keep(drive, &Admission::of(inquiry));
    let page = cut(inquiry, &walk, size);
    let renderers = Renderers::new(inquiry, &world, drive, page.entries)?;
    let mut value = renderers.describe(page.entries, walk.until);
    if let Some(last) = value.last_mut().filter(|_| page.repeats_last) {
        outdate(last);
    }
    let next = page.next.or_else(|| walk::appendix(inquiry, drive, &walk));
    let save = |cursor| Some(tokens::save(inquiry, &world, drive, cursor));
    let (next_link, delta_link) = match next {
        Some(next) => (save(Cursor::Page(next)), None),
        None => (None, save(Cursor::Since(walk.until))),
    };
    let document = Changes {
        context: inquiry.context("Collection(driveItem)"),
        next_link,
        delta_link,
        value,
    };
    Ok(prefer(inquiry, Answer::json(&document)))
}

/// The walk that the token stands for, at its page.
fn begin(
    inquiry: &Inquiry<'_>,
    world: &World,
    drive: &Drive,
    token: Option<&str>,
) -> Result<Walk, Failure> {
    let visible = walk::visible(inquiry, drive);
    let scope = Scope::of(inquiry);
    let Some(token) = token.filter(|token| !token.is_empty()) else {
        return Ok(walk::everything(drive, visible));
    };
    if token == "latest" {
        return Ok(walk::changes(drive, visible, visible, scope));
    }
    if let Ok(time) = token.parse::<Timestamp>() {
        let since = drive.sequence_at(time);
        return Ok(walk::changes(drive, since, visible, scope));
    }
    Ok(match tokens::read(inquiry, world, drive, token)? {
        Cursor::Page(walk) => walk,
        Cursor::Since(since) => walk::changes(drive, since, visible, scope),
    })
}

/// A page's worth of a walk.
struct Page<'a> {
    entries: &'a [Uuid],
    /// Whether the last entry comes again on the next page, and is outdated on this one.
    repeats_last: bool,
    next: Option<Walk>,
}

fn cut<'a>(inquiry: &Inquiry<'_>, walk: &'a Walk, size: usize) -> Page<'a> {
    let switches = &inquiry.switches.delta;
    let rest = walk.entries.get(walk.position..).unwrap_or_default();
    let left_empty = switches
        .empty_page_every
        .is_some_and(|every| walk.page.is_multiple_of(every.max(2)));
    let size = if left_empty { 0 } else { size.min(rest.len()) };
    let entries = rest.get(..size).unwrap_or_default();
    let more = size < rest.len() || left_empty;
    // A page of one that repeated its entry would never come to an end.
    let repeats_last = switches.duplicates == Duplicates::Repeated && more && size > 1;
    let position = walk.position + size - usize::from(repeats_last);
    Page {
        entries,
        repeats_last,
        next: more.then(|| walk.at(position)),
    }
}

/// Confirms what the client prefers, where the service does.
fn prefer(inquiry: &Inquiry<'_>, answer: Answer) -> Answer {
    let preferred = inquiry.call.header("prefer");
    match (answer, preferred) {
        (Answer::Json(document), Some(applied)) if inquiry.switches.delta.preference_applied => {
            Answer::Preferred {
                document,
                applied: applied.to_owned(),
            }
        }
        (answer, _) => answer,
    }
}
