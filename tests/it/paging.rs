//! Collections that come in pages: to the last one, and nowhere else.

use std::net::TcpListener;
use std::time::Duration;

use graph_sim::switches::PageFill;
use graph_sim::{Fault, Listener, Switches};
use serde_json::json;

use crate::support::{Answer, House, Plan};

async fn house_of(children: u64, turn: impl FnOnce(&mut Switches)) -> House {
    let house = Plan::of_contoso(|world, org| {
        org.drive(world)
            .fill("/many", children, |n| format!("{n:03}.txt"));
    })
    .switch(turn)
    .start()
    .await;
    // The drive is known from here on.
    assert_eq!(house.admin().await.list("/contoso/ada").await.status, 200);
    house.sim.journal().clear();
    house
}

#[tokio::test]
async fn a_listing_goes_on_over_short_and_empty_pages_to_the_last() {
    let turns: [fn(&mut Switches); 4] = [
        |all| all.listing.page_size_cap = 7,
        |all| {
            all.listing.page_size_cap = 7;
            all.listing.pages = PageFill::Short;
        },
        |all| {
            all.listing.page_size_cap = 7;
            all.listing.empty_page_every = Some(2);
        },
        |all| {
            all.listing.page_size_cap = 7;
            all.listing.pages = PageFill::Short;
            all.listing.empty_page_every = Some(3);
        },
    ];
    let expected: Vec<_> = (0..50).map(|n| format!("{n:03}.txt")).collect();
    for turn in turns {
        let house = house_of(50, turn).await;
        let listed = house.admin().await.list("/contoso/ada/many").await;
        assert_eq!(listed.names(), expected);
        assert!(house.sim.journal().graph_calls() > 7);
        house.stop().await;
    }
}

/// Lets the first page of `/many` lead to `link`, and lists it.
async fn led_to(house: &House, link: &str) -> Answer {
    let body = json!({ "value": [], "@odata.nextLink": link }).to_string();
    let fault = Fault::on(Listener::Graph)
        .path_matches("/many:/children$")
        .times(1)
        .status(200)
        .body(body);
    house.sim.faults().add(fault);
    let listed = house.admin().await.list("/contoso/ada/many").await;
    house.sim.faults().clear();
    listed
}

#[tokio::test]
async fn a_link_to_another_origin_is_an_error_and_never_followed() {
    let house = house_of(3, |_| {}).await;
    let stranger = TcpListener::bind("127.0.0.1:0").expect("a free port");
    stranger.set_nonblocking(true).expect("it can be asked");
    let address = stranger.local_addr().expect("it is bound");
    let graph = house.sim.graph_url();
    let host = graph.trim_start_matches("http://").trim_end_matches('/');
    for link in [
        format!("http://{address}/v1.0/drives/x/root/children"),
        format!("https://{host}/v1.0/drives/x/root/children"),
        format!("http://someone@{host}/v1.0/drives/x/root/children"),
        format!("http://{host}.example/v1.0/drives/x/root/children"),
        format!("http://localhost:{}/v1.0/", address.port()),
        "/v1.0/drives/x/root/children".to_owned(),
        "file:///etc/passwd".to_owned(),
        String::new(),
    ] {
        let answer = led_to(&house, &link).await;
        assert_eq!(
            (answer.status, answer.code().as_str()),
            (502, "upstream_untrusted_host"),
            "{link}"
        );
        assert_eq!(house.sim.journal().graph_calls(), 1, "{link}");
        house.sim.journal().clear();
    }
    let visit = stranger.accept();
    let silence = visit.expect_err("nobody has called").kind();
    assert_eq!(silence, std::io::ErrorKind::WouldBlock);
    let listed = house.admin().await.list("/contoso/ada/many").await;
    assert_eq!(listed.names().len(), 3, "none of it was remembered");
    house.stop().await;
}

#[tokio::test]
async fn links_that_lead_in_circles_are_an_error() {
    let house = house_of(3, |_| {}).await;
    let drive = &house.orgs[0].ada.drive_id;
    let page = |name: &str| {
        format!(
            "{}v1.0/drives/{drive}/root:/{name}:/children",
            house.sim.graph_url()
        )
    };
    // One page leads to itself; of two each leads to the other.
    for circle in [&["circle"][..], &["circle", "other"]] {
        for (position, name) in circle.iter().enumerate() {
            let next = page(circle[(position + 1) % circle.len()]);
            let body = json!({ "value": [], "@odata.nextLink": next }).to_string();
            let fault = Fault::on(Listener::Graph)
                .path_matches(&format!("/{name}:/children$"))
                .status(200)
                .body(body);
            house.sim.faults().add(fault);
        }
        let answer = house.admin().await.list("/contoso/ada/circle").await;
        assert_eq!(
            (answer.status, answer.code().as_str()),
            (502, "upstream_malformed")
        );
        assert!(house.sim.journal().graph_calls() <= circle.len() + 2);
        house.sim.faults().clear();
        house.sim.journal().clear();
    }
    house.stop().await;
}

#[tokio::test]
async fn a_page_that_fails_once_is_asked_for_again_unseen() {
    let house = house_of(50, |all| all.listing.page_size_cap = 7).await;
    house.sim.faults().add(failing_page().times(1));
    let admin = house.admin().await;
    assert_eq!(admin.list("/contoso/ada/many").await.names().len(), 50);
    house.stop().await;
}

#[tokio::test]
async fn a_listing_that_takes_longer_than_a_visitors_patience_still_mends_its_pages() {
    let house = house_of(50, |all| all.listing.page_size_cap = 7).await;
    let admin = house.admin().await;
    house.sim.faults().add(failing_page().nth(3).times(1));
    let second = Fault::on(Listener::Graph).path_matches("/many:/children$");
    let held = house.sim.faults().hold(second.nth(2));
    let (listed, ()) = tokio::join!(admin.list("/contoso/ada/many"), async {
        assert!(held.arrived(1).await);
        house.advance(Duration::from_secs(11));
        held.release();
    });
    assert_eq!(listed.names().len(), 50);
    house.stop().await;
}

#[tokio::test]
async fn a_visitor_is_told_when_a_listing_takes_too_long_and_finds_it_later() {
    let house = house_of(50, |all| all.listing.page_size_cap = 7).await;
    let admin = house.admin().await;
    let pages = Fault::on(Listener::Graph).path_matches("/many:/children$");
    let held = house.sim.faults().hold(pages.nth(3));
    let (told, ()) = tokio::join!(admin.list("/contoso/ada/many"), async {
        assert!(held.arrived(1).await);
        house.advance(Duration::from_secs(31));
    });
    assert_eq!(
        (told.status, told.code().as_str()),
        (504, "upstream_timeout")
    );
    let (again, ()) = tokio::join!(admin.list("/contoso/ada/many"), async {
        // Its answer comes after the question, which has joined the flight by then.
        assert_eq!(admin.get("/healthz").await.status, 200);
        held.release();
    });
    assert_eq!(again.names().len(), 50);
    assert_eq!(house.sim.journal().graph_calls(), 8, "nothing twice");
    house.stop().await;
}

#[tokio::test]
async fn a_page_that_goes_on_failing_fails_the_listing() {
    let house = house_of(50, |all| all.listing.page_size_cap = 7).await;
    house.sim.faults().add(failing_page());
    let admin = house.admin().await;
    let answer = admin.list("/contoso/ada/many").await;
    assert_eq!(
        (answer.status, answer.code().as_str()),
        (503, "upstream_down")
    );
    house.sim.faults().clear();
    assert_eq!(admin.list("/contoso/ada/many").await.names().len(), 50);
    house.stop().await;
}

#[tokio::test]
async fn children_denied_of_a_folder_that_is_there_are_a_failure_and_not_nothing() {
    let house = house_of(3, |_| {}).await;
    let absent = json!({ "error": { "code": "itemNotFound", "message": "" } });
    let denied = Fault::on(Listener::Graph)
        .path_matches("/children$")
        .status(404)
        .body(absent.to_string());
    house.sim.faults().add(denied);
    let answer = house.admin().await.list("/contoso/ada/many").await;
    assert_eq!(
        (answer.status, answer.code().as_str()),
        (502, "upstream_malformed")
    );
    house.stop().await;
}

/// Any page but the first.
fn failing_page() -> Fault {
    Fault::on(Listener::Graph)
        .path_matches("/many:/children$")
        .nth(2)
        .always()
        .status(503)
}
