//! One entry takes the place of another in its drive. The old one is set aside, the new one gets the place, and only
//! then is the old one recycled; what is cut off in between is brought in order by `services::exchanges`.

use std::sync::Arc;

use crate::domain::{Caller, Deed, Deletion, Entry, Error, Result, Right, Segment, Target, Update};

use crate::services::exchanges::{Pair, Settled};
use crate::services::locks::Touch;
use crate::store::Exchange;

use super::Desk;
use super::deed::Intent;
use super::spot::{Demand, Spot};

/// A place that is to be filled by what is made beside it.
#[derive(Clone, Debug)]
pub(super) struct Over {
    /// The place.
    pub(super) to: Spot,
    /// Its name.
    pub(super) name: Segment,
}

impl Over {
    /// The same for work that nobody waits for.
    pub(super) fn in_background(&self) -> Self {
        Self {
            to: self.to.in_background(),
            name: self.name.clone(),
        }
    }
}

impl Desk {
    /// Puts what has come beside a place there, whole as it is, over what lies there now. Where that fails, all is
    /// as it was before.
    pub(super) async fn put_over(
        &self,
        caller: &Caller,
        over: &Over,
        new: &Entry,
    ) -> Result<Arc<Entry>> {
        let mut put = self.try_to_put_over(caller, over, new).await;
        if put.as_ref().is_err_and(was_seen_wrong) {
            over.to.doubt();
            put = self.try_to_put_over(caller, over, new).await;
        }
        // Of what is unclear it may be all there is; it is settled with the exchange.
        if put.as_ref().is_err_and(|error| !error.is_unclear()) {
            self.take_back(&over.to, Target::Id(new.id.clone())).await;
        }
        put
    }

    async fn try_to_put_over(
        &self,
        caller: &Caller,
        Over { to, name }: &Over,
        new: &Entry,
    ) -> Result<Arc<Entry>> {
        // It may have taken hours.
        let mandate = self.authority.mandate(caller);
        let demand = Demand::tree(Right::Delete);
        demand.check(&mandate, &to.path)?;
        let update = Update {
            name: Some(name.clone()),
            ..Update::nothing()
        };
        let mounted = &to.reached.mounted;
        let old = self.stat(to).await?;
        let put = match &old {
            None => {
                let target = Target::Id(new.id.clone());
                mounted.update(&target, &update).await?.entry
            }
            Some(old) => {
                to.decide_again(&mandate, old, demand).await?;
                self.heed_found(&mandate, (to, old), Touch::Departure)
                    .await?;
                let pair = Pair {
                    name: name.clone(),
                    old,
                    new,
                    beside: new.name.clone(),
                };
                let locks = self.locks_of(to, old).await;
                let put = self.exchange(caller, to, (pair, &update)).await?;
                self.end_locks(locks, None).await;
                put
            }
        };
        self.ledger
            .moved(mounted, new, (old.as_deref(), &put))
            .await;
        Ok(put)
    }

    /// One entry takes the place of another, which is recycled. Whatever fails, one of the two is there in the end,
    /// by this process or by the next.
    pub(super) async fn exchange(
        &self,
        caller: &Caller,
        to: &Spot,
        (pair, update): (Pair<'_>, &Update),
    ) -> Result<Arc<Entry>> {
        let in_hand = self.exchanges.begin(&to.reached.mounted, pair).await?;
        let exchange = in_hand.row();
        match step(to, exchange, update).await {
            Ok(entry) => {
                let recycled = self.recycle(caller, to, exchange);
                match recycled.await {
                    Ok(()) => self.exchanges.forget(exchange).await,
                    // It is tried again.
                    Err(error) => noted(to, &error),
                }
                Ok(entry)
            }
            Err(error) => self.mend(to, exchange, error).await,
        }
    }

    async fn recycle(&self, caller: &Caller, to: &Spot, exchange: &Exchange) -> Result<()> {
        let mounted = to.reached.mounted.in_background();
        let target = Target::Id(exchange.old.clone());
        let deleted = mounted.delete(&target, Deletion::Recycle, None);
        let intent = Intent::of(caller, Deed::FileDelete, &to.path);
        self.deed(intent, deleted).await.map(drop)
    }

    /// What has failed may have been done nevertheless.
    async fn mend(&self, to: &Spot, exchange: &Exchange, error: Error) -> Result<Arc<Entry>> {
        let mounted = to.reached.mounted.in_background();
        match self.exchanges.settle(exchange, &mounted).await {
            Ok(Settled::Done) => {
                let target = Target::Id(exchange.new.clone());
                mounted.stat_afresh(&target).await
            }
            // It was another one by now.
            Ok(Settled::Undone) if matches!(error, Error::NotFound) => Err(Error::file_changed()),
            Ok(Settled::Undone) => Err(error),
            Err(worse) => {
                noted(to, &worse);
                Err(error.unclear())
            }
        }
    }

    /// Recycles what was made beside a place, which nobody needs any more.
    pub(super) async fn take_back(&self, to: &Spot, made: Target) {
        let mounted = to.reached.mounted.in_background();
        match mounted.delete(&made, Deletion::Recycle, None).await {
            Ok(_) | Err(Error::NotFound) => {}
            Err(error) => noted(to, &error),
        }
    }
}

/// Sets the old one aside, and gives the new one its place. Between the two nobody is in too much of a hurry to wait.
async fn step(to: &Spot, exchange: &Exchange, update: &Update) -> Result<Arc<Entry>> {
    let mounted = &to.reached.mounted;
    let aside = Update {
        name: Some(exchange.aside.clone()),
        ..Update::nothing()
    };
    let old = Target::Id(exchange.old.clone());
    mounted.update(&old, &aside).await?;
    let new = Target::Id(exchange.new.clone());
    let moved = mounted.in_background().update(&new, update).await?;
    Ok(moved.entry)
}

/// Whether something went wrong because another thing lies there than was remembered.
pub(super) fn was_seen_wrong(error: &Error) -> bool {
    error.is_conflict("name_taken") || error.is_conflict("file_changed")
}

fn noted(to: &Spot, error: &Error) {
    tracing::error!(
        path = to.path.as_str(),
        error = error as &dyn std::error::Error,
        "what was left beside a place could not be brought in order"
    );
}
