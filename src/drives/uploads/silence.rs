//! Sources that fall silent.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_util::{StreamExt as _, stream};

use crate::domain::{ByteSource, ByteStream, Clock, Error, Result};

/// A client that sends nothing for so long, while somebody listens, has gone away. What it has sent would
/// hold memory, or a place on disk, for ever.
const LONGEST_SILENCE: Duration = Duration::from_mins(1);

/// The same bytes; those that pass by once end with [`Error::content_stalled`] where nothing comes for a
/// minute. Time in which nobody asks for them does not count.
pub(in crate::drives) fn unless_silent(source: ByteSource, clock: &Arc<dyn Clock>) -> ByteSource {
    match source {
        ByteSource::Once { size, from, bytes } => {
            let clock = Arc::clone(clock);
            let bytes = stream::unfold(Some(bytes), move |bytes| {
                let clock = Arc::clone(&clock);
                async move { listen(bytes?, &*clock).await }
            });
            // Whoever gives the last bytes back asks for their end again.
            let bytes = Box::pin(bytes.fuse());
            ByteSource::Once { size, from, bytes }
        }
        again @ ByteSource::Again(_) => again,
    }
}

/// What comes next, and what follows it; nothing at the end. Chunks without a byte are silence too.
async fn listen(
    mut bytes: ByteStream,
    clock: &dyn Clock,
) -> Option<(Result<Bytes>, Option<ByteStream>)> {
    let end = clock.now().after(LONGEST_SILENCE);
    let sound = async {
        loop {
            match bytes.next().await {
                Some(Ok(chunk)) if chunk.is_empty() => {}
                next => return next,
            }
        }
    };
    let next = tokio::select! {
        biased;
        next = sound => next,
        () = clock.sleep_until(end) => return Some((Err(Error::content_stalled()), None)),
    };
    next.map(|next| (next, Some(bytes)))
}

#[cfg(test)]
mod tests {
    use futures_util::{FutureExt as _, poll};

    use crate::domain::Timestamp;
    use crate::doors::ManualClock;

    use super::*;

    fn watched(bytes: ByteStream) -> (ByteStream, Arc<ManualClock>) {
        let clock = Arc::new(ManualClock::at(Timestamp::default()));
        let source = unless_silent(ByteSource::once(None, bytes), &(Arc::clone(&clock) as _));
        match source {
            ByteSource::Once { bytes, .. } => (bytes, clock),
            ByteSource::Again(_) => panic!("they pass by once"),
        }
    }

    #[tokio::test]
    async fn a_minute_without_a_byte_is_the_end() {
        let first = stream::iter([Ok(Bytes::from_static(b"a"))]);
        let (mut bytes, clock) = watched(Box::pin(first.chain(stream::pending())));
        // Nobody listens yet.
        clock.advance(2 * LONGEST_SILENCE);
        let first = bytes.next().await.expect("a byte").expect("no error");
        assert_eq!(first, "a");
        clock.advance(2 * LONGEST_SILENCE);
        assert!(poll!(bytes.next()).is_pending());
        clock.advance(Duration::from_millis(59_999));
        assert!(
            poll!(bytes.next()).is_pending(),
            "asked anew, and no sooner"
        );
        clock.advance(Duration::from_millis(1));
        let stalled = bytes.next().now_or_never().flatten().expect("an error");
        assert!(stalled.expect_err("an error").is_content_stalled());
        assert!(bytes.next().await.is_none());
    }

    #[tokio::test]
    async fn the_end_is_told_as_often_as_somebody_asks() {
        let (mut bytes, _) = watched(Box::pin(stream::iter([Ok(Bytes::from_static(b"a"))])));
        assert!(bytes.next().await.is_some());
        assert!(bytes.next().await.is_none());
        assert!(bytes.next().await.is_none());
    }

    #[tokio::test]
    async fn nothing_said_again_and_again_is_silence() {
        let nothing = stream::once(async { Ok(Bytes::new()) });
        let (mut bytes, clock) = watched(Box::pin(nothing.chain(stream::pending())));
        assert!(poll!(bytes.next()).is_pending());
        clock.advance(LONGEST_SILENCE);
        let stalled = bytes.next().now_or_never().flatten().expect("an error");
        assert_eq!(stalled.expect_err("an error").code(), "content_stalled");
    }
}
