//! Entries that take the place of others, written down before they begin: between the two steps of it the place is
//! empty, and whoever is killed there leaves somebody to fill it again.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::domain::{
    Clock, Deletion, Entry, Error, ExchangeId, ItemId, Result, Segment, Target, Update,
};
use crate::doors::Random;
use crate::drives::Mounted;
use crate::store::{Exchange, Store};

/// Exchanges under way.
#[derive(Debug)]
pub(super) struct Exchanges {
    store: Store,
    clock: Arc<dyn Clock>,
    random: Random,
    /// Those of this process.
    in_hand: Arc<Mutex<HashSet<ExchangeId>>>,
}

/// An exchange that this process is at, until this is dropped.
#[derive(Debug)]
pub(super) struct InHand {
    all: Arc<Mutex<HashSet<ExchangeId>>>,
    exchange: Exchange,
}

/// What takes the place of what, in a drive.
#[derive(Debug)]
pub(super) struct Pair<'a> {
    /// The name that goes from the one to the other.
    pub(super) name: Segment,
    /// What is replaced.
    pub(super) old: &'a Entry,
    /// What takes its place.
    pub(super) new: &'a Entry,
    /// The name this bears, where it was made for nothing else.
    pub(super) beside: Option<Segment>,
}

/// How an exchange was brought in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Settled {
    /// The new one is in its place.
    Done,
    /// All is as it was before.
    Undone,
}

impl Exchanges {
    pub(super) fn new(store: Store, clock: Arc<dyn Clock>, random: Random) -> Self {
        Self {
            store,
            clock,
            random,
            in_hand: Arc::default(),
        }
    }

    /// Writes an exchange down that is about to begin.
    pub(super) async fn begin(&self, mounted: &Mounted, pair: Pair<'_>) -> Result<InHand> {
        let now = self.clock.now();
        let (tenant, drive) = mounted.ids().clone();
        let exchange = Exchange {
            id: ExchangeId::from_unique(self.random.row_id(&*self.clock)),
            tenant,
            drive,
            aside: pair.name.marked("replaced", now)?,
            name: pair.name,
            old: pair.old.id.clone(),
            new: pair.new.id.clone(),
            beside: pair.beside,
        };
        let in_hand = InHand::new(&self.in_hand, exchange);
        self.store.insert_exchange(in_hand.row(), now).await?;
        Ok(in_hand)
    }

    /// Forgets an exchange that has come to its end. What can't be forgotten is settled once more, which changes
    /// nothing.
    pub(super) async fn forget(&self, exchange: &Exchange) {
        if let Err(error) = self.store.delete_exchange(&exchange.id).await {
            tracing::warn!(
                exchange = %exchange.id,
                error = &error as &dyn std::error::Error,
                "an exchange that is over could not be forgotten"
            );
        }
    }

    /// The exchanges that nobody is at: whoever was, has been killed or could not reach Microsoft any more.
    pub(super) async fn cut_off(&self) -> Result<Vec<Exchange>> {
        // Asked first: what begins meanwhile is not among them.
        let mut all = self.store.list_exchanges().await?;
        let in_hand = lock(&self.in_hand);
        all.retain(|exchange| !in_hand.contains(&exchange.id));
        Ok(all)
    }

    /// Brings an exchange in order, wherever it was cut off, and forgets it: where the new one has not come to its
    /// place, the old one gets its name back.
    ///
    /// # Errors
    /// Those of the drive; the exchange is remembered.
    pub(super) async fn settle(&self, exchange: &Exchange, mounted: &Mounted) -> Result<Settled> {
        let old = find(mounted, &exchange.old).await?;
        let new = find(mounted, &exchange.new).await?;
        let bears = |entry: &Arc<Entry>, name: &Segment| entry.name.as_ref() == Some(name);
        let has_come = new.as_ref().is_some_and(|new| {
            let folder = old.as_ref().map(|old| &old.parent_id);
            bears(new, &exchange.name) && folder.is_none_or(|folder| *folder == new.parent_id)
        });
        if let Some(old) = old.filter(|old| bears(old, &exchange.aside)) {
            if has_come {
                recycle(mounted, &old).await?;
            } else {
                put_back(mounted, &old, &exchange.name).await?;
            }
        }
        let is_left = |new: &Arc<Entry>| exchange.beside.as_ref().is_some_and(|it| bears(new, it));
        if let Some(new) = new.filter(is_left) {
            recycle(mounted, &new).await?;
        }
        self.forget(exchange).await;
        Ok(if has_come {
            Settled::Done
        } else {
            Settled::Undone
        })
    }
}

async fn find(mounted: &Mounted, item: &ItemId) -> Result<Option<Arc<Entry>>> {
    match mounted.stat_afresh(&Target::Id(item.clone())).await {
        Ok(entry) => Ok(Some(entry)),
        Err(Error::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}

async fn recycle(mounted: &Mounted, entry: &Entry) -> Result<()> {
    let target = Target::Id(entry.id.clone());
    match mounted.delete(&target, Deletion::Recycle, None).await {
        Ok(_) | Err(Error::NotFound) => Ok(()),
        Err(error) => Err(error),
    }
}

/// Where something else has got the name meanwhile, that stays, and both are there.
async fn put_back(mounted: &Mounted, old: &Entry, name: &Segment) -> Result<()> {
    let target = Target::Id(old.id.clone());
    let update = Update {
        name: Some(name.clone()),
        ..Update::nothing()
    };
    match mounted.update(&target, &update).await {
        Ok(_) => Ok(()),
        Err(taken) if taken.is_conflict("name_taken") => {
            tracing::error!(item = %old.id, "what was set aside could not get its name back, which is taken");
            Ok(())
        }
        Err(error) => Err(error),
    }
}

impl InHand {
    fn new(all: &Arc<Mutex<HashSet<ExchangeId>>>, exchange: Exchange) -> Self {
        lock(all).insert(exchange.id.clone());
        Self {
            all: Arc::clone(all),
            exchange,
        }
    }

    /// The exchange as it was written down.
    pub(super) const fn row(&self) -> &Exchange {
        &self.exchange
    }
}

impl Drop for InHand {
    fn drop(&mut self) {
        lock(&self.all).remove(&self.exchange.id);
    }
}

fn lock(all: &Mutex<HashSet<ExchangeId>>) -> MutexGuard<'_, HashSet<ExchangeId>> {
    all.lock().unwrap_or_else(PoisonError::into_inner)
}
