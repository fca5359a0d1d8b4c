//! The steps of a file: it is read, written, compared, and of a move removed.

use std::sync::Arc;
use std::time::Duration;

use crate::domain::{
    ByteSource, Deletion, Download, Entry, Error, PutOptions, Result, Target, Times,
};
use crate::drives::Kinship;

use super::super::refusals::copy_differs;
use super::super::spot::Demand;
use super::carrier::Carrier;
use super::clearing::Carried;
use super::haul::{Haul, Manner};
use super::node::Settled;
use super::walk::{Leg, Step, settle};

/// What a URL must have left when the bytes are begun to be read.
const LIFE: Duration = Duration::from_mins(1);

impl Haul {
    /// Carries one file.
    pub(super) async fn carry(&self, leg: Leg) -> Vec<Step> {
        match self.try_carry(&leg).await {
            Ok(settled) => {
                self.progress.items.add(1);
                settle(&leg, settled)
            }
            Err(error) => self.fail(&leg, error),
        }
    }

    async fn try_carry(&self, leg: &Leg) -> Result<Settled> {
        let mandate = self.permit(leg)?;
        self.heed(&mandate, leg).await?;
        let from = &leg.from.reached;
        let found = from.mounted.download(&leg.from.target(), LIFE).await;
        let download = self.desk.reach.noted(from, found).await?;
        let demand = Demand::entry(self.right());
        leg.from
            .decide_again(&mandate, &download.entry, demand)
            .await?;
        let parts = (Arc::clone(&self.progress), self.halt.clone());
        let carrier = Carrier::open(&from.mounted, download.clone(), parts).await?;
        let written = self.write(leg, &download.entry, &carrier).await;
        let written = match written.and_then(|written| carrier.check(&written).map(|()| written)) {
            Ok(written) => written,
            Err(error) => {
                carrier.give_up();
                return Err(error);
            }
        };
        self.land(leg, &written);
        self.say_the_same(&download.entry, &written).await;
        match self.manner {
            Manner::Copy => Ok(Settled::Copied),
            Manner::Move => self.remove(leg, &download, (&written, &carrier)).await,
            Manner::MoveLast => {
                self.remember(Carried::File {
                    leg: Box::new(leg.clone()),
                    original: Arc::clone(&download.entry),
                    is_proved: carrier.proves(&written),
                });
                Ok(Settled::Copied)
            }
        }
    }

    async fn write(
        &self,
        leg: &Leg,
        original: &Entry,
        carrier: &Arc<Carrier>,
    ) -> Result<Arc<Entry>> {
        let times = original.modified_at.map(|modified_at| Times {
            modified_at,
            created_at: original.created_at,
        });
        let options = PutOptions {
            times,
            keeper: Some(self.desk.witness(&self.to.reached.mounted)),
            ..PutOptions::new(leg.if_exists)
        };
        let source = ByteSource::Again(Arc::clone(carrier) as _);
        let put = self.to.reached.mounted.put(&leg.target, source, &options);
        Ok(put.await?.entry)
    }

    /// Removes an original whose copy is proved to be the same, if it is still what was read.
    async fn remove(
        &self,
        leg: &Leg,
        download: &Download,
        (written, carrier): (&Entry, &Carrier),
    ) -> Result<Settled> {
        let original = &download.entry;
        if self.kinship != Kinship::Strangers && written.id == original.id {
            // The two paths have come to mean one file meanwhile: it is all there is.
            return Err(Error::file_changed());
        }
        if !carrier.proves(written) {
            return Err(copy_differs());
        }
        self.remove_file(leg, original).await?;
        Ok(Settled::Moved(original.id.clone()))
    }

    /// Removes an original, if it is still what was read.
    pub(super) async fn remove_file(&self, leg: &Leg, original: &Entry) -> Result<()> {
        let mandate = self.permit(leg)?;
        self.heed_departure(&mandate, leg).await?;
        let locks = self.desk.locks_of(&leg.from, original).await;
        let target = Target::Id(original.id.clone());
        let tag = original.etag.as_ref();
        let mounted = &leg.from.reached.mounted;
        match mounted.delete(&target, Deletion::Recycle, tag).await {
            Ok(_) | Err(Error::NotFound) => {
                self.let_go(original).await;
                self.desk.end_locks(locks, None).await;
                Ok(())
            }
            Err(error) => Err(error),
        }
    }
}
