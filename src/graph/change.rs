//! What a change of an item needs and gives.

use bytes::Bytes;

use crate::domain::{ETag, IfExists, ItemId, Segment, Times};

use super::address::ItemAddress;
use super::wire::DriveItem;

/// A folder to be made.
#[derive(Clone, Debug)]
pub struct NewFolder {
    /// The folder in which it will lie.
    pub folder: ItemAddress,
    /// The name it will bear.
    pub name: Segment,
    /// What happens where the name is taken. Replacing gives the folder that is there, or a refusal.
    pub if_exists: IfExists,
}

/// The whole content of a small file.
#[derive(Clone, Debug)]
pub struct NewContent {
    /// The bytes; up to 250 MB, but an upload session is the better way from a few on.
    pub bytes: Bytes,
    /// What happens where the name is taken.
    pub if_exists: IfExists,
    /// The file must be there and bear this tag.
    pub if_match: Option<ETag>,
}

/// A change that leaves the bytes alone; what is `None` stays.
#[derive(Clone, Debug)]
pub struct ItemChange {
    /// Another name.
    pub name: Option<Segment>,
    /// Another folder of the same drive.
    pub folder: Option<ItemId>,
    /// Other times. On business drives they make a new version.
    pub times: Option<Times>,
    /// What happens where the name is taken there.
    pub if_exists: IfExists,
    /// The item must bear this tag.
    pub if_match: Option<ETag>,
}

/// An item as a change has left it.
#[derive(Clone, Debug)]
pub struct WrittenItem {
    /// How Graph describes it now.
    pub item: DriveItem,
    /// It was not there before.
    pub created: bool,
}
