//! By what tries are counted.

use std::net::IpAddr;
use std::time::Duration;

use aws_lc_rs::digest;

use crate::domain::Machine;

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
    /// From the site of an address of IPv6, on anything: loose, as it may be many customers'.
    Site,
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
        Self::Site,
    ];

    /// How many tries there are.
    pub(super) const fn rate(self) -> Rate {
        let (tries, seconds) = match self {
            Self::Account | Self::FolderFromAddress => (10, 30),
            Self::Folder => (100, 10),
            Self::Address => (30, 10),
            Self::Site => (120, 3),
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
        let machine = address.map(Machine::at);
        let near = machine.map(bytes_of);
        let near = near.as_deref();
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
        let around = machine.and_then(Machine::site).map(bytes_of);
        counted.extend(around.map(|around| Measure::Site.key(&[&around])));
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

fn bytes_of(machine: Machine) -> Vec<u8> {
    machine.address().to_string().into_bytes()
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
