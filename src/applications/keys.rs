//! Our own keys, with which we mark what we hand out and take back: made here, kept sealed, and put to
//! rest when they are old.

use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use crate::domain::{AuditEntry, Clock, Result, Timestamp};
use crate::doors::Random;
use crate::store::{Generation, NewKey, Store};
use crate::vault::{Aad, MacKey, Vault};

/// Where keys are kept, and what makes them.
#[derive(Clone, Debug)]
pub struct KeyStore {
    /// The database.
    pub store: Store,
    /// What seals them.
    pub vault: Vault,
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub random: Random,
}

/// A key that marks are accepted of.
#[derive(Clone, Debug)]
pub struct LiveKey {
    id: Arc<str>,
    key: MacKey,
    created_at: Timestamp,
}

impl LiveKey {
    /// Its id, without what all ids of keys begin with: for texts that say by which key they are marked.
    pub fn name(&self) -> &str {
        self.id.strip_prefix(ID_PREFIX).unwrap_or(&self.id)
    }

    /// The key itself.
    pub const fn key(&self) -> &MacKey {
        &self.key
    }
}

/// The live keys of one purpose, newest first: the first one marks, all of them are accepted.
#[derive(Debug)]
pub struct KeyRing {
    purpose: &'static str,
    keys: KeyStore,
    live: RwLock<Arc<[LiveKey]>>,
}

/// All rings there are.
#[derive(Debug)]
pub struct KeyRings {
    /// For cursors of listings and of the audit log.
    pub cursors: Arc<KeyRing>,
    /// For signed links.
    pub links: Arc<KeyRing>,
    /// For what guests have unlocked.
    pub unlocks: Arc<KeyRing>,
    keys: KeyStore,
    followed: RwLock<Generation>,
}

const ID_PREFIX: &str = "key_";

/// How many keys of a purpose live: the one that marks, and the one before it, for what it has marked.
const LIVE: u32 = 2;

/// A key that is older marks no longer. All that it has marked has run out long before the next one is as
/// old.
const OLDEST: Duration = Duration::from_hours(30 * 24);

impl KeyRing {
    /// The ring of a purpose; a key is made where there is none that the master key opens.
    pub async fn load(purpose: &'static str, keys: &KeyStore) -> Result<Self> {
        let ring = Self {
            purpose,
            keys: keys.clone(),
            live: RwLock::new(Arc::from([])),
        };
        ring.reload().await?;
        Ok(ring)
    }

    /// The key that marks.
    pub fn newest(&self) -> LiveKey {
        let newest = self.live().first().cloned();
        newest.expect("a ring is loaded with a key, and never left without one")
    }

    /// The live key of this name.
    pub fn find(&self, name: &str) -> Option<LiveKey> {
        self.live().iter().find(|key| key.name() == name).cloned()
    }

    /// What a live key opens. Tries all of them, whichever it is.
    pub fn opened_by<T>(&self, open: impl Fn(&MacKey) -> Option<T>) -> Option<T> {
        let live = self.live();
        live.iter()
            .fold(None, |opened, live| open(&live.key).or(opened))
    }

    fn live(&self) -> Arc<[LiveKey]> {
        Arc::clone(&self.live.read().unwrap_or_else(PoisonError::into_inner))
    }

    async fn reload(&self) -> Result<()> {
        let mut live = self.list().await?;
        if live.is_empty() {
            let (new, _) = self.make();
            self.keys
                .store
                .insert_key(&new, self.keys.clock.now())
                .await?;
            live = self.list().await?;
        }
        *self.live.write().unwrap_or_else(PoisonError::into_inner) = live.into();
        Ok(())
    }

    /// Those that the master key opens: another one may have been in use before.
    async fn list(&self) -> Result<Vec<LiveKey>> {
        let records = self.keys.store.list_keys(self.purpose).await?;
        let opened = records.into_iter().filter_map(|record| {
            let opened = self
                .keys
                .vault
                .open_mac_key(place(&record.id), &record.sealed);
            Some(LiveKey {
                key: opened.ok()?,
                id: record.id.into(),
                created_at: record.created_at,
            })
        });
        Ok(opened.collect())
    }

    fn make(&self) -> (NewKey, MacKey) {
        let id = format!("{ID_PREFIX}{}", self.keys.random.row_id(&*self.keys.clock));
        let (key, sealed) = self.keys.vault.create_mac_key(place(&id));
        let new = NewKey {
            id,
            purpose: self.purpose,
            sealed,
        };
        (new, key)
    }

    async fn rotate(&self, audit: &AuditEntry) -> Result<()> {
        let (new, _) = self.make();
        let audit = audit.clone().to(self.purpose);
        self.keys.store.rotate_key(&new, LIVE, &audit).await?;
        self.reload().await
    }

    fn is_old(&self) -> bool {
        let age = self.keys.clock.now().since(self.newest().created_at);
        age >= OLDEST
    }
}

impl KeyRings {
    /// All rings, ready.
    pub async fn load(keys: KeyStore) -> Result<Self> {
        let followed = keys.store.generation().await?;
        let ring = async |purpose| KeyRing::load(purpose, &keys).await.map(Arc::new);
        Ok(Self {
            cursors: ring("cursors").await?,
            links: ring("links").await?,
            unlocks: ring("unlocks").await?,
            keys,
            followed: RwLock::new(followed),
        })
    }

    /// Takes over what another process, such as a command, has rotated.
    pub async fn follow(&self) -> Result<()> {
        let present = self.keys.store.generation().await?;
        let followed = *self.followed.read().unwrap_or_else(PoisonError::into_inner);
        if followed == present {
            return Ok(());
        }
        for ring in self.all() {
            ring.reload().await?;
        }
        *self
            .followed
            .write()
            .unwrap_or_else(PoisonError::into_inner) = present;
        Ok(())
    }

    /// Makes a new key for each purpose. What the one before has marked is good for as long as it would
    /// have been; what was marked by an older one is void.
    pub async fn rotate(&self, audit: &AuditEntry) -> Result<()> {
        for ring in self.all() {
            ring.rotate(audit).await?;
        }
        Ok(())
    }

    /// The same for the keys that have marked long enough.
    pub async fn rotate_the_old(&self, audit: &AuditEntry) -> Result<()> {
        for ring in self.all().into_iter().filter(|ring| ring.is_old()) {
            ring.rotate(audit).await?;
        }
        Ok(())
    }

    fn all(&self) -> [&KeyRing; 3] {
        [&self.cursors, &self.links, &self.unlocks]
    }
}

fn place(id: &str) -> Aad<'_> {
    Aad {
        table: "keys",
        row: id,
        column: "sealed",
    }
}
