//! One organization is throttled; the others are none of its business.

use std::time::Duration;

use futures_util::future::join_all;
use graph_sim::{Exchange, Fault, Listener};

use crate::support::{Actor, House, Org, Plan};

const FOLDERS: usize = 40;

/// Two organizations whose drives are known, with folders that nobody has looked into.
async fn house() -> (House, Actor) {
    let mut plan = Plan::empty();
    for key in ["contoso", "fabrikam"] {
        plan.add_org(key, |world, org| {
            let mut drive = org.drive(world);
            for folder in 0..FOLDERS {
                drive.fill(&format!("/{folder}"), 2, |n| format!("{n}.txt"));
            }
        });
        let user = format!("ada@{key}.example");
        plan.mount(&format!("/{key}/ada"), key, &user, "delivery: redirect");
    }
    let house = plan.start().await;
    let admin = house.admin().await;
    for key in ["contoso", "fabrikam"] {
        assert_eq!(admin.list(&format!("/{key}/ada")).await.status, 200);
    }
    house.sim.journal().clear();
    (house, admin)
}

/// The part of a drive's id that stands in addresses as it is.
fn id(org: &Org) -> &str {
    org.ada.drive_id.trim_start_matches("b!")
}

/// Calls for each of both organizations since the last look.
fn calls(house: &House) -> [usize; 2] {
    let all = house.sim.journal().entries();
    house.sim.journal().clear();
    let of = |org: &Org| {
        let of_drive = |one: &&Exchange| one.path.contains(id(org));
        all.iter().filter(of_drive).count()
    };
    [of(&house.orgs[0]), of(&house.orgs[1])]
}

/// Many ask for folders of an organization that are not remembered; gives the statuses, each once.
async fn ask(admin: &Actor, org: &str, folders: std::ops::Range<usize>) -> Vec<u16> {
    let questions = folders.map(|folder| {
        let path = format!("/{org}/ada/{folder}");
        async move { admin.list(&path).await.status }
    });
    let mut statuses = join_all(questions).await;
    statuses.sort_unstable();
    statuses.dedup();
    statuses
}

/// Answers Contoso's next call to Graph with a pause of a minute.
fn throttle_contoso(house: &House) {
    let throttled = Fault::on(Listener::Graph)
        .path_matches(id(&house.orgs[0]))
        .nth(1)
        .status(429)
        .header("Retry-After", "60");
    house.sim.faults().add(throttled);
}

#[tokio::test]
async fn a_throttled_organization_asks_nothing_until_its_pause_is_over_and_the_other_goes_on() {
    let (house, admin) = house().await;
    throttle_contoso(&house);
    let first = admin.list("/contoso/ada/0").await;
    assert_eq!((first.status, first.code().as_str()), (503, "throttled"));
    assert_eq!(calls(&house), [1, 0]);
    for (passed, left) in [(0, "60"), (1, "59"), (29, "30"), (19, "11")] {
        house.advance(Duration::from_secs(passed));
        for path in ["/contoso/ada/1/", "/api/v1/fs/list?path=/contoso/ada/2"] {
            let told = admin.get(path).await;
            assert_eq!(
                (told.status, told.header("retry-after")),
                (503, left),
                "{path}"
            );
        }
        assert_eq!(ask(&admin, "contoso", 3..20).await, [503]);
        assert_eq!(calls(&house), [0, 0], "{left} s are left");
    }
    assert_eq!(ask(&admin, "fabrikam", 0..FOLDERS).await, [200]);
    assert_eq!(calls(&house), [0, FOLDERS]);
    assert!(house.clock.take_skipped().is_empty(), "nobody waited");
    house.stop().await;
}

#[tokio::test]
async fn after_the_pause_everything_goes_at_full_speed_at_once() {
    let (house, admin) = house().await;
    throttle_contoso(&house);
    assert_eq!(ask(&admin, "contoso", 0..1).await, [503]);
    house.advance(Duration::from_mins(1));
    calls(&house);
    let held = house.sim.faults().hold(Fault::on(Listener::Graph));
    let (statuses, ()) = tokio::join!(ask(&admin, "contoso", 0..FOLDERS), async {
        assert!(held.arrived(16).await, "as many at once as ever");
        held.release();
    });
    assert_eq!(statuses, [200]);
    assert_eq!(calls(&house), [FOLDERS, 0], "each once");
    assert!(house.clock.take_skipped().is_empty(), "nobody waited");
    house.stop().await;
}
