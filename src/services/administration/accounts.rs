//! Accounts: make, change, remove.

use std::collections::BTreeSet;

use crate::domain::{
    Account, AccountId, Deed, Error, GroupId, Invalid, PathKey, Principal, Result, Role, Secret,
    TenantId, Username,
};
use crate::services::authority::Rulebook;
use crate::services::registrar;
use crate::store::{Conflict, StoreError};

use super::{Administration, Reach};

/// An account to be made.
#[derive(Clone, Debug)]
pub struct NewAccount {
    /// The name it signs in with, unchecked.
    pub username: String,
    /// Its password; without one nobody signs in with it until it gets one.
    pub password: Secret<String>,
    /// What it may do apart from its grants.
    pub role: Role,
    /// The tenant whose administrators look after it.
    pub home_tenant: Option<TenantId>,
    /// What a tenant administrator administers.
    pub tenants: BTreeSet<TenantId>,
}

/// What is to change; `None` stays.
#[derive(Clone, Debug, Default)]
pub struct AccountChange {
    /// Another name to sign in with.
    pub username: Option<String>,
    /// A new password; ends all sessions.
    pub password: Option<Secret<String>>,
    /// Another role.
    pub role: Option<Role>,
    /// Another home; `Some(None)` takes it away.
    pub home_tenant: Option<Option<TenantId>>,
    /// Other tenants to administer.
    pub tenants: Option<BTreeSet<TenantId>>,
    /// Whether it may sign in.
    pub enabled: Option<bool>,
}

/// An account as administrators see it.
#[derive(Clone, Debug)]
pub struct AccountView {
    /// The account.
    pub account: Account,
    /// The tenants given to it to administer.
    pub tenants: Vec<TenantId>,
    /// The groups it belongs to.
    pub groups: Vec<GroupId>,
}

/// Accounts.
#[derive(Debug)]
pub struct Accounts<'a> {
    pub(super) by: &'a Administration,
}

impl Accounts<'_> {
    /// All that are his to look after, oldest first.
    pub fn list(&self) -> Vec<AccountView> {
        let book = self.by.book();
        let own = book
            .accounts()
            .filter(|account| self.by.looks_after(account));
        let mut views: Vec<_> = own.map(|account| self.by.view(&book, account)).collect();
        views.sort_by(|one, other| one.account.id.cmp(&other.account.id));
        views
    }

    /// One of them.
    pub fn find(&self, id: &AccountId) -> Result<AccountView> {
        let book = self.by.book();
        let account = self.by.account(&book, id)?;
        Ok(self.by.view(&book, &account))
    }

    /// Makes one. `Conflict` (`username_taken`), `Invalid` for a bad name, password or home.
    pub async fn create(&self, new: NewAccount) -> Result<AccountView> {
        let username = Username::parse(&new.username)?;
        self.check_role(new.role, &new.tenants)?;
        self.check_home(new.home_tenant.as_ref())?;
        self.check_free(&username, None)?;
        let hash = self.by.office.passwords.hash(new.password).await?;
        let turn = self.by.registrar().turn().await;
        let account = Account {
            id: AccountId::from_unique(self.by.registrar().row_id()),
            username,
            role: new.role,
            home_tenant: new.home_tenant,
            enabled: true,
            generation: 0,
        };
        let id = account.id.clone();
        let audit = self.by.audit(Deed::AccountCreate).to(id.as_str());
        let store = self.by.registrar().store.clone();
        let tenants: Vec<_> = new.tenants.into_iter().collect();
        let insert = async move {
            store
                .insert_account(&account, &tenants, &hash, &audit)
                .await
        };
        self.by.change(turn, insert).await?;
        self.find(&id)
    }

    /// Changes one. 409 `last_administrator` where nobody would be left to administer the server.
    pub async fn update(&self, id: &AccountId, change: AccountChange) -> Result<AccountView> {
        let username = change.username.as_deref().map(Username::parse);
        let username = username.transpose()?;
        let hash = match change.password {
            Some(ref password) => {
                self.check_ours(id)?;
                if let Some(username) = &username {
                    self.check_free(username, Some(id))?;
                }
                Some(self.by.office.passwords.hash(password.clone()).await?)
            }
            None => None,
        };
        let turn = self.by.registrar().turn().await;
        let known = self.check_ours(id)?;
        let fields = fields(&change);
        let account = Account {
            username: username.unwrap_or_else(|| known.account.username.clone()),
            role: change.role.unwrap_or(known.account.role),
            home_tenant: change
                .home_tenant
                .unwrap_or(known.account.home_tenant.clone()),
            enabled: change.enabled.unwrap_or(known.account.enabled),
            ..known.account.clone()
        };
        let tenants = change
            .tenants
            .unwrap_or_else(|| known.tenants.iter().cloned().collect());
        if account.role != known.account.role || tenants != known.tenants.iter().cloned().collect()
        {
            self.check_role(account.role, &tenants)?;
        }
        if account.home_tenant != known.account.home_tenant {
            self.check_home(account.home_tenant.as_ref())?;
        }
        let audit = self.by.audit(Deed::AccountUpdate);
        let audit = audit.to(id.as_str()).with_fields(fields);
        let store = self.by.registrar().store.clone();
        let tenants: Vec<_> = tenants.into_iter().collect();
        let update = async move {
            let changed = store.update_account(&account, &tenants, hash.as_ref(), &audit);
            changed.await
        };
        self.by.change(turn, update).await?;
        self.find(id)
    }

    /// Removes one with its sessions, tokens, links and grants; the audit keeps its name.
    pub async fn delete(&self, id: &AccountId) -> Result<()> {
        let turn = self.by.registrar().turn().await;
        self.check_ours(id)?;
        let audit = self.by.audit(Deed::AccountDelete).to(id.as_str());
        let (store, id) = (self.by.registrar().store.clone(), id.clone());
        let delete = async move { store.delete_account(&id, &audit).await };
        self.by.change(turn, delete).await
    }

    /// An account that he may change. A tenant's administrator changes members only, and none who hold rights
    /// beyond his tenants: a new password would be a way to those rights.
    fn check_ours(&self, id: &AccountId) -> Result<AccountView> {
        let book = self.by.book();
        let account = self.by.account(&book, id)?;
        if let Reach::Tenants(_) = self.by.reach {
            let principals = book.principals_of(id);
            let beyond = self.by.hold_beyond(&book, &principals);
            if account.role != Role::Member || beyond {
                let reason =
                    "the account holds rights that only administrators of the server look after";
                return Err(Error::conflict("account_beyond", reason));
            }
        }
        Ok(self.by.view(&book, &account))
    }

    /// Refuses early, before a password is hashed, what the database would refuse: a name that another
    /// account has.
    fn check_free(&self, name: &Username, own: Option<&AccountId>) -> Result<()> {
        let book = self.by.book();
        let mut others = book.accounts().filter(|account| Some(&account.id) != own);
        if others.any(|account| account.username.key() == name.key()) {
            return Err(StoreError::from(Conflict::UsernameTaken).into());
        }
        Ok(())
    }

    /// Only administrators of the server give roles.
    fn check_role(&self, role: Role, tenants: &BTreeSet<TenantId>) -> Result<()> {
        if (role, tenants.is_empty()) != (Role::Member, true) {
            self.by.whole()?;
        }
        if role != Role::TenantAdmin && !tenants.is_empty() {
            let reason = "are for a tenant_admin alone";
            return Err(Invalid::new("tenants", "not_tenant_admin", reason).into());
        }
        tenants
            .iter()
            .try_for_each(|tenant| self.by.check_tenant("tenants", tenant))
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
}

impl Administration {
    /// An account that is his to look after.
    pub(super) fn account(&self, book: &Rulebook, id: &AccountId) -> Result<Account> {
        let account = book.account(id).filter(|account| self.looks_after(account));
        account
            .map(|account| Account::clone(account))
            .ok_or(Error::NotFound)
    }

    pub(super) fn looks_after(&self, account: &Account) -> bool {
        match &self.reach {
            Reach::Server => true,
            Reach::Tenants(tenants) => {
                let home = account.home_tenant.as_ref();
                home.is_some_and(|home| tenants.contains(home))
            }
        }
    }

    /// Whether all that an account may do is the affair of whoever looks after it, so that he may know what it
    /// does: it administers nothing that he doesn't, and holds no rights elsewhere.
    pub(super) fn answers_for(&self, book: &Rulebook, account: &Account) -> bool {
        let Reach::Tenants(tenants) = &self.reach else {
            return true;
        };
        let stays = match account.role {
            Role::Admin => false,
            Role::TenantAdmin => book.tenants_of(&account.id).is_subset(tenants),
            Role::Member => true,
        };
        let principals = book.principals_of(&account.id);
        stays && self.looks_after(account) && !self.hold_beyond(book, &principals)
    }

    /// An account, with those of its tenants and groups that are his to know.
    fn view(&self, book: &Rulebook, account: &Account) -> AccountView {
        let tenants = book.tenants_of(&account.id);
        let tenants = tenants.iter().filter(|tenant| self.reaches(tenant));
        let groups = book.groups_of(&account.id).iter();
        let groups = groups.filter(|group| self.group(book, group).is_ok());
        AccountView {
            tenants: tenants.cloned().collect(),
            groups: groups.cloned().collect(),
            account: account.clone(),
        }
    }

    /// Whether any of these holds rights outside what he administers.
    pub(super) fn hold_beyond(&self, book: &Rulebook, principals: &[Principal]) -> bool {
        let prefixes = self.prefixes();
        let within = |key: &PathKey| prefixes.iter().any(|prefix| key.is_at_or_below(prefix));
        let mut theirs = book
            .grants()
            .filter(|grant| principals.contains(&grant.principal));
        self.whole().is_err()
            && theirs.any(|grant| !grant.rights.is_empty() && !within(&grant.path.key()))
    }
}

fn fields(change: &AccountChange) -> Vec<&'static str> {
    let all = [
        ("username", change.username.is_some()),
        ("password", change.password.is_some()),
        ("role", change.role.is_some()),
        ("home_tenant_id", change.home_tenant.is_some()),
        ("tenants", change.tenants.is_some()),
        ("enabled", change.enabled.is_some()),
    ];
    registrar::named(&all)
}
