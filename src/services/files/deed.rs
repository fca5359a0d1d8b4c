//! What is noted, and done to the end.

use crate::domain::{Actor, AuditEntry, Caller, Deed, DeedEnd, Error, Result, VirtualPath};

use crate::store::AuditId;

use super::Desk;
use super::moving::Passage;

/// What somebody is about to do, for the audit log.
#[derive(Clone, Debug)]
pub(super) struct Intent {
    actor: Actor,
    deed: Deed,
    path: VirtualPath,
    /// Where it leads.
    to: Option<VirtualPath>,
    /// And that is in another tenant's part of the tree.
    crosses: bool,
    fields: Vec<&'static str>,
}

impl Intent {
    /// `caller` is about to do this at a path.
    pub(super) fn of(caller: &Caller, deed: Deed, path: &VirtualPath) -> Self {
        Self {
            actor: Actor::of(caller),
            deed,
            path: path.clone(),
            to: None,
            crosses: false,
            fields: Vec::new(),
        }
    }

    /// It leads to another place.
    #[must_use]
    pub(super) fn leading_to(self, passage: &Passage) -> Self {
        let Passage { from, to, .. } = passage;
        Self {
            to: Some(passage.destination().clone()),
            crosses: from.reached.mount.tenant_id != to.reached.mount.tenant_id,
            ..self
        }
    }

    /// It leads to another name in the same folder.
    #[must_use]
    pub(super) fn renaming_to(self, to: &VirtualPath) -> Self {
        Self {
            to: Some(to.clone()),
            ..self
        }
    }

    /// It changes these.
    #[must_use]
    pub(super) fn with_fields(self, fields: Vec<&'static str>) -> Self {
        Self { fields, ..self }
    }
}

/// A deed that is under way. Its rows say that nobody knows how it ended, which stays so if nobody comes back.
#[derive(Debug)]
#[must_use = "how it ended is to be noted"]
pub(super) struct Begun {
    deed: Deed,
    rows: Vec<AuditId>,
}

impl Desk {
    /// Does what changes Microsoft's side, and notes how it ended. What is refused before comes to nobody's
    /// notice; what can't be noted is not done.
    pub(super) async fn deed<T>(
        &self,
        intent: Intent,
        work: impl Future<Output = Result<T>>,
    ) -> Result<T> {
        let begun = self.begin(intent).await?;
        let done = work.await;
        self.end(begun, end_of(done.as_ref().err())).await;
        done
    }

    /// Writes into the audit log what is about to be done, before anything is changed: in one row, or, where it
    /// leads from one tenant to another, in one at either end, since whoever reads the log of the one is not to
    /// read of the other.
    pub(super) async fn begin(&self, intent: Intent) -> Result<Begun> {
        let entry =
            AuditEntry::new(self.clock.now(), intent.actor, intent.deed).with_fields(intent.fields);
        let here = entry.clone().at_path(intent.path);
        let entries = match intent.to {
            None => vec![here],
            Some(to) if intent.crosses => vec![here, entry.at_path(to)],
            Some(to) => vec![here.to(to.as_str())],
        };
        let rows = self.store.begin_audit(&entries).await?;
        let deed = intent.deed;
        Ok(Begun { deed, rows })
    }

    /// Notes how it ended. That this fails undoes nothing: what is done is done.
    pub(super) async fn end(&self, begun: Begun, end: DeedEnd) {
        if end == DeedEnd::Unclear {
            return;
        }
        if let Err(error) = self.store.end_audit(&begun.rows, end).await {
            tracing::error!(
                deed = begun.deed.name(),
                end = end.name(),
                error = &error as &dyn std::error::Error,
                "the end of a deed could not be noted in the audit log"
            );
        }
    }
}

/// How a deed ended that came to this.
pub(super) fn end_of(error: Option<&Error>) -> DeedEnd {
    match error {
        None => DeedEnd::Done,
        Some(error) if error.is_unclear() => DeedEnd::Unclear,
        Some(_) => DeedEnd::Failed,
    }
}
