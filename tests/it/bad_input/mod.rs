//! Requests that climb, lie, or make no sense.

mod bodies;
mod paths;
mod queries;

use crate::support::{House, Plan};

/// A house with a few files.
async fn house() -> House {
    Plan::of_contoso(|world, org| {
        org.drive(world)
            .add_file("/a.txt", "abc", graph_sim::World::BEGINNING)
            .add_file("/b/c.txt", "def", graph_sim::World::BEGINNING);
    })
    .start()
    .await
}

/// Refusing costs nothing: Microsoft is not asked.
fn assert_nobody_was_asked(house: &House) {
    let entries = house.sim.journal().entries();
    assert!(entries.is_empty(), "{entries:?}");
}
