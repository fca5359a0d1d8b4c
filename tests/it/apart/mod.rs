//! Two organizations in one house, with hundreds of people and a thousand drives: whoever belongs to one
//! gets to know nothing of the other, by looking at all there is or by guessing.
//!
//! | module | is |
//! |---|---|
//! | `beyond` | people who have to do with both |
//! | `ground` | the house, and what is in it |
//! | `people` | its accounts, grants, groups and rules |
//! | `visitors` | the twelve who look around |
//! | `crawl` | looking at everything that is linked or listed |
//! | `guesses`, `ids` | asking for what is the other's: by path and cursor, by row |
//! | `answers` | what is to be answered to a guess |
//! | `traces` | what of the other an answer holds |

mod answers;
mod beyond;
mod crawl;
mod ground;
mod guesses;
mod ids;
mod people;
mod traces;
mod visitors;

use ground::{Ground, Side};
use traces::Traces;

#[tokio::test(flavor = "multi_thread")]
async fn nobody_gets_to_know_anything_of_the_other_organization() {
    let ground = Ground::start().await;
    let visitors = visitors::all(&ground).await;
    let mut cursors = Vec::new();
    for side in Side::BOTH {
        ground.house.sim.journal().clear();
        for visitor in visitors.iter().filter(|visitor| visitor.side == side) {
            let [own, foreign] = [side, side.other()].map(|side| Traces::of(&ground, side));
            let seen = crawl::crawl(visitor, (&own, &foreign)).await;
            let is_nobody = visitor.actor.token().is_none();
            assert!(seen.pages > 3, "{}: {} answers", visitor.name, seen.pages);
            assert!(
                is_nobody || seen.own > 3,
                "{}: {} of his own",
                visitor.name,
                seen.own
            );
            cursors.extend(seen.cursors.into_iter().map(|cursor| (side, cursor)));
        }
        ground.assert_not_asked_for(side.other());
    }
    let mut faults = Vec::new();
    for side in Side::BOTH {
        ground.house.sim.journal().clear();
        let cursors = cursors.iter().filter(|(of, _)| *of == side.other());
        let cursors: Vec<_> = cursors.map(|(_, cursor)| cursor.clone()).collect();
        for visitor in visitors.iter().filter(|visitor| visitor.side == side) {
            let traces = Traces::of(&ground, side.other());
            faults.extend(guesses::guess(visitor, &ground, (&traces, &cursors)).await);
            guesses::compare_with_nothing(visitor, &ground).await;
        }
        ground.assert_not_asked_for(side.other());
    }
    let shown: Vec<_> = faults.iter().take(60).cloned().collect();
    assert!(faults.is_empty(), "{}:\n{}", faults.len(), shown.join("\n"));
    ground.house.stop().await;
}
