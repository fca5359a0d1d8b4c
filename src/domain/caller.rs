//! Who is asking, and by which way he came in.

use std::collections::BTreeSet;
use std::net::IpAddr;
use std::sync::Arc;

use super::account::Account;
use super::id::{AppPasswordId, RuleId, SessionId, TenantId, TokenId};
use super::lock::LockToken;
use super::path::PathKey;
use super::scope::Scopes;

/// How a caller has shown who he is. It may narrow what his account may do, and never widens it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pass {
    /// By nothing: whatever there is for everybody.
    None,
    /// By a password: a session that goes on.
    Session(SessionId),
    /// By the account's password in this very request (HTTP Basic): files only.
    Password,
    /// By a password made for one program (HTTP Basic): files only.
    AppPassword(AppPasswordId),
    /// By an API token.
    Token {
        /// Which.
        id: TokenId,
        /// For what it is good.
        scopes: Scopes,
        /// Where it is good; `None` is everywhere.
        prefix: Option<PathKey>,
    },
    /// By a signed link: reading this one path.
    Link(PathKey),
}

/// Who is asking.
#[derive(Clone, Debug)]
pub struct Caller {
    account: Option<Arc<Account>>,
    pass: Pass,
    scope: AdminScope,
    unlocked: Arc<BTreeSet<Unlock>>,
    lock_tokens: Arc<BTreeSet<LockToken>>,
    visit: Visit,
}

/// What somebody administers.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub enum AdminScope {
    /// The whole server.
    All,
    /// These tenants, and what lies below their prefixes.
    Tenants(Arc<BTreeSet<TenantId>>),
    /// Nothing.
    #[default]
    Nothing,
}

impl AdminScope {
    /// Whether it reaches this tenant.
    pub fn reaches(&self, tenant: &TenantId) -> bool {
        match self {
            Self::All => true,
            Self::Tenants(tenants) => tenants.contains(tenant),
            Self::Nothing => false,
        }
    }
}

/// A folder's password that the caller has given: of which rule, and of which state of it. A new password
/// closes what the old one had opened.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unlock {
    /// The rule.
    pub rule: RuleId,
    /// Its password's generation.
    pub generation: i64,
}

/// What is known of a request apart from who makes it; for the audit and the brakes.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Visit {
    /// The client's address, as far as it can be trusted; `None` for the command line.
    pub address: Option<IpAddr>,
    /// Our id of the request.
    pub request_id: Option<Arc<str>>,
}

impl Caller {
    /// Nobody we know.
    pub fn anonymous() -> Self {
        Self {
            account: None,
            pass: Pass::None,
            scope: AdminScope::Nothing,
            unlocked: Arc::default(),
            lock_tokens: Arc::default(),
            visit: Visit::default(),
        }
    }

    /// An account that has shown who it is. Whether it is enabled is the affair of whoever calls this.
    pub fn of(account: Arc<Account>, pass: Pass) -> Self {
        Self {
            account: Some(account),
            pass,
            ..Self::anonymous()
        }
    }

    /// The same caller, who administers so much by the pass that he has.
    #[must_use]
    pub fn administering(self, scope: AdminScope) -> Self {
        Self { scope, ..self }
    }

    /// The same caller with these folders unlocked.
    #[must_use]
    pub fn with_unlocked(self, unlocked: impl IntoIterator<Item = Unlock>) -> Self {
        let mut all = Arc::unwrap_or_clone(self.unlocked);
        all.extend(unlocked);
        Self {
            unlocked: Arc::new(all),
            ..self
        }
    }

    /// The same caller, who shows these tokens as well of the locks that he has set.
    #[must_use]
    pub fn submitting(self, tokens: impl IntoIterator<Item = LockToken>) -> Self {
        let mut all = Arc::unwrap_or_clone(self.lock_tokens);
        all.extend(tokens);
        Self {
            lock_tokens: Arc::new(all),
            ..self
        }
    }

    /// The same caller in this request.
    #[must_use]
    pub fn on(self, visit: Visit) -> Self {
        Self { visit, ..self }
    }

    /// The account; `None` for an anonymous caller.
    pub fn account(&self) -> Option<&Arc<Account>> {
        self.account.as_ref()
    }

    /// Whether nobody knows who it is.
    pub const fn is_anonymous(&self) -> bool {
        self.account.is_none()
    }

    /// How he has shown who he is.
    pub const fn pass(&self) -> &Pass {
        &self.pass
    }

    /// What he administers, by the pass that he has.
    pub const fn scope(&self) -> &AdminScope {
        &self.scope
    }

    /// Whether he has given this password of a folder.
    pub fn has_unlocked(&self, unlock: &Unlock) -> bool {
        self.unlocked.contains(unlock)
    }

    /// The passwords of folders that he has given.
    pub fn unlocked(&self) -> impl Iterator<Item = &Unlock> {
        self.unlocked.iter()
    }

    /// The tokens of locks that he has shown.
    pub fn lock_tokens(&self) -> &BTreeSet<LockToken> {
        &self.lock_tokens
    }

    /// The request he makes.
    pub const fn visit(&self) -> &Visit {
        &self.visit
    }
}
