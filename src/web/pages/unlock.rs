//! `/@unlock`: a folder's password.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use http::{StatusCode, header};

use crate::domain::{Caller, Error, Result, Secret, VirtualPath};
use crate::edge::{Edge, Failed, FormBody, UnlockCookie, retry_seconds};
use crate::services::{Services, Unlocked};
use crate::web::destination::{Destination, Linked};
use crate::web::html::{page, see_other};
use crate::web::view::{Shell, wait};

#[derive(Template)]
#[template(path = "unlock.html")]
struct UnlockPage {
    shell: Shell,
    /// The folder's name.
    folder: String,
    path: String,
    next: String,
    problem: Option<String>,
}

impl UnlockPage {
    fn new(caller: &Caller, folder: &VirtualPath, next: String) -> Self {
        Self {
            shell: Shell::at(folder, caller),
            folder: folder.name().unwrap_or("All files").to_owned(),
            path: folder.as_str().to_owned(),
            next,
            problem: None,
        }
    }
}

/// The form, in place of what is closed. `next` was parsed and written anew.
pub(in crate::web) fn form(
    caller: &Caller,
    folder: &VirtualPath,
    next: String,
) -> Result<Response> {
    page(
        StatusCode::FORBIDDEN,
        &UnlockPage::new(caller, folder, next),
    )
}

/// `POST /@unlock`: the way on, or the form again with one sentence. Who has come by a signed link is led on to
/// it, and the folders on its way are what he opens.
pub(in crate::web) async fn submit(
    State(edge): State<Edge>,
    (caller, cookie): (Caller, UnlockCookie),
    form: FormBody,
) -> Result<Response, Failed> {
    let fields = form.parameters(&["path", "password", "next"])?;
    let next = fields.find("next").unwrap_or_default();
    let linked = Linked::parse(next);
    let next = match &linked {
        Some(linked) => linked.address(),
        None => Destination::parse(next).as_str().to_owned(),
    };
    let path = VirtualPath::parse(fields.require("path")?).map_err(Error::from)?;
    let password = Secret::new(fields.require("password")?.to_owned());
    let unlocked = match linked {
        Some(linked) => unlock_way(&edge.services, &caller, &linked, &password).await,
        None => {
            edge.services
                .unlocks
                .unlock(&caller, &path, &password)
                .await
        }
    };
    match unlocked {
        Ok(unlocked) => Ok(lead_on((&edge, cookie), &unlocked, &next)),
        Err(error) => refuse(error, UnlockPage::new(&caller, &path, next)),
    }
}

/// Opens the folders on the way to a file that a signed link leads to.
async fn unlock_way(
    services: &Services,
    visitor: &Caller,
    linked: &Linked,
    password: &Secret<String>,
) -> Result<Unlocked> {
    let (sign, path) = (linked.sign.as_str(), &linked.path);
    let reader = services
        .links
        .redeem(visitor, sign, path, linked.through_us)?;
    let unlocks = &services.unlocks;
    unlocks
        .unlock_for(visitor, &reader.caller, path, password)
        .await
}

fn lead_on((edge, cookie): (&Edge, UnlockCookie), unlocked: &Unlocked, next: &str) -> Response {
    let mut response = see_other(next);
    if let Unlocked::ByGuest { text, expires_at } = unlocked {
        let cookie = cookie.keep(text.expose(), *expires_at, edge.clock.now());
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    response
}

/// The form again. What is no matter of the password is an error page like any other.
fn refuse(error: Error, form: UnlockPage) -> Result<Response, Failed> {
    let (status, problem) = match &error {
        Error::PasswordNeeded { .. } => {
            let problem = "The password is wrong.".to_owned();
            (StatusCode::FORBIDDEN, problem)
        }
        Error::RateLimited { retry_after } => {
            let problem = format!("Too many attempts. Try again in {}.", wait(*retry_after));
            (StatusCode::TOO_MANY_REQUESTS, problem)
        }
        _ => return Err(Failed(error)),
    };
    let form = UnlockPage {
        problem: Some(problem),
        ..form
    };
    let mut response = page(status, &form)?;
    if let Some(retry_after) = error.retry_after() {
        let seconds = retry_seconds(retry_after).into();
        response.headers_mut().insert(header::RETRY_AFTER, seconds);
    }
    Ok(response)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_form_shows_a_hostile_name_as_text_and_no_password() {
        let folder = VirtualPath::parse("/a/\"><script>").expect("a path");
        let next = "/a/x".to_owned();
        let form = UnlockPage::new(&Caller::anonymous(), &folder, next);
        let html = form.render().expect("it renders");
        assert!(!html.contains("<script"), "{html}");
        assert!(html.contains("name=\"next\" value=\"/a/x\""), "{html}");
        let wrong = refuse(Error::PasswordNeeded { folder }, form).expect("a page");
        assert_eq!(wrong.status(), StatusCode::FORBIDDEN);
        assert!(!wrong.headers().contains_key(header::SET_COOKIE));
    }
}
