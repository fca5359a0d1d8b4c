//! Check-out and check-in.

use super::target::Target;
use crate::graph::answer::Answer;
use crate::graph::fault::{self, Failure};
use crate::graph::inquiry::Inquiry;
use crate::graph::route::{DriveName, Place};
use crate::world::Lock;

/// `POST …/checkout`: "driveItem: checkout". From then on writers get 423. Left out: that whoever
/// checked a file out may go on writing it.
pub(crate) fn check_out(
    inquiry: &Inquiry<'_>,
    drive: &DriveName,
    place: &Place,
) -> Result<Answer, Failure> {
    set_lock(inquiry, drive, place, None, Some(Lock::CheckedOut))
}

/// `POST …/checkin`: "driveItem: checkin". The comment is not kept.
pub(crate) fn check_in(
    inquiry: &Inquiry<'_>,
    drive: &DriveName,
    place: &Place,
) -> Result<Answer, Failure> {
    set_lock(inquiry, drive, place, Some(Lock::CheckedOut), None)
}

fn set_lock(
    inquiry: &Inquiry<'_>,
    drive: &DriveName,
    place: &Place,
    from: Option<Lock>,
    to: Option<Lock>,
) -> Result<Answer, Failure> {
    inquiry.options.permit(&[])?;
    inquiry.state.change(|world| {
        let target = Target::find(inquiry, world, drive, place)?;
        let item = target.item(world);
        if item.blob().is_none() {
            return Err(fault::invalid_request("The item is not a file.").into());
        }
        match item.lock {
            lock if lock == from => {
                world.drive_mut(target.drive).item_mut(target.item).lock = to;
                Ok(Answer::NoContent)
            }
            Some(_) => Err(fault::locked().into()),
            None => Err(fault::invalid_request("The file is not checked out.").into()),
        }
    })
}
