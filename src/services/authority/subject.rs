//! About whom is decided.

use crate::domain::{Caller, FolderRule, PathKey, Principal, Right, Rights, Unlock};
use crate::tree::{PolicyNode, PrefixSet, Trail};

/// Where somebody holds all rights by his role, whatever was granted.
#[derive(Clone, Copy, Debug)]
pub enum Standing<'a> {
    /// Everywhere: an administrator of the server.
    Everything,
    /// At and below these prefixes: an administrator of tenants.
    Below(&'a PrefixSet),
    /// Nowhere.
    Granted,
}

/// About whom is decided. A value, so that it can be asked about people who are not there.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    /// Where he holds all rights by his role.
    pub standing: Standing<'a>,
    /// The account and its groups; none for an anonymous caller. What everybody was given is added by the
    /// decision.
    pub principals: &'a [Principal],
    /// By which pass he came, and which passwords of folders he has given.
    pub caller: &'a Caller,
}

/// Whom grants for everybody are for.
pub(super) const EVERYBODY: &[Principal] = &[Principal::Guest];

impl<'a> Subject<'a> {
    /// The prefix of one of his tenants at or above a path.
    pub(super) fn prefix_above(&self, key: &PathKey) -> Option<&'a PathKey> {
        match self.standing {
            Standing::Below(prefixes) => prefixes.above(key),
            Standing::Everything | Standing::Granted => None,
        }
    }

    /// The prefixes of his tenants below a path.
    pub(super) fn prefixes_below(&self, key: &'a PathKey) -> impl Iterator<Item = &'a PathKey> {
        let prefixes = match self.standing {
            Standing::Below(prefixes) => Some(prefixes),
            Standing::Everything | Standing::Granted => None,
        };
        prefixes
            .into_iter()
            .flat_map(|prefixes| prefixes.below(key))
    }

    /// What he was granted, at the first `depth` names of a path.
    pub(super) fn held(&self, trail: &Trail<'_>, depth: usize) -> Held {
        Held {
            own: trail.rights(self.principals, depth),
            everybody: trail.rights(EVERYBODY, depth),
        }
    }

    /// Whether something below a place may be listed by a grant.
    pub(super) fn is_led_on(&self, node: &PolicyNode) -> bool {
        let leads = |principals| node.leads_to(principals, Right::List);
        leads(self.principals) || leads(EVERYBODY)
    }

    /// Whether a rule asks for a password that he has not given.
    pub(super) fn is_locked_out(&self, rule: &FolderRule) -> bool {
        let unlock = |generation| Unlock {
            rule: rule.id.clone(),
            generation,
        };
        let asked = rule.password.map(unlock);
        asked.is_some_and(|unlock| !self.caller.has_unlocked(&unlock))
    }
}

/// What somebody was granted at a place. His own and everybody's are found apart and count together, so
/// that signing in never takes away.
#[derive(Clone, Copy, Debug)]
pub(super) struct Held {
    own: Rights,
    everybody: Rights,
}

impl Held {
    /// All of it.
    pub(super) fn rights(self) -> Rights {
        self.own.union(self.everybody)
    }

    /// What is held at a place right below, given what stands there.
    pub(super) fn at(self, node: &PolicyNode, principals: &[Principal]) -> Self {
        Self {
            own: node.rights(principals).unwrap_or(self.own),
            everybody: node.rights(EVERYBODY).unwrap_or(self.everybody),
        }
    }
}
