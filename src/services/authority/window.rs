//! What of a folder's listing is shown.

use std::collections::HashMap;

use crate::domain::{HidePattern, PathKey, Right};
use crate::tree::{Policy, PolicyNode, Trail};

use super::decision::{Outcome, decide};
use super::subject::{Held, Standing, Subject};
use super::trace::Untraced;

/// How much of a child is shown in the listing of its folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Shown {
    /// All.
    Full,
    /// Name and kind: it may be passed, or has a password that was not given.
    NameOnly,
    /// Nothing; it is not there.
    Absent,
}

impl From<&Outcome> for Shown {
    /// From whether the child may be listed.
    fn from(outcome: &Outcome) -> Self {
        match outcome {
            Outcome::Allowed => Self::Full,
            Outcome::Passage | Outcome::Locked { .. } => Self::NameOnly,
            Outcome::Denied | Outcome::Hidden => Self::Absent,
        }
    }
}

/// Decides which children of a folder are listed, as [`decide`] would for each of them. What they have in
/// common is decided once, so that 50,000 of them cost little, and nothing where all are shown.
#[derive(Debug)]
pub struct Window<'a>(View<'a>);

#[derive(Debug)]
enum View<'a> {
    /// All children are shown alike.
    Alike(Shown),
    /// It depends on the name.
    ByName(Pane<'a>),
}

/// What is decided of all children before the first is seen.
#[derive(Debug)]
struct Pane<'a> {
    subject: &'a Subject<'a>,
    /// The folder, where the policy knows some of its children.
    node: Option<&'a PolicyNode>,
    /// What was granted at the folder.
    held: Held,
    /// The patterns that speak of names in the folder.
    patterns: Vec<&'a HidePattern>,
    /// The names under which prefixes of his tenants stand, here or deeper.
    prefixes: HashMap<&'a str, Prefix>,
}

/// Where the prefix of a tenant stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Prefix {
    Here,
    Deeper,
}

impl<'a> Window<'a> {
    /// Looks into a folder. Nothing is shown of one that may be neither listed nor passed.
    pub fn open(policy: &'a Policy, subject: &'a Subject<'a>, folder: &'a PathKey) -> Self {
        let folder_is = decide(policy, subject, Right::List, folder, &mut Untraced);
        if !matches!(folder_is, Outcome::Allowed | Outcome::Passage) {
            return Self(View::Alike(Shown::Absent));
        }
        if matches!(subject.standing, Standing::Everything)
            || subject.prefix_above(folder).is_some()
        {
            return Self(View::Alike(Shown::Full));
        }
        // A pass that is good for listing a folder is good for listing what lies below.
        Self(View::of(Pane::new(&policy.along(folder), subject)))
    }

    /// How all children are shown, where that does not depend on their names.
    pub const fn alike(&self) -> Option<Shown> {
        match &self.0 {
            View::Alike(shown) => Some(*shown),
            View::ByName(_) => None,
        }
    }

    /// How much of the child of this name is shown.
    pub fn child(&self, name: &str) -> Shown {
        match &self.0 {
            View::Alike(shown) => *shown,
            View::ByName(pane) => pane.child(&PathKey::of_name(name)),
        }
    }
}

impl<'a> View<'a> {
    fn of(pane: Pane<'a>) -> Self {
        if pane.node.is_some() || !pane.prefixes.is_empty() || pane.hides(pane.held) {
            Self::ByName(pane)
        } else {
            Self::Alike(listed(pane.held).unwrap_or(Shown::Absent))
        }
    }
}

impl<'a> Pane<'a> {
    fn new(folder: &Trail<'a>, subject: &'a Subject<'a>) -> Self {
        let depth = folder.depth();
        let prefixes = subject.prefixes_below(folder.key()).filter_map(|prefix| {
            let mut rest = prefix.segments().skip(depth);
            let name = rest.next()?;
            let stands = rest.next().map_or(Prefix::Here, |_| Prefix::Deeper);
            Some((name, stands))
        });
        Self {
            subject,
            node: folder.end().filter(|node| node.has_children()),
            held: subject.held(folder, depth),
            patterns: folder.rules().flat_map(|rule| &rule.hide).collect(),
            prefixes: prefixes.collect(),
        }
    }

    /// Whether anything is hidden from somebody who holds this.
    fn hides(&self, held: Held) -> bool {
        !self.patterns.is_empty() && !held.rights().holds(Right::Write)
    }

    /// By the folded name.
    fn child(&self, name: &str) -> Shown {
        let prefix = self.prefixes.get(name);
        if prefix == Some(&Prefix::Here) {
            return Shown::Full;
        }
        let node = self.node.and_then(|node| node.child(name));
        let held = node.map_or(self.held, |node| {
            self.held.at(node, self.subject.principals)
        });
        if self.hides(held) && self.patterns.iter().any(|pattern| pattern.is_match(name)) {
            return Shown::Absent;
        }
        let is_way = || prefix.is_some() || node.is_some_and(|node| self.subject.is_led_on(node));
        let open = listed(held).or_else(|| is_way().then_some(Shown::NameOnly));
        let rule = node.and_then(PolicyNode::rule);
        match open {
            Some(_) if rule.is_some_and(|rule| self.subject.is_locked_out(rule)) => Shown::NameOnly,
            open => open.unwrap_or(Shown::Absent),
        }
    }
}

/// How a child is shown that needs nothing but the right.
fn listed(held: Held) -> Option<Shown> {
    let may_list = held.rights().holds(Right::List);
    may_list.then_some(Shown::Full)
}
