//! The page itself.

use askama::Template;

use crate::domain::{Caller, Result, Scope, Secret, Timestamp};
use crate::services::{OwnAccount, OwnAppPassword, OwnSession, OwnToken};
use crate::web::view::{Shell, ago, date};

#[derive(Template)]
#[template(path = "account.html")]
pub(super) struct AccountPage {
    shell: Shell,
    username: String,
    role: &'static str,
    problem: Option<String>,
    fresh: Option<Fresh>,
    sessions: Vec<SessionRow>,
    tokens: Vec<PassRow>,
    app_passwords: Vec<PassRow>,
    scopes: Vec<ScopeBox>,
}

/// A secret, the one time it is shown.
pub(super) struct Fresh {
    what: &'static str,
    name: String,
    secret: String,
}

struct SessionRow {
    id: String,
    client: String,
    address: Option<String>,
    since: String,
    used: String,
    is_current: bool,
}

struct PassRow {
    id: String,
    name: String,
    /// All there is to say of it, in one line.
    note: String,
    has_ended: bool,
}

struct ScopeBox {
    name: &'static str,
    words: &'static str,
}

impl Fresh {
    pub(super) fn new(what: &'static str, name: String, secret: &Secret<String>) -> Self {
        let secret = secret.expose().clone();
        Self { what, name, secret }
    }
}

impl AccountPage {
    pub(super) async fn load(own: &OwnAccount, caller: &Caller, now: Timestamp) -> Result<Self> {
        let sessions = own.sessions().list().await?;
        let tokens = own.tokens().list().await?;
        let app_passwords = own.app_passwords().list().await?;
        let scopes = Scope::ALL.into_iter().map(|scope| ScopeBox {
            name: scope.name(),
            words: words(scope),
        });
        Ok(Self {
            shell: Shell::of(caller),
            username: own.account().username.to_string(),
            role: own.account().role.name(),
            problem: None,
            fresh: None,
            sessions: sessions
                .into_iter()
                .map(|session| SessionRow::of(session, now))
                .collect(),
            tokens: tokens
                .into_iter()
                .map(|token| token_row(token, now))
                .collect(),
            app_passwords: app_passwords
                .into_iter()
                .map(|password| app_password_row(password, now))
                .collect(),
            scopes: scopes.collect(),
        })
    }

    pub(super) fn with_problem(self, problem: String) -> Self {
        Self {
            problem: Some(problem),
            ..self
        }
    }

    pub(super) fn with_fresh(self, fresh: Fresh) -> Self {
        Self {
            fresh: Some(fresh),
            ..self
        }
    }
}

impl SessionRow {
    fn of(session: OwnSession, now: Timestamp) -> Self {
        Self {
            id: session.id.to_string(),
            client: session.client.unwrap_or_else(|| "Unnamed".to_owned()),
            address: session.address.map(|address| address.to_string()),
            since: date(session.created_at).unwrap_or_default(),
            used: ago(now.since(session.seen_at)),
            is_current: session.is_current,
        }
    }
}

fn token_row(token: OwnToken, now: Timestamp) -> PassRow {
    let scopes: Vec<_> = token.scopes.iter().map(Scope::name).collect();
    let place = token
        .prefix
        .as_ref()
        .map(|path| format!(" in {}", path.as_str()));
    let good_for = format!("{}{}", scopes.join(", "), place.unwrap_or_default());
    let times = (token.created_at, token.seen_at, token.expires_at);
    PassRow {
        id: token.id.to_string(),
        name: token.name,
        note: format!("{good_for} · {}", life(times, now)),
        has_ended: token.expires_at.is_some_and(|end| end <= now),
    }
}

fn app_password_row(password: OwnAppPassword, now: Timestamp) -> PassRow {
    let times = (password.created_at, password.seen_at, password.expires_at);
    PassRow {
        id: password.id.to_string(),
        name: password.name,
        note: life(times, now),
        has_ended: password.expires_at.is_some_and(|end| end <= now),
    }
}

fn life(
    (made, seen, end): (Timestamp, Option<Timestamp>, Option<Timestamp>),
    now: Timestamp,
) -> String {
    let mut words = vec![format!("made {}", date(made).unwrap_or_default())];
    words.push(match seen {
        Some(seen) => format!("used {}", ago(now.since(seen))),
        None => "never used".to_owned(),
    });
    words.extend(end.and_then(date).map(|end| format!("ends {end}")));
    words.join(" · ")
}

const fn words(scope: Scope) -> &'static str {
    match scope {
        Scope::FilesRead => "See and read files",
        Scope::FilesWrite => "Write and delete files",
        Scope::FilesShare => "Share files",
        Scope::AccountRead => "See this page",
        Scope::AdminRead => "See what is administered",
        Scope::AdminWrite => "Administer",
        Scope::AuditRead => "Read the audit log",
    }
}
