//! `DELETE`: into the recycle bin, with all below it (RFC 4918, section 9.6).

use axum::response::Response;
use http::StatusCode;

use crate::dav::answers::empty;
use crate::dav::ask::Ask;
use crate::dav::conditions;
use crate::dav::headers::Depth;
use crate::dav::listing::is_folder;
use crate::dav::refusal::{Refusal, Trouble};
use crate::domain::Deletion;
use crate::edge::conditions_of;

/// One call, whatever lies below; a folder is never deleted without what is in it.
pub(super) async fn answer(ask: &Ask) -> Result<Response, Trouble> {
    let depth = Depth::of(ask.headers())?;
    let is_shallow = depth.is_some_and(|depth| depth != Depth::Infinity);
    if is_shallow && is_folder(&ask.subject().await?) {
        return Err(Refusal::WrongDepth.into());
    }
    conditions::check(ask).await?;
    let if_match = conditions_of(ask.headers()).if_match;
    let files = &ask.services().files;
    files
        .delete(&ask.caller, ask.path(), Deletion::Recycle, if_match)
        .await?;
    Ok(empty(StatusCode::NO_CONTENT))
}
