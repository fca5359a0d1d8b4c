//! What network disks get that not everybody does: the way of their bytes, what they leave behind, and how much room
//! there is.

mod junk;
mod room;
mod ways;
