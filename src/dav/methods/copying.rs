//! `COPY` and `MOVE` (RFC 4918, sections 9.8 and 9.9).

use std::time::Duration;

use axum::response::Response;
use http::StatusCode;

use crate::dav::answers::{empty, multistatus};
use crate::dav::ask::{Ask, PREFIX};
use crate::dav::headers::{Depth, Overwrite};
use crate::dav::listing::is_folder;
use crate::dav::refusal::{Refusal, Trouble};
use crate::dav::target::destination;
use crate::dav::xml::{Href, Multistatus};
use crate::dav::{conditions, error};
use crate::domain::Error;
use crate::services::{Bringing, Relocation, Report, Transfer, TransferState};

/// So long is waited for a copy that Microsoft makes or that is carried from drive to drive. No client waits
/// longer; it goes on to its end in any case.
const PATIENCE: Duration = Duration::from_hours(1);

pub(super) async fn answer(ask: &Ask) -> Result<Response, Trouble> {
    let bringing = bringing(ask).await?;
    let destination = destination(ask)?;
    let overwrite = Overwrite::of(ask.headers())? == Overwrite::Allowed;
    let (from, to) = (ask.path(), &destination.path);
    // Its own name in another letter case is a place to move to, and none to copy to.
    let is_there = match bringing {
        Bringing::Move => from == to,
        Bringing::Copy | Bringing::CopyAlone => from.key() == to.key(),
    };
    if is_there {
        return Err(Refusal::OntoItself.into());
    }
    conditions::check(ask).await?;
    let files = &ask.services().files;
    let brought = files
        .bring(&ask.caller, bringing, (from, to), overwrite)
        .await?;
    if let Relocation::UnderWay(transfer) = brought.relocation {
        see_through(ask, &transfer).await?;
    }
    Ok(empty(if brought.replaced {
        StatusCode::NO_CONTENT
    } else {
        StatusCode::CREATED
    }))
}

/// What is to be done. How far a file reaches is no question, and a folder is never moved without what is in it.
async fn bringing(ask: &Ask) -> Result<Bringing, Trouble> {
    let depth = Depth::of(ask.headers())?;
    match (ask.head.method.as_str(), depth) {
        ("MOVE", None | Some(Depth::Infinity)) => Ok(Bringing::Move),
        ("MOVE", _) if !is_folder(&ask.subject().await?) => Ok(Bringing::Move),
        ("COPY", None | Some(Depth::Infinity)) => Ok(Bringing::Copy),
        ("COPY", Some(Depth::Zero)) => Ok(Bringing::CopyAlone),
        _ => Err(Refusal::WrongDepth.into()),
    }
}

/// Waits for what takes longer than one step: WebDAV has no word for "under way".
async fn see_through(ask: &Ask, transfer: &Transfer) -> Result<(), Trouble> {
    let deadline = ask.edge.clock.now().after(PATIENCE);
    let report = transfer.wait(deadline).await;
    match &report.state {
        TransferState::Done(_) => Ok(()),
        TransferState::Running => Err(Refusal::TakesTooLong.into()),
        TransferState::Failed | TransferState::Cancelled => Err(failed(ask, report)),
    }
}

/// What could not be brought along, item by item; what failed at the very place is the answer itself.
fn failed(ask: &Ask, report: Report) -> Trouble {
    let method = &ask.head.method;
    if report.errors.iter().all(|item| &item.path == ask.path()) {
        let first = report.errors.into_iter().next();
        return first
            .map_or_else(Error::copy_failed, |item| item.error)
            .into();
    }
    let mut answer = Multistatus::new();
    for item in &report.errors {
        let href = Href::new(PREFIX, &item.path, false);
        answer.status(&href, error::status(&item.error, method), None);
    }
    Trouble::Told(Box::new(multistatus(answer)))
}
