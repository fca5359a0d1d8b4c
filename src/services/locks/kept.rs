//! The locks as they are kept: in memory, to be asked at every change, and in the database, to outlive us.

use std::collections::BTreeSet;
use std::sync::{self, Arc, MutexGuard, PoisonError, RwLock};

use tokio::sync::Mutex;

use crate::domain::{
    AuditEntry, Caller, Clock, DriveId, Error, Lock, LockScope, LockToken, PathKey, Result,
    Timestamp,
};
use crate::store::{Store, StoreError};

use crate::services::authority::Authority;

use super::live::{Live, Touch};
use super::table::Table;

/// The locks.
#[derive(Debug)]
pub(in crate::services) struct KeptLocks {
    store: Store,
    authority: Arc<Authority>,
    clock: Arc<dyn Clock>,
    table: RwLock<Table>,
    /// One change at a time: what was looked at must hold until it is written.
    turn: Mutex<()>,
    /// What has ended, and is still in the database.
    owed: sync::Mutex<BTreeSet<LockToken>>,
}

impl KeptLocks {
    /// Reads the rows.
    pub(in crate::services) async fn load(
        store: Store,
        authority: Arc<Authority>,
        clock: Arc<dyn Clock>,
    ) -> Result<Self> {
        let table = Table::of(store.list_locks().await?);
        Ok(Self {
            store,
            authority,
            clock,
            table: RwLock::new(table),
            turn: Mutex::default(),
            owed: sync::Mutex::default(),
        })
    }

    pub(super) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Whether a drive has any lock. Where it has none, nobody need find out where in it something lies.
    pub(in crate::services) fn has_any(&self, drive: &DriveId) -> bool {
        self.read(|table| table.has_any(drive))
    }

    /// The locks that stand in the way of a change, as the caller has not shown their tokens.
    pub(in crate::services) fn in_the_way(
        &self,
        caller: &Caller,
        place: (&DriveId, &PathKey),
        touch: Touch,
    ) -> Vec<Arc<Lock>> {
        self.look(|live| live.in_the_way(caller, place, touch))
    }

    /// The locks that cover a place.
    pub(super) fn covering(&self, (drive, key): (&DriveId, &PathKey)) -> Vec<Arc<Lock>> {
        self.look(|live| live.covering(drive, key))
    }

    /// The locks of what lies right in a folder.
    pub(super) fn right_in(&self, (drive, key): (&DriveId, &PathKey)) -> Vec<Arc<Lock>> {
        let mut locks = self.look(|live| live.below(drive, key));
        locks.retain(|lock| lock.root.key().parent().as_ref() == Some(key));
        locks
    }

    /// The lock with this token, if it covers the place.
    pub(super) fn find(&self, place: (&DriveId, &PathKey), token: &LockToken) -> Option<Arc<Lock>> {
        self.look(|live| live.find(place, token))
    }

    /// Sets a lock, or answers those that are at odds with it.
    ///
    /// # Errors
    /// `too_many` where the account, the drive, or the place has as many as it may.
    pub(super) async fn set(&self, lock: Lock) -> Result<Result<Arc<Lock>, Vec<Arc<Lock>>>> {
        let _turn = self.turn.lock().await;
        let others = self.look(|live| live.at_odds_with(&lock));
        if !others.is_empty() {
            return Ok(Err(others));
        }
        if !self.has_room(&lock) {
            return Err(too_many());
        }
        self.store.insert_lock(&lock).await?;
        let lock = Arc::new(lock);
        self.write(|table| table.insert(Arc::clone(&lock)));
        Ok(Ok(lock))
    }

    fn has_room(&self, lock: &Lock) -> bool {
        let (drive, account) = (&lock.drive_id, &lock.account);
        let is_crowded =
            lock.scope == LockScope::Shared && !self.look(|live| live.crowd(lock)).has_room();
        // What is over counts only until somebody counts.
        !is_crowded
            && (self.read(|table| table.count(drive, account)).has_room()
                || self.look(|live| live.count(drive, account)).has_room())
    }

    /// Keeps a lock that is there with another end.
    ///
    /// # Errors
    /// [`Error::lock_token_mismatch`] where it has ended meanwhile.
    pub(super) async fn renew(&self, lock: Lock) -> Result<Arc<Lock>> {
        let _turn = self.turn.lock().await;
        match self.store.renew_lock(&lock).await {
            Err(StoreError::NotFound) => return Err(Error::lock_token_mismatch()),
            done => done?,
        }
        let lock = Arc::new(lock);
        self.write(|table| table.insert(Arc::clone(&lock)));
        Ok(lock)
    }

    /// Ends a lock; noted where that is somebody's deed.
    pub(super) async fn end(&self, lock: &Lock, audit: Option<&AuditEntry>) -> Result<()> {
        let _turn = self.turn.lock().await;
        self.store.delete_locks(&[&lock.token], audit).await?;
        self.write(|table| table.remove(lock));
        Ok(())
    }

    /// The locks right at a place and below it: those that end when what lies there leaves.
    pub(in crate::services) fn at_or_below(
        &self,
        drive: &DriveId,
        key: &PathKey,
    ) -> Vec<Arc<Lock>> {
        self.read(|table| {
            let mut locks = table.covering(drive, key);
            locks.retain(|lock| lock.root.key() == *key);
            locks.extend(table.below(drive, key));
            locks
        })
    }

    /// Ends locks of what is gone. That the database fails undoes nothing of that: they bind nobody any more, and it
    /// is tried again.
    pub(in crate::services) async fn give_up(&self, gone: &[Arc<Lock>]) {
        if gone.is_empty() {
            return;
        }
        let _turn = self.turn.lock().await;
        self.write(|table| {
            for lock in gone {
                table.remove(lock);
            }
        });
        let tokens = gone.iter().map(|lock| lock.token.clone());
        self.owed().extend(tokens);
        self.try_to_pay().await;
    }

    /// Ends in the database what has ended here; what can't be ended now is left for the next time. Nobody else may
    /// have the turn.
    async fn try_to_pay(&self) {
        let owed = self.owed().clone();
        if owed.is_empty() {
            return;
        }
        let tokens: Vec<_> = owed.iter().collect();
        match self.store.delete_locks(&tokens, None).await {
            Ok(()) => self.owed().clear(),
            Err(error) => tracing::error!(
                error = &error as &dyn std::error::Error,
                "locks that have ended could not be ended in the database yet"
            ),
        }
    }

    fn owed(&self) -> MutexGuard<'_, BTreeSet<LockToken>> {
        self.owed.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Forgets what has ended by itself, and reads the rest anew: locks go with their account and with the last
    /// mount of their drive.
    pub(in crate::services) async fn sweep(&self) -> Result<()> {
        let _turn = self.turn.lock().await;
        self.try_to_pay().await;
        self.store.delete_expired_locks(self.now()).await?;
        let mut locks = self.store.list_locks().await?;
        locks.retain(|lock| !self.owed().contains(&lock.token));
        let fresh = Table::of(locks);
        self.write(|table| *table = fresh);
        Ok(())
    }

    /// Looks among the locks that bind now.
    fn look<T>(&self, look: impl FnOnce(&Live<'_, &dyn Fn(&Lock) -> bool>) -> T) -> T {
        let (book, now) = (self.authority.book(), self.now());
        let binds = |lock: &Lock| !lock.is_over(now) && book.account(&lock.account).is_some();
        self.read(|table| {
            let binds: &dyn Fn(&Lock) -> bool = &binds;
            look(&Live { table, binds })
        })
    }

    fn read<T>(&self, read: impl FnOnce(&Table) -> T) -> T {
        read(&self.table.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn write<T>(&self, write: impl FnOnce(&mut Table) -> T) -> T {
        write(&mut self.table.write().unwrap_or_else(PoisonError::into_inner))
    }
}

fn too_many() -> Error {
    Error::conflict("too_many", "there are as many locks as there may be")
}
