//! What can be done, a file for each method.

mod copying;
mod delete;
mod get;
mod lock;
mod mkcol;
mod options;
mod propfind;
mod proppatch;
mod put;
mod unlock;

use axum::body::Body;
use axum::response::Response;

use super::ask::Ask;
use super::refusal::{Refusal, Trouble};

/// Answers in the tree.
pub(super) async fn answer(ask: &Ask, body: Body) -> Result<Response, Trouble> {
    match ask.head.method.as_str() {
        "OPTIONS" => Ok(options::answer(ask).await),
        "PROPFIND" => propfind::answer(ask, body).await,
        "GET" | "HEAD" => get::answer(ask).await,
        "PUT" => put::answer(ask, body).await,
        "MKCOL" => mkcol::answer(ask, body).await,
        "DELETE" => delete::answer(ask).await,
        "COPY" | "MOVE" => copying::answer(ask).await,
        "PROPPATCH" => proppatch::answer(ask, body).await,
        "LOCK" => lock::answer(ask, body).await,
        "UNLOCK" => unlock::answer(ask).await,
        _ => Err(Refusal::Method.into()),
    }
}

/// Answers above it.
pub(super) async fn answer_above(ask: &Ask, body: Body) -> Result<Response, Trouble> {
    match ask.head.method.as_str() {
        "OPTIONS" => Ok(options::answer_above()),
        "PROPFIND" => propfind::answer_above(ask, body).await,
        _ => Err(Refusal::Method.into()),
    }
}
