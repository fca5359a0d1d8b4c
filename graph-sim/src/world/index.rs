//! What an index of a drive knows that is a while behind.

use jiff::Timestamp;

use super::ItemKey;
use super::drive::Drive;
use super::past::Keyed;

impl Drive {
    /// All items below a folder as they were at that time, or as they are. What was in a folder
    /// that is gone is left out, and so are changes that are no longer remembered.
    pub(crate) fn tree_at(&self, folder: ItemKey, at: Option<Timestamp>) -> Vec<Keyed<'_>> {
        let (mut found, mut open) = (Vec::new(), vec![folder]);
        while let Some(folder) = open.pop() {
            let children = self.children_then(folder, at);
            let still_there = |(key, item): &&Keyed<'_>| {
                item.children().is_some() && self.find_guid(item.guid) == Some(*key)
            };
            open.extend(children.iter().filter(still_there).map(|(key, _)| *key));
            found.extend(children);
        }
        found
    }

    fn children_then(&self, folder: ItemKey, at: Option<Timestamp>) -> Vec<Keyed<'_>> {
        if let Some(then) = at.and_then(|at| self.children_at(folder, at)) {
            return then.into_values().collect();
        }
        let now = self.item(folder).children().into_iter().flatten();
        now.map(|(_, key)| (*key, self.item(*key))).collect()
    }
}
