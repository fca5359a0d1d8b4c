//! Uploads through whatever can happen to them: what is written is written whole and once, and what could
//! not be written has harmed nothing.
//!
//! - [`ground`]: a drive on the simulator
//! - [`source`]: bytes, and what happens in the world when the reader comes to one of them
//! - [`sizes`]: all sizes at which something changes, in every way that bytes can come
//! - [`matrix`], [`cell`]: one trouble at one place of one upload, all of them
//! - [`mishaps`]: what else can befall an upload
//! - [`slow`]: clients that are slow, or gone
//! - [`office`]: what SharePoint does to Office files
//! - [`killed`]: the process that uploads is killed, again and again

mod cell;
mod ground;
mod killed;
mod matrix;
mod mishaps;
mod office;
mod sizes;
mod slow;
mod source;
