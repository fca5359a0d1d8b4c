//! The face for network disks.
//!
//! - `disk`: somebody who has mounted the tree
//! - `litmus`: a suite that others have written, over a drive of the simulator
//! - `gate`: who may ask at all
//! - `listings`, `bytes`, `changes`: what is read, written and changed; `costs` what that costs at Microsoft's
//! - `replacing`: what comes to a place where something lies
//! - `saying`: what is said of what is there
//! - `trouble`: what is answered where Microsoft fails
//! - `ways`: by which way the bytes go

mod bytes;
mod changes;
mod costs;
mod disk;
mod gate;
mod listings;
mod litmus;
mod replacing;
mod saying;
mod trouble;
mod ways;

use disk::{Disk, ROOT};
