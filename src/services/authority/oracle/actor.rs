//! Random callers: what they are, what they belong to, by which pass they come, what they have unlocked.

use std::sync::Arc;

use crate::domain::{
    Account, AccountId, AppPasswordId, Caller, GroupId, Pass, Principal, Right, Role, Scope,
    Scopes, SessionId, TokenId, Unlock, Username,
};
use crate::services::authority::{Standing, Subject};
use crate::tree::PrefixSet;

use super::dice::Dice;
use super::world::{Clay, Place, World};

/// By which pass somebody comes, with places as they are meant.
#[derive(Debug)]
pub(super) enum FlatPass<'a> {
    Whole,
    Token(Scopes, Option<&'a Place>),
    Link(&'a Place),
}

/// Somebody.
#[derive(Debug)]
pub(super) struct Actor<'a> {
    pub(super) role: Role,
    /// Where the tenants begin that he administers.
    pub(super) tenants: Vec<&'a Place>,
    pub(super) principals: Vec<Principal>,
    pub(super) pass: FlatPass<'a>,
    /// The numbers of the rules whose present password he has given.
    pub(super) unlocked: Vec<usize>,
    prefixes: PrefixSet,
    caller: Caller,
}

/// The accounts of all worlds.
pub(super) fn accounts() -> impl Iterator<Item = Account> {
    (1..=2).map(|number| Account {
        id: AccountId::from_unique(number),
        username: Username::parse("somebody").expect("a name"),
        role: Role::Member,
        home_tenant: None,
        enabled: true,
        generation: 0,
    })
}

impl<'a> Actor<'a> {
    /// Somebody of this world.
    pub(super) fn of(clay: &'a Clay, world: &World<'_>, dice: &mut Dice) -> Self {
        let account = (!dice.chance(15)).then(|| accounts().next().expect("there are two"));
        let pass = match account {
            Some(_) => pass(clay, dice),
            None => FlatPass::Whole,
        };
        let role = match dice.below(10) {
            _ if account.is_none() => Role::Member,
            0 => Role::Admin,
            1..=3 => Role::TenantAdmin,
            _ => Role::Member,
        };
        let tenants: Vec<_> = (0..=dice.below(2))
            .filter(|_| role == Role::TenantAdmin)
            .map(|_| clay.place(dice))
            .collect();
        let member = |number: &usize| account.is_some() && *number < 3 && dice.chance(60);
        let groups = (1..=3).filter(member).map(GroupId::from_unique);
        let groups: Vec<_> = groups.map(Principal::Group).collect();
        let own = account
            .iter()
            .map(|account| Principal::Account(account.id.clone()));
        let principals = own.chain(groups).collect();
        let unlocked: Vec<_> = (0..world.rules.len()).filter(|_| dice.chance(50)).collect();
        let caller = match account {
            Some(account) => Caller::of(Arc::new(account), pass.in_full(dice)),
            None => Caller::anonymous(),
        };
        Self {
            role,
            prefixes: tenants.iter().map(|place| place.key.clone()).collect(),
            tenants,
            principals,
            pass,
            caller: caller.with_unlocked(unlocks(world, &unlocked)),
            unlocked,
        }
    }

    /// What he may want to do: with a link mostly that for which links are made.
    pub(super) fn wish(&self, dice: &mut Dice) -> Right {
        if self.comes_by_link() && dice.chance(70) {
            Right::Read
        } else {
            *dice.pick(&Right::ALL)
        }
    }

    /// Whether he comes by a signed link.
    pub(super) fn comes_by_link(&self) -> bool {
        matches!(self.pass, FlatPass::Link(_))
    }

    /// Where his tenants, his token or his link begin.
    pub(super) fn places(&self) -> impl Iterator<Item = &'a Place> {
        let of_pass = match &self.pass {
            FlatPass::Whole => None,
            FlatPass::Token(_, prefix) => *prefix,
            FlatPass::Link(place) => Some(*place),
        };
        self.tenants.iter().copied().chain(of_pass)
    }

    /// As the decision takes him.
    pub(super) fn subject(&self) -> Subject<'_> {
        Subject {
            standing: match self.role {
                Role::Admin => Standing::Everything,
                Role::TenantAdmin => Standing::Below(&self.prefixes),
                Role::Member => Standing::Granted,
            },
            principals: &self.principals,
            caller: &self.caller,
        }
    }
}

/// The present passwords of these rules, and old ones of all others.
fn unlocks(world: &World<'_>, unlocked: &[usize]) -> Vec<Unlock> {
    let rules = world.rules.iter().enumerate();
    let unlock = rules.map(|(number, one)| Unlock {
        rule: one.rule.id.clone(),
        generation: i64::from(unlocked.contains(&number)),
    });
    unlock.collect()
}

fn pass<'a>(clay: &'a Clay, dice: &mut Dice) -> FlatPass<'a> {
    match dice.below(10) {
        0..=2 => {
            let scopes = Scope::ALL.into_iter().filter(|_| dice.chance(80));
            let scopes = scopes.collect();
            let prefix = dice.chance(50).then(|| clay.place(dice));
            FlatPass::Token(scopes, prefix)
        }
        3 => FlatPass::Link(clay.place(dice)),
        _ => FlatPass::Whole,
    }
}

impl FlatPass<'_> {
    fn in_full(&self, dice: &mut Dice) -> Pass {
        match self {
            Self::Whole => match dice.below(3) {
                0 => Pass::Session(SessionId::from_unique(1)),
                1 => Pass::AppPassword(AppPasswordId::from_unique(1)),
                _ => Pass::Password,
            },
            Self::Token(scopes, prefix) => Pass::Token {
                id: TokenId::from_unique(1),
                scopes: *scopes,
                prefix: prefix.map(|place| place.key.clone()),
            },
            Self::Link(place) => Pass::Link(place.key.clone()),
        }
    }
}
