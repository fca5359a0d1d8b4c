//! `UNLOCK`: a lock ended (RFC 4918, section 9.11).

use axum::response::Response;
use http::StatusCode;

use crate::dav::answers::empty;
use crate::dav::ask::Ask;
use crate::dav::conditions;
use crate::dav::headers::lock_token_of;
use crate::dav::refusal::Trouble;
use crate::domain::{Invalid, LockToken};

pub(super) async fn answer(ask: &Ask) -> Result<Response, Trouble> {
    let token = lock_token_of(ask.headers())?;
    let missing = || Invalid::malformed("Lock-Token", "invalid_header", "is missing");
    let token = LockToken::parse(token.ok_or_else(missing)?)?;
    conditions::check(ask).await?;
    let locks = &ask.services().locks;
    locks.unlock(&ask.caller, ask.path(), &token).await?;
    Ok(empty(StatusCode::NO_CONTENT))
}
