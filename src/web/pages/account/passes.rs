//! The forms for API tokens and passwords for programs.

use std::time::Duration;

use axum::extract::State;
use axum::response::Response;

use crate::domain::{
    AppPasswordId, Caller, Error, Invalid, Result, Scope, Timestamp, TokenId, VirtualPath,
};
use crate::edge::{Edge, Failed, FormBody, Parameters};
use crate::services::{NewAppPassword, NewToken, OwnAccount};
use crate::web::destination::OWN_ACCOUNT;
use crate::web::html::see_other;

use super::view::Fresh;
use super::{already_gone, refuse, show_fresh};

/// `POST /@me/tokens`.
pub(in crate::web) async fn create_token(
    State(edge): State<Edge>,
    (caller, own): (Caller, OwnAccount),
    form: FormBody,
) -> Result<Response, Failed> {
    let fields = form.parameters(&token_fields())?;
    let made = match new_token(&fields, edge.clock.now()) {
        Ok(new) => own.tokens().create(new).await,
        Err(error) => Err(error),
    };
    let who = (&caller, &own);
    match made {
        Ok(made) => {
            let fresh = Fresh::new("The token", made.kept.name, &made.secret);
            show_fresh(&edge, who, fresh).await
        }
        Err(error) => refuse(&edge, who, error).await,
    }
}

/// `POST /@me/tokens/revoke`.
pub(in crate::web) async fn revoke_token(
    own: OwnAccount,
    form: FormBody,
) -> Result<Response, Failed> {
    let fields = form.parameters(&["id"])?;
    let id = TokenId::parse(fields.require("id")?)?;
    already_gone(own.tokens().revoke(&id).await)?;
    Ok(see_other(OWN_ACCOUNT))
}

/// `POST /@me/app-passwords`.
pub(in crate::web) async fn create_app_password(
    State(edge): State<Edge>,
    (caller, own): (Caller, OwnAccount),
    form: FormBody,
) -> Result<Response, Failed> {
    let fields = form.parameters(&["name", "days"])?;
    let made = match new_app_password(&fields, edge.clock.now()) {
        Ok(new) => own.app_passwords().create(new).await,
        Err(error) => Err(error),
    };
    let who = (&caller, &own);
    match made {
        Ok(made) => {
            let fresh = Fresh::new("The password", made.kept.name, &made.secret);
            show_fresh(&edge, who, fresh).await
        }
        Err(error) => refuse(&edge, who, error).await,
    }
}

/// `POST /@me/app-passwords/revoke`.
pub(in crate::web) async fn revoke_app_password(
    own: OwnAccount,
    form: FormBody,
) -> Result<Response, Failed> {
    let fields = form.parameters(&["id"])?;
    let id = AppPasswordId::parse(fields.require("id")?)?;
    already_gone(own.app_passwords().revoke(&id).await)?;
    Ok(see_other(OWN_ACCOUNT))
}

/// A box for each scope stands under the scope's name.
fn token_fields() -> Vec<&'static str> {
    let scopes = Scope::ALL.into_iter().map(Scope::name);
    scopes.chain(["name", "prefix", "days"]).collect()
}

fn new_token(fields: &Parameters, now: Timestamp) -> Result<NewToken> {
    let ticked = |scope: &Scope| fields.find(scope.name()).is_some();
    let prefix = fields.find("prefix").filter(|prefix| !prefix.is_empty());
    let parse = |text| {
        let parsed = VirtualPath::parse(text);
        parsed.map_err(|error| Invalid::new("prefix", "invalid_path", error.to_string()))
    };
    Ok(NewToken {
        name: fields.require("name")?.to_owned(),
        scopes: Scope::ALL.into_iter().filter(ticked).collect(),
        prefix: prefix.map(parse).transpose()?,
        expires_at: end(fields, now)?,
    })
}

fn new_app_password(fields: &Parameters, now: Timestamp) -> Result<NewAppPassword> {
    Ok(NewAppPassword {
        name: fields.require("name")?.to_owned(),
        expires_at: end(fields, now)?,
    })
}

/// So many days from now; never, where nothing is said.
fn end(fields: &Parameters, now: Timestamp) -> Result<Option<Timestamp>> {
    const DAY: Duration = Duration::from_hours(24);
    let Some(text) = fields.find("days").filter(|days| !days.is_empty()) else {
        return Ok(None);
    };
    let reason = "must be a number of days";
    let refuse = |_| Error::from(Invalid::new("days", "invalid_time", reason));
    let days: u16 = text.parse().map_err(refuse)?;
    Ok(Some(now.after(DAY * u32::from(days))))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(text: &str) -> Parameters {
        Parameters::parse(text, &token_fields()).expect("a form")
    }

    #[test]
    fn a_token_is_made_of_what_was_ticked_and_typed() {
        let form = "name=Backup&files%3Aread=on&audit%3Aread=on&prefix=%2Fa+b&days=30";
        let new = new_token(&fields(form), Timestamp::default()).expect("sound");
        let scopes: Vec<_> = new.scopes.iter().collect();
        assert_eq!(scopes, [Scope::FilesRead, Scope::AuditRead]);
        assert_eq!(new.prefix.expect("a folder").as_str(), "/a b");
        let thirty_days = 30 * 24 * 3_600_000;
        assert_eq!(new.expires_at.map(Timestamp::unix_ms), Some(thirty_days));
        let bare = new_token(&fields("name=a&prefix=&days="), Timestamp::default());
        let bare = bare.expect("sound");
        assert!(bare.prefix.is_none() && bare.expires_at.is_none() && bare.scopes.is_empty());
    }

    #[test]
    fn what_no_form_of_ours_sends_is_refused() {
        for (form, code) in [
            ("days=30", "missing_parameter"),
            ("name=a&days=soon", "invalid_time"),
            ("name=a&prefix=..", "invalid_path"),
        ] {
            let refused = new_token(&fields(form), Timestamp::default());
            assert_eq!(refused.expect_err(form).code(), code, "{form}");
        }
    }
}
