//! One world, somebody in it, and the questions that are asked of both judges.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::domain::{PathKey, Right, VirtualPath};
use crate::services::authority::{
    Explanation, Outcome, Shown, Untraced, Window, decide, decide_subtree, explain, sees_all,
};
use crate::tree::{MountTable, Policy};

use super::actor::Actor;
use super::dice::Dice;
use super::spelling::{NAMES, spelled};
use super::world::{Clay, Name, Place, World};
use super::{law, reasons};

/// How often each outcome and each reason was seen.
pub(super) type Seen = BTreeMap<&'static str, usize>;

/// A world, and somebody in it.
#[derive(Debug)]
pub(super) struct Case<'a> {
    world: &'a World<'a>,
    actor: &'a Actor<'a>,
    policy: Policy,
}

impl<'a> Case<'a> {
    pub(super) fn new(world: &'a World<'a>, actor: &'a Actor<'a>) -> Self {
        let grants = world.grants.iter().map(|one| one.grant.clone());
        let rules = world.rules.iter().map(|one| Arc::clone(&one.rule));
        Self {
            world,
            actor,
            policy: Policy::new(grants, rules),
        }
    }

    /// Where something stands, where his pass or his role begins, or anywhere.
    pub(super) fn somewhere(&self, clay: &'a Clay, dice: &mut Dice) -> &'a Place {
        if dice.chance(60) {
            clay.place(dice)
        } else {
            self.somewhere_told_of(clay, dice)
        }
    }

    /// The same, but anywhere only if there is nothing else.
    pub(super) fn somewhere_told_of(&self, clay: &'a Clay, dice: &mut Dice) -> &'a Place {
        let grants = self.world.grants.iter().map(|one| one.at);
        let rules = self.world.rules.iter().map(|one| one.at);
        let points: Vec<_> = grants.chain(rules).chain(self.actor.places()).collect();
        if points.is_empty() {
            clay.place(dice)
        } else {
            points[dice.below(points.len())]
        }
    }

    /// One right at one place: decided, explained, and concluded from the explanation.
    pub(super) fn judge(&self, right: Right, at: &Place, seen: &mut Seen) {
        self.judge_key(right, (&at.names, &at.key), seen);
    }

    /// The same of a path that means these names.
    pub(super) fn judge_path(
        &self,
        right: Right,
        names: &[Name],
        path: &VirtualPath,
        seen: &mut Seen,
    ) {
        self.judge_key(right, (names, &path.key()), seen);
    }

    fn judge_key(&self, right: Right, (names, key): (&[Name], &PathKey), seen: &mut Seen) {
        let subject = self.actor.subject();
        let expected = law::outcome(self.world, self.actor, right, names);
        let decided = decide(&self.policy, &subject, right, key, &mut Untraced);
        assert_eq!(decided, expected, "{right:?} at {key:?}\n{self:#?}");
        let explained = explain(&self.policy, &subject, right, key);
        assert_eq!(
            explained.outcome, expected,
            "{right:?} at {key:?}\n{self:#?}"
        );
        let concluded = reasons::conclusion(right, &explained.reasons);
        assert_eq!(concluded, expected, "{right:?} at {key:?}\n{explained:#?}");
        *seen.entry(name_of(&expected)).or_default() += 1;
        if self.actor.comes_by_link() && expected != Outcome::Denied {
            *seen.entry("by link").or_default() += 1;
        }
        for reason in explained.reasons {
            *seen.entry(reason.code()).or_default() += 1;
        }
    }

    /// What is said about a path.
    pub(super) fn explain(&self, right: Right, path: &VirtualPath) -> Explanation {
        explain(&self.policy, &self.actor.subject(), right, &path.key())
    }

    /// What the listing of a folder shows of each name.
    pub(super) fn look_into(&self, folder: &Place, dice: &mut Dice, seen: &mut Seen) {
        let subject = self.actor.subject();
        let here = law::outcome(self.world, self.actor, Right::List, &folder.names);
        let is_open = matches!(here, Outcome::Allowed | Outcome::Passage);
        let window = Window::open(&self.policy, &subject, &folder.key);
        for name in NAMES {
            let names = [folder.names.as_slice(), &[name]].concat();
            let child = law::outcome(self.world, self.actor, Right::List, &names);
            let expected = match child {
                Outcome::Allowed if is_open => Shown::Full,
                Outcome::Passage | Outcome::Locked { .. } if is_open => Shown::NameOnly,
                _ => Shown::Absent,
            };
            let shown = window.child(&spelled(name, dice));
            assert_eq!(shown, expected, "{name} in {folder:?}\n{self:#?}");
            *seen.entry(shown_name_of(shown)).or_default() += 1;
        }
    }

    /// One right at a place and all below.
    pub(super) fn judge_all(&self, right: Right, at: &Place, seen: &mut Seen) {
        let mounts = self.world.mounts.iter();
        let mounts = MountTable::new(mounts.map(|place| Arc::clone(&place.mount)));
        let subject = self.actor.subject();
        let decided = decide_subtree(&self.policy, &mounts, &subject, right, &at.key);
        let expected = law::outcome_of_all(self.world, self.actor, right, &at.names);
        assert_eq!(decided, expected, "all {right:?} at {at:?}\n{self:#?}");
        let here = law::outcome(self.world, self.actor, right, &at.names);
        if here != expected {
            *seen.entry("closed below").or_default() += 1;
        }
        if here != Outcome::Hidden {
            self.judge_sight(at, seen);
        }
    }

    /// Whether he sees all that may lie below. What stands at a hidden name itself may open it to him and nothing
    /// else; that is not gone into, so that the decision is now and then the stricter one.
    fn judge_sight(&self, at: &Place, seen: &mut Seen) {
        let subject = self.actor.subject();
        let sees_all = sees_all(&self.policy, &subject, &at.key);
        let hides = law::hides_below(self.world, self.actor, &at.names);
        assert!(!(sees_all && hides), "hidden below {at:?}\n{self:#?}");
        let what = match (sees_all, hides) {
            (true, _) => "sees all",
            (false, true) => "hidden below",
            (false, false) => "too strict",
        };
        *seen.entry(what).or_default() += 1;
    }
}

fn name_of(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Allowed => "Allowed",
        Outcome::Passage => "Passage",
        Outcome::Locked { .. } => "Locked",
        Outcome::Denied => "Denied",
        Outcome::Hidden => "Hidden",
    }
}

fn shown_name_of(shown: Shown) -> &'static str {
    match shown {
        Shown::Full => "Full",
        Shown::NameOnly => "NameOnly",
        Shown::Absent => "Absent",
    }
}
