//! The virtual tree: the mount table as a value, resolution of paths, and the order of names.
//!
//! Knows no database and no Graph: it is given mounts and answers questions about paths, in memory.

mod order;
mod table;

pub use order::{NameKey, NameKeys, NameOrder};
pub use table::{MountTable, MountedPlace, Place, Shadow};
