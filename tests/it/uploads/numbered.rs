//! Names that are taken while a file goes up that would rather get a number than replace another.

use graph_sim::switches::ConflictFound;
use graph_sim::{Fault, Listener, Switches, World};
use onefold::domain::{IfExists, PutOptions, Result, Segment, Written};

use super::ground::{Ground, Plan, UNIT, bytes_of};
use super::source::{Content, Way};

/// Something that goes up in 15 fragments.
const LENGTH: usize = 14 * UNIT + 5;

async fn ground(found: ConflictFound) -> Ground {
    let mut switches = Switches::default();
    switches.uploads.conflict_found = found;
    Ground::of(Plan {
        switches,
        ..Plan::default()
    })
    .await
}

/// A file goes up, and before its session is made a rival takes the name.
async fn outrun(ground: &Ground, way: Way) -> Result<Written> {
    let made = Fault::on(Listener::Graph).path_matches("createUploadSession$");
    let held = ground.sim.faults().hold(made.nth(1));
    let content = Content::of(&bytes_of(LENGTH));
    let options = PutOptions::new(IfExists::Rename);
    let put = ground.put_with("new.bin", content.source(way), &options);
    let (written, ()) = tokio::join!(put, async {
        assert!(held.arrived(1).await, "a session is asked for");
        ground.edit(|drive| {
            drive.add_file("/new.bin", b"a rival's".to_vec(), World::BEGINNING);
        });
        held.release();
    });
    ground.assert_file("new.bin", b"a rival's", 1);
    ground.assert_clean();
    written
}

fn assert_numbered(ground: &Ground, written: Result<Written>) {
    let written = written.expect("the next number is free");
    let name = written.entry.name.as_ref().map(Segment::as_str);
    assert_eq!(name, Some("new 1.bin"));
    assert!(written.created);
    ground.assert_file("new 1.bin", &bytes_of(LENGTH), 1);
}

#[tokio::test]
async fn a_name_that_is_taken_before_the_bytes_go_up_costs_none_of_them() {
    for way in Way::ALL {
        let ground = ground(ConflictFound::AtCreation).await;
        let written = outrun(&ground, way).await;
        assert_numbered(&ground, written);
        assert_eq!(ground.sim.journal().count("PUT {upload}"), 15, "{way:?}");
    }
}

#[tokio::test]
async fn a_name_that_is_taken_before_the_commit_costs_the_bytes_again() {
    let ground = ground(ConflictFound::AtCommit).await;
    let written = outrun(&ground, Way::Again).await;
    assert_numbered(&ground, written);
    assert_eq!(ground.sim.journal().count("PUT {upload}"), 30);
}

#[tokio::test]
async fn bytes_that_passed_by_are_refused_the_name_at_the_commit() {
    let ground = ground(ConflictFound::AtCommit).await;
    let taken = outrun(&ground, Way::Known).await;
    let taken = taken.expect_err("its bytes are gone");
    assert!(taken.is_conflict("name_taken"), "{taken:?}");
    assert!(!ground.edit(|drive| drive.exists("/new 1.bin")));
}
