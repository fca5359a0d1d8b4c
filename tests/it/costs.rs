//! What a question costs at Microsoft's, counted on the simulator's journal.

use std::time::Duration;

use futures_util::future::join_all;
use graph_sim::switches::ContentETag;
use graph_sim::{Content, Fault, Listener, User, World};

use crate::support::{Actor, Answer, House, Plan};

/// Children a page in these tests, so that few of them make several pages.
const PAGE: u64 = 4;

/// A house whose drive id is known, with folders of `0`, `1`, … children and a file deep down.
async fn house() -> House {
    let house = Plan::of_contoso(|world, org| {
        let mut drive = org.drive(world);
        drive.add_folder("/0");
        for count in [1, PAGE, PAGE + 1, 3 * PAGE] {
            drive.fill(&format!("/{count}"), count, |n| format!("{n}.txt"));
        }
        for name in ["a", "b", "c"] {
            drive.add_file(&format!("/1/2/3/4/{name}.txt"), "deep", World::BEGINNING);
        }
        let mut bob = world.drive_of(&org.bob);
        bob.add_file("/film.bin", generated(100_000), World::BEGINNING);
    })
    .switch(|all| all.listing.page_size_cap = 4)
    .start()
    .await;
    let admin = house.admin().await;
    for mount in ["/contoso/ada", "/contoso/bob"] {
        assert_eq!(admin.list(mount).await.status, 200);
    }
    house.sim.journal().clear();
    house
}

fn generated(size: u64) -> Content {
    Content::Generated { seed: 1, size }
}

/// Calls to Graph since the last look.
fn calls(house: &House) -> usize {
    let calls = house.sim.journal().graph_calls();
    house.sim.journal().clear();
    calls
}

#[tokio::test]
async fn a_cold_listing_costs_its_pages_and_a_fresh_one_nothing() {
    let house = house().await;
    let admin = house.admin().await;
    // An empty answer does not say that a folder was asked for, so the item itself is asked too.
    for (children, expected) in [(0, 2), (1, 1), (PAGE, 1), (PAGE + 1, 2), (3 * PAGE, 3)] {
        let path = format!("/contoso/ada/{children}");
        let listed = admin.list(&path).await;
        let deeper = usize::from(children == 1);
        assert_eq!(
            listed.names().len(),
            usize::try_from(children).expect("small") + deeper
        );
        assert_eq!(calls(&house), expected, "{children} children, cold");
        house.advance(Duration::from_secs(59));
        assert_eq!(admin.list(&path).await.status, 200);
        assert_eq!(admin.get(&format!("{path}/")).await.status, 200);
        assert_eq!(calls(&house), 0, "{children} children, fresh");
        house.advance(Duration::from_secs(1));
        assert_eq!(admin.list(&path).await.status, 200);
        assert_eq!(calls(&house), expected, "{children} children, stale");
    }
    house.stop().await;
}

#[tokio::test]
async fn a_deep_path_costs_one_call_however_it_is_asked_for() {
    let house = house().await;
    let admin = house.admin().await;
    assert_eq!(admin.stat("/contoso/ada/1/2/3/4/a.txt").await.status, 200);
    assert_eq!(calls(&house), 1, "its description");
    assert_eq!(admin.get("/d/contoso/ada/1/2/3/4/b.txt").await.status, 302);
    assert_eq!(calls(&house), 1, "a redirect to its bytes");
    assert_eq!(
        admin.get("/p/contoso/ada/1/2/3/4/c.txt").await.text(),
        "deep"
    );
    assert_eq!(calls(&house), 1, "its bytes");
    house.stop().await;
}

#[tokio::test]
async fn a_redirect_costs_nothing_while_the_url_of_a_listing_is_young() {
    let house = Plan::of_contoso(|world, org| {
        org.drive(world).fill("/many", 9, |n| format!("{n}.txt"));
    })
    .configure("cache: { lifetime_seconds: 3600 }")
    .start()
    .await;
    let admin = house.admin().await;
    assert_eq!(admin.list("/contoso/ada/many").await.names().len(), 9);
    calls(&house);
    for n in 0..8 {
        let answer = admin.get(&format!("/d/contoso/ada/many/{n}.txt")).await;
        assert_eq!(answer.status, 302);
    }
    house.advance(Duration::from_mins(45));
    assert_eq!(admin.get("/d/contoso/ada/many/8.txt").await.status, 302);
    assert_eq!(calls(&house), 0, "15 minutes are left");
    house.advance(Duration::from_secs(1));
    assert_eq!(admin.get("/d/contoso/ada/many/8.txt").await.status, 302);
    assert_eq!(calls(&house), 1, "too little is left");
    assert_eq!(admin.get("/d/contoso/ada/many/8.txt").await.status, 302);
    assert_eq!(calls(&house), 0, "the new one is remembered");
    house.stop().await;
}

#[tokio::test]
async fn a_hundred_ranges_of_one_file_cost_one_call() {
    let house = house().await;
    let admin = house.admin().await;
    let parts = (0..100).map(|n| {
        let admin = admin.clone();
        async move {
            let range = format!("bytes={}-{}", n * 1_000, n * 1_000 + 999);
            let part = admin
                .get_with("/p/contoso/bob/film.bin", &[("range", &range)])
                .await;
            (part.status, part.body.len())
        }
    });
    for part in join_all(parts).await {
        assert_eq!(part, (206, 1_000));
    }
    assert!(house.sim.journal().content_calls() == 100);
    // The root's listing, which `house` has asked for, knew the file.
    assert_eq!(calls(&house), 0);
    house.advance(Duration::from_mins(1));
    let again = admin.get_with("/p/contoso/bob/film.bin", &[("range", "bytes=0-9")]);
    assert_eq!(again.await.status, 206);
    assert_eq!(calls(&house), 1, "cold");
    house.stop().await;
}

/// Reads the beginning of Bob's film while the content host names this kind of tags.
async fn read_under(house: &House, admin: &Actor, tags: ContentETag) -> Answer {
    let switches = house.sim.switches();
    switches.update(|all| all.content.etag = tags);
    let range = [("range", "bytes=0-9")];
    admin.get_with("/p/contoso/bob/film.bin", &range).await
}

#[tokio::test]
async fn a_host_whose_tags_are_not_graphs_costs_three_calls_at_most() {
    let house = house().await;
    let admin = house.admin().await;
    for _ in 0..10 {
        let part = read_under(&house, &admin, ContentETag::OfContent).await;
        assert_eq!(part.status, 206);
    }
    assert_eq!(calls(&house), 3);
    house.stop().await;
}

#[tokio::test]
async fn a_few_foreign_tags_switch_no_comparison_off_for_good() {
    let house = house().await;
    let admin = house.admin().await;
    for (foreign, expected) in [(2, 2), (2, 2), (5, 3), (2, 2)] {
        for _ in 0..foreign {
            let part = read_under(&house, &admin, ContentETag::OfContent).await;
            assert_eq!(part.status, 206);
        }
        let part = read_under(&house, &admin, ContentETag::OfItem).await;
        assert_eq!((part.status, calls(&house)), (206, expected));
    }
    let bob = &house.orgs[0].bob;
    let before = read_under(&house, &admin, ContentETag::OfItem).await;
    house.sim.change(|world| {
        let mut drive = world.drive_of(bob);
        drive.replace_content("/film.bin", vec![b'x'; 100_000]);
    });
    // The old description is believed still, and its tag would stand over new bytes.
    let after = read_under(&house, &admin, ContentETag::OfItem).await;
    assert_eq!((after.status, after.text().as_str()), (206, "xxxxxxxxxx"));
    assert_ne!(after.header("etag"), before.header("etag"));
    house.stop().await;
}

#[tokio::test]
async fn two_hundred_mounts_of_one_application_share_one_token() {
    let mut plan = Plan::empty();
    plan.add_org("contoso", |_, _| {});
    for n in 0..200 {
        let user = ["ada@contoso.example", "bob@contoso.example"][n % 2];
        plan.mount(&format!("/contoso/{n}"), "contoso", user, "delivery: proxy");
    }
    let house = plan.start().await;
    let admin = house.admin().await;
    house.advance(Duration::from_hours(1));
    let listings = (0..200).map(|n| {
        let admin = admin.clone();
        async move { admin.list(&format!("/contoso/{n}")).await.status }
    });
    let listed = join_all(listings).await;
    assert!(listed.iter().all(|status| *status == 200), "{listed:?}");
    assert_eq!(house.sim.journal().token_requests(), 1);
    house.stop().await;
}

#[tokio::test]
async fn a_hundred_simultaneous_questions_for_one_folder_cost_those_of_one() {
    let house = house().await;
    let admin = house.admin().await;
    let path = format!("/contoso/ada/{}", 3 * PAGE);
    let held = house
        .sim
        .faults()
        .hold(Fault::on(Listener::Graph).path_matches("/children$"));
    let questions = (0..100).map(|_| admin.list(&path));
    let (answers, ()) = tokio::join!(join_all(questions), async {
        assert!(held.arrived(1).await);
        held.release();
    });
    assert!(answers.iter().all(|answer| answer.names().len() == 12));
    assert_eq!(calls(&house), 3);
    house.stop().await;
}

#[tokio::test]
async fn callers_who_leave_do_not_stop_the_question() {
    let house = house().await;
    let admin = house.admin().await;
    let held = house
        .sim
        .faults()
        .hold(Fault::on(Listener::Graph).path_matches("/children$"));
    tokio::select! {
        _ = admin.list("/contoso/ada/4") => unreachable!("the question is held"),
        arrived = held.arrived(1) => assert!(arrived),
    }
    held.release();
    assert_eq!(admin.list("/contoso/ada/4").await.names().len(), 4);
    assert_eq!(calls(&house), 1);
    house.stop().await;
}

#[tokio::test]
async fn a_drive_is_looked_up_once_ever() {
    let mut plan = Plan::of_contoso(|_, _| {});
    plan.mount(
        "/contoso/again",
        "contoso",
        "ada@contoso.example",
        "delivery: proxy",
    );
    let house = plan.start().await;
    let lookups = |house: &House| {
        let all = house.sim.journal().entries();
        all.iter()
            .filter(|one| one.path.contains("/users/"))
            .count()
    };
    let admin = house.admin().await;
    let questions = (0..40).map(|n| {
        let path = ["/contoso/ada", "/contoso/again"][n % 2];
        let admin = admin.clone();
        async move { admin.list(path).await.status }
    });
    let listed = join_all(questions).await;
    assert!(listed.iter().all(|status| *status == 200), "{listed:?}");
    assert_eq!(lookups(&house), 1);
    // Our own note of it is not another process' change, after which all would be asked anew.
    house.advance(Duration::from_secs(5));
    assert_eq!(admin.list("/contoso/ada").await.status, 200);
    assert_eq!(lookups(&house), 1);
    assert_eq!(house.sim.journal().token_requests(), 0);

    let house = house.restart().await;
    let admin = house.admin().await;
    assert_eq!(admin.list("/contoso/again").await.status, 200);
    assert_eq!(lookups(&house), 0);
    house.stop().await;
}

/// Two hundred mounts of people whose drives nobody has looked for; `count` of them exist. Asks for all at
/// once, by listings and by pages; gives the statuses, and how many lookups that took.
async fn ask_for_two_hundred(count: usize) -> (Vec<u16>, usize) {
    let mut plan = Plan::empty();
    plan.add_org("contoso", |world, org| {
        for n in 0..count {
            world.add_user(&org.tenant, User::new(format!("u{n}"), "Somebody"));
        }
    });
    for n in 0..200 {
        let user = format!("u{n}@contoso.example");
        plan.mount(
            &format!("/contoso/{n}"),
            "contoso",
            &user,
            "delivery: proxy",
        );
    }
    // How fast an application may ask is not what this is about.
    let house = plan.configure("upstream: { units_per_minute: 100000 }");
    let house = house.start().await;
    let admin = house.admin().await;
    let questions = (0..200).map(|n| {
        let admin = admin.clone();
        async move {
            let answer = match n % 2 {
                0 => admin.list(&format!("/contoso/{n}")).await,
                _ => admin.get(&format!("/contoso/{n}/")).await,
            };
            answer.status
        }
    });
    let statuses = join_all(questions).await;
    let all = house.sim.journal().entries();
    let lookups = all.iter().filter(|one| one.path.contains("/users/"));
    let lookups = lookups.count();
    house.stop().await;
    (statuses, lookups)
}

#[tokio::test]
async fn two_hundred_missing_people_are_not_all_looked_for_however_soon_they_are_asked_for() {
    let (statuses, lookups) = ask_for_two_hundred(0).await;
    assert!((50..=58).contains(&lookups), "{lookups} lookups");
    let with = |status: u16| statuses.iter().filter(|one| **one == status).count();
    assert_eq!((with(502), with(503)), (lookups, 200 - lookups));
}

#[tokio::test]
async fn two_hundred_people_whose_drives_are_there_are_all_found_at_once() {
    let (statuses, lookups) = ask_for_two_hundred(200).await;
    assert!(statuses.iter().all(|status| *status == 200), "{statuses:?}");
    assert_eq!(lookups, 200);
}
