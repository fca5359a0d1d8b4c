//! Bodies about who comes in, and by what.

use serde_json::{Value, json};

use crate::api::json::read;
use crate::api::shapes::{FreshToken, PasswordBody, SignInBody, TokenCreation, UnlockBody};
use crate::domain::{Scope, Scopes, Secret, Timestamp, TokenId, Visit};
use crate::edge::Arrival;
use crate::services::{self, NewToken, OwnToken};

#[test]
fn what_somebody_signs_in_with_is_read_and_hidden() {
    let value = json!({"username": "ada", "password": "hunter2", "otp": null});
    let body: SignInBody = read(&value).expect("it is sound");
    assert!(!format!("{body:?}").contains("hunter2"));
    let arrival = Arrival {
        visit: Visit::default(),
        client: Some("curl/8".to_owned()),
    };
    let sign_in = body.with(arrival);
    assert_eq!(sign_in.password.expose(), "hunter2");
    assert_eq!(sign_in.client.as_deref(), Some("curl/8"));
}

#[test]
fn passwords_in_other_bodies_are_hidden_too() {
    let value = json!({"password": "hunter2", "new_password": "hunter3"});
    let body: PasswordBody = read(&value).expect("it is sound");
    assert!(!format!("{body:?}").contains("hunter"));
    let value = json!({"path": "/a", "password": "hunter2"});
    let body: UnlockBody = read(&value).expect("it is sound");
    assert!(!format!("{body:?}").contains("hunter"));
    assert_eq!(body.path().expect("a path").as_str(), "/a");
}

#[test]
fn a_token_is_shown_once_in_an_answer_and_never_in_a_log() {
    let value = json!({"name": "Backup", "scopes": ["files:read"], "prefix": "/a"});
    let body: TokenCreation = read(&value).expect("it is sound");
    let new = NewToken::try_from(body).expect("it is sound");
    let scopes: Scopes = [Scope::FilesRead].into_iter().collect();
    assert_eq!((new.name.as_str(), new.scopes), ("Backup", scopes));
    let made = services::FreshToken {
        secret: Secret::new("oft_hunter2".to_owned()),
        kept: OwnToken {
            id: TokenId::from_unique(1),
            name: new.name,
            scopes,
            prefix: new.prefix,
            created_at: Timestamp::from_unix_ms(1_000),
            seen_at: None,
            expires_at: None,
        },
    };
    let shown = FreshToken::from(made);
    assert!(!format!("{shown:?}").contains("hunter2"));
    let shown: Value = serde_json::to_value(shown).expect("it is JSON");
    let expected = json!({
        "token": "oft_hunter2", "id": "tok_1", "name": "Backup", "scopes": ["files:read"],
        "prefix": "/a", "created_at": "1970-01-01T00:00:01Z", "seen_at": null, "expires_at": null,
    });
    assert_eq!(shown, expected);
}
