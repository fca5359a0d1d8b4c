//! Where an account is signed in.

use std::net::IpAddr;

use serde::Serialize;
use utoipa::ToSchema;

use crate::services::OwnSession;

use super::time::rfc3339;

/// A session.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::api) struct SessionRow {
    #[schema(example = "ses_0198f3a2-5c1e-7d7a-9f00-6c2f5f7d1b11")]
    id: String,
    /// What the client called itself when it signed in.
    client: Option<String>,
    /// Where it signed in from.
    #[schema(value_type = Option<String>, example = "192.0.2.1")]
    address: Option<IpAddr>,
    #[schema(format = DateTime)]
    created_at: String,
    /// When it was last used, to the minute.
    #[schema(format = DateTime)]
    seen_at: String,
    /// When it ends, however much it is used.
    #[schema(format = DateTime)]
    expires_at: String,
    /// It is the one that asks.
    current: bool,
}

/// All sessions of an account.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::api) struct SessionList {
    items: Vec<SessionRow>,
    /// Always null: the list is whole.
    next_cursor: Option<String>,
}

impl From<OwnSession> for SessionRow {
    fn from(session: OwnSession) -> Self {
        Self {
            id: session.id.to_string(),
            client: session.client,
            address: session.address,
            created_at: rfc3339(session.created_at),
            seen_at: rfc3339(session.seen_at),
            expires_at: rfc3339(session.expires_at),
            current: session.is_current,
        }
    }
}

impl From<Vec<OwnSession>> for SessionList {
    fn from(sessions: Vec<OwnSession>) -> Self {
        Self {
            items: sessions.into_iter().map(SessionRow::from).collect(),
            next_cursor: None,
        }
    }
}
