//! Originals that go in the end, when all that was carried is where it is to be.

use std::mem;
use std::sync::{Arc, PoisonError};

use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;

use crate::domain::{Entry, Error, Result};

use super::super::refusals::copy_differs;
use super::haul::Haul;
use super::node::{Node, Settled};
use super::walk::{AT_ONCE, Leg};

/// An original of which there is a copy.
#[derive(Debug)]
pub(super) enum Carried {
    /// A file, as it was read.
    File {
        leg: Box<Leg>,
        original: Arc<Entry>,
        /// Whether the copy was proved to be the same.
        is_proved: bool,
    },
    /// A folder. All that was carried out of it stands before it.
    Folder(Arc<Node>),
}

impl Haul {
    /// Notes an original that is to go in the end.
    pub(super) fn remember(&self, carried: Carried) {
        let mut all = self.carried.lock().unwrap_or_else(PoisonError::into_inner);
        all.push(carried);
    }

    /// Removes the originals, the deepest first. What can't go stays, with the folders above it, and is told.
    pub(super) async fn clear(&self) {
        let all = mem::take(&mut *self.carried.lock().unwrap_or_else(PoisonError::into_inner));
        let mut under_way = FuturesUnordered::new();
        for carried in all {
            match carried {
                Carried::File {
                    leg,
                    original,
                    is_proved,
                } => {
                    if under_way.len() >= AT_ONCE {
                        under_way.next().await;
                    }
                    under_way.push(self.clear_file(*leg, original, is_proved));
                }
                Carried::Folder(node) => {
                    while under_way.next().await.is_some() {}
                    self.clear_folder(&node).await;
                }
            }
        }
        while under_way.next().await.is_some() {}
    }

    async fn clear_file(&self, leg: Leg, original: Arc<Entry>, is_proved: bool) {
        let removed = if is_proved {
            self.remove_file(&leg, &original).await
        } else {
            Err(copy_differs())
        };
        self.cleared(&leg, removed.map(|()| original));
    }

    async fn clear_folder(&self, node: &Node) {
        if node.is_spoiled() {
            if let Some(above) = &node.leg.parent {
                above.spoil();
            }
            return;
        }
        let removed = self.remove_folder(node).await;
        if removed.is_ok() {
            self.let_go(&node.leg.entry).await;
        }
        self.cleared(&node.leg, removed.map(|()| Arc::clone(&node.leg.entry)));
    }

    fn cleared(&self, leg: &Leg, removed: Result<Arc<Entry>, Error>) {
        let above = leg.parent.as_ref();
        match removed {
            Ok(original) => {
                let gone = Settled::Moved(original.id.clone());
                above.map(|above| above.settle(gone));
            }
            Err(error) => {
                self.progress.fail(&leg.from.path, error);
                above.inspect(|above| above.spoil());
            }
        }
    }
}
