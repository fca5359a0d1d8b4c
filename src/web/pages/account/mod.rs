//! `/@me`: where somebody is signed in, the passes of his programs, and his password.

mod passes;
mod view;

use axum::extract::{RawQuery, State};
use axum::response::Response;
use http::{StatusCode, header};

use crate::domain::{Caller, Error, Result, Secret, SessionId};
use crate::edge::{Arrival, Edge, Failed, FormBody, Parameters, SessionCookie, retry_seconds};
use crate::services::OwnAccount;
use crate::web::destination::OWN_ACCOUNT;
use crate::web::error::translate;
use crate::web::html::{page, see_other};

pub(in crate::web) use passes::{
    create_app_password, create_token, revoke_app_password, revoke_token,
};
use view::{AccountPage, Fresh};

/// `GET /@me`.
pub(in crate::web) async fn show(
    State(edge): State<Edge>,
    caller: Caller,
    own: OwnAccount,
    RawQuery(query): RawQuery,
) -> Result<Response, Failed> {
    Parameters::parse(query.as_deref().unwrap_or_default(), &[])?;
    let found = AccountPage::load(&own, &caller, edge.clock.now()).await?;
    Ok(page(StatusCode::OK, &found)?)
}

/// `POST /@me/sessions/revoke`: one session, or all but this one.
pub(in crate::web) async fn revoke_session(
    own: OwnAccount,
    form: FormBody,
) -> Result<Response, Failed> {
    let fields = form.parameters(&["id"])?;
    match fields.find("id") {
        Some(id) => already_gone(own.sessions().revoke(&SessionId::parse(id)?).await)?,
        None => own.sessions().revoke_others().await?,
    }
    Ok(see_other(OWN_ACCOUNT))
}

/// `POST /@me/password`: the page again, in a new session.
pub(in crate::web) async fn change_password(
    State(edge): State<Edge>,
    (caller, own): (Caller, OwnAccount),
    (arrival, cookie): (Arrival, SessionCookie),
    form: FormBody,
) -> Result<Response, Failed> {
    let fields = form.parameters(&["password", "new_password"])?;
    let secret = |name| {
        fields
            .require(name)
            .map(|text| Secret::new(text.to_owned()))
    };
    let (old, new) = (secret("password")?, secret("new_password")?);
    match own.change_password(&old, new, arrival.client).await {
        Ok(session) => {
            let cookie = cookie.keep(&session, edge.clock.now());
            let mut response = see_other(OWN_ACCOUNT);
            response.headers_mut().insert(header::SET_COOKIE, cookie);
            Ok(response)
        }
        Err(error) => refuse(&edge, (&caller, &own), error).await,
    }
}

/// The page with a sentence over it. What is no matter of what was typed is an error page like any other.
async fn refuse(
    edge: &Edge,
    (caller, own): (&Caller, &OwnAccount),
    error: Error,
) -> Result<Response, Failed> {
    if !matches!(
        error,
        Error::Invalid(_) | Error::Conflict { .. } | Error::RateLimited { .. }
    ) {
        return Err(Failed(error));
    }
    let words = translate(&error);
    let found = AccountPage::load(own, caller, edge.clock.now()).await?;
    let mut response = page(words.status, &found.with_problem(words.text))?;
    if let Some(retry_after) = error.retry_after() {
        let seconds = retry_seconds(retry_after).into();
        response.headers_mut().insert(header::RETRY_AFTER, seconds);
    }
    Ok(response)
}

/// The page with a secret that is shown this one time.
async fn show_fresh(
    edge: &Edge,
    (caller, own): (&Caller, &OwnAccount),
    fresh: Fresh,
) -> Result<Response, Failed> {
    let found = AccountPage::load(own, caller, edge.clock.now()).await?;
    Ok(page(StatusCode::CREATED, &found.with_fresh(fresh))?)
}

/// What is gone already need not be told to who wants it gone.
fn already_gone(done: Result<()>) -> Result<()> {
    match done {
        Err(Error::NotFound) => Ok(()),
        done => done,
    }
}
