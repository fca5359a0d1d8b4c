//! Drives: the port [`Drive`](crate::domain::Drive) over Graph, its cache, a double in memory, the
//! contract that all of them keep, and the registry that hands out ready ones.

mod absences;
mod cache;
mod cached;
mod capabilities;
mod changes;
pub mod contract;
mod convert;
#[cfg(any(test, feature = "fuzzing"))]
#[doc(hidden)]
pub mod fuzzing;
mod gathering;
mod lags;
mod lookup;
mod memory;
mod mounted;
mod onedrive;
mod probe;
mod recent;
mod registry;
mod resume;
mod search;
mod shelf;
mod turns;
mod uploads;

pub use cache::{Cache, CacheOptions};
pub use cached::Cached;
pub use memory::MemoryDrive;
pub use mounted::{Kinship, Mounted};
pub use onedrive::OneDrive;
pub use registry::Registry;
pub use uploads::UploadRoom;
