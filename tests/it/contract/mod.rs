//! The contract of `Drive`, kept over the simulator whichever way the facts turn out to be.

mod every_position;
mod ground;
mod reading_turns;
mod writing_turns;

use std::time::Duration;

use graph_sim::Switches;
use graph_sim::switches::{ChangeTracking, PermanentDelete, RangeSupport, ReplacedStatus};
use onefold::domain::Drive;
use onefold::doors::Tasks;
use onefold::drives::contract::{self, Levers, Promises};

use every_position::every_position;
use ground::Ground;
use reading_turns::READING;
use writing_turns::WRITING;

/// One position of one switch that is not the usual one.
type Turn = (&'static str, fn(&mut Switches));

/// What is held to the contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Plain,
    Cached,
}

#[tokio::test]
async fn a_drive_of_microsofts_keeps_the_contract_at_every_switch() {
    run(Kind::Plain, READING).await;
}

#[tokio::test]
async fn a_cached_drive_of_microsofts_keeps_it_cold_and_warm() {
    run(Kind::Cached, READING).await;
}

#[tokio::test]
async fn a_drive_of_microsofts_keeps_the_contract_at_every_switch_of_writing() {
    run(Kind::Plain, WRITING).await;
}

#[tokio::test]
async fn a_cached_drive_of_microsofts_keeps_it_at_every_switch_of_writing() {
    run(Kind::Cached, WRITING).await;
}

#[tokio::test]
async fn a_drive_keeps_it_at_every_position_that_has_a_name() {
    let positions = every_position();
    assert!(positions.len() > 130, "only {} positions", positions.len());
    let mut broken = Vec::new();
    for position in positions {
        let kept = keep(position.switches, Kind::Plain);
        if Tasks::default().spawn(kept).await.is_err() {
            broken.push(position.name);
        }
    }
    assert!(
        broken.is_empty(),
        "the contract is broken with: {broken:#?}"
    );
}

/// Goes on after a failure, so that one run names all positions that break the contract.
async fn run(kind: Kind, turns: &[Turn]) {
    let mut broken = Vec::new();
    for (name, turn) in turns {
        let mut switches = Switches::default();
        turn(&mut switches);
        if Tasks::default().spawn(keep(switches, kind)).await.is_err() {
            broken.push(*name);
        }
    }
    assert!(broken.is_empty(), "the contract is broken with: {broken:?}");
}

async fn keep(switches: Switches, kind: Kind) {
    let promises = promises(&switches, kind);
    let ground = Ground::prepare(switches).await;
    match kind {
        Kind::Plain => keep_all(&ground.drive(), promises, &ground).await,
        Kind::Cached => {
            let drive = ground.cached();
            contract::reads(&drive, promises).await;
            keep_all(&drive, promises, &ground).await;
        }
    }
    let open = ground.sim.uploads().open();
    assert!(open.is_empty(), "an upload is left open: {open:?}");
    let defects = ground.sim.journal().defects();
    assert!(defects.is_empty(), "no unknown question: {defects:?}");
    ground.sim.shutdown().await;
}

async fn keep_all(drive: &dyn Drive, promises: Promises, ground: &Ground) {
    contract::reads(drive, promises).await;
    let levers = Levers {
        wait: &|time: Duration| ground.wait(time),
        forget_changes: &|| ground.forget_changes(),
    };
    contract::writes(drive, promises, levers).await;
}

/// What the service withholds at these positions.
fn promises(switches: &Switches, kind: Kind) -> Promises {
    Promises {
        places: switches.shape.parent_path,
        sizes: switches.shape.file_size_offset == 0,
        ranges: switches.content.range == RangeSupport::Honored,
        hashes: switches.shape.hashes,
        times: switches.shape.file_system_info,
        at_once: sees_at_once(switches, kind),
        permanent_deletion: switches.writing.permanent_delete == PermanentDelete::Supported,
        changes: switches.delta.tracking == ChangeTracking::Supported,
        created: switches.uploads.replaced == ReplacedStatus::Ok,
        ..Promises::ALL
    }
}

/// A drive that remembers knows what it has written.
fn sees_at_once(switches: &Switches, kind: Kind) -> bool {
    kind == Kind::Cached || switches.lag.listing_seconds == 0
}
