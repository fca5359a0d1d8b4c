//! That the witness complains where there is something to complain of, and only there.

use std::sync::Arc;

use graph_sim::{Options, Sim, Switches, World};

use super::book::Reason;
use super::truth::Truth;
use super::witness::{Answer, Question, Witness};
use crate::ground::Ground;
use crate::sums::Sum;

const FOLDER: &str = "/dav/contoso/ada/docs";

async fn witness() -> Witness {
    let mut ground = Ground::new(Switches::default());
    let drives = ground.add_writable_org("contoso", &["ada"]);
    ground
        .world
        .drive_of(&drives[0].owner)
        .add_file("/docs/a.txt", "a", World::BEGINNING)
        .add_file("/docs/b.txt", "bb", World::BEGINNING);
    let sim = Sim::start(ground.world, Options::default()).await;
    let sim = Arc::new(sim.expect("loopback has free ports"));
    Witness::of(Truth { sim, drives })
}

fn question(method: &str, target: &str) -> Question {
    Question {
        method: method.to_owned(),
        target: target.to_owned(),
        depth: Some("1".to_owned()),
        destination: None,
    }
}

fn answer(status: u16, body: &str) -> Answer {
    Answer {
        status: Some(status),
        sent: Some(Sum::of(b"new")),
        body: body.to_owned(),
    }
}

/// A listing of the folder with files of these names and sizes.
fn listing(files: &[(&str, u64)]) -> String {
    let own = format!("<D:response><D:href>{FOLDER}/</D:href><D:collection/></D:response>");
    let file = |(name, size): &(&str, u64)| {
        format!(
            "<D:response><D:href>{FOLDER}/{name}</D:href>\
             <D:getcontentlength>{size}</D:getcontentlength></D:response>"
        )
    };
    own + &files.iter().map(file).collect::<String>()
}

/// How many complaints there were of this.
fn complaints(witness: &Witness) -> usize {
    std::mem::take(&mut witness.book().complaints).len()
}

#[tokio::test]
async fn a_listing_is_held_to_what_is_there() {
    let witness = witness().await;
    let whole = [("a.txt", 1), ("b.txt", 2)];
    for (files, wrong) in [
        (&whole[..], 0),
        (&whole[..1], 1),
        (&[("a.txt", 1), ("b.txt", 3)], 1),
        (&[("a.txt", 1), ("b.txt", 2), ("c.txt", 0)], 1),
    ] {
        let seen = witness.begin(question("PROPFIND", FOLDER));
        witness.end(&seen, &answer(207, &listing(files)));
        assert_eq!(complaints(&witness), wrong, "{files:?}");
    }
    let seen = witness.begin(question("PROPFIND", FOLDER));
    witness.end(&seen, &answer(404, ""));
    assert_eq!(complaints(&witness), 1, "it is there");

    // Whoever is at work on a file may have it seen or not.
    let putting = witness.begin(question("PUT", &format!("{FOLDER}/b.txt")));
    let seen = witness.begin(question("PROPFIND", FOLDER));
    witness.end(&seen, &answer(207, &listing(&whole[..1])));
    assert_eq!(complaints(&witness), 0);
    witness.end(&putting, &answer(503, ""));
    assert_eq!(complaints(&witness), 0);
}

#[tokio::test]
async fn a_write_is_what_it_was_answered_to_be() {
    let witness = witness().await;
    let file = format!("{FOLDER}/a.txt");
    let owner = &witness.truth.drives[0].owner;
    for (is_written, status, wrong) in [
        (false, 503, 0),
        (false, 204, 1),
        (true, 204, 0),
        (true, 503, 1),
    ] {
        let seen = witness.begin(question("PUT", &file));
        if is_written {
            witness.truth.sim.change(|world| {
                world.drive_of(owner).replace_content("/docs/a.txt", "new");
            });
        }
        witness.end(&seen, &answer(status, ""));
        assert_eq!(complaints(&witness), wrong, "{is_written} {status}");
    }
}

#[tokio::test]
async fn a_deletion_has_a_reason_or_none() {
    let witness = witness().await;
    let paths = ["/contoso/ada/docs/a.txt", "/contoso/ada/docs/b.txt"];
    witness.book().source = [paths[0].to_owned()].into();
    let delete = |path: &str| {
        let seen = witness.begin(question("DELETE", &format!("/dav{path}")));
        let reason = witness.book().removals.last().expect("it is noted").reason;
        witness.end(&seen, &answer(503, ""));
        reason
    };
    assert_eq!(delete(paths[1]), Reason::Gone);
    assert_eq!(delete(paths[0]), Reason::Unknown);
    let seen = witness.begin(question("PUT", &format!("/dav{}", paths[0])));
    witness.end(&seen, &answer(503, ""));
    assert_eq!(delete(paths[0]), Reason::Doubt);
}
