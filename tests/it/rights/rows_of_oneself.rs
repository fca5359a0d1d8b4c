//! The rows that are about who asks: signing in and out, the own account, its passes.

use super::rows::{Need, Question, Row, Wish};

const fn look(target: &'static str) -> Need {
    Need::Own(Wish::Look, Question::get(target), &[200])
}

/// What is asked is refused for what it says, and by that shows that it would have been done.
const fn change(question: Question, good: &'static [u16]) -> Need {
    Need::Own(Wish::Change, question, good)
}

const fn end(question: Question, good: &'static [u16]) -> Need {
    Need::Own(Wish::EndSessions, question, good)
}

const BAD: &[u16] = &[400, 422];

pub(super) const ROWS: &[Row] = &[
    Row::web(
        "GET",
        "/@login",
        Need::NoVoid(Question::get("/@login"), &[200, 303]),
    ),
    Row::web(
        "HEAD",
        "/@login",
        Need::NoVoid(Question::get("/@login"), &[200, 303]),
    ),
    Row::web(
        "POST",
        "/@login",
        Need::NoVoid(Question::form("/@login", ""), BAD),
    ),
    Row::web(
        "POST",
        "/@logout",
        end(Question::form("/@logout", ""), &[303]),
    ),
    Row::web(
        "POST",
        "/@unlock",
        Need::NoVoid(Question::form("/@unlock", ""), BAD),
    ),
    Row::web("GET", "/@me", look("/@me")),
    Row::web("HEAD", "/@me", look("/@me")),
    Row::web(
        "POST",
        "/@me/password",
        change(Question::form("/@me/password", ""), BAD),
    ),
    Row::web(
        "POST",
        "/@me/sessions/revoke",
        end(Question::form("/@me/sessions/revoke", ""), &[303]),
    ),
    Row::web(
        "POST",
        "/@me/tokens",
        change(Question::form("/@me/tokens", ""), BAD),
    ),
    Row::web(
        "POST",
        "/@me/tokens/revoke",
        change(Question::form("/@me/tokens/revoke", "id={token}"), &[303]),
    ),
    Row::web(
        "POST",
        "/@me/app-passwords",
        change(Question::form("/@me/app-passwords", ""), BAD),
    ),
    Row::web(
        "POST",
        "/@me/app-passwords/revoke",
        change(
            Question::form("/@me/app-passwords/revoke", "id={app_password}"),
            &[303],
        ),
    ),
    Row::api(
        "POST",
        "/api/v1/auth/login",
        Need::Nothing(Question::json("/api/v1/auth/login", "{}"), BAD),
    ),
    Row::api(
        "POST",
        "/api/v1/auth/logout",
        end(Question::get("/api/v1/auth/logout"), &[204]),
    ),
    Row::api(
        "POST",
        "/api/v1/auth/refresh",
        end(Question::get("/api/v1/auth/refresh"), &[200]),
    ),
    Row::api(
        "POST",
        "/api/v1/auth/unlock",
        change(
            Question::json(
                "/api/v1/auth/unlock",
                r#"{"path":"/contoso/bob","password":"it is open"}"#,
            ),
            &[204],
        ),
    ),
    Row::api("GET", "/api/v1/me", look("/api/v1/me")),
    Row::api(
        "POST",
        "/api/v1/me/password",
        change(Question::json("/api/v1/me/password", "{}"), BAD),
    ),
    Row::api("GET", "/api/v1/me/sessions", look("/api/v1/me/sessions")),
    Row::api(
        "DELETE",
        "/api/v1/me/sessions",
        end(Question::get("/api/v1/me/sessions"), &[204]),
    ),
    Row::api(
        "DELETE",
        "/api/v1/me/sessions/{id}",
        change(Question::get("/api/v1/me/sessions/{session}"), &[404]),
    ),
    Row::api("GET", "/api/v1/me/tokens", look("/api/v1/me/tokens")),
    Row::api(
        "POST",
        "/api/v1/me/tokens",
        change(
            Question::json("/api/v1/me/tokens", r#"{"name":"x","scopes":[]}"#),
            BAD,
        ),
    ),
    Row::api(
        "DELETE",
        "/api/v1/me/tokens/{id}",
        change(Question::get("/api/v1/me/tokens/{token}"), &[404]),
    ),
    Row::api(
        "GET",
        "/api/v1/me/app-passwords",
        look("/api/v1/me/app-passwords"),
    ),
    Row::api(
        "POST",
        "/api/v1/me/app-passwords",
        change(
            Question::json("/api/v1/me/app-passwords", r#"{"name":""}"#),
            BAD,
        ),
    ),
    Row::api(
        "DELETE",
        "/api/v1/me/app-passwords/{id}",
        change(
            Question::get("/api/v1/me/app-passwords/{app_password}"),
            &[404],
        ),
    ),
];
