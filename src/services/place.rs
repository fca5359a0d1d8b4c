//! Whatever lies at a path, for a page that shows it.

use crate::domain::{Caller, EntryKind, Error, RawPath, Result, Right, Urgency};

use super::authority::Mandate;
use super::browse::{Browse, Source, Terms};
use super::page::{ListQuery, Page, Row};
use super::shortcuts::{Errand, Hint, Told};
use super::stale;

/// What lies at a path, for a page that shows either.
#[derive(Clone, Debug)]
pub enum Place {
    /// A folder with (a page of) its rows.
    Folder(Page),
    /// Anything that is no folder.
    Item(Row),
    /// A shortcut leads to this place, or something on the way to it does; there it has one address only.
    Elsewhere(RawPath),
}

impl Told for Place {
    fn is_shortcut(&self) -> bool {
        matches!(self, Self::Item(row) if row.is_shortcut())
    }
}

impl Browse {
    /// Whatever lies there. The slash at the end says which question to ask first, so that a folder
    /// costs its listing alone. Where Microsoft fails for the moment, an old copy of a folder will do.
    pub async fn place(&self, caller: &Caller, raw: &RawPath, query: &ListQuery) -> Result<Place> {
        let mandate = &self.authority.mandate(caller);
        mandate.see(&raw.path)?;
        let errand = Errand {
            mandate,
            right: Right::List,
            urgency: Urgency::visitor(self.clock.now()),
        };
        let lead = if let Some(lead) = self.reach.known_lead(&errand, &raw.path).await? {
            lead
        } else {
            let told = self.lying_at(mandate, raw, query, errand.urgency).await;
            let hint = Hint::of(&told);
            let Some(lead) = self.reach.lead_after(&errand, &raw.path, hint).await? else {
                return told;
            };
            lead
        };
        let end = self.reach.end_of(&errand, lead).await?;
        Ok(Place::Elsewhere(RawPath {
            path: end.path,
            trailing_slash: if end.is_below {
                raw.trailing_slash
            } else {
                end.target == EntryKind::Folder
            },
        }))
    }

    async fn lying_at(
        &self,
        mandate: &Mandate,
        raw: &RawPath,
        query: &ListQuery,
        urgency: Urgency,
    ) -> Result<Place> {
        let from = |source| Terms { urgency, source };
        let is_virtual = self.reach.place(&raw.path).1.is_virtual;
        if raw.trailing_slash || is_virtual {
            let terms = from(Source::DriveOrMemory);
            return match self.page(mandate, &raw.path, query, terms).await {
                Err(Error::WrongKind { .. }) => {
                    let row = self.entry(mandate, &raw.path, urgency).await;
                    row.map(Place::Item)
                }
                page => page.map(Place::Folder),
            };
        }
        let source = match self.entry(mandate, &raw.path, urgency).await {
            Ok(row) if row.kind == EntryKind::Folder => Source::DriveOrMemory,
            Ok(row) => return Ok(Place::Item(row)),
            Err(error) if stale::excuses(&error) => Source::Memory(error),
            Err(error) => return Err(error),
        };
        let page = self.page(mandate, &raw.path, query, from(source)).await;
        page.map(Place::Folder)
    }
}
