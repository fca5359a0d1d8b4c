//! The mount table: which mount answers for a path.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::domain::{DrivePath, Mount, PathKey, Segment, VirtualPath};

/// All mounts as one tree of folded names. Resolving a path costs its depth, however many mounts
/// there are.
#[derive(Clone, Debug, Default)]
pub struct MountTable {
    root: Node,
}

/// A name that exists because a mount stands there or below.
#[derive(Clone, Debug, Default)]
struct Node {
    /// The name as it is shown; that of the first mount which brought it.
    name: Option<Segment>,
    mount: Option<Arc<Mount>>,
    children: BTreeMap<String, Self>,
}

/// What the table says about a path.
#[derive(Clone, Debug)]
pub struct Place {
    /// The mount that answers: the deepest one at or above the path.
    pub mount: Option<MountedPlace>,
    /// Names right below the path which exist because of mounts there or deeper. They shadow the drive's
    /// own children of the same key.
    pub shadows: Vec<Shadow>,
    /// The path itself exists because of mounts: it is the root, or a mount stands at or below it.
    pub is_virtual: bool,
}

/// A mount, and what remains of the path below it.
#[derive(Clone, Debug)]
pub struct MountedPlace {
    /// The mount.
    pub mount: Arc<Mount>,
    /// The rest of the path, from the mount's root.
    pub below: DrivePath,
}

/// A folder that mounts bring about.
#[derive(Clone, Debug)]
pub struct Shadow {
    /// Its name.
    pub name: Segment,
    /// The mount that stands right there; none for a folder that only leads to one.
    pub mount: Option<Arc<Mount>>,
}

impl MountTable {
    /// The table of these mounts. Where two stand at one place the first wins; the database holds
    /// places unique, so that is a matter of form.
    pub fn new(mounts: impl IntoIterator<Item = Arc<Mount>>) -> Self {
        let mut table = Self::default();
        for mount in mounts {
            table.root.plant(mount);
        }
        table
    }

    /// What stands at `path`.
    pub fn resolve(&self, path: &VirtualPath) -> Place {
        let mut node = Some(&self.root);
        let mut mount = None;
        for (depth, name) in path.segments().enumerate() {
            node = node.and_then(|node| node.children.get(&PathKey::of_name(name)));
            if let Some(found) = node.and_then(|node| node.mount.as_ref()) {
                mount = Some((found, depth + 1));
            }
        }
        Place {
            mount: mount.map(|(mount, depth)| MountedPlace {
                mount: Arc::clone(mount),
                below: path.below(depth),
            }),
            shadows: node.map(Node::shadows).unwrap_or_default(),
            is_virtual: node.is_some(),
        }
    }

    /// All mounts at or below `key`.
    pub fn mounts_below(&self, key: &PathKey) -> Vec<Arc<Mount>> {
        let start = key
            .segments()
            .try_fold(&self.root, |node, name| node.children.get(name));
        let mut found = Vec::new();
        if let Some(start) = start {
            start.gather(&mut found);
        }
        found
    }
}

impl Node {
    fn plant(&mut self, mount: Arc<Mount>) {
        let path = mount.path.clone();
        let place = path.segments().fold(self, |node, name| {
            let child = node.children.entry(PathKey::of_name(name)).or_default();
            child.name = child.name.take().or_else(|| Segment::parse(name).ok());
            child
        });
        place.mount.get_or_insert(mount);
    }

    fn shadows(&self) -> Vec<Shadow> {
        let shadow = |node: &Self| {
            Some(Shadow {
                name: node.name.clone()?,
                mount: node.mount.clone(),
            })
        };
        self.children.values().filter_map(shadow).collect()
    }

    fn gather(&self, found: &mut Vec<Arc<Mount>>) {
        found.extend(self.mount.clone());
        self.children.values().for_each(|child| child.gather(found));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        Delivery, Health, MountId, MountOptions, MountRoot, MountSource, Origin, TenantId,
    };

    fn mount(path: &str) -> Arc<Mount> {
        Arc::new(Mount {
            id: MountId::from_unique(path.len()),
            path: VirtualPath::parse(path).expect("a path"),
            tenant_id: TenantId::from_unique("1"),
            source: MountSource::User("ada".to_owned()),
            root: MountRoot::Path(DrivePath::root()),
            delivery: Delivery::Redirect,
            read_only: true,
            options: MountOptions::default(),
            origin: Origin::Database,
            place: None,
            health: Health::default(),
        })
    }

    fn resolve(table: &MountTable, path: &str) -> (Option<(String, String)>, Vec<String>, bool) {
        let place = table.resolve(&VirtualPath::parse(path).expect("a path"));
        let mounted = place
            .mount
            .map(|place| (place.mount.path.to_string(), place.below.to_string()));
        (
            mounted,
            place
                .shadows
                .iter()
                .map(|shadow| shadow.name.to_string())
                .collect(),
            place.is_virtual,
        )
    }

    fn mounted(path: &str, below: &str) -> (String, String) {
        (path.to_owned(), below.to_owned())
    }

    #[test]
    fn the_deepest_mount_at_or_above_a_path_answers() {
        let table = MountTable::new([mount("/a"), mount("/a/b/c")]);
        assert_eq!(
            resolve(&table, "/a/x"),
            (Some(mounted("/a", "/x")), vec![], false)
        );
        assert_eq!(
            resolve(&table, "/a/b/c/d"),
            (Some(mounted("/a/b/c", "/d")), vec![], false)
        );
        assert_eq!(
            resolve(&table, "/A/B/C"),
            (Some(mounted("/a/b/c", "/")), vec![], true)
        );
        assert_eq!(
            resolve(&table, "/ab"),
            (None, vec![], false),
            "a prefix of letters is no prefix of names"
        );
    }

    #[test]
    fn the_way_to_a_mount_is_made_of_virtual_folders() {
        let table = MountTable::new([mount("/a"), mount("/a/b/c"), mount("/Zeta/y")]);
        assert_eq!(
            resolve(&table, "/"),
            (None, vec!["a".to_owned(), "Zeta".to_owned()], true)
        );
        assert_eq!(
            resolve(&table, "/a"),
            (Some(mounted("/a", "/")), vec!["b".to_owned()], true)
        );
        assert_eq!(
            resolve(&table, "/a/b"),
            (Some(mounted("/a", "/b")), vec!["c".to_owned()], true)
        );
        assert_eq!(resolve(&table, "/zeta"), (None, vec!["y".to_owned()], true));
    }

    #[test]
    fn mounts_below_a_path_are_found_without_looking_at_others() {
        let table = MountTable::new([mount("/a"), mount("/a/b/c"), mount("/z")]);
        let below = |path: &str| {
            table
                .mounts_below(&VirtualPath::parse(path).expect("a path").key())
                .len()
        };
        assert_eq!(
            (below("/"), below("/a"), below("/a/b"), below("/a/b/c/d")),
            (3, 2, 1, 0)
        );
    }
}
