//! How many connections one machine may hold.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::domain::Machine;
use crate::edge::Proxies;

/// Who holds how many connections. Trusted proxies hold those of many, and as many as they like.
#[derive(Debug)]
pub(super) struct Crowd {
    most: usize,
    proxies: Proxies,
    held: Mutex<HashMap<Machine, usize>>,
}

/// Leave for one connection, given back when it is dropped.
#[derive(Debug)]
pub(super) struct Seat {
    crowd: Arc<Crowd>,
    /// `None` where nobody counts.
    machine: Option<Machine>,
}

impl Crowd {
    /// At most so many of each machine that is no proxy.
    pub(super) fn new(most: usize, proxies: Proxies) -> Arc<Self> {
        Arc::new(Self {
            most,
            proxies,
            held: Mutex::default(),
        })
    }

    /// Lets somebody have one more; `None` where he has enough.
    pub(super) fn admit(self: &Arc<Self>, peer: IpAddr) -> Option<Seat> {
        let peer = peer.to_canonical();
        let machine = (!self.proxies.are_at(peer)).then(|| Machine::at(peer));
        if let Some(machine) = machine {
            let mut held = self.held();
            let own = held.entry(machine).or_default();
            if *own >= self.most {
                return None;
            }
            *own += 1;
        }
        Some(Seat {
            crowd: Arc::clone(self),
            machine,
        })
    }

    fn held(&self) -> MutexGuard<'_, HashMap<Machine, usize>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let Some(machine) = self.machine else {
            return;
        };
        let mut held = self.crowd.held();
        if let Some(own) = held.get_mut(&machine) {
            *own -= 1;
            if *own == 0 {
                held.remove(&machine);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn crowd() -> Arc<Crowd> {
        let proxies = Proxies {
            trusted: vec!["10.0.0.0/8".parse().expect("a network")],
            ..Proxies::default()
        };
        Crowd::new(2, proxies)
    }

    fn admit(crowd: &Arc<Crowd>, address: &str) -> Option<Seat> {
        crowd.admit(address.parse().expect("an address"))
    }

    #[test]
    fn one_machine_holds_so_many_and_leaves_the_rest_to_others() {
        let crowd = crowd();
        let first = admit(&crowd, "192.0.2.1");
        let _second = admit(&crowd, "::ffff:192.0.2.1").expect("it is the second");
        assert!(admit(&crowd, "192.0.2.1").is_none());
        assert!(admit(&crowd, "192.0.2.2").is_some());
        drop(first);
        assert!(admit(&crowd, "192.0.2.1").is_some());
        assert_eq!(crowd.held().len(), 1, "who holds none is forgotten");
    }

    #[test]
    fn a_network_of_ipv6_is_one_machine() {
        let crowd = crowd();
        let _first = admit(&crowd, "2001:db8::1").expect("there is room");
        let _second = admit(&crowd, "2001:db8::ffff:0:0:2").expect("there is room");
        assert!(admit(&crowd, "2001:db8::3").is_none());
        assert!(admit(&crowd, "2001:db8:0:1::1").is_some());
    }

    #[test]
    fn a_trusted_proxy_holds_as_many_as_it_likes() {
        let crowd = crowd();
        let seats: Vec<_> = (0..9).map(|_| admit(&crowd, "10.1.2.3")).collect();
        assert!(seats.iter().all(Option::is_some));
    }
}
