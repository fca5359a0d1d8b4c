//! The rights, decided at every item.

use crate::domain::{Error, IfExists, Mount, MountId, Pass, Result, Right, Timestamp, VirtualPath};

use crate::services::authority::Mandate;
use crate::services::locks::Touch;

use super::super::refusals::{cancelled, contains_mount, virtual_folder};
use super::super::spot::{Demand, Spot, Standing};
use super::haul::{Haul, Manner};
use super::walk::Leg;

impl Haul {
    /// What the caller may do now. Where he has lost a right to the whole, or the mounts are no longer as they
    /// were, the transfer ends.
    ///
    /// # Errors
    /// `cancelled` where it has ended, else why this entry is not to be touched.
    pub(super) fn permit(&self, leg: &Leg) -> Result<Mandate> {
        let mandate = self.desk.authority.mandate(&self.caller);
        if self.halt.is_cancelled() {
            return Err(cancelled());
        }
        let good = self
            .check_account()
            .and_then(|()| self.check_whole(&mandate));
        if let Err(error) = good {
            self.progress.fail(&self.from.path, error);
            self.halt.cancel();
            return Err(cancelled());
        }
        mandate.allow(self.right(), &leg.from.path)?;
        mandate.allow(Right::Write, &leg.to)?;
        self.check_mounts(leg)?;
        Ok(mandate)
    }

    /// Lets an entry set out, as far as locks go: of a move it leaves its place, and it comes to another one.
    pub(super) async fn heed(&self, mandate: &Mandate, leg: &Leg) -> Result<()> {
        if self.manner != Manner::Copy {
            self.heed_departure(mandate, leg).await?;
        }
        let (_, place) = self.desk.reach.place(&leg.to);
        let below = place.mount.ok_or_else(virtual_folder)?.below;
        let to = Spot {
            path: leg.to.clone(),
            reached: self.to.reached.at(below),
        };
        match (&leg.parent, leg.if_exists) {
            (None, IfExists::Rename) => self.desk.heed_in_folder(mandate, &to).await,
            _ => self.desk.heed(mandate, &to, Touch::Arrival).await,
        }
    }

    /// Lets an original be removed, as far as locks go.
    pub(super) async fn heed_departure(&self, mandate: &Mandate, leg: &Leg) -> Result<()> {
        let original = (&leg.from, &*leg.entry);
        let touch = Touch::Departure;
        self.desk.heed_found(mandate, original, touch).await
    }

    /// Whether an entry is there for the caller at all. What is hidden from him is left out, as he would not
    /// find it himself.
    pub(super) fn is_visible(&self, mandate: &Mandate, path: &VirtualPath) -> bool {
        !matches!(mandate.allow(self.right(), path), Err(Error::NotFound))
    }

    /// He must still be who he was: an account that is gone, disabled, given another role or another password has
    /// begun nothing that goes on.
    fn check_account(&self) -> Result<()> {
        let Some(account) = self.caller.account() else {
            return Ok(());
        };
        let book = self.desk.authority.book();
        let is_himself = book.account(&account.id).is_some_and(|now| {
            let same = (now.role, now.generation) == (account.role, account.generation);
            now.enabled && same
        });
        let now = self.desk.clock.now();
        let lives = |end: Option<Timestamp>| end.is_none_or(|end| end > now);
        let has_his_pass = match self.caller.pass() {
            Pass::Token { id, .. } => {
                let mut tokens = book.tokens();
                tokens.any(|token| token.id == *id && lives(token.expires_at))
            }
            Pass::AppPassword(id) => {
                let mut passwords = book.app_passwords();
                passwords.any(|password| password.id == *id && lives(password.expires_at))
            }
            // A transfer may go on when its session is over.
            Pass::None | Pass::Session(_) | Pass::Password | Pass::Link(_) => true,
        };
        if is_himself && has_his_pass {
            Ok(())
        } else {
            Err(Error::Unauthenticated)
        }
    }

    fn check_whole(&self, mandate: &Mandate) -> Result<()> {
        let (from, to) = (&self.from, &self.to);
        Demand::tree(self.right()).check(mandate, &from.path)?;
        Demand::tree(Right::Write).check(mandate, &to.path)?;
        let source = match self.manner {
            Manner::Copy => self.desk.find_source(&from.path)?,
            Manner::Move | Manner::MoveLast => self.desk.find_movable(&from.path)?,
        };
        let target = self.desk.find_target(&to.path)?;
        let is_same = |found: &Standing, mount: &Mount| {
            let now = &found.1.mount;
            (&now.id, &now.path, &now.source, &now.root)
                == (&mount.id, &mount.path, &mount.source, &mount.root)
        };
        if is_same(&source, &from.reached.mount) && is_same(&target, &to.reached.mount) {
            Ok(())
        } else {
            Err(Error::NotFound)
        }
    }

    /// Another drive may have been mounted over the entry, or over its new place, meanwhile.
    fn check_mounts(&self, leg: &Leg) -> Result<()> {
        let covers = |path: &VirtualPath, mount: &MountId| {
            let (_, place) = self.desk.reach.place(path);
            place.mount.is_none_or(|found| {
                found.mount.id != *mount || (place.is_virtual && !found.below.is_root())
            })
        };
        if covers(&leg.from.path, &self.from.reached.mount.id) {
            return Err(contains_mount());
        }
        if covers(&leg.to, &self.to.reached.mount.id) {
            return Err(virtual_folder());
        }
        Ok(())
    }
}
