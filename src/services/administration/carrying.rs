//! What was said of a mount's place goes along when the mount gets another: whoever renames a drive means the
//! same people to see it, behind the same passwords. What was said of folders above it stays with these: a
//! mount that this keeps closed does not go where it would be open, while what is granted further up at the
//! new place holds for everything there.

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
    /// It goes along.
    Goes,
    /// It goes along, and what it left shows the drive around it: nobody for whom it spoke gets in there by it.
    /// Whoever has something at the drive around, and had nothing here, sees this folder of it like the rest.
    GoesAndCloses,
    /// It speaks of a mount below as well, so that it is there twice.
    IsDoubled,
}

/// How a grant or a rule is written.
enum Step {
    /// It stands here from now on.
    Moved(VirtualPath),
    /// There is another one here.
    Doubled(VirtualPath),
    /// Another one closes the place where it stood.
    Closing,
}

impl Journey<'_> {
    /// What becomes of what is said of a place; `None` where it stays, as it speaks of another mount.
    fn fate(&self, place: &PathKey) -> Result<Option<Fate>> {
        let from = self.from.key();
        let mut others = self.others.iter();
        let is_inner = |other: &&PathKey| other.is_at_or_below(&from);
        if !place.is_at_or_below(&from)
            || others.any(|other| is_inner(&other) && place.is_at_or_below(other))
        {
            return Ok(None);
        }
        let below = self.others.iter().any(|other| other.is_at_or_below(place));
        let around = self.others.iter().any(|other| from.is_at_or_below(other));
        match (below, around) {
            (false, false) => Ok(Some(Fate::Goes)),
            (false, true) => Ok(Some(Fate::GoesAndCloses)),
            (true, false) => Ok(Some(Fate::IsDoubled)),
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

    /// Each of these that goes, as `write` makes it; those that move before those that are new.
    fn carry<T, C>(
        &self,
        mut rows: Vec<&T>,
        path: impl Fn(&T) -> &VirtualPath,
        write: impl Fn(&T, Step) -> Result<C>,
    ) -> Result<Vec<C>> {
        self.sort(&mut rows, &path);
        let (mut moved, mut made) = (Vec::new(), Vec::new());
        for row in rows {
            let Some(fate) = self.fate(&path(row).key())? else {
                continue;
            };
            let led = self.led(path(row))?;
            match fate {
                Fate::IsDoubled => made.push(write(row, Step::Doubled(led))?),
                Fate::Goes => moved.push(write(row, Step::Moved(led))?),
                Fate::GoesAndCloses => {
                    moved.push(write(row, Step::Moved(led))?);
                    made.push(write(row, Step::Closing)?);
                }
            }
        }
        moved.append(&mut made);
        Ok(moved)
    }

    /// Those first that stand in nobody's way.
    fn sort<T>(&self, rows: &mut [&T], path: impl Fn(&T) -> &VirtualPath) {
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
        let book = self.book();
        let grants: Vec<&Grant> = book.grants().collect();
        let rules: Vec<&FolderRule> = book.rules().map(AsRef::as_ref).collect();
        Ok(Carried {
            grants: journey.carry(
                grants,
                |grant| &grant.path,
                |grant, step| {
                    self.check_given(grant)?;
                    Ok(self.carried_grant(grant, step))
                },
            )?,
            rules: journey.carry(
                rules,
                |rule| &rule.path,
                |rule, step| Ok(self.carried_rule(rule, step)),
            )?,
        })
    }

    /// Those of the file that are not declared at present count as well, since they come back.
    async fn places_beside(&self, mount: &MountId) -> Result<Vec<PathKey>> {
        let places = self.registrar().store.list_mount_places().await?;
        let others = places.into_iter().filter(|(id, _)| id != mount);
        Ok(others.map(|(_, place)| place).collect())
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

    fn carried_grant(&self, grant: &Grant, step: Step) -> CarriedGrant {
        let new = || GrantId::from_unique(self.registrar().row_id());
        let old = grant.clone();
        let (is_new, grant) = match step {
            Step::Moved(path) => (false, Grant { path, ..old }),
            Step::Doubled(path) => (
                true,
                Grant {
                    id: new(),
                    path,
                    ..old
                },
            ),
            Step::Closing => {
                let rights = Rights::NONE;
                (
                    true,
                    Grant {
                        id: new(),
                        rights,
                        ..old
                    },
                )
            }
        };
        let deed = if is_new {
            Deed::GrantCreate
        } else {
            Deed::GrantUpdate
        };
        CarriedGrant {
            audit: self.noted(deed, grant.id.as_str(), &grant.path),
            is_new,
            grant,
        }
    }

    fn carried_rule(&self, rule: &FolderRule, step: Step) -> CarriedRule {
        let new = || RuleId::from_unique(self.registrar().row_id());
        let copy_of = Some(rule.id.clone());
        let (deed, id, path, copy_of) = match step {
            Step::Moved(path) => (Deed::RuleUpdate, rule.id.clone(), path, None),
            Step::Doubled(path) => (Deed::RuleCreate, new(), path, copy_of),
            Step::Closing => (Deed::RuleCreate, new(), rule.path.clone(), copy_of),
        };
        CarriedRule {
            audit: self.noted(deed, id.as_str(), &path),
            id,
            path,
            copy_of,
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
    fn fates(from: &str, others: &[&str], places: &[&str]) -> Vec<Option<Option<Fate>>> {
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
        use Fate::{Goes, GoesAndCloses, IsDoubled};
        let places = ["/c", "/c/ab", "/C/A", "/c/a/x", "/c/a/x/y"];
        let [stays, goes] = [None, Some(Goes)].map(Some);
        let [closes, doubled] = [GoesAndCloses, IsDoubled].map(|fate| Some(Some(fate)));
        for (others, expected) in [
            (&[][..], [stays, stays, goes, goes, goes]),
            (&["/c/ab", "/c/b"], [stays, stays, goes, goes, goes]),
            (&["/c/a/x/y"], [stays, stays, doubled, doubled, stays]),
            (&["/c/a/x"], [stays, stays, doubled, stays, stays]),
            (&["/c"], [stays, stays, closes, closes, closes]),
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
            let mut sorted = places.each_ref();
            journey.sort(&mut sorted, |place| place);
            assert_eq!(sorted.map(ToString::to_string), expected);
        }
    }
}
