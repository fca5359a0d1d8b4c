//! The face for network disks.
//!
//! - `disk`: somebody who has mounted the tree
//! - `litmus`: a suite that others have written, over a drive of the simulator
//! - `gate`: who may ask at all
//! - `listings`, `bytes`, `changes`: what is read, written and changed; `costs` what that costs at Microsoft's
//! - `trouble`: what is answered where Microsoft fails

mod bytes;
mod changes;
mod costs;
mod disk;
mod gate;
mod listings;
mod litmus;
mod trouble;

use disk::{Disk, ROOT};
