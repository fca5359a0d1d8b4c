//! The virtual tree: the mount table as a value, resolution of paths, grants and rules by path, and the
//! order of names.
//!
//! Knows no database and no Graph: it is given mounts, grants and rules, and answers questions about paths,
//! in memory. Who is asking it does not know either; what somebody may do is decided in `services`.

mod order;
mod policy;
mod prefixes;
mod table;

pub use order::{NameKey, NameKeys, NameOrder};
pub use policy::{Hiding, Policy, PolicyNode, Trail};
pub use prefixes::PrefixSet;
pub use table::{MountTable, MountedPlace, Place, Shadow};
