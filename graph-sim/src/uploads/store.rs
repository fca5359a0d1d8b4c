//! From the last byte to a file in a drive.

use std::sync::Arc;

use http::StatusCode;
use uuid::Uuid;

use super::registry::Fate;
use super::session::{Destination, Session};
use super::{Draft, fault};
use crate::graph::{self, Fault, Inquiry};
use crate::switches::{OfficeReplace, OfficeRewrite, ReplacedStatus, UploadSwitches};
use crate::world::{
    AppKey, AskedTimes, Conflict, Drive, DriveState, Form, Ground, ItemKey, Library, Spot, Stored,
    World,
};

/// What SharePoint's own properties look like at the end of a file it has rewritten.
const PROPERTIES: &[u8] = b"<properties xmlns=\"simulated\"><item>promoted</item></properties>";
/// Files that SharePoint takes for its own.
const OFFICE: [&str; 6] = [".docx", ".xlsx", ".pptx", ".docm", ".xlsm", ".pptm"];

/// A file that has come in whole, and what is wished for it.
#[derive(Debug)]
pub(crate) struct Delivery {
    pub(crate) draft: Draft,
    pub(crate) conflict: Conflict,
    pub(crate) times: AskedTimes,
    /// Whose file it is.
    pub(crate) app: AppKey,
}

/// A file that was stored, as the answer tells it.
#[derive(Debug)]
pub(crate) struct Committed {
    pub(crate) status: StatusCode,
    pub(crate) document: Vec<u8>,
}

impl Committed {
    /// The answer for a file; its item must be there still.
    pub(crate) fn new(inquiry: &Inquiry<'_>, world: &World, drive: &Drive, stored: Stored) -> Self {
        let replaced = inquiry.switches.uploads.replaced;
        let status = if stored.created || replaced == ReplacedStatus::Created {
            StatusCode::CREATED
        } else {
            StatusCode::OK
        };
        Self {
            status,
            document: graph::describe(inquiry, world, drive, stored.key),
        }
    }
}

/// Puts a file into a drive: quota, conflict behavior, locks, and what SharePoint does to it.
pub(crate) fn store(
    drive: &mut Drive,
    destination: &Destination,
    delivery: Delivery,
    switches: &UploadSwitches,
) -> Result<Stored, Fault> {
    let (folder, name, conflict) = destination.find(drive, delivery.conflict)?;
    let spot = Spot {
        folder,
        name: &name,
        conflict,
    };
    let mut draft = delivery.draft;
    if is_rewritten(drive, &name, switches.office_rewrite) {
        draft.take(PROPERTIES);
    }
    let old = occupant(drive, spot)?.map_or(0, |key| drive.item(key).size);
    if draft.size().saturating_sub(old) > drive.room() {
        return Err(graph::quota_reached());
    }
    let blob = Arc::new(draft.into_blob());
    let stored = drive
        .store_file(spot, blob, delivery.times)
        .map_err(graph::misplaced)?;
    drive.item_mut(stored.key).written_by = Some(delivery.app);
    Ok(stored)
}

/// The file that would be replaced.
fn occupant(drive: &Drive, spot: Spot<'_>) -> Result<Option<ItemKey>, Fault> {
    match drive.survey(spot, Form::File, None) {
        Ok(Ground::Occupied(key)) => Ok(Some(key)),
        Ok(Ground::Free(_)) => Ok(None),
        Err(error) => Err(graph::misplaced(error)),
    }
}

impl Destination {
    /// Folder and name as they are now; a file that is to be replaced is replaced whatever it is
    /// called by now.
    fn find(
        &self,
        drive: &Drive,
        conflict: Conflict,
    ) -> Result<(ItemKey, String, Conflict), Fault> {
        let find = |guid: Uuid| drive.find_guid(guid).ok_or_else(graph::item_not_found);
        match self {
            Self::Name { folder, name } => Ok((find(*folder)?, name.clone(), conflict)),
            Self::File(guid) => {
                let item = drive.item(find(*guid)?);
                let folder = item.parent.ok_or_else(fault::no_path)?;
                Ok((folder, item.name.to_string(), Conflict::Replace))
            }
        }
    }
}

/// Makes a file of a session that is complete, here or, for a session that could not be committed
/// where it was planned, elsewhere.
///
/// What can be mended (a taken name, a lock, a full drive) leaves the session open; what can't
/// ends it.
pub(super) fn commit(
    inquiry: &Inquiry<'_>,
    session: &Session,
    elsewhere: Option<(&Destination, Conflict)>,
) -> (Fate, Result<Committed, Fault>) {
    if !session.is_complete() {
        return (Fate::Open, Err(fault::incomplete()));
    }
    if session.uneven {
        return (Fate::Failed, Err(fault::uneven_fragments()));
    }
    let plan = &session.plan;
    let (destination, conflict) = elsewhere.unwrap_or((&plan.destination, plan.conflict));
    let outcome = inquiry.state.change(|world| {
        let key = world
            .find_drive_key(&plan.drive_id)
            .ok_or_else(graph::item_not_found)?;
        let drive = world.drive_mut(key);
        if drive.state != DriveState::Ready {
            return Err(graph::locked());
        }
        refuse_office(drive, destination, conflict, inquiry)?;
        let delivery = Delivery {
            draft: session.draft.clone(),
            conflict,
            times: plan.times,
            app: plan.caller.app,
        };
        let stored = store(drive, destination, delivery, &inquiry.switches.uploads)?;
        Ok(Committed::new(inquiry, world, world.drive(key), stored))
    });
    let fate = match &outcome {
        Ok(_) => Fate::Completed,
        Err(fault) if fault.status == StatusCode::NOT_FOUND => Fate::Failed,
        Err(_) => Fate::Open,
    };
    (fate, outcome)
}

/// Makes a file of a complete session under another name: what the documents offer after a
/// conflict.
pub(crate) fn adopt(
    inquiry: &Inquiry<'_>,
    id: Uuid,
    drive_id: &str,
    place: (&Destination, Conflict),
) -> Result<Committed, Fault> {
    let gone = || fault::gone(inquiry.switches.uploads.gone);
    let outcome = inquiry.state.uploads.act(id, |session| {
        if session.plan.drive_id == drive_id {
            commit(inquiry, session, Some(place))
        } else {
            (Fate::Open, Err(gone()))
        }
    });
    outcome.unwrap_or_else(|| Err(gone()))
}

/// SharePoint's defect: sessions that replace an Office file find nothing.
fn refuse_office(
    drive: &Drive,
    destination: &Destination,
    conflict: Conflict,
    inquiry: &Inquiry<'_>,
) -> Result<(), Fault> {
    let (folder, name, conflict) = destination.find(drive, conflict)?;
    let spot = Spot {
        folder,
        name: &name,
        conflict,
    };
    let position = inquiry.switches.uploads.office_replace;
    let replaces = || Ok::<_, Fault>(occupant(drive, spot)?.is_some());
    if position == OfficeReplace::NotFound && is_office(&name) && replaces()? {
        return Err(graph::item_not_found());
    }
    Ok(())
}

fn is_rewritten(drive: &Drive, name: &str, position: OfficeRewrite) -> bool {
    let here = match position {
        OfficeRewrite::Never => false,
        OfficeRewrite::Libraries => matches!(drive.home.kind, Library::Documents(_)),
        OfficeRewrite::Everywhere => true,
    };
    here && is_office(name)
}

fn is_office(name: &str) -> bool {
    let name = name.to_lowercase();
    OFFICE.iter().any(|ending| name.ends_with(ending))
}
