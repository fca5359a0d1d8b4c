//! Looks at passwords: braked, off the asynchronous threads, and remembered for a moment.

use std::net::IpAddr;
use std::sync::Arc;

use crate::domain::{Clock, Result, Secret};
use crate::doors::Random;
use crate::services::passwords::Passwords;

use super::brakes::{Brakes, Subject};
use super::memory::{Lock, Memory};

/// The one place where a password is compared with what is kept of it.
#[derive(Debug)]
pub(in crate::services) struct Porter {
    passwords: Arc<Passwords>,
    brakes: Brakes,
    memory: Memory,
}

/// A password that somebody tries.
#[derive(Debug)]
pub(in crate::services) struct Tried<'a> {
    /// On what.
    pub(in crate::services) subject: Subject,
    /// From where.
    pub(in crate::services) address: Option<IpAddr>,
    /// The password.
    pub(in crate::services) password: &'a Secret<String>,
}

impl Porter {
    pub(in crate::services) fn new(
        passwords: Arc<Passwords>,
        (clock, random): (Arc<dyn Clock>, Random),
    ) -> Self {
        Self {
            passwords,
            brakes: Brakes::new(Arc::clone(&clock)),
            memory: Memory::new(clock, random),
        }
    }

    /// Takes the try that [`Porter::judge`] is to judge: before anything is looked up, so that whoever is
    /// braked learns nothing by how long it took.
    ///
    /// # Errors
    /// [`Error::RateLimited`](crate::domain::Error::RateLimited).
    pub(in crate::services) fn admit<'a>(&'a self, tried: Tried<'a>) -> Result<Admitted<'a>> {
        let taken = self.brakes.begin(&tried.subject, tried.address)?;
        Ok(Admitted {
            porter: self,
            password: tried.password,
            taken,
        })
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

    /// Whether this password was right for this lock a moment ago.
    pub(in crate::services) fn remembers(&self, lock: Lock<'_>, password: &Secret<String>) -> bool {
        self.memory.knows(lock, password)
    }

    /// Remembers for a moment that it was right.
    pub(in crate::services) fn remember(&self, lock: Lock<'_>, password: &Secret<String>) {
        self.memory.remember(lock, password);
    }
}

/// A password that may be looked at.
#[derive(Debug)]
#[must_use]
pub(in crate::services) struct Admitted<'a> {
    porter: &'a Porter,
    password: &'a Secret<String>,
    taken: super::brakes::Try,
}

impl Admitted<'_> {
    /// Whether it is the password of this hash; takes as long where there is none. A wrong one has cost the
    /// try, and so has one whose sender did not wait for the answer.
    ///
    /// # Errors
    /// [`Error::RateLimited`](crate::domain::Error::RateLimited) where too many are looked at already.
    pub(in crate::services) async fn is_of(self, hash: Option<Secret<String>>) -> Result<bool> {
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
