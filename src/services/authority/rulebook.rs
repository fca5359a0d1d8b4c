//! Who there is and what was granted, as one value.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use crate::domain::{
    Account, AccountId, AdminScope, FolderRule, Grant, GrantId, Group, GroupId, Principal, Role,
    RuleId, TenantId, Username,
};
use crate::store::{ApiToken, AppPassword, RightsGeneration, RightsRows, TokenHash};
use crate::tree::Policy;

/// One state of people and rights. A request takes one and keeps it to its end.
#[derive(Debug)]
pub(in crate::services) struct Rulebook {
    accounts: HashMap<AccountId, Arc<Account>>,
    /// By the key of their name.
    names: HashMap<String, AccountId>,
    tenants_of: HashMap<AccountId, Arc<BTreeSet<TenantId>>>,
    groups: HashMap<GroupId, Arc<Group>>,
    members: HashMap<GroupId, BTreeSet<AccountId>>,
    groups_of: HashMap<AccountId, Vec<GroupId>>,
    grants: HashMap<GrantId, Grant>,
    rules: HashMap<RuleId, Arc<FolderRule>>,
    app_passwords: HashMap<TokenHash, Arc<AppPassword>>,
    tokens: HashMap<TokenHash, Arc<ApiToken>>,
    pub(super) policy: Policy,
    pub(super) generation: RightsGeneration,
}

impl Rulebook {
    pub(super) fn new(rows: RightsRows) -> Self {
        let names = rows.accounts.iter();
        let names = names.map(|account| (account.username.key(), account.id.clone()));
        let mut book = Self {
            names: names.collect(),
            accounts: by(rows.accounts, |account| account.id.clone()),
            tenants_of: sets(rows.tenant_admins),
            groups: by(rows.groups, |group| group.id.clone()),
            members: HashMap::new(),
            groups_of: HashMap::new(),
            policy: Policy::default(),
            grants: HashMap::new(),
            rules: by(rows.rules, |rule| rule.id.clone()),
            app_passwords: by(rows.app_passwords, |password| password.hash),
            tokens: by(rows.api_tokens, |token| token.hash),
            generation: rows.generation,
        };
        for (group, account) in rows.members {
            let groups = book.groups_of.entry(account.clone()).or_default();
            groups.push(group.clone());
            book.members.entry(group).or_default().insert(account);
        }
        book.policy = Policy::new(rows.grants.iter().cloned(), book.rules.values().cloned());
        let grants = rows.grants.into_iter();
        book.grants = grants.map(|grant| (grant.id.clone(), grant)).collect();
        book
    }

    /// An account.
    pub(in crate::services) fn account(&self, id: &AccountId) -> Option<&Arc<Account>> {
        self.accounts.get(id)
    }

    /// The account of this name.
    pub(in crate::services) fn account_named(&self, name: &Username) -> Option<&Arc<Account>> {
        self.accounts.get(self.names.get(&name.key())?)
    }

    /// All accounts, in no order.
    pub(in crate::services) fn accounts(&self) -> impl Iterator<Item = &Arc<Account>> {
        self.accounts.values()
    }

    /// A group.
    pub(in crate::services) fn group(&self, id: &GroupId) -> Option<&Arc<Group>> {
        self.groups.get(id)
    }

    /// All groups, in no order.
    pub(in crate::services) fn groups(&self) -> impl Iterator<Item = &Arc<Group>> {
        self.groups.values()
    }

    /// Who belongs to a group.
    pub(in crate::services) fn members_of(
        &self,
        group: &GroupId,
    ) -> impl Iterator<Item = &AccountId> {
        self.members.get(group).into_iter().flatten()
    }

    /// To which groups an account belongs.
    pub(in crate::services) fn groups_of(&self, account: &AccountId) -> &[GroupId] {
        self.groups_of.get(account).map_or(&[], Vec::as_slice)
    }

    /// The tenants that were given to an account to administer.
    pub(in crate::services) fn tenants_of(&self, account: &AccountId) -> Arc<BTreeSet<TenantId>> {
        self.tenants_of.get(account).cloned().unwrap_or_default()
    }

    /// A grant.
    pub(in crate::services) fn grant(&self, id: &GrantId) -> Option<&Grant> {
        self.grants.get(id)
    }

    /// All grants, in no order.
    pub(in crate::services) fn grants(&self) -> impl Iterator<Item = &Grant> {
        self.grants.values()
    }

    /// A folder rule.
    pub(in crate::services) fn rule(&self, id: &RuleId) -> Option<&Arc<FolderRule>> {
        self.rules.get(id)
    }

    /// All folder rules, in no order.
    pub(in crate::services) fn rules(&self) -> impl Iterator<Item = &Arc<FolderRule>> {
        self.rules.values()
    }

    /// The password for a program whose hash this is.
    pub(in crate::services) fn app_password(&self, hash: &TokenHash) -> Option<&Arc<AppPassword>> {
        self.app_passwords.get(hash)
    }

    /// All passwords for programs, in no order.
    pub(in crate::services) fn app_passwords(&self) -> impl Iterator<Item = &Arc<AppPassword>> {
        self.app_passwords.values()
    }

    /// The API token whose hash this is.
    pub(in crate::services) fn token(&self, hash: &TokenHash) -> Option<&Arc<ApiToken>> {
        self.tokens.get(hash)
    }

    /// All API tokens, in no order.
    pub(in crate::services) fn tokens(&self) -> impl Iterator<Item = &Arc<ApiToken>> {
        self.tokens.values()
    }

    /// For whom grants count that count for this account: itself and its groups. Guest's come beside.
    pub(in crate::services) fn principals_of(&self, account: &AccountId) -> Vec<Principal> {
        let groups = self.groups_of(account).iter().cloned();
        let own = Principal::Account(account.clone());
        std::iter::once(own)
            .chain(groups.map(Principal::Group))
            .collect()
    }

    /// What an account administers.
    pub(in crate::services) fn scope_of(&self, account: &Account) -> AdminScope {
        match account.role {
            Role::Admin => AdminScope::All,
            Role::TenantAdmin => AdminScope::Tenants(self.tenants_of(&account.id)),
            Role::Member => AdminScope::Nothing,
        }
    }
}

fn by<K: std::hash::Hash + Eq, V>(rows: Vec<V>, key: impl Fn(&V) -> K) -> HashMap<K, Arc<V>> {
    let keyed = rows.into_iter().map(|row| (key(&row), Arc::new(row)));
    keyed.collect()
}

fn sets(pairs: Vec<(AccountId, TenantId)>) -> HashMap<AccountId, Arc<BTreeSet<TenantId>>> {
    let mut sets: HashMap<_, BTreeSet<_>> = HashMap::new();
    for (account, tenant) in pairs {
        sets.entry(account).or_default().insert(tenant);
    }
    let shared = sets
        .into_iter()
        .map(|(account, set)| (account, Arc::new(set)));
    shared.collect()
}
