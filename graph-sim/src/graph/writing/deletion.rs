//! Deletion, to the recycle bin and for good.

use http::header;

use super::target::Target;
use crate::graph::answer::Answer;
use crate::graph::fault::{self, Failure};
use crate::graph::inquiry::Inquiry;
use crate::graph::route::{DriveName, Place};
use crate::switches::{DeleteIfMatch, PermanentDelete};

/// `DELETE …/items/{item}`: "Delete a driveItem": to the recycle bin with all below it. The root is
/// refused. Left out: locks of what is inside a folder, retention policies.
pub(crate) fn delete(
    inquiry: &Inquiry<'_>,
    drive: &DriveName,
    place: &Place,
) -> Result<Answer, Failure> {
    inquiry.options.permit(&[])?;
    let has_tag = inquiry.call.headers.contains_key(header::IF_MATCH);
    let always_fails = inquiry.switches.writing.delete_if_match == DeleteIfMatch::AlwaysFails;
    inquiry.state.change(|world| {
        let target = Target::claim(inquiry, world, drive, place)?;
        target.refuse_root()?;
        if has_tag && always_fails {
            return Err(fault::resource_modified().into());
        }
        world.drive_mut(target.drive).recycle(target.item);
        Ok(Answer::NoContent)
    })
}

/// `POST …/items/{item}/permanentDelete`: "driveItem: permanentDelete". The recycle bin never sees
/// it.
pub(crate) fn delete_permanently(
    inquiry: &Inquiry<'_>,
    drive: &DriveName,
    place: &Place,
) -> Result<Answer, Failure> {
    inquiry.options.permit(&[])?;
    if inquiry.switches.writing.permanent_delete == PermanentDelete::Unsupported {
        return Err(fault::not_supported("permanentDelete").into());
    }
    inquiry.state.change(|world| {
        let target = Target::claim(inquiry, world, drive, place)?;
        target.refuse_root()?;
        world.drive_mut(target.drive).remove(target.item);
        Ok(Answer::NoContent)
    })
}
