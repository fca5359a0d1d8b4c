//! The audit log: who did what.

use crate::domain::{AccountId, Actor, Deed, DeedEnd, Result, Timestamp, VirtualPath};
use crate::store::{self, AuditId, AuditRecord, AuditScope};

use super::{Administration, Reach};

/// Which part of the log is wanted.
#[derive(Clone, Debug)]
pub struct AuditQuery {
    /// Only what came before the entry of this number.
    pub before: Option<i64>,
    /// At most this many, at least one.
    pub limit: usize,
    /// Only what this account did.
    pub account: Option<AccountId>,
    /// Only deeds of this kind.
    pub deed: Option<Deed>,
    /// Only what was done at or below this place.
    pub below: Option<VirtualPath>,
}

/// A row of the log.
#[derive(Clone, Debug)]
pub struct AuditView {
    /// When it was done.
    pub at: Timestamp,
    /// By whom.
    pub actor: Actor,
    /// What.
    pub deed: Deed,
    /// How it ended.
    pub end: DeedEnd,
    /// To what, by our id.
    pub subject: Option<String>,
    /// Where in the tree.
    pub path: Option<VirtualPath>,
    /// Which fields were changed.
    pub fields: Vec<String>,
}

/// A page of the log, newest first.
#[derive(Clone, Debug)]
pub struct AuditPage {
    /// What was done.
    pub entries: Vec<AuditView>,
    /// Before which number to go on; `None` on the last page.
    pub next: Option<i64>,
}

/// What was done.
#[derive(Debug)]
pub struct AuditLog<'a> {
    pub(super) by: &'a Administration,
}

impl AuditLog<'_> {
    /// What was done in the parts of the tree that he administers, and by the accounts that have to do with
    /// nothing else.
    pub async fn list(&self, query: AuditQuery) -> Result<AuditPage> {
        let wanted = store::AuditQuery {
            before: query.before.map(AuditId::from_number),
            // One more, to know whether there are more.
            limit: u32::try_from(query.limit + 1).unwrap_or(u32::MAX),
            account: query.account,
            deed: query.deed,
            below: query.below.map(|path| path.key()),
            scope: self.within(),
        };
        let mut rows = self.by.registrar().store.list_audit(&wanted).await?;
        let more = rows.len() > query.limit;
        rows.truncate(query.limit);
        Ok(AuditPage {
            next: rows.last().filter(|_| more).map(|row| row.id.number()),
            entries: rows.into_iter().map(AuditView::from).collect(),
        })
    }

    fn within(&self) -> Option<AuditScope> {
        match self.by.reach {
            Reach::Server => None,
            Reach::Tenants(_) => {
                let book = self.by.book();
                let accounts = book.accounts();
                let own = accounts.filter(|account| self.by.answers_for(&book, account));
                Some(AuditScope {
                    prefixes: self.by.prefixes(),
                    accounts: own.map(|account| account.id.clone()).collect(),
                })
            }
        }
    }
}

impl From<AuditRecord> for AuditView {
    fn from(row: AuditRecord) -> Self {
        Self {
            at: row.at,
            actor: row.actor,
            deed: row.deed,
            end: row.end,
            subject: row.subject,
            path: row.path,
            fields: row.fields,
        }
    }
}
