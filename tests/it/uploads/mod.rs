//! Uploads through whatever can happen to them: what is written is written whole and once, and what could
//! not be written has harmed nothing.
//!
//! - [`ground`]: a drive on the simulator
//! - [`source`]: bytes, and what happens in the world when the reader comes to one of them
//! - [`sizes`]: all sizes at which something changes, in every way that bytes can come
//! - [`matrix`], [`cell`]: one trouble at one place of one upload, all of them
//! - [`doubts`]: what can't be told is not told as done
//! - [`numbered`]: names that are taken while a numbered one goes up
//! - [`mishaps`]: what else can befall an upload
//! - [`office`]: what SharePoint does to Office files
//! - [`swapped`]: an Office file swapped by hand, cut off at each step
//! - [`notebook`]: a keeper who writes down in memory
//! - [`killed`]: the process that uploads is killed, again and again

mod cell;
mod doubts;
mod ground;
mod killed;
mod matrix;
mod mishaps;
mod notebook;
mod numbered;
mod office;
mod sizes;
mod source;
mod swapped;
