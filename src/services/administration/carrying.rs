//! What was said of a mount's place goes along when the mount gets another: whoever renames a drive means the
//! same people to see it, behind the same passwords. What was said of folders above it stays with these: a
//! mount that this keeps closed does not go where it would be open, while what is granted further up at the
//! new place holds for everything there.

use std::sync::Arc;

use crate::domain::{
    AuditEntry, Deed, Error, FolderRule, Grant, GrantId, Mount, MountId, PathKey, Result, Rights,
    RuleId, VirtualPath,
};
use crate::store::{Carried, CarriedGrant, CarriedRule};

use super::Administration;

/// A mount on its way to another place.
struct Journey<'a> {
    from: &'a VirtualPath,
    to: &'a VirtualPath,
    /// Where all other mounts stand.
    others: Vec<PathKey>,
}

/// What becomes of a grant or a rule at or below the place that a mount leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    /// It speaks of another mount, which stays.
    Stays,
    /// It goes along.
    Goes,
    /// It goes along, and what it left shows the drive around it: nobody for whom it spoke gets in there by it.
    /// Whoever has something at the drive around, and had nothing here, sees this folder of it like the rest.
    GoesAndCloses,
    /// It speaks of a mount below as well, so that it is there twice.
    IsDoubled,
}

impl Journey<'_> {
    fn fate(&self, place: &PathKey) -> Result<Fate> {
        let from = self.from.key();
        let mut others = self.others.iter();
        let is_inner = |other: &&PathKey| other.is_at_or_below(&from);
        if !place.is_at_or_below(&from)
            || others.any(|other| is_inner(&other) && place.is_at_or_below(other))
        {
            return Ok(Fate::Stays);
        }
        let below = self.others.iter().any(|other| other.is_at_or_below(place));
        let around = self.others.iter().any(|other| from.is_at_or_below(other));
        match (below, around) {
            (false, false) => Ok(Fate::Goes),
            (false, true) => Ok(Fate::GoesAndCloses),
            (true, false) => Ok(Fate::IsDoubled),
            (true, true) => {
                let reason = "one mount stands below it and another around it: give the inner one its \
                              new place first";
                Err(Error::conflict("contains_mount", reason))
            }
        }
    }

    /// The place at the end of the way.
    fn led(&self, place: &VirtualPath) -> Result<VirtualPath> {
        let rest = place.segments().skip(self.from.segments().count());
        let names = self.to.segments().chain(rest);
        let text: String = names.flat_map(|name| ["/", name]).collect();
        Ok(VirtualPath::parse(&text)?)
    }

    /// Those first that stand in nobody's way.
    fn sort<T>(&self, rows: &mut [T], path: impl Fn(&T) -> &VirtualPath) {
        rows.sort_by_key(|row| path(row).segments().count());
        if self.to.key().is_at_or_below(&self.from.key()) {
            rows.reverse();
        }
    }
}

impl Administration {
    /// What goes along with a mount to another place. Where only letter case changes nothing does: it is the
    /// same place.
    ///
    /// # Errors
    /// Conflicts `contains_mount`, `grant_beyond` where a grant there is not his to give, and `rights_above`
    /// where what closes it from further up would stay behind.
    pub(super) async fn carried(&self, mount: &Mount, to: &VirtualPath) -> Result<Carried> {
        if mount.path.key() == to.key() {
            return Ok(Carried::default());
        }
        self.check_closed(&mount.path, to)?;
        let journey = Journey {
            from: &mount.path,
            to,
            others: self.places_beside(&mount.id).await?,
        };
        let grants = self.carried_grants(&journey)?;
        let rules = self.carried_rules(&journey)?;
        Ok(Carried { grants, rules })
    }

    /// Those of the file that are not declared at present count as well, since they come back.
    async fn places_beside(&self, mount: &MountId) -> Result<Vec<PathKey>> {
        let places = self.registrar().store.list_mount_places().await?;
        let others = places.into_iter().filter(|(id, _)| id != mount);
        Ok(others.map(|(_, place)| place).collect())
    }

    fn carried_grants(&self, journey: &Journey<'_>) -> Result<Vec<CarriedGrant>> {
        let book = self.book();
        let mut grants: Vec<&Grant> = book.grants().collect();
        journey.sort(&mut grants, |grant| &grant.path);
        let (mut moved, mut made) = (Vec::new(), Vec::new());
        for grant in grants {
            let fate = journey.fate(&grant.path.key())?;
            if fate == Fate::Stays {
                continue;
            }
            self.check_given(grant)?;
            let led = Grant {
                path: journey.led(&grant.path)?,
                ..grant.clone()
            };
            match fate {
                Fate::IsDoubled => made.push(self.new_grant(led)),
                Fate::Goes | Fate::GoesAndCloses | Fate::Stays => moved.push(self.moved(led)),
            }
            if fate == Fate::GoesAndCloses {
                made.push(self.new_grant(Grant {
                    rights: Rights::NONE,
                    ..grant.clone()
                }));
            }
        }
        moved.append(&mut made);
        Ok(moved)
    }

    fn carried_rules(&self, journey: &Journey<'_>) -> Result<Vec<CarriedRule>> {
        let book = self.book();
        let mut rules: Vec<&Arc<FolderRule>> = book.rules().collect();
        journey.sort(&mut rules, |rule| &rule.path);
        let (mut moved, mut made) = (Vec::new(), Vec::new());
        for rule in rules {
            let fate = journey.fate(&rule.path.key())?;
            if fate == Fate::Stays {
                continue;
            }
            let led = journey.led(&rule.path)?;
            match fate {
                Fate::IsDoubled => made.push(self.copied(rule, led)),
                Fate::Goes | Fate::GoesAndCloses | Fate::Stays => moved.push(CarriedRule {
                    id: rule.id.clone(),
                    audit: self.noted(Deed::RuleUpdate, rule.id.as_str(), &led),
                    path: led,
                    copy_of: None,
                }),
            }
            if fate == Fate::GoesAndCloses {
                made.push(self.copied(rule, rule.path.clone()));
            }
        }
        moved.append(&mut made);
        Ok(moved)
    }

    /// Refuses to open by the new place what is closed by the old one.
    fn check_closed(&self, from: &VirtualPath, to: &VirtualPath) -> Result<()> {
        let Some(above) = self.book().opened_by_leaving(from, to) else {
            return Ok(());
        };
        let reason = format!(
            "what is said of {above} closes the mount and would not go along; say it again of the mount \
             itself, or remove it"
        );
        Err(Error::conflict("rights_above", reason))
    }

    /// Refuses what he could not give himself.
    fn check_given(&self, grant: &Grant) -> Result<()> {
        let given = self.grants().check_principal(&grant.principal);
        let reason = "a grant there is for an account or group that only administrators of the server \
                      look after";
        given.map_err(|_| Error::conflict("grant_beyond", reason))
    }

    fn moved(&self, grant: Grant) -> CarriedGrant {
        CarriedGrant {
            audit: self.noted(Deed::GrantUpdate, grant.id.as_str(), &grant.path),
            is_new: false,
            grant,
        }
    }

    fn new_grant(&self, grant: Grant) -> CarriedGrant {
        let id = GrantId::from_unique(self.registrar().row_id());
        CarriedGrant {
            audit: self.noted(Deed::GrantCreate, id.as_str(), &grant.path),
            is_new: true,
            grant: Grant { id, ..grant },
        }
    }

    fn copied(&self, rule: &FolderRule, path: VirtualPath) -> CarriedRule {
        let id = RuleId::from_unique(self.registrar().row_id());
        CarriedRule {
            audit: self.noted(Deed::RuleCreate, id.as_str(), &path),
            id,
            path,
            copy_of: Some(rule.id.clone()),
        }
    }

    fn noted(&self, deed: Deed, id: &str, path: &VirtualPath) -> AuditEntry {
        let audit = self.audit(deed).to(id).at_path(path.clone());
        audit.with_fields(vec!["path"])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(text: &str) -> VirtualPath {
        VirtualPath::parse(text).expect("a path")
    }

    /// What becomes of these places when a mount goes, beside other mounts.
    fn fates(from: &str, others: &[&str], places: &[&str]) -> Vec<Option<Fate>> {
        let journey = Journey {
            from: &path(from),
            to: &path("/c/new"),
            others: others.iter().map(|other| path(other).key()).collect(),
        };
        let fates = places.iter().map(|place| journey.fate(&path(place).key()));
        fates.map(Result::ok).collect()
    }

    #[test]
    fn what_is_said_of_a_mount_goes_with_it_and_of_another_stays() {
        use Fate::{Goes, GoesAndCloses, IsDoubled, Stays};
        let places = ["/c", "/c/ab", "/C/A", "/c/a/x", "/c/a/x/y"];
        let [stays, goes] = [Some(Stays), Some(Goes)];
        for (others, expected) in [
            (&[][..], [stays, stays, goes, goes, goes]),
            (&["/c/ab", "/c/b"], [stays, stays, goes, goes, goes]),
            (
                &["/c/a/x/y"],
                [stays, stays, Some(IsDoubled), Some(IsDoubled), stays],
            ),
            (&["/c/a/x"], [stays, stays, Some(IsDoubled), stays, stays]),
            (
                &["/c"],
                [
                    stays,
                    stays,
                    Some(GoesAndCloses),
                    Some(GoesAndCloses),
                    Some(GoesAndCloses),
                ],
            ),
            (&["/c", "/c/a/x"], [stays, stays, None, stays, stays]),
        ] {
            assert_eq!(fates("/c/a", others, &places), expected, "{others:?}");
        }
    }

    #[test]
    fn places_keep_what_follows_after_the_mount_and_its_spelling() {
        let journey = Journey {
            from: &path("/c/a"),
            to: &path("/C/New/B"),
            others: Vec::new(),
        };
        for (place, expected) in [("/C/A", "/C/New/B"), ("/c/a/Été/x y", "/C/New/B/Été/x y")] {
            let led = journey.led(&path(place)).expect("a path");
            assert_eq!(led.as_str(), expected);
        }
    }

    #[test]
    fn nothing_is_put_where_something_still_stands_that_goes_itself() {
        let places = ["/a", "/a/b", "/a/b/b"].map(path);
        for (from, to, expected) in [
            ("/a", "/a/b", ["/a/b/b", "/a/b", "/a"]),
            ("/a/b", "/a", ["/a", "/a/b", "/a/b/b"]),
        ] {
            let journey = Journey {
                from: &path(from),
                to: &path(to),
                others: Vec::new(),
            };
            let mut sorted = places.clone();
            journey.sort(&mut sorted, |place| place);
            assert_eq!(sorted.map(|place| place.to_string()), expected);
        }
    }
}
