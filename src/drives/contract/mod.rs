//! What every drive promises, as tests that any implementation can be put through.
//!
//! The world they need is [`World`]; each implementation brings it about in its own way.
//!
//! - `promises`: what a service may withhold, and what moves it
//! - `reading`: what a reader may rely on
//! - `writer`, `sources`: somebody who writes, and the bytes he has
//! - `putting`, `refusing`, `conditions`: files written, refused, and written only if
//! - `folders`, `moving`, `copying`, `deleting`: what happens to items as a whole
//! - `uploads`: long writes that stop in the middle
//! - `versions`, `facts`, `changes`: the rest of what a drive knows

mod changes;
mod conditions;
mod copying;
mod deleting;
mod facts;
mod folders;
mod moving;
mod promises;
mod putting;
mod reading;
mod refusing;
mod sources;
mod uploads;
mod versions;
mod world;
mod writer;

use crate::domain::Drive;

pub use promises::{Levers, Promises};
pub use reading::reads;
pub use world::World;

use reading::Reader;
use writer::Writer;

/// Puts `drive`, which holds [`World`], through everything that a writer may rely on. Leaves it as it was,
/// but for what lies in the recycle bin.
pub async fn writes(drive: &dyn Drive, promises: Promises, levers: Levers<'_>) {
    let before = names_of_root(drive).await;
    let writer = Writer::enter(drive, promises, levers).await;
    putting::keeps(&writer.in_corner("putting").await).await;
    refusing::keeps(&writer.in_corner("refusing").await).await;
    conditions::keeps(&writer.in_corner("conditions").await).await;
    uploads::keeps(&writer.in_corner("uploads").await).await;
    folders::keeps(&writer.in_corner("folders").await).await;
    moving::keeps(&writer.in_corner("moving").await).await;
    copying::keeps(&writer.in_corner("copying").await).await;
    deleting::keeps(&writer.in_corner("deleting").await).await;
    versions::keeps(&writer.in_corner("versions").await).await;
    facts::keeps(&writer.in_corner("facts").await).await;
    changes::keeps(&writer.in_corner("changes").await).await;
    writer.delete("/").await.expect("the room can be given up");
    writer.assert_missing("/").await;
    assert_eq!(names_of_root(drive).await, before, "all else is untouched");
}

async fn names_of_root(drive: &dyn Drive) -> Vec<String> {
    let listing = Reader(drive).list(&world::at("/")).await;
    let listing = listing.expect("the root can be listed");
    let names = listing.entries.iter().filter_map(|e| writer::name_of(e));
    let mut names: Vec<_> = names.map(str::to_owned).collect();
    names.sort_unstable();
    names
}
