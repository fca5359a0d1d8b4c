//! Folders whose listing takes longer than a visitor waits, and longer than anything is believed.

use std::time::Duration;

use graph_sim::{Exchange, Fault, Held, Listener};

use crate::support::{Actor, Answer, House, Plan};

const FOLDER: &str = "/dav/contoso/ada/many/";

/// A house whose drive has a folder of ten files, of which Graph tells four at a time.
async fn house() -> (House, Actor) {
    let mut plan = Plan::empty();
    plan.add_writer("contoso", |world, org| {
        org.drive(world).fill("/many", 10, |n| format!("{n}.txt"));
    });
    plan.mount("/contoso/ada", "contoso", "ada@contoso.example", "root: /");
    let plan = plan.switch(|all| all.listing.page_size_cap = 4);
    let house = plan.start().await;
    let admin = house.admin().await;
    assert_eq!(admin.list("/contoso/ada").await.status, 200);
    house.sim.journal().clear();
    (house, admin)
}

async fn propfind(actor: &Actor) -> Answer {
    let request = actor.request("PROPFIND", FOLDER).header("depth", "1");
    Answer::of(request).await
}

/// The names in a listing.
fn names(answer: &Answer) -> Vec<String> {
    assert_eq!(answer.status, 207, "{}", answer.text());
    let text = answer.text();
    let parts = text.split("<D:href>").skip(2);
    let hrefs = parts.filter_map(|part| part.split("</D:href>").next());
    let mut names: Vec<_> = hrefs
        .filter_map(|href| href.strip_prefix(FOLDER))
        .map(str::to_owned)
        .collect();
    names.sort();
    names
}

fn numbered(numbers: impl IntoIterator<Item = u64>) -> Vec<String> {
    let mut names: Vec<_> = numbers.into_iter().map(|n| format!("{n}.txt")).collect();
    names.sort();
    names
}

/// Holds back the second page that is asked for from now on.
fn hold(house: &House) -> Held {
    let second = Fault::on(Listener::Graph).path_matches("/children$").nth(2);
    house.sim.faults().hold(second)
}

/// How many pages have been asked for.
fn pages(house: &House) -> usize {
    let is_page = |one: &&Exchange| one.path.ends_with("/children");
    house.sim.journal().entries().iter().filter(is_page).count()
}

/// Asks, and is told after half a minute to come again; `held` is under way from then on.
async fn ask_in_vain(house: &House, actor: &Actor, held: &Held) {
    let (early, ()) = tokio::join!(propfind(actor), async {
        assert!(held.arrived(1).await);
        house.advance(Duration::from_secs(31));
    });
    assert_eq!(early.status, 504, "{}", early.text());
}

#[tokio::test]
async fn a_listing_that_takes_longer_than_it_is_believed_is_there_for_who_comes_again() {
    let (house, admin) = house().await;
    let held = hold(&house);
    ask_in_vain(&house, &admin, &held).await;
    house.advance(Duration::from_secs(59));
    held.release();
    let all = numbered(0..10);
    assert_eq!(names(&propfind(&admin).await), all, "after 90 s");
    assert_eq!(pages(&house), 3);
    house.advance(Duration::from_secs(59));
    assert_eq!(names(&propfind(&admin).await), all);
    assert_eq!(pages(&house), 3, "it is believed for a minute from then on");
    let list = admin.list("/contoso/ada/many").await;
    assert_eq!(
        (list.names().len(), pages(&house)),
        (10, 3),
        "by every face"
    );
    house.advance(Duration::from_secs(1));
    assert_eq!(names(&propfind(&admin).await), all);
    assert_eq!(pages(&house), 6, "and no longer");
    house.stop().await;
}

#[tokio::test]
async fn whoever_waits_for_such_a_listing_gets_it_when_it_lands() {
    let (house, admin) = house().await;
    let held = hold(&house);
    ask_in_vain(&house, &admin, &held).await;
    house.advance(Duration::from_secs(40));
    let (late, ()) = tokio::join!(propfind(&admin), async {
        // Their answers come after the question, which has joined the other by then.
        for _ in 0..50 {
            assert_eq!(admin.get("/healthz").await.status, 200);
        }
        held.release();
    });
    assert_eq!(names(&late), numbered(0..10));
    assert_eq!(pages(&house), 3, "71 s after it began");
    house.stop().await;
}

#[tokio::test]
async fn what_we_write_meanwhile_and_afterwards_is_in_it() {
    let (house, admin) = house().await;
    let put = |name: &str| Answer::of(admin.request("PUT", &format!("{FOLDER}{name}")).body("x"));
    let delete = |name: &str| Answer::of(admin.request("DELETE", &format!("{FOLDER}{name}")));
    let held = hold(&house);
    ask_in_vain(&house, &admin, &held).await;
    assert_eq!(put("10.txt").await.status, 201);
    assert_eq!(delete("0.txt").await.status, 204);
    house.advance(Duration::from_secs(59));
    held.release();
    let changed = numbered(1..11);
    assert_eq!(names(&propfind(&admin).await), changed, "written meanwhile");
    assert_eq!(names(&propfind(&admin).await), changed);
    house.advance(Duration::from_mins(2));
    house.sim.faults().clear();
    house.sim.journal().clear();
    let held = hold(&house);
    ask_in_vain(&house, &admin, &held).await;
    house.advance(Duration::from_mins(2));
    held.release();
    assert_eq!(names(&propfind(&admin).await), changed);
    assert_eq!(put("11.txt").await.status, 201);
    assert_eq!(delete("9.txt").await.status, 204);
    let changed = numbered((1..9).chain([10, 11]));
    assert_eq!(
        names(&propfind(&admin).await),
        changed,
        "written afterwards"
    );
    house.advance(Duration::from_secs(59));
    assert_eq!(names(&propfind(&admin).await), changed);
    assert_eq!(pages(&house), 3, "out of the one that took long");
    house.stop().await;
}

#[tokio::test]
async fn what_takes_long_for_a_folder_is_asked_anew_for_a_file() {
    let (house, admin) = house().await;
    let held = hold(&house);
    ask_in_vain(&house, &admin, &held).await;
    house.advance(Duration::from_secs(59));
    held.release();
    assert_eq!(names(&propfind(&admin).await), numbered(0..10));
    let ada = house.orgs[0].ada.clone();
    house.sim.change(|world| {
        world.drive_of(&ada).remove("/many/3.txt");
    });
    house.sim.journal().clear();
    let gone = admin.head(&format!("{FOLDER}3.txt")).await;
    assert_eq!((gone.status, house.sim.journal().graph_calls()), (404, 1));
    house.stop().await;
}
