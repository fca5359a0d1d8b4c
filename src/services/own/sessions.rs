//! Where somebody is signed in.

use std::net::IpAddr;

use crate::domain::{Deed, Error, Result, SessionId, Timestamp};
use crate::store::SessionRecord;

use super::OwnAccount;

/// One's own sessions.
#[derive(Clone, Copy, Debug)]
pub struct OwnSessions<'a> {
    pub(super) of: &'a OwnAccount,
}

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnSession {
    /// Its id.
    pub id: SessionId,
    /// What the client called itself when it signed in.
    pub client: Option<String>,
    /// Where it signed in from.
    pub address: Option<IpAddr>,
    /// When it signed in.
    pub created_at: Timestamp,
    /// When its use was last noted; the notes are a minute apart.
    pub seen_at: Timestamp,
    /// When it ends, however much it is used.
    pub expires_at: Timestamp,
    /// It is the one by which its owner is looking at it.
    pub is_current: bool,
}

impl OwnSession {
    fn of(record: SessionRecord, current: Option<&SessionId>) -> Self {
        Self {
            is_current: current == Some(&record.id),
            id: record.id,
            client: record.client,
            address: record.address,
            created_at: record.created_at,
            seen_at: record.seen_at,
            expires_at: record.expires_at,
        }
    }
}

impl OwnSessions<'_> {
    /// All that have not ended, the one used last first.
    pub async fn list(self) -> Result<Vec<OwnSession>> {
        let (desk, account) = (&self.of.desk, &self.of.account.id);
        let records = desk.store.list_sessions(account, self.of.now()).await?;
        let current = self.of.session.as_ref();
        let own = records
            .into_iter()
            .map(|record| OwnSession::of(record, current));
        Ok(own.collect())
    }

    /// Ends one. `NotFound` where it is not his, or has ended.
    pub async fn revoke(self, id: &SessionId) -> Result<()> {
        let (store, account) = (&self.of.desk.store, &self.of.account.id);
        let audit = self.of.audit(Deed::SignOut).to(id.as_str());
        Ok(store.revoke_session(account, id, &audit).await?)
    }

    /// Ends all but the one that he has come with.
    pub async fn revoke_others(self) -> Result<()> {
        for session in self.list().await? {
            if !session.is_current {
                match self.revoke(&session.id).await {
                    // It has ended meanwhile.
                    Err(Error::NotFound) => {}
                    revoked => revoked?,
                }
            }
        }
        Ok(())
    }
}
