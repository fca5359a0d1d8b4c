//! Clients that are slow, and clients that have gone away without a word.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_util::stream::FuturesUnordered;
use futures_util::{StreamExt as _, stream};
use onefold::domain::{ByteSource, Clock as _, Error};
use onefold::doors::ManualClock;
use tokio::sync::{Notify, watch};

use super::ground::{Ground, Plan, UNIT, bytes_of};
use super::source::{Content, Way};

/// More than any test takes, in real time.
const PATIENCE: Duration = Duration::from_mins(1);

/// Bytes after which nothing comes, and word when they have gone.
fn stalling(bytes: &[u8], announced: Option<u64>) -> (ByteSource, Arc<Notify>) {
    let gone = Arc::new(Notify::new());
    let first = stream::iter([Ok(Bytes::copy_from_slice(bytes))]);
    let word = Arc::clone(&gone);
    let silence = stream::once(async move {
        word.notify_one();
        std::future::pending().await
    });
    let bytes = Box::pin(first.chain(silence));
    (ByteSource::once(announced, bytes), gone)
}

async fn stalled(ground: &Ground, sent: usize, announced: Option<u64>) -> Error {
    let (source, gone) = stalling(&bytes_of(sent), announced);
    let minute = async {
        gone.notified().await;
        ground.clock.advance(Duration::from_secs(59));
        tokio::task::yield_now().await;
        ground.clock.advance(Duration::from_secs(1));
    };
    let put = async { tokio::join!(ground.put("a.bin", source), minute).0 };
    let refused = tokio::time::timeout(PATIENCE, put).await;
    refused
        .expect("it is given up")
        .expect_err("it is not whole")
}

#[tokio::test]
async fn who_sends_nothing_for_a_minute_is_given_up_and_nothing_is_left_of_it() {
    let ground = Ground::new().await;
    ground.add_old("a.bin");
    let long = 14 * UNIT as u64;
    for (sent, announced) in [
        (0, Some(2_000)),
        (1_000, Some(2_000)),
        (5 * UNIT + 3, Some(long)),
        (14 * UNIT, Some(long)),
        (1_000, None),
    ] {
        let error = stalled(&ground, sent, announced).await;
        assert_eq!(error.code(), "content_stalled", "{sent} of {announced:?}");
        assert!(error.diagnosis().is_none(), "no fault of Microsoft's");
        ground.assert_unharmed("a.bin");
    }
}

/// Half of the bytes, then one in thirty seconds, and all that is left when the gate opens.
fn slow(bytes: &Bytes, gate: &watch::Sender<bool>, clock: &Arc<ManualClock>) -> ByteSource {
    let size = bytes.len() as u64;
    let (mut rest, gate, clock) = (bytes.clone(), gate.subscribe(), Arc::clone(clock));
    let first = rest.split_to(bytes.len() / 2);
    let drops = stream::unfold((rest, gate), move |(mut rest, mut gate)| {
        let clock = Arc::clone(&clock);
        async move {
            let then = clock.now().after(Duration::from_secs(30));
            let drop = tokio::select! {
                _ = gate.wait_for(|is_open| *is_open) => rest.split_to(rest.len()),
                () = clock.sleep_until(then) => rest.split_to(1),
            };
            (!drop.is_empty()).then_some((Ok(drop), (rest, gate)))
        }
    });
    let bytes = Box::pin(stream::iter([Ok(first)]).chain(drops));
    ByteSource::once(Some(size), bytes)
}

#[tokio::test]
async fn thirty_slow_clients_do_not_keep_a_fast_one_from_finishing() {
    const LENGTH: usize = 3 * UNIT;
    let ground = Ground::of(Plan {
        memory: 12 * UNIT,
        ..Plan::default()
    })
    .await;
    let gate = watch::Sender::new(false);
    let bytes = Bytes::from(bytes_of(LENGTH));
    let names: Vec<_> = (1..=30).map(|number| format!("{number}.bin")).collect();
    let mut slow: FuturesUnordered<_> = names
        .iter()
        .map(|name| ground.put(name, slow(&bytes, &gate, &ground.clock)))
        .collect();
    let time = async {
        loop {
            ground.clock.advance(Duration::from_secs(1));
            tokio::task::yield_now().await;
        }
    };
    let fast = ground.put("fast.bin", Content::of(&bytes).source(Way::Known));
    let fast = async {
        tokio::select! {
            // The slow ones were there before.
            biased;
            ended = slow.next() => panic!("the gate is closed: {ended:?}"),
            fast = fast => fast,
            () = time => unreachable!("time does not end"),
        }
    };
    let fast = tokio::time::timeout(PATIENCE, fast).await;
    fast.expect("it finishes").expect("nothing is wrong");
    ground.assert_file("fast.bin", &bytes, 1);
    gate.send_replace(true);
    while let Some(slow) = slow.next().await {
        slow.expect("nothing is wrong");
    }
    for name in &names {
        ground.assert_file(name, &bytes, 1);
    }
    ground.assert_clean();
}
