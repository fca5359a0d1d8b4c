//! Decisions explained, as far as who asks may know their reasons.

use crate::domain::{Error, Grant, Principal, Result, Right, VirtualPath};
use crate::services::authority::{Explanation, Outcome, Reason, Rulebook};

use super::Administration;

/// A decision and its reasons.
#[derive(Clone, Debug)]
pub struct ExplanationView {
    /// What was decided.
    pub outcome: Outcome,
    /// Why, in the order in which it was found out.
    pub reasons: Vec<ReasonView>,
}

/// A reason.
#[derive(Clone, Debug)]
pub struct ReasonView {
    /// What kind of reason it is.
    pub code: &'static str,
    /// The whole of it; `None` where it stands in a grant, a rule or a prefix that is not there for who asks.
    pub reason: Option<Reason>,
}

impl Administration {
    /// Decides for somebody who is not here, by his account alone.
    pub(super) fn explain(
        &self,
        principal: &Principal,
        right: Right,
        path: &VirtualPath,
    ) -> Result<ExplanationView> {
        let book = self.book();
        let explained = match principal {
            Principal::Account(id) if !book.account(id).ok_or(Error::NotFound)?.enabled => {
                // Whatever he was granted, no pass of his is good for anything.
                let (outcome, reasons) = (Outcome::Denied, vec![Reason::Disabled]);
                Explanation { outcome, reasons }
            }
            _ => {
                let mandate = self.office.authority.mandate_of(principal)?;
                mandate.explain(right, path)
            }
        };
        let reasons = explained.reasons.into_iter().map(|reason| ReasonView {
            code: reason.code(),
            reason: Some(reason).filter(|reason| self.may_know(&book, reason)),
        });
        Ok(ExplanationView {
            outcome: explained.outcome,
            reasons: reasons.collect(),
        })
    }

    /// Whether what a reason stands in would be shown to him elsewhere, too.
    fn may_know(&self, book: &Rulebook, reason: &Reason) -> bool {
        match reason {
            Reason::Granted(grant) | Reason::Closed(grant) | Reason::LeadsToGrant(grant) => {
                self.may_know_grant(book, grant)
            }
            Reason::Hidden(name) | Reason::Revealed(name) => self.covers(&name.folder),
            Reason::Locked(locked) | Reason::Unlocked(locked) => self.covers(&locked.folder),
            Reason::OutsideToken(prefix)
            | Reason::TenantAdministrator(prefix)
            | Reason::LeadsToTenant(prefix) => {
                let mut own = self.prefixes().into_iter();
                own.any(|own| prefix.is_at_or_below(&own))
            }
            Reason::ScopeLacking(_)
            | Reason::OutsideLink
            | Reason::Administrator
            | Reason::NothingGranted
            | Reason::Disabled => true,
        }
    }

    fn may_know_grant(&self, book: &Rulebook, grant: &Grant) -> bool {
        let knows_whom = match &grant.principal {
            Principal::Guest => true,
            Principal::Account(id) => self.account(book, id).is_ok(),
            Principal::Group(id) => self.group(book, id).is_ok(),
        };
        knows_whom && self.covers(&grant.path)
    }
}
