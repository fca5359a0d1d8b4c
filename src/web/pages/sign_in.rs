//! `/@login` and `/@logout`.

use askama::Template;
use axum::extract::{RawQuery, State};
use axum::response::Response;
use http::{HeaderValue, StatusCode, header};

use crate::domain::{Caller, Error, Result, Secret};
use crate::edge::{
    Arrival, Edge, Failed, FormBody, Parameters, SessionCookie, UnlockCookie, retry_seconds,
};
use crate::services::SignIn;
use crate::web::destination::Destination;
use crate::web::failure::CHALLENGE;
use crate::web::html::{page, see_other};
use crate::web::view::{Shell, wait};

#[derive(Template)]
#[template(path = "sign_in.html")]
struct SignInPage {
    shell: Shell,
    username: String,
    next: String,
    problem: Option<String>,
}

/// `GET /@login?next=`: the form; for who is signed in already, the way on.
pub(in crate::web) async fn form(
    caller: Caller,
    RawQuery(query): RawQuery,
) -> Result<Response, Failed> {
    let parameters = Parameters::parse(query.as_deref().unwrap_or_default(), &["next"])?;
    let next = Destination::parse(parameters.find("next").unwrap_or_default());
    if !caller.is_anonymous() {
        return Ok(see_other(next.as_str()));
    }
    Ok(page(
        StatusCode::OK,
        &empty_form(String::new(), &next, None),
    )?)
}

/// `POST /@login`: a session and the way on, or the form again with one sentence.
pub(in crate::web) async fn submit(
    State(edge): State<Edge>,
    (arrival, cookie): (Arrival, SessionCookie),
    form: FormBody,
) -> Result<Response, Failed> {
    let fields = form.parameters(&["username", "password", "next"])?;
    let next = Destination::parse(fields.find("next").unwrap_or_default());
    let username = fields.require("username")?.to_owned();
    let password = Secret::new(fields.require("password")?.to_owned());
    let sign_in = SignIn {
        username: username.clone(),
        password,
        client: arrival.client,
        visit: arrival.visit,
    };
    match edge.services.sessions.sign_in(sign_in).await {
        Ok(session) => {
            let cookie = cookie.keep(&session, edge.clock.now());
            let mut response = see_other(next.as_str());
            response.headers_mut().insert(header::SET_COOKIE, cookie);
            Ok(response)
        }
        Err(error) => refuse(error, username, &next),
    }
}

/// `POST /@logout`: the session is over here and in the browser, and so is what was unlocked.
pub(in crate::web) async fn sign_out(
    State(edge): State<Edge>,
    (session, unlocked): (SessionCookie, UnlockCookie),
    caller: Caller,
) -> Result<Response, Failed> {
    match edge.services.sessions.sign_out(&caller).await {
        // There is none any more, or none to be seen.
        Ok(()) | Err(Error::Forbidden) => {}
        Err(error) => return Err(Failed(error)),
    }
    let mut response = see_other("/@login");
    let headers = response.headers_mut();
    headers.append(header::SET_COOKIE, session.forget());
    headers.append(header::SET_COOKIE, unlocked.forget());
    Ok(response)
}

/// The form again. What is no matter of name and password is an error page like any other.
fn refuse(error: Error, username: String, next: &Destination) -> Result<Response, Failed> {
    let (status, problem) = match &error {
        Error::Unauthenticated => (
            StatusCode::UNAUTHORIZED,
            "The name or the password is wrong.".to_owned(),
        ),
        Error::RateLimited { retry_after } => (
            StatusCode::TOO_MANY_REQUESTS,
            format!("Too many attempts. Try again in {}.", wait(*retry_after)),
        ),
        _ => return Err(Failed(error)),
    };
    let mut response = page(status, &empty_form(username, next, Some(problem)))?;
    let headers = response.headers_mut();
    if let Some(retry_after) = error.retry_after() {
        headers.insert(header::RETRY_AFTER, retry_seconds(retry_after).into());
    } else {
        headers.insert(
            header::WWW_AUTHENTICATE,
            HeaderValue::from_static(CHALLENGE),
        );
    }
    Ok(response)
}

fn empty_form(username: String, next: &Destination, problem: Option<String>) -> SignInPage {
    SignInPage {
        shell: Shell::of(&Caller::anonymous()),
        username,
        next: next.as_str().to_owned(),
        problem,
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_wrong_password_shows_the_form_again_with_the_name_as_text() {
        let next = Destination::parse("/a");
        let name = "\"><script>".to_owned();
        let html = empty_form(name.clone(), &next, Some("Wrong.".to_owned()));
        let html = html.render().expect("it renders");
        assert!(
            !html.contains("<script") && html.contains("value=\"/a\""),
            "{html}"
        );
        let response = refuse(Error::Unauthenticated, name, &next).expect("a page");
        assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
    }

    #[test]
    fn too_many_attempts_are_told_when_to_come_again() {
        let retry_after = Duration::from_millis(1_500);
        let error = Error::RateLimited { retry_after };
        let response = refuse(error, String::new(), &Destination::front()).expect("a page");
        assert_eq!(response.status(), StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(response.headers()[header::RETRY_AFTER], "2");
    }
}
