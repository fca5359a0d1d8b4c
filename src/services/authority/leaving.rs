//! What closes a mount from further up does not go along to another place: where the mount would be open
//! there to somebody to whom it is closed here, it may not go.

use std::collections::BTreeSet;

use crate::domain::{FolderRule, Principal, VirtualPath};
use crate::tree::{Policy, Trail};

use super::rulebook::Rulebook;
use super::subject::EVERYBODY;

/// A mount on its way to another place, among what is said of the folders above the two.
struct Leaving<'a> {
    from: &'a VirtualPath,
    /// The way to the place it leaves.
    before: Trail<'a>,
    /// The way to its new place.
    after: Trail<'a>,
}

impl Rulebook {
    /// The folder above `from` whose grants or rule would open a mount by staying behind, if there is one.
    pub(in crate::services) fn opened_by_leaving(
        &self,
        from: &VirtualPath,
        to: &VirtualPath,
    ) -> Option<VirtualPath> {
        // A group speaks for those, too, who join it later.
        let accounts = self
            .accounts()
            .map(|account| self.principals_of(&account.id));
        let groups = self
            .groups()
            .map(|group| vec![Principal::Group(group.id.clone())]);
        opened(&self.policy, accounts.chain(groups), from, to)
    }
}

fn opened(
    policy: &Policy,
    people: impl Iterator<Item = Vec<Principal>>,
    from: &VirtualPath,
    to: &VirtualPath,
) -> Option<VirtualPath> {
    let (old, new) = (from.key(), to.key());
    let leaving = Leaving {
        from,
        before: policy.along(&old),
        after: policy.along(&new),
    };
    let by_rule = leaving.unlocked().or_else(|| leaving.shown());
    by_rule.or_else(|| {
        let people: BTreeSet<_> = people.chain([EVERYBODY.to_vec()]).collect();
        people.iter().find_map(|one| leaving.granted(one))
    })
}

impl Leaving<'_> {
    /// Whether what stands at a place does not hold at the new one.
    fn leaves(&self, place: &VirtualPath) -> bool {
        !self.after.key().is_at_or_below(&place.key())
    }

    /// Rules above that stay behind, and that of the mount itself, which goes along.
    fn rules(&self) -> (Vec<&FolderRule>, Option<&FolderRule>) {
        let places = self.before.places();
        let rules = places.filter_map(|node| node.rule()).map(AsRef::as_ref);
        let (own, above): (Vec<_>, Vec<_>) =
            rules.partition(|rule: &&FolderRule| rule.path.key() == *self.before.key());
        let left = above.into_iter().filter(|rule| self.leaves(&rule.path));
        (left.collect(), own.first().copied())
    }

    /// Whose password would no longer be asked, with none of the mount's own.
    fn unlocked(&self) -> Option<VirtualPath> {
        let (left, own) = self.rules();
        let is_locked = |rule: &FolderRule| rule.password.is_some();
        let mut left = left.into_iter().filter(|rule| is_locked(rule));
        let opened = left.next()?;
        (!own.is_some_and(is_locked)).then(|| opened.path.clone())
    }

    /// Where names would no longer be hidden: those below the mount, or one on the way to it. Another name of
    /// the mount itself, in a folder of which the same is said, is what was asked for.
    fn shown(&self) -> Option<VirtualPath> {
        let (left, own) = self.rules();
        let own = own.filter(|rule| rule.inherited);
        let hides = |pattern| own.is_some_and(|rule| rule.hide.contains(pattern));
        let mut left = left.iter().filter(|rule| rule.inherited);
        if let Some(rule) = left.find(|rule| !rule.hide.iter().all(hides)) {
            return Some(rule.path.clone());
        }
        self.before.hidings().find_map(|hiding| {
            let way = self.from.segments().take(hiding.depth);
            let hidden = VirtualPath::parse(&way.flat_map(|name| ["/", name]).collect::<String>());
            let hidden = hidden.expect("the first names of a path are a path");
            if hiding.depth == self.before.depth() {
                self.leaves(&hiding.rule.path)
                    .then(|| hiding.rule.path.clone())
            } else {
                self.leaves(&hidden).then_some(hidden)
            }
        })
    }

    /// Whose grant, the one that decides about the mount for these, would stay behind and gives less than they
    /// have at the new place.
    fn granted(&self, principals: &[Principal]) -> Option<VirtualPath> {
        let (before, after) = (&self.before, &self.after);
        let deciding = before.deciding(principals, before.depth()).next()?;
        if deciding.path.key() == *before.key() || !self.leaves(&deciding.path) {
            return None;
        }
        let had = before.rights(principals, before.depth());
        let gets = after.rights(principals, after.depth());
        (had.union(gets) != had).then(|| deciding.path.clone())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::domain::{AccountId, Grant, GrantId, GroupId, HidePattern, Right, Rights, RuleId};

    fn path(text: &str) -> VirtualPath {
        VirtualPath::parse(text).expect("a path")
    }

    fn ann() -> Principal {
        Principal::Account(AccountId::from_unique("ann"))
    }

    fn team() -> Principal {
        Principal::Group(GroupId::from_unique("team"))
    }

    fn grants(said: &[(Principal, &str, Rights)]) -> Policy {
        let grant = |(principal, at, rights): &(Principal, &str, Rights)| Grant {
            id: GrantId::from_unique("1"),
            principal: principal.clone(),
            path: path(at),
            rights: *rights,
        };
        Policy::new(said.iter().map(grant), [])
    }

    fn rules(said: &[(&str, Option<i64>, bool, &[&str])]) -> Policy {
        let rules = said.iter().map(|(at, password, inherited, hide)| {
            let patterns = hide.iter().map(|text| HidePattern::parse(text));
            Arc::new(FolderRule {
                id: RuleId::from_unique("1"),
                path: path(at),
                inherited: *inherited,
                hide: patterns.collect::<Result<_, _>>().expect("patterns"),
                password: *password,
                header: None,
                readme: None,
                view: None,
                sort: None,
            })
        });
        Policy::new([], rules)
    }

    /// What would open a mount that goes from `/c/hr/files` to another place.
    fn opened_at(policy: &Policy, to: &str) -> Option<String> {
        let people = [vec![ann(), team()], vec![team()]];
        let opened = opened(policy, people.into_iter(), &path("/c/hr/files"), &path(to));
        opened.map(|path| path.to_string())
    }

    #[test]
    fn a_grant_above_closes_where_the_new_place_gives_more_than_it() {
        let (none, list, reader) = (Rights::NONE, Rights::from(Right::List), Rights::READER);
        let hr = Some("/c/hr".to_owned());
        for (said, expected) in [
            (&[(team(), "/c", reader), (team(), "/c/hr", none)][..], &hr),
            (&[(team(), "/c", reader), (team(), "/c/hr", list)], &hr),
            (&[(team(), "/c", reader), (ann(), "/c/hr", none)], &hr),
            (&[(team(), "/c", list), (team(), "/c/hr", reader)], &None),
            (&[(team(), "/c", none), (team(), "/c/hr", none)], &None),
            (
                &[(team(), "/c", reader), (Principal::Guest, "/c/hr", none)],
                &None,
            ),
            (
                &[
                    (Principal::Guest, "/c", list),
                    (Principal::Guest, "/c/hr", none),
                ],
                &hr,
            ),
            // What is granted of the mount itself decides, and goes along.
            (
                &[
                    (team(), "/c", reader),
                    (team(), "/c/hr", none),
                    (team(), "/c/hr/files", none),
                ],
                &None,
            ),
        ] {
            assert_eq!(opened_at(&grants(said), "/c/files"), *expected, "{said:?}");
            assert_eq!(opened_at(&grants(said), "/c/hr/other"), None, "{said:?}");
        }
    }

    #[test]
    fn a_rule_above_closes_by_its_password_and_by_what_it_hides() {
        let hr = Some("/c/hr".to_owned());
        for (said, expected) in [
            (&[("/c/hr", Some(1), false, &[][..])][..], &hr),
            (
                &[
                    ("/c/hr", Some(1), false, &[]),
                    ("/c/hr/files", Some(2), false, &[]),
                ],
                &None,
            ),
            (&[("/c/hr", None, true, &["*.tmp"])], &hr),
            (
                &[
                    ("/c/hr", None, true, &["a"]),
                    ("/c/hr/files", None, true, &["a", "b"]),
                ],
                &None,
            ),
            (
                &[
                    ("/c/hr", None, true, &["a"]),
                    ("/c/hr/files", None, false, &["a"]),
                ],
                &hr,
            ),
            (&[("/c/hr", None, false, &["*.tmp"])], &None),
            (&[("/c/hr", None, false, &["files"])], &hr),
            (&[("/c", None, false, &["HR"])], &hr),
            (&[("/c", Some(1), true, &["*.tmp", "files"])], &None),
        ] {
            assert_eq!(opened_at(&rules(said), "/c/files"), *expected, "{said:?}");
            assert_eq!(opened_at(&rules(said), "/c/hr/other"), None, "{said:?}");
        }
    }
}
