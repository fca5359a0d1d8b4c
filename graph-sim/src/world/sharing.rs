//! Sharing links of items.

use jiff::Timestamp;
use uuid::Uuid;

use super::{AppKey, Drive, ItemKey};

/// What a link lets people do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LinkType {
    View,
    Edit,
    Embed,
}

impl LinkType {
    pub(crate) fn parse(name: &str) -> Option<Self> {
        let all = [Self::View, Self::Edit, Self::Embed];
        all.into_iter().find(|kind| kind.as_str() == name)
    }

    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::View => "view",
            Self::Edit => "edit",
            Self::Embed => "embed",
        }
    }

    /// The role that the link gives.
    pub(crate) const fn role(self) -> &'static str {
        match self {
            Self::View | Self::Embed => "read",
            Self::Edit => "write",
        }
    }
}

/// For whom a link works, the widest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum LinkScope {
    Anonymous,
    Organization,
    Users,
}

impl LinkScope {
    pub(crate) fn parse(name: &str) -> Option<Self> {
        let all = [Self::Anonymous, Self::Organization, Self::Users];
        all.into_iter().find(|scope| scope.as_str() == name)
    }

    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Anonymous => "anonymous",
            Self::Organization => "organization",
            Self::Users => "users",
        }
    }
}

/// What makes a link the same as another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct LinkTerms {
    pub(crate) kind: LinkType,
    pub(crate) scope: LinkScope,
    /// The password itself is kept by nobody: no simulated visitor ever enters one.
    pub(crate) has_password: bool,
    pub(crate) expires_at: Option<Timestamp>,
}

/// A link to an item and all below it.
#[derive(Clone, Debug)]
pub(crate) struct SharingLink {
    pub(crate) id: Uuid,
    pub(crate) terms: LinkTerms,
    /// The application that made it.
    pub(crate) app: AppKey,
}

impl Drive {
    /// The links of an item itself that still work, without those it inherits.
    pub(crate) fn links_of(
        &self,
        key: ItemKey,
        now: Timestamp,
    ) -> impl Iterator<Item = &SharingLink> {
        let links = self.links.get(&self.item(key).guid);
        let works = move |link: &&SharingLink| link.terms.expires_at.is_none_or(|end| end > now);
        links.into_iter().flatten().filter(works)
    }

    /// The item and the folders above it, up to the root.
    pub(crate) fn lineage(&self, key: ItemKey) -> impl Iterator<Item = ItemKey> {
        std::iter::successors(Some(key), |key| self.item(*key).parent)
    }

    /// The widest scope in which an item is shared, also by way of a folder above it.
    pub(crate) fn shared_scope(&self, key: ItemKey, now: Timestamp) -> Option<LinkScope> {
        if self.links.is_empty() && self.grants.is_empty() {
            return None;
        }
        let links = self.lineage(key).flat_map(|key| self.links_of(key, now));
        let scopes = links.map(|link| link.terms.scope);
        let granted = self.lineage(key).any(|key| !self.grants_of(key).is_empty());
        scopes.chain(granted.then_some(LinkScope::Users)).min()
    }

    /// The item that the link of this id leads to, if it still works.
    pub(crate) fn find_linked(&self, id: Uuid, now: Timestamp) -> Option<ItemKey> {
        let mut holders = self.links.keys().filter_map(|guid| self.find_guid(*guid));
        holders.find(|key| self.links_of(*key, now).any(|link| link.id == id))
    }

    /// A link of the item itself, to be changed.
    pub(crate) fn link_mut(&mut self, key: ItemKey, id: Uuid) -> Option<&mut SharingLink> {
        let guid = self.item(key).guid;
        let links = self.links.get_mut(&guid)?;
        links.iter_mut().find(|link| link.id == id)
    }

    /// The link of these terms, made now if there is none yet. The answer says whether it was.
    pub(crate) fn link(&mut self, key: ItemKey, made: SharingLink) -> (SharingLink, bool) {
        let links = self.links.entry(self.item(key).guid).or_default();
        if let Some(same) = links.iter().find(|link| link.terms == made.terms) {
            return (same.clone(), false);
        }
        links.push(made.clone());
        (made, true)
    }

    /// Removes a link of the item itself; tells whether there was one.
    pub(crate) fn unlink(&mut self, key: ItemKey, id: Uuid) -> bool {
        let guid = self.item(key).guid;
        let Some(links) = self.links.get_mut(&guid) else {
            return false;
        };
        let before = links.len();
        links.retain(|link| link.id != id);
        let removed = links.len() < before;
        if links.is_empty() {
            self.links.remove(&guid);
        }
        removed
    }
}
