//! How much goes through us for one caller at a time.

use std::collections::HashMap;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use futures_util::Stream;

use crate::domain::{AccountId, ByteStream, Caller, Error, Machine, Pass, Result};

/// When to come again: one of his own streams ends by then, or he ends it.
const RETRY_AFTER: Duration = Duration::from_secs(5);

/// Who has how many streams open.
#[derive(Debug)]
pub(super) struct Streams {
    most: usize,
    open: Mutex<HashMap<Holder, usize>>,
}

/// Whose share of what all have together something is counted to.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Holder {
    /// Of one account, however many programs and browsers it is signed in with.
    Account(AccountId),
    /// Of one machine: guests, and whoever was given a link. Of none where it is not known.
    Machine(Option<Machine>),
}

/// Leave for one stream, given back when it is dropped.
#[derive(Debug)]
pub(super) struct Admitted {
    streams: Arc<Streams>,
    holder: Holder,
}

impl Holder {
    /// To whose share it is counted what this caller takes.
    pub fn of(caller: &Caller) -> Self {
        match (caller.account(), caller.pass()) {
            // Whoever made the link is not the one who comes with it: strangers leave him his own.
            (Some(_), Pass::Link(_)) | (None, _) => {
                Self::Machine(caller.visit().address.map(Machine::at))
            }
            (Some(account), _) => Self::Account(account.id.clone()),
        }
    }
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
        let holder = Holder::of(caller);
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
    use crate::domain::{Account, Role, SessionId, Username, VirtualPath, Visit};

    fn guest(address: &str) -> Caller {
        Caller::anonymous().on(Visit {
            address: address.parse().ok(),
            request_id: None,
        })
    }

    #[test]
    fn strangers_with_a_link_leave_its_maker_his_own_streams() {
        let maker = Account {
            id: AccountId::from_unique(1),
            username: Username::parse("ada").expect("a name"),
            role: Role::Member,
            home_tenant: None,
            enabled: true,
            generation: 0,
        };
        let maker = Arc::new(maker);
        let of_maker = |pass, address| {
            let visit = guest(address).visit().clone();
            Caller::of(Arc::clone(&maker), pass).on(visit)
        };
        let path = VirtualPath::parse("/a.txt").expect("a path").key();
        let stranger = |address| of_maker(Pass::Link(path.clone()), address);
        let streams = Streams::at_most(1);
        let _his = streams
            .admit(&stranger("192.0.2.1"))
            .expect("there is room");
        assert!(streams.admit(&stranger("192.0.2.1")).is_err());
        let _another = streams.admit(&stranger("192.0.2.2")).expect("another");
        let session = Pass::Session(SessionId::from_unique(1));
        let own = streams.admit(&of_maker(session.clone(), "192.0.2.1"));
        assert!(own.is_ok(), "nobody has used it up");
        assert!(streams.admit(&of_maker(session, "192.0.2.9")).is_err());
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
