//! Answering for thumbnails.

use serde_json::{Value, json};

use super::sets::{ONLY_SET, Sets};
use crate::graph::answer::Answer;
use crate::graph::fault::{self, Failure};
use crate::graph::inquiry::Inquiry;
use crate::graph::locate;
use crate::graph::route::{DriveName, Place, ThumbnailPart};
use crate::switches::CustomByPath;
use crate::thumbnails::ThumbnailSize;
use crate::world::{Drive, Item};

/// `GET …/thumbnails`, `…/thumbnails/{set}`, `…/thumbnails/{set}/{size}` and its `/content`: "List
/// thumbnails". Pictures have one set, other items none. A size with measures such as
/// `c300x400_crop` must be selected. Left out: `source`, thumbnails of documents and films,
/// `originalOrientation`.
pub(crate) fn answer(
    inquiry: &Inquiry<'_>,
    drive: &DriveName,
    place: &Place,
    part: &ThumbnailPart,
) -> Result<Answer, Failure> {
    inquiry.options.permit(&["$select"])?;
    let world = inquiry.state.world();
    let drive = locate::drive(inquiry, &world, drive)?;
    let item = drive.item(locate::item(inquiry, drive, place)?);
    match part {
        ThumbnailPart::All => {
            let context = inquiry.context(&format!("drives('{}')/thumbnails", drive.id));
            let sets = selected(inquiry, drive).of(item);
            Ok(Answer::json(
                &json!({ "@odata.context": context, "value": sets }),
            ))
        }
        ThumbnailPart::Set(set) => {
            require_set(set)?;
            let set = selected(inquiry, drive).of_picture(item);
            Ok(Answer::json(&set.ok_or_else(fault::item_not_found)?))
        }
        ThumbnailPart::Size { set, size } => {
            require_set(set)?;
            Ok(Answer::json(&one(inquiry, drive, item, size)?))
        }
        ThumbnailPart::Content { set, size } => {
            require_set(set)?;
            let thumbnail = one(inquiry, drive, item, size)?;
            let url = thumbnail.get("url").and_then(Value::as_str);
            let url = url.expect("every thumbnail has a URL");
            Ok(Answer::Found(url.to_owned()))
        }
    }
}

fn selected<'a>(inquiry: &'a Inquiry<'_>, drive: &'a Drive) -> Sets<'a> {
    let selection = inquiry.options.selection();
    Sets::new(
        inquiry,
        drive,
        selection.names().filter(|name| *name != "id"),
    )
}

fn require_set(set: &str) -> Result<(), Failure> {
    if set == ONLY_SET {
        Ok(())
    } else {
        Err(fault::item_not_found().into())
    }
}

fn one(inquiry: &Inquiry<'_>, drive: &Drive, item: &Item, name: &str) -> Result<Value, Failure> {
    let size = ThumbnailSize::parse(name).ok_or_else(|| fault::unknown_segment(name))?;
    let by_path = inquiry.switches.thumbnails.custom_by_path;
    if by_path == CustomByPath::Fails && !ThumbnailSize::is_named(name) {
        return Err(fault::general_exception().into());
    }
    let thumbnail = selected(inquiry, drive).one(item, size);
    thumbnail.ok_or_else(|| fault::item_not_found().into())
}
