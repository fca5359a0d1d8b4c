//! How a name is found: exactly first, then under its key.

use std::sync::Arc;

use crate::domain::{DrivePath, Entry, Error, Listing, PathKey, Result, Target};

/// The longest path that Graph takes, in decoded characters (Microsoft's "Restrictions and limitations
/// in OneDrive and SharePoint").
const LONGEST_PATH: usize = 400;

/// Whether a drive can hold anything at all at this place. Graph answers a path that it can't hold as
/// if the request were wrong; what is meant is that nothing is there, and nobody need be asked.
pub(super) fn can_exist(target: &Target) -> bool {
    let Target::At(_, path) = target else {
        return true;
    };
    let forbidden = ['"', '*', ':', '<', '>', '?', '|'];
    !path.as_str().contains(forbidden) && path.as_str().chars().count() <= LONGEST_PATH
}

/// The child of this name in a listing.
///
/// The exact name wins; then the one child of the same key. Two of one key and none exact is
/// [`Error::AmbiguousName`]: neither is the one that was meant.
pub(super) fn child(listing: &Listing, name: &str) -> Result<Arc<Entry>> {
    let named = |entry: &&Arc<Entry>| {
        entry
            .name
            .as_ref()
            .is_some_and(|stored| stored.as_str() == name)
    };
    if let Some(exact) = listing.entries.iter().find(named) {
        return Ok(Arc::clone(exact));
    }
    let key = PathKey::of_name(name);
    let alike = |entry: &&Arc<Entry>| {
        entry
            .name
            .as_ref()
            .is_some_and(|stored| PathKey::is_of_name(&key, stored.as_str()))
    };
    let mut found = listing.entries.iter().filter(alike);
    match (found.next(), found.next()) {
        (Some(entry), None) => Ok(Arc::clone(entry)),
        (Some(_), Some(_)) => Err(Error::AmbiguousName),
        (None, _) => Err(Error::NotFound),
    }
}

/// The same path in the other Unicode normal form, where it has one: a name sent as NFD (as macOS
/// does) may be stored as NFC, and the reverse. Tried once, after the form that was sent.
pub(super) fn other_normal_form(target: &Target) -> Option<Target> {
    let Target::At(anchor, path) = target else {
        return None;
    };
    let other: DrivePath = path.other_normal_form()?;
    Some(Target::At(anchor.clone(), other))
}
