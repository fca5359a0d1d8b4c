//! Bodies that are counted while they are sent, and broken where a fault says so.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use http_body::{Body as HttpBody, Frame, SizeHint};

use super::Body;
use crate::doors;
use crate::faults::BodyFault;
use crate::journal::{Journal, Member};

/// The journal's entry of a request under way. However the request ends, the entry is closed.
#[derive(Debug)]
pub(crate) struct Entry {
    journal: Journal,
    number: u64,
    received: u64,
    sent: u64,
    complete: bool,
}

impl Entry {
    pub(crate) fn new(journal: Journal, number: u64) -> Self {
        Self {
            journal,
            number,
            received: 0,
            sent: 0,
            complete: false,
        }
    }

    /// The number of the request in the journal.
    pub(crate) fn number(&self) -> u64 {
        self.number
    }

    pub(crate) fn answered(&self, status: u16, defect: bool) {
        self.journal.amend(self.number, |exchange| {
            exchange.status = Some(status);
            exchange.defect = defect;
        });
    }

    /// Tells what was in a batch.
    pub(crate) fn contained(&self, members: Vec<Member>) {
        self.journal
            .amend(self.number, |exchange| exchange.members = members);
    }

    /// Notes that the answer went out whole.
    pub(super) fn completed(&mut self) {
        self.complete = true;
    }

    /// Counts bytes of the request's body.
    pub(super) fn took(&mut self, bytes: u64) {
        self.received += bytes;
        let received = self.received;
        self.journal
            .amend(self.number, |exchange| exchange.bytes_in = received);
    }

    fn count(&mut self, bytes: u64) {
        self.sent += bytes;
        let sent = self.sent;
        self.journal
            .amend(self.number, |exchange| exchange.bytes_out = sent);
    }
}

impl Drop for Entry {
    fn drop(&mut self) {
        let aborted = !self.complete;
        self.journal
            .close(self.number, |exchange| exchange.aborted = aborted);
    }
}

/// How long a connection that is about to be broken stays open.
const LAST_MOMENT: Duration = Duration::from_millis(20);

type Wait = Pin<Box<dyn Future<Output = ()> + Send>>;

/// A body on its way to the client.
pub(crate) struct Metered {
    inner: Body,
    /// None for the control listener, which keeps no journal.
    entry: Option<Entry>,
    fault: Option<BodyFault>,
    breaking: Option<Wait>,
    /// The `Content-Length` promised; without one the length stays unsaid.
    promised: Option<u64>,
    sent: u64,
}

impl Metered {
    pub(crate) fn new(inner: Body, promised: Option<u64>) -> Self {
        Self {
            inner,
            entry: None,
            fault: None,
            breaking: None,
            promised,
            sent: 0,
        }
    }

    /// Writes into this entry; a body that will not be sent (`bodyless`) is complete at once.
    pub(crate) fn recorded(mut self, mut entry: Entry, bodyless: bool) -> Self {
        entry.complete = bodyless || self.inner.is_end_stream();
        self.entry = Some(entry);
        self
    }

    pub(crate) fn broken_by(mut self, fault: Option<BodyFault>) -> Self {
        self.fault = fault;
        self
    }

    /// How many more bytes may go out before the fault strikes.
    fn allowance(&self) -> Option<u64> {
        let (BodyFault::Cut(after) | BodyFault::Stall(after)) = self.fault?;
        Some(after.saturating_sub(self.sent))
    }

    /// Lets the fault strike: after a moment in which what was sent so far leaves the buffers, or
    /// never.
    fn poll_break(&mut self, context: &mut Context<'_>) -> Poll<io::Error> {
        match self.fault {
            Some(BodyFault::Cut(_)) => {
                let last_moment = || Box::pin(doors::sleep(LAST_MOMENT)) as Wait;
                let wait = self.breaking.get_or_insert_with(last_moment);
                wait.as_mut()
                    .poll(context)
                    .map(|()| io::ErrorKind::ConnectionAborted.into())
            }
            Some(BodyFault::Stall(_)) | None => Poll::Pending,
        }
    }

    fn count(&mut self, bytes: u64) {
        self.sent += bytes;
        let complete = self.promised == Some(self.sent) || self.is_end_stream();
        if let Some(entry) = &mut self.entry {
            entry.count(bytes);
            entry.complete |= complete;
        }
    }
}

impl HttpBody for Metered {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        let allowance = self.allowance();
        if allowance == Some(0) {
            return self.poll_break(context).map(|error| Some(Err(error)));
        }
        let frame = ready!(Pin::new(&mut self.inner).poll_frame(context));
        let frame = match frame {
            Some(Ok(frame)) => frame,
            Some(Err(error)) => return Poll::Ready(Some(Err(error))),
            None => {
                if let Some(entry) = &mut self.entry {
                    entry.complete = true;
                }
                return Poll::Ready(None);
            }
        };
        let Ok(mut data) = frame.into_data() else {
            return Poll::Ready(None);
        };
        if let Some(allowance) = allowance {
            data.truncate(usize::try_from(allowance).unwrap_or(usize::MAX));
        }
        self.count(data.len() as u64);
        Poll::Ready(Some(Ok(Frame::data(data))))
    }

    fn is_end_stream(&self) -> bool {
        self.allowance() != Some(0) && self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        match self.promised {
            Some(length) => SizeHint::with_exact(length.saturating_sub(self.sent)),
            None => SizeHint::default(),
        }
    }
}
