//! Grants and folder rules by path, as a value.

mod node;
mod trail;

#[cfg(test)]
mod tests;

pub use node::PolicyNode;
pub use trail::{Hiding, Trail};

use std::sync::Arc;

use crate::domain::{FolderRule, Grant, PathKey};

/// All grants and folder rules as one tree of folded names. A question about a path costs its depth times
/// the principals that are asked for, however many grants there are.
#[derive(Clone, Debug, Default)]
pub struct Policy {
    root: PolicyNode,
}

impl Policy {
    /// The policy of these grants and rules. Two grants of one principal at one place count together, of
    /// two rules at one place the first wins; the database holds both unique, so that is a matter of form.
    pub fn new(
        grants: impl IntoIterator<Item = Grant>,
        rules: impl IntoIterator<Item = Arc<FolderRule>>,
    ) -> Self {
        let mut policy = Self::default();
        for grant in grants {
            policy.root.plant_grant(grant);
        }
        for rule in rules {
            policy.root.plant_rule(rule);
        }
        policy
    }

    /// The way from the root down to a path, for all questions about it.
    pub fn along<'a>(&'a self, key: &'a PathKey) -> Trail<'a> {
        Trail::new(&self.root, key)
    }

    /// Every place at or below `key` where a grant or a rule stands, in the order of the tree. Costs what
    /// lies below, as far as it is read.
    pub fn points_below(&self, key: &PathKey) -> impl Iterator<Item = &PathKey> {
        let start = key
            .segments()
            .try_fold(&self.root, |node, name| node.child(name));
        let nodes = start.into_iter().flat_map(PolicyNode::all);
        nodes.filter_map(PolicyNode::point)
    }
}
