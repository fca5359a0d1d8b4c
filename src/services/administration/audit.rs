//! The audit log: who did what.

use crate::domain::{AccountId, Actor, Deed, DeedEnd, Result, Timestamp, VirtualPath};
use crate::store::{self, AuditRecord, AuditScope};

use super::audit_cursor::Question;
use super::{Administration, Reach};

/// Which part of the log is wanted.
#[derive(Clone, Debug)]
pub struct AuditQuery {
    /// Where to go on; `None` begins with the newest. Good with the question it was made for alone.
    pub cursor: Option<String>,
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
    /// How to get the next page; `None` on the last.
    pub next_cursor: Option<String>,
}

/// What was done.
#[derive(Debug)]
pub struct AuditLog<'a> {
    pub(super) by: &'a Administration,
}

impl AuditLog<'_> {
    /// What was done in the parts of the tree that he administers, and by the accounts that have to do with
    /// nothing else. `Invalid` (`invalid_cursor`).
    pub async fn list(&self, query: AuditQuery) -> Result<AuditPage> {
        let mut wanted = store::AuditQuery {
            before: None,
            // One more, to know whether there are more.
            limit: u32::try_from(query.limit + 1).unwrap_or(u32::MAX),
            account: query.account,
            deed: query.deed,
            below: query.below.map(|path| path.key()),
            scope: self.within(),
        };
        let keys = &self.by.office.cursors;
        if let Some(cursor) = &query.cursor {
            wanted.before = Some(self.question(&wanted).open(keys, cursor)?);
        }
        let mut rows = self.by.registrar().store.list_audit(&wanted).await?;
        let more = rows.len() > query.limit;
        rows.truncate(query.limit);
        let last = rows.last().filter(|_| more);
        Ok(AuditPage {
            next_cursor: last.map(|row| self.question(&wanted).seal(keys, row.id)),
            entries: rows.into_iter().map(AuditView::from).collect(),
        })
    }

    fn question<'q>(&'q self, wanted: &'q store::AuditQuery) -> Question<'q> {
        Question::new(&self.by.actor, wanted)
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
