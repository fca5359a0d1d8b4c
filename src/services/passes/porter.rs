//! Looks at passwords: braked, off the asynchronous threads, and remembered for a moment.

use std::net::IpAddr;
use std::sync::Arc;

use crate::domain::{Clock, Result, Secret};
use crate::doors::Random;
use crate::services::passwords::Passwords;

use super::brakes::{Brakes, Subject, Try};
use super::memory::{Lock, Memory};

/// The one place where a password is compared with what is kept of it.
#[derive(Debug)]
pub(in crate::services) struct Porter {
    passwords: Passwords,
    brakes: Brakes,
    memory: Memory,
}

impl Porter {
    pub(in crate::services) fn new(
        passwords: Passwords,
        (clock, random): (Arc<dyn Clock>, Random),
    ) -> Self {
        Self {
            passwords,
            brakes: Brakes::new(Arc::clone(&clock)),
            memory: Memory::new(clock, random),
        }
    }

    /// Takes a try, for a password that somebody from there tries on this: before anything is looked up, so
    /// that whoever is braked learns nothing by how long it took.
    ///
    /// # Errors
    /// [`Error::RateLimited`](crate::domain::Error::RateLimited).
    pub(in crate::services) fn admit<'a>(
        &'a self,
        subject: &Subject,
        address: Option<IpAddr>,
        password: &'a Secret<String>,
    ) -> Result<Admitted<'a>> {
        let taken = self.brakes.begin(subject, address)?;
        Ok(Admitted {
            porter: self,
            password,
            taken,
        })
    }

    /// Knows somebody from there who has shown it before this process began.
    pub(in crate::services) fn greet(&self, subject: &Subject, address: IpAddr) {
        self.brakes.greet(subject, address);
    }

    /// Remembers for a moment that a password was right.
    pub(in crate::services) fn remember(&self, lock: Lock<'_>, password: &Secret<String>) {
        self.memory.remember(lock, password);
    }

    /// How many passwords were compared so far.
    #[cfg(test)]
    pub(in crate::services) fn verified(&self) -> usize {
        self.passwords.verified()
    }

    /// The hash of a new password.
    ///
    /// # Errors
    /// `Invalid` (`weak_password`), `RateLimited`.
    pub(in crate::services) async fn hash(
        &self,
        password: Secret<String>,
    ) -> Result<Secret<String>> {
        self.passwords.hash(password).await
    }
}

/// A password that may be looked at.
#[derive(Debug)]
#[must_use]
pub(in crate::services) struct Admitted<'a> {
    porter: &'a Porter,
    password: &'a Secret<String>,
    taken: Try,
}

impl Admitted<'_> {
    /// Whether it was right for this lock a moment ago, which costs no try; else it is still to be looked
    /// at. Whoever is braked is not admitted, so that he learns nothing here of what others have typed.
    pub(in crate::services) fn recall(self, lock: Lock<'_>) -> std::result::Result<(), Self> {
        if self.porter.memory.knows(lock, self.password) {
            // No more than that: somebody else behind his address must not get new tries with each request.
            self.porter.brakes.take_back(&self.taken);
            Ok(())
        } else {
            Err(self)
        }
    }

    /// Whether it is the password of this hash; takes as long where there is none. A wrong one has cost the
    /// try, and so has one whose sender did not wait for the answer.
    ///
    /// # Errors
    /// [`Error::RateLimited`](crate::domain::Error::RateLimited) where too many are looked at already.
    pub(in crate::services) async fn fits(self, hash: Option<Secret<String>>) -> Result<bool> {
        let brakes = &self.porter.brakes;
        let passwords = &self.porter.passwords;
        let verified = passwords.verify(self.password.clone(), hash).await;
        match verified {
            Ok(true) => brakes.succeed(&self.taken),
            Ok(false) => {}
            Err(_) => brakes.take_back(&self.taken),
        }
        verified
    }
}
