//! The changes of a drive over the simulator.

use std::collections::BTreeMap;

use graph_sim::switches::{ChangeTracking, DeletedDescendants, Duplicates, LinkForm};
use graph_sim::{Switches, World};
use onefold::domain::{Capability, Change, ChangeMark, Changes, ChangesSince, Drive as _, Error};

use crate::support::single::{CALMLY, Single};

/// What is known of a drive: names by id; the root has none.
type Mirror = BTreeMap<String, Option<String>>;

/// Follows the answers until there is no more for now.
async fn follow(single: &Single, mirror: &mut Mirror, since: ChangesSince) -> ChangeMark {
    let mut since = since;
    for _ in 0..100 {
        let answer = single.drive.changes(&since, CALMLY).await;
        let (changes, mark, more) = match answer.expect("changes can be told") {
            Changes::More(changes, mark) => (changes, mark, true),
            Changes::UpToDate(changes, mark) => (changes, mark, false),
            Changes::Resync(_) => unreachable!("nothing has made the marks old"),
        };
        for change in changes {
            match change {
                Change::Present(entry) => {
                    let name = entry.name.as_ref().map(|name| name.as_str().to_owned());
                    mirror.insert(entry.id.to_string(), name);
                }
                Change::Gone(id) => drop(mirror.remove(id.as_str())),
            }
        }
        if !more {
            return mark;
        }
        since = ChangesSince::Mark(mark);
    }
    unreachable!("there is no end to it");
}

fn fill(world: &mut World, site: &graph_sim::SiteHandle) {
    let mut library = world.drive_by(&site.drive);
    library.add_file("/docs/a.txt", "a", World::BEGINNING);
    library.add_file("/docs/b.txt", "b", World::BEGINNING);
    library.add_file("/c.txt", "c", World::BEGINNING);
}

fn names(mirror: &Mirror) -> Vec<&str> {
    let mut names: Vec<_> = mirror.values().flatten().map(String::as_str).collect();
    names.sort_unstable();
    names
}

#[tokio::test]
async fn all_that_is_there_and_all_that_changes_is_told_in_every_way_of_telling() {
    let turns: [fn(&mut Switches); 5] = [
        |_| {},
        |all| all.listing.page_size_cap = 1,
        |all| all.delta.link_form = LinkForm::Function,
        |all| all.delta.empty_page_every = Some(1),
        |all| {
            all.listing.page_size_cap = 2;
            all.delta.duplicates = Duplicates::Repeated;
            all.delta.deleted_descendants = DeletedDescendants::Listed;
        },
    ];
    for turn in turns {
        let mut switches = Switches::default();
        turn(&mut switches);
        let single = Single::start(switches, fill).await;
        let mut mirror = Mirror::new();
        let mark = follow(&single, &mut mirror, ChangesSince::Beginning).await;
        assert_eq!(names(&mirror), ["a.txt", "b.txt", "c.txt", "docs"]);
        single.sim.change(|world| {
            let mut library = world.drive_by(&single.team);
            library.rename("/c.txt", "d.txt");
            library.remove("/docs/a.txt");
            library.add_file("/docs/e.txt", "e", World::BEGINNING);
        });
        follow(&single, &mut mirror, ChangesSince::Mark(mark)).await;
        assert_eq!(names(&mirror), ["b.txt", "d.txt", "docs", "e.txt"]);
        single.stop().await;
    }
}

#[tokio::test]
async fn from_now_on_nothing_is_told_until_something_changes() {
    let single = Single::start(Switches::default(), fill).await;
    let mut mirror = Mirror::new();
    let mark = follow(&single, &mut mirror, ChangesSince::Now).await;
    assert!(mirror.is_empty());
    single.sim.change(|world| {
        let mut library = world.drive_by(&single.team);
        library.rename("/c.txt", "d.txt");
    });
    follow(&single, &mut mirror, ChangesSince::Mark(mark)).await;
    assert!(names(&mirror).contains(&"d.txt"));
    single.stop().await;
}

#[tokio::test]
async fn a_mark_that_is_too_old_asks_for_all_anew() {
    let single = Single::start(Switches::default(), fill).await;
    let mut mirror = Mirror::new();
    let mark = follow(&single, &mut mirror, ChangesSince::Beginning).await;
    single.sim.change(World::expire_delta_tokens);
    let told = single
        .drive
        .changes(&ChangesSince::Mark(mark), CALMLY)
        .await;
    let Ok(Changes::Resync(start)) = told else {
        panic!("{told:?}");
    };
    let mut anew = Mirror::new();
    let since = start.map_or(ChangesSince::Beginning, ChangesSince::Mark);
    follow(&single, &mut anew, since).await;
    assert_eq!(anew, mirror);
    single.stop().await;
}

#[tokio::test]
async fn a_mark_that_leads_elsewhere_is_not_followed() {
    let single = Single::start(Switches::default(), fill).await;
    single.sim.journal().clear();
    let mark = ChangeMark::from_link("https://evil.example/v1.0/drives/x/root/delta");
    let refused = single
        .drive
        .changes(&ChangesSince::Mark(mark), CALMLY)
        .await;
    assert!(refused.is_err());
    assert!(single.sim.journal().entries().is_empty());
    single.stop().await;
}

#[tokio::test]
async fn whether_a_drive_keeps_track_of_changes_is_tried_once() {
    for (tracking, expected) in [
        (ChangeTracking::Supported, Capability::Yes),
        (ChangeTracking::Unsupported, Capability::No),
    ] {
        let mut switches = Switches::default();
        switches.delta.tracking = tracking;
        let single = Single::start(switches, fill).await;
        let can = single
            .drive
            .capabilities(CALMLY)
            .await
            .expect("it is tried");
        assert_eq!((can.changes, can.paths), (expected, Capability::Yes));
        assert_eq!(can.versions, Capability::Unknown);
        single.sim.journal().clear();
        let again = single
            .drive
            .capabilities(CALMLY)
            .await
            .expect("it is known");
        assert_eq!(again, can);
        assert!(single.sim.journal().entries().is_empty());
        if expected == Capability::No {
            let refused = single.drive.changes(&ChangesSince::Beginning, CALMLY).await;
            assert!(matches!(refused, Err(Error::Unsupported { .. })));
        }
        single.stop().await;
    }
}
