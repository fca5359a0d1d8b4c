//! How much goes through us for one caller at a time.

use std::collections::HashMap;
use std::net::IpAddr;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use futures_util::Stream;

use crate::domain::{AccountId, ByteStream, Caller, Error, Result};

/// When to come again: one of his own streams ends by then, or he ends it.
const RETRY_AFTER: Duration = Duration::from_secs(5);

/// Who has how many streams open.
#[derive(Debug)]
pub(super) struct Streams {
    most: usize,
    open: Mutex<HashMap<Holder, usize>>,
}

/// Whose streams are counted together.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Holder {
    Account(AccountId),
    /// Guests of one address; of none where it is not known.
    Guest(Option<IpAddr>),
}

/// Leave for one stream, given back when it is dropped.
#[derive(Debug)]
pub(super) struct Admitted {
    streams: Arc<Streams>,
    holder: Holder,
}

impl Streams {
    /// At most so many of each caller.
    pub(super) fn at_most(most: usize) -> Arc<Self> {
        Arc::new(Self {
            most,
            open: Mutex::default(),
        })
    }

    /// Lets a caller open one more.
    ///
    /// # Errors
    /// [`Error::RateLimited`] where he has enough open.
    pub(super) fn admit(self: &Arc<Self>, caller: &Caller) -> Result<Admitted> {
        let holder = match caller.account() {
            Some(account) => Holder::Account(account.id.clone()),
            None => Holder::Guest(caller.visit().address),
        };
        let mut open = self.lock();
        let own = open.entry(holder.clone()).or_default();
        if *own >= self.most {
            return Err(Error::RateLimited {
                retry_after: RETRY_AFTER,
            });
        }
        *own += 1;
        Ok(Admitted {
            streams: Arc::clone(self),
            holder,
        })
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Holder, usize>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Admitted {
    /// The same bytes. The stream counts until it is dropped: also while its reader is slow.
    pub(super) fn watch(self, bytes: ByteStream) -> ByteStream {
        Box::pin(Counted {
            bytes,
            _admitted: self,
        })
    }
}

impl Drop for Admitted {
    fn drop(&mut self) {
        let mut open = self.streams.lock();
        if let Some(own) = open.get_mut(&self.holder) {
            *own -= 1;
            if *own == 0 {
                open.remove(&self.holder);
            }
        }
    }
}

/// A stream that counts.
struct Counted {
    bytes: ByteStream,
    _admitted: Admitted,
}

impl Stream for Counted {
    type Item = Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.bytes.as_mut().poll_next(context)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.bytes.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use futures_util::stream;

    use super::*;
    use crate::domain::Visit;

    fn guest(address: &str) -> Caller {
        Caller::anonymous().on(Visit {
            address: address.parse().ok(),
            request_id: None,
        })
    }

    #[test]
    fn a_stream_counts_until_it_is_dropped_and_others_are_not_concerned() {
        let streams = Streams::at_most(2);
        let open = |address| {
            let admitted = streams.admit(&guest(address))?;
            Ok(admitted.watch(Box::pin(stream::empty())))
        };
        let one = open("192.0.2.1").expect("there is room");
        let _two = open("192.0.2.1").expect("there is room");
        let refused: Result<ByteStream> = open("192.0.2.1");
        assert!(matches!(refused, Err(Error::RateLimited { .. })));
        drop(open("192.0.2.2").expect("he is another"));
        drop(one);
        drop(open("192.0.2.1").expect("there is room again"));
        assert_eq!(streams.lock().len(), 1, "who has none is forgotten");
    }
}
