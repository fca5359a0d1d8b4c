//! Groups of accounts.

use std::collections::BTreeSet;

use crate::domain::{
    AccountId, Deed, Error, Group, GroupId, GroupName, Invalid, Principal, Result, TenantId,
};
use crate::services::authority::Rulebook;
use crate::services::registrar;

use super::{Administration, Reach};

/// A group to be made.
#[derive(Clone, Debug)]
pub struct NewGroup {
    /// What people call it, unchecked.
    pub name: String,
    /// The tenant whose administrators look after it.
    pub home_tenant: Option<TenantId>,
    /// Who belongs to it.
    pub members: BTreeSet<AccountId>,
}

/// What is to change; `None` stays.
#[derive(Clone, Debug, Default)]
pub struct GroupChange {
    /// Another name.
    pub name: Option<String>,
    /// Another home; `Some(None)` takes it away.
    pub home_tenant: Option<Option<TenantId>>,
    /// All who are to belong to it.
    pub members: Option<BTreeSet<AccountId>>,
}

/// A group as administrators see it.
#[derive(Clone, Debug)]
pub struct GroupView {
    /// The group.
    pub group: Group,
    /// Who belongs to it.
    pub members: BTreeSet<AccountId>,
}

/// Groups of accounts.
#[derive(Debug)]
pub struct Groups<'a> {
    pub(super) by: &'a Administration,
}

impl Groups<'_> {
    /// All that are his to look after, oldest first.
    pub fn list(&self) -> Vec<GroupView> {
        let book = self.by.book();
        let own = book
            .groups()
            .filter(|group| self.by.looks_after_group(group));
        let mut views: Vec<_> = own.map(|group| self.by.view_of(&book, group)).collect();
        views.sort_by(|one, other| one.group.id.cmp(&other.group.id));
        views
    }

    /// One of them.
    pub fn find(&self, id: &GroupId) -> Result<GroupView> {
        let book = self.by.book();
        Ok(self.by.view_of(&book, &self.by.group(&book, id)?))
    }

    /// Makes one. `Conflict` (`group_name_taken`), `Invalid`.
    pub async fn create(&self, new: NewGroup) -> Result<GroupView> {
        let turn = self.by.registrar().turn().await;
        let group = Group {
            id: GroupId::from_unique(self.by.registrar().row_id()),
            name: GroupName::parse(&new.name)?,
            home_tenant: new.home_tenant,
        };
        self.check_home(group.home_tenant.as_ref())?;
        self.check_members(&new.members)?;
        let id = group.id.clone();
        let audit = self.by.audit(Deed::GroupCreate).to(id.as_str());
        let store = self.by.registrar().store.clone();
        let members: Vec<_> = new.members.into_iter().collect();
        let insert = async move { store.insert_group(&group, &members, &audit).await };
        self.by.change(turn, insert).await?;
        self.find(&id)
    }

    /// Changes one. Members whom he does not see stay.
    pub async fn update(&self, id: &GroupId, change: GroupChange) -> Result<GroupView> {
        let turn = self.by.registrar().turn().await;
        let known = self.check_ours(id)?;
        let fields = fields(&change);
        let group = Group {
            id: id.clone(),
            name: match &change.name {
                Some(name) => GroupName::parse(name)?,
                None => known.group.name.clone(),
            },
            home_tenant: change
                .home_tenant
                .unwrap_or(known.group.home_tenant.clone()),
        };
        if group.home_tenant != known.group.home_tenant {
            self.check_home(group.home_tenant.as_ref())?;
        }
        let members = match change.members {
            Some(members) => {
                let seen = self.find(id)?.members;
                &members | &(&known.members - &seen)
            }
            None => known.members.clone(),
        };
        let joining: BTreeSet<_> = members.difference(&known.members).cloned().collect();
        self.check_members(&joining)?;
        let audit = self.by.audit(Deed::GroupUpdate);
        let audit = audit.to(id.as_str()).with_fields(fields);
        let store = self.by.registrar().store.clone();
        let members: Vec<_> = members.into_iter().collect();
        let update = async move { store.update_group(&group, Some(&members), &audit).await };
        self.by.change(turn, update).await?;
        self.find(id)
    }

    /// Removes one with its grants; its members stay.
    pub async fn delete(&self, id: &GroupId) -> Result<()> {
        let turn = self.by.registrar().turn().await;
        self.check_ours(id)?;
        let audit = self.by.audit(Deed::GroupDelete).to(id.as_str());
        let (store, id) = (self.by.registrar().store.clone(), id.clone());
        let delete = async move { store.delete_group(&id, &audit).await };
        self.by.change(turn, delete).await
    }

    /// A group that he may change, with all its members. To join a group is to get its rights: where these reach beyond his tenants
    /// they are not his to give.
    fn check_ours(&self, id: &GroupId) -> Result<GroupView> {
        let book = self.by.book();
        let group = self.by.group(&book, id)?;
        if self.by.hold_beyond(&book, &[Principal::Group(id.clone())]) {
            let reason = "the group holds rights that only administrators of the server look after";
            return Err(Error::conflict("group_beyond", reason));
        }
        Ok(GroupView {
            members: book.members_of(id).cloned().collect(),
            group,
        })
    }

    fn check_home(&self, home: Option<&TenantId>) -> Result<()> {
        match home {
            Some(tenant) => self.by.check_tenant("home_tenant_id", tenant),
            None => self.by.whole().map_err(|_| {
                let reason = "must be a tenant that you administer";
                Invalid::new("home_tenant_id", "unknown_tenant", reason).into()
            }),
        }
    }

    fn check_members(&self, joining: &BTreeSet<AccountId>) -> Result<()> {
        let book = self.by.book();
        let unknown = |_| Invalid::new("members", "unknown_account", "names no account of yours");
        let mut joining = joining.iter();
        joining.try_for_each(|id| Ok(self.by.account(&book, id).map(drop).map_err(unknown)?))
    }
}

impl Administration {
    /// A group that is his to look after.
    pub(super) fn group(&self, book: &Rulebook, id: &GroupId) -> Result<Group> {
        let group = book.group(id).filter(|group| self.looks_after_group(group));
        group
            .map(|group| Group::clone(group))
            .ok_or(Error::NotFound)
    }

    /// A group, with those of its members that are his to know.
    fn view_of(&self, book: &Rulebook, group: &Group) -> GroupView {
        let members = book.members_of(&group.id);
        let members = members.filter(|id| self.account(book, id).is_ok());
        GroupView {
            members: members.cloned().collect(),
            group: group.clone(),
        }
    }

    fn looks_after_group(&self, group: &Group) -> bool {
        match &self.reach {
            Reach::Server => true,
            Reach::Tenants(tenants) => {
                let home = group.home_tenant.as_ref();
                home.is_some_and(|home| tenants.contains(home))
            }
        }
    }
}

fn fields(change: &GroupChange) -> Vec<&'static str> {
    let all = [
        ("name", change.name.is_some()),
        ("home_tenant_id", change.home_tenant.is_some()),
        ("members", change.members.is_some()),
    ];
    registrar::named(&all)
}
