//! `PROPPATCH`: what is said of a resource changed (RFC 4918, section 9.2).

use std::mem;

use axum::body::Body;
use axum::response::Response;
use http::StatusCode;

use crate::dav::answers::multistatus;
use crate::dav::ask::Ask;
use crate::dav::conditions;
use crate::dav::listing::is_folder;
use crate::dav::properties::{Amendments, Step, amendments};
use crate::dav::refusal::Trouble;
use crate::dav::xml::{Multistatus, Precondition, PropPatch};
use crate::domain::Caller;
use crate::services::Row;

/// All or nothing. What nobody may set is refused with all that came beside it.
pub(super) async fn answer(ask: &Ask, body: Body) -> Result<Response, Trouble> {
    let body = ask.read_xml(body).await?;
    let patch = PropPatch::read(&body)?;
    let files = &ask.services().files;
    let row = files.subject(&ask.caller, ask.path()).await?;
    ask.check_slash(is_folder(&row))?;
    conditions::check(ask).await?;
    let mut amendments = amendments(patch)?;
    if amendments.is_allowed() {
        let caller = caller(ask, &amendments).await?;
        let amendment = mem::take(&mut amendments.amendment);
        files.amend(&caller, ask.path(), amendment).await?;
    }
    Ok(told(ask, &row, &amendments))
}

/// Who asks. Office sets what Windows keeps of a file without showing the token of the lock that it holds, and gives
/// up where that is refused: its own locks don't stand in its way then.
async fn caller(ask: &Ask, amendments: &Amendments) -> Result<Caller, Trouble> {
    let caller = ask.caller.clone();
    if !amendments.are_of_windows() {
        return Ok(caller);
    }
    let locks = ask.services().locks.discover(&caller, ask.path()).await?;
    let own = locks.iter().filter(|view| view.is_own);
    Ok(caller.submitting(own.map(|view| view.lock.token.clone())))
}

fn told(ask: &Ask, row: &Row, amendments: &Amendments) -> Response {
    let mut answer = Multistatus::new();
    let href = ask.href(is_folder(row));
    let steps = &amendments.steps;
    let names = |wanted: Step| {
        let named = steps.iter().filter(move |(_, step)| *step == wanted);
        named.map(|(name, _)| name.as_ref())
    };
    answer.response(&href, |out| {
        if amendments.is_allowed() {
            // Also where nothing was to be changed: a response says what became of it (section 14.24).
            out.found(|out| names(Step::Taken).for_each(|name| out.empty(name)));
        } else {
            let broken = Precondition::CannotModifyProtectedProperty;
            out.named(StatusCode::FORBIDDEN, names(Step::Protected), Some(&broken));
            // A value that means nothing for this property (section 9.2.1).
            out.named(StatusCode::CONFLICT, names(Step::Unfit), None);
            out.named(StatusCode::FAILED_DEPENDENCY, names(Step::Taken), None);
        }
    });
    multistatus(answer)
}
