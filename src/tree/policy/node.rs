//! One place of the policy.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use crate::domain::{FolderRule, Grant, PathKey, Principal, Right, Rights};

/// A place that the policy knows, because a grant or a rule stands there or below.
#[derive(Clone, Debug, Default)]
pub struct PolicyNode {
    /// Where it is; only where a grant or a rule stands right here.
    point: Option<PathKey>,
    grants: HashMap<Principal, Grant>,
    rule: Option<Arc<FolderRule>>,
    /// What is given further down, to whom, all together: whether a way leads on is asked for every folder
    /// that somebody passes, and must not cost what lies below.
    below: HashMap<Principal, Rights>,
    children: BTreeMap<String, Self>,
}

impl PolicyNode {
    pub(super) fn plant_grant(&mut self, grant: Grant) {
        let key = grant.path.key();
        let place = key.segments().fold(self, |node, name| {
            let below = node.below.entry(grant.principal.clone()).or_default();
            *below = below.union(grant.rights);
            node.children.entry(name.to_owned()).or_default()
        });
        place.point.get_or_insert_with(|| key.clone());
        let rights = grant.rights;
        let kept = place.grants.entry(grant.principal.clone()).or_insert(grant);
        kept.rights = kept.rights.union(rights);
    }

    pub(super) fn plant_rule(&mut self, rule: Arc<FolderRule>) {
        let key = rule.path.key();
        let place = key.segments().fold(self, |node, name| {
            node.children.entry(name.to_owned()).or_default()
        });
        place.point.get_or_insert_with(|| key.clone());
        place.rule.get_or_insert(rule);
    }

    /// The place of this name right below, given as its key ([`PathKey::of_name`]).
    pub fn child(&self, name: &str) -> Option<&Self> {
        self.children.get(name)
    }

    /// Whether there are places below.
    pub fn has_children(&self) -> bool {
        !self.children.is_empty()
    }

    /// The rule that stands right here.
    pub fn rule(&self) -> Option<&Arc<FolderRule>> {
        self.rule.as_ref()
    }

    /// The grants that stand right here for any of these.
    pub fn grants<'a>(&'a self, principals: &[Principal]) -> impl Iterator<Item = &'a Grant> {
        let grant = |principal| self.grants.get(principal);
        // Most places on a way hold rules, or nothing but the way on.
        let asked = (!self.grants.is_empty()).then_some(principals);
        asked.into_iter().flatten().filter_map(grant)
    }

    /// What stands right here for these, all together; `None` where nothing does. A grant of no rights is
    /// something.
    pub fn rights(&self, principals: &[Principal]) -> Option<Rights> {
        let rights = self.grants(principals).map(|grant| grant.rights);
        rights.reduce(Rights::union)
    }

    /// Whether a grant of this right stands below, here not counted, for any of these.
    pub fn leads_to(&self, principals: &[Principal], right: Right) -> bool {
        let below = |principal| self.below.get(principal);
        let mut below = principals.iter().filter_map(below);
        below.any(|rights| rights.holds(right))
    }

    /// One of the grants for which [`PolicyNode::leads_to`] holds. Looks at the children of each place on
    /// the way there: for explanations.
    pub fn way_to(&self, principals: &[Principal], right: Right) -> Option<&Grant> {
        let leads = |child: &&Self| {
            child.leads_to(principals, right)
                || child
                    .rights(principals)
                    .is_some_and(|rights| rights.holds(right))
        };
        let mut node = self.children.values().find(leads)?;
        loop {
            let mut here = node.grants(principals);
            match here.find(|grant| grant.rights.holds(right)) {
                Some(grant) => return Some(grant),
                None => node = node.children.values().find(leads)?,
            }
        }
    }

    pub(super) fn point(&self) -> Option<&PathKey> {
        self.point.as_ref()
    }

    /// This place and all below, in the order of the tree. With a stack of its own: names can be nested a
    /// thousand deep.
    pub(super) fn all(&self) -> impl Iterator<Item = &Self> {
        let mut waiting = vec![self];
        std::iter::from_fn(move || {
            let node = waiting.pop()?;
            waiting.extend(node.children.values().rev());
            Some(node)
        })
    }
}
