//! The steps of a folder: its children set out when it is made, and it goes when they have gone.

use std::sync::Arc;

use crate::domain::{
    Deletion, Entry, Error, IfExists, Listing, Result, Right, Segment, Target, VirtualPath,
};

use crate::services::authority::Mandate;

use super::super::numbers::MOST_NUMBERS;
use super::super::refusals::left_behind;
use super::super::spot::Demand;
use super::clearing::Carried;
use super::haul::{Haul, Manner};
use super::node::{Node, Settled};
use super::walk::{Leg, Step, settle};

/// A folder's children, as far as the caller sees them.
struct Children {
    seen: Vec<(Arc<Entry>, Segment)>,
    /// There are others.
    is_part: bool,
}

impl Haul {
    /// Makes a folder at its new place, and sends its children on their way.
    pub(super) async fn open_folder(&self, mut leg: Leg) -> Vec<Step> {
        let (made, children) = match self.try_open(&mut leg).await {
            Ok(opened) => opened,
            Err(error) => return self.fail(&leg, error),
        };
        self.land(&leg, &made);
        self.say_the_same(&leg.entry, &made).await;
        if self.manner != Manner::Move {
            self.progress.items.add(1);
        }
        let hides = children.is_part && self.manner != Manner::Copy;
        if hides {
            self.progress.fail(&leg.from.path, left_behind());
        }
        let node = Node::new(leg, made, children.seen.len());
        if hides {
            node.spoil();
        }
        if children.seen.is_empty() {
            return vec![Step::Close(node)];
        }
        let set_out = |(entry, name): (Arc<Entry>, Segment)| {
            self.expect(&entry);
            Step::Begin(Box::new(Leg::child(&node, entry, &name)))
        };
        children.seen.into_iter().map(set_out).collect()
    }

    async fn try_open(&self, leg: &mut Leg) -> Result<(Arc<Entry>, Children)> {
        let mandate = self.permit(leg)?;
        self.heed(&mandate, leg).await?;
        if self.is_landed(&leg.entry.id) {
            return Err(Error::into_itself());
        }
        let from = &leg.from.reached;
        let listed = from.mounted.list(&leg.from.target()).await;
        let listing = self.desk.reach.noted(from, listed).await?;
        if let Some(place) = from.found(listing.found_at.as_ref()).await? {
            Demand::entry(self.right()).check(&mandate, &place)?;
        }
        let children = self.children(&mandate, leg, &listing);
        let made = match (&leg.parent, leg.if_exists) {
            (None, IfExists::Rename) => self.make_numbered(&mandate, leg).await?,
            (parent, _) => {
                let made = self.to.reached.mounted.mkdir(&leg.target, false).await?;
                // What was asked for replaces nothing, and is not mixed with what lies there.
                if parent.is_none() && !made.created {
                    return Err(Error::name_taken());
                }
                made.entry
            }
        };
        Ok((made, children))
    }

    fn children(&self, mandate: &Mandate, leg: &Leg, listing: &Listing) -> Children {
        let named = listing.entries.iter().filter_map(|entry| {
            let name = entry.name.clone()?;
            Some((Arc::clone(entry), name))
        });
        let is_visible =
            |(_, name): &(_, Segment)| self.is_visible(mandate, &leg.from.path.join(name));
        let seen: Vec<_> = named.filter(is_visible).collect();
        Children {
            is_part: seen.len() < listing.entries.len(),
            seen,
        }
    }

    /// Makes the folder under its name, or under the first free one with a number behind it.
    async fn make_numbered(&self, mandate: &Mandate, leg: &mut Leg) -> Result<Arc<Entry>> {
        let (folder, name) = self.to.split().ok_or_else(Error::name_taken)?;
        for number in 0..MOST_NUMBERS {
            let name = name.numbered(number, false)?;
            let path = VirtualPath::parse(folder.path.join(&name).as_str())?;
            let below = folder.reached.below.join(&name);
            let target = self.to.reached.mounted.target(&below);
            match self.to.reached.mounted.stat(&target).await {
                Ok(_) => continue,
                Err(Error::NotFound) => {}
                Err(error) => return Err(error),
            }
            Demand::tree(Right::Write).check(mandate, &path)?;
            self.desk.find_target(&path)?;
            let made = self.to.reached.mounted.mkdir(&target, false).await?;
            if made.created {
                (leg.to, leg.target) = (path, target);
                return Ok(made.entry);
            }
        }
        Err(Error::name_taken())
    }

    /// All children of a folder are settled. Of a move, the folder goes if they have gone.
    pub(super) async fn close_folder(&self, node: Arc<Node>) -> Vec<Step> {
        let settled = match self.manner {
            _ if node.is_spoiled() => Settled::Not,
            Manner::Copy => Settled::Copied,
            Manner::MoveLast => {
                self.remember(Carried::Folder(Arc::clone(&node)));
                Settled::Copied
            }
            Manner::Move => match self.remove_folder(&node).await {
                Ok(()) => {
                    self.let_go(&node.leg.entry).await;
                    self.progress.items.add(1);
                    Settled::Moved(node.leg.entry.id.clone())
                }
                Err(error) => return self.fail(&node.leg, error),
            },
        };
        settle(&node.leg, settled)
    }

    /// Removes a folder in which nothing is left: what came into it meanwhile was not moved. The service may
    /// still list what has gone.
    pub(super) async fn remove_folder(&self, node: &Node) -> Result<()> {
        let mandate = self.permit(&node.leg)?;
        self.heed_departure(&mandate, &node.leg).await?;
        let mounted = &node.leg.from.reached.mounted;
        let target = Target::Id(node.leg.entry.id.clone());
        let listing = match mounted.list_afresh(&target).await {
            // Somebody was faster.
            Err(Error::NotFound) => return Ok(()),
            listing => listing?,
        };
        let is_new = |entry: &Arc<Entry>| !node.has_let_go(&entry.id);
        if listing.entries.iter().any(is_new) {
            return Err(left_behind());
        }
        let Leg { from, entry, .. } = &node.leg;
        let locks = self.desk.locks_of(from, entry).await;
        match mounted.delete(&target, Deletion::Recycle, None).await {
            Ok(_) | Err(Error::NotFound) => {
                self.desk.end_locks(locks, None).await;
                Ok(())
            }
            Err(error) => Err(error),
        }
    }
}
