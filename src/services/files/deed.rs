//! What is done to the end, and noted.

use crate::domain::{Actor, AuditEntry, Caller, Deed, DeedEnd, Error, Result, VirtualPath};

use super::Desk;

/// What somebody is about to do, for the audit log.
#[derive(Clone, Debug)]
pub(super) struct Intent {
    actor: Actor,
    deed: Deed,
    path: VirtualPath,
    /// Where it leads.
    to: Option<VirtualPath>,
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
            fields: Vec::new(),
        }
    }

    /// It leads there.
    #[must_use]
    pub(super) fn leading_to(self, to: &VirtualPath) -> Self {
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

    /// Writes a row of the audit log. That this fails undoes nothing: what is done is done.
    pub(super) async fn note(&self, intent: Intent, end: DeedEnd) {
        let entry = AuditEntry::new(self.clock.now(), intent.actor, intent.deed)
            .at_path(intent.path)
            .with_fields(intent.fields)
            .ended(end);
        let entry = match intent.to {
            Some(to) => entry.to(to.as_str()),
            None => entry,
        };
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
