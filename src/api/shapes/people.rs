//! Accounts and groups, as administrators see them.

use std::collections::BTreeSet;

use serde::{Deserialize, Deserializer, Serialize};
use utoipa::ToSchema;

use crate::domain::{self, AccountId, Invalid, Secret, TenantId};
use crate::services::{AccountChange, AccountView, GroupChange, GroupView, NewAccount, NewGroup};

use super::text::{if_present, secret, secret_if_present};

/// What an account may do apart from its grants.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum Role {
    /// Everything everywhere.
    Admin,
    /// Everything below the prefixes of its tenants.
    TenantAdmin,
    /// What it was granted.
    #[default]
    Member,
}

/// An account.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::api) struct Account {
    #[schema(example = "acc_0198f3a2-5c1e-7d7a-9f00-6c2f5f7d1b11")]
    id: String,
    #[schema(example = "alice")]
    username: String,
    role: Role,
    /// The tenant whose administrators look after it.
    home_tenant_id: Option<String>,
    /// The tenants that a `tenant_admin` administers.
    tenants: Vec<String>,
    /// The groups it belongs to.
    groups: Vec<String>,
    enabled: bool,
}

/// Accounts.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::api) struct AccountList {
    items: Vec<Account>,
    /// Always null: the list is whole.
    next_cursor: Option<String>,
}

/// An account to be made.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct AccountCreation {
    #[schema(example = "alice")]
    username: String,
    #[serde(deserialize_with = "secret")]
    #[schema(value_type = String, write_only)]
    password: Secret<String>,
    #[serde(default)]
    role: Role,
    #[serde(default)]
    home_tenant_id: Option<String>,
    /// For a `tenant_admin` alone.
    #[serde(default)]
    tenants: Vec<String>,
}

/// What is to change; what is left out stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct AccountPatch {
    #[serde(default, deserialize_with = "if_present")]
    #[schema(nullable = false)]
    username: Option<String>,
    #[serde(default, deserialize_with = "secret_if_present")]
    #[schema(value_type = Option<String>, write_only, nullable = false)]
    password: Option<Secret<String>>,
    #[serde(default, deserialize_with = "if_present")]
    #[schema(nullable = false)]
    role: Option<Role>,
    /// `null` takes it away.
    #[serde(default, deserialize_with = "removable")]
    #[schema(value_type = Option<String>)]
    home_tenant_id: Option<Option<String>>,
    #[serde(default, deserialize_with = "if_present")]
    #[schema(nullable = false)]
    tenants: Option<Vec<String>>,
    #[serde(default, deserialize_with = "if_present")]
    #[schema(nullable = false)]
    enabled: Option<bool>,
}

/// Accounts that are given rights together.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::api) struct Group {
    #[schema(example = "grp_0198f3a2-5c1e-7d7a-9f00-6c2f5f7d1b11")]
    id: String,
    #[schema(example = "Editors")]
    name: String,
    /// The tenant whose administrators look after it.
    home_tenant_id: Option<String>,
    /// The accounts that belong to it.
    members: Vec<String>,
}

/// Groups.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::api) struct GroupList {
    items: Vec<Group>,
    /// Always null: the list is whole.
    next_cursor: Option<String>,
}

/// A group to be made.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct GroupCreation {
    #[schema(example = "Editors")]
    name: String,
    #[serde(default)]
    home_tenant_id: Option<String>,
    #[serde(default)]
    members: Vec<String>,
}

/// What is to change; what is left out stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct GroupPatch {
    #[serde(default, deserialize_with = "if_present")]
    #[schema(nullable = false)]
    name: Option<String>,
    /// `null` takes it away.
    #[serde(default, deserialize_with = "removable")]
    #[schema(value_type = Option<String>)]
    home_tenant_id: Option<Option<String>>,
    /// Replaces all.
    #[serde(default, deserialize_with = "if_present")]
    #[schema(nullable = false)]
    members: Option<Vec<String>>,
}

/// A key of a merge patch that null removes (RFC 7396, section 1).
pub(super) fn removable<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Option<T>>, D::Error> {
    Option::<T>::deserialize(deserializer).map(Some)
}

impl From<domain::Role> for Role {
    fn from(role: domain::Role) -> Self {
        match role {
            domain::Role::Admin => Self::Admin,
            domain::Role::TenantAdmin => Self::TenantAdmin,
            domain::Role::Member => Self::Member,
        }
    }
}

impl From<Role> for domain::Role {
    fn from(role: Role) -> Self {
        match role {
            Role::Admin => Self::Admin,
            Role::TenantAdmin => Self::TenantAdmin,
            Role::Member => Self::Member,
        }
    }
}

impl From<AccountView> for Account {
    fn from(view: AccountView) -> Self {
        let account = view.account;
        Self {
            id: account.id.to_string(),
            username: account.username.to_string(),
            role: account.role.into(),
            home_tenant_id: account.home_tenant.map(|id| id.to_string()),
            tenants: view.tenants.iter().map(ToString::to_string).collect(),
            groups: view.groups.iter().map(ToString::to_string).collect(),
            enabled: account.enabled,
        }
    }
}

impl From<Vec<AccountView>> for AccountList {
    fn from(views: Vec<AccountView>) -> Self {
        Self {
            items: views.into_iter().map(Account::from).collect(),
            next_cursor: None,
        }
    }
}

impl From<GroupView> for Group {
    fn from(view: GroupView) -> Self {
        Self {
            id: view.group.id.to_string(),
            name: view.group.name.to_string(),
            home_tenant_id: view.group.home_tenant.map(|id| id.to_string()),
            members: view.members.iter().map(ToString::to_string).collect(),
        }
    }
}

impl From<Vec<GroupView>> for GroupList {
    fn from(views: Vec<GroupView>) -> Self {
        Self {
            items: views.into_iter().map(Group::from).collect(),
            next_cursor: None,
        }
    }
}

impl Account {
    /// Where it can be found.
    pub(in crate::api) fn location(&self) -> String {
        format!("/api/v1/admin/accounts/{}", self.id)
    }
}

impl Group {
    /// Where it can be found.
    pub(in crate::api) fn location(&self) -> String {
        format!("/api/v1/admin/groups/{}", self.id)
    }
}

impl TryFrom<AccountCreation> for NewAccount {
    type Error = Invalid;

    fn try_from(body: AccountCreation) -> Result<Self, Invalid> {
        Ok(Self {
            username: body.username,
            password: body.password,
            role: body.role.into(),
            home_tenant: body.home_tenant_id.as_deref().map(home).transpose()?,
            tenants: tenants(&body.tenants)?,
        })
    }
}

impl TryFrom<AccountPatch> for AccountChange {
    type Error = Invalid;

    fn try_from(body: AccountPatch) -> Result<Self, Invalid> {
        let moved = |to: Option<String>| to.as_deref().map(home).transpose();
        Ok(Self {
            username: body.username,
            password: body.password,
            role: body.role.map(domain::Role::from),
            home_tenant: body.home_tenant_id.map(moved).transpose()?,
            tenants: body.tenants.as_deref().map(tenants).transpose()?,
            enabled: body.enabled,
        })
    }
}

impl TryFrom<GroupCreation> for NewGroup {
    type Error = Invalid;

    fn try_from(body: GroupCreation) -> Result<Self, Invalid> {
        Ok(Self {
            name: body.name,
            home_tenant: body.home_tenant_id.as_deref().map(home).transpose()?,
            members: members(&body.members)?,
        })
    }
}

impl TryFrom<GroupPatch> for GroupChange {
    type Error = Invalid;

    fn try_from(body: GroupPatch) -> Result<Self, Invalid> {
        let moved = |to: Option<String>| to.as_deref().map(home).transpose();
        Ok(Self {
            name: body.name,
            home_tenant: body.home_tenant_id.map(moved).transpose()?,
            members: body.members.as_deref().map(members).transpose()?,
        })
    }
}

fn home(id: &str) -> Result<TenantId, Invalid> {
    let unknown = |_| Invalid::new("/home_tenant_id", "unknown_tenant", "is no tenant's id");
    TenantId::parse(id).map_err(unknown)
}

fn tenants(ids: &[String]) -> Result<BTreeSet<TenantId>, Invalid> {
    let parse = |(index, id): (usize, &String)| {
        let pointer = format!("/tenants/{index}");
        let unknown = |_| Invalid::new(pointer, "unknown_tenant", "is no tenant's id");
        TenantId::parse(id).map_err(unknown)
    };
    ids.iter().enumerate().map(parse).collect()
}

fn members(ids: &[String]) -> Result<BTreeSet<AccountId>, Invalid> {
    let parse = |(index, id): (usize, &String)| {
        let pointer = format!("/members/{index}");
        let unknown = |_| Invalid::new(pointer, "unknown_account", "is no account's id");
        AccountId::parse(id).map_err(unknown)
    };
    ids.iter().enumerate().map(parse).collect()
}
