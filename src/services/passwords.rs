//! Passwords: Argon2id, off the asynchronous threads, a few at a time.

use std::sync::LazyLock;
use std::time::Duration;

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use tokio::sync::{Semaphore, SemaphorePermit};

use crate::domain::{Error, Invalid, Result, Secret};
use crate::doors::Tasks;

/// Hashes and verifies. Each takes 19 MiB and some tens of milliseconds, so that only a few run at once.
#[derive(Debug)]
pub(super) struct Passwords {
    tasks: Tasks,
    places: Semaphore,
    queue: Semaphore,
}

/// How many passwords are hashed at once.
const AT_ONCE: usize = 2;

/// How many may be waiting or hashed. Whoever comes then is told to come again, so that a flood of
/// sign-ins can't pile up.
const IN_QUEUE: usize = 32;

/// When to come again.
const COME_AGAIN: Duration = Duration::from_secs(2);

/// Shortest password that is accepted for an account, in characters.
const SHORTEST: usize = 10;

/// Longest password that is looked at, in bytes.
const LONGEST: usize = 1_024;

/// A hash that no password has, for names that nobody has: they must take as long.
static NOBODYS: LazyLock<String> = LazyLock::new(|| {
    let hash = Argon2::default().hash_password(b"nobody has this password");
    hash.map(|hash| hash.to_string()).unwrap_or_default()
});

impl Passwords {
    pub(super) fn new(tasks: Tasks) -> Self {
        Self {
            tasks,
            places: Semaphore::new(AT_ONCE),
            queue: Semaphore::new(IN_QUEUE),
        }
    }

    /// A place in the queue, and then one of those that are served.
    async fn turn(&self) -> Result<(SemaphorePermit<'_>, SemaphorePermit<'_>)> {
        let queued = self.queue.try_acquire().map_err(|_| Error::RateLimited {
            retry_after: COME_AGAIN,
        })?;
        Ok((
            queued,
            self.places.acquire().await.map_err(Error::internal)?,
        ))
    }

    /// The hash of a new password, in PHC form. Refuses what is too short to be worth hashing.
    pub(super) async fn hash(&self, password: Secret<String>) -> Result<Secret<String>> {
        let length = password.expose().chars().count();
        if length < SHORTEST || password.expose().len() > LONGEST {
            let reason =
                format!("must have {SHORTEST} characters at least and {LONGEST} bytes at most");
            return Err(Invalid::new("password", "weak_password", reason).into());
        }
        let _turn = self.turn().await?;
        let hashing = self.tasks.spawn_blocking(move || {
            let hash = Argon2::default().hash_password(password.expose().as_bytes());
            hash.map(|hash| Secret::new(hash.to_string()))
        });
        hashing
            .await
            .map_err(Error::internal)?
            .map_err(Error::internal)
    }

    /// Whether the password is that of the hash; takes as long where there is no hash.
    pub(super) async fn verify(
        &self,
        password: Secret<String>,
        hash: Option<Secret<String>>,
    ) -> Result<bool> {
        if password.expose().len() > LONGEST {
            return Ok(false);
        }
        let _turn = self.turn().await?;
        let verifying = self.tasks.spawn_blocking(move || {
            let known = hash.is_some();
            let text = hash.map_or_else(|| NOBODYS.clone(), |hash| hash.expose().clone());
            let parsed = PasswordHash::new(&text);
            let right = parsed.is_ok_and(|hash| {
                Argon2::default()
                    .verify_password(password.expose().as_bytes(), &hash)
                    .is_ok()
            });
            known && right
        });
        verifying.await.map_err(Error::internal)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_the_right_password_of_a_known_account_is_right() {
        let passwords = Passwords::new(Tasks::default());
        let secret = |text: &str| Secret::new(text.to_owned());
        let hash = passwords
            .hash(secret("correct horse"))
            .await
            .expect("long enough");
        assert!(hash.expose().starts_with("$argon2id$"));
        assert!(
            passwords
                .verify(secret("correct horse"), Some(hash.clone()))
                .await
                .expect("verified")
        );
        assert!(
            !passwords
                .verify(secret("wrong horse"), Some(hash))
                .await
                .expect("verified")
        );
        assert!(
            !passwords
                .verify(secret("nobody has this password"), None)
                .await
                .expect("verified")
        );
        assert!(passwords.hash(secret("short")).await.is_err());
    }
}
