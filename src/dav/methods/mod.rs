//! What can be done, a file for each method; `GET` and `HEAD` share one, and `COPY` and `MOVE` another, `copying`.

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
use super::conditions;
use super::refusal::{Refusal, Trouble};

/// Answers in the tree, or above it.
pub(super) async fn answer(ask: &Ask, body: Body) -> Result<Response, Trouble> {
    if ask.is_above {
        return answer_above(ask, body).await;
    }
    check(ask).await?;
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

/// What can be done with the server as a whole.
pub(super) fn tell_of_server() -> Response {
    options::answer_above()
}

async fn answer_above(ask: &Ask, body: Body) -> Result<Response, Trouble> {
    match ask.head.method.as_str() {
        "OPTIONS" => Ok(tell_of_server()),
        "PROPFIND" => propfind::answer_above(ask, body).await,
        _ => Err(Refusal::Method.into()),
    }
}

/// What holds of several methods alike. `PUT` and `MKCOL` make of a slash what they will, and `PROPFIND`, `GET`, `HEAD`
/// and `PROPPATCH` look at what lies there in any case.
async fn check(ask: &Ask) -> Result<(), Trouble> {
    match ask.head.method.as_str() {
        // A file is not there under a name with a slash.
        "DELETE" | "COPY" | "MOVE" | "LOCK" | "UNLOCK" if ask.means_folder() => {
            ask.subject().await?;
            Ok(())
        }
        // Whoever changes something states conditions of HTTP, too, and they are judged where it is changed.
        "PROPFIND" | "GET" | "HEAD" => conditions::check_if(ask).await,
        _ => Ok(()),
    }
}
