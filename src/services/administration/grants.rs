//! Grants: who may do what from where on.

use crate::domain::{
    Deed, Error, Grant, GrantId, Invalid, Principal, Result, Right, Rights, VirtualPath,
};
use crate::services::authority::Rulebook;

use super::Administration;
use super::explaining::ExplanationView;

/// A grant to be made.
#[derive(Clone, Debug)]
pub struct NewGrant {
    /// Whom it is for.
    pub principal: Principal,
    /// From where on.
    pub path: VirtualPath,
    /// Which rights; none closes the path to him.
    pub rights: Rights,
}

/// Grants.
#[derive(Debug)]
pub struct Grants<'a> {
    pub(super) by: &'a Administration,
}

impl Grants<'_> {
    /// All that are his to look after, in the order of their paths.
    pub fn list(&self) -> Vec<Grant> {
        let book = self.by.book();
        let own = book.grants().filter(|grant| self.by.covers(&grant.path));
        let mut grants: Vec<_> = own.map(|grant| (grant.path.key(), grant.clone())).collect();
        grants.sort_by(|(one_key, one), (other_key, other)| {
            (one_key, &one.id).cmp(&(other_key, &other.id))
        });
        grants.into_iter().map(|(_, grant)| grant).collect()
    }

    /// One of them.
    pub fn find(&self, id: &GrantId) -> Result<Grant> {
        self.known(&self.by.book(), id)
    }

    /// Makes one. `Conflict` (`grant_taken`) where the principal has one there already.
    pub async fn create(&self, new: NewGrant) -> Result<Grant> {
        let turn = self.by.registrar().turn().await;
        self.by.check_path(&new.path)?;
        self.check_principal(&new.principal)?;
        let grant = Grant {
            id: GrantId::from_unique(self.by.registrar().row_id()),
            principal: new.principal,
            path: new.path,
            rights: new.rights,
        };
        let id = grant.id.clone();
        let audit = self.by.audit(Deed::GrantCreate).to(id.as_str());
        let audit = audit.at_path(grant.path.clone());
        let store = self.by.registrar().store.clone();
        let insert = async move { store.insert_grant(&grant, &audit).await };
        self.by.change(turn, insert).await?;
        self.find(&id)
    }

    /// Gives one other rights. Whom it is for and where is what it is.
    pub async fn update(&self, id: &GrantId, rights: Rights) -> Result<Grant> {
        let turn = self.by.registrar().turn().await;
        let known = self.find(id)?;
        let audit = self.by.audit(Deed::GrantUpdate).to(id.as_str());
        let audit = audit
            .at_path(known.path.clone())
            .with_fields(vec!["rights"]);
        let grant = Grant { rights, ..known };
        let store = self.by.registrar().store.clone();
        let update = async move { store.update_grant(&grant, &audit).await };
        self.by.change(turn, update).await?;
        self.find(id)
    }

    /// Removes one.
    pub async fn delete(&self, id: &GrantId) -> Result<()> {
        let turn = self.by.registrar().turn().await;
        let known = self.find(id)?;
        let audit = self.by.audit(Deed::GrantDelete).to(id.as_str());
        let audit = audit.at_path(known.path);
        let (store, id) = (self.by.registrar().store.clone(), id.clone());
        let delete = async move { store.delete_grant(&id, &audit).await };
        self.by.change(turn, delete).await
    }

    /// What somebody may do at a place by his account alone, and why, as far as that may be known here. Asks
    /// nothing of Microsoft.
    pub fn explain(
        &self,
        principal: &Principal,
        right: Right,
        path: &VirtualPath,
    ) -> Result<ExplanationView> {
        self.by.check_path(path)?;
        self.check_principal(principal)?;
        self.by.explain(principal, right, path)
    }

    fn known(&self, book: &Rulebook, id: &GrantId) -> Result<Grant> {
        let grant = book.grant(id).filter(|grant| self.by.covers(&grant.path));
        grant.cloned().ok_or(Error::NotFound)
    }

    /// A foreign account is told from one that does not exist to nobody.
    pub(super) fn check_principal(&self, principal: &Principal) -> Result<()> {
        let book = self.by.book();
        let known = match principal {
            Principal::Guest => Ok(()),
            Principal::Account(id) => self.by.account(&book, id).map(drop),
            Principal::Group(id) => self.by.group(&book, id).map(drop),
        };
        let reason = "names no account or group of yours";
        Ok(known.map_err(|_| Invalid::new("principal", "unknown_principal", reason))?)
    }
}
