//! What is done to the end, and noted.

use crate::domain::{Actor, AuditEntry, Caller, Deed, DeedEnd, Error, Result, VirtualPath};

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
            to: Some(to.path.clone()),
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

impl Desk {
    /// Does what changes Microsoft's side, and notes how it ended. What is refused before comes to nobody's
    /// notice.
    pub(super) async fn deed<T>(
        &self,
        intent: Intent,
        work: impl Future<Output = Result<T>>,
    ) -> Result<T> {
        let done = work.await;
        self.note(intent, end_of(done.as_ref().err())).await;
        done
    }

    /// Writes it into the audit log: in one row, or, where it leads from one tenant to another, in one at either
    /// end, since whoever reads the log of the one is not to read of the other.
    pub(super) async fn note(&self, intent: Intent, end: DeedEnd) {
        let entry = AuditEntry::new(self.clock.now(), intent.actor, intent.deed)
            .with_fields(intent.fields)
            .ended(end);
        let here = entry.clone().at_path(intent.path);
        match intent.to {
            None => self.write_down(here).await,
            Some(to) if intent.crosses => {
                self.write_down(here).await;
                self.write_down(entry.at_path(to)).await;
            }
            Some(to) => self.write_down(here.to(to.as_str())).await,
        }
    }

    /// That this fails undoes nothing: what is done is done.
    async fn write_down(&self, entry: AuditEntry) {
        if let Err(error) = self.store.append_audit(&entry).await {
            tracing::error!(
                deed = entry.deed.name(),
                end = entry.end.name(),
                error = &error as &dyn std::error::Error,
                "a deed could not be noted in the audit log"
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
