//! How the use cases are put together.

use std::sync::Arc;

use crate::applications::{Applications, KeyRings, KeyStore};
use crate::directory::Directory;
use crate::domain::{Clock, Result};
use crate::doors::{Random, Tasks};
use crate::drives::Registry;
use crate::store::Store;
use crate::vault::Vault;

use super::Services;
use super::accounts::Accounts;
use super::administration::Office;
use super::atlas::Atlas;
use super::authority::Authority;
use super::browse::Browse;
use super::downloads::Downloads;
use super::exchanges::Exchanges;
use super::files::Files;
use super::follower::Follower;
use super::ladders::Ladders;
use super::links::Links;
use super::locks::{KeptLocks, Locks};
use super::own::Desk;
use super::passes::Porter;
use super::passwords::Passwords;
use super::properties::{Ledger, Properties};
use super::reach::Reach;
use super::registrar::Registrar;
use super::sessions::Sessions;
use super::snapshots::Snapshots;
use super::streams::Streams;
use super::unlocks::Unlocks;
use super::upkeep::Upkeep;
use super::uploads::KeptUploads;
use super::workers::Workers;

/// What the use cases stand on.
#[derive(Clone, Debug)]
pub struct ServicesParts {
    /// The database.
    pub store: Store,
    /// Sealed secrets.
    pub vault: Vault,
    /// Ready Graph clients.
    pub applications: Arc<Applications>,
    /// Ready drives.
    pub registry: Arc<Registry>,
    /// The origins of the download workers that may be named.
    pub workers: Vec<String>,
    /// So many downloads of one caller may go through us at a time.
    pub streams_per_caller: usize,
    /// The most that listings may weigh while somebody pages through them, in bytes.
    pub paged_bytes: u64,
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub random: Random,
    /// Background work.
    pub tasks: Tasks,
}

impl Services {
    /// Puts the use cases together; reads the rows and loads our own keys.
    pub async fn new(parts: ServicesParts) -> Result<Self> {
        let keys = Arc::new(KeyRings::load(parts.keys()).await?);
        let atlas = Arc::new(Atlas::load(parts.store.clone(), Arc::clone(&parts.clock)).await?);
        let reach = Arc::new(Reach {
            atlas: Arc::clone(&atlas),
            registry: Arc::clone(&parts.registry),
        });
        let authority = Arc::new(Authority::load(parts.store.clone(), Arc::clone(&atlas)).await?);
        let kept_locks = Arc::new(parts.kept_locks(&authority).await?);
        let kept = (Arc::clone(&atlas), Arc::clone(&authority));
        let follower = Arc::new(parts.follower(kept, &kept_locks));
        let registrar = Arc::new(parts.registrar(Arc::clone(&follower)));
        let porter = Arc::new(parts.porter());
        let sessions = Arc::new(parts.sessions(&authority, &porter));
        sessions.greet_everybody().await?;
        let uploads = Arc::new(parts.uploads());
        let links = Arc::new(parts.links(&authority, &keys));
        let ledger = Arc::new(Ledger::load(parts.store.clone()).await?);
        let workers = Workers::at(parts.workers.iter().cloned());
        let streams = Streams::at_most(parts.streams_per_caller);
        let exchanges = Arc::new(parts.exchanges());
        let written = (&streams, &uploads, &kept_locks);
        let kept = (&ledger, &exchanges);
        let files = Arc::new(parts.files((&authority, &reach), kept, written));
        Ok(Self {
            browse: Arc::new(parts.browse((&authority, &reach), &keys)),
            links: Arc::clone(&links),
            unlocks: Arc::new(parts.unlocks((&authority, &porter), &keys)),
            desk: Arc::new(parts.desk((&authority, &porter), &sessions)),
            locks: Arc::new(parts.locks((&authority, &reach), (&files, &kept_locks))),
            files,
            properties: Arc::new(parts.properties((&authority, &reach), ledger)),
            downloads: Arc::new(Downloads {
                authority: Arc::clone(&authority),
                reach,
                clock: Arc::clone(&parts.clock),
                streams,
                workers: workers.clone(),
                links,
            }),
            office: Arc::new(Office {
                registrar,
                directory: parts.directory(),
                authority,
                passwords: Passwords::in_the_office(parts.tasks.clone()),
                ladders: Ladders::new(parts.directory(), Arc::clone(&parts.registry)),
                workers,
                cursors: Arc::clone(&keys.cursors),
            }),
            accounts: Arc::new(parts.accounts()),
            upkeep: Arc::new(parts.upkeep(
                follower,
                (&sessions, &uploads, &kept_locks),
                (keys, exchanges),
            )),
            sessions,
            uploads,
        })
    }
}

impl ServicesParts {
    async fn kept_locks(&self, authority: &Arc<Authority>) -> Result<KeptLocks> {
        let (store, clock) = (self.store.clone(), Arc::clone(&self.clock));
        KeptLocks::load(store, Arc::clone(authority), clock).await
    }

    fn locks(
        &self,
        (authority, reach): (&Arc<Authority>, &Arc<Reach>),
        (files, kept): (&Arc<Files>, &Arc<KeptLocks>),
    ) -> Locks {
        Locks {
            authority: Arc::clone(authority),
            reach: Arc::clone(reach),
            files: Arc::clone(files),
            kept: Arc::clone(kept),
            clock: Arc::clone(&self.clock),
            random: self.random,
            tasks: self.tasks.clone(),
        }
    }

    fn follower(&self, kept: (Arc<Atlas>, Arc<Authority>), locks: &Arc<KeptLocks>) -> Follower {
        let (applications, registry) = (Arc::clone(&self.applications), Arc::clone(&self.registry));
        Follower::new(kept, (applications, registry), Arc::clone(locks))
    }

    fn registrar(&self, follower: Arc<Follower>) -> Registrar {
        Registrar {
            store: self.store.clone(),
            vault: self.vault.clone(),
            atlas: Arc::clone(&follower.atlas),
            applications: Arc::clone(&self.applications),
            registry: Arc::clone(&self.registry),
            clock: Arc::clone(&self.clock),
            random: self.random,
            tasks: self.tasks.clone(),
            follower,
            turns: Arc::default(),
        }
    }

    fn keys(&self) -> KeyStore {
        KeyStore {
            store: self.store.clone(),
            vault: self.vault.clone(),
            clock: Arc::clone(&self.clock),
            random: self.random,
        }
    }

    fn porter(&self) -> Porter {
        Porter::new(
            Passwords::at_the_gate(self.tasks.clone()),
            (Arc::clone(&self.clock), self.random),
        )
    }

    fn sessions(&self, authority: &Arc<Authority>, porter: &Arc<Porter>) -> Sessions {
        Sessions::new(
            Arc::clone(authority),
            (self.store.clone(), self.tasks.clone()),
            Arc::clone(porter),
            (Arc::clone(&self.clock), self.random),
        )
    }

    fn links(&self, authority: &Arc<Authority>, keys: &KeyRings) -> Links {
        Links {
            authority: Arc::clone(authority),
            store: self.store.clone(),
            keys: Arc::clone(&keys.links),
            clock: Arc::clone(&self.clock),
        }
    }

    fn unlocks(
        &self,
        (authority, porter): (&Arc<Authority>, &Arc<Porter>),
        keys: &KeyRings,
    ) -> Unlocks {
        Unlocks {
            authority: Arc::clone(authority),
            store: self.store.clone(),
            porter: Arc::clone(porter),
            keys: Arc::clone(&keys.unlocks),
            clock: Arc::clone(&self.clock),
        }
    }

    fn desk(
        &self,
        (authority, porter): (&Arc<Authority>, &Arc<Porter>),
        sessions: &Arc<Sessions>,
    ) -> Desk {
        Desk {
            store: self.store.clone(),
            authority: Arc::clone(authority),
            sessions: Arc::clone(sessions),
            porter: Arc::clone(porter),
            clock: Arc::clone(&self.clock),
            random: self.random,
        }
    }

    fn properties(
        &self,
        (authority, reach): (&Arc<Authority>, &Arc<Reach>),
        ledger: Arc<Ledger>,
    ) -> Properties {
        Properties {
            ledger,
            authority: Arc::clone(authority),
            reach: Arc::clone(reach),
            clock: Arc::clone(&self.clock),
        }
    }

    fn browse(
        &self,
        (authority, reach): (&Arc<Authority>, &Arc<Reach>),
        keys: &KeyRings,
    ) -> Browse {
        Browse {
            authority: Arc::clone(authority),
            reach: Arc::clone(reach),
            clock: Arc::clone(&self.clock),
            tasks: self.tasks.clone(),
            cursors: Arc::clone(&keys.cursors),
            snapshots: Snapshots::bounded_by(self.paged_bytes),
        }
    }

    fn files(
        &self,
        (authority, reach): (&Arc<Authority>, &Arc<Reach>),
        (ledger, exchanges): (&Arc<Ledger>, &Arc<Exchanges>),
        (streams, uploads, locks): (&Arc<Streams>, &Arc<KeptUploads>, &Arc<KeptLocks>),
    ) -> Files {
        Files::new(
            (Arc::clone(authority), Arc::clone(reach)),
            (
                self.store.clone(),
                Arc::clone(ledger),
                Arc::clone(exchanges),
            ),
            (Arc::clone(streams), Arc::clone(uploads), Arc::clone(locks)),
            (Arc::clone(&self.clock), self.tasks.clone()),
        )
    }

    fn accounts(&self) -> Accounts {
        Accounts::new(
            self.store.clone(),
            &self.tasks,
            (Arc::clone(&self.clock), self.random),
        )
    }

    fn uploads(&self) -> KeptUploads {
        let sealed = (self.store.clone(), self.vault.clone());
        KeptUploads::new(sealed, (Arc::clone(&self.clock), self.random))
    }

    fn exchanges(&self) -> Exchanges {
        Exchanges::new(self.store.clone(), Arc::clone(&self.clock), self.random)
    }

    fn upkeep(
        &self,
        follower: Arc<Follower>,
        (sessions, uploads, locks): (&Arc<Sessions>, &Arc<KeptUploads>, &Arc<KeptLocks>),
        (keys, exchanges): (Arc<KeyRings>, Arc<Exchanges>),
    ) -> Upkeep {
        Upkeep {
            atlas: Arc::clone(&follower.atlas),
            follower,
            sessions: Arc::clone(sessions),
            uploads: Arc::clone(uploads),
            locks: Arc::clone(locks),
            keys,
            exchanges,
            directory: self.directory(),
            registry: Arc::clone(&self.registry),
            store: self.store.clone(),
            clock: Arc::clone(&self.clock),
        }
    }

    fn directory(&self) -> Directory {
        Directory::new(Arc::clone(&self.applications))
    }
}
