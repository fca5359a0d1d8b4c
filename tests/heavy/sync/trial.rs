//! That the witness complains where there is something to complain of, and only there.

use std::sync::Arc;

use graph_sim::{Options, Sim, Switches, World};

use super::book::Reason;
use super::truth::Truth;
use super::witness::{Answer, Question, Witness};
use crate::ground::Ground;
use crate::sums::{Sum, sha1_of};

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

/// A listing of the folder with files of these names and sizes; what else is said of each.
fn listing_with(files: &[(&str, u64)], more: &str) -> String {
    let own = format!("<D:response><D:href>{FOLDER}/</D:href><D:collection/></D:response>");
    let file = |(name, size): &(&str, u64)| {
        format!(
            "<D:response><D:href>{FOLDER}/{name}</D:href>\
             <D:getcontentlength>{size}</D:getcontentlength>{more}</D:response>"
        )
    };
    own + &files.iter().map(file).collect::<String>()
}

fn listing(files: &[(&str, u64)]) -> String {
    listing_with(files, "")
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
async fn a_tag_and_a_sum_are_held_to_what_is_there() {
    let witness = witness().await;
    let owner = witness.truth.drives[0].owner.clone();
    let tag = |name: &str| {
        let sim = &witness.truth.sim;
        let tag = sim.change(|world| world.drive_of(&owner).e_tag_of(name));
        tag.replace('"', "")
    };
    witness.book().sha1 = [
        (Sum::of(b"a"), sha1_of(b"a")),
        (Sum::of(b"bb"), sha1_of(b"bb")),
    ]
    .into();
    let etag = |tag: String| format!("<D:getetag>&quot;{tag}&quot;</D:getetag>");
    let sums = |sums: String| {
        let space = "xmlns:X=\"http://owncloud.org/ns\"";
        let sums = format!("<X:checksum {space}>{sums}</X:checksum>");
        format!("<X:checksums {space}>{sums}</X:checksums>")
    };
    let (a, b) = (sha1_of(b"a").to_uppercase(), sha1_of(b"bb"));
    for (more, wrong) in [
        (etag(tag("/docs/a.txt")), 0),
        (etag(tag("/docs/b.txt")), 1),
        (sums(format!("SHA1:{a} MD5:x")), 0),
        (sums(format!("SHA1:{b}")), 1),
        (sums(String::new()), 0),
    ] {
        let seen = witness.begin(question("PROPFIND", &format!("{FOLDER}/a.txt")));
        let told = listing_with(&[("a.txt", 1)], &more);
        let (_, told) = told.split_once("</D:response>").expect("the folder's own");
        witness.end(&seen, &answer(207, told));
        assert_eq!(complaints(&witness), wrong, "{more}");
    }
    assert_eq!(witness.book().compared, (2, 2));
}

#[tokio::test]
async fn what_was_refused_is_not_done_later() {
    let witness = witness().await;
    let file = format!("{FOLDER}/a.txt");
    let owner = witness.truth.drives[0].owner.clone();
    let refuse = || {
        let seen = witness.begin(question("PUT", &file));
        witness.end(&seen, &answer(503, ""));
    };
    let write = |content: &'static str| {
        witness.truth.sim.change(|world| {
            world
                .drive_of(&owner)
                .replace_content("/docs/a.txt", content);
        });
    };
    refuse();
    witness.settle();
    assert_eq!(complaints(&witness), 0);
    write("new");
    witness.settle();
    assert_eq!(complaints(&witness), 1, "nobody else was at work");

    // Whoever asks next has not done it; what he does is his own.
    refuse();
    write("late");
    let next = witness.begin(question("PUT", &file));
    assert_eq!(complaints(&witness), 1);
    write("new");
    witness.end(&next, &answer(204, ""));
    witness.settle();
    assert_eq!(complaints(&witness), 0);
    refuse();
    let next = witness.begin(question("DELETE", FOLDER));
    write("later");
    witness.end(&next, &answer(204, ""));
    witness.settle();
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

    // What was acknowledged is not doubted because of a failure that was told, but may be where nothing was.
    let put = witness.begin(question("PUT", &format!("/dav{}", paths[0])));
    witness.end(&put, &answer(201, ""));
    let ask = |status: Option<u16>| {
        let seen = witness.begin(question("HEAD", &format!("/dav{}", paths[0])));
        let told = answer(0, "");
        witness.end(&seen, &Answer { status, ..told });
    };
    ask(Some(503));
    assert_eq!(delete(paths[0]), Reason::Unknown);
    ask(None);
    assert_eq!(delete(paths[0]), Reason::Silence);
}
