//! A certificate is renewed while the server runs.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use futures_util::future::join_all;
use tokio::time::timeout;
use tokio_rustls::rustls::pki_types::CertificateDer;

use super::wire::{PATIENCE, Wire, connect};
use super::{Authority, FILES, Leaf, TLS, house_with_tls, lay};
use crate::support::Premises;

/// How often the files are looked at.
const EVERY: Duration = Duration::from_secs(30);

/// Connects again and again until this certificate is shown; the last connection.
async fn until_shown(url: &str, authority: &Authority, leaf: &CertificateDer<'_>) -> Wire {
    let connecting = async {
        loop {
            let wire = connect(url, authority).await;
            if wire.certificate() == *leaf {
                return wire;
            }
        }
    };
    let shown = timeout(PATIENCE, connecting).await;
    shown.expect("the new certificate is shown")
}

#[tokio::test(flavor = "multi_thread")]
async fn new_handshakes_get_the_new_certificate_and_connections_under_way_go_on() {
    let (house, authority) = house_with_tls("").await;
    let url = house.url();
    let mut kept = Vec::new();
    for _ in 0..8 {
        let mut wire = connect(&url, &authority).await;
        assert!(wire.is_served().await);
        kept.push(wire);
    }
    let before = kept[0].certificate();
    let (over, served) = (Arc::new(AtomicBool::new(false)), AtomicUsize::new(0));
    let visitors = join_all(kept.into_iter().map(|mut wire| {
        let (over, served) = (Arc::clone(&over), &served);
        async move {
            while !over.load(Ordering::Relaxed) {
                assert!(wire.is_served().await, "a connection under way goes on");
                served.fetch_add(1, Ordering::Relaxed);
            }
            wire
        }
    }));
    let renewal = async {
        let Leaf {
            chain,
            key,
            certificate,
        } = authority.issue();
        lay(&house, &chain, &key);
        house.clock.advance(EVERY);
        let mut after = until_shown(&url, &authority, &certificate).await;
        assert!(after.is_served().await);
        over.store(true, Ordering::Relaxed);
    };
    let (kept, ()) = tokio::join!(visitors, renewal);
    assert!(served.load(Ordering::Relaxed) >= kept.len());
    for mut wire in kept {
        assert!(wire.certificate() == before && wire.is_served().await);
    }
    house.stop().await;
}

#[tokio::test]
async fn a_pair_that_does_not_fit_leaves_the_old_one_in_its_place() {
    let (house, authority) = house_with_tls("").await;
    let url = house.url();
    let before = connect(&url, &authority).await.certificate();
    let (one, other) = (authority.issue(), authority.issue());
    lay(&house, &one.chain, &other.key);
    house.clock.advance(EVERY);
    for _ in 0..20 {
        assert!(connect(&url, &authority).await.certificate() == before);
    }
    lay(&house, &one.chain, &one.key);
    house.clock.advance(EVERY);
    until_shown(&url, &authority, &one.certificate).await;
    house.stop().await;
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn who_asks_for_it_need_not_wait_for_the_next_look() {
    let authority = Authority::new();
    let premises = Premises::of(&["contoso"], TLS).await;
    let write = |leaf: &Leaf| {
        premises.write(FILES[0], &leaf.chain);
        premises.write(FILES[1], &leaf.key);
    };
    let (first, second) = (authority.issue(), authority.issue());
    write(&first);
    let server = premises.serve();
    let url = server.url().to_owned();
    assert!(connect(&url, &authority).await.certificate() == first.certificate);
    write(&second);
    server.hang_up();
    until_shown(&url, &authority, &second.certificate).await;
    let log = server.stop(PATIENCE).expect("it stops").log;
    assert_eq!(
        log.matches("a new certificate is shown").count(),
        1,
        "{log}"
    );
    for leaf in [first, second] {
        let secret = leaf.key.lines().nth(1).expect("a key");
        assert!(!log.contains(secret), "the key is in the log");
    }
}
