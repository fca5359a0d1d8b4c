//! The law, slowly: section 5 of the design over flat lists, line by line. Shares nothing with the decision
//! but the values it is asked with.

use crate::domain::{Principal, Right, Rights, Role, Scope};
use crate::services::authority::Outcome;

use super::actor::{Actor, FlatPass};
use super::spelling::{NAMES, means};
use super::world::{FlatGrant, FlatRule, Name, World};

/// May he do this, there?
pub(super) fn outcome(world: &World<'_>, actor: &Actor<'_>, right: Right, at: &[Name]) -> Outcome {
    if !pass_is_good(actor, right, at) {
        return Outcome::Denied;
    }
    if role_holds_all(actor, at) {
        let locked = if actor.comes_by_link() {
            first_locked(world, actor, at)
        } else {
            None
        };
        return locked.unwrap_or(Outcome::Allowed);
    }
    let is_hidden = |depth: &usize| {
        let (folder, name) = (&at[..*depth - 1], at[*depth - 1]);
        let hides = |rule: &FlatRule<'_>| hides(rule, folder, name);
        world.rules.iter().any(hides) && !rights(world, actor, &at[..*depth]).holds(Right::Write)
    };
    if (1..=at.len()).any(|depth| is_hidden(&depth)) {
        return Outcome::Hidden;
    }
    let holds = rights(world, actor, at).holds(right);
    let passes = right == Right::List && leads_on(world, actor, at);
    if !holds && !passes {
        return Outcome::Denied;
    }
    match first_locked(world, actor, at) {
        Some(locked) => locked,
        None if holds => Outcome::Allowed,
        None => Outcome::Passage,
    }
}

/// The highest folder at or above the place whose password he has not given.
fn first_locked(world: &World<'_>, actor: &Actor<'_>, at: &[Name]) -> Option<Outcome> {
    let locked = world.rules.iter().enumerate().filter(|(number, one)| {
        one.rule.password.is_some()
            && at.starts_with(&one.at.names)
            && !actor.unlocked.contains(number)
    });
    let first = locked.min_by_key(|(_, one)| one.at.names.len());
    first.map(|(_, one)| Outcome::Locked {
        folder: one.rule.path.clone(),
    })
}

/// May he do this to all that is there and below?
pub(super) fn outcome_of_all(
    world: &World<'_>,
    actor: &Actor<'_>,
    right: Right,
    at: &[Name],
) -> Outcome {
    let here = outcome(world, actor, right, at);
    if here != Outcome::Allowed {
        return here;
    }
    let grants = world.grants.iter().map(|one| one.at);
    let rules = world.rules.iter().map(|one| one.at);
    let mounts = world.mounts.iter().copied();
    let mut points = grants.chain(rules).chain(mounts);
    let closed = points.any(|point| {
        point.names.starts_with(at)
            && outcome(world, actor, right, &point.names) != Outcome::Allowed
    });
    if closed {
        Outcome::Denied
    } else {
        Outcome::Allowed
    }
}

/// Whether some name below could be hidden from him: every place where something stands below, and every name that
/// there could be in one of them, is looked at.
pub(super) fn hides_below(world: &World<'_>, actor: &Actor<'_>, at: &[Name]) -> bool {
    if role_holds_all(actor, at) {
        return false;
    }
    let hidden = |path: &[Name]| {
        let (name, folder) = path.split_last().expect("it lies below");
        let hides = |rule: &FlatRule<'_>| hides(rule, folder, name);
        !role_holds_all(actor, path)
            && world.rules.iter().any(hides)
            && !rights(world, actor, path).holds(Right::Write)
    };
    let grants = world.grants.iter().map(|one| one.at.names.as_slice());
    let rules = world.rules.iter().map(|one| one.at.names.as_slice());
    let below = grants.chain(rules).filter(|point| point.starts_with(at));
    let mut folders = below.chain([at]);
    folders.any(|folder| {
        (folder.len() > at.len() && hidden(folder))
            || NAMES
                .iter()
                .any(|name| hidden(&[folder, &[*name]].concat()))
    })
}

fn pass_is_good(actor: &Actor<'_>, right: Right, at: &[Name]) -> bool {
    match &actor.pass {
        FlatPass::Whole => true,
        FlatPass::Token(scopes, prefix) => {
            let needed = match right {
                Right::List | Right::Read => Scope::FilesRead,
                Right::Write | Right::Delete => Scope::FilesWrite,
                Right::Share => Scope::FilesShare,
            };
            scopes.iter().any(|scope| scope == needed)
                && prefix.is_none_or(|prefix| at.starts_with(&prefix.names))
        }
        FlatPass::Link(place) => right == Right::Read && at == place.names,
    }
}

fn role_holds_all(actor: &Actor<'_>, at: &[Name]) -> bool {
    let mut tenants = actor.tenants.iter();
    match actor.role {
        Role::Admin => true,
        Role::TenantAdmin => tenants.any(|tenant| at.starts_with(&tenant.names)),
        Role::Member => false,
    }
}

/// "At the deepest path where the account or one of its groups has a grant, the union there. Guest's rights
/// are computed likewise from guest's own grants and added."
fn rights(world: &World<'_>, actor: &Actor<'_>, at: &[Name]) -> Rights {
    let his_own = rights_of(world, &actor.principals, at);
    his_own.union(rights_of(world, &[Principal::Guest], at))
}

fn rights_of(world: &World<'_>, whose: &[Principal], at: &[Name]) -> Rights {
    let (mut deepest, mut rights) = (0, Rights::NONE);
    for FlatGrant { at: place, grant } in &world.grants {
        let depth = place.names.len();
        if !at.starts_with(&place.names) || depth < deepest || !whose.contains(&grant.principal) {
            continue;
        }
        if depth > deepest {
            (deepest, rights) = (depth, Rights::NONE);
        }
        rights = rights.union(grant.rights);
    }
    rights
}

/// "A rule at folder F speaks of names directly in F, and of all names below where inherited."
fn hides(rule: &FlatRule<'_>, folder: &[Name], name: Name) -> bool {
    let home = &rule.at.names;
    let speaks = folder == home || (rule.rule.inherited && folder.starts_with(home));
    speaks && rule.hide.iter().any(|pattern| means(pattern, name))
}

/// Whether something that he may list by a grant or by his role stands further down.
fn leads_on(world: &World<'_>, actor: &Actor<'_>, at: &[Name]) -> bool {
    let below = |names: &[Name]| names.len() > at.len() && names.starts_with(at);
    let his = |principal: &Principal| {
        *principal == Principal::Guest || actor.principals.contains(principal)
    };
    let by_grant = world.grants.iter().any(|one| {
        below(&one.at.names)
            && his(&one.grant.principal)
            && one.grant.rights.iter().any(|right| right == Right::List)
    });
    let mut tenants = actor.tenants.iter();
    by_grant || tenants.any(|tenant| below(&tenant.names))
}
