//! People with whom an item was shared singly.

use uuid::Uuid;

use super::{Drive, ItemKey};

/// What somebody may do with a shared item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum GrantRole {
    Read,
    Write,
    Owner,
}

impl GrantRole {
    pub(crate) fn parse(name: &str) -> Option<Self> {
        let all = [Self::Read, Self::Write, Self::Owner];
        all.into_iter().find(|role| role.as_str() == name)
    }

    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
            Self::Owner => "owner",
        }
    }
}

/// Somebody with whom an item was shared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Recipient {
    /// Object id; somebody from outside has none.
    pub(crate) user: Option<Uuid>,
    pub(crate) email: String,
    pub(crate) display_name: String,
}

/// What somebody was given in an item and all below it.
#[derive(Clone, Debug)]
pub(crate) struct SharingGrant {
    pub(crate) id: Uuid,
    pub(crate) recipient: Recipient,
    pub(crate) role: GrantRole,
    /// Whether whoever was invited must sign in; none if nobody was told.
    pub(crate) invitation: Option<bool>,
}

impl Drive {
    /// What people were given in the item itself.
    pub(crate) fn grants_of(&self, key: ItemKey) -> &[SharingGrant] {
        let grants = self.grants.get(&self.item(key).guid);
        grants.map_or(&[], Vec::as_slice)
    }

    /// Shares an item with somebody; whoever has it already gets the new role in its place.
    pub(crate) fn share(&mut self, key: ItemKey, made: SharingGrant) -> SharingGrant {
        let grants = self.grants.entry(self.item(key).guid).or_default();
        let known = grants
            .iter_mut()
            .find(|grant| grant.recipient == made.recipient);
        if let Some(known) = known {
            known.role = made.role;
            return known.clone();
        }
        grants.push(made.clone());
        made
    }

    /// What somebody was given in the item itself, to be changed.
    pub(crate) fn grant_mut(&mut self, key: ItemKey, id: Uuid) -> Option<&mut SharingGrant> {
        let guid = self.item(key).guid;
        let grants = self.grants.get_mut(&guid)?;
        grants.iter_mut().find(|grant| grant.id == id)
    }

    /// Takes away what somebody was given in the item itself; tells whether there was anything.
    pub(crate) fn withdraw(&mut self, key: ItemKey, id: Uuid) -> bool {
        let guid = self.item(key).guid;
        let Some(grants) = self.grants.get_mut(&guid) else {
            return false;
        };
        let before = grants.len();
        grants.retain(|grant| grant.id != id);
        grants.len() < before
    }
}
