//! A copy of the service's own, watched to its end.

use std::sync::Arc;
use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::domain::{
    Caller, CopyProgress, CopyTask, DeedEnd, Diagnosis, Entry, Error, Result, Service, Timestamp,
    UpstreamFailure,
};

use crate::services::properties::placed;

use super::super::Desk;
use super::super::copying::is_over;
use super::super::deed::{Begun, end_of};
use super::super::exchanging::Over;
use super::super::refusals::cancelled;
use super::super::spot::Spot;
use super::admission::Admitted;
use super::report::Progress;
use super::{Row, Transfer};

/// The first pause between two looks, and the longest. A copy of one file is soon made, and a program with a network
/// disk waits for it; the monitor is asked without a token and costs no units.
const PAUSES: (Duration, Duration) = (Duration::from_millis(250), Duration::from_secs(10));

/// So often in a row nobody could say how far the copy is: then nobody knows.
const MOST_SILENCE: u32 = 30;

/// A copy that takes longer is not waited for.
const LONGEST: Duration = Duration::from_hours(24);

/// A copy that the service makes.
#[derive(Debug)]
pub(in crate::services::files) struct Watch {
    pub(in crate::services::files) desk: Arc<Desk>,
    pub(in crate::services::files) original: Arc<Entry>,
    /// The file in whose place it comes to lie.
    pub(in crate::services::files) replaced: Option<Arc<Entry>>,
    pub(in crate::services::files) from: Spot,
    pub(in crate::services::files) to: Spot,
    pub(in crate::services::files) caller: Caller,
    pub(in crate::services::files) task: CopyTask,
    /// How much it is, where that is known.
    pub(in crate::services::files) bytes: Option<u64>,
    /// In the place of what the copy is to be, when it is there.
    pub(in crate::services::files) over: Option<Over>,
}

impl Watch {
    /// Watches it beside everybody.
    pub(in crate::services::files) fn begin(self, begun: Begun, admitted: Admitted) -> Transfer {
        let desk = Arc::clone(&self.desk);
        desk.transfers.begin(admitted, |progress, stop| {
            progress.items.expect(1);
            progress.bytes.expect(self.bytes.unwrap_or(0));
            self.run(begun, progress, stop)
        })
    }

    async fn run(
        self,
        begun: Begun,
        progress: Arc<Progress>,
        stop: CancellationToken,
    ) -> Result<Option<Row>> {
        let watched = tokio::select! {
            biased;
            // The service can't be told to stop: whether the copy is made, nobody here will know.
            () = stop.cancelled() => {
                progress.fail(&self.from.path, cancelled());
                self.desk.end(begun, DeedEnd::Unclear).await;
                return Ok(None);
            }
            watched = self.to_the_end(&progress) => watched,
        };
        self.desk.end(begun, end_of(watched.as_ref().err())).await;
        match watched {
            Ok(row) => {
                progress.items.add(1);
                progress.bytes.set(self.bytes.unwrap_or(0));
                Ok(Some(row))
            }
            Err(error) => {
                if is_over(&error) {
                    self.take_back().await;
                }
                progress.fail(&self.from.path, error);
                Ok(None)
            }
        }
    }

    /// Nothing has come of it: what there is of a copy that was made beside its place is no use to anybody.
    pub(in crate::services::files) async fn take_back(&self) {
        if self.over.is_some() {
            self.desk.take_back(&self.to, self.to.target()).await;
        }
    }

    async fn to_the_end(&self, progress: &Progress) -> Result<Row> {
        let (mut pause, longest) = PAUSES;
        let mut silence = 0;
        let clock = &self.desk.clock;
        let too_late = clock.now().after(LONGEST);
        loop {
            clock.back_off_until(clock.now().after(pause)).await;
            pause = (pause * 2).min(longest);
            match self.from.reached.mounted.progress(&self.task).await {
                Ok(CopyProgress::Done(entry)) => return self.land(&entry).await,
                Ok(CopyProgress::Running { percent }) => {
                    silence = 0;
                    let bytes = self.bytes.unwrap_or(0);
                    progress.bytes.set(bytes / 100 * u64::from(percent));
                }
                Err(error) if is_over(&error) => return Err(error),
                Err(error) if silence >= MOST_SILENCE => return Err(error.unclear()),
                Err(_) => silence += 1,
            }
            if clock.now() > too_late {
                return Err(self.too_long(too_late));
            }
        }
    }

    /// The copy is there: it gets the place that it was made for, what is said of the original is said of it, and
    /// nothing of what it has replaced.
    pub(in crate::services::files) async fn land(&self, copy: &Arc<Entry>) -> Result<Row> {
        let (copy, to) = match &self.over {
            None => (Arc::clone(copy), &self.to),
            Some(over) => {
                let put = self.desk.put_over(&self.caller, over, copy).await?;
                (put, &over.to)
            }
        };
        let (ledger, mounted) = (&self.desk.ledger, &self.from.reached.mounted);
        if let Some(gone) = self.replaced.as_ref().filter(|gone| gone.id != copy.id) {
            ledger.deleted(&placed(mounted, gone)).await;
        }
        let pair = (&*self.original, &*copy);
        if let Some(last) = ledger.copied_tree(mounted, pair).await {
            let (ledger, mounted) = (Arc::clone(ledger), mounted.in_background());
            let (original, copy) = (Arc::clone(&self.original), Arc::clone(&copy));
            self.desk.transfers.beside(async move {
                let pair = (&*original, &*copy);
                ledger.copied_rest(&mounted, pair, last).await;
            });
        }
        let mandate = self.desk.authority.mandate(&self.caller);
        to.row(&mandate, &copy).await
    }

    fn too_long(&self, since: Timestamp) -> Error {
        tracing::warn!(to = %self.to.path, ?since, "a copy of Microsoft's took too long to be watched");
        Error::from(UpstreamFailure::new(
            Service::Graph,
            Diagnosis::UpstreamTimeout,
        ))
        .unclear()
    }
}
