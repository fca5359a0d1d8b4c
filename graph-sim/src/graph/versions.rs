//! Versions of files.

use std::iter;

use jiff::Timestamp;
use serde::Serialize;

use super::answer::Answer;
use super::fault::{self, Failure};
use super::inquiry::Inquiry;
use super::locate;
use super::route::{DriveName, Place};
use super::shape::{IdentitySet, TimeStyle, identity};
use super::writing::Target;
use crate::download::UrlMaker;
use crate::world::{Drive, History, Item};

/// `driveItemVersion`. Its author is the drive's owner, as of all in a drive.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct VersionShape {
    #[serde(rename = "@odata.context", skip_serializing_if = "Option::is_none")]
    context: Option<String>,
    /// The current version has none here: its content is the item's.
    #[serde(
        rename = "@microsoft.graph.downloadUrl",
        skip_serializing_if = "Option::is_none"
    )]
    download_url: Option<String>,
    id: String,
    last_modified_date_time: String,
    last_modified_by: IdentitySet,
    size: u64,
}

#[derive(Serialize)]
struct VersionList {
    #[serde(rename = "@odata.context")]
    context: String,
    value: Vec<VersionShape>,
}

/// Writes versions of one file.
struct Writer<'a> {
    inquiry: &'a Inquiry<'a>,
    drive: &'a Drive,
    item: &'a Item,
    history: &'a History,
}

impl<'a> Writer<'a> {
    fn new(inquiry: &'a Inquiry<'a>, drive: &'a Drive, place: &Place) -> Result<Self, Failure> {
        let item = drive.item(locate::item(inquiry, drive, place)?);
        Ok(Self {
            inquiry,
            drive,
            item,
            history: history_of(item)?,
        })
    }

    fn current(&self) -> VersionShape {
        self.version(self.history.current, self.item.modified, self.item.size)
    }

    fn earlier(&self, number: u32) -> Option<VersionShape> {
        let found = self.history.find(number)?;
        let mut shape = self.version(number, found.modified, found.blob.size());
        shape.download_url = Some(self.url(number));
        Some(shape)
    }

    fn version(&self, number: u32, modified: Timestamp, size: u64) -> VersionShape {
        VersionShape {
            context: None,
            download_url: None,
            id: format!("{number}.0"),
            last_modified_date_time: TimeStyle::new(&self.inquiry.switches.shape).write(modified),
            last_modified_by: identity(&self.drive.owner),
            size,
        }
    }

    fn url(&self, number: u32) -> String {
        let life = self.inquiry.switches.content.url_life_seconds;
        UrlMaker::new(self.inquiry.state, self.drive, life).version_url(self.item, number)
    }

    fn context(&self, end: &str) -> String {
        let (drive, item) = (&self.drive.id, self.drive.id_of(self.item));
        self.inquiry
            .context(&format!("drives('{drive}')/items('{item}')/versions{end}"))
    }
}

/// `GET …/versions`: "List versions of a driveItem", the newest first. Left out: `$top` and paging.
pub(crate) fn list(
    inquiry: &Inquiry<'_>,
    drive: &DriveName,
    place: &Place,
) -> Result<Answer, Failure> {
    inquiry.options.permit(&[])?;
    let world = inquiry.state.world();
    let drive = locate::drive(inquiry, &world, drive)?;
    let writer = Writer::new(inquiry, drive, place)?;
    let earlier = writer.history.earlier.iter().rev();
    let earlier = earlier.filter_map(|version| writer.earlier(version.number));
    Ok(Answer::json(&VersionList {
        context: writer.context(""),
        value: iter::once(writer.current()).chain(earlier).collect(),
    }))
}

/// `GET …/versions/{version}`: "driveItemVersion resource type".
pub(crate) fn show(
    inquiry: &Inquiry<'_>,
    drive: &DriveName,
    place: &Place,
    id: &str,
) -> Result<Answer, Failure> {
    inquiry.options.permit(&[])?;
    let world = inquiry.state.world();
    let drive = locate::drive(inquiry, &world, drive)?;
    let writer = Writer::new(inquiry, drive, place)?;
    let number = number_of(id)?;
    let mut shape = if number == writer.history.current {
        writer.current()
    } else {
        writer.earlier(number).ok_or_else(fault::item_not_found)?
    };
    shape.context = Some(writer.context("/$entity"));
    Ok(Answer::json(&shape))
}

/// `GET …/versions/{version}/content`: "Download contents of a driveItemVersion": 302, and 400 for
/// the current version.
pub(crate) fn content(
    inquiry: &Inquiry<'_>,
    drive: &DriveName,
    place: &Place,
    id: &str,
) -> Result<Answer, Failure> {
    inquiry.options.permit(&[])?;
    let world = inquiry.state.world();
    let drive = locate::drive(inquiry, &world, drive)?;
    let writer = Writer::new(inquiry, drive, place)?;
    let number = earlier_number(writer.history, id, "get the content of")?;
    Ok(Answer::Found(writer.url(number)))
}

/// `POST …/versions/{version}/restoreVersion`: "driveItemVersion: restoreVersion": the old content
/// becomes a new version.
pub(crate) fn restore(
    inquiry: &Inquiry<'_>,
    drive: &DriveName,
    place: &Place,
    id: &str,
) -> Result<Answer, Failure> {
    inquiry.options.permit(&[])?;
    inquiry.state.change(|world| {
        let target = Target::claim(inquiry, world, drive, place)?;
        let history = history_of(target.item(world))?;
        let number = earlier_number(history, id, "restore")?;
        let size = history
            .find(number)
            .map_or(0, |version| version.blob.size());
        let grown = size.saturating_sub(target.item(world).size);
        if grown > target.drive(world).room() {
            return Err(fault::quota_reached().into());
        }
        world
            .drive_mut(target.drive)
            .restore_version(target.item, number)
            .map_err(fault::misplaced)?;
        Ok(Answer::NoContent)
    })
}

/// `DELETE …/versions/{version}`: observed, not documented: business only, and not the current one.
pub(crate) fn remove(
    inquiry: &Inquiry<'_>,
    drive: &DriveName,
    place: &Place,
    id: &str,
) -> Result<Answer, Failure> {
    inquiry.options.permit(&[])?;
    inquiry.state.change(|world| {
        let target = Target::claim(inquiry, world, drive, place)?;
        let number = earlier_number(history_of(target.item(world))?, id, "delete")?;
        world
            .drive_mut(target.drive)
            .remove_version(target.item, number);
        Ok(Answer::NoContent)
    })
}

fn history_of(item: &Item) -> Result<&History, Failure> {
    let message = "Only files have versions.";
    item.history()
        .ok_or_else(|| fault::invalid_request(message).into())
}

/// The number in `2.0`.
fn number_of(id: &str) -> Result<u32, Failure> {
    let number = id.strip_suffix(".0").and_then(|number| number.parse().ok());
    number.ok_or_else(|| fault::item_not_found().into())
}

/// The number of a version that is there and not the current one.
fn earlier_number(history: &History, id: &str, verb: &str) -> Result<u32, Failure> {
    let number = number_of(id)?;
    if number == history.current {
        let message = format!("You cannot {verb} the current version.");
        return Err(fault::invalid_request(message).into());
    }
    match history.find(number) {
        Some(_) => Ok(number),
        None => Err(fault::item_not_found().into()),
    }
}
