//! The way from the root down to one path, and what stands along it.

use std::sync::Arc;

use crate::domain::{FolderRule, Grant, HidePattern, PathKey, Principal, Right, Rights};

use super::PolicyNode;

/// What the policy says along the way from the root down to a path. It is looked up once; every question
/// about the path, and about the folders it lies in, is answered from it.
#[derive(Clone, Debug)]
pub struct Trail<'a> {
    key: &'a PathKey,
    depth: usize,
    /// From the root on, as far as the policy knows the way.
    nodes: Vec<&'a PolicyNode>,
}

/// A pattern that means one of the names of a path.
#[derive(Clone, Copy, Debug)]
pub struct Hiding<'a> {
    /// The rule.
    pub rule: &'a Arc<FolderRule>,
    /// Its pattern.
    pub pattern: &'a HidePattern,
    /// The name, folded.
    pub name: &'a str,
    /// How many names there are down to this one, itself included.
    pub depth: usize,
}

impl<'a> Trail<'a> {
    pub(super) fn new(root: &'a PolicyNode, key: &'a PathKey) -> Self {
        let mut nodes = Vec::with_capacity(8);
        nodes.push(root);
        let (mut node, mut depth) = (Some(root), 0);
        for name in key.segments() {
            node = node.and_then(|node| node.child(name));
            nodes.extend(node);
            depth += 1;
        }
        Self { key, depth, nodes }
    }

    /// The path.
    pub fn key(&self) -> &'a PathKey {
        self.key
    }

    /// How many names the path has.
    pub fn depth(&self) -> usize {
        self.depth
    }

    /// The path itself, where the policy knows it.
    pub fn end(&self) -> Option<&'a PolicyNode> {
        self.nodes.get(self.depth).copied()
    }

    /// The places along the way that the policy knows, from the root down.
    pub fn places(&self) -> impl Iterator<Item = &'a PolicyNode> {
        self.nodes.iter().copied()
    }

    /// The grants that decide for these at the first `depth` names of the path: those at the deepest place
    /// at or above where any of them has one.
    pub fn deciding(
        &self,
        principals: &[Principal],
        depth: usize,
    ) -> impl Iterator<Item = &'a Grant> {
        let mut upward = self.nodes.iter().take(depth + 1).rev();
        let place = upward.find(|node| node.grants(principals).next().is_some());
        place.into_iter().flat_map(|node| node.grants(principals))
    }

    /// What these may do at the first `depth` names of the path.
    pub fn rights(&self, principals: &[Principal], depth: usize) -> Rights {
        let mut upward = self.nodes.iter().take(depth + 1).rev();
        upward
            .find_map(|node| node.rights(principals))
            .unwrap_or_default()
    }

    /// Whether a grant of this right stands below the path for any of these.
    pub fn leads_to(&self, principals: &[Principal], right: Right) -> bool {
        self.end()
            .is_some_and(|node| node.leads_to(principals, right))
    }

    /// The rules that speak of the folder at the path, the nearest first: its own, and the inherited ones
    /// above it.
    pub fn rules(&self) -> impl Iterator<Item = &'a Arc<FolderRule>> {
        let (end, known) = (self.depth, self.nodes.iter().enumerate().rev());
        known.filter_map(move |(depth, node)| {
            node.rule().filter(|rule| rule.inherited || depth == end)
        })
    }

    /// The rules at or above the path that ask for a password, from the root down. It holds for all below,
    /// inherited or not.
    pub fn passwords(&self) -> impl Iterator<Item = &'a Arc<FolderRule>> {
        let rules = self.nodes.iter().filter_map(|node| node.rule());
        rules.filter(|rule| rule.password.is_some())
    }

    /// The patterns that mean a name of the path, from the root down.
    pub fn hidings(&self) -> impl Iterator<Item = Hiding<'a>> {
        let hiders = self.hiders();
        // Names are looked at only where something is hidden at all, which is rare.
        let names = (!hiders.is_empty()).then(|| self.key.segments().enumerate());
        let names = names.into_iter().flatten();
        names.flat_map(move |(folder, name)| hidings_of(&hiders, folder, name))
    }

    /// The rules along the way that hide something, with where they stand.
    fn hiders(&self) -> Vec<(usize, &'a Arc<FolderRule>)> {
        let rules = self.nodes.iter().enumerate();
        let rules = rules.filter_map(|(depth, node)| Some((depth, node.rule()?)));
        rules.filter(|(_, rule)| !rule.hide.is_empty()).collect()
    }
}

/// The patterns that mean a name which lies in the folder at depth `folder`.
fn hidings_of<'a>(
    hiders: &[(usize, &'a Arc<FolderRule>)],
    folder: usize,
    name: &'a str,
) -> Vec<Hiding<'a>> {
    let speaks = |(stands, rule): &&(usize, &'a Arc<FolderRule>)| {
        *stands == folder || (*stands < folder && rule.inherited)
    };
    let patterns = hiders.iter().filter(speaks).flat_map(|(_, rule)| {
        let meant = rule.hide.iter().filter(|pattern| pattern.is_match(name));
        meant.map(move |pattern| Hiding {
            rule,
            pattern,
            name,
            depth: folder + 1,
        })
    });
    patterns.collect()
}
