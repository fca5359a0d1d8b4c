//! Signed links: addresses of bytes that are good for a while, for whoever has them.
//!
//! `1.{key}.{exp}.{account}.{door}.{mac}`: what stands there is marked together with the path and the
//! account's generation (design, section 7). Nothing is kept: a link ends with its time, with the account,
//! with a new password of it, with its right to read there, or with our key.

mod door;
mod signature;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::applications::KeyRing;
use crate::domain::{
    Account, AccountId, Actor, AuditEntry, Caller, Clock, Deed, Error, Invalid, Pass, Result,
    Right, Timestamp, VirtualPath,
};
use crate::store::Store;

use super::authority::Authority;
use super::passes::{Stamped, stamp};

pub use door::Door;
pub use signature::Signature;

/// Signed links.
#[derive(Debug)]
pub struct Links {
    pub(super) authority: Arc<Authority>,
    pub(super) store: Store,
    pub(super) keys: Arc<KeyRing>,
    pub(super) clock: Arc<dyn Clock>,
}

/// A link, as far as it does not depend on where visitors reach this server.
#[derive(Clone, PartialEq, Eq)]
pub struct SignedLink {
    /// The path to which it leads.
    pub path: VirtualPath,
    /// Through which door.
    pub door: Door,
    /// The value of `sign` in its query.
    pub sign: String,
    /// When it ends.
    pub expires_at: Timestamp,
}

impl fmt::Debug for SignedLink {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Whoever reads the signature has what it opens.
        formatter
            .debug_struct("SignedLink")
            .field("path", &self.path)
            .field("door", &self.door)
            .field("expires_at", &self.expires_at)
            .finish_non_exhaustive()
    }
}

/// Who asks, after his link was looked at.
#[derive(Clone, Debug)]
pub struct Redeemed {
    /// The link's account, for nothing but reading this path; or the visitor himself.
    pub caller: Caller,
    /// It is a download proxy that asks: it must not be sent back to itself.
    pub by_worker: bool,
    /// When the link ends, if it is by the link that he reads.
    pub until: Option<Timestamp>,
}

/// A link of ours that has not ended.
struct Opened {
    /// For whom it speaks.
    caller: Caller,
    door: Door,
    ends: Timestamp,
}

/// What keeps somebody from reading, the least first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Bar {
    /// He may.
    Nothing,
    /// He lacks the password of a folder, which he may still give.
    Password,
    /// He may not.
    Closed,
}

/// What stands for somebody without an account.
const GUEST: &str = "guest";

impl Links {
    /// Makes a link to bytes that the caller may read now.
    ///
    /// # Errors
    /// `Invalid` (`invalid_lifetime`); those of reading there; `Unauthenticated` for guests; `Forbidden` for
    /// whoever came by anything but a session, wherever it is to lead: a link would outlive a program's
    /// token, or prolong a link.
    pub async fn create(
        &self,
        caller: &Caller,
        path: &VirtualPath,
        door: Door,
        lifetime: Option<Duration>,
    ) -> Result<SignedLink> {
        let lifetime = lifetime.unwrap_or(door.usual_life());
        if lifetime.is_zero() || lifetime > door.longest_life() {
            let longest = door.longest_life().as_secs();
            let reason = format!("must be a number of seconds from 1 to {longest}");
            return Err(Invalid::malformed("lifetime", "invalid_lifetime", reason).into());
        }
        match caller.pass() {
            Pass::Session(_) => {}
            Pass::None => return Err(Error::Unauthenticated),
            Pass::Password | Pass::AppPassword(_) | Pass::Token { .. } | Pass::Link(_) => {
                return Err(Error::Forbidden);
            }
        }
        self.authority.mandate(caller).allow(Right::Read, path)?;
        let link = self.sign(caller, path, door, lifetime);
        let deed = AuditEntry::new(self.clock.now(), Actor::of(caller), Deed::LinkCreate);
        self.store.append_audit(&deed.at_path(path.clone())).await?;
        Ok(link)
    }

    /// The link to what the caller has just been allowed to read. It lives as long as its door allows at
    /// the most.
    pub(super) fn sign(
        &self,
        caller: &Caller,
        path: &VirtualPath,
        door: Door,
        lifetime: Duration,
    ) -> SignedLink {
        let lifetime = lifetime.min(door.longest_life());
        let expires_at = self.clock.now().after(lifetime);
        // Whole seconds, rounded down: it never lives longer than it says.
        let seconds = expires_at.unix_ms().div_euclid(1_000);
        let holder = caller.account();
        let id = holder.map_or(GUEST, |account| account.id.as_str());
        let fields = [&*seconds.to_string(), id, door.letter()];
        let bound = bound(path, holder.map(AsRef::as_ref));
        let sign = stamp(&self.keys, &fields, &bound);
        SignedLink {
            path: path.clone(),
            door,
            sign,
            expires_at: Timestamp::from_unix_ms(seconds.saturating_mul(1_000)),
        }
    }

    /// Who reads at `path`, which was asked for with a link through `/d` (or, where `through_us`, `/p`). A
    /// good link counts more than whoever shows it, unless it asks for a password and he himself needs none.
    /// One that is not good counts for nothing: whoever may read there by himself does so, so that an old link
    /// in somebody's notes does not stop working for him; everybody else gets the same answer, whatever is
    /// wrong with it.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`].
    pub fn redeem(
        &self,
        visitor: &Caller,
        sign: &str,
        path: &VirtualPath,
        through_us: bool,
    ) -> Result<Redeemed> {
        let by_link = self.open(visitor, sign, path).filter(|link| {
            let of_proxy = link.door == Door::Proxy;
            of_proxy == through_us
        });
        let by_link = by_link.map(|link| Redeemed {
            caller: link.caller,
            by_worker: link.door == Door::Worker,
            until: Some(link.ends),
        });
        let by_himself = Redeemed {
            caller: visitor.clone(),
            by_worker: false,
            until: None,
        };
        let ways = by_link.into_iter().chain([by_himself]);
        let judged = ways.map(|way| (self.bar(&way.caller, path), way));
        let passable = judged.filter(|(bar, _)| *bar < Bar::Closed);
        // Of two that are alike the first, which is the link's.
        let way = passable.min_by_key(|(bar, _)| *bar);
        way.map(|(_, way)| way).ok_or(Error::Unauthenticated)
    }

    /// What keeps somebody from reading there.
    fn bar(&self, caller: &Caller, path: &VirtualPath) -> Bar {
        match self.authority.mandate(caller).allow(Right::Read, path) {
            Ok(()) => Bar::Nothing,
            Err(Error::PasswordNeeded { .. }) => Bar::Password,
            Err(_) => Bar::Closed,
        }
    }

    /// For whom a link speaks that we have made for this path, and through which door.
    fn open(&self, visitor: &Caller, sign: &str, path: &VirtualPath) -> Option<Opened> {
        let stamped = Stamped::<3>::parse(sign)?;
        let [expires, holder, door] = stamped.fields;
        let ends = expires.parse::<i64>().ok()?.checked_mul(1_000)?;
        let ends = Timestamp::from_unix_ms(ends);
        let door = Door::from_letter(door)?;
        let account = self.holder(holder)?;
        let ours = stamped.is_ours(&self.keys, &bound(path, account.as_deref()));
        if !ours || self.clock.now() >= ends {
            return None;
        }
        let caller = account.map_or_else(Caller::anonymous, |account| {
            let pass = Pass::Link(path.key());
            self.authority.caller(account, pass)
        });
        let unlocked = visitor.unlocked().cloned();
        let caller = caller.with_unlocked(unlocked).on(visitor.visit().clone());
        Some(Opened { caller, door, ends })
    }

    /// `None`: nobody for whom a link could speak; `Some(None)`: a guest.
    fn holder(&self, id: &str) -> Option<Option<Arc<Account>>> {
        if id == GUEST {
            return Some(None);
        }
        let account = self.authority.account(&AccountId::parse(id).ok()?)?;
        account.enabled.then_some(Some(account))
    }
}

/// What a link is bound to, besides what it says. Other letter case, and another normal form, is the same
/// path.
fn bound(path: &VirtualPath, holder: Option<&Account>) -> [Vec<u8>; 2] {
    let generation = holder.map_or(0, |account| account.generation);
    [
        path.key().as_str().as_bytes().to_vec(),
        generation.to_string().into_bytes(),
    ]
}
