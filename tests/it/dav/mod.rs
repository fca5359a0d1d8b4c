//! The face for network disks.
//!
//! - `disk`: somebody who has mounted the tree
//! - `litmus`: a suite that others have written, over a drive of the simulator
//! - `gate`: who may ask at all
//! - `guests`: what is told to whoever shows no password, where that is allowed
//! - `allowed`: what can be done where
//! - `locking`: locks, how long they live, and what they leave
//! - `habits`: what programs do, request by request
//! - `listings`, `bytes`, `changes`: what is read, written and changed; `costs` what that costs at Microsoft's
//! - `replacing`: what comes to a place where something lies
//! - `saying`: what is said of what is there
//! - `trouble`: what is answered where Microsoft fails
//! - `ways`: by which way the bytes go

mod allowed;
mod bytes;
mod changes;
mod costs;
mod disk;
mod gate;
mod guests;
mod habits;
mod listings;
mod litmus;
mod locking;
mod replacing;
mod saying;
mod trouble;
mod ways;

use disk::{Disk, ROOT};
