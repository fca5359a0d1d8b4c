//! What is given away with a 302, and how old it may be.

use std::time::Duration;

use graph_sim::World;

use super::{at, house_of_all_kinds, kinds::KINDS};
use crate::support::{Actor, House, Plan};

#[tokio::test]
async fn a_redirect_is_kept_by_nobody_and_leads_to_the_bytes() {
    let house = house_of_all_kinds().await;
    let admin = house.admin().await;
    for kind in &KINDS {
        let way = at("/d/contoso/ada", kind.name);
        for range in ["", "bytes=0-0", "bytes=5000-"] {
            let answer = admin.get_with(&way, &[("range", range)]).await;
            assert_eq!(answer.status, 302, "{way}");
            assert_eq!(answer.header("cache-control"), "private, no-store", "{way}");
            assert_eq!(answer.header("referrer-policy"), "no-referrer", "{way}");
            assert_eq!(answer.header("content-length"), "0", "{way}");
            assert!(answer.body.is_empty(), "{way}");
            assert!(!answer.headers.contains_key("set-cookie"), "{way}");
            let host = format!("http://{}/", house.sim.content_host());
            assert!(answer.header("location").starts_with(&host), "{way}");
        }
        let url = admin.get(&way).await.header("location").to_owned();
        let bytes = Actor::new(url, None).get("").await;
        assert_eq!((bytes.status, bytes.body), (200, kind.content()), "{way}");
    }
    house.stop().await;
}

/// A house that believes listings for long, so that only the URLs' own age counts.
async fn house_that_remembers() -> House {
    let plan = Plan::of_contoso(|world, org| {
        org.drive(world).add_file("/a.txt", "abc", World::BEGINNING);
    });
    plan.configure("cache: { lifetime_seconds: 3600 }")
        .start()
        .await
}

async fn location(admin: &Actor) -> String {
    let answer = admin.get("/d/contoso/ada/a.txt").await;
    assert_eq!(answer.status, 302);
    answer.header("location").to_owned()
}

#[tokio::test]
async fn a_url_is_given_away_only_with_fifteen_minutes_of_life() {
    let house = house_that_remembers().await;
    let admin = house.admin().await;
    assert_eq!(admin.list("/contoso/ada").await.names(), ["a.txt"]);
    house.sim.journal().clear();
    let young = location(&admin).await;
    house.advance(Duration::from_mins(44));
    assert_eq!(location(&admin).await, young);
    assert_eq!(house.sim.journal().graph_calls(), 0);

    house.advance(Duration::from_mins(2));
    let fresh = location(&admin).await;
    assert_ne!(fresh, young);
    assert_eq!(house.sim.journal().graph_calls(), 1);

    // What was given away still works for as long as we have promised.
    house.advance(Duration::from_mins(13));
    let bytes = Actor::new(fresh, None).get("").await;
    assert_eq!((bytes.status, bytes.text().as_str()), (200, "abc"));
    house.stop().await;
}

#[tokio::test]
async fn a_url_too_old_to_be_given_away_still_serves_the_proxy() {
    let house = house_that_remembers().await;
    let admin = house.admin().await;
    assert_eq!(admin.list("/contoso/ada").await.names(), ["a.txt"]);
    house.advance(Duration::from_mins(46));
    house.sim.journal().clear();
    assert_eq!(admin.get("/p/contoso/ada/a.txt").await.text(), "abc");
    assert_eq!(house.sim.journal().graph_calls(), 0);
    house.stop().await;
}
