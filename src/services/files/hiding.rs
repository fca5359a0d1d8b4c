//! What a caller does not see is not his to carry off.

use crate::domain::{PathKey, Right, VirtualPath};

use crate::services::authority::Mandate;

use super::Desk;

impl Desk {
    /// Whether something in a folder may be hidden from a caller who may otherwise move or copy all of it. The
    /// service takes a folder as a whole; such a one is gone through entry by entry instead. Costs as much as
    /// there are folder rules.
    pub(super) fn may_hide(&self, mandate: &Mandate, folder: &VirtualPath) -> bool {
        let key = folder.key();
        let is_seen_whole = || mandate.allow_tree(Right::Write, folder).is_ok();
        let book = self.authority.book();
        let mut rules = book.rules();
        let hides = rules
            .any(|rule| !rule.hide.is_empty() && speaks_of(&rule.path.key(), rule.inherited, &key));
        hides && !is_seen_whole()
    }
}

/// Whether a rule says something about names somewhere below a folder.
fn speaks_of(rule: &PathKey, inherited: bool, folder: &PathKey) -> bool {
    rule.is_at_or_below(folder) || (inherited && folder.is_at_or_below(rule))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_speaks_of_its_folder_and_an_inherited_one_of_those_below() {
        let key = |text: &str| VirtualPath::parse(text).expect("a path").key();
        for (rule, inherited, expected) in [
            ("/a/b", false, true),
            ("/a/b/c", false, true),
            ("/a", false, false),
            ("/a", true, true),
            ("/", true, true),
            ("/a/bc", true, false),
            ("/x", true, false),
        ] {
            let speaks = speaks_of(&key(rule), inherited, &key("/a/b"));
            assert_eq!(speaks, expected, "{rule} {inherited}");
        }
    }
}
