//! The body of an answer, which can be let go of while the connection holds it.

use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody};
use hyper::body::{Frame, SizeHint};

use crate::domain::{Clock, Timestamp};

use super::activity::UnderWay;

/// The body as the connection holds it.
#[derive(Debug)]
pub(super) struct HeldBody {
    slot: Arc<Slot>,
    clock: Arc<dyn Clock>,
}

/// Where the body lies.
#[derive(Debug)]
pub(super) struct Slot(Mutex<Content>);

#[derive(Debug)]
struct Content {
    /// Gone once it has been let go of.
    body: Option<(Body, UnderWay)>,
    /// Since when the visitor could ask for more; `None` while he waits for us.
    offered_since: Option<Timestamp>,
}

impl Slot {
    /// Drops the body, and with it the connection that it may come from, where nobody has asked for more
    /// of it for so long.
    pub(super) fn let_go_if_offered_before(&self, now: Timestamp, patience: Duration) {
        let mut content = self.content();
        let since = content.offered_since;
        let late = since.is_some_and(|since| since.after(patience) <= now);
        let dropped = late.then(|| content.body.take()).flatten();
        drop(content);
        if dropped.is_some() {
            tracing::debug!("an answer that nobody takes was let go of");
        }
    }

    fn content(&self) -> MutexGuard<'_, Content> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl HeldBody {
    pub(super) fn new(body: Body, under_way: UnderWay, clock: Arc<dyn Clock>) -> Self {
        let content = Content {
            body: Some((body, under_way)),
            offered_since: Some(clock.now()),
        };
        let slot = Arc::new(Slot(Mutex::new(content)));
        Self { slot, clock }
    }

    /// Where the body lies, for as long as it is held.
    pub(super) fn slot(&self) -> Weak<Slot> {
        Arc::downgrade(&self.slot)
    }
}

impl HttpBody for HeldBody {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let mut content = self.slot.content();
        content.offered_since = None;
        let Some((body, _)) = &mut content.body else {
            // Never an end: no client may take a cut file for whole.
            let late = axum::Error::new(io::Error::from(io::ErrorKind::TimedOut));
            return Poll::Ready(Some(Err(late)));
        };
        let frame = ready!(Pin::new(body).poll_frame(context));
        content.offered_since = Some(self.clock.now());
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        let content = self.slot.content();
        let body = content.body.as_ref();
        body.is_some_and(|(body, _)| body.is_end_stream())
    }

    fn size_hint(&self) -> SizeHint {
        let content = self.slot.content();
        let body = content.body.as_ref();
        body.map_or_else(SizeHint::default, |(body, _)| body.size_hint())
    }
}
