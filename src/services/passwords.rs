//! Passwords: Argon2id, off the asynchronous threads, a few at a time.

use std::sync::{Arc, LazyLock};
use std::time::Duration;

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::domain::{Error, Invalid, Result, Secret};
use crate::doors::Tasks;

/// Hashes and verifies. Each takes 19 MiB and some tens of milliseconds, so that only a few run at once.
#[derive(Debug)]
pub(super) struct Passwords {
    tasks: Tasks,
    places: Arc<Semaphore>,
    queue: Arc<Semaphore>,
    /// How many passwords were looked at.
    #[cfg(test)]
    verified: Arc<std::sync::atomic::AtomicUsize>,
}

/// How much is done at once.
#[derive(Clone, Copy, Debug)]
struct Size {
    /// How many passwords are hashed at once.
    at_once: usize,
    /// How many may be waiting or hashed. Whoever comes then is told to come again, so that a flood can't
    /// pile up.
    in_queue: usize,
}

/// A place in the queue and one of those that are served. It is held by the work itself, which goes on
/// when whoever wanted it leaves: neither place is free before.
#[derive(Debug)]
struct Turn {
    _queued: OwnedSemaphorePermit,
    _served: OwnedSemaphorePermit,
}

/// For those who sign in.
const AT_THE_GATE: Size = Size {
    at_once: 2,
    in_queue: 32,
};

/// For those who give others passwords. They have a queue of their own: whoever administers some tenant
/// must not be able to keep everybody else from signing in.
const IN_THE_OFFICE: Size = Size {
    at_once: 1,
    in_queue: 8,
};

/// When to come again.
const COME_AGAIN: Duration = Duration::from_secs(2);

/// Shortest password that is accepted for an account, in characters.
const SHORTEST: usize = 10;

/// Shortest password that is accepted for a folder, in characters.
const SHORTEST_OF_FOLDER: usize = 4;

/// Longest password that is looked at, in bytes.
const LONGEST: usize = 1_024;

/// A hash that opens nothing, for names that nobody has: they must take as long.
static NOBODYS: LazyLock<PasswordHash> = LazyLock::new(|| {
    let hash = Argon2::default().hash_password(b"nobody has this password");
    hash.expect("the default parameters are sound, and there is randomness")
});

impl Passwords {
    /// For those who sign in.
    pub(super) fn at_the_gate(tasks: Tasks) -> Self {
        Self::new(tasks, AT_THE_GATE)
    }

    /// For those who give others passwords.
    pub(super) fn in_the_office(tasks: Tasks) -> Self {
        Self::new(tasks, IN_THE_OFFICE)
    }

    fn new(tasks: Tasks, size: Size) -> Self {
        // Now, and not while the first name is looked at that nobody has: that would take longer.
        LazyLock::force(&NOBODYS);
        Self {
            tasks,
            places: Arc::new(Semaphore::new(size.at_once)),
            queue: Arc::new(Semaphore::new(size.in_queue)),
            #[cfg(test)]
            verified: Arc::default(),
        }
    }

    /// Waits for a turn, and then runs `work` off the asynchronous threads.
    async fn run<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce() -> T + Send + 'static,
    {
        let turn = self.turn().await?;
        let working = self.tasks.spawn_blocking(move || {
            let _turn = turn;
            work()
        });
        working.await.map_err(Error::internal)
    }

    async fn turn(&self) -> Result<Turn> {
        let queue = Arc::clone(&self.queue);
        let queued = queue.try_acquire_owned().map_err(|_| Error::RateLimited {
            retry_after: COME_AGAIN,
        })?;
        let served = Arc::clone(&self.places).acquire_owned().await;
        Ok(Turn {
            _queued: queued,
            _served: served.map_err(Error::internal)?,
        })
    }

    /// The hash of an account's new password, in PHC form. Refuses what is too short to be worth hashing.
    pub(super) async fn hash(&self, password: Secret<String>) -> Result<Secret<String>> {
        self.hash_from(SHORTEST, password).await
    }

    /// The hash of a folder's new password, which people tell each other.
    pub(super) async fn hash_for_folder(&self, password: Secret<String>) -> Result<Secret<String>> {
        self.hash_from(SHORTEST_OF_FOLDER, password).await
    }

    async fn hash_from(&self, shortest: usize, password: Secret<String>) -> Result<Secret<String>> {
        let length = password.expose().chars().count();
        if length < shortest || password.expose().len() > LONGEST {
            let reason =
                format!("must have {shortest} characters at least and {LONGEST} bytes at most");
            return Err(Invalid::new("password", "weak_password", reason).into());
        }
        let hashed = self.run(move || {
            let hash = Argon2::default().hash_password(password.expose().as_bytes());
            hash.map(|hash| Secret::new(hash.to_string()))
        });
        hashed.await?.map_err(Error::internal)
    }

    /// Whether the password is that of the hash; takes as long where there is no hash, or none of ours.
    pub(super) async fn verify(
        &self,
        password: Secret<String>,
        hash: Option<Secret<String>>,
    ) -> Result<bool> {
        if password.expose().len() > LONGEST {
            return Ok(false);
        }
        #[cfg(test)]
        let verified = Arc::clone(&self.verified);
        self.run(move || {
            #[cfg(test)]
            verified.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            let known = hash.and_then(|hash| PasswordHash::new(hash.expose()).ok());
            let hash = known.as_ref().unwrap_or(&NOBODYS);
            let verified = Argon2::default().verify_password(password.expose().as_bytes(), hash);
            verified.is_ok() && known.is_some()
        })
        .await
    }

    /// How many passwords were looked at so far.
    #[cfg(test)]
    pub(super) fn verified(&self) -> usize {
        self.verified.load(std::sync::atomic::Ordering::Relaxed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_for_nobody_is_hashed_as_everybody_is_now() {
        let of_somebody = Argon2::default().hash_password(b"correct horse");
        let of_somebody = of_somebody.expect("it can be hashed");
        let text = NOBODYS.to_string();
        let nobodys = PasswordHash::new(&text).expect("it is one");
        assert_eq!(nobodys.algorithm, of_somebody.algorithm);
        assert_eq!(nobodys.version, of_somebody.version);
        assert_eq!(nobodys.params, of_somebody.params);
        let length = |hash: &PasswordHash| hash.hash.map(|hash| hash.as_bytes().len());
        assert_eq!(length(&nobodys), length(&of_somebody));
    }

    #[tokio::test]
    async fn only_the_right_password_of_a_known_account_is_right() {
        let passwords = Passwords::at_the_gate(Tasks::default());
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
        for none in ["", "$argon2id$", "plain text"] {
            let fits = passwords.verify(secret(none), Some(secret(none))).await;
            assert!(!fits.expect("verified"), "{none:?} is the hash of nothing");
        }
        assert!(passwords.hash(secret("short")).await.is_err());
    }

    /// Leaves while a password is being verified, and counts the free places of queue and work.
    async fn leave_and_count(passwords: &Passwords) -> (usize, usize) {
        let password = Secret::new("correct horse".to_owned());
        let mut verifying = Box::pin(passwords.verify(password, None));
        assert!(futures_util::poll!(&mut verifying).is_pending());
        drop(verifying);
        (
            passwords.queue.available_permits(),
            passwords.places.available_permits(),
        )
    }

    #[test]
    fn who_leaves_frees_no_place_before_the_work_has_ended() {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .max_blocking_threads(1)
            .build()
            .expect("a runtime");
        runtime.block_on(async {
            let tasks = Tasks::default();
            let passwords = Passwords::at_the_gate(tasks.clone());
            let Size { at_once, in_queue } = AT_THE_GATE;
            // The one thread for such work is busy, so that no verification comes to its end.
            let (go, busy) = std::sync::mpsc::channel::<()>();
            let held = tasks.spawn_blocking(move || busy.recv());
            let counts = [(in_queue - 1, at_once - 1), (in_queue - 2, at_once - 2)];
            for count in counts {
                assert_eq!(leave_and_count(&passwords).await, count);
            }
            assert_eq!(
                leave_and_count(&passwords).await,
                counts[1],
                "who leaves while waiting has begun nothing"
            );
            drop(go);
            assert!(held.await.expect("it ended").is_err());
            let all = u32::try_from(at_once).expect("a few");
            let free = passwords.places.acquire_many(all).await;
            drop(free.expect("never closed"));
            assert_eq!(passwords.queue.available_permits(), in_queue);
        });
    }

    #[test]
    fn however_much_the_office_has_to_do_the_gate_is_free() {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .max_blocking_threads(1)
            .build()
            .expect("a runtime");
        runtime.block_on(async {
            let tasks = Tasks::default();
            let office = Passwords::in_the_office(tasks.clone());
            let gate = Passwords::at_the_gate(tasks.clone());
            let (go, busy) = std::sync::mpsc::channel::<()>();
            let held = tasks.spawn_blocking(move || busy.recv());
            let new = || office.hash(Secret::new("correct horse".to_owned()));
            let mut waiting: Vec<_> = (0..IN_THE_OFFICE.in_queue)
                .map(|_| Box::pin(new()))
                .collect();
            for hashing in &mut waiting {
                assert!(futures_util::poll!(hashing).is_pending());
            }
            assert!(matches!(new().await, Err(Error::RateLimited { .. })));
            assert_eq!(gate.queue.available_permits(), AT_THE_GATE.in_queue);
            assert_eq!(gate.places.available_permits(), AT_THE_GATE.at_once);
            drop((waiting, go));
            assert!(held.await.expect("it ended").is_err());
        });
    }
}
