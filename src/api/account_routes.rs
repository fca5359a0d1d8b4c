//! The rows of the table that are about who asks: signing in, the own account, signed links.

use axum::routing::on;
use http::Method;

use super::routes::Route;
use super::{auth, links, me};

/// These rows.
pub(super) fn routes() -> [Route; 16] {
    const SESSIONS: &str = "/api/v1/me/sessions";
    const TOKENS: &str = "/api/v1/me/tokens";
    const APP_PASSWORDS: &str = "/api/v1/me/app-passwords";
    const LINK: &[&str] = &["path", "door", "lifetime"];
    [
        Route::open(Method::POST, "/api/v1/auth/login", |f| on(f, auth::sign_in)),
        Route::account(Method::POST, "/api/v1/auth/logout", |f| {
            on(f, auth::sign_out)
        }),
        Route::account(Method::POST, "/api/v1/auth/refresh", |f| {
            on(f, auth::refresh)
        }),
        Route::account(Method::POST, "/api/v1/auth/unlock", |f| on(f, auth::unlock)),
        Route::account(Method::GET, "/api/v1/me", |f| on(f, me::show)),
        Route::account(Method::POST, "/api/v1/me/password", |f| {
            on(f, me::change_password)
        }),
        Route::account(Method::GET, SESSIONS, |f| on(f, me::sessions::list)),
        Route::account(Method::DELETE, SESSIONS, |f| {
            on(f, me::sessions::revoke_others)
        }),
        Route::account(Method::DELETE, "/api/v1/me/sessions/{id}", |f| {
            on(f, me::sessions::revoke)
        }),
        Route::account(Method::GET, TOKENS, |f| on(f, me::tokens::list)),
        Route::account(Method::POST, TOKENS, |f| on(f, me::tokens::create)),
        Route::account(Method::DELETE, "/api/v1/me/tokens/{id}", |f| {
            on(f, me::tokens::revoke)
        }),
        Route::account(Method::GET, APP_PASSWORDS, |f| {
            on(f, me::app_passwords::list)
        }),
        Route::account(Method::POST, APP_PASSWORDS, |f| {
            on(f, me::app_passwords::create)
        }),
        Route::account(Method::DELETE, "/api/v1/me/app-passwords/{id}", |f| {
            on(f, me::app_passwords::revoke)
        }),
        Route::account(Method::GET, "/api/v1/fs/link", |f| on(f, links::create)).with(LINK),
    ]
}
