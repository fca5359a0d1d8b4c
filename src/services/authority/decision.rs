//! The decision: may this one do that, there? Pure; what `explain` says comes from the same lines.

use crate::domain::{Pass, PathKey, Principal, Right, Rights, Scope, VirtualPath};
use crate::tree::{Hiding, MountTable, Policy, Trail};

use super::subject::{EVERYBODY, Standing, Subject};
use super::trace::{HiddenName, LockedFolder, Reason, Trace, Untraced};

/// What was decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// He may.
    Allowed,
    /// He may not list the folder, but something below it: he may pass. The folder is listed with those
    /// children only that may be listed or passed, and of itself shows name and kind alone.
    Passage,
    /// He may (list or pass) as soon as he has given the password of this folder.
    Locked {
        /// The folder; the first on the way down, where several are locked.
        folder: VirtualPath,
    },
    /// He may not.
    Denied,
    /// As if nothing were there.
    Hidden,
}

/// Decides. Costs the depth of the path times the principals of the subject.
///
/// The order matters, and each step is about what the steps before it have left open: what the pass is good
/// for; the role; what was granted; what is hidden; what has a password. A pass narrows the question, never
/// what is known of the subject: names that are hidden from all but writers are shown to a writer who comes
/// with a token for reading.
pub fn decide<T: Trace>(
    policy: &Policy,
    subject: &Subject<'_>,
    right: Right,
    key: &PathKey,
    trace: &mut T,
) -> Outcome {
    if let Some(reason) = narrowed(subject.caller.pass(), right, key) {
        trace.note(|| reason);
        return Outcome::Denied;
    }
    if let Some(reason) = raised(subject, key) {
        trace.note(|| reason);
        return raised_outcome(policy, subject, key, trace);
    }
    let trail = policy.along(key);
    let granted = granted(&trail, subject, trace);
    if is_hidden(&trail, subject, trace) {
        return Outcome::Hidden;
    }
    let open = if granted.holds(right) {
        Outcome::Allowed
    } else if right == Right::List && leads_on(&trail, subject, trace) {
        Outcome::Passage
    } else {
        return Outcome::Denied;
    };
    match locked(&trail, subject, trace) {
        Some(folder) => Outcome::Locked { folder },
        None => open,
    }
}

/// What somebody may do by his role. That no password holds an administrator up is for himself: a link that he
/// has made is followed by somebody else.
fn raised_outcome<T: Trace>(
    policy: &Policy,
    subject: &Subject<'_>,
    key: &PathKey,
    trace: &mut T,
) -> Outcome {
    if !matches!(subject.caller.pass(), Pass::Link(_)) {
        return Outcome::Allowed;
    }
    let folder = locked(&policy.along(key), subject, trace);
    folder.map_or(Outcome::Allowed, |folder| Outcome::Locked { folder })
}

/// Decides about all of a folder: the right is needed at the folder, and at every grant, rule and mount at
/// or below it. [`Outcome::Denied`] where only something below is closed. Costs what stands below.
pub fn decide_subtree(
    policy: &Policy,
    mounts: &MountTable,
    subject: &Subject<'_>,
    right: Right,
    key: &PathKey,
) -> Outcome {
    let decide_at = |key: &PathKey| decide(policy, subject, right, key, &mut Untraced);
    let here = decide_at(key);
    if here != Outcome::Allowed {
        return here;
    }
    let is_open = |key: &PathKey| decide_at(key) == Outcome::Allowed;
    let mounts = mounts.mounts_below(key);
    if policy.points_below(key).all(is_open)
        && mounts.iter().all(|mount| is_open(&mount.path.key()))
    {
        Outcome::Allowed
    } else {
        Outcome::Denied
    }
}

/// Why the pass is not good for this, where it isn't.
fn narrowed(pass: &Pass, right: Right, key: &PathKey) -> Option<Reason> {
    match pass {
        // Passwords for programs are good for files alone; this is about files.
        Pass::None | Pass::Session(_) | Pass::Password | Pass::AppPassword(_) => None,
        Pass::Token { scopes, prefix, .. } => {
            let scope = scope_of(right);
            let outside = |prefix: &&PathKey| !key.is_at_or_below(prefix);
            if !scopes.hold(scope) {
                return Some(Reason::ScopeLacking(scope));
            }
            let prefix = prefix.as_ref().filter(outside);
            prefix.cloned().map(Reason::OutsideToken)
        }
        Pass::Link(path) => {
            let good = right == Right::Read && key == path;
            (!good).then_some(Reason::OutsideLink)
        }
    }
}

/// The scope that a token needs for a right.
const fn scope_of(right: Right) -> Scope {
    match right {
        Right::List | Right::Read => Scope::FilesRead,
        Right::Write | Right::Delete => Scope::FilesWrite,
        Right::Share => Scope::FilesShare,
    }
}

/// Why he may do everything here, where he may by his role.
pub(super) fn raised(subject: &Subject<'_>, key: &PathKey) -> Option<Reason> {
    if matches!(subject.standing, Standing::Everything) {
        return Some(Reason::Administrator);
    }
    let prefix = subject.prefix_above(key);
    prefix.cloned().map(Reason::TenantAdministrator)
}

/// What he was granted at the path.
fn granted<T: Trace>(trail: &Trail<'_>, subject: &Subject<'_>, trace: &mut T) -> Rights {
    let own = decided(trail, subject.principals, trace);
    let everybody = decided(trail, EVERYBODY, trace);
    let rights = own.into_iter().chain(everybody).reduce(Rights::union);
    rights.unwrap_or_else(|| {
        trace.note(|| Reason::NothingGranted);
        Rights::NONE
    })
}

/// What the deciding grants of these give, all together; `None` where there are none.
fn decided<T: Trace>(trail: &Trail<'_>, principals: &[Principal], trace: &mut T) -> Option<Rights> {
    let deciding = trail.deciding(principals, trail.depth());
    let rights = deciding.map(|grant| {
        let reason = if grant.rights.is_empty() {
            Reason::Closed
        } else {
            Reason::Granted
        };
        trace.note(|| reason(grant.clone()));
        grant.rights
    });
    rights.reduce(Rights::union)
}

/// Whether a name of the path is hidden, of itself or of a folder it lies in, and he may not write there.
pub(super) fn is_hidden<T: Trace>(trail: &Trail<'_>, subject: &Subject<'_>, trace: &mut T) -> bool {
    for hiding in trail.hidings() {
        let held = subject.held(trail, hiding.depth).rights();
        if !held.holds(Right::Write) {
            trace.note(|| Reason::Hidden(hidden_name(&hiding)));
            return true;
        }
        trace.note(|| Reason::Revealed(hidden_name(&hiding)));
    }
    false
}

fn hidden_name(hiding: &Hiding<'_>) -> HiddenName {
    HiddenName {
        rule: hiding.rule.id.clone(),
        folder: hiding.rule.path.clone(),
        pattern: hiding.pattern.clone(),
        name: hiding.name.to_owned(),
    }
}

/// Whether the path is on the way to something that he may list.
fn leads_on<T: Trace>(trail: &Trail<'_>, subject: &Subject<'_>, trace: &mut T) -> bool {
    if let Some(prefix) = subject.prefixes_below(trail.key()).next() {
        trace.note(|| Reason::LeadsToTenant(prefix.clone()));
        return true;
    }
    let Some(node) = trail.end().filter(|node| subject.is_led_on(node)) else {
        return false;
    };
    let way = |principals| node.way_to(principals, Right::List);
    trace.note(|| {
        let grant = way(subject.principals).or_else(|| way(EVERYBODY));
        Reason::LeadsToGrant(grant.expect("one of the two leads on").clone())
    });
    true
}

/// The first folder on the way down whose password he has not given.
fn locked<T: Trace>(
    trail: &Trail<'_>,
    subject: &Subject<'_>,
    trace: &mut T,
) -> Option<VirtualPath> {
    for rule in trail.passwords() {
        let folder = || LockedFolder {
            rule: rule.id.clone(),
            folder: rule.path.clone(),
        };
        if subject.is_locked_out(rule) {
            trace.note(|| Reason::Locked(folder()));
            return Some(rule.path.clone());
        }
        trace.note(|| Reason::Unlocked(folder()));
    }
    None
}
