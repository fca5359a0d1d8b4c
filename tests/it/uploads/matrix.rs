//! Every trouble at every place, before and behind the deed, for bytes that can be had again and not.

use std::time::Duration;

use super::cell::{Cell, Moment, Outcome, Place, Trouble};
use super::ground::{Ground, Plan};

/// What a cell must come to. Nearly all is written in spite of the trouble.
fn due(cell: Cell) -> Outcome {
    match (cell.place, cell.trouble, cell.moment) {
        // Graph's own clear word that the question is wrong: nothing was written, and asking again would get
        // the same. (That there is no such folder is asked again: it may be new.)
        (Place::Creation, Trouble::OutOfOrder, _)
        | (Place::Small, Trouble::OutOfOrder, Moment::Before) => Outcome::Refused,
        _ => Outcome::Written,
    }
}

async fn play(ground: &Ground, troubles: &[Trouble]) {
    let cells = Cell::all(troubles);
    assert_eq!(cells.len(), troubles.len() * 20);
    let mut faults = Vec::new();
    for cell in cells {
        faults.extend(cell.play(ground, due(cell)).await);
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
    let defects = ground.sim.journal().defects();
    assert!(defects.is_empty(), "{defects:?}");
}

#[tokio::test]
async fn whatever_is_answered_at_whichever_place_the_file_is_whole_or_the_old_one_unharmed() {
    play(&Ground::new().await, &Trouble::QUICK).await;
}

#[tokio::test]
async fn the_same_holds_where_nothing_is_answered_at_all() {
    let ground = Ground::of(Plan {
        silence: Duration::from_millis(700),
        ..Plan::default()
    });
    play(&ground.await, &[Trouble::Stalled]).await;
}
