//! By what tries are counted.

use std::net::IpAddr;
use std::time::Duration;

use aws_lc_rs::digest;

use super::Subject;
use super::buckets::{Key, Rate};

/// One thing by which tries are counted, each for itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Measure {
    /// On one account, from anywhere.
    Account,
    /// On one folder's password, from one address: many have it, and none of them may lock it.
    FolderFromAddress,
    /// On one folder's password, from anywhere: loose, against who has many addresses.
    Folder,
    /// From one address, on anything.
    Address,
    /// From the network around an address of IPv6, on anything: loose, as it may be one customer's.
    Surroundings,
}

/// What one try is counted by.
#[derive(Debug)]
pub(super) struct Keys {
    /// All that must have a try left.
    pub(super) counted: Vec<(Measure, Key)>,
    /// What is tried, and from where; absent on the command line.
    pub(super) pair: Option<Key>,
}

impl Measure {
    pub(super) const ALL: [Self; 5] = [
        Self::Account,
        Self::FolderFromAddress,
        Self::Folder,
        Self::Address,
        Self::Surroundings,
    ];

    /// How many tries there are.
    pub(super) const fn rate(self) -> Rate {
        let (tries, seconds) = match self {
            Self::Account | Self::FolderFromAddress => (10, 30),
            Self::Folder => (100, 10),
            Self::Address => (30, 10),
            Self::Surroundings => (120, 3),
        };
        Rate {
            tries,
            every: Duration::from_secs(seconds),
        }
    }

    fn key(self, parts: &[&[u8]]) -> (Self, Key) {
        (self, key(&[&[self as u8]], parts))
    }
}

impl Keys {
    pub(super) fn of(subject: &Subject, address: Option<IpAddr>) -> Self {
        let network = address.map(network);
        let near = network.as_deref();
        let from = near.unwrap_or_default();
        let (mut counted, name) = match subject {
            Subject::Account(name) => {
                let name = name.as_bytes();
                (vec![Measure::Account.key(&[name])], name)
            }
            Subject::Folder(rule) => {
                let rule = rule.as_str().as_bytes();
                let here = Measure::FolderFromAddress.key(&[rule, from]);
                (vec![here, Measure::Folder.key(&[rule])], rule)
            }
        };
        counted.extend(near.map(|near| Measure::Address.key(&[near])));
        let around = address.and_then(surroundings);
        counted.extend(around.map(|around| Measure::Surroundings.key(&[&around])));
        let kind: &[u8] = match subject {
            Subject::Account(_) => b"account",
            Subject::Folder(_) => b"folder",
        };
        Self {
            counted,
            pair: near.map(|near| key(&[b"pair", kind], &[name, near])),
        }
    }
}

/// What of an address counts: IPv4 as a whole; of IPv6 the half that a provider gives to one customer at
/// least (RFC 6177: a /64).
fn network(address: IpAddr) -> Vec<u8> {
    match address.to_canonical() {
        IpAddr::V4(address) => address.octets().to_vec(),
        IpAddr::V6(address) => address.octets().into_iter().take(8).collect(),
    }
}

/// The most that a provider gives to one customer (RFC 6177: a /48).
fn surroundings(address: IpAddr) -> Option<Vec<u8>> {
    match address.to_canonical() {
        IpAddr::V4(_) => None,
        IpAddr::V6(address) => Some(address.octets().into_iter().take(6).collect()),
    }
}

/// A digest of texts that can't be joined otherwise to the same bytes: each comes after its length.
fn key(kind: &[&[u8]], parts: &[&[u8]]) -> Key {
    let mut context = digest::Context::new(&digest::SHA256);
    for part in kind.iter().chain(parts) {
        context.update(&(part.len() as u64).to_be_bytes());
        context.update(part);
    }
    let digest = context.finish();
    digest.as_ref().try_into().expect("SHA-256 has 32 bytes")
}
